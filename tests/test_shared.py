"""Tests stand alone: who changes what all share, or leaves the process other than it was, is told."""

import asyncio
import os
from dataclasses import replace

import matplotlib
import pytest
from matplotlib import pyplot as plt
from tests import shared
from tests.conftest import outside

from scouting import paths


@pytest.fixture
def alone():
    """A thing of this name is watched, and let go."""
    yield "watched here"
    shared.let_go("watched here")


@pytest.mark.parametrize("table", ["values", "catalog.indicators"])
def test_a_changed_cell_is_told_wherever_it_is(data, alone, table):
    mine = replace(data, values=data.values.copy())
    object.__setattr__(mine, "catalog", replace(data.catalog, indicators=data.catalog.indicators.copy()))
    shared.hold(alone, mine)
    assert shared.changed() == []
    frame = mine.values if table == "values" else mine.catalog.indicators
    frame.iloc[3, frame.columns.get_loc("value" if table == "values" else "title")] = -7 if table == "values" else "x"
    assert shared.changed() == [f"{alone}, {table}"]


def test_a_column_that_is_added_or_taken_away_is_told(data, alone):
    mine = shared.hold(alone, replace(data, values=data.values.copy()))
    mine.values["more"] = 1
    assert shared.changed() == [f"{alone}, values"]
    del mine.values["more"]
    assert shared.changed() == []


def test_a_changed_a_missing_and_an_emptied_file_are_told(tmp_path, alone):
    for name in "abc":
        (tmp_path / name).write_text(name)
    shared.hold(alone, tmp_path)
    (tmp_path / "a").write_text("b")
    (tmp_path / "b").unlink()
    assert shared.changed() == [f"{alone}, {tmp_path / name}" for name in "ab"]


def test_what_has_neither_tables_nor_files_cannot_be_watched(tmp_path):
    with pytest.raises(AssertionError, match="holds neither"):
        shared.hold("nothing", tmp_path)


def test_what_a_test_leaves_outside_is_seen(tmp_path, monkeypatch):
    before = outside()
    assert outside() == before
    for name, leave in {
        "folder": lambda: monkeypatch.chdir(tmp_path),
        "environment": lambda: monkeypatch.setenv("SCOUTING_HOME", "x"),
        "places": lambda: monkeypatch.setattr(paths, "LOCAL", tmp_path),
        "chart settings": lambda: monkeypatch.setitem(matplotlib.rcParams, "font.size", 77.0),
    }.items():
        leave()
        assert [part for part in before if outside()[part] != before[part]] == [name]
        monkeypatch.undo()
    plt.figure()
    assert outside() | {"open figures": 0} == before | {"open figures": 0} and outside() != before
    plt.close()

    async def inside():
        return outside()["running loop"]

    assert asyncio.run(inside()) is not None and outside() == before
    assert os.getcwd() == before["folder"]
