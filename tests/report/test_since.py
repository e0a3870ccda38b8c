"""What a rerun tells of the report before: every cause planted, found and put in words; nothing where nothing is."""

import dataclasses
import datetime as dt
import re
import shutil
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from tests.blame import BLAME_WORDS

from scouting import dataset, recipes
from scouting.report import first, since, stamp, tables
from scouting.report.council import CouncilReport, council_report
from scouting.report.since_council import COUNCIL
from scouting.report.since_words import AGAINST
from scouting.study import study
from scouting.terms import ANOTHER_PERIOD, BOUNDARY, NEIGHBOUR_SET, NEW_FIGURE, OWN_RULE, REVISION

CHOSEN = "re_referrals,social_worker_turnover,looked_after_rate,conferences_15_days"
ONE = "re_referrals"
EARLIER, LATER = dt.date(2026, 10, 1), dt.date(2026, 11, 1)


def laid(folder, data, as_of=LATER, council="Derby", neighbours="", ids=CHOSEN):
    """A pack's tables and stamp as a report writes them, without its notebook."""
    of = study(council, neighbours, ids, data=data)
    tables.write_csv(tables.tables(of), folder / "tables")
    stamp.write(CouncilReport(of, as_of).stamp(), folder)
    return folder


@pytest.fixture(scope="module")
def data(data):
    """Few indicators, so that a world of other figures is soon made: those chosen, and what neighbours stand on."""
    features = {i for name in recipes.names() for i in recipes.read(name, data.catalog).features.indicator_id}
    kept = {*CHOSEN.split(","), "care_entry_rate", "delayed_transfers", *features}
    return dataset.Dataset(data.catalog, data.values[data.values.indicator_id.isin(kept)])


@pytest.fixture(scope="module")
def own(data):
    return study("Derby", indicators=CHOSEN, data=data).area_code


@pytest.fixture(scope="module")
def now(tmp_path_factory, data):
    return laid(tmp_path_factory.mktemp("packs") / "now", data)


def copied(now, folder, day=EARLIER, **more):
    """The same pack as if it had been made on another day."""
    shutil.copytree(now, folder)
    stamp.write(replace(stamp.read(now), made=day.isoformat(), **more), folder)
    return folder


def planted(folder, **columns):
    """Other cells in the row of one indicator of a pack's comparison."""
    path = folder / "tables" / "comparison.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    for column, cell in columns.items():
        table.loc[table.indicator_id == ONE, column] = cell
    table.to_csv(path, index=False)


def told(before, now, data):
    found = since.since(COUNCIL, before, now, data.catalog.area_changes)
    return found.rows


def revised(data, indicator, codes, factor, periods=1):
    """The figures with the last periods of some councils multiplied."""
    table = data.values.copy()
    mine = (table.indicator_id == indicator) & table.area_code.isin(codes)
    ends = sorted(table.period_end[mine].unique())[-periods:]
    hit = mine & table.period_end.isin(ends)
    columns = ["value", "numerator", "lower_ci", "upper_ci"]
    table.loc[hit, columns] = table.loc[hit, columns] * factor
    return dataset.Dataset(data.catalog, table)


def without_last(data, indicator):
    table = data.values
    mine = table.indicator_id == indicator
    return dataset.Dataset(data.catalog, table[~(mine & (table.period_end == table.period_end[mine].max()))])


def causes(rows):
    return {tuple(r[["indicator_id", "column"]]): r.cause for _, r in rows[rows.what == "verdict"].iterrows()}


def moved(before, now):
    """Which verdicts differ, read from the two comparison files alone."""
    old, new = (pd.read_csv(f / "tables" / "comparison.csv").set_index("indicator_id") for f in (before, now))
    return {(i, h) for i in new.index for h in AGAINST if old.loc[i, h] != new.loc[i, h]}


def test_the_same_figures_tell_nothing_but_since_when(tmp_path, data, now):
    earlier = copied(now, tmp_path / "earlier")
    found = since.since(COUNCIL, earlier, now, data.catalog.area_changes)
    assert found.rows.empty and found.earlier == "2026-10-01"
    assert first.html(found) == ""  # the summary tells it


