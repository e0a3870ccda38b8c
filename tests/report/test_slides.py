"""The slides and the workbook of a study, read back: numbers, words, alt text, bytes, hostile text."""

import base64
import datetime as dt
import io
import re
import zipfile
from collections import Counter
from dataclasses import replace

import nbformat
import numpy as np
import openpyxl
import pandas as pd
import pytest
from pptx import Presentation

from scouting.charts import emit, layout, theme
from scouting.pages.scouting_party import show as party_page
from scouting.report import deck, slides, tables, workbook
from scouting.report.council import CouncilReport
from scouting.study import study
from scouting.words import number

AS_OF = dt.date(2026, 11, 24)
COUNCILS = ["Westmorland and Furness", pytest.param("City of London", marks=pytest.mark.long)]


@pytest.fixture(scope="module", params=COUNCILS)
def of(request, data):
    return study(request.param, data=data)


@pytest.fixture(scope="module")
def book(of):
    """A notebook with two charts of one indicator, as they are shown there."""
    outputs, patch = [], pytest.MonkeyPatch()
    patch.setattr(emit, "display", lambda shown, metadata, raw: outputs.append((shown, metadata)))
    party_page.indicator(of, party_page.closer_ids(of)[0], AS_OF.isoformat())
    patch.undo()
    cell = nbformat.v4.new_code_cell(
        outputs=[nbformat.v4.new_output("display_data", data=d, metadata=m) for d, m in outputs]
    )
    return nbformat.v4.new_notebook(cells=[cell])


@pytest.fixture(scope="module")
def made(of, book, tmp_path_factory):
    path = tmp_path_factory.mktemp("slides") / "x.pptx"
    slides.write(of, [book], CouncilReport(of, AS_OF).facts(), AS_OF, path)
    return path


@pytest.fixture(scope="module")
def shown(made):
    return Presentation(str(made)).slides


def texts(slide):
    return [s.text_frame.text for s in slide.shapes if s.has_text_frame]


def as_number(text):
    return float(re.sub(r"[^0-9.-]", "", text.split(" per ")[0].replace("−", "-")))


def test_every_slide_has_a_title_and_none_is_said_twice(shown):
    titles = [slide.shapes.title.text_frame.text for slide in shown]
    assert all(titles) and len(set(titles)) == len(titles)


def test_numbers_of_the_slides_are_the_comparisons(shown, of):
    """Counts of the sentences and every figure of the tables, worked out from the comparison anew."""
    facts_of = of.panel.indicators
    rows = of.comparison[(of.comparison.aside == "") & (facts_of.polarity != "no_judgement")]
    count, said = Counter(rows.verdict), " ".join(texts(shown[1]))
    n = len(rows) - count["not compared"] - count["too few to compare"]
    better, worse = (count[f"clearly {side}"] or "none" for side in ("better", "worse"))
    start = f"Clearly better than similar councils on {better} of {n} measure"
    assert (start in said and f"and clearly worse on {worse}." in said) == (better != "none" or worse != "none")
    assert f"No latest figure for {of.name} on {of.comparison.value.isna().sum()} of " in said
    seen, count = 0, Counter(rows.verdict[~rows.turned])
    for slide in shown:
        for shape in (s for s in slide.shapes if s.has_table):
            head, *body = [[c.text for c in row.cells] for row in shape.table.rows]
            if "Rank in the latest year" not in head:
                continue
            word = " ".join(slide.shapes.title.text_frame.text.split()[:2]).lower()
            assert len(body) == min(count[word], slides.ROWS)
            for cells in body:
                row = rows.loc[facts_of.index[facts_of.title == cells[0]][0]]
                half = 0.5 * 10.0 ** -max(facts_of.decimals[row.indicator_id], 0) + 1e-9
                assert as_number(cells[2]) == pytest.approx(row.level, abs=half)
                assert as_number(cells[3]) == pytest.approx(row.level_median, abs=half)
                assert cells[4].removesuffix(", by a lot") == row.verdict == word
                assert cells[4].endswith(", by a lot") == row.by_a_lot
                if np.isfinite(row["rank"]):
                    assert cells[5].startswith(str(int(row["rank"]))) and f" of {row.rank_of}" in cells[5]
                seen += 1
    assert seen == sum(min(count[f"clearly {side}"], slides.ROWS) for side in ("better", "worse"))


