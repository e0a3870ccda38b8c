"""The picker of the first notebook: copies of the others with what was picked, and nothing else changed."""

import nbformat
import pytest

from scouting import paths
from scouting.pages.start_here import given
from scouting.pages.start_here.picker import Picker


@pytest.fixture
def made(data, tmp_path, monkeypatch):
    """What the button writes for Bournemouth's adults, in a folder of its own."""
    for path in paths.NOTEBOOKS.glob("*.ipynb"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    theirs = paths.NOTEBOOKS
    monkeypatch.setattr(paths, "NOTEBOOKS", tmp_path)
    picker = Picker(data, "Derby")
    picker.council.value, picker.service.value, picker.neighbours.value = "E06000058", "adults", "region"
    picker.make.click()
    return theirs, {path.name.partition("poole-")[2]: path for path in (tmp_path / given.MINE).iterdir()}


def test_every_notebook_but_the_first_is_written_with_what_was_picked(made):
    theirs, written = made
    assert set(written) == {path.name for path in theirs.glob("[1-9]*.ipynb")}
    for name, path in written.items():
        own, other = (nbformat.read(one, as_version=4) for one in (path, theirs / name))
        values, before = given.own_parameters(own), given.own_parameters(other)
        assert list(values) == list(before)
        assert values.get("council", "") in ("Bournemouth, Christchurch and Poole", "")
        assert values.get("councils", "South West") == "South West"
        assert values.get("service", "adults") == values.get("indicators", "adults") == "adults"
        assert values.get("neighbours", "region") == "region" and values.get("out", "") == ""
        assert [c.source for c in own.cells[2:]] == [c.source for c in other.cells[2:]], "nothing else changed"
        assert not any(c.get("outputs") for c in own.cells)
        comments = [[line.partition("  #")[2] for line in b.cells[1].source.splitlines()] for b in (own, other)]
        assert comments[0] == comments[1] and all(comments[0])


def test_the_measures_are_those_of_the_service(data):
    picker = Picker(data, "Derby")
    for service in ("adults", "children"):
        picker.service.value = service
        ids = [name for _, name in picker.measure.options]
        assert set(data.catalog.indicators.service[ids]) == {service} and picker.measure.value in ids
