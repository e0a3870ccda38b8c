"""Editions of Children looked after: held against the publisher's files, read here by the plain csv module."""

import csv
import statistics
from functools import cache

import pytest

from scouting import paths
from scouting.ingest import build

FOLDERS = {2022: "earlier/cla_2018_2022", 2023: "earlier/cla_2019_2023", 2024: "earlier/cla_2020_2024", 2025: ""}
ACTIVITY, HOMES = "la_care_leavers_activity.csv", "la_care_leavers_accommodation_suitability.csv"
TOUCH, STABLE = "la_care_leavers_intouch.csv", "la_cla_placement_stability.csv"
STABLE_2022 = "la_cla_at_31_march_placement_stability_indicator.csv"
HEALTH, STAY = "la_conviction_health_outcome_cla.csv", "la_care_leavers_stayput.csv"
RATE, MISSING = (
    "cla_number_and_rate_per_10k_children.csv",
    "la_children_who_were_missing_or_away_from_placement_without_authorisation.csv",
)
CEASED = "la_children_who_ceased_during_the_year.csv"
#: Awkward councils by DfE number ("" is England), and the years (to 31 March) in which each was there.
AWKWARD = {
    "420": (2018, 2025),  # Isles of Scilly
    "909": (2018, 2023), "942": (2024, 2025), "943": (2024, 2025),  # Cumbria; Cumberland, Westmorland and Furness
    "928": (2018, 2021), "940": (2022, 2025), "941": (2022, 2025),  # Northamptonshire; its North and West
    "839": (2020, 2025),  # Bournemouth, Christchurch and Poole
    "330": (2018, 2025), "857": (2018, 2025), "886": (2018, 2025),  # Birmingham, Rutland, Kent
    "": (2018, 2025),
}  # fmt: skip
FOSTERED = "Young people who ceased to be looked after in a foster placement on their 18th birthday and were eligible "
STAYING = {
    "part": "Total living with former foster carers in the current year",
    "whole": f"{FOSTERED}for care leavers support",
}
#: Indicator: by edition, its file, then the words that mark its rows (more than one where editions differ), those of
#: the part and of the whole.
ALIKE = {
    "placements_3_or_more": (
        dict.fromkeys((2025, 2024, 2023), STABLE) | {2022: STABLE_2022},
        {"CLA on 31 March", "Children looked after at 31 March"},
        "With 3 or more placements during the year", {"Total children"},
    ),
    "care_leavers_eet_17_18": (
        dict.fromkeys(FOLDERS, ACTIVITY), {"17 to 18 years", "Aged 17 to 18"},
        "Total in education, employment or training", {"Total"},
    ),
    "care_leavers_activity_unknown": (
        dict.fromkeys(FOLDERS, ACTIVITY), {"19 to 21 years", "Aged 19 to 21"}, "Total information not known", {"Total"},
    ),
    "care_leavers_accommodation_19_21": (
        dict.fromkeys(FOLDERS, HOMES), {"19 to 21 years"},
        "Accommodation considered suitable", {"Total", "Suitability total"},
    ),
    "care_leavers_in_touch_19_21": (
        dict.fromkeys((2024, 2023, 2022), TOUCH), {"Aged 19 to 21"},
        "Local authority in touch with care leaver", {"Total"},
    ),
    "care_leavers_staying_put_18": (
        dict.fromkeys((2024, 2023), STAY), {"Aged 18"}, STAYING["part"], {STAYING["whole"]},
    ),
    "looked_after_development_checks": (
        dict.fromkeys((2025, 2024, 2023), HEALTH),
        {"Development assessments: Children looked after ages 0 to 4 years"},
        "Development assessments up to date", {"Total ages 0 to 4 years"},
    ),
    "left_care_no_support": (
        {2024: CEASED}, {"Reason episode ceased"},
        "Moved into independent living (with no formalised support)", {"Total"},
    ),
}  # fmt: skip


