"""What a group's document tells of the one before: every cause planted and found; and when none is made."""

import datetime as dt
import re
import shutil
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from tests.blame import BLAME_WORDS

from scouting import dataset, recipes
from scouting.cli.main import main
from scouting.pages.region.show import tables as tables_of
from scouting.pages.region.tables import region
from scouting.report import first, since, since_region, stamp, tables
from scouting.report.region import RegionDocument
from scouting.report.since_region import REGION
from scouting.terms import BOUNDARY, NEIGHBOUR_SET, NEW_FIGURE, OWN_RULE, REVISION

ONE, CHOSEN = "re_referrals", "re_referrals,social_worker_turnover,looked_after_rate,conferences_15_days"
#: Published without counts: councils of similar size share their noise.
UNCOUNTED = "sdq_average_score,social_worker_caseload,social_worker_absence"
GROUP = "Derby, Kent, Rutland, Leicester, Nottingham"
EARLIER, LATER = dt.date(2026, 10, 1), dt.date(2026, 11, 1)


@pytest.fixture(scope="module")
def data(data):
    """Few indicators, so that a world of other figures is soon made: those chosen, and what neighbours stand on."""
    features = {i for name in recipes.names() for i in recipes.read(name, data.catalog).features.indicator_id}
    kept = {*f"{CHOSEN},{UNCOUNTED}".split(","), "delayed_transfers", "children_0_17", *features}
    return dataset.Dataset(data.catalog, data.values[data.values.indicator_id.isin(kept)])


def laid(folder, data, as_of=LATER, group=GROUP, neighbours="", ids=CHOSEN):
    """A document's tables and stamp as it writes them, without its notebook."""
    of = region(group, neighbours, ids, data=data)
    sheets = tables_of(of)
    sheets["indicators"]["figures"] = tables.digests(data.values, of.indicators.index).to_numpy()
    sheets["indicators"]["sizes"] = tables.sizes(data.values, of.indicators).to_numpy()
    tables.write_csv(sheets, folder / "tables")
    stamp.write(replace(RegionDocument(of, as_of).stamp(), version="0.0"), folder)
    return folder


@pytest.fixture(scope="module")
def now(tmp_path_factory, data):
    return laid(tmp_path_factory.mktemp("documents") / "now", data)


def copied(now, folder, day=EARLIER, **more):
    shutil.copytree(now, folder)
    stamp.write(replace(stamp.read(now), made=day.isoformat(), **more), folder)
    return folder


def planted(folder, sheet, where, /, **cells):
    """Other cells in some rows of a document's table."""
    path = folder / "tables" / f"{sheet}.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    hit = np.logical_and.reduce([table[column] == cell for column, cell in where.items()])
    assert hit.any()
    for column, cell in cells.items():
        table.loc[hit, column] = cell
    table.to_csv(path, index=False)


def told(before, now, data):
    return since.since(REGION, before, now, data.catalog.area_changes).rows


def moved(before, now):
    """Which verdicts differ, read from the two tables alone."""
    old, new = (pd.read_csv(f / "tables" / "verdicts.csv", keep_default_na=False).set_index(
        ["area_code", "indicator_id"]) for f in (before, now))  # fmt: skip
    return {(*key, h) for key in new.index for h in since_region.VERDICTS if old.loc[key, h] != new.loc[key, h]}


def causes(rows):
    rows = rows[rows.what == "verdict"]
    return {(r.area_code, r.indicator_id, r.column): r.cause for r in rows.itertuples()}


def other(data, codes, factor, periods=3):
    """The figures with the last periods of one indicator multiplied for some councils."""
    table = data.values.copy()
    mine = (table.indicator_id == ONE) & table.area_code.isin(codes)
    hit = mine & table.period_end.isin(sorted(table.period_end[mine].unique())[-periods:])
    table.loc[hit, ["value", "numerator", "lower_ci", "upper_ci"]] *= factor
    return dataset.Dataset(data.catalog, table)


def other_sizes(data):
    """Other councils of similar size: the numbers of children dealt out anew."""
    table = data.values.copy()
    hit = table.indicator_id == "children_0_17"
    assert hit.any()
    table.loc[hit, "value"] = np.random.default_rng(1).permutation(table.value[hit])
    return dataset.Dataset(data.catalog, table)


def test_the_same_figures_are_one_line(tmp_path, data, now):
    found = since.since(REGION, copied(now, tmp_path / "earlier"), now, data.catalog.area_changes)
    text = BeautifulSoup(first.of_region(found), "html.parser").get_text()
    assert text == "Since the last documentNothing changed since 1 October 2026."


