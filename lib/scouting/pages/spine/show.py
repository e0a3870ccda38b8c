"""The spine as HTML: a native table that can be searched, with inline SVG in each row."""

from __future__ import annotations

import math
from html import escape

import pandas as pd

from scouting import markup
from scouting.charts.axis import axis_unit, short
from scouting.charts.cells import glyph
from scouting.frames import each_row
from scouting.pages import common, sparkline
from scouting.pages.spine import tables
from scouting.study.core import Study
from scouting.terms import SIDES, TOO_CLOSE
from scouting.words import missing_words
from scouting.words.figures import said

#: How far the drawing of a row reaches from its middle to a side, in per cent of its width; its height in pixels.
REACH, HIGH = 47, 16
#: How to read a row.
KEY = (
    "Right is better. Where neither high nor low is better, right is higher.",
    "Each line is drawn round the middle of similar councils. Bar: the middle half of them. Thin line: from the lowest "
    "to the highest. Dashed tick: England.",
    "Dot: {name}. Blue is better, orange is worse, purple is higher or lower. Full is clear, hollow is probable.",
    "A grey dot is too close to call.",
)


def show(study: Study) -> None:
    """The spine in a notebook or report."""
    markup.put(html(study))


def html(study: Study) -> str:
    """Every measure of a study: name, three figures, the line, ten years and how sure; steps of the journey apart."""
    rows, p = tables.spine(study), study.panel
    decimals = p.indicators.decimals.to_numpy(int)
    places = p.indicators.index.get_indexer(pd.Index(rows.indicator_id))
    own = p.areas.get_loc(study.area_code)
    bodies: dict[str, list[str]] = {}
    for i, row in zip(places, each_row(rows), strict=True):
        figures = [(row.value, row.marker), (row.median, ""), (row.england, "")]
        told = [
            missing_words(marker) if math.isnan(value) else short(value, row.unit, decimals[i])
            for value, marker in figures
        ]
        spark = sparkline.svg(p.figures[i, own], p.position[i], p.segment[i])
        bodies.setdefault(row.step, []).append(_row(row, told, spark))
    heads = ["Measure", study.name, "Similar", "England", "worse ← similar councils → better", "Ten years", "How sure"]
    top = "".join(f'<th scope="col" role="columnheader">{escape(name)}</th>' for name in heads)
    parts = "".join(_body(step, lines) for step, lines in bodies.items())
    caption = f"Every measure: {study.name} beside similar councils and England"
    key = markup.folded("How to read this", markup.sentences(line.format(name=study.name) for line in KEY))
    return (
        f'{common.style()}{key}<table class="fits spine" role="table"><caption>{escape(caption)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{top}</tr></thead>{parts}</table>'
    )


def _body(step: str, lines: list[str]) -> str:
    css = ' class="context"' if step == tables.CONTEXT else ""
    head = f'<tr role="row"><th colspan="7" scope="rowgroup" role="rowheader">{escape(step)}</th></tr>'
    return f'<tbody role="rowgroup"{css}>{head}{"".join(lines)}</tbody>'


def _row(row, told: list[str], spark: str) -> str:
    unit = axis_unit(row.unit)
    unit = unit.removeprefix("£ ") if unit.startswith("£") else unit
    name = escape(row.short_title) + (f" <small>{escape(unit)}</small>" if unit else "")
    cells = "".join(f'<td class="num" role="cell">{escape(text)}</td>' for text in told)
    mark = glyph(row.verdict, row.by_a_lot)
    sign = f'<span aria-hidden="true">{mark}</span> ' if mark else ""
    turned = "; turning" if row.turned and row.verdict != TOO_CLOSE else ""
    return (
        f'<tr role="row"><th scope="row" role="rowheader" title="{escape(row.title)}">{name}</th>{cells}'
        f'<td class="line" role="cell">{_line(row)}</td><td class="ten" role="cell">{spark}</td>'
        f'<td class="sure" role="cell">{sign}{said(row)}{turned}</td></tr>'
    )


def _line(row) -> str:
    """Similar councils, England and the council on one line, drawn round the middle of similar councils."""
    held = [v for v in (row.value, row.england, row.lowest, row.highest) if not math.isnan(v)]
    if math.isnan(row.median):
        return ""
    widest = max((abs(v - row.median) for v in held), default=0) or 1.0
    way = -1 if row.good < 0 else 1

    def at(value: float) -> float:
        return round(50 + way * REACH * (value - row.median) / widest, 1)

    (low, high), (left, right) = sorted((at(row.lowest), at(row.highest))), sorted((at(row.q25), at(row.q75)))
    mid = HIGH // 2
    drawn = [
        f'<line class="ends" x1="{low}%" x2="{high}%" y1="{mid}" y2="{mid}"/>',
        f'<rect class="half" x="{left}%" y="{mid - 4}" width="{max(right - left, 0.5):.1f}%" height="8"/>',
        f'<line class="median" x1="50%" x2="50%" y1="{mid - 5}" y2="{mid + 5}"/>',
    ]
    if not math.isnan(row.england):
        x = at(row.england)
        drawn.append(f'<line class="england" x1="{x}%" x2="{x}%" y1="0" y2="{HIGH}"/>')
    if not math.isnan(row.value):
        drawn.append(f'<circle class="{_kind(row.verdict)}" cx="{at(row.value)}%" cy="{mid}" r="4.5"/>')
    return f'<svg aria-hidden="true">{"".join(drawn)}</svg>'


def _kind(verdict: str) -> str:
    """The classes of a dot: its side, and whether that is probable."""
    side = next((side for side in SIDES if verdict.endswith(f" {side}")), "close")
    return f"{side} probable" if verdict.startswith("probably") else side
