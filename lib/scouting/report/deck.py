"""The pieces of a deck of slides: wide, plain, each with a title, readable from the back of a room and by ear."""

from __future__ import annotations

import datetime as dt
import io
import unicodedata
import zipfile
from collections.abc import Sequence
from typing import Any, NamedTuple, cast

import numpy as np
import pandas as pd
import xlsxwriter
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE_DASH_STYLE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.presentation import Presentation as Deck
from pptx.util import Inches, Pt

from scouting.charts import layout, theme

WIDTH, HEIGHT, EDGE, TOP = 13.333, 7.5, 0.6, 1.2  # inches; TOP: where the title ends
LEAST, SMALL = 10.5, 9.0  # points: what words are made smaller to before they would run off the slide; many small rows
_INSIDE, _BETWEEN, _TIGHT = 0.22, 0.07, 0.02  # inches of a cell that are not text: across, down, down in small rows
_INSET = 0.05  # inches at the sides of a box that are not text
_OVER = "#DCE3EC"  # a row that is a heading over others
_TITLE_ONLY = 5  # a layout of python-pptx's own template
LANGUAGE = "en-GB"
#: The same deck gives the same bytes: no file in it has a date of its own.
MADE = dt.datetime(2026, 1, 1)  # as the workbook's
_IN_ZIP = (1980, 1, 1, 0, 0, 0)


class Box(NamedTuple):
    """A place on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float

    def inches(self) -> tuple[Inches, Inches, Inches, Inches]:
        left, top, width, height = map(Inches, self)
        return left, top, width, height


def blank(name: str) -> Deck:
    """A deck without slides, wide, in the charts' colours."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    about = deck.core_properties
    about.title, about.author, about.last_modified_by, about.language = plain(name), "Scouting", "Scouting", LANGUAGE
    about.created = about.modified = MADE
    about.revision, about.subject, about.keywords, about.comments = 1, "", "", ""
    for held in (deck.slide_master, deck.slide_layouts[_TITLE_ONLY]):
        for shape in (shape for shape in held.placeholders if shape.placeholder_format.idx == 0):
            _place(shape, EDGE, 0.2, WIDTH - 2 * EDGE, TOP - 0.2)
    return deck


def plain(text: str) -> str:
    """A text without the characters that no slide can hold: controls and halves of letters become spaces.

    >>> plain("=1+1\\x00<b>\\n")
    '=1+1 <b> '
    """
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in text)


def slide(deck: Deck, text: str, notes: Sequence[str] = (), spare: float = 0) -> Any:
    """A new slide under its title; ``notes``: for the speaker; ``spare``: inches left free at the title's right."""
    made: Any = deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY])
    made.shapes.title.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    wide = WIDTH - 2 * EDGE - _INSIDE - spare
    if spare:
        _place(made.shapes.title, EDGE, 0.2, WIDTH - 2 * EDGE - spare, TOP - 0.2)
    size = next((pt for pt in (28, 24, 20) if len(layout.wrap(plain(text), wide, pt, "bold")) < 3), 17)
    _write(made.shapes.title, [text], size, bold=True, colour="focus")
    if notes:
        made.notes_slide.notes_text_frame.text = "\n".join(map(plain, notes))
    return made


def lines(slide: Any, said: Sequence[str], box: Box, size: float = 20, *, colour: str = "ink") -> float:
    """Sentences in a box, made smaller where they would run out of it. Gives the inches that they take."""
    said, after, inside = [plain(line) for line in said], 0.35, box.width - 2 * _INSET
    while True:
        tall = sum((len(layout.wrap(line, inside, size)) + after) * size * 1.2 / 72 for line in said)
        if tall <= box.height or size <= LEAST:
            break
        size -= 0.5
    shape = slide.shapes.add_textbox(*box.inches())
    shape.text_frame.word_wrap = True
    shape.text_frame.margin_left = shape.text_frame.margin_right = Inches(_INSET)
    shape.text_frame.margin_top = shape.text_frame.margin_bottom = 0
    _write(shape, said, size, colour=colour, after=after * size * 1.2)
    return tall