def test_a_new_period_is_a_new_figure_of_all_and_the_cause_of_what_it_moves(tmp_path, data):
    """Planted: the new figure of Derby is over twice what was published, so that its verdict moves."""
    now = laid(tmp_path / "now", other(data, ["E06000015"], 2.5, periods=1))
    table = data.values
    mine = table.indicator_id == ONE
    older = dataset.Dataset(data.catalog, table[~(mine & (table.period_end == table.period_end[mine].max()))])
    earlier = laid(tmp_path / "earlier", older, EARLIER)
    rows = told(earlier, now, data)
    line = rows[rows.what == NEW_FIGURE]
    assert (
        line.indicator_id.tolist() == [ONE] and "new figure for 5 councils (2025, before 2024)" in line.sentence.item()
    )
    mine = {key: cause for key, cause in causes(rows).items() if key[1] == ONE}
    assert mine and set(mine) == {key for key in moved(earlier, now) if key[1] == ONE}
    assert set(mine.values()) == {NEW_FIGURE}
    # Of the other indicators nothing changed but how many comparisons there are.
    assert {cause for key, cause in causes(rows).items() if key[1] != ONE} <= {REVISION}


def test_a_revision_names_whose_and_is_the_cause_where_it_reaches(tmp_path, data, now):
    derby = "E06000015"
    earlier = laid(tmp_path / "earlier", other(data, [derby], 2.5), EARLIER)
    rows = told(earlier, now, data)
    line = rows[(rows.what == REVISION) & (rows.area_name == "Derby")]
    old, new = (float(line[c].item().rstrip("%")) for c in ("before", "after"))
    assert old == pytest.approx(2.5 * new, abs=0.2)
    found = causes(rows)
    assert set(found) == moved(earlier, now) and (derby, ONE, "verdict") in found
    assert all(cause == REVISION for cause in found.values())
    assert found[derby, ONE, "verdict"] == REVISION
    said = rows.sentence[(rows.area_code == derby) & (rows.column == "verdict")].item()
    assert "Why: revised figures (its own)." in said


def test_revised_neighbours_outside_the_group_are_the_cause_and_their_figures_are_told_of(tmp_path, data, now):
    of = region(GROUP, indicators=CHOSEN, data=data)
    outside = sorted(set(of.sets["E10000016"].codes) - set(of.codes))  # Kent's
    earlier = laid(tmp_path / "earlier", other(data, outside, 3.0), EARLIER)
    rows = told(earlier, now, data)
    kent = {key: cause for key, cause in causes(rows).items() if key[0] == "E10000016"}
    assert (("E10000016", ONE, "verdict") in kent) and set(kent.values()) <= {REVISION}
    assert set(causes(rows)) == moved(earlier, now)
    assert (
        rows.sentence[rows.what == REVISION]
        .str.endswith("not shown here changed (other councils, or earlier years).")
        .all()
    )


def test_other_populations_are_a_revision_and_no_rule_of_ours(tmp_path, data):
    """Councils of similar size share their noise: other populations move it, with all figures shown the same."""
    now = laid(tmp_path / "now", data, group="South East", ids=UNCOUNTED)
    earlier = laid(tmp_path / "earlier", other_sizes(data), EARLIER, group="South East", ids=UNCOUNTED)
    rows = told(earlier, now, data)
    found = causes(rows)
    assert found and set(found) == moved(earlier, now) and set(found.values()) <= {REVISION}
    assert "figures or populations of other councils changed" in " ".join(rows.sentence)
    assert not rows.sentence.str.contains("not shown here").any()


def test_another_set_is_the_cause_and_each_councils_move_is_told(tmp_path, data, now):
    earlier = laid(tmp_path / "earlier", data, EARLIER, neighbours="region")
    rows = told(earlier, now, data)
    lines = rows[rows.what == "neighbours"]
    assert sorted(lines.area_name) == ["Derby", "Kent", "Leicester", "Nottingham", "Rutland"]
    assert lines.sentence.str.contains("Similar councils are taken from another list.").all()
    found = causes(rows)
    assert found and set(found) == moved(earlier, now)
    assert {c for key, c in found.items() if key[2] != "told_apart"} == {NEIGHBOUR_SET}


