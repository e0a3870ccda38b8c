"""What councils add of their own: who sees it, and that it displaces nothing published."""

import pandas as pd
import pytest

from scouting.errors import ScoutingError
from scouting.own import seen
from scouting.own.tables import TABLES
from scouting.study import study

WILTSHIRE, SOMERSET, DERBY = "E06000054", "E06000066", "E06000015"
FIGURES = "area_code,indicator_id,period,period_end,value,numerator,denominator,marker,share,note"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of local tables that every load reads: {file: lines}."""
    monkeypatch.setattr("scouting.paths.LOCAL", tmp_path)

    def write(**tables):
        for name, lines in tables.items():
            heads = {name: ",".join(columns) for name, columns in TABLES.items()}
            (tmp_path / f"{name}.csv").write_text("\n".join([heads[name], *lines]) + "\n", encoding="utf-8")
        return tmp_path

    return write


OWN = f"{WILTSHIRE},re_referrals,2025-26 Q1,2025-06-30,20,200,1000,,own,"
REGION = f"{SOMERSET},re_referrals,2025-26 Q1,2025-06-30,15,150,1000,,region,"
PUBLIC = f"{DERBY},re_referrals,2025-26 Q1,2025-06-30,10,100,1000,,public,"
SHARED_VISITS = f"{DERBY},visits,2025-04,2025-04-30,90,90,100,,public,"
VISITS = (
    "visits,Visits in time,Visits in time,Whether someone came.,children,own,timeliness,%,100,1,high_is_good,"
    "proportion,visits in time,visits due,,03-31"
)


def test_nothing_of_ones_own_leaves_the_figures_as_they_are(data, folder):
    folder()
    got, mine = seen.extended(data, WILTSHIRE)
    assert got is data and all(table.empty for table in vars(mine).values())


@pytest.mark.parametrize(
    ("council", "codes"),
    [
        (WILTSHIRE, {WILTSHIRE, SOMERSET, DERBY}),  # its own, its region's, what is public
        (SOMERSET, {SOMERSET, DERBY}),  # Wiltshire's own row stays with Wiltshire
        (DERBY, {DERBY}),  # another region
        ("E09000033", {DERBY}),
    ],
)
def test_who_sees_what(data, folder, council, codes):
    folder(figures=[OWN, REGION, PUBLIC], targets=[f"{WILTSHIRE},re_referrals,15,1,"])
    _, mine = seen.extended(data, council)
    assert set(mine.figures.area_code) == codes
    assert set(mine.targets.area_code) == ({WILTSHIRE} & {council})


def test_inner_and_outer_london_are_one_region(data, folder):
    camden, barnet = "E09000007", "E09000003"
    folder(figures=[OWN.replace(WILTSHIRE, camden).replace(",own,", ",region,")])
    assert len(seen.extended(data, barnet)[1].figures) == 1
    assert seen.extended(data, WILTSHIRE)[1].figures.empty


def test_a_local_indicator_is_there_only_for_those_who_see_a_figure_of_it(data, folder):
    folder(indicators=[VISITS], figures=[SHARED_VISITS.replace("public", "own")])
    got, _ = seen.extended(data, DERBY)
    assert got.catalog.indicators.title["visits"] == "Visits in time (local, unpublished)"
    row = got.values[got.values.indicator_id == "visits"].iloc[0]
    assert (row.value, row.source_id) == (90.0, "local")
    assert row.lower_ci == pytest.approx(82.5633, abs=1e-3)  # Wilson's for 90 of 100
    other, _ = seen.extended(data, WILTSHIRE)
    assert "visits" not in other.catalog.indicators.index
    with pytest.raises(ScoutingError, match="Unknown indicator 'visits'"):
        study("Wiltshire", indicators="visits", data=data)


def test_own_figures_displace_no_published_comparison(data, folder):
    before = study("Wiltshire", indicators="re_referrals", data=data).comparison
    folder(figures=[OWN, REGION, PUBLIC, OWN.replace("2025-26 Q1,2025-06-30", "2025-26,2026-03-31")])
    after = study("Wiltshire", indicators="re_referrals", data=data)
    pd.testing.assert_frame_equal(before, after.comparison)
    assert after.own_series("re_referrals").period.tolist() == ["2025-26 Q1", "2025-26"]
    assert (after.own.area_code != WILTSHIRE).sum() == 2


def test_small_counts_are_gone_before_anything_else(data, folder):
    folder(figures=[OWN.replace("20,200,1000", "0.3,3,1000")])
    got = study("Wiltshire", indicators="re_referrals", data=data)
    row = got.own_series("re_referrals").iloc[0]
    assert row.marker == "c" and row[["value", "numerator", "denominator"]].isna().all()
    assert "1 of the figures that were added is suppressed" in " ".join(got.notices)


def test_an_own_set_is_a_set_like_any_other(data, folder):
    rows = [f"my_group,The M4 group,South West,2026-01-01,{WILTSHIRE},{code},{n}"
            for n, code in enumerate([SOMERSET, DERBY], start=1)]  # fmt: skip
    folder(neighbours=rows)
    got = study("Wiltshire", "my_group", "re_referrals", data=data)
    assert got.neighbour_set.codes == [SOMERSET, DERBY]
    assert (got.neighbour_set.title, got.neighbour_set.publisher) == ("The M4 group", "South West")
    assert got.comparison.n_neighbours.tolist() == [2]


ELSEWHERE, REGIONS = OWN.replace(WILTSHIRE, "E06000099"), OWN.replace(WILTSHIRE, "E12000001")
VAGUE = f"{WILTSHIRE},re_referrals,about 15,1,"
WRONG = {
    "a council that is none": ({"figures": [ELSEWHERE]}, "figures.csv row 2: Unknown council 'E06000099'"),
    "a region as a council": ({"figures": [REGIONS]}, "row 2: Unknown council 'E12000001'"),
    "an indicator that is none": ({"figures": [OWN.replace("re_re", "re_er")]}, "Did you mean re_referrals?"),
    "a share that is none": ({"figures": [OWN.replace(",own,", ",ours,")]}, "row 2: Unknown share 'ours'"),
    "text for a number": ({"targets": [VAGUE]}, "row 2, target: 'about 15' is not a number"),
    "more counted than there are": (
        {"figures": [OWN.replace("200,1000", "2000,1000")]},
        "A proportion whose numerator exceeds its denominator: 1 row (re_referrals E06000054 2025-26 Q1)",
    ),
    "two rows for one period": ({"figures": [OWN, OWN]}, "Two rows for one indicator, area and period: 1 row"),
    "missing without a reason": ({"figures": [OWN.replace("20,200,1000", ",,")]}, "Missing without a marker"),
}


@pytest.mark.parametrize(("tables", "said"), WRONG.values(), ids=WRONG)
def test_a_table_mended_by_hand_is_checked_when_it_is_read(data, folder, tables, said):
    folder(**tables)
    with pytest.raises(ScoutingError) as err:
        seen.extended(data, WILTSHIRE)
    assert said in str(err.value)


def test_a_lost_column_and_another_encoding_are_told_together(data, folder):
    path = folder(figures=[OWN])
    (path / "figures.csv").write_text("area_code,period\n", encoding="utf-8")
    (path / "targets.csv").write_bytes("area_code,indicator_id,note\nX,Y,£5\n".encode("cp1252"))
    with pytest.raises(ScoutingError) as err:
        seen.extended(data, WILTSHIRE)
    assert len(err.value.problems) == 2
    assert "figures.csv lacks the columns indicator_id" in err.value.problems[0]
    assert "targets.csv cannot be read as CSV in UTF-8" in err.value.problems[1]


def test_a_set_is_shown_to_the_councils_that_have_neighbours_in_it(data, folder):
    """Of two sets Derby sees the one it has neighbours in, whole; being somebody's neighbour is not enough."""
    rows = [f"mine,Mine,us,2026-01-01,{WILTSHIRE},{DERBY},1", f"both,Both,us,2026-01-01,{WILTSHIRE},{SOMERSET},1",
            f"both,Both,us,2026-01-01,{DERBY},{SOMERSET},1"]  # fmt: skip
    folder(neighbours=rows)
    catalogs = {code: seen.extended(data, code)[0].catalog for code in (WILTSHIRE, DERBY, SOMERSET)}
    own = {code: set(known.neighbour_sets.set_id) - set(data.catalog.neighbour_sets.set_id)
           for code, known in catalogs.items()}  # fmt: skip
    assert own == {WILTSHIRE: {"mine", "both"}, DERBY: {"both"}, SOMERSET: set()}
    assert (catalogs[DERBY].neighbours.set_id == "both").sum() == 2
    with pytest.raises(ScoutingError, match="Unknown neighbour set 'mine'"):
        study("Derby", "mine", "re_referrals", data=data)