def table(
    slide: Any, name: str, rows: pd.DataFrame, box: Box, *, numbers: Sequence[str] = (), size: float = 14,
    fills: pd.DataFrame | None = None, heads: Sequence[int] = (), tight: bool = False,
) -> float:  # fmt: skip
    """A table of texts in a box, made smaller where it would run out of it. Gives the inches that it takes.

    ``numbers``: columns set right; ``fills``: colours of cells, of some columns; ``heads``: which rows are headings
    over those that follow; ``tight``: many rows, with little between them, down to ``SMALL`` points.
    """
    between = _TIGHT if tight else _BETWEEN
    size, widths, tall = _fitted(rows, size, box, between, SMALL if tight else LEAST)
    shape = slide.shapes.add_table(len(rows) + 1, rows.shape[1], *box.inches())
    shape.name = plain(name)
    _describe(shape, f"Table of {len(rows)} rows: {name}")
    grid = shape.table
    for at, (column, width) in enumerate(zip(rows.columns, widths, strict=True)):
        grid.columns[at].width = Inches(width)
        for place, text in enumerate([column, *rows[column]]):
            cell = grid.cell(place, at)
            cell.margin_top = cell.margin_bottom = Inches(between / 2)
            cell.margin_left = cell.margin_right = Inches(_INSIDE / 2 - 0.01)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            head, over = place == 0, place - 1 in heads
            shade = theme.COLOURS["focus"] if head else _OVER if over else "#FFFFFF" if place % 2 else "#F3F5F8"
            if place and not over and fills is not None and column in fills:
                shade = fills[column].iloc[place - 1]
            _write(cell, [str(text)], size, bold=head or over, colour=theme.ink_on(shade), right=column in numbers)
            cell.fill.solid()
            cell.fill.fore_color.rgb = _rgb(shade)
    for place in heads:
        grid.cell(place + 1, 0).merge(grid.cell(place + 1, rows.shape[1] - 1))
    spare = 0.0 if tight else min(max(box.height - sum(tall), 0) / len(tall), 0.12)
    for row, high in zip(grid.rows, tall, strict=True):
        row.height = Inches(high + spare)
    return sum(tall) + spare * len(tall)


def line_chart(slide: Any, name: str, alt: str, years: pd.DataFrame, looks: dict[str, str], per: str, box: Box) -> Any:
    """A line for each column of ``years`` but period, position and segment; nothing is joined over a gap or a break.

    ``name``: the chart's own title; ``looks``: the colour of each line by its column; ``per``: the number format of the
    axis. The chart's data can be edited: they stand in a workbook behind it, in which text is text. Gives the chart.
    """
    years = _apart(years)
    data = CategoryChartData()
    data.categories = [plain(one) for one in years.period]
    for column in looks:
        data.add_series(plain(column), [None if pd.isna(y) else float(y) for y in years[column]])
    frame = slide.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *box.inches(), data)
    frame.name = plain(name)
    _describe(frame, alt)
    chart = cast(Any, frame).chart
    chart.part.chart_workbook.update_from_xlsx_blob(_behind(years, list(looks)))
    chart.font.size, chart.font.color.rgb = Pt(12), _rgb(theme.COLOURS["ink"])
    chart.has_title, chart.has_legend = True, True
    _write(chart.chart_title, [name], 14, bold=True)
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    chart.value_axis.tick_labels.number_format, chart.value_axis.tick_labels.number_format_is_linked = per, False
    chart.value_axis.major_gridlines.format.line.color.rgb = _rgb(theme.COLOURS["grid"])
    chart.value_axis.format.line.fill.background()
    for place, (line, colour) in enumerate(zip(chart.plots[0].series, looks.values(), strict=True)):
        first, line.smooth = place == 0, False
        line.format.line.color.rgb, line.format.line.width = _rgb(colour), Pt(3 if first else 1.75)
        line.format.line.dash_style = MSO_LINE_DASH_STYLE.DASH if place == 2 else None  # told apart without colour
        line.marker.style, line.marker.size = XL_MARKER_STYLE.CIRCLE, 7 if first else 5
        line.marker.format.fill.solid()
        line.marker.format.fill.fore_color.rgb = line.marker.format.line.color.rgb = _rgb(colour)
    return chart


def _apart(years: pd.DataFrame) -> pd.DataFrame:
    """Years with an empty one wherever a period is missing or a break lies before it."""
    rows, last = [], None
    for row in years.to_dict("records"):
        if last is not None and (row["position"] > last["position"] + 1 or row["segment"] != last["segment"]):
            rows.append({"period": " "})
        rows.append(row)
        last = row
    return pd.DataFrame(rows, columns=years.columns)


def _behind(years: pd.DataFrame, columns: list[str]) -> bytes:
    """The workbook behind a chart, laid out as python-pptx refers to it."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"created": MADE.replace(tzinfo=dt.UTC)})
    sheet = book.add_worksheet("Sheet1")
    for at, column in enumerate(["period", *columns]):
        sheet.write_string(0, at, plain(column) if at else "")
        for place, cell in enumerate(years[column], start=1):
            if at == 0:
                sheet.write_string(place, at, plain(cell))
            elif pd.notna(cell):
                sheet.write_number(place, at, float(cell))
    book.close()
    return out.getvalue()


def dress(deck: Deck, colour: str) -> None:
    """Titles and the headings of tables in a colour of a council's own, on which white is read."""
    for made in deck.slides:
        for shape in cast(Any, made.shapes):
            if shape == made.shapes.title:
                shape.text_frame.paragraphs[0].runs[0].font.color.rgb = _rgb(colour)
            for cell in shape.table.rows[0].cells if shape.has_table else ():
                cell.fill.fore_color.rgb = _rgb(colour)


