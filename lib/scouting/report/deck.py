"""The pieces of a deck of slides: wide, plain, each with a title, readable from the back of a room and by ear."""

from __future__ import annotations

import datetime as dt
import io
import unicodedata
import zipfile

import pandas as pd
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.presentation import Presentation as Deck
from pptx.util import Inches, Pt

from scouting.charts import theme

WIDTH, HEIGHT, EDGE, TOP = 13.333, 7.5, 0.6, 1.45  # inches; TOP: where the title ends
MOST_ROWS = 11
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


def lines(deck: Deck, text: str, said: list[str], notes: list[str] = ()) -> None:
    """A slide of sentences; ``notes``: for the speaker."""
    slide = _titled(deck, text, _TITLE_AND_LINES)
    body = slide.placeholders[1]
    body.text_frame.vertical_anchor = MSO_ANCHOR.TOP
    _write(body, said, 22 if sum(map(len, said)) < 750 else 18, after=10)
    _note(slide, notes)


def table(
    deck: Deck, text: str, rows: pd.DataFrame, *, numbers: tuple[str, ...] = (), note: str = "", size: float = 14
) -> None:
    """A slide with a table of texts; ``numbers``: columns set right."""
    slide = _titled(deck, text)
    n, room = len(rows) + 1, HEIGHT - TOP - 0.9
    high = min(room / n, 0.52)
    shape = slide.shapes.add_table(n, rows.shape[1], Inches(EDGE), Inches(TOP + 0.1), Inches(WIDTH - 2 * EDGE), 0)
    shape.name = plain(text)
    _describe(shape, f"Table of {len(rows)} rows: {text}")
    grid = shape.table
    widths = _widths(rows)
    for at, (column, width) in enumerate(zip(rows.columns, widths, strict=True)):
        grid.columns[at].width = Inches(width)
        for place, cell in enumerate([column, *rows[column]]):
            box = grid.cell(place, at)
            box.margin_top = box.margin_bottom = Inches(0.03)
            box.vertical_anchor = MSO_ANCHOR.MIDDLE
            _write(box, [str(cell)], size, bold=place == 0, colour="paper" if place == 0 else "ink",
                   right=column in numbers)  # fmt: skip
            box.fill.solid()
            shade = theme.COLOURS["focus"] if place == 0 else "#FFFFFF" if place % 2 else "#F3F5F8"
            box.fill.fore_color.rgb = _rgb(shade)
    for row in grid.rows:
        row.height = Inches(high)
    _foot(slide, note)


def picture(deck: Deck, text: str, drawn, note: str = "", notes: list[str] = ()) -> None:
    """A slide with a chart (``slides.Picture``) as large as it goes, its alt text with it."""
    slide = _titled(deck, text)
    shape = slide.shapes.add_picture(io.BytesIO(drawn.png), 0, 0)
    room = Inches(WIDTH - 2 * EDGE), Inches(HEIGHT - TOP - (0.5 if note else 0.2))
    scale = min(room[0] / shape.width, room[1] / shape.height)
    shape.width, shape.height = round(shape.width * scale), round(shape.height * scale)
    shape.left, shape.top = (Inches(WIDTH) - shape.width) // 2, Inches(TOP)
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


def _titled(deck: Deck, text: str, layout: int = _TITLE_ONLY):
    slide = deck.slides.add_slide(deck.slide_layouts[layout])
    slide.shapes.title.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    _write(slide.shapes.title, [text], 28 if len(text) < 75 else 24, bold=True, colour="focus")
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
        run.font.color.rgb = _rgb(theme.COLOURS[colour])
        run._r.get_or_add_rPr().set("lang", _LANGUAGE)


def _foot(slide, text: str) -> None:
    if text:
        box = slide.shapes.add_textbox(Inches(EDGE), Inches(HEIGHT - 0.45), Inches(WIDTH - 2 * EDGE), Inches(0.35))
        _write(box, [text], 12, colour="quiet")


def _note(slide, said: list[str]) -> None:
    if said:
        slide.notes_slide.notes_text_frame.text = "\n".join(map(plain, said))


def _describe(shape, words: str) -> None:
    shape._element.xpath(".//p:cNvPr")[0].set("descr", plain(words))


def _place(shape, left: float, top: float, width: float, height: float) -> None:
    shape.left, shape.top, shape.width, shape.height = (Inches(v) for v in (left, top, width, height))


def _widths(rows: pd.DataFrame) -> list[float]:
    """Inches a column, by its longest text; a long one is wrapped rather than starving the others."""
    wanted = [min(max(map(len, [str(c), *map(str, rows[c])])), 34) + 3 for c in rows.columns]
    return [n / sum(wanted) * (WIDTH - 2 * EDGE) for n in wanted]


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.removeprefix("#").upper())