def test_a_new_period_is_a_new_figure_and_the_cause_of_what_it_moves(tmp_path, data, now):
    earlier = laid(tmp_path / "earlier", without_last(data, ONE), EARLIER)
    rows = told(earlier, now, data)
    figures = rows[rows.what == NEW_FIGURE]
    assert figures.indicator_id.tolist() == [ONE]
    shown = study("Derby", indicators=ONE, data=data).trend(ONE).iloc[-2:]
    before, after = (f"{v:.1f}%" for v in shown.value)
    assert figures[["period_before", "before", "period", "after"]].iloc[0].tolist() == [
        shown.period.iloc[0], before, shown.period.iloc[1], after,
    ]  # fmt: skip
    assert set(causes(rows)) == moved(earlier, now) and set(causes(rows).values()) <= {NEW_FIGURE}


def test_a_revised_own_figure_is_told_with_both_values_and_is_the_cause(tmp_path, data, now, own):
    earlier = laid(tmp_path / "earlier", revised(data, ONE, [own], 2.5, periods=3), EARLIER)
    rows = told(earlier, now, data)
    mine = rows[(rows.what == REVISION) & (rows.before != "")]
    assert mine.indicator_id.unique().tolist() == [ONE] and len(mine) == 3
    for row in mine.itertuples():
        old, new = (float(text.rstrip("%")) for text in (row.before, row.after))
        assert old == pytest.approx(2.5 * new, abs=0.2)
    assert moved(earlier, now) and set(causes(rows)) == moved(earlier, now)
    assert set(causes(rows).values()) == {REVISION}


def test_revised_neighbours_are_counted_and_are_the_cause(tmp_path, data, now):
    codes = study("Derby", indicators=ONE, data=data).neighbour_set.codes
    earlier = laid(tmp_path / "earlier", revised(data, ONE, codes, 3.0, periods=3), EARLIER)
    rows = told(earlier, now, data)
    assert rows.sentence[rows.what == REVISION].tolist() == [
        f"{rows.title[rows.what == REVISION].iloc[0]}: figures of 10 other areas were revised."
    ]
    assert moved(earlier, now) and set(causes(rows)) == moved(earlier, now)
    against = {key: cause for key, cause in causes(rows).items() if "england" not in key[1]}
    assert set(against.values()) == {REVISION}


def test_an_earlier_year_of_a_neighbour_revised_is_seen_by_its_level(tmp_path, data, now):
    one = study("Derby", indicators=ONE, data=data).neighbour_set.codes[0]
    table = data.values.copy()
    mine = (table.indicator_id == ONE) & (table.area_code == one)
    end = sorted(table.period_end[mine].unique())[-2]
    table.loc[mine & (table.period_end == end), "value"] *= 1.1
    rows = told(laid(tmp_path / "earlier", dataset.Dataset(data.catalog, table), EARLIER), now, data)
    assert rows.what.tolist()[-1] == REVISION and data.catalog.name(one) in rows.sentence.iloc[-1]


def test_figures_elsewhere_revised_are_the_cause_where_they_move_a_verdict(tmp_path, data, now):
    """Planted: a verdict that was another, and another digest of all figures, with all that is shown the same."""
    earlier = copied(now, tmp_path / "earlier")
    planted(earlier, verdict="clearly better", figures="0" * 16)
    rows = told(earlier, now, data)
    assert causes(rows) == {(ONE, "verdict"): REVISION}
    assert "figures or populations of other councils changed" in rows.sentence.iloc[0]


def test_other_populations_are_a_revision_and_no_rule_of_ours(tmp_path, data, now):
    """Planted: other populations, by which councils of similar size share their noise; all that is shown the same."""
    earlier = copied(now, tmp_path / "earlier")
    planted(earlier, verdict="clearly better", sizes="0" * 16)
    assert causes(told(earlier, now, data)) == {(ONE, "verdict"): REVISION}


def test_another_set_is_the_cause_and_says_who_joined_and_left(tmp_path, data, now, own):
    earlier = laid(tmp_path / "earlier", data, EARLIER, neighbours="region")
    rows = told(earlier, now, data)
    lists = [set(data.neighbours(s, own).codes) for s in ("region", "dfe_2025_05")]
    line = rows[rows.what == "neighbours"].sentence.item()
    assert line.startswith("Similar councils are taken from another list.")
    wanted = lists[1] - lists[0], lists[0] - lists[1]
    for part, codes in zip(re.findall(r"\. (.*) joined; (.*) left", line)[0], wanted, strict=True):
        assert sorted(re.split(", | and (?=[A-Z])", part)) == sorted(map(data.catalog.name, codes))
    assert moved(earlier, now) and set(causes(rows)) == moved(earlier, now)
    assert set(causes(rows).values()) == {NEIGHBOUR_SET}