def picture(slide: Any, content: bytes, alt: str, box: Box) -> None:
    """A picture with its words at the right of a box, as large as fits."""
    left, top, width, height = box.inches()
    shape = slide.shapes.add_picture(io.BytesIO(content), left, top, height=height)
    if shape.width > width:
        shape.width, shape.height = width, round(shape.height * width / shape.width)
    shape.left = left + width - shape.width
    _describe(shape, alt)


def foot(slide: Any, text: str) -> None:
    """A line at the foot of a slide, made smaller where it would be two."""
    wide = WIDTH - 2 * EDGE - _INSIDE
    size = next((pt for pt in (11, 10.5, 10, 9.5) if len(layout.wrap(plain(text), wide, pt)) < 2), SMALL)
    box = slide.shapes.add_textbox(Inches(EDGE), Inches(HEIGHT - 0.45), Inches(WIDTH - 2 * EDGE), Inches(0.35))
    box.text_frame.word_wrap = True
    _write(box, [text], size, colour="quiet")


def packed(deck: Any) -> bytes:
    """A deck, or a Word file, as a file whose parts have no dates."""
    held, out = io.BytesIO(), io.BytesIO()
    deck.save(held)
    with zipfile.ZipFile(held) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            about = zipfile.ZipInfo(name, _IN_ZIP)
            about.external_attr = 0o600 << 16
            # Pictures are packed already: packing them again costs a third of the time for nothing.
            about.compress_type = zipfile.ZIP_STORED if name.endswith((".png", ".jpeg")) else zipfile.ZIP_DEFLATED
            new.writestr(about, old.read(name))
    return out.getvalue()


def _write(box, said: list[str], size: float, *, bold=False, colour="ink", right=False, after: float = 0) -> None:
    """Texts as paragraphs, each a run: never a field, a link or a formula."""
    frame = box.text_frame
    for place, text in enumerate(said):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(after)
        paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
        run = paragraph.add_run()
        run.text = plain(text)
        run.font.size, run.font.bold = Pt(size), bold
        run.font.color.rgb = _rgb(theme.COLOURS.get(colour, colour))
        run._r.get_or_add_rPr().set("lang", LANGUAGE)


def _describe(shape, words: str) -> None:
    shape._element.xpath(".//p:cNvPr")[0].set("descr", plain(words))


def _place(shape, left: float, top: float, width: float, height: float) -> None:
    shape.left, shape.top, shape.width, shape.height = (Inches(v) for v in (left, top, width, height))


def _fitted(rows: pd.DataFrame, size: float, box: Box, between: float, smallest: float) -> tuple[float, list, list]:
    """The size of the letters, inches a column and inches a row, so that the table ends within the box."""
    lines = [[plain(str(text)) for text in line] for line in (rows.columns, *rows.to_numpy())]
    while True:
        widths = _widths(lines, size, box.width)
        most = [max(len(layout.wrap(t, w - _INSIDE, size, "bold" if k == 0 else "normal"))
                    for t, w in zip(line, widths, strict=True)) for k, line in enumerate(lines)]  # fmt: skip
        tall = [max(n, 1) * size * 1.2 / 72 + between for n in most]
        if sum(tall) <= box.height or size <= smallest:
            return size, widths, tall
        size = max(size - 0.5, smallest)


def _widths(lines: list[list[str]], size: float, room: float) -> list[float]:
    """Inches a column: no word is broken, and long texts are wrapped rather than starving the others."""
    least, wanted = [], []
    for column in zip(*lines, strict=True):
        words = [layout.text_width(word, size, "bold") for text in column for word in text.split()]
        least.append(max(words, default=0) + _INSIDE)
        # A heading may be wrapped, so that a council's long name starves no other column.
        whole = max((layout.text_width(text, size, "bold") for text in column[1:]), default=0)
        wanted.append(max(least[-1], min(whole, 4.2) + _INSIDE))
    least, wanted = np.array(least), np.array(wanted)
    spare = max(room - least.sum(), 0)
    more = wanted - least if (wanted - least).sum() else np.ones(len(least))
    return list(least + more / more.sum() * spare) if least.sum() <= room else list(least / least.sum() * room)


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.removeprefix("#").upper())
