"""What is kept on disk: the same as what is made, made anew where it is damaged or made from something else."""

import os
from dataclasses import fields, replace

import numpy as np
import pandas as pd
import pytest

from scouting import dataset, paths, shelf
from scouting.compare import in_use, panel_of

MADE = {"plain": np.array([1.5, np.nan]), "words": np.array(["", "c", "Überzahl"], dtype=object), "n": np.arange(3)}


@pytest.fixture
def asked(tmp_path, monkeypatch):
    """Asks for arrays in a folder of the test's own; gives them, and how often they were made."""
    monkeypatch.setattr(paths, "DATA", tmp_path)
    made = []

    def ask(made_from="a"):
        found = shelf.arrays("thing", made_from, lambda: made.append(1) or MADE)
        for name, array in MADE.items():
            assert found[name].dtype == array.dtype
            np.testing.assert_array_equal(found[name], array)
        return len(made)

    ask.files = lambda: sorted((tmp_path / ".made").glob("*"))
    return ask


def test_it_is_made_once_and_again_from_something_else(asked):
    assert [asked(), asked(), asked("b"), asked("b"), asked()] == [1, 1, 2, 2, 2]


def test_only_the_newest_stay(asked):
    for n in range(5):
        asked(str(n))
        os.utime(max(asked.files(), key=lambda f: f.stat().st_mtime_ns), (n, n))
    assert len(asked.files()) == shelf.KEPT
    assert asked("4") == 5


@pytest.mark.parametrize("harm", ["cut", "empty", "flipped", "a text"])
def test_what_is_damaged_is_made_again(asked, harm):
    asked()
    (file,) = asked.files()
    held = file.read_bytes()
    at = held.index(MADE["n"].tobytes())
    flipped = held[:at] + bytes([held[at] ^ 1]) + held[at + 1 :]
    file.write_bytes({"cut": held[:-200], "empty": b"", "flipped": flipped, "a text": b"no zip"}[harm])
    assert [asked(), asked()] == [2, 2]


def test_where_nothing_can_be_written_it_is_made_each_time(asked, tmp_path):
    (tmp_path / ".made").write_text("a file stands where the folder should be")
    assert [asked(), asked()] == [1, 2]


def test_a_digest_sees_every_cell_heading_and_missing_figure():
    one = pd.DataFrame({"a": [1.0, np.nan], "b": pd.Categorical(["x", "y"]), "c": ["p", "q"]})
    others = [
        one.rename(columns={"a": "z"}), one.assign(a=[1.0, 2.0]), one.assign(b=pd.Categorical(["x", "x"])),
        one.assign(b=pd.Categorical(["x", "z"])), one.assign(c=["p", "r"]), one.iloc[::-1], one.set_axis([0, 2]),
    ]  # fmt: skip
    assert len({shelf.digest_of(t) for t in (one, *others)}) == 1 + len(others)


def test_the_panel_on_disk_is_the_one_that_is_made(data):
    known, cutoffs = data.catalog, in_use(data.catalog.calibration)
    anew = panel_of(data.values, known.indicators, known.areas, cutoffs)
    for held in (dataset.load().panel, dataset.load().panel):  # the second is read from disk in any case
        for name in (f.name for f in fields(anew)):
            one, other = getattr(anew, name), getattr(held, name)
            if isinstance(one, pd.DataFrame | pd.Index):
                assert one.equals(other), name
            elif name == "sizes":
                assert list(one) == list(other)
                np.testing.assert_array_equal([*one.values()], [*other.values()])
            else:
                assert np.asarray(one).dtype == np.asarray(other).dtype, name
                np.testing.assert_array_equal(one, other)


def test_figures_that_were_changed_are_never_kept(data, monkeypatch):
    monkeypatch.setattr(shelf, "arrays", lambda *_: pytest.fail("asked for what is on disk"))
    some = data.values[data.values.indicator_id == "re_referrals"]
    changed = replace(dataset.load(), values=some.assign(value=some.value + 1))
    assert not changed.as_read
    assert list(changed.panel.indicators.index) == ["re_referrals"]


TABLE = pd.DataFrame(
    {
        "words": pd.Series(["a", None, "Überzahl", "a"], dtype="str"),
        "none": pd.Series([None] * 4, dtype="str"),
        "n": [1, 2, 3, 4],
        "x": [0.1, np.nan, -np.inf, 2.0],
        "yes": [True, False, True, True],
        "day": pd.to_datetime(["2025-03-31", None, "2024-03-31", "2025-03-31"]),
    },
    index=[7, 3, 5, 9],
)


@pytest.mark.parametrize("table", [TABLE, TABLE.head(0)], ids=["rows", "no row"])
def test_a_table_is_the_same_made_and_kept(tmp_path, monkeypatch, table):
    monkeypatch.setattr(paths, "DATA", tmp_path)
    made, kept = (shelf.table("thing", "a", give) for give in (lambda: table, lambda: pytest.fail("made twice")))
    pd.testing.assert_frame_equal(made, kept)
    pd.testing.assert_frame_equal(made, table.reset_index(drop=True))


def test_what_is_kept_follows_figures_and_catalogue_and_nothing_is_of_other_figures(tmp_path, monkeypatch, data):
    """One figure or one row of the catalogue another: made anew; what was changed in memory is not kept."""
    monkeypatch.setattr(paths, "DATA", tmp_path)
    asked = []

    def give(of):
        return of.kept("thing", lambda _: asked.append(1) or TABLE)

    other = data.values.assign(value=data.values.value.where(data.values.index != data.values.index[5], 1.0))
    signs = replace(data.catalog, signs=data.catalog.signs.iloc[1:])
    give(data), give(data)
    assert len(asked) == 1
    for changed in (replace(data, values=other), replace(data, catalog=signs)):
        give(changed)
        object.__setattr__(changed, "as_read", True)
        give(changed)
    assert len(asked) == 5
    assert len(list((tmp_path / ".made").glob("thing-*"))) == shelf.KEPT
