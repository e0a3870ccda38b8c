"""The basis of a further edition: true ones of the past are taken, false ones told; both error rates are counted."""

import collections
import shutil

import numpy as np
import pandas as pd
import pytest

from scouting import catalog, paths
from scouting.catalog import breaks, series
from scouting.errors import ScoutingError
from scouting.ingest import basis, build, editions
from scouting.ingest.basis import mixed, other_basis, out_of_level
from scouting.ingest.editions import merged, stands
from scouting.ingest.formats import dfe_ees
from scouting.ingest.sound import figures, unsound

KNOWN = catalog.read()
PARTS = ["value", "numerator", "denominator"]


@pytest.fixture(scope="module")
def readings():
    return build.read(paths.STORE)[0]


def _moved(last):
    councils = last.area_code.str.match("E0[689]|E10")
    out = last.reset_index(drop=True)
    out.loc[councils.to_numpy(), PARTS] = np.roll(last.loc[councils, PARTS].to_numpy(), 1, axis=0)
    return out


FALSE = {
    "times ten": lambda last: last.assign(**{c: last[c] * 10 for c in PARTS[:2]}),
    "a hundredth": lambda last: last.assign(value=last.value / 100),
    "counts times ten": lambda last: last.assign(**{c: last[c] * 10 for c in PARTS[1:]}),
    "a ninth": lambda last: last.assign(**{c: last[c] / 9 for c in PARTS}),
    "moved by one": _moved,
}


def _steps(readings):
    """Every two periods of a release and indicator that follow each other without a break: before, last, all until."""
    for (_, indicator_id), mine in readings.groupby(["source_id", "indicator_id"]):
        ends, broken = sorted(mine.period_end[figures(mine)].unique()), breaks(KNOWN.indicators.breaks[indicator_id])
        for end in ends[1:]:
            last = mine[mine.period_end == end]
            if last.period.iloc[0] not in broken:
                yield mine[mine.period_end < end], last, end == ends[-1]


def _rates(readings):
    true, false = collections.Counter(), {name: collections.Counter() for name in FALSE}
    for held, last, newest in _steps(readings):
        true[bool(out_of_level(held, last, KNOWN, "f"))] += 1
        enough = held.groupby("period_end").area_code.nunique().iloc[-1] > basis.FEWEST
        for name, spoil in FALSE.items():
            spoiled = spoil(last)
            if newest and enough and not np.array_equal(spoiled[PARTS], last[PARTS], equal_nan=True):
                said = unsound(spoiled, KNOWN, "f") or out_of_level(held, spoiled, KNOWN, "f")
                false[name][bool(said)] += 1
    return true, {name: counted[False] / counted.total() for name, counted in false.items()}


TWO = ["dfe_cpp_repeat_2025", "dfe_care_leavers_activity_2025"]
FOUR = ["dfe_cpp_repeat_2025", "dfe_cla_2025", "dfe_workforce_2025", "ons_children_2024"]


@pytest.mark.parametrize(("some", "years"), [(TWO, 20), pytest.param(FOUR, 100, marks=pytest.mark.long)])
def test_a_true_year_is_taken_and_a_false_one_told(readings, some, years):
    """A few releases; those of all take a minute."""
    true, missed = _rates(readings[readings.source_id.isin(some)])
    assert true[True] == 0 and true[False] > years
    assert max(missed[name] for name in ("times ten", "a hundredth", "counts times ten", "a ninth")) == 0, missed


@pytest.mark.long
def test_of_all_true_years_none_is_refused_and_few_false_ones_are_missed(readings):
    true, missed = _rates(readings)
    assert true[True] == 0 and true[False] > 1200
    assert max(missed[name] for name in ("times ten", "a hundredth", "counts times ten", "a ninth")) < 0.06, missed
    assert missed["moved by one"] < 0.25, missed  # where councils hardly keep their order, figures alone cannot tell


