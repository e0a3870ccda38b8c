"""The committee paper, read back: what it says, how it is heard, its bytes, hostile text, a council's own look."""

import datetime as dt
import io
import re
import zipfile
from dataclasses import replace
from itertools import pairwise

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from PIL import Image

from scouting.charts import layout
from scouting.pages.page_one import headline, texts, words
from scouting.pages.page_one.tables import hosts as first_hosts
from scouting.pages.page_one.tables import rows as first_rows
from scouting.report import paper
from scouting.report.council import CouncilReport
from scouting.report.style import Style
from scouting.study import study

MOST = paper.STORIES
AS_OF = dt.date(2026, 11, 24)
#: Every part; nothing that stands out and no host; a long name.
CASES = [("Wiltshire", "children"), ("Isles of Scilly", "children"), ("Birmingham", "adults")]
LONG = [("Bournemouth, Christchurch and Poole", "children"), ("Rutland", "adults"), ("City of London", "adults"),
        ("Westmorland and Furness", "children"), ("Derby", "adults"), ("Kent", "adults")]  # fmt: skip


def made(of, path, look=None):
    paper.write(of, CouncilReport(of, AS_OF).facts(), AS_OF, path, look=look)
    return docx.Document(str(path))


@pytest.fixture(scope="module", params=[*CASES, *(pytest.param(one, marks=pytest.mark.long) for one in LONG)],
                ids=", ".join)  # fmt: skip
def paper_of(request, data, tmp_path_factory):
    council, service = request.param
    of = study(council, indicators=service, data=data)
    return of, made(of, tmp_path_factory.mktemp("papers") / "x.docx")


def headings(paper):
    return [(int(p.style.name[-1]), p.text) for p in paper.paragraphs if p.style.name.startswith("Heading")]


def grids(paper):
    """The texts of each table by its name."""
    name = f"{qn('w:tblPr')}/{qn('w:tblCaption')}"
    return {t._tbl.find(name).get(qn("w:val")): [[c.text for c in r.cells] for r in t.rows] for t in paper.tables}


def test_it_says_what_page_one_says(paper_of):
    of, paper = paper_of
    said = [p.text for p in paper.paragraphs]
    assert f"{headline.sentence(of)}." in said
    assert [line for line in [words.counts_line(of), *map(words.first_sentence, of.notices)] if line not in said] == []
    tables = grids(paper)
    for good, title in ((False, "Worth asking about"), (True, "Worth showing others")):
        rows = first_rows(of, good=good)
        assert (title in tables) == bool(len(rows)) == ((2, title) in headings(paper))
        if len(rows):
            listed = enumerate(rows.iterrows())
            wanted = [texts.row_texts(of, row, asked=not good, whole=k == 0) for k, (_, row) in listed]
            assert tables[title][1:] == wanted
    hosts = first_hosts(of, list(first_rows(of, good=False).index))
    assert [row[0] for row in tables.get("Whom to ask", [[]])[1:]] == list(hosts["name"])
    assert ("Whom to ask, and what" in [text for _, text in headings(paper)]) == bool(len(hosts))


def test_each_story_has_its_years_and_its_chart(paper_of):
    """The years of a table are the newest five of the study, and the last is the figure of the title."""
    of, paper = paper_of
    sides = {good: first_rows(of, good=good) for good in (False, True)}
    stories = texts.stories(sides, MOST)
    assert len(paper.element.body.findall(f".//{qn('w:drawing')}")) == len(stories)
    for indicator_id, _ in stories:
        facts, row = of.panel.indicators.loc[indicator_id], of.comparison.loc[indicator_id]
        (title,) = [text for _, text in headings(paper) if text.startswith(f"{facts.short_title}: ")]
        head, own, near, england = grids(paper)[facts.title]
        assert head == [facts.short_title, *of.trend(indicator_id).period.tail(5)]
        shown = [words.shown(row[column], facts) for column in ("value", "neighbour_median", "england")]
        assert [line[-1] for line in (own, near, england)] == shown and own[0] == of.name
        assert title == f"{facts.short_title}: {shown[0]} in {of.name}, {shown[1]} in similar councils"