def with_cumbria(folder, verdict):
    """The pack as it was before Cumbria was divided: Cumbria among the neighbours in the place of its followers."""
    path = folder / "tables" / "neighbours.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    heirs = table.neighbour_code.isin(["E06000063", "E06000064"])
    assert heirs.any()
    table.loc[heirs, ["neighbour_code", "name"]] = ["E10000006", "Cumbria"]
    table.drop_duplicates("neighbour_code").to_csv(path, index=False)
    planted(folder, verdict=verdict)


@pytest.fixture(scope="module")
def beside_cumberland(data):
    links = data.every_neighbour("dfe_2025_05")
    return links.area_code[links.neighbour_code == "E06000063"].iloc[0]


def test_a_neighbour_that_was_divided_is_a_change_of_boundary_not_of_the_set(tmp_path, data, beside_cumberland):
    now = laid(tmp_path / "now", data, council=beside_cumberland)
    earlier = copied(now, tmp_path / "earlier")
    with_cumbria(earlier, "clearly worse")
    rows = told(earlier, now, data)
    assert causes(rows) == {(ONE, "verdict"): BOUNDARY}
    assert rows.sentence.iloc[0].startswith("Cumbria (E10000006) was followed by Cumberland (E06000063)")
    assert "Of the similar councils" not in " ".join(rows.sentence)


def test_a_council_that_was_divided_has_its_own_code_as_the_cause(tmp_path, data):
    now = laid(tmp_path / "now", data, council="Cumberland")
    earlier = copied(now, tmp_path / "earlier")
    path = earlier / "tables" / "comparison.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table["area_code"], table["area_name"], table["verdict_england"] = "E10000006", "Cumbria", "clearly better"
    table.to_csv(path, index=False)
    rows = told(earlier, now, data)
    assert rows.sentence.iloc[0] == "Cumbria (E10000006) was followed by Cumberland (E06000063)."
    assert rows.what.iloc[0] == "council" and set(causes(rows).values()) == {BOUNDARY}
    assert len(causes(rows)) == 4


def test_with_all_else_the_same_it_is_our_own_rule_and_the_versions_are_named(tmp_path, data, now):
    earlier = copied(now, tmp_path / "earlier")
    stamp.write(replace(stamp.read(earlier), version="0.0.9", code="of old"), earlier)
    planted(earlier, verdict_england="clearly better")
    rows = told(earlier, now, data)
    assert causes(rows) == {(ONE, "verdict_england"): OWN_RULE}
    assert re.search(r"our own rule: .* by Scouting \d+\.\d+\.\d+ in place of 0\.0\.9\.$", rows.sentence.iloc[0])


def test_several_causes_at_once_are_all_named_and_none_is_chosen(tmp_path, data, now):
    earlier = laid(tmp_path / "earlier", without_last(data, ONE), EARLIER, neighbours="region")
    planted(earlier, verdict="clearly better")
    rows = told(earlier, now, data)
    both = [c for (i, h), c in causes(rows).items() if i == ONE and "england" not in h]
    assert both and set(both) == {f"{NEIGHBOUR_SET}; {NEW_FIGURE}"}
    line = rows[(rows.what == "verdict") & (rows.indicator_id == ONE)].sentence.iloc[0]
    assert "(the two reports cannot tell which of them moved it)" in line


def suppressed(data, own, place):
    """The figures with one of the council's own suppressed: the last, or the one before it."""
    table = data.values.copy()
    mine = (table.indicator_id == ONE) & (table.area_code == own)
    hit = mine & (table.period_end == sorted(table.period_end[mine].unique())[place])
    table.loc[hit, ["value", "numerator", "denominator", "lower_ci", "upper_ci"]] = np.nan
    table.loc[hit, "marker"] = "c"
    return dataset.Dataset(data.catalog, table)


def test_a_figure_that_became_suppressed_is_a_revision_and_is_not_said_again(tmp_path, data, now):
    own = study("Derby", indicators=CHOSEN, data=data).area_code
    shown = study("Derby", indicators=ONE, data=data).trend(ONE).value.iloc[-1]
    rows = told(copied(now, tmp_path / "earlier"), laid(tmp_path / "now", suppressed(data, own, -1)), data)
    mine = rows[(rows.what == REVISION) & (rows.before != "")]
    assert mine.before.tolist() == ["a figure that is suppressed now"] and mine.after.tolist() == [
        "no figure (suppressed)"
    ]
    assert not rows.map(lambda text: f"{shown:.1f}" in text).any(axis=None)


