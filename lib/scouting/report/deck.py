"""The pieces of a deck of slides: wide, plain, each with a title, readable from the back of a room and by ear."""

from __future__ import annotations

import datetime as dt
import io
import unicodedata
import zipfile
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.presentation import Presentation as Deck
from pptx.util import Inches, Pt

from scouting.charts import layout, theme

WIDTH, HEIGHT, EDGE, TOP = 13.333, 7.5, 0.6, 1.45  # inches; TOP: where the title ends
PICTURE_TOP = 1.0  # a chart says its message itself: the slide's title makes room for it
MOST_ROWS = 11
LEAST = 10.5  # points: what a table is made smaller to, before it would run off the slide
_INSIDE, _BETWEEN = 0.22, 0.07  # inches of a cell that are not text, across and down
_TITLE_SLIDE, _TITLE_AND_LINES, _TITLE_ONLY = 0, 1, 5  # layouts of python-pptx's own template
_LANGUAGE = "en-GB"
#: The same deck gives the same bytes: no file in it has a date of its own.
_MADE = dt.datetime(2026, 1, 1)  # as the workbook's
_IN_ZIP = (1980, 1, 1, 0, 0, 0)


def blank(name: str) -> Deck:
    """A deck without slides, wide, in the charts' colours."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    about = deck.core_properties
    about.title, about.author, about.last_modified_by, about.language = plain(name), "Scouting", "Scouting", _LANGUAGE
    about.created = about.modified = _MADE
    about.revision, about.subject, about.keywords, about.comments = 1, "", "", ""
    boxes = [deck.slide_master, *(deck.slide_layouts[k] for k in (_TITLE_AND_LINES, _TITLE_ONLY))]
    for shape in (shape for held in boxes for shape in held.placeholders):
        if shape.placeholder_format.idx == 0:
            _place(shape, EDGE, 0.35, WIDTH - 2 * EDGE, TOP - 0.45)
        elif shape.placeholder_format.idx == 1:
            _place(shape, EDGE, TOP + 0.1, WIDTH - 2 * EDGE, HEIGHT - TOP - 0.6)
    for shape in deck.slide_layouts[_TITLE_SLIDE].placeholders:
        if shape.placeholder_format.idx < 2:
            _place(shape, 1.0, 1.9 + 2.2 * shape.placeholder_format.idx, WIDTH - 2.0, 2.0)
    return deck


def plain(text: str) -> str:
    """A text without the characters that no slide can hold: controls and halves of letters become spaces.

    >>> plain("=1+1\\x00<b>\\n")
    '=1+1 <b> '
    """
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in text)


def title(deck: Deck, text: str, under: list[str]) -> None:
    """The first slide."""
    slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_SLIDE])
    _write(slide.shapes.title, [text], 36, bold=True, colour="focus")
    _write(slide.placeholders[1], under, 18, colour="quiet")


def lines(deck: Deck, text: str, said: list[str], notes: Sequence[str] = ()) -> None:
    """A slide of sentences; ``notes``: for the speaker."""
    slide = _titled(deck, text, _TITLE_AND_LINES)
    body = slide.placeholders[1]
    body.text_frame.vertical_anchor = MSO_ANCHOR.TOP
    _write(body, said, 22 if sum(map(len, said)) < 750 else 18, after=10)
    _note(slide, notes)


def table(
    deck: Deck, text: str, rows: pd.DataFrame, *, numbers: tuple[str, ...] = (), note: str = "", size: float = 14,
    fills: pd.DataFrame | None = None,
) -> None:  # fmt: skip
    """A slide with a table of texts; ``numbers``: columns set right; ``fills``: colours of cells, of some columns."""
    slide = _titled(deck, text)
    n, room = len(rows) + 1, HEIGHT - TOP - 0.65
    size, widths, tall = _fitted(rows, size, room)
    shape = slide.shapes.add_table(n, rows.shape[1], Inches(EDGE), Inches(TOP + 0.1), Inches(WIDTH - 2 * EDGE), 0)
    shape.name = plain(text)
    _describe(shape, f"Table of {len(rows)} rows: {text}")
    grid = shape.table
    for at, (column, width) in enumerate(zip(rows.columns, widths, strict=True)):
        grid.columns[at].width = Inches(width)
        for place, cell in enumerate([column, *rows[column]]):
            box = grid.cell(place, at)
            box.margin_top = box.margin_bottom = Inches(_BETWEEN / 2)
            box.vertical_anchor = MSO_ANCHOR.MIDDLE
            shade = theme.COLOURS["focus"] if place == 0 else "#FFFFFF" if place % 2 else "#F3F5F8"
            if place and fills is not None and column in fills:
                shade = fills[column].iloc[place - 1]
            _write(box, [str(cell)], size, bold=place == 0, colour=theme.ink_on(shade), right=column in numbers)
            box.fill.solid()
            box.fill.fore_color.rgb = _rgb(shade)
    spare = min(max(room - sum(tall), 0) / n, 0.12)
    for row, high in zip(grid.rows, tall, strict=True):
        row.height = Inches(high + spare)
    _foot(slide, note)


def picture(deck: Deck, text: str, drawn, note: str = "", notes: Sequence[str] = ()) -> None:
    """A slide with a chart (``slides.Picture``) as large as it goes, its alt text with it."""
    slide = _titled(deck, text)
    _place(slide.shapes.title, EDGE, 0.2, WIDTH - 2 * EDGE, PICTURE_TOP - 0.3)
    slide.shapes.title.text_frame.paragraphs[0].runs[0].font.size = Pt(24 if len(text) < 55 else 20)
    shape = slide.shapes.add_picture(io.BytesIO(drawn.png), 0, 0)
    room = Inches(WIDTH - 2 * EDGE), Inches(HEIGHT - PICTURE_TOP - (0.45 if note else 0.15))
    scale = min(room[0] / shape.width, room[1] / shape.height)
    shape.width, shape.height = round(shape.width * scale), round(shape.height * scale)
    shape.left, shape.top = (Inches(WIDTH) - shape.width) // 2, Inches(PICTURE_TOP)
    _describe(shape, drawn.alt)
    _foot(slide, note)
    _note(slide, notes)


def packed(deck: Deck) -> bytes:
    """The deck as a file whose parts have no dates."""
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


def _titled(deck: Any, text: str, layout: int = _TITLE_ONLY) -> Any:
    slide = deck.slides.add_slide(deck.slide_layouts[layout])
    slide.shapes.title.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    size = 28 if len(text) < 75 else 24 if len(text) < 100 else 20
    _write(slide.shapes.title, [text], size, bold=True, colour="focus")
    return slide


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
        run._r.get_or_add_rPr().set("lang", _LANGUAGE)


def _foot(slide, text: str) -> None:
    if text:
        box = slide.shapes.add_textbox(Inches(EDGE), Inches(HEIGHT - 0.45), Inches(WIDTH - 2 * EDGE), Inches(0.35))
        _write(box, [text], 12, colour="quiet")


def _note(slide, said: Sequence[str]) -> None:
    if said:
        slide.notes_slide.notes_text_frame.text = "\n".join(map(plain, said))


def _describe(shape, words: str) -> None:
    shape._element.xpath(".//p:cNvPr")[0].set("descr", plain(words))


def _place(shape, left: float, top: float, width: float, height: float) -> None:
    shape.left, shape.top, shape.width, shape.height = (Inches(v) for v in (left, top, width, height))


def _fitted(rows: pd.DataFrame, size: float, room: float) -> tuple[float, list[float], list[float]]:
    """The size of the letters, inches a column and inches a row, so that the table ends within the room."""
    lines = [[plain(str(text)) for text in line] for line in (rows.columns, *rows.to_numpy())]
    while True:
        widths = _widths(lines, size)
        most = [max(len(layout.wrap(t, w - _INSIDE, size, "bold" if k == 0 else "normal"))
                    for t, w in zip(line, widths, strict=True)) for k, line in enumerate(lines)]  # fmt: skip
        tall = [max(n, 1) * size * 1.2 / 72 + _BETWEEN for n in most]
        if sum(tall) <= room or size <= LEAST:
            return size, widths, tall
        size = max(size - 0.5, LEAST)


def _widths(lines: list[list[str]], size: float) -> list[float]:
    """Inches a column: no word is broken, and long texts are wrapped rather than starving the others."""
    least, wanted = [], []
    for column in zip(*lines, strict=True):
        words = [layout.text_width(word, size, "bold") for text in column for word in text.split()]
        least.append(max(words, default=0) + _INSIDE)
        wanted.append(max(least[-1], min(max(layout.text_width(t, size, "bold") for t in column), 4.2) + _INSIDE))
    room, least, wanted = WIDTH - 2 * EDGE, np.array(least), np.array(wanted)
    spare = max(room - least.sum(), 0)
    more = wanted - least if (wanted - least).sum() else np.ones(len(least))
    return list(least + more / more.sum() * spare) if least.sum() <= room else list(least / least.sum() * room)


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.removeprefix("#").upper())
