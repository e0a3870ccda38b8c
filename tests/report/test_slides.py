"""The slides and the workbook of a study, read back: numbers, words, alt text, bytes, hostile text."""

import datetime as dt
import io
import re
import zipfile
from dataclasses import replace

import numpy as np
import openpyxl
import pandas as pd
import pytest
from pptx import Presentation

from scouting.charts import layout, theme
from scouting.pages.page_one import headline, words
from scouting.pages.page_one.tables import counts as first_counts
from scouting.pages.page_one.tables import hosts as first_hosts
from scouting.pages.page_one.tables import rows as first_rows
from scouting.report import deck, slides
from scouting.report.council import CouncilReport
from scouting.study import study
from scouting.words import number

AS_OF = dt.date(2026, 11, 24)
INCH = 914400
#: All six slides; nothing clear and one host; few measures and no host; nothing compared.
CASES = [("Wiltshire", "children"), ("Herefordshire", "adults"), ("Derby", "adults")]
LONG = [("Isles of Scilly", "children"), ("Bournemouth, Christchurch and Poole", "children"), ("Rutland", "adults"),
        ("City of London", "adults"), ("Birmingham", "adults"), ("Kent", "children"),
        ("Westmorland and Furness", "children")]  # fmt: skip


@pytest.fixture(scope="module", params=[*CASES, *(pytest.param(one, marks=pytest.mark.long) for one in LONG)],
                ids=", ".join)  # fmt: skip
def shown_of(request, data, tmp_path_factory):
    council, service = request.param
    of = study(council, indicators=service, data=data)
    path = tmp_path_factory.mktemp("slides") / "x.pptx"
    slides.write(of, CouncilReport(of, AS_OF).facts(), AS_OF, path)
    return of, list(Presentation(str(path)).slides)


def title(slide):
    return slide.shapes.title.text_frame.text


def texts(slide):
    return [s.text_frame.text for s in slide.shapes if s.has_text_frame]


def grids(slide):
    return {s.name: [[c.text for c in row.cells] for row in s.table.rows] for s in slide.shapes if s.has_table}


def charts(shown):
    return [(slide, s) for slide in shown for s in slide.shapes if s.has_chart]


def as_number(text):
    return float(re.sub(r"[^0-9.-]", "", text.replace("−", "-")))


def close(text, value, decimals):
    return as_number(text) == pytest.approx(value, abs=0.5 * 10.0 ** -int(decimals) + 1e-9)


def test_six_slides_at_most_each_with_a_title_of_its_own(shown_of):
    of, shown = shown_of
    titles = [title(slide) for slide in shown]
    asked, good = (first_rows(of, good=side) for side in (False, True))
    compared = first_counts(of)["all"] > 0
    hosts = len(first_hosts(of, list(asked.index))) > 0
    assert len(shown) == 2 + compared + min(len(asked) + len(good), 2) + hosts <= 6
    assert all(titles) and len(set(titles)) == len(titles)
    assert titles[0] == headline.sentence(of) and titles[-1].startswith("No figure here covers ")


def test_some_council_has_all_six(data):
    """So that the tests of each kind of slide hold something."""
    of = study("Wiltshire", data=data)
    sides = [first_rows(of, good=good) for good in (False, True)]
    assert all(map(len, sides)) and len(first_hosts(of, list(sides[0].index))) == 3


def test_the_first_slide_says_what_page_one_says(shown_of):
    of, shown = shown_of
    said = " ".join(texts(shown[0]))
    assert words.counts_line(of) in said
    rows = pd.concat([first_rows(of, good=good) for good in (False, True)])
    body = [row for row in grids(shown[0]).get("What stands out", [[]])[1:] if row[1]]
    assert len(body) == len(rows)
    for cells, (key, row) in zip(body, rows.iterrows(), strict=True):
        facts = of.panel.indicators.loc[key]
        assert cells[0].startswith(facts.short_title) and cells[4] == words.sure(row)
        for text, value in zip(cells[1:4], (row.value, row.neighbour_median, row.england), strict=True):
            assert close(text, value, facts.decimals)


def test_every_measure_that_is_compared_stands_once_under_its_verdict(shown_of):
    of, shown = shown_of
    facts = of.panel.indicators
    by_short = {name: key for key, name in facts.short_title.items()}
    rows = of.headline[~of.headline.verdict.isin(["not compared", "too few to compare"])]
    seen, verdict = [], ""
    for slide in shown:
        for name, (_, *body) in grids(slide).items():
            for cells in body if name.startswith("Every measure") else ():
                if not cells[1]:
                    verdict, n = re.fullmatch(r"(.*) \((\d+)\)", cells[0]).groups()
                    assert int(n) == (rows.verdict == verdict.lower()).sum()
                    continue
                key = by_short[cells[0]]
                row = rows.loc[key]
                assert row.verdict == verdict.lower() and row.by_a_lot == cells[4].endswith("by a lot")
                for text, value in zip(cells[1:4], (row.value, row.neighbour_median, row.england), strict=True):
                    assert np.isnan(value) or close(text, value, facts.decimals[key]), cells
                seen.append(key)
    wanted = rows.index
    if any("The page has every measure, also those too close to call." in texts(slide) for slide in shown):
        assert len(rows) > 60
        wanted = rows.index[rows.verdict != "too close to call"]
    assert sorted(seen) == sorted(wanted)
    if len(rows):
        out = (rows.verdict != "too close to call").sum()
        assert title(shown[1]).startswith(f"{of.name} stands out on {out or 'none'} of {len(rows)} measure")


