"""The slides and the workbook of a study, read back: numbers, words, alt text, bytes, hostile text."""

import base64
import datetime as dt
import re
import zipfile
from collections import Counter
from dataclasses import replace

import nbformat
import numpy as np
import pandas as pd
import pytest
from pptx import Presentation

from scouting.charts import emit, layout, theme
from scouting.pages.scouting_party import show as party_page
from scouting.report import deck, slides
from scouting.report.council import CouncilReport
from scouting.study import study

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


def test_pictures_are_read_from_the_notebook_by_their_name():
    about = {"image/png": {"alt": "What it shows", "width": 900, "name": "one"}}
    png = base64.b64encode(b"bytes").decode()
    shown = nbformat.v4.new_output("display_data", data={"image/png": png}, metadata=about)
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(outputs=[shown]), nbformat.v4.new_markdown_cell()])
    assert slides.pictures([book]) == {"one": slides.Picture(b"bytes", "What it shows")}