def test_an_earlier_year_that_became_suppressed_is_not_said_beside_a_new_figure(tmp_path, data, own):
    earlier = laid(tmp_path / "earlier", without_last(data, ONE), EARLIER)
    shown = study("Derby", indicators=ONE, data=data).trend(ONE).value.iloc[-2]
    rows = told(earlier, laid(tmp_path / "now", suppressed(data, own, -2)), data)
    assert rows.before[rows.what == NEW_FIGURE].tolist() == ["a figure that is suppressed now"]
    assert not rows.map(lambda text: f"{shown:.1f}%" in text).any(axis=None)


def test_an_older_year_is_not_new(tmp_path, data, now):
    """The last year is gone: the one before it was told already."""
    rows = told(copied(now, tmp_path / "earlier"), laid(tmp_path / "now", without_last(data, ONE)), data)
    assert NEW_FIGURE not in set(rows.what)
    assert rows.indicator_id[rows.what == ANOTHER_PERIOD].tolist() == [ONE]
    assert "the year 2024 now, the year 2025 before" in rows.sentence[rows.what == ANOTHER_PERIOD].item()
    assert set(causes(rows).values()) <= {ANOTHER_PERIOD}


@pytest.mark.parametrize(("kinds", "what"), [
    (("2025-03", "2024-25 Q4"), ANOTHER_PERIOD), (("2025-02", "2025-03"), NEW_FIGURE),
])  # fmt: skip
def test_a_quarter_is_no_revision_of_the_month_that_ends_with_it(tmp_path, now, data, kinds, what):
    """Planted: the reports tell of months, or of a month and then of quarters, which end on the same day."""
    folders = copied(now, tmp_path / "earlier"), copied(now, tmp_path / "now", LATER)
    ends = {"2025-02": "2025-02-28", "2025-03": "2025-03-31", "2024-25 Q4": "2025-03-31"}
    for folder, period, value in zip(folders, kinds, ("7.5", "21.5"), strict=True):
        planted(folder, period=period, period_end=ends[period], value=value)
        path = folder / "tables" / "trends.csv"
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        last = table.index[table.indicator_id == ONE][-1]
        table.loc[last, ["period", "period_end", "value"]] = [period, ends[period], value]
        table.to_csv(path, index=False)
    rows = told(*folders, data)
    assert rows[rows.indicator_id == ONE].what.tolist() == [what]
    assert "7.5" not in " ".join(rows.sentence)  # the month is not among those that are shown now


def test_an_indicator_that_joins_the_pack_or_leaves_it_is_said(tmp_path, data, now):
    earlier = laid(tmp_path / "earlier", data, EARLIER, ids=f"{ONE},care_entry_rate")
    rows = told(earlier, now, data)
    said = rows[rows.what == "indicator"].sentence
    assert (
        said.str.endswith("new in this report.").sum() == 3
        and said.str.endswith("no longer in this report.").sum() == 1
    )


def test_the_same_day_keeps_what_was_said_and_later_days_count_from_the_last_change(tmp_path, data, now):
    changes = data.catalog.area_changes
    earlier = copied(now, tmp_path / "earlier")
    planted(earlier, verdict="clearly better")

    def put(folder, found):
        tables.write_csv({"since": found.rows}, folder / "tables")
        stamp.write(replace(stamp.read(folder), earlier=found.earlier), folder)
        return folder

    found = since.since(COUNCIL, earlier, now, changes)
    first_told = put(copied(now, tmp_path / "told", LATER), found)
    kept = since.since(COUNCIL, first_told, copied(now, tmp_path / "again", LATER), changes)
    assert first.html(kept) == first.html(found) and kept.earlier == "2026-10-01" and len(kept.rows) == 1
    before = first_told
    for month in (1, 2):
        later = copied(now, tmp_path / f"later{month}", LATER + dt.timedelta(days=30 * month))
        quiet = since.since(COUNCIL, before, later, changes)
        assert quiet.rows.empty and quiet.earlier == "2026-11-01"
        before = put(later, quiet)