@cache
def _rows(path):
    """The rows of a file but regions: year, DfE number, ONS code, words and figures in their order."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        found = []
        for row in csv.DictReader(file):
            if row["geographic_level"] != "Regional":
                kept, area = list(row.values())[10:], (row["old_la_code"], row["new_la_code"])
                found.append((int(row["time_period"]), *area, kept[:-2], kept[-2:]))
    return found


def _figure(text):
    try:
        return float(text)
    except ValueError:
        return None


def _found(path, words, part):
    """By DfE number and year: count and percentage of the rows of some words and a part."""
    return {
        (number, year): [_figure(text) for text in figures]
        for year, number, _, labels, figures in _rows(path)
        if labels[0] in words and labels[-1] in part
    }


@pytest.fixture(scope="module")
def held(data):
    """Figures of the store by indicator, DfE number and year."""
    rows = data.values[data.values.indicator_id.isin(ALIKE)]
    codes = rows.area_code.astype("str")
    numbers = codes.map(data.catalog.areas.dfe_number).mask(codes.str.startswith("E92"), "")
    figures = rows[["value", "numerator", "denominator"]].astype(object).where(rows.notna(), None)
    columns = map(tuple, figures.to_numpy())
    return dict(zip(zip(rows.indicator_id, numbers, rows.period_end.dt.year, strict=True), columns, strict=True))


@pytest.mark.parametrize("indicator_id", ALIKE)
def test_awkward_councils_have_the_newest_editions_figure_with_its_own_counts(releases, held, indicator_id):
    """Figures of a council before or after its life are in the files of some, and never in the store."""
    files, words, part, whole = ALIKE[indicator_id]
    paths_ = [releases / "dfe-ees" / FOLDERS[year] / files[year] for year in sorted(files, reverse=True)]
    editions = [(_found(path, words, {part}), _found(path, words, whole)) for path in paths_]
    wrong, seen = [], 0
    for number, (first, last) in AWKWARD.items():
        for year in range(2018, 2026):
            given = [
                (p[number, year], w[number, year])
                for p, w in editions
                if p.get((number, year), [0, None])[1] is not None
            ]
            stored = held.get((indicator_id, number, year))
            if not first <= year <= last:
                wrong += [(number, year, stored)] if stored else []
            elif given:
                (count, value), (total, _) = given[0]
                seen += 1
                wrong += [] if stored == (value, count, total) else [(number, year, stored, value, count, total)]
    assert wrong == []
    assert seen > 15


def test_rates_of_2019_and_2020_have_the_counts_of_their_edition(releases, data):
    rows = _rows(releases / "dfe-ees" / FOLDERS[2023] / RATE)
    told = {(code or "E92000001", year): labels + figures for year, _, code, labels, figures in rows
            if labels[0].startswith("Children looked after")}  # fmt: skip
    mine = data.values[(data.values.indicator_id == "looked_after_rate") & data.values.numerator.notna()]
    mine = mine[mine.period_end.dt.year.isin([2019, 2020])]
    checked = 0
    for row in mine.itertuples():
        if (row.area_code, row.period_end.year) in told:
            _, population, count, rate = told[row.area_code, row.period_end.year]
            if population != "x":
                assert (row.numerator, row.denominator, row.value) == (float(count), float(population), float(rate))
                checked += 1
    assert checked > 280


def test_missing_children_are_the_publishers_sums(releases, data):
    with (releases / "dfe-ees" / FOLDERS[2024] / MISSING).open(encoding="utf-8-sig", newline="") as file:
        told = {(row["new_la_code"], row["time_period"], row["CLA_group"]): _figure(row["number"])
                for row in csv.DictReader(file) if row["geographic_level"] == "Local authority"}  # fmt: skip
    went, again = ("Children who had a missing incident during the year",
                   "Children who went missing more than once during the year")  # fmt: skip
    for code in ("E08000025", "E06000017", "E10000016", "E06000053"):  # Birmingham, Rutland, Kent, Isles of Scilly
        rows = data.values[(data.values.area_code == code) & (data.values.indicator_id == "missing_more_than_once")]
        for row in rows[rows.value.notna()].itertuples():
            assert row.numerator == told[code, row.period, again] and row.denominator == told[code, row.period, went]
            assert row.value == pytest.approx(100 * row.numerator / row.denominator)
        assert len(rows) == 5


def test_a_change_of_definition_is_not_crossed(data):
    """Changes of social worker to 2020, different social workers in 2024; school moves before 2021 are not joined."""
    panel, place = data.panel, data.panel.indicators.index.get_loc("social_workers_3_or_more")
    years = panel.ends[place].astype("datetime64[Y]").astype(int) + 1970
    shown = {year: segment for year, segment in zip(years, panel.segment[place], strict=True) if year in (2020, 2024)}
    assert shown[2020] != shown[2024] and panel.level_periods[place].max() == 1
    moves = data.values[data.values.indicator_id == "school_moves"]
    assert moves.period_end.dt.year.min() >= 2020 and moves[moves.value.notna()].period_end.dt.year.min() == 2021


def test_school_moves_of_the_edition_before_are_on_another_basis(releases):
    """Why they are not joined: most counts that both editions give differ."""
    files = ("earlier/cla_2018_2022/official_statistics_la_cla_school_moves.csv", "la_cla_school_moves.csv")
    then, now = (
        {(number, year, labels[1], labels[2] == "Total children"): _figure(figures[0])
         for year, number, _, labels, figures in _rows(releases / "dfe-ees" / file) if labels[0] == "CLA on 31 March"}
        for file in files
    )  # fmt: skip
    both = [key for key in then if then[key] is not None and now.get(key) is not None and key[0]]
    assert len(both) > 1000 and sum(then[key] != now[key] for key in both) > 0.75 * len(both)


# What was revised ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "both", "changed"), [(STABLE, 1777, 430), (HOMES, 2256, 199), (ACTIVITY, 7164, 327)]
)  # fmt: skip
def test_counts_changed_since_the_edition_of_2023(releases, file, both, changed):
    """By ONS code, and under words that both editions use or only the age of which is written otherwise."""

    def counts(edition):
        return {(year, code, *(label.removeprefix("Aged ").removesuffix(" years") for label in labels)): value
                for year, _, code, labels, figures in _rows(releases / "dfe-ees" / FOLDERS[edition] / file)
                if code and (value := _figure(figures[0])) is not None}  # fmt: skip

    then, now = counts(2023), counts(2025)
    shared = then.keys() & now.keys()
    moved = [key for key in shared if then[key] != now[key]]
    assert (len(shared), len(moved)) == (both, changed)
    if file == STABLE:
        steps = [abs(then[key] - now[key]) / then[key] for key in moved]
        assert round(100 * statistics.median(steps), 1) == 1.1


@pytest.mark.parametrize(
    "indicator_id", ["placements_3_or_more", "care_leavers_eet_17_18", "care_leavers_in_touch_19_21"]
)
def test_the_revisions_listed_are_those_of_the_files(releases, data, indicator_id):
    files, words, part, _ = ALIKE[indicator_id]
    newest, *earlier = sorted(files, reverse=True)
    listed = data.catalog.revisions[data.catalog.revisions.indicator_id == indicator_id].set_index("edition")
    assert set(listed.index) == {str(year) for year in earlier}
    now = _found(releases / "dfe-ees" / FOLDERS[newest] / files[newest], words, {part})
    for edition in earlier:
        then = _found(releases / "dfe-ees" / FOLDERS[edition] / files[edition], words, {part})
        pairs = [(then[key][1], now[key][1]) for key in then.keys() & now.keys() if key[0]]
        both = [(a, b) for a, b in pairs if None not in (a, b)]
        row = listed.loc[str(edition)]
        assert (row.both, row.changed) == (len(both), sum(a != b for a, b in both))
        assert row.only_one == sum((a is None) != (b is None) for a, b in pairs)
        assert row.largest == max(abs(a - b) for a, b in both)


def test_every_difference_between_editions_is_listed(data):
    """Each indicator that two editions hold for the same council and year has its row, or no figure in common."""
    rows, _ = build.read(paths.STORE)
    rows = rows[
        rows.value.notna() & rows.source_id.str.match(r"dfe_(cla|care)_") & ~rows.area_code.str.startswith("E12")
    ]
    rows = rows.assign(release=rows.source_id.str[:-5], edition=rows.source_id.str[-4:])
    found = {
        (newest, edition, indicator_id)
        for (indicator_id, release), mine in rows.groupby(["indicator_id", "release"])
        for newest in [f"{release}_{mine.edition.max()}"]
        for edition in set(mine.edition) - {mine.edition.max()}
        if set(mine.period[mine.edition == edition]) & set(mine.period[mine.source_id == newest])
    }
    told = data.catalog.revisions
    assert found and found <= set(told[["source_id", "edition", "indicator_id"]].itertuples(index=False, name=None))
