"""The pieces of a Word file: A4, real headings and tables with words for the ear, nothing that runs."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any, cast

import docx
import pandas as pd
import pptx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from pptx.util import Pt as ChartPt

from scouting.charts import theme
from scouting.report import deck
from scouting.report.deck import LANGUAGE, MADE, plain

FONT = "Arial"
#: Centimetres of an A4 page: its sides, its edges, and what is left across for text.
PAGE, EDGE = (21.0, 29.7), 1.9
WIDE = PAGE[0] - 2 * EDGE
#: Points: text, the cells of a table, and what is printed small.
BODY, CELL, SMALL = 11, 9.5, 9
#: Twentieths of a point between a table's edge and its text: set in by it, the edge lies where text begins.
_INSIDE = 108
#: Points of each kind of heading, and before it.
_HEADINGS = {"Title": (20, 0), "Heading 1": (14, 12), "Heading 2": (12, 8)}


def blank(title: str, colour: str) -> Document:
    """A file without content, in British English. ``title``: of its properties; ``colour``: of its headings."""
    made = docx.Document()
    section = made.sections[0]
    section.page_width, section.page_height = map(Cm, PAGE)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(EDGE)
    section.header_distance = section.footer_distance = Cm(1)
    _style(made, "Normal", BODY, theme.COLOURS["ink"], before=0, after=4)
    made.styles["Normal"].paragraph_format.line_spacing = 1.05  # pyright: ignore[reportAttributeAccessIssue]
    for name, (size, before) in _HEADINGS.items():
        _style(made, name, size, colour, before=before, after=4)
    for border in made.styles["Title"].element.iter(qn("w:pBdr")):
        border.getparent().remove(border)
    for lang in made.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), LANGUAGE)
    about = made.core_properties
    about.title, about.author, about.last_modified_by, about.language = plain(title), "Scouting", "Scouting", LANGUAGE
    about.created = about.modified = MADE
    about.comments, about.revision = "", 1
    _foot(section.footer.paragraphs[0])
    return made


def _style(made: Document, name: str, size: float, colour: str, *, before: float, after: float) -> None:
    style: Any = made.styles[name]
    style.font.name, style.font.size = FONT, Pt(size)
    style.font.color.rgb = RGBColor.from_string(colour.removeprefix("#"))
    fonts = style.element.rPr.rFonts
    for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.attrib.pop(qn(f"w:{kind}Theme"), None)
        fonts.set(qn(f"w:{kind}"), FONT)
    shape = style.paragraph_format
    shape.space_before, shape.space_after = Pt(before), Pt(after)


def lines(
    made: Document,
    said: Iterable[str],
    *,
    style: str = "Normal",
    bold: bool = False,
    size: float = 0,
    keep: bool = False,
) -> None:
    """Sentences, a paragraph each: blank ones are left out. ``keep``: on one page with what follows."""
    for text in said:
        if text:
            after_table = made.element.body[-2].tag == qn("w:tbl") if len(made.element.body) > 1 else False
            paragraph = made.add_paragraph(style=style)
            paragraph.paragraph_format.keep_with_next = keep
            run = paragraph.add_run(plain(text))
            if after_table:
                paragraph.paragraph_format.space_before = Pt(8)
            run.bold = bold
            if size:
                run.font.size = Pt(size)


def heading(made: Document, text: str, level: int) -> None:
    """A heading that Word's list of headings knows; level 0 is the title."""
    made.add_heading(plain(text), level).paragraph_format.keep_with_next = True


def table(
    made: Document, name: str, rows: pd.DataFrame, widths: Sequence[float], *, shade: str, numbers: Sequence[str] = ()
) -> None:
    """A table of texts with a heading row that comes again on the next page, and words for who hears it.

    ``name``: what it is of; ``widths``: of its columns, in shares of the page; ``shade``: behind the heading row, on
    which white is read; ``numbers``: columns set right; a table of
    figures stays on one page, one of sentences may be parted between its rows.
    """
    grid: Any = made.add_table(len(rows) + 1, rows.shape[1])
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    _describe_table(grid, name, f"Table of {len(rows)} rows: {', '.join(map(str, rows.columns))}")
    across = [(WIDE - 0.1) * share / sum(widths) for share in widths]
    texts = [list(rows.columns), *rows.to_numpy().tolist()]
    for place, (line, told) in enumerate(zip(grid.rows, texts, strict=True)):
        _keep(line, again=place == 0)
        for cell, text, column, width in zip(line.cells, told, rows.columns, across, strict=True):
            cell.width = Cm(width)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
            paragraph.paragraph_format.keep_with_next = place == 0 or (bool(numbers) and place < len(rows))
            if column in numbers:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            run = paragraph.add_run(plain(str(text)))
            run.font.size = Pt(CELL)
            if place == 0:
                run.bold, run.font.color.rgb = True, RGBColor(255, 255, 255)
                cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", fill=shade.removeprefix("#")))
    for column, width in zip(grid.columns, across, strict=True):
        column.width = Cm(width)


