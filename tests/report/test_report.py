"""A whole report, read back; and what happens when one cannot be made."""

import csv
import datetime as dt
import json
import os
import re
import shutil
import subprocess
import sys

import nbformat
import numpy as np
import pandas as pd
import pytest
import yaml
from bs4 import BeautifulSoup
from python_calamine import CalamineWorkbook

from scouting import paths
from scouting.errors import ScoutingError
from scouting.report import council_book, page, tables
from scouting.report.council import CouncilReport, council_report
from scouting.report.document import check_target
from scouting.study import study
from scouting.words import figure, ordinal

from .conftest import AS_OF, CHOSEN, LONG_NAME

#: A measure of care that ended in 2020, beside a newer one of need.
ENDED_AND_NEED = "delayed_transfers,adults_18_64"


@pytest.fixture(scope="module")
def report(reports):
    """The report of a council with a long name, in a folder with a space in its name."""
    return reports(LONG_NAME, CHOSEN).folder


@pytest.fixture(scope="module")
def told(data):
    return study(LONG_NAME, indicators=CHOSEN, data=data)


def test_holds_what_it_should(report):
    name = report.name
    assert re.fullmatch("bournemouth-christchurch-and-poole-3-indicators-[0-9a-f]{6}", name)
    files = {str(p.relative_to(report)) for p in report.rglob("*") if p.is_file()}
    charts = [f"charts/{i.replace('_', '-')}-{kind}" for i in CHOSEN.split(",") for kind in ("bars", "trend")]
    wanted = {f"{chart}.{ending}" for chart in charts for ending in ("png", "svg", "txt")}
    wanted |= {
        f"{name}.html",
        f"{name}-room.html",
        f"{name}.xlsx",
        f"{name}.pptx",
        f"{name}.docx",
        "notebooks/1_scouting_party.ipynb",
    }
    sheets = ["summary", "comparison", "ahead", "councils", "trends", "verdicts"]
    sheets += ["neighbours", "indicators", "sources"]
    assert files == wanted | {f"tables/{sheet}.csv" for sheet in sheets} | {"tables/pack.json", "tables/files.txt"}
    assert [p.name for p in report.parent.iterdir()] == [name], "something was left beside the report"


@pytest.fixture(scope="module")
def html(report):
    return BeautifulSoup((report / f"{report.name}.html").read_text(encoding="utf-8"), "html.parser")


@pytest.mark.parametrize("indicators", ["children", "adults", "all", ENDED_AND_NEED])
def test_the_title_ends_with_the_newest_figure_of_care(indicators, data):
    """How many people live in the area, how deprived they are and inspections are not what a report is as old as."""
    of = study("Wiltshire", indicators=indicators, data=data)
    facts = of.indicators[~of.indicators.facet.isin(["need", "inspection"])]
    held = data.values[(data.values.area_code == of.area_code) & data.values.indicator_id.isin(facts.index)]
    newest = held[held.value.notna()].period_end.max()
    assert CouncilReport(of, dt.date.today()).title().endswith(f" to {newest:%B %Y}")
    if indicators == ENDED_AND_NEED:
        assert newest < of.comparison.period_end.max()


def test_page_fetches_nothing_and_runs_nothing(html):
    assert {s["type"] for s in html.find_all("script")} == {"application/json"}  # data, which no browser runs
    assert "script-src" not in html.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    addresses = [tag.get("src") or tag.get("href") for tag in html.find_all(src=True) + html.find_all("link")]
    assert all(a.startswith("data:") for a in addresses)
    assert "default-src 'none'" in html.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    assert html.html["lang"] == "en-GB"


def test_page_shows_no_code_and_its_contents_lead_somewhere(html, report):
    assert "import" not in html.main.get_text() and "show." not in html.main.get_text()
    targets = [a["href"].removeprefix("#") for a in html.nav.ol.find_all("a")]
    assert len(targets) > 8 and len(set(targets)) == len(targets)
    assert all(html.find(id=t) is not None for t in targets)
    assert (report / html.nav.a["href"]).is_file()


def test_every_picture_has_its_alt_text(html, report):
    alts = [drawn["aria-label"] for drawn in html.select("svg.story")]
    assert len(alts) == 6 and all(len(alt) > 40 for alt in alts) and html.find("img") is None
    assert set(alts) == {p.read_text(encoding="utf-8").strip() for p in (report / "charts").glob("*.txt")}