def test_nothing_reaches_outside_its_slide_or_over_the_foot(shown_of):
    _, shown = shown_of
    for slide in shown:
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.top >= 0
            assert shape.left + shape.width <= (deck.WIDTH + 0.01) * INCH, shape.name
        for shape in (s for s in slide.shapes if s.has_table):
            ends = shape.top + sum(row.height for row in shape.table.rows)
            assert ends <= (deck.HEIGHT - 0.45) * INCH, (title(slide), shape.name)
            sizes = {r.font.size.pt for row in shape.table.rows for c in row.cells
                     for p in c.text_frame.paragraphs for r in p.runs}  # fmt: skip
            assert min(sizes) >= 9


def test_words_can_be_read_on_their_shades(shown_of):
    for slide in shown_of[1]:
        for cell in (c for s in slide.shapes if s.has_table for row in s.table.rows for c in row.cells):
            if cell.is_spanned:
                continue
            ink, paper = cell.text_frame.paragraphs[0].runs[0].font.color.rgb, cell.fill.fore_color.rgb
            light = sorted(theme.luminance(f"#{c}") for c in (ink, paper))
            assert (light[1] + 0.05) / (light[0] + 0.05) >= 4.5


def test_a_story_draws_the_stores_years_and_says_them(shown_of):
    """The lines of each chart, period by period, against the values as they are held."""
    of, shown = shown_of
    held = of.data.values.set_index(["indicator_id", "area_code", "period"]).value
    rows = [first_rows(of, good=good) for good in (False, True)]
    order = [side.index[k] for k in range(3) for side in rows if k < len(side)][:2]
    assert len(charts(shown)) == len(order)
    for (slide, frame), key in zip(charts(shown), order, strict=True):
        facts, row = of.panel.indicators.loc[key], of.comparison.loc[key]
        for text in (title(slide), frame.chart.chart_title.text_frame.text, *texts(slide)[1:2]):
            assert facts.title in text or facts.short_title in text
        plot = frame.chart.plots[0]
        lines = {line.name: dict(zip(plot.categories, line.values, strict=True)) for line in plot.series}
        for name, code in ((of.name, of.area_code), ("England", "E92000001")):
            for period, value in lines[name].items():
                wanted = held.get((key, code, period), np.nan) if period.strip() else np.nan
                assert (np.nan if value is None else value) == pytest.approx(wanted, rel=1e-9, nan_ok=True)
        assert row.period in lines[of.name]
        alt = frame._element.xpath(".//p:cNvPr")[0].get("descr")
        assert alt.startswith("Line chart: ") and of.name in alt and row.period in alt
        body = " ".join(texts(slide))
        for level in (row.level, row.level_median):
            assert number(level, int(facts.decimals)) in body
        assert f": {row.verdict}" in body


def test_nothing_is_joined_over_a_gap_or_a_break():
    """Planted: a period that is missing, one without a figure, and a break."""
    columns = ["period", "position", "segment", "x"]
    years = pd.DataFrame([("2019", 0, 0, 1.0), ("2020", 1, 0, 2.0), ("2022", 3, 0, 3.0), ("2023", 4, 0, np.nan),
                          ("2024", 5, 0, 4.0), ("2025", 6, 1, 5.0)], columns=columns)  # fmt: skip
    made = deck.blank("T")
    deck.line_chart(deck.slide(made, "T"), "N", "A", years, {"x": "#12436D"}, "General", deck.Box(1, 1, 5, 4))
    chart = next(s for s in made.slides[0].shapes if s.has_chart).chart
    assert [*chart.plots[0].categories] == ["2019", "2020", " ", "2022", "2023", "2024", " ", "2025"]
    assert [*chart.plots[0].series[0].values] == [1.0, 2.0, None, 3.0, None, 4.0, None, 5.0]
    assert chart._chartSpace.xpath("//c:dispBlanksAs/@val") == ["gap"]
    book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))["Sheet1"]
    assert [row[1].value for row in book.iter_rows(min_row=2)] == [1.0, 2.0, None, 3.0, None, 4.0, None, 5.0]
    assert [row[0].value for row in book.iter_rows(min_row=2)] == [*chart.plots[0].categories]


def test_whom_to_ask_and_what_is_page_ones(shown_of):
    of, shown = shown_of
    hosts = first_hosts(of, list(first_rows(of, good=False).index))
    found = [slide for slide in shown if "Whom to ask" in grids(slide)]
    assert len(found) == (len(hosts) > 0)
    for slide in found:
        held = grids(slide)
        assert [row[0] for row in held["Whom to ask"][1:]] == [*hosts["name"]]
        assert all(row[1] and row[2] for row in held["Whom to ask"][1:])
        assert title(slide).startswith(hosts["name"][0])
        bank = of.data.catalog.questions
        bank = set(bank.question[bank.service == of.service])
        asked = [row[0] for row in held.get("What to ask", [[]])[1:]]
        assert 0 < len(asked) <= 3 and set(asked) <= bank


