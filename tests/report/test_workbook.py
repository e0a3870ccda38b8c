"""A council's workbook: what each sheet holds, how it shows it, and that it fits its paper."""

import datetime as dt
import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace

import numpy as np
import openpyxl
import pandas as pd
import pytest

from scouting.charts import theme
from scouting.pages.spine.tables import spine
from scouting.pages.story import measures
from scouting.report import council_book, line_charts, readable, tables, workbook
from scouting.report.council import CouncilReport
from scouting.study import study
from scouting.words import number

AS_OF = dt.date(2026, 11, 24)
SHEETS = ["Summary", "Similar councils", "History", "Charts", "Visit", "Notes", "Data"]


FIRST, LAST = ("Westmorland and Furness", "children"), ("City of London", "adults")


@pytest.fixture(scope="module", params=[FIRST, pytest.param(LAST, marks=pytest.mark.long)])
def of(request, data):
    return study(request.param[0], indicators=request.param[1], data=data)


@pytest.fixture(scope="module")
def known(of):
    return tables.tables(of)


@pytest.fixture(scope="module")
def written(of, known, tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "x.xlsx"
    council_book.write(of, known, CouncilReport(of, AS_OF).facts(), path)
    return path


@pytest.fixture(scope="module")
def sheets(written):
    return openpyxl.load_workbook(written)


def rows_of(sheet):
    """The rows of a sheet: cells by their heading."""
    head, *body = sheet.iter_rows()
    return [{one.value: cell for one, cell in zip(head, cells, strict=True)} for cells in body]


def places_of(facts, column):
    return 0 if column in ("people", "rank") else int(facts.decimals)


def test_data_holds_the_unrounded_comparison_and_shows_the_indicators_decimals(sheets, of):
    body = rows_of(sheets["Data"])
    assert len(body) == len(of.comparison)
    for cells in body:
        row = of.comparison.loc[cells["indicator_id"].value]
        for column in ("value", "neighbour_median", "england", "level", "level_median", "gap", "people", "rank"):
            cell = cells[column]
            held = np.nan if cell.value is None else cell.value
            assert held == pytest.approx(row[column], rel=1e-11, nan_ok=True)
            if cell.value is not None:
                own = places_of(of.panel.indicators.loc[row.indicator_id], column)
                assert cell.number_format == "#,##0" + (f".{'0' * own}" if own else ""), (row.indicator_id, column)


def test_summary_opens_the_book_in_the_journeys_order_and_colours_each_verdict_as_the_page_does(sheets, of):
    assert sheets.sheetnames == [name for name in SHEETS if name in sheets.sheetnames]
    assert sheets.active.title == "Summary"
    body, wanted = rows_of(sheets["Summary"]), spine(of)
    assert [row["Code"].value for row in body] == [*wanted.indicator_id]
    for row, verdict in zip(body, wanted.verdict, strict=True):
        fill, side = row["Verdict"].fill.fgColor.rgb, verdict.split()[-1]
        if verdict.startswith(("clearly", "probably")):
            red, blue = int(fill[2:4], 16), int(fill[6:8], 16)
            assert (blue > red) == (side != "worse"), (verdict, fill)  # blue and purple against orange
        else:
            assert fill in ("FF" + theme.COLOURS["similar"].strip("#"), "00000000"), (verdict, fill)


def test_a_missing_figure_is_a_reason_in_grey_and_a_figure_is_a_number(sheets, of):
    quiet, reasons = "FF" + theme.COLOURS["quiet"].strip("#"), set()
    for name in ("Summary", "Similar councils", "History"):
        for row in rows_of(sheets[name]):
            for cell in (cell for head, cell in row.items() if head.isdigit() or head == of.name):
                assert cell.value not in (None, ""), cell
                if isinstance(cell.value, str):
                    assert cell.font.color.rgb == quiet, cell
                    reasons.add(cell.value)
    assert "not held" in reasons and len(reasons) > 2


def test_a_line_stands_before_each_new_way_of_counting_and_nowhere_else(sheets, of):
    p, seen = of.panel, 0
    for row in rows_of(sheets["Summary"]):
        i = p.indicators.index.get_loc(row["Code"].value)
        held = p.position[i] >= 0
        last = dict(zip(pd.DatetimeIndex(p.ends[i, held]).year, p.segment[i, held], strict=True))
        years = [int(head) for head in row if head.isdigit()]
        before = None
        for year in years:
            line = row[str(year)].border.left.style is not None
            assert line == (year in last and before is not None and last[year] != before), (row["Code"].value, year)
            before, seen = last.get(year, before), seen + line
    assert seen > 3


def test_a_half_that_the_machine_made_a_whisker_less_is_shown_as_a_half(tmp_path):
    """66.0 less 65.5, worked out as a gap of levels is: number() says 1, and so does a spreadsheet of the cell."""
    gap = 0.4999999999999858
    rows = pd.DataFrame({"indicator_id": ["a"], "gap": [gap]})
    workbook.write_xlsx({"comparison": rows}, [("Report", "x")], tmp_path / "x.xlsx", pd.Series({"a": 0}))
    cell = openpyxl.load_workbook(tmp_path / "x.xlsx")["comparison"]["B2"]
    assert (cell.value, cell.number_format, number(gap, 0)) == (0.5, "#,##0", "1")


@pytest.mark.parametrize(
    "value,wanted", [(0.04, "0.0"), (-0.04, "0.0"), (0.05, "+0.1"), (-2.35, "-2.4"), (1234, "+1,234.0")]
)
def test_a_change_is_shown_with_its_sign_and_none_where_it_rounds_to_zero(value, wanted):
    """The three parts of the number format, applied by hand."""
    up, down, else_ = readable.signed_format(1, "%").split(";")
    part = up if value >= 0.05 else down if value <= -0.05 else else_
    sign = part.split("]")[-1][0].replace("#", "").replace("0", "")
    assert (up[:8], down[:9]) == ("[>=0.05]", "[<=-0.05]") and sign + number(abs(value), 1) == wanted


def test_sheets_are_ready_to_be_read_and_printed(sheets):
    for sheet in sheets.worksheets:
        page = sheet.page_setup
        assert page.orientation == "landscape" and page.fitToWidth in (None, 1)  # one unless it says otherwise
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_area, sheet.title
        if sheet.title in ("Summary", "Similar councils", "History", "Data"):
            assert sheet.freeze_panes == ("B2" if sheet.title == "Data" else "C2")
            assert sheet.auto_filter.ref and sheet.print_title_rows == "$1:$1"
            head = [cell.value for cell in sheet[1]]
            assert all(head) and not any(re.match(r"Unnamed|index$|level_[0-9]", h) for h in head), "a stray index"
    assert sheets.properties.created == dt.datetime(2026, 1, 1)


def test_every_column_of_the_comparison_is_explained_on_the_notes(sheets, known):
    own = set(known["comparison"].columns) - {"title", "unit", "facet", "polarity", "period_kind", "set_id"}
    notes = {cell.value for cell in sheets["Notes"]["A"]}
    assert own - set(workbook.COLUMNS) == set() and own - notes == {"figures", "sizes"}


def test_nothing_that_only_a_machine_reads_is_told(sheets):
    """No checksum, path, set or parameter outside the sheet Data."""
    for sheet in sheets.worksheets[:-1]:
        told = [c.value for row in sheet.iter_rows() for c in row if isinstance(c.value, str)]
        assert not [text for text in told if re.search(r"[0-9a-f]{16}|SHA-256|\.parquet|\.csv|dfe_2025_05|= '", text)]


def test_charts_of_the_program_draw_the_cells_of_the_council_since_its_last_break(sheets, of):
    """Each line's cells, read through the chart's own references, are the store's figures; a missing one is empty."""
    ids = [i for i in measures.ids(of) if len(line_charts.last_run(of.trend(i))) > 1]
    drawn = sheets["Charts"]._charts
    assert len(drawn) == len(ids) > 0
    for indicator_id, chart in zip(ids, drawn, strict=True):
        refs = [s.val.numRef.f for s in chart.series]
        assert len(refs) == 3
        years = of.trend(indicator_id)
        for ref, column in zip(refs, ("value", "neighbour_median", "england"), strict=True):
            name, at, first, last = re.fullmatch(r"(\w+)!\$([A-Z]+)\$(\d+):\$[A-Z]+\$(\d+)", ref).groups()
            held = [sheets[name][f"{at}{k}"].value for k in range(int(first), int(last) + 1)]
            mine = years[years.segment == years.segment.iloc[-1]].tail(len(held))
            assert [np.nan if v is None else v for v in held] == pytest.approx([*mine[column]], rel=1e-9, nan_ok=True)
            assert (mine.position.diff().dropna() == 1).all()


def test_hostile_text_is_text_in_every_sheet_and_chart(of, known, tmp_path):
    evil = "=cmd|' /C calc'!A1<script>&Pé"  # with what XlsxWriter takes for a formula in the names of a chart
    titles = of.indicators.assign(title=[f"{evil} {k}" for k in range(len(of.indicators))], short_title=evil)
    hostile = replace(of, name=evil, indicators=titles)
    told = [(name, evil) for name, _ in CouncilReport(of, AS_OF).facts()]
    since = pd.DataFrame({"what": [evil], "indicator_id": ["a"]})
    council_book.write(hostile, {**known, "since": since}, told, tmp_path / "x.xlsx")
    with zipfile.ZipFile(io.BytesIO((tmp_path / "x.xlsx").read_bytes())) as parts:
        held = {name: parts.read(name).decode() for name in parts.namelist()}
    inside = [text for name, text in held.items() if name.startswith("xl/worksheets/sheet")]
    assert not any("<f>" in text or "<hyperlink" in text for text in inside)
    heads = re.findall("<oddHeader>(.*?)</oddHeader>", "".join(inside))
    assert heads and not any("&amp;P" in head.replace("&amp;&amp;", "") for head in heads)
    refs = re.findall("<c:f>(.*?)</c:f>", "".join(text for name, text in held.items() if "/charts/chart" in name))
    assert refs and all(re.fullmatch(r"Charts!\$[A-Z]+\$\d+:\$[A-Z]+\$\d+", ref) for ref in refs)
    assert not any("External" in text for name, text in held.items() if name.endswith(".rels"))


@pytest.mark.skipif(not shutil.which("soffice"), reason="no program here that prints a workbook")
@pytest.mark.long
def test_it_fits_its_paper(written, of, tmp_path):
    """Printed by LibreOffice: Summary on four pages at most, the whole book on 25."""
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", str(tmp_path), str(written)], check=True, capture_output=True, timeout=300)
    from pypdf import PdfReader

    pages = [page.extract_text() for page in PdfReader(tmp_path / "x.pdf").pages]
    assert len(pages) <= 25
    footed = [re.search(r"^(.+) Page \d+ of \d+$", text, re.M) for text in pages]
    named = [found[1] for found in footed if found]
    assert len(named) == len(pages) and 0 < named.count("Summary") <= 4
    assert set(named) == {sheet for sheet in SHEETS if sheet != "Charts" or "Charts" in named}