def test_page_tells_each_figures_age_and_the_checksums(html, told):
    closer = html.find(id="a-closer-look").parent.get_text()
    assert len(re.findall(r"year to \w+ 20\d\d, \d+ months? old", closer)) == 3
    footer = html.footer.get_text()
    for row in told.sources().itertuples():
        assert row.sha256 in footer and row.file in footer
    assert "Open Government Licence v3.0" in footer and "dfe_2025_05" in footer


def test_numbers_on_the_page_are_the_comparisons(html, told):
    tables_of = {t.caption.get_text(): t for t in html.find_all("table")}
    for key, row in told.comparison.iterrows():
        facts = told.panel.indicators.loc[key]
        body = [[c.get_text() for c in r.find_all(["th", "td"])] for r in tables_of[facts.title].tbody.find_all("tr")]
        trend = {r[0]: r for r in body}
        latest = trend[row.period]
        assert latest[1] == (figure(row.value, facts.unit, facts.decimals) if pd.notna(row.value) else latest[1])
        assert latest[2] == figure(row.neighbour_median, facts.unit, facts.decimals)
        assert int(latest[3]) == row.n_with_value


def test_workbook_and_csv_hold_the_unrounded_comparison(report, told):
    book = CalamineWorkbook.from_path(str(report / f"{report.name}.xlsx"))
    assert book.sheet_names == ["Summary", "Similar councils", "History", "Charts", "Visit", "Notes", "Data"]
    head, *rows = book.get_sheet_by_name("Data").to_python()
    with open(report / "tables" / "comparison.csv", encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    for cells, line in zip(rows, listed, strict=True):
        row = dict(zip(head, cells, strict=True))
        mine = told.comparison.loc[row["indicator_id"]]
        assert row["indicator_id"] == line["indicator_id"]
        for column in ("value", "noise", "neighbour_median", "england", "gap", "level", "level_median"):
            expected = pytest.approx(mine[column], rel=1e-11, nan_ok=True)
            assert float("nan" if row[column] == "" else row[column]) == expected
            assert float(line[column] or "nan") == expected
        assert line["verdict"] == row["verdict"] == mine.verdict
        assert line["by_a_lot"] == row["by_a_lot"] == str(mine.by_a_lot)
        assert line["marker"] == mine.marker


def test_the_matrix_of_verdicts_is_in_the_pack(report, told):
    """Its own set says what the comparison says, and in as many sets the verdict keeps its side as are counted."""
    with open(report / "tables" / "verdicts.csv", encoding="utf-8", newline="") as file:
        rows = pd.DataFrame(csv.DictReader(file))
    own = rows[rows.set_id == "dfe_2025_05"].set_index("indicator_id")
    n = rows.set_id.nunique()
    assert n > 4 and len(rows) == n * len(told.comparison) and not {"england", "nhs_adult"} & set(rows.set_id)
    for key, row in told.comparison.iterrows():
        assert own.verdict[key] == row.verdict and own.by_a_lot[key] == str(row.by_a_lot)
        mine = rows[(rows.indicator_id == key) & (rows.sureness != "")]
        sides = mine.verdict.str.replace("clearly |probably ", "", regex=True)
        assert row.holds_of == len(mine)
        assert row.holds == (sides == re.sub("clearly |probably ", "", row.verdict)).sum()


def test_the_summary_says_in_words_what_the_comparison_holds(report, told):
    head, *rows = (
        CalamineWorkbook.from_path(str(report / f"{report.name}.xlsx")).get_sheet_by_name("Summary").to_python()
    )
    by_title = {r[head.index("Measure")]: dict(zip(head, r, strict=True)) for r in rows}
    for key, row in told.comparison.iterrows():
        line = by_title[told.panel.indicators.short_title[key]]
        assert line[told.name] == pytest.approx(row.value, rel=1e-11)
        assert line["Rank"] == f"{ordinal(row['rank'])} of {int(row.rank_of)}"
        assert line["Rank could be"] == f"{ordinal(row['rank_low'])} to {ordinal(row['rank_high'])}"
        assert line["Verdict"] == f"{row.verdict}{', by a lot' if row.by_a_lot else ''}"
        then = line[f"{told.name} then"], line["Similar councils then"]
        assert then == pytest.approx((row.level, row.level_median)) and line["The verdict is on"].startswith(
            row.level_from
        )


def test_executed_notebook_does_not_know_where_it_was_made(report):
    text = (report / "notebooks" / "1_scouting_party.ipynb").read_text(encoding="utf-8")
    assert ".making-" not in text
    json.loads(text)


def test_a_report_replaces_the_one_before_and_no_other(report):
    """The same question again replaces its answer, charts that are no more with it; another one has another folder."""
    before = (report / f"{report.name}.html").stat().st_mtime_ns
    other = report.parent / "bournemouth-christchurch-and-poole-region-looked-after-rate"
    shutil.copytree(report, other)
    assert council_report("839", "region", "looked_after_rate").name == other.name
    assert council_report("E06000058", "region", "looked_after_rate").make(report.parent) == other
    assert (report / f"{report.name}.html").stat().st_mtime_ns == before
    assert (other / f"{other.name}.html").is_file() and not list(other.glob(f"{report.name}*"))
    assert {p.stem.rpartition("-")[0] for p in (other / "charts").iterdir()} == {
        "looked-after-rate",
    }
    shutil.rmtree(other)


def test_a_council_that_the_usual_set_leaves_out_gets_a_report_that_says_so(tmp_path):
    told = []
    made = council_report("Isles of Scilly", indicators="adults_65_share").make(tmp_path, say=told.append)
    assert made.name == "isles-of-scilly-region-adults-65-share"
    page_text = BeautifulSoup((made / f"{made.name}.html").read_text(encoding="utf-8"), "html.parser").get_text(" ")
    notice = next(line for line in told if "on no list" in line)
    assert notice in " ".join(page_text.split())
    assert "Councils of South West (Scouting, from ONS regions): 14 councils" in page_text
    members = pd.read_csv(made / "tables" / "neighbours.csv", keep_default_na=False)
    assert len(members) == 14 and set(members.title) == {"Councils of South West"}
    assert set(members.publisher) == {"Scouting, from ONS regions"}


def test_a_report_in_a_calculated_set_says_how_it_was_made(reports, data):
    """The month is that of the newest figure that the set stands on: a population of the middle of a year."""
    listed = yaml.safe_load((paths.RECIPES / "nhs_adult.yml").read_text(encoding="utf-8"))["features"]
    features = data.values.indicator_id.isin([one["indicator_id"] for one in listed])
    newest = data.values.period_end[features & data.values.value.notna()].max()
    page_text = reports("Rutland", "adults").page.get_text(" ")
    for said in (f"(Scouting, from published figures, {newest:%B %Y}): 15 councils", "acts squared in the distance",
                 "very close up to 0.43", "Isles of Scilly and City of London are left out"):  # fmt: skip
        assert said in page_text


def test_what_a_person_put_beside_a_report_is_never_lost(tmp_path):
    (tmp_path / "rutland-re-referrals").mkdir()
    (tmp_path / "rutland-re-referrals" / "comments.docx").write_text("the director's")
    with pytest.raises(ScoutingError, match=r"holds comments.docx, which Scouting did not write.*--out"):
        council_report("Rutland", indicators="re_referrals").make(tmp_path)
    assert (tmp_path / "rutland-re-referrals" / "comments.docx").read_text() == "the director's"


@pytest.mark.parametrize("name", ["comments.docx", "charts/mine.png", "tables/mine.csv", "notebooks/deep/er/note.txt"])
def test_what_a_person_put_into_a_report_at_any_depth_is_never_lost(name, tmp_path):
    made = tmp_path / "derby"
    for ours in ("derby.html", "charts/a.png", "tables/a.csv"):
        (made / ours).parent.mkdir(parents=True, exist_ok=True)
        (made / ours).write_text("ours")
    (made / "tables" / "files.txt").write_text("charts/a.png\nderby.html\ntables/a.csv\n")
    check_target(made)
    (made / name).parent.mkdir(parents=True, exist_ok=True)
    (made / name).write_text("the director's")
    with pytest.raises(ScoutingError, match=f"holds {name}, which Scouting did not write"):
        check_target(made)
    (made / "tables" / "files.txt").unlink()  # of a version that kept no list
    if "/" not in name:
        with pytest.raises(ScoutingError, match="which Scouting did not write"):
            check_target(made)


def test_failing_half_way_leaves_what_stood_there(tmp_path, monkeypatch):
    """The notebook fails after its charts are begun: the old report stays, nothing new is seen."""
    books = tmp_path / "notebooks"
    books.mkdir()
    book = nbformat.read(paths.NOTEBOOKS / "1_scouting_party.ipynb", as_version=4)
    book.cells.append(nbformat.v4.new_code_cell("raise RuntimeError('the disk is full')"))
    nbformat.write(book, books / "1_scouting_party.ipynb")
    monkeypatch.setattr(paths, "NOTEBOOKS", books)
    out = tmp_path / "out"
    old = out / "rutland-re-referrals"
    old.mkdir(parents=True)
    (old / "rutland-re-referrals.html").write_text("the old report")
    with pytest.raises(ScoutingError, match=r"RuntimeError: the disk is full.*No report was written"):
        council_report("Rutland", indicators="re_referrals").make(out)
    assert list(out.iterdir()) == [old]
    assert [p.name for p in old.iterdir()] == ["rutland-re-referrals.html"]


def test_hostile_text_is_text_in_page_and_workbook(tmp_path):
    evil = '=HYPERLINK("http://example.org","x")<script>alert(1)</script>'
    sheets = {"notes": pd.DataFrame({"note": [evil, "+1", "-", "@x"], "value": [1.5, np.nan, -2.0, 3.0]})}
    tables.write_csv(sheets, tmp_path)
    tables.write_xlsx(sheets, [("Report", evil)], tmp_path / "x.xlsx")
    with open(tmp_path / "notes.csv", encoding="utf-8", newline="") as file:
        cells = [line["note"] for line in csv.DictReader(file)]
    assert cells == ["'" + evil, "'+1", "-", "'@x"]
    book = CalamineWorkbook.from_path(str(tmp_path / "x.xlsx"))
    assert [r[0] for r in book.get_sheet_by_name("notes").to_python()[1:]] == [evil, "+1", "-", "@x"]
    import zipfile

    with zipfile.ZipFile(tmp_path / "x.xlsx") as parts:
        assert not any(b"<f>" in parts.read(n) for n in parts.namelist() if n.startswith("xl/worksheets/sheet"))
        assert not any("hyperlink" in parts.read(n).decode(errors="replace").lower()
                       for n in parts.namelist() if n.endswith(".rels"))  # fmt: skip
    page.write_body(page.body(nbformat.v4.new_notebook()), evil, [("note {{ body }}", evil)], tmp_path / "x.html")
    text = (tmp_path / "x.html").read_text(encoding="utf-8")
    assert "<script" not in text and "note {{ body }}" in text


def test_same_tables_give_the_same_workbook(told, tmp_path):
    sheets = tables.tables(told)
    for name in ("a.xlsx", "b.xlsx"):
        council_book.write(told, sheets, CouncilReport(told, dt.date(2026, 11, 23)).facts(), tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@pytest.mark.long
def test_the_same_pack_made_elsewhere_is_the_same_bytes(report, tmp_path):
    """Another process, with another order of sets, another clock and language, started in another folder."""
    words = "import sys, datetime; from pathlib import Path; from scouting.report.council import council_report; "
    words += f"asked = council_report('{LONG_NAME.replace('and', '&')}', indicators=sys.argv[1], "
    words += f"as_of=datetime.date({AS_OF.year}, {AS_OF.month}, {AS_OF.day})); "
    words += "asked.make(Path(sys.argv[2]))"
    env = os.environ | {"PYTHONHASHSEED": "4711", "TZ": "America/St_Johns", "LC_ALL": "C", "LANG": "tr_TR.UTF-8"}
    env |= {"PYTHONPATH": str(paths.ROOT / "lib"), "PYTHONUTF8": "0", "OMP_NUM_THREADS": "1"}
    told = subprocess.run(
        [sys.executable, "-c", words, CHOSEN, str(tmp_path / "there")], env=env, cwd=tmp_path, capture_output=True,
        text=True,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    there = tmp_path / "there" / report.name
    mine, other = (
        {str(p.relative_to(f)): p.read_bytes() for p in f.rglob("*") if p.is_file()} for f in (report, there)
    )
    assert set(mine) == set(other)
    differ = [name for name in mine if mine[name] != other[name] and not name.endswith(".ipynb")]
    assert differ == [], "the executed notebook alone holds times"