def test_the_last_slide_says_what_is_missing_and_what_this_is_not_for(shown_of):
    of, shown = shown_of
    said = " ".join(texts(shown[-1]))
    assert "league tables, appraisal, sanction, or conclusions about any person" in said
    missing = int(of.comparison.value.isna().sum())
    assert f"No latest figure for {of.name} on {missing} of {len(of.comparison)}" in said or not missing
    tried = of.data.catalog.calibration.iloc[-1]
    assert f"{number(100 * tried.clear_kept / tried.clear, 0)} of 100" in said
    assert all(gap in title(shown[-1]) for gap in words.gaps(of))


def test_tables_end_above_the_foot_of_the_slide_and_no_word_of_them_is_broken():
    wide = pd.DataFrame({"Measure": ["Care leavers aged 17 and 18 in suitable accommodation, all of them"] * 8,
                         "Verdict": "clearly better, by a lot", "Council": "Bournemouth, Christchurch and Poole",
                         "Rank in the latest year": "11th of 11 (could be 6th to 11th)"})  # fmt: skip
    box = deck.Box(deck.EDGE, 1.3, deck.WIDTH - 2 * deck.EDGE, 5.6)
    for rows in (wide, wide.head(1), pd.concat([wide] * 2).head(11)):
        made = deck.blank("T")
        taken = deck.table(deck.slide(made, "T"), "T", rows, box)
        shape = next(s for s in made.slides[0].shapes if s.has_table)
        grid = shape.table
        size = grid.cell(1, 0).text_frame.paragraphs[0].runs[0].font.size.pt
        assert size >= deck.LEAST
        assert sum(row.height for row in grid.rows) / INCH == pytest.approx(taken, abs=0.01) and taken <= box.height
        for k, column in enumerate(rows.columns):
            inside = grid.columns[k].width / INCH - 0.2
            for text in (column, rows[column].iloc[0]):
                assert all(layout.text_width(word, size, "bold") <= inside for word in text.split())
        tall = len(layout.wrap(rows.Measure.iloc[0], grid.columns[0].width / INCH - 0.2, size)) * size * 1.2 / 72
        assert grid.rows[1].height / INCH >= tall


@pytest.fixture(scope="module")
def of(data):
    return study("Westmorland and Furness", data=data)


def test_the_same_study_gives_the_same_bytes_without_a_date_of_its_own(of, tmp_path):
    for name in ("one", "two"):
        slides.write(of, CouncilReport(of, AS_OF).facts(), AS_OF, tmp_path / f"{name}.pptx")
    made = tmp_path / "one.pptx"
    assert (tmp_path / "two.pptx").read_bytes() == made.read_bytes()
    with zipfile.ZipFile(made) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        books = [parts.read(name) for name in parts.namelist() if name.endswith(".xlsx")]
    assert len(books) == 2
    for book in books:
        assert openpyxl.load_workbook(io.BytesIO(book)).properties.created == dt.datetime(2026, 1, 1)
        with zipfile.ZipFile(io.BytesIO(book)) as parts:
            assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    about = Presentation(str(made)).core_properties
    assert about.created == about.modified and about.created.replace(tzinfo=None) == dt.datetime(2026, 1, 1)


def test_hostile_text_is_text_on_slides_and_behind_charts(of, tmp_path):
    evil = '=HYPERLINK("http://x")<script>\x07 {{ 1 }} &amp;'
    hostile = replace(of, name=evil)
    slides.write(hostile, CouncilReport(hostile, AS_OF).facts(), AS_OF, tmp_path / "x.pptx")
    plain = '=HYPERLINK("http://x")<script>  {{ 1 }} &amp;'
    shown = Presentation(str(tmp_path / "x.pptx")).slides
    assert title(shown[1]).startswith(f"{plain} stands out on ")
    assert charts(shown)[0][1].chart.plots[0].series[0].name == plain
    with zipfile.ZipFile(tmp_path / "x.pptx") as parts:
        mine = [n for n in parts.namelist() if n.startswith(("ppt/slides/", "ppt/charts/", "ppt/notesSlides/"))]
        assert not any(word in parts.read(n) for n in mine for word in (b"hlinkClick", b"<script"))
        assert not any(b"<a:fld" in parts.read(n) for n in mine if n.startswith("ppt/slides/"))
        books = [parts.read(n) for n in parts.namelist() if n.endswith(".xlsx")]
    for book in books:
        assert openpyxl.load_workbook(io.BytesIO(book))["Sheet1"]["B1"].value == plain
        with zipfile.ZipFile(io.BytesIO(book)) as parts:
            assert not any(b"<f>" in parts.read(n) or b"hyperlink" in parts.read(n) for n in parts.namelist()
                           if n.startswith("xl/worksheets/"))  # fmt: skip