def test_a_boundary_change_of_a_neighbour_and_of_a_member(tmp_path, data):
    group = "Cumberland, Westmorland and Furness, Derby"
    now = laid(tmp_path / "now", data, group=group)
    earlier = copied(now, tmp_path / "earlier")
    for name in ("councils", "verdicts", "neighbours"):
        planted(earlier, name, {"area_code": "E06000064"}, area_code="E10000006", area_name="Cumbria")
        path = earlier / "tables" / f"{name}.csv"
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        table[table.area_code != "E06000063"].to_csv(path, index=False)
    rows = told(earlier, now, data)
    council = rows[rows.what == "council"]
    assert council.sentence.tolist() == [
        "Cumbria (E10000006) was followed by Cumberland (E06000063) and Westmorland and Furness (E06000064)."
    ]
    assert council.cause.tolist() == [BOUNDARY]

    both = copied(now, tmp_path / "neighbour")
    near = pd.read_csv(now / "tables" / "neighbours.csv", dtype=str)
    derbys = near[near.area_code == "E06000015"].neighbour_code
    changed = data.catalog.area_changes.iloc[:1].assign(old_code="E99999999", new_code=derbys.iloc[0])
    planted(both, "neighbours", {"area_code": "E06000015", "neighbour_code": derbys.iloc[0]},
            neighbour_code="E99999999", name="Olden")  # fmt: skip
    planted(both, "verdicts", {"area_code": "E06000015", "indicator_id": ONE}, verdict="clearly worse")
    rows = since.since(REGION, both, now, changed).rows
    assert causes(rows) == {("E06000015", ONE, "verdict"): BOUNDARY}


def test_a_gap_that_is_the_same_was_moved_by_the_number_of_comparisons_and_all_else_is_our_own_rule(
    tmp_path, data, now
):
    earlier = copied(now, tmp_path / "earlier", version="0.0.9", code="of old")
    table = pd.read_csv(now / "tables" / "verdicts.csv", dtype=str, keep_default_na=False)
    row = table[(table.sureness != "") & (table.indicator_id == ONE)].iloc[0]
    key = {"area_code": row.area_code, "indicator_id": ONE}
    planted(earlier, "verdicts", key, told_apart="" if row.told_apart else "ahead", verdict="clearly higher")
    rows = told(earlier, now, data)
    assert causes(rows) == {
        (row.area_code, ONE, "told_apart"): OWN_RULE, (row.area_code, ONE, "verdict"): OWN_RULE,
    }  # fmt: skip
    assert "in place of 0.0.9" in rows.sentence[rows.column == "verdict"].item()


def test_who_joined_what_is_asked_and_who_pairs_are_told(tmp_path, data, now):
    earlier = copied(now, tmp_path / "earlier")
    for name in ("councils", "verdicts", "neighbours"):
        path = earlier / "tables" / f"{name}.csv"
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        table[table.area_code != "E06000018"].to_csv(path, index=False)
    planted(earlier, "councils", {"area_code": "E10000016"}, asks="magic; front door", offers="")
    exchange = pd.read_csv(earlier / "tables" / "exchange.csv", dtype=str, keep_default_na=False)
    pair = {"area_code": "E10000016", "area_name": "Kent", "about_code": "E06000017", "about_name": "Rutland"}
    pd.concat([exchange, pd.DataFrame([pair])]).to_csv(earlier / "tables" / "exchange.csv", index=False)
    rows = told(earlier, now, data)
    said = list(rows.sentence)
    assert "Nottingham joined the group." in said
    assert any(s.startswith("Kent could ask about ") and "no longer" in s and "magic" in s for s in said)
    assert "Kent and Rutland are no longer paired." in said
    back = told(now, earlier, data)
    assert {"Nottingham left the group.", "Kent could now ask Rutland."} <= {*back.sentence}


def test_shared_figures_are_counted(tmp_path, data, now):
    folders = [copied(now, tmp_path / name) for name in ("earlier", "later")]
    head = {"indicator_id": ONE, "numerator": "", "denominator": "", "marker": ""}
    rows = [[("E06000015", "2026-06-30", "21"), ("E06000017", "2026-06-30", "20")],
            [("E06000015", "2026-06-30", "22"), ("E06000015", "2026-09-30", "20")]]  # fmt: skip
    for folder, figures in zip(folders, rows, strict=True):
        table = [{**head, "area_code": code, "period_end": end, "value": value} for code, end, value in figures]
        pd.DataFrame(table).to_csv(folder / "tables" / "shared_figures.csv", index=False)
    found = told(*folders, data)
    assert found.sentence.tolist() == ["Figures that councils share with the group: 1 new, 1 changed, 1 gone."]


