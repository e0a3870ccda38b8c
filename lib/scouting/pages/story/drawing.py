"""The two drawings of a story as inline SVG: sharp on a phone, searchable, in words as well.

They are drawn for half the width of a page; on a phone each has the whole width.
"""

from __future__ import annotations

from html import escape
from typing import Any

import numpy as np
import pandas as pd

from scouting.charts import axis
from scouting.frames import each_row
from scouting.terms import POLARITIES

#: Units of a drawing: its width, and of the drawing over time its height and the room around the lines.
WIDE, HIGH = 400, 220
LEFT, RIGHT, OVER, BENEATH = 48, 54, 16, 26
#: Lines over time, and what is drawn over what.
SERIES = {"england": "england", "near": "neighbour_median", "here": "value"}
#: Figures at the right end stand so far apart.
APART = 16
#: The drawing of councils: the height of a row, room for names and for figures, the longest name on one line.
ROW, NAMES, FIGURES, LONGEST = 18, 170, 58, 25


def over_time(rows: pd.DataFrame, unit: str, decimals: int, alt: str, own: pd.DataFrame | None = None,
              target: float = np.nan) -> str:  # fmt: skip
    """A council over the years, beside England, the middle of similar councils and their middle half.

    ``rows``: of ``measures.years``; ``own``, ``target``: the council's own, as ``own_figures.show.marks`` gives them.
    Nothing is joined over a missing period or a break; ``alt``: the drawing in words.
    """
    days = pd.to_datetime(rows.period_end).astype("int64").to_numpy(float)
    more = own[own.value.notna()] if own is not None else rows.head(0)
    late = pd.to_datetime(more.period_end).astype("int64").to_numpy(float)
    columns = [*SERIES.values(), "neighbour_q25", "neighbour_q75"]
    every = [*rows[columns].to_numpy(float).ravel(), *more.value.to_numpy(float), target]
    low, high = axis.near_zero(*axis.limits(every, [], unit, pad=0.1))
    first, last = days.min(), max([days.max(), *late])

    def x(day: Any) -> float:
        return LEFT + 8 + (day - first) / (last - first) * (WIDE - LEFT - RIGHT - 16)

    def y(value: float) -> float:
        return OVER + (high - value) / (high - low) * (HIGH - OVER - BENEATH)

    parts = [_start(HIGH, alt)]
    for place, label in zip(*axis.ticks(low, high, unit, 4), strict=True):
        parts.append(f'<path class="grid" d="M{LEFT} {y(place):.1f}H{WIDE - RIGHT}"/>')
        parts.append(_text(LEFT - 6, y(place) + 4, label, "end"))
    for k in sorted({0, len(rows) // 2, len(rows) - 1} if len(rows) > 4 else {0, len(rows) - 1}):
        parts.append(_text(x(days[k]), HIGH - 8, str(rows.period.iloc[k]), "middle"))
    for k in (1 + np.flatnonzero(np.diff(rows.segment.to_numpy()))).tolist():
        middle = (x(days[k - 1]) + x(days[k])) / 2
        parts.append(f'<path class="break" d="M{middle:.1f} {OVER}V{HIGH - BENEATH}"/>')
        parts.append(_text(middle, OVER - 4, "series break", "middle", "quiet"))
    for run in _runs(days, rows, "neighbour_q25", "neighbour_q75"):
        ends = [*((k, "neighbour_q75") for k in run), *((k, "neighbour_q25") for k in reversed(run))]
        points = " ".join(f"{x(days[k]):.1f} {y(rows[name].iloc[k]):.1f}" for k, name in ends)
        parts.append(f'<path class="half" d="M{points}Z"/>')
    if np.isfinite(target):
        parts.append(f'<path class="target" d="M{LEFT} {y(target):.1f}H{WIDE - RIGHT}"/>')
    for kind, name in SERIES.items():
        for run in _runs(days, rows, name):
            points = " ".join(f"{x(days[k]):.1f} {y(rows[name].iloc[k]):.1f}" for k in run)
            parts.append(f'<path class="{kind}" d="M{points}"/>' if len(run) > 1 else _dot(points, kind, 3.5))
    for day, value in zip(late, more.value, strict=True):
        parts.append(_dot(f"{x(float(day)):.1f} {y(value):.1f}", "own", 4))
    return "".join([*parts, *_ends(rows, unit, decimals, y), "</svg>"])


def ranking(rows: pd.DataFrame, whole: pd.DataFrame, unit: str, decimals: int, polarity: str, alt: str) -> str:
    """Councils as dots, best first; under them, apart, what they are compared with. Both: of ``measures.ranked``.

    The thin line at a dot is how far one year's figure usually moves when nothing has changed.
    """
    values = [*rows.value, *whole.value]
    low, high = axis.limits(values, [*rows.lower, *rows.upper], unit)

    def x(value: float) -> float:
        share = (min(max(value, low), high) - low) / (high - low)
        return NAMES + 8 + share * (WIDE - NAMES - FIGURES - 16)

    tops = np.cumsum([0, *(_tall(row) for row in each_row(rows))])
    foot = float(tops[-1])
    middle = whole.value[(whole.role == "median") & whole.value.notna()]
    drawn = [f'<path class="near" d="M{x(value):.1f} 0V{foot:.1f}"/>' for value in middle]
    for top, row in zip(tops, each_row(rows), strict=False):
        drawn += _row(row, top + _tall(row) / 2, x, unit, decimals)
    way = POLARITIES[polarity]
    left, right = ("← better", "") if way < 0 else ("", "→ better" if way > 0 else "→ higher")
    foot += 16
    drawn += [
        _text(NAMES + 4, foot - 2, left, "start", "quiet"),
        _text(WIDE - FIGURES - 4, foot - 2, right, "end", "quiet"),
    ]
    drawn.append(f'<path class="grid" d="M0 {foot + 4:.1f}H{WIDE}"/>')
    for k, row in enumerate(each_row(whole)):
        drawn += _row(row, foot + 16 + k * ROW, x, unit, decimals)
    return "".join([_start(int(foot + 10 + len(whole) * ROW), alt), *drawn, "</svg>"])


def _row(row: Any, y: float, x: Any, unit: str, decimals: int) -> list[str]:
    """One row: name, range, dot and figure; where there is no figure, why."""
    kind = "here" if row.role == "focus" else "council" if row.role == "neighbour" else row.role
    parts = [_text(0, y + 4 - 6.5 * (len(_lines(row.name)) - 1), line, "start", kind, 13 * k)
             for k, line in enumerate(_lines(row.name))]  # fmt: skip
    if pd.isna(row.value):
        return [*parts, _text(WIDE, y + 4, axis.absent(row.marker), "end", "quiet")]
    if pd.notna(row.lower) and pd.notna(row.upper) and kind in ("here", "council"):
        parts.append(f'<path class="usual {kind}" d="M{x(row.lower):.1f} {y:.1f}H{x(row.upper):.1f}"/>')
    parts.append(_dot(f"{x(row.value):.1f} {y:.1f}", kind, 5.5 if kind == "here" else 4))
    return [*parts, _text(WIDE, y + 4, axis.short(row.value, unit, decimals), "end", kind)]


def _lines(name: str) -> list[str]:
    """A long name on two lines, broken nearest to its middle."""
    if len(name) <= LONGEST:
        return [name]
    gaps = [k for k, letter in enumerate(name) if letter == " "]
    at = min(gaps, key=lambda k: abs(2 * k - len(name))) if gaps else LONGEST
    return [name[:at], name[at:].strip()]


def _tall(row: Any) -> float:
    return ROW + 12 * (len(_lines(row.name)) - 1)


def _runs(days: np.ndarray, rows: pd.DataFrame, *names: str) -> list[list[int]]:
    return axis.runs(days, rows[list(names)].notna().all(axis=1).tolist(), rows.segment.tolist())


def _ends(rows: pd.DataFrame, unit: str, decimals: int, y: Any) -> list[str]:
    """The latest figures at the right end of the lines, pushed apart where they would overlap."""
    held = {kind: rows[name].iloc[-1] for kind, name in SERIES.items() if pd.notna(rows[name].iloc[-1])}
    order = sorted(held, key=lambda kind: y(held[kind]))
    places = axis.spread([y(held[kind]) for kind in order], [float(APART)] * len(order))
    return [_text(WIDE - RIGHT + 6, place + 4, axis.short(held[kind], unit, decimals), "start", kind)
            for kind, place in zip(order, places, strict=True)]  # fmt: skip


def _start(high: int, alt: str) -> str:
    return f'<svg class="story" viewBox="0 0 {WIDE} {high}" role="img" aria-label="{escape(alt)}">'


def _dot(place: str, kind: str, r: float) -> str:
    x, y = place.split()
    return f'<circle class="{kind}" cx="{x}" cy="{y}" r="{r}"/>'


def _text(x: float, y: float, words: str, anchor: str, kind: str = "", down: float = 0) -> str:
    if not words:
        return ""
    css = f' class="{kind}"' if kind else ""
    return f'<text{css} x="{x:.1f}" y="{y + down:.1f}" text-anchor="{anchor}">{escape(words)}</text>'