def test_with_a_report_of_another_version_nothing_is_compared_and_one_sentence_says_so(tmp_path, data, now):
    """Its tables have the columns of old: the same day's remake says the same, and a later one counts from this one."""
    changes, earlier = data.catalog.area_changes, copied(now, tmp_path / "earlier")
    path = earlier / "tables" / "comparison.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table.rename(columns={"verdict": "standing", "verdict_england": "standing_england"}).to_csv(path, index=False)
    found = since.since(COUNCIL, earlier, now, changes)
    said = "Nothing is compared with the report of 1 October 2026: another version of Scouting made it."
    assert found.sentence() == said and len(found.rows) == 1 and first.html(found) == ""
    again = copied(now, tmp_path / "now", LATER, earlier=found.earlier)
    tables.write_csv({"since": found.rows}, again / "tables")
    assert since.since(COUNCIL, again, now, changes).sentence() == since.short(again, COUNCIL) == said
    later = copied(now, tmp_path / "later", LATER + dt.timedelta(days=30))
    assert since.since(COUNCIL, again, later, changes).sentence() == "Nothing changed since 1 November 2026."


def test_where_a_table_is_not_there_another_version_made_it(tmp_path, data, now):
    earlier = copied(now, tmp_path / "earlier")
    (earlier / "tables" / "trends.csv").unlink()
    assert since.since(COUNCIL, earlier, now, data.catalog.area_changes).unlike


def test_of_a_folder_that_holds_no_report_nothing_is_told(tmp_path, data, now):
    earlier = copied(now, tmp_path / "earlier")
    (earlier / "tables" / "pack.json").write_text('{"made": "yesterday"}')
    assert since.since(COUNCIL, earlier, now, data.catalog.area_changes) is None and first.html(None) == ""
    assert since.since(COUNCIL, tmp_path / "nowhere", now, data.catalog.area_changes) is None


def test_unchanged_tells_whether_a_pack_need_be_made_again(tmp_path, data, now):
    """A figure of another service changes nothing; one of any council, on any indicator of this service, does."""
    folder = copied(now, tmp_path / "copy")
    assert CouncilReport(study("Derby", indicators=CHOSEN, data=data), LATER).unchanged(folder)
    other = dataset.Dataset(data.catalog, data.values[data.values.indicator_id != "delayed_transfers"])
    assert len(other.values) < len(data.values)
    assert CouncilReport(study("Derby", indicators=CHOSEN, data=other), LATER).unchanged(folder)
    elsewhere = revised(data, "care_entry_rate", ["E10000016"], 1.01)
    assert not CouncilReport(study("Derby", indicators=CHOSEN, data=elsewhere), LATER).unchanged(folder)
    assert not CouncilReport(study("Derby", "region", CHOSEN, data=data), LATER).unchanged(folder)
    stamp.write(replace(stamp.read(folder), code="another"), folder)
    assert not CouncilReport(study("Derby", indicators=CHOSEN, data=data), LATER).unchanged(folder)


def test_the_section_escapes_what_it_quotes_and_blames_nobody(tmp_path, data, now):
    other = without_last(revised(data, "looked_after_rate", ["E06000015"], 2), ONE)
    earlier = laid(tmp_path / "earlier", other, EARLIER, neighbours="region")
    found = since.since(COUNCIL, earlier, now, data.catalog.area_changes)
    text = first.html(found)
    said = set(re.findall(r"[a-z-]+", BeautifulSoup(text, "html.parser").get_text(" ").casefold()))
    assert not said & set(BLAME_WORDS)
    hostile = found.rows.assign(title="<script>x</script>", sentence="<b>=1+1</b>")
    shown = first.html(dataclasses.replace(found, rows=hostile))
    assert "<script>" not in shown and "<b>" not in shown


@pytest.mark.long
def test_a_report_made_again_tells_it_on_its_first_page(tmp_path, data):
    """Whole reports: the first says nothing, the second on the same day is the same bytes, the third tells."""

    def made(day, figures):
        return council_report("Rutland", indicators=ONE, as_of=day, data=figures).make(tmp_path)

    def read():
        return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*")
                if p.is_file() and p.suffix != ".ipynb"}  # fmt: skip

    folder = made(EARLIER, data)
    once = read()
    assert b"Since the last report" not in once[type(folder)("rutland-re-referrals.html")]
    made(EARLIER, data)
    assert read() == once
    made(LATER, data)
    html = BeautifulSoup((folder / "rutland-re-referrals.html").read_text(encoding="utf-8"), "html.parser")
    assert html.find("dt", string="Since last") is None, "nothing changed, so nothing is told"