@pytest.mark.parametrize("name", ["b1", "d3", "d5", "csww"])
def test_editions_of_the_past_are_on_the_basis_of_todays(readings, releases, name):
    """What later editions revised: under a fifth of an indicator's figures. None of the past is refused."""
    earlier = sorted((releases / "dfe-ees" / "earlier").glob(f"{name}_*.csv"))
    assert len(earlier) == 2
    for path in earlier:
        source = KNOWN.sources.file.str.startswith(f"dfe-ees/{path.stem.rpartition('_to_')[0]}_to_")
        wanted = series(KNOWN)
        wanted = wanted[wanted.source_id == KNOWN.sources.source_id[source].item()]
        new = dfe_ees.read(path, wanted, KNOWN).values.assign(sha256="new")
        old = readings[readings.source_id == wanted.source_id.iloc[0]]
        assert other_basis(old, new, KNOWN) == {}
        assert set(stands(old, new).values()) == {"older"}
        both = merged(old, new, stands(old, new))
        assert mixed(old, new, both, KNOWN, path.name) == [] and len(both) >= len(old)
        # The other way round: today's edition as the next of that of the past.
        assert set(stands(new, old).values()) == {"newer"} and out_of_level(new, old, KNOWN, "f") == []


def _rows(years, value, sha, areas=30):
    frame = pd.DataFrame([(f"E0600{n:04}", str(y), value + n) for y in years for n in range(areas)])
    frame.columns = ["area_code", "period", "value"]
    ends = pd.to_datetime(frame.period + "-03-31").astype("datetime64[s]")
    none = {c: float("nan") for c in ("numerator", "denominator", "lower_ci", "upper_ci")}
    return frame.assign(indicator_id="re_referrals", period_end=ends, marker="", source_id="s", sha256=sha, **none)


@pytest.mark.parametrize(
    ("years", "open_"),
    [
        ((2019, 2020, 2021, 2022, 2023), "2022: why"),  # older: its first three years would stand before another basis
        ((2023, 2024, 2025), "2023: why"),  # newer: the year held before it stays
        ((2022, 2023, 2024, 2025), ""),  # newer, and takes the place of all
    ],
)
def test_two_bases_stand_in_one_series_only_behind_a_break(years, open_):
    old, new = _rows((2022, 2023, 2024), 20.0, "old"), _rows(years, 10.0, "new")
    how = stands(old, new)
    said = mixed(old, new, merged(old, new, how), KNOWN, "f.csv")
    assert len(said) == bool(open_) and all(f"({open_})" in one and "Nothing was changed." in one for one in said)
    facts = KNOWN.indicators.copy()
    facts.loc["re_referrals", "breaks"] = open_
    known = type("", (), {"indicators": facts})
    assert mixed(old, new, merged(old, new, how), known, "f.csv") == []


@pytest.mark.long
def test_an_older_edition_of_the_tool_on_another_basis_adds_nothing(store_of, releases, tmp_path, contents, data):
    """One measure of a hundred stood on another basis, six years further back; all others are as they are held."""
    store, path = store_of("dfe_lait"), tmp_path / "lait_older.parquet"
    held = pd.read_parquet(releases / "dfe-lait" / "bds_long_0.parquet")
    mine, others = (held[held["Short Desc"].eq("ChildPov") == is_it] for is_it in (True, False))
    one = mine[mine.Years.astype(str) == "2024"]
    half = pd.to_numeric(one.Values, errors="coerce") / 2
    past = [one.assign(Years=str(y), Values=(half + y % 9 / 10).round(1).astype(str).replace("nan", "-"))
            for y in range(2016, 2025)]  # fmt: skip
    pd.concat([others[~others.Years.astype(str).str.startswith("2025")], *past]).to_parquet(path, index=False)
    before = contents(store)
    for force in (False, True):
        with pytest.raises(ScoutingError) as caught:
            editions.add_releases([(path, "dfe_lait")], store=store, force=force)
        assert "figures of children_low_income that both have differ. Its 2016, 2017" in str(caught.value)
        assert "write the break into the column breaks of children_low_income" in str(caught.value)
    assert contents(store) == before
    shutil.rmtree(store.parent)