def test_some_council_has_something_clear_to_show_on_slides(data):
    """So that the test of those tables holds something: Wiltshire is clearly better here and clearly worse there."""
    verdicts = study("Wiltshire", data=data).headline.verdict
    assert {"clearly better", "clearly worse"} <= set(verdicts)


def test_every_chart_is_there_with_its_alt_text_in_the_words_of_the_notebook(shown, book):
    drawn = [s for slide in shown for s in slide.shapes if s.shape_type == 13]
    held = {name: p for name, p in slides.pictures([book]).items()}
    assert {s._element.xpath(".//p:cNvPr")[0].get("descr") for s in drawn} == {p.alt for p in held.values()}
    assert {s.image.blob for s in drawn} == {p.png for p in held.values()} and len(drawn) == len(held) == 2
    wide, high = deck.WIDTH * 914400, deck.HEIGHT * 914400
    assert all(s.left >= 0 and s.top >= 0 and s.left + s.width <= wide and s.top + s.height <= high for s in drawn)
    assert all(s.height / s.width == pytest.approx(s.image.size[1] / s.image.size[0], rel=0.01) for s in drawn)


def test_the_overview_is_tables_with_every_verdict_in_words_and_shades_that_can_be_read_on(shown, of):
    rows, seen = of.overview(), []
    for slide in shown:
        for shape in (s for s in slide.shapes if s.has_table and s.table.cell(0, 1).text == "Figure"):
            _, *body = shape.table.rows
            seen += [[c.text for c in row.cells] for row in body]
            for cell in (c for row in body for c in row.cells):
                ink, paper = cell.text_frame.paragraphs[0].runs[0].font.color.rgb, cell.fill.fore_color.rgb
                light = sorted(theme.luminance(f"#{c}") for c in (ink, paper))
                assert (light[1] + 0.05) / (light[0] + 0.05) >= 4.5
    near = rows.verdict + rows.by_a_lot.map({True: ", by a lot", False: ""})
    wanted = rows[["short_title", "value_text", "period"]].assign(near=near, england=rows.verdict_england)
    assert [
        [*row[:3], *(re.sub("^[^a-z]*", "", text) for text in row[3:])] for row in seen
    ] == wanted.to_numpy().tolist()
    for slide in shown:
        told = re.match(r"(.*): of (\d+) measures?, ", slide.shapes.title.text_frame.text)
        if told:
            table = next(s.table for s in slide.shapes if s.has_table)
            assert len(table.rows) - 1 == int(told[2])


def test_tables_end_above_the_foot_of_the_slide_and_no_word_of_them_is_broken():
    wide = pd.DataFrame({"Measure": ["Care leavers aged 17 and 18 in suitable accommodation, all of them"] * 8,
                         "Verdict": "clearly better, by a lot", "Council": "Bournemouth, Christchurch and Poole",
                         "Rank in the latest year": "11th of 11 (could be 6th to 11th)"})  # fmt: skip
    for rows in (wide, wide.head(1), pd.concat([wide] * 2).head(11)):
        made = deck.blank("T")
        deck.table(made, "T", rows, note="A note")
        shape = next(s for s in made.slides[0].shapes if s.has_table)
        grid = shape.table
        size = grid.cell(1, 0).text_frame.paragraphs[0].runs[0].font.size.pt
        assert size >= deck.LEAST
        ends = shape.top + sum(row.height for row in grid.rows)
        assert ends <= (deck.HEIGHT - 0.45) * 914400
        for k, column in enumerate(rows.columns):
            inside = grid.columns[k].width / 914400 - 0.2
            for text in (column, rows[column].iloc[0]):
                assert all(layout.text_width(word, size, "bold") <= inside for word in text.split())
        tall = len(layout.wrap(rows.Measure.iloc[0], grid.columns[0].width / 914400 - 0.2, size)) * size * 1.2 / 72
        assert grid.rows[1].height / 914400 >= tall


