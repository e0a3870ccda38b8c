"""The embedded catalogue is sound, and faults planted in a copy of it are all told at once."""

import csv
import dataclasses
import shutil

import pandas as pd
import pytest

from scouting import catalog, paths, terms
from scouting.catalog.check import problems, problems_in
from scouting.catalog.tables import TABLES
from scouting.errors import ScoutingError


@pytest.fixture
def copy(tmp_path):
    folder = tmp_path / "a copy of the catalogue"
    shutil.copytree(paths.CATALOG, folder)
    return folder


def _edit(folder, table, change):
    """Change the rows of a table (header first) as the lists that csv reads."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def _put(folder, table, row, **cells):
    """Write cells into one row, counted as a spreadsheet shows it (the header is row 1); gives its first cell."""
    first = []

    def change(rows):
        for column, cell in cells.items():
            rows[row - 1][rows[0].index(column)] = cell
        first.append(rows[row - 1][0])

    _edit(folder, table, change)
    return first[0]


def test_the_embedded_catalogue_is_sound(data):
    assert problems_in() == []
    assert problems(data.catalog) == []


def test_a_copy_is_as_sound_as_the_original(copy):
    assert problems_in(copy) == []


def _plant(folder):
    """Faults in every table at once; gives for each the words that its message must hold."""
    said = []

    def put(table, row, column, cell, *words):
        first = _put(folder, table, row, **{column: cell})
        said.append((f"{table}.csv row {row} ({first}), {column}:", *words))

    put("indicators", 3, "facet", "outcomes", "'outcomes' is not one of need, activity", "Did you mean outcome?")
    put("indicators", 4, "guards", "re_referals; nonsense", "'re_referals' is not an indicator.", "mean re_referrals?")
    said.append(("indicators.csv row 4", "'nonsense' is not an indicator."))
    put("indicators", 5, "decimals", "one", "'one' is not a number.")
    put("indicators", 6, "next_review", "31/03/2027", "'31/03/2027' is not a date like 2025-03-31.")
    put("indicators", 7, "polarity", "high", "high_is_good, low_is_good, no_judgement")
    put("indicators", 8, "year_end", "31-03", "'31-03' is not a month and day like 03-31.")
    put("indicators", 9, "short_title", "x" * 35, "must have 1 to 34 characters")
    put("indicators", 10, "source_id", "dfe_lat", "'dfe_lat' is not in sources.csv. Did you mean dfe_lait?")
    put("indicators", 11, "title", " ", "is blank.")
    put("indicators", 12, "breaks", "when: it changed", "'when: it changed' is not written as PERIOD: reason.")
    put(
        "indicators", 13, "mirrors", "re_referals", "'re_referals' is not in indicators.csv. Did you mean re_referrals?"
    )
    put("indicators", 14, "mirrors", "sdq_cause_for_concern", "'sdq_cause_for_concern' is a mirror itself.")
    put("indicators", 15, "kin", "re_referals", "'re_referals' is not an indicator. Did you mean re_referrals?")
    said.extend((f"indicators.csv row {n} (", "kin_reason: is blank, although kin is named.") for n in (15, 16, 17))
    put("indicators", 16, "kin", "re_referrals; cp_plan_rate", "kin: 're_referrals' is a proportion, not a rate.")
    put("indicators", 17, "kin", "cp_plan_rate", "an indicator cannot be its own kin.")
    put("indicators", 18, "ended", "March 2024", "'March 2024' is not a period like 2023-24 or 2024.")
    put("indicators", 19, "status", "experimental", "'experimental' is not one of official, in development.")
    put("areas", 3, "valid_to", "2024-02-30", "'2024-02-30' is not a date")
    said.append(("areas.csv (", "has ended, but area_changes.csv does not say who followed it."))
    put("areas", 4, "type", "borough", "unitary, metropolitan, county")
    put("areas", 5, "area_code", "S12000033", "is not a nine-character ONS code")
    put("area_names", 4, "area_code", "E06999999", "'E06999999' is not in areas.csv.")
    put("area_changes", 6, "kind", "swallowed", "recoded, continues, split, merged")
    put("sources", 3, "landing_page", "www.gov.uk/somewhere", "is not an https address.")
    put("sources", 4, "file", "../../etc/passwd", "is not a path inside the folder of releases.")
    put("sources", 5, "lag_days", "nine months", "'nine months' is not a number.")
    put("sources", 6, "lag_source", "", "is blank.")
    put("inspections", 3, "overall_effectiveness", "5", "'5' is not a grade from 1 (outstanding) to 4 (inadequate).")
    put("inspections", 4, "publication_date", "", "is blank.")
    put("backtest", 3, "outcome", "failed", "'failed' is not one of improve, inadequate.")
    put("revisions", 2, "indicator_id", "re_referals", "'re_referals' is not in indicators.csv.", "mean re_referrals?")
    put("series", 5, "period_shift", "", "'' is not a whole number.")
    put("neighbour_sets", 2, "default", "Yes", "yes, no", "Did you mean yes?")
    said.append(("neighbour_sets.csv: the service 'children' needs exactly one default set.",))
    put("neighbours", 5, "closeness", "very near", "'very near' is not one of extremely close, very close")
    put("neighbours", 6, "rank", "first", "'first' is not a number.")
    put("themes", 3, "indicators", "placements_3_or_more;re_referals", "'re_referals' is not an indicator.")
    put("themes", 4, "people", "", "is blank.")
    put("journeys", 2, "topics", "placements", "'placements' is no topic of this service.")
    put("journeys", 3, "count", "looked_after_rat:numerator", "is not an indicator.", "mean looked_after_rate,")
    put("journeys", 4, "count", "placed_over_20_miles:share", "'share' is not one of numerator, denominator, value.")
    put("journeys", 6, "how", "", "every step says what it asks")
    put("journeys", 7, "count", "placements_3_or_more / 2", "is not written as indicator:part")
    put("journeys", 8, "title", "", "is blank.")
    put("journeys", 9, "count", "looked_after_fostered:value", "a value is the share of one proportion")
    put("journeys", 10, "count", "direct_payments:numerator", "is of the service adults.")
    put("journeys", 12, "multiplier", "12", "'12' is not 1, 10, 100 and so on.")
    _put(folder, "journeys", 13, topics="front door")
    said.append(("journeys.csv row 11 (in_childrens_homes), topics: stands in the row of step 0 alone.",))
    _put(folder, "journeys", 15, step="3")
    said.append(("journeys.csv row 14 (supported_accommodation), step: a journey begins with branch 0, step 0",))
    put("tiles", 11, "q", "1.5", "'1.5' is not a whole number.")
    put("named_2001", 4, "list", "poorest", "'poorest' is not one of best, worst.")
    put("named_2001", 5, "name", "", "is blank.")
    put("named_2001", 6, "area_code", "E12000005", "is not a council.")
    put("named_2001", 18, "area_code", "E10000002", "has ended. Give the council that has the same area")

    def own(rows):
        rows[6][3] = rows[6][1]
        said.append(("neighbours.csv row 7:", rows[6][1], "is its own neighbour."))

    def again(rows):
        rows.append(list(rows[20]))
        said.append((f"indicators.csv row {len(rows)}:", f"'{rows[20][0]}' is there twice."))

    def same_place(rows):
        rows[20][1:] = rows[19][1:]
        said.append((f"tiles.csv row 21 ({rows[20][0]}): another council is on the hexagon q {rows[19][1]}, r",))

    _edit(folder, "tiles", same_place)
    _edit(folder, "neighbours", own)
    _edit(folder, "indicators", again)
    return said


def _missing(said, found):
    return [words for words in said if not any(all(w in line for w in words) for line in found)]


def test_every_planted_fault_of_every_table_is_told_in_one_go(copy):
    said = _plant(copy)
    found = problems_in(copy)
    assert _missing(said, found) == []
    # A fault may have followers (rows that name the spoilt row), but nothing is told of what is sound.
    spoilt = ("Hartlepool", "Middlesbrough", "E06000003", "E06000004", "E0600000", "S12000033")
    extra = [line for line in found if not any(all(w in line for w in words) for words in said)]
    assert all(any(word in line for word in spoilt) for line in extra), extra


def test_what_cannot_be_read_does_not_hide_the_rest(copy):
    said = _plant(copy)
    (copy / "area_names.csv").unlink()
    (copy / "area_changes.csv").write_bytes(b"old_code,new_code\n\xff\xfe,\n")
    _edit(copy, "sources", lambda rows: [row.pop(rows[0].index("licence")) for row in reversed(rows)])
    said = [words for words in said if not words[0].startswith(("area_names", "area_changes", "areas.csv ("))]
    said += [
        ("area_names.csv is missing. The catalogue needs it.",),
        ("area_changes.csv cannot be read as CSV in UTF-8",),
        ("sources.csv lacks the column licence.",),
    ]
    found = problems_in(copy)
    assert _missing(said, found) == []
    with pytest.raises(ScoutingError) as caught:
        catalog.read(copy)
    assert len([p for p in caught.value.problems if "area_" in p or "licence" in p]) == 3


#: What other tables name.
NAMED = ("areas", "sources", "indicators", "neighbour_sets")


@pytest.mark.parametrize("tables", [NAMED, pytest.param(tuple(TABLES), marks=pytest.mark.long)])
def test_a_missing_table_brings_no_flood(copy, tables):
    """Rows that name a table which is not there are not all called wrong."""
    for table in tables:
        path = copy / f"{table}.csv"
        aside = path.rename(copy / "aside")
        assert problems_in(copy) == [f"{path} is missing. The catalogue needs it."]
        aside.rename(path)
    assert problems_in(copy) == []


def _without(copy, *cut):
    """What is told of a copy without these columns, each a table and the place of a column in it."""
    whole = {table: (copy / f"{table}.csv").read_bytes() for table, _ in cut}
    for table, at in cut:
        _edit(copy, table, lambda rows, at=at: [row.pop(at) for row in rows])
    found = problems_in(copy)
    for table, held in whole.items():
        (copy / f"{table}.csv").write_bytes(held)
    return found


def _lacking(copy, *cut):
    heads = {table: (copy / f"{table}.csv").read_text(encoding="utf-8").splitlines()[0].split(",") for table, _ in cut}
    return [f"{copy / table}.csv lacks the column {heads[table][at]}." for table, at in cut]


#: Every column of every table: the first of each table, the second of each, and so on.
NTH = [
    [(table, at) for table, columns in TABLES.items() if at < len(columns.split())]
    for at in range(max(len(columns.split()) for columns in TABLES.values()))
]


def _flooded(copy, cuts):
    """The cuts of which more, or less, is told than the columns that lack."""
    return {str(cut): found for cut in cuts if (found := _without(copy, *cut)) != _lacking(copy, *cut)}


@pytest.mark.parametrize("nth", [NTH[1:16:4], pytest.param(NTH, marks=pytest.mark.long)])
def test_any_missing_column_is_named_and_nothing_else(copy, nth):
    assert sum(map(len, NTH)) == sum(len(columns.split()) for columns in TABLES.values())
    assert _flooded(copy, nth) == {}


def test_a_missing_first_column_which_other_tables_name_brings_no_flood(copy):
    assert _flooded(copy, [[(table, 0)] for table in NAMED]) == {}


@pytest.mark.long
def test_no_missing_column_brings_a_flood(copy):
    assert _flooded(copy, [[cut] for cuts in NTH for cut in cuts]) == {}


def test_an_empty_folder_and_a_file_in_its_place(tmp_path):
    assert len(problems_in(tmp_path)) == len(TABLES)
    (tmp_path / "file").write_text("x")
    assert len(problems_in(tmp_path / "file")) == len(TABLES)


def test_numbers_that_are_none_stop_the_reading_all_at_once(copy):
    _put(copy, "indicators", 5, decimals="one")
    _put(copy, "indicators", 6, multiplier="1,000")
    _put(copy, "neighbours", 9, rank="2nd")
    with pytest.raises(ScoutingError) as caught:
        catalog.read(copy)
    assert caught.value.problems == [
        "indicators.csv row 6, multiplier: '1,000' is not a number.",
        "indicators.csv row 5, decimals: 'one' is not a number.",
        "neighbours.csv row 9, rank: '2nd' is not a number.",
    ]


@pytest.mark.parametrize(
    ("indicator_id", "cells", "said"),
    [
        ("assessments_45_days", {"target": ""}, "target: is blank, although targeted is yes."),
        ("re_referrals", {"denominator_label": ""}, "a proportion needs a numerator_label and a denominator_label."),
        ("re_referrals", {"denominator_code": ""}, "the numerator_code of a proportion needs a denominator_code."),
        ("assessments_45_days", {"counting_note": "By days."}, "a timeliness indicator must say whether counts exist."),
        ("re_referrals", {"counting_room": "contacts"}, "counting_room: 'contacts' is not a sentence, or blank."),
        ("looked_after_rate", {"counting_room": "It differs."}, "inspection, and rates of activity."),
        ("social_worker_turnover", {"counting_room": "It differs."}, "inspection, and rates of activity."),
        ("cost_fostering", {"counting_room": "It differs."}, "inspection, and rates of activity."),
        ("re_referrals", {"breaks": "2023:"}, "'2023: ' is not written as PERIOD: reason."),
        ("re_referrals", {"multiplier": float("nan")}, "multiplier: '' is not a number."),
        ("re_referrals", {"multiplier": -100.0}, "multiplier: '-100' is not a number."),
    ],
)
def test_what_one_cell_cannot_show(data, indicator_id, cells, said):
    table = data.catalog.indicators.copy()
    for column, cell in cells.items():
        table.loc[indicator_id, column] = cell
    found = problems(dataclasses.replace(data.catalog, indicators=table))
    assert len(found) == 1 and found[0].endswith(said) and indicator_id in found[0]
    assert f"row {table.index.get_loc(indicator_id) + 2} " in found[0]


def dictionary(path):
    """The tool's data dictionary: one row a measure, indexed by its short name, texts as published.

    'NA' in it is a text, never a missing value. Fourteen names have two rows; the first is kept.
    """
    frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    return frame.drop_duplicates("Measure_short").set_index("Measure_short")


def test_polarity_is_the_publishers_or_says_why_not(data, releases):
    """Where the tool's dictionary has the measure, ours is its polarity, or the reason mentions the dictionary."""
    published = dictionary(releases / "dfe-lait" / "lait_data_dictionary.csv").Polarity
    words = {"High": "high_is_good", "Low": "low_is_good", "-": "no_judgement", "NA": "no_judgement"}
    series = catalog.series(data.catalog)
    series = series[(series.source_id == "dfe_lait") & (series.source_code != "")]
    facts = data.catalog.indicators
    silent = []
    for indicator_id, code in zip(series.indicator_id, series.source_code, strict=True):
        ours, theirs = facts.polarity[indicator_id], words[published[code]]
        if ours != theirs and "dictionary" not in facts.polarity_reason[indicator_id]:
            silent.append((indicator_id, ours, theirs))
    assert len(series) > 0 and silent == []


def test_the_catalogue_holds_what_was_asked(data):
    """At least 60 children's indicators over six facets, every column of the design there, guards both ways known."""
    facts = data.catalog.indicators[data.catalog.indicators.service == "children"]
    assert len(facts) >= 60
    assert {"need", "activity", "timeliness", "outcome", "workforce", "cost"} <= set(facts.facet) <= set(terms.FACETS)
    assert (facts.guards[facts.targeted == "yes"] != "").any()
    assert facts.title.is_unique and facts.short_title.is_unique