def test_it_is_heard_in_order_and_in_english(paper_of):
    """Headings step down by one; tables have a name, words and a heading row; drawings have words; no cell is empty."""
    _, paper = paper_of
    levels = [0, *(level for level, _ in headings(paper))]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert {lang.get(qn("w:val")) for lang in paper.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    for table in paper.tables:
        about = table._tbl.tblPr
        assert about.find(qn("w:tblDescription")).get(qn("w:val")).startswith(f"Table of {len(table.rows) - 1} rows: ")
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(cell.text.strip() for row in table.rows for cell in row.cells)
    for drawn in paper.element.body.iter(qn("wp:docPr")):
        assert drawn.get("descr").startswith("Line chart: ")
    numbers = [drawn.get("id") for drawn in paper.element.body.iter(qn("wp:docPr"))]
    assert len(set(numbers)) == len(numbers)


def test_no_word_is_broken_and_no_table_is_wider_than_the_page(paper_of):
    _, paper = paper_of
    section = paper.sections[0]
    room = (section.page_width - section.left_margin - section.right_margin) / 914400
    for table in paper.tables:
        widths = [cell.width / 914400 for cell in table.rows[0].cells]
        assert sum(widths) <= room
        for place, row in enumerate(table.rows):
            for cell, width in zip(row.cells, widths, strict=True):
                weight = "bold" if place == 0 else "normal"
                # DejaVu Sans, by which words are measured, is a sixth wider than Arial.
                widest = max(layout.text_width(word, 9.5, weight) for word in re.split(r"[ -]", cell.text)) / 1.16
                assert widest <= width - 0.15, cell.text


@pytest.fixture(scope="module")
def of(data):
    return study("Westmorland and Furness", indicators="looked_after_fostered,re_referrals", data=data)


def test_the_same_study_gives_the_same_bytes_without_a_date_of_its_own(of, tmp_path):
    made(of, tmp_path / "one.docx"), made(of, tmp_path / "two.docx")
    assert (tmp_path / "one.docx").read_bytes() == (tmp_path / "two.docx").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.docx") as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_hostile_text_is_text_in_the_paper_and_behind_its_charts(data, tmp_path):
    evil = '=HYPERLINK("http://x")<script>\x07 {{ 1 }} &amp;'
    plain = '=HYPERLINK("http://x")<script>  {{ 1 }} &amp;'
    hostile = replace(study("Wiltshire", indicators="placed_over_20_miles", data=data), name=evil)
    paper = made(hostile, tmp_path / "x.docx")
    assert any(plain in p.text for p in paper.paragraphs)
    with zipfile.ZipFile(tmp_path / "x.docx") as parts:
        names = parts.namelist()
        assert not any(name.endswith((".bin", ".js")) or "vba" in name.lower() for name in names)
        outside = [name for name in names if name.endswith(".rels") and b'TargetMode="External"' in parts.read(name)]
        assert outside == []
        document = parts.read("word/document.xml")
        assert b"<script" not in document and b"w:hyperlink" not in document
        footers = b"".join(parts.read(name) for name in names if name.startswith("word/footer"))
        assert b"instrText" not in document and re.findall(rb"<w:instrText>(.*?)<", footers) == [b"PAGE", b"NUMPAGES"]
        books = [parts.read(name) for name in names if name.endswith(".xlsx")]
    assert len(books) == len(paper.element.body.findall(f".//{qn('w:drawing')}")) > 0
    for book in books:
        assert openpyxl.load_workbook(io.BytesIO(book))["Sheet1"]["B1"].value == plain


def test_a_chart_finds_the_workbook_behind_it(data, tmp_path):
    """As the format asks: the document names the chart, the chart its workbook; the figures in both are the same."""
    of = study("Wiltshire", indicators="placed_over_20_miles", data=data)
    made(of, tmp_path / "x.docx")
    with zipfile.ZipFile(tmp_path / "x.docx") as parts:
        assert b'Target="charts/chart1.xml"' in parts.read("word/_rels/document.xml.rels")
        chart, rels = parts.read("word/charts/chart1.xml"), parts.read("word/charts/_rels/chart1.xml.rels").decode()
        behind = re.search(rb'<c:externalData[^>]* r:id="(\w+)"', chart)[1].decode()
        assert re.search(rf'Id="{behind}"', rels) and 'Target="../embeddings/book1.xlsx"' in rels
        types = parts.read("[Content_Types].xml")
        assert b"/word/charts/chart1.xml" in types and b"drawingml.chart+xml" in types
        sheet = openpyxl.load_workbook(io.BytesIO(parts.read("word/embeddings/book1.xlsx")))["Sheet1"]
    drawn = [float(v) for v in re.findall(rb"<c:v>([\d.]+)</c:v>", chart.split(b"<c:ser>")[1].split(b"<c:val>")[1])]
    held = of.trend("placed_over_20_miles").tail(10).value.tolist()
    assert drawn == held == [sheet.cell(row, 2).value for row in range(2, 12)]


def test_it_wears_the_councils_look(of, tmp_path):
    picture = io.BytesIO()
    Image.new("RGB", (480, 120), "#00502F").save(picture, "PNG")
    look = Style("Westmorland & Furness Council", "#00502F", "#7A1F3D", picture.getvalue())
    paper = made(of, tmp_path / "x.docx", look)
    (shown,) = [d for d in paper.element.body.iter(qn("wp:docPr")) if not d.get("descr").startswith("Line chart")]
    assert shown.get("descr") == look.name
    assert str(paper.styles["Heading 1"].font.color.rgb) == "00502F"
    assert made(of, tmp_path / "y.docx", replace(look, logo=b"")).paragraphs[0].text == look.name