def test_the_last_slides_say_the_sources_and_what_this_is_not_for(shown, of):
    assert "league tables, appraisal, sanction, or conclusions about any person" in " ".join(texts(shown[-1]))
    listed = [row.cells[0].text for slide in shown if slide.shapes.title.text_frame.text.startswith("Sources")
              for s in slide.shapes if s.has_table for row in s.table.rows]  # fmt: skip
    assert set(of.sources().title) <= set(listed)


def test_the_same_study_gives_the_same_bytes_without_a_date_of_its_own(made, of, book, tmp_path):
    slides.write(of, [book], CouncilReport(of, AS_OF).facts(), AS_OF, tmp_path / "again.pptx")
    assert (tmp_path / "again.pptx").read_bytes() == made.read_bytes()
    with zipfile.ZipFile(made) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    about = Presentation(str(made)).core_properties
    assert about.created == about.modified and about.created.replace(tzinfo=None) == dt.datetime(2026, 1, 1)


def test_hostile_text_is_text_on_slides(of, tmp_path):
    evil = '=HYPERLINK("http://x")<script>\x07 {{ 1 }} &amp;'
    hostile = replace(of, name=evil)
    slides.write(hostile, [], CouncilReport(hostile, AS_OF).facts(), AS_OF, tmp_path / "x.pptx")
    plain = '=HYPERLINK("http://x")<script>  {{ 1 }} &amp;'
    shown = Presentation(str(tmp_path / "x.pptx")).slides
    assert shown[1].shapes.title.text_frame.text == f"{plain} in short"
    with zipfile.ZipFile(tmp_path / "x.pptx") as parts:
        mine = [n for n in parts.namelist() if n.startswith("ppt/slides/")]
        assert not any(word in parts.read(n) for n in mine for word in (b"hlinkClick", b"<a:fld", b"<script"))


@pytest.fixture(scope="module")
def known(of):
    return tables.tables(of)