def test_with_a_document_of_another_version_nothing_is_compared_and_one_sentence_says_so(tmp_path, data, now):
    earlier = copied(now, tmp_path / "earlier")
    path = earlier / "tables" / "verdicts.csv"
    pd.read_csv(path, dtype=str, keep_default_na=False).rename(columns={"verdict": "standing"}).to_csv(
        path, index=False
    )
    found = since.since(REGION, earlier, now, data.catalog.area_changes)
    said = "Nothing is compared with the document of 1 October 2026: another version of Scouting made it."
    assert found.sentence() == said and said in first.of_region(found)


def test_where_a_table_had_another_name_another_version_made_it(tmp_path, data, now):
    earlier = copied(now, tmp_path / "earlier")
    (earlier / "tables" / "verdicts.csv").rename(earlier / "tables" / "standings.csv")
    assert since.since(REGION, earlier, now, data.catalog.area_changes).unlike


def test_of_a_folder_that_holds_no_document_nothing_is_told(tmp_path, data, now):
    earlier = copied(now, tmp_path / "earlier")
    (earlier / "tables" / "pack.json").write_text("[]")
    assert since.since(REGION, earlier, now, data.catalog.area_changes) is None and first.of_region(None) == ""


def test_the_section_escapes_and_blames_nobody(tmp_path, data, now):
    earlier = laid(tmp_path / "earlier", other(data, ["E06000015"], 2.5), EARLIER, neighbours="region")
    found = since.since(REGION, earlier, now, data.catalog.area_changes)
    page = BeautifulSoup(first.of_region(found), "html.parser")
    assert page.find("caption") and page.find("details")
    assert not set(re.findall(r"[a-z-]+", page.get_text(" ").casefold())) & set(BLAME_WORDS)
    hostile = found.rows.assign(title="<script>x</script>", sentence="<b>x</b>", area_name="<i>")
    shown = first.of_region(replace(found, rows=hostile))
    assert not re.search("<script|<b>|<i>", shown)


def test_what_a_document_is_made_from(data):
    """A figure of another service changes nothing; one of any council on this one does, and so does the question."""
    of = region(GROUP, indicators=CHOSEN, data=data)

    def content(of, small_counts=5, recipe=""):
        asked = {"indicators": CHOSEN, "small_counts": small_counts}
        return RegionDocument(of, LATER, parameters=asked, recipe=recipe).content()

    digest = content(of)
    less = dataset.Dataset(data.catalog, data.values[data.values.indicator_id != "delayed_transfers"])
    assert len(less.values) < len(data.values)
    assert content(region(GROUP, indicators=CHOSEN, data=less)) == digest
    elsewhere = region(GROUP, indicators=CHOSEN, data=other(data, ["E06000052"], 1.01))
    by_region = region(GROUP, "region", CHOSEN, data=data)
    others = {content(elsewhere), content(by_region)}
    others |= {content(of, recipe="other libraries"), content(of, small_counts=6)}
    assert digest not in others and len(others) == 4


@pytest.mark.long
def test_the_command_makes_it_once_leaves_it_and_tells_the_next_time(tmp_path, data):
    words = ["region", "Derby,Rutland,Kent", "--indicators", ONE, "--out", str(tmp_path)]
    answer = CliRunner().invoke(main, words)
    assert answer.exit_code == 0, answer.output
    folder = next(tmp_path.iterdir())
    page = folder / f"{folder.name}.html"
    once = {p: (p.stat().st_mtime_ns, p.read_bytes()) for p in folder.rglob("*") if p.is_file()}
    assert b"Since the last document" not in page.read_bytes()
    answer = CliRunner().invoke(main, words)
    assert answer.exit_code == 0 and "Nothing changed since " in answer.output and "stays" in answer.output
    assert once == {p: (p.stat().st_mtime_ns, p.read_bytes()) for p in folder.rglob("*") if p.is_file()}
    planted(folder, "verdicts", {"area_code": "E06000017"}, verdict="clearly better")
    stamp.write(replace(stamp.read(folder), made="2026-10-01"), folder)
    answer = CliRunner().invoke(main, [*words, "--force"])
    assert answer.exit_code == 0, answer.output
    html = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    assert html.main.find("h2").get_text() == html.nav.find("a").get_text() == "Since the last document"
    assert "1 verdict changed" in html.main.get_text() and (folder / "tables" / "since.csv").is_file()