def line_chart(
    made: Document, name: str, alt: str, years: pd.DataFrame, looks: dict[str, str], per: str, height: float
) -> None:
    """The chart of a slide (``deck.line_chart``) as wide as the page: Word's own, with the workbook behind it."""
    slide = pptx.Presentation().slides.add_slide(pptx.Presentation().slide_layouts[6])
    chart = deck.line_chart(slide, name, alt, years, looks, per, deck.Box(0, 0, WIDE / 2.54, height / 2.54))
    chart.has_title, chart.font.size, chart.font.name = False, ChartPt(SMALL), FONT
    chart._chartSpace.chart.addnext(parse_xml(_NO_FRAME))
    held, package = made.part, cast(Any, made.part.package)
    number = 1 + sum(one.partname.startswith("/word/charts/") for one in package.iter_parts())
    book = chart.part.chart_workbook.xlsx_part
    parts = [
        Part(PackURI(f"/word/{at}{number}{end}"), kind, blob, package)
        for at, end, kind, blob in (
            ("charts/chart", ".xml", chart.part.content_type, chart.part.blob),
            ("embeddings/book", ".xlsx", book.content_type, book.blob),
        )
    ]
    (behind,) = chart.part.rels  # as the chart itself calls its workbook
    parts[0].rels.add_relationship(RELATIONSHIP_TYPE.PACKAGE, parts[1], behind)
    about = {
        "width": int(Cm(WIDE)),
        "height": int(Cm(height)),
        "number": 100 + number,
        "relation": held.relate_to(parts[0], RELATIONSHIP_TYPE.CHART),
    }
    drawing = parse_xml(_CHART.format(**about))
    for named in drawing.iter(qn("wp:docPr")):
        named.set("name", plain(name))
        named.set("descr", plain(alt))
    paragraph = made.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    paragraph.add_run()._r.append(drawing)


_NO_FRAME = (
    '<c:spPr xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:ln><a:noFill/></a:ln></c:spPr>'
)
_CHART = (
    '<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
    '<wp:docPr id="{number}" name=""/><wp:cNvGraphicFramePr/><a:graphic>'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
    '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="{relation}"/>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing>"
)


def picture(made: Document, content: bytes, alt: str, *, height: float) -> None:
    """A picture with its words, in a paragraph of its own; ``height``: in centimetres."""
    shape = made.add_paragraph().add_run().add_picture(io.BytesIO(content), height=Cm(height))
    shape._inline.docPr.set("descr", plain(alt))


def _describe_table(grid: Any, name: str, said: str) -> None:
    """Thin lines between rows, and the name and the words of a table; in the order that the format asks for."""
    about = grid._tbl.tblPr
    borders = _element("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(_element(f"w:{side}", val="single", sz="4", space="0", color="BFBFBF"))
    about.insert(list(about).index(about.find(qn("w:tblLayout"))), borders)
    about.find(qn("w:tblW")).addnext(_element("w:tblInd", w=str(_INSIDE), type="dxa"))
    about.append(_element("w:tblCaption", val=plain(name)))
    about.append(_element("w:tblDescription", val=plain(said)))


def _keep(line: Any, *, again: bool) -> None:
    """A row that no page's end parts; ``again``: and that stands at the top of the next page, too."""
    about = line._tr.get_or_add_trPr()
    about.append(_element("w:cantSplit"))
    if again:
        about.append(_element("w:tblHeader"))


def _foot(paragraph: Any) -> None:
    """Page 1 of 3, as Word counts them."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for word, field in (("Page ", "PAGE"), (" of ", "NUMPAGES")):
        for part in (word, ("begin", None), (None, field), ("end", None)):
            run = paragraph.add_run(part if isinstance(part, str) else "")
            run.font.size = Pt(SMALL)
            if isinstance(part, tuple) and part[0]:
                run._r.append(_element("w:fldChar", fldCharType=part[0]))
            elif isinstance(part, tuple):
                asked = _element("w:instrText")
                asked.text = part[1]
                run._r.append(asked)


def _element(name: str, **marks: str) -> Any:
    made = OxmlElement(name)
    for mark, value in marks.items():
        made.set(qn(f"w:{mark}"), value)
    return made