@pytest.fixture(scope="module")
def written(of, known, tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "x.xlsx"
    titles = of.panel.indicators.title.loc[party_page.closer_ids(of)]
    told, decimals = CouncilReport(of, AS_OF).facts(), of.panel.indicators.decimals
    workbook.write_xlsx(known, told, path, decimals, list(titles.items()))
    return path


@pytest.fixture(scope="module")
def sheets(written):
    return openpyxl.load_workbook(written)


def test_the_workbook_holds_the_unrounded_comparison_and_shows_the_indicators_decimals(sheets, of):
    head, *body = sheets["comparison"].iter_rows()
    at = {cell.value: place for place, cell in enumerate(head)}
    assert len(body) == len(of.comparison)
    for cells in body:
        row = of.comparison.loc[cells[at["indicator_id"]].value]
        places = int(of.panel.indicators.decimals[row.indicator_id])
        for column in ("value", "neighbour_median", "england", "level", "level_median", "gap", "people"):
            cell = cells[at[column]]
            assert float("nan" if cell.value is None else cell.value) == pytest.approx(
                row[column], rel=1e-11, nan_ok=True
            )
            if cell.value is not None:
                own = 0 if column == "people" else places
                assert cell.number_format == "#,##0" + (f".{'0' * own}" if own else ""), (row.indicator_id, column)
        if np.isfinite(row["rank"]):
            assert cells[at["rank"]].number_format == "#,##0"


def test_a_half_that_the_machine_made_a_whisker_less_is_shown_as_a_half(tmp_path):
    """66.0 less 65.5, worked out as a gap of levels is: number() says 1, and so does a spreadsheet of the cell."""
    gap = 0.4999999999999858
    rows = pd.DataFrame({"indicator_id": ["a"], "gap": [gap]})
    workbook.write_xlsx({"comparison": rows}, [("Report", "x")], tmp_path / "x.xlsx", pd.Series({"a": 0}))
    cell = openpyxl.load_workbook(tmp_path / "x.xlsx")["comparison"]["B2"]
    assert (cell.value, cell.number_format, number(gap, 0)) == (0.5, "#,##0", "1")


def test_sheets_are_ready_to_be_read_and_printed(sheets):
    for sheet in sheets.worksheets:
        if sheet.title in ("about", "charts"):
            continue
        assert sheet.freeze_panes == "B2" and sheet.auto_filter.ref and sheet.print_title_rows == "$1:$1"
        head = [cell.value for cell in sheet[1]]
        assert all(head) and not any(re.match(r"Unnamed|index$|level_[0-9]", h) for h in head), "a stray index"
    assert sheets.properties.created == dt.datetime(2026, 1, 1)


def test_every_column_of_the_comparison_is_explained(known):
    own = set(known["comparison"].columns) - {"title", "unit", "facet", "polarity", "period_kind", "set_id"}
    assert own - set(workbook.COLUMNS) <= {"figures"}
    assert set(workbook.told(known).Column) <= set(workbook.COLUMNS)


def test_charts_of_the_program_draw_the_cells_of_the_council_since_its_last_break(sheets, of):
    """Each line's cells, read through the chart's own references, are the store's figures."""
    ids = [i for i in party_page.closer_ids(of) if len(workbook.last_run(of.trend(i))) > 1]
    drawn = sheets["charts"]._charts
    assert len(drawn) == len(ids)
    for indicator_id, chart in zip(ids, drawn, strict=True):
        refs = [s.val.numRef.f for s in chart.series]
        assert len(refs) == 3
        name, first, last = re.match(r"(\w+)!\$[A-Z]+\$(\d+):\$[A-Z]+\$(\d+)", refs[0]).groups()
        column = re.search(r"\$([A-Z]+)\$", refs[0])[1]
        held = [sheets[name][f"{column}{k}"].value for k in range(int(first), int(last) + 1)]
        assert {sheets[name][f"A{k}"].value for k in range(int(first), int(last) + 1)} == {indicator_id}
        years = of.trend(indicator_id)
        years = years[years.segment == years.segment.iloc[-1]].tail(len(held))
        assert [np.nan if v is None else v for v in held] == pytest.approx(years.value.tolist(), rel=1e-12, nan_ok=True)
        assert (years.position.diff().dropna() == 1).all()


def test_hostile_text_is_text_in_a_workbook_with_charts_and_formats(tmp_path):
    evil = "=1+1<script>"
    rows = pd.DataFrame({"indicator_id": ["a", "a"], "period": ["@1", "+2"], "value": [1.25, 2.5],
                         "period_end": pd.to_datetime(["2024-03-31", "2025-03-31"]), "segment": 0,
                         "neighbour_median": 1.0, "england": 1.5, "name": evil})  # fmt: skip
    cell = "=cmd|' /C calc'!A1"  # what XlsxWriter takes for a formula in the names of a chart
    told = [("Report", evil), ("Council", f"{cell} (E1)")]
    workbook.write_xlsx({"trends": rows}, told, tmp_path / "x.xlsx", pd.Series({"a": 1}), [("a", f"Well!$B$2 {evil}")])
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert [c.value for c in book["trends"][2]][:3] == ["a", "@1", 1.25] and book["trends"]["H2"].value == evil
    with zipfile.ZipFile(io.BytesIO((tmp_path / "x.xlsx").read_bytes())) as parts:
        assert not any(b"<f>" in parts.read(n) for n in parts.namelist() if n.startswith("xl/worksheets/sheet"))
        chart = parts.read("xl/charts/chart1.xml").decode()
    assert {f.partition("!")[0] for f in re.findall("<c:f>(.*?)</c:f>", chart)} == {"trends"}
    assert "&lt;script&gt;" in chart and "calc'! A1" in chart and "Well! $B$2" in chart


def test_pictures_are_read_from_the_notebook_by_their_name():
    about = {"image/png": {"alt": "What it shows", "width": 900, "name": "one"}}
    png = base64.b64encode(b"bytes").decode()
    shown = nbformat.v4.new_output("display_data", data={"image/png": png}, metadata=about)
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(outputs=[shown]), nbformat.v4.new_markdown_cell()])
    assert slides.pictures([book]) == {"one": slides.Picture(b"bytes", "What it shows")}
