"""Drawings of a measure as inline SVG: they stretch to the page, and their words keep their size.

Each has its places on a plane of 1000 by 100 that is drawn without keeping its shape; strokes and words keep theirs.
A dot is a stroke of no length with round ends. What a drawing says is said beside it in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
import pandas as pd

from scouting.charts import axis

#: Of a plane: its width, its height.
WIDE, HIGH = 1000, 100
#: Pixels under a plane for the words of its axis, over it for a name.
_FOOT, _HEAD = 22, 18
#: Hexagons of a map: half of their width, and the height of a row.
_SIDE, _ROW = 10, 17
_HEXAGON = "m0-11 9.5 5.5v11l-9.5 5.5-9.5-5.5v-11z"


def _dots(x: np.ndarray, y: np.ndarray) -> str:
    return "".join(f"M{a:.0f} {b:.0f}h0" for a, b in zip(x, y, strict=True))


def _run(x: np.ndarray, y: np.ndarray) -> str:
    return "M" + " ".join(f"{a:.0f} {b:.1f}" for a, b in zip(x, y, strict=True))


def _svg(plane: str, words: str, high: int, label: str) -> str:
    return (
        f'<svg class="drawn" role="img" aria-label="{escape(label)}" height="{high + _FOOT + _HEAD}">'
        f'<svg viewBox="0 0 {WIDE} {HIGH}" preserveAspectRatio="none" y="{_HEAD}" height="{high}">{plane}</svg>'
        f"{words}</svg>"
    )


def _word(percent: float, y: float, text: str, css: str = "") -> str:
    """A word of an axis; at the ends it stays inside."""
    anchor = "start" if percent < 4 else "end" if percent > 96 else ""
    css = " ".join(filter(None, (anchor, css)))
    return f'<text x="{percent:.1f}%" y="{y:.0f}"{f" class={css!r}" if css else ""}>{escape(text)}</text>'


class Scale:
    """Figures along an axis of a plane: where they lie, and its ticks."""

    def __init__(self, values: np.ndarray, unit: str, size: int, *, up: bool = False):
        self.low, self.high = axis.near_zero(*axis.limits(list(values), [], unit, pad=0.05))
        self.size, self.up = size, up
        places, self.labels = axis.ticks(self.low, self.high, unit, wanted=4)
        self.places = np.array(places)

    def __call__(self, values) -> np.ndarray:
        share = (np.asarray(values, float) - self.low) / (self.high - self.low)
        return self.size * (1 - share if self.up else share)


def strip(values: np.ndarray, england: float, unit: str, label: str) -> str:
    """Every council as a dot along the figures, one on top of the other where they are close; England as a line.

    The dots stand in the order of ``values`` (none missing), so that ``site.js`` finds a council's.
    """
    scale = Scale(np.append(values, england) if np.isfinite(england) else values, unit, WIDE)
    x = np.round(scale(values) / 12) * 12
    place = pd.Series(x).groupby(x).cumcount().to_numpy()
    tallest = max(int(place.max(initial=0)) + 1, 6)
    high = min(7 * tallest, 150) + 10
    y = HIGH - (place + 0.7) * min(7, (high - 10) / tallest) * HIGH / high
    plane = "".join(f'<path class="grid" d="M{p:.0f} 0V{HIGH}"/>' for p in scale(scale.places))
    plane += f'<path class="dots" d="{_dots(x, y)}"/>'
    words = [_word(p / 10, high + _HEAD + 16, t) for p, t in zip(scale(scale.places), scale.labels, strict=True)]
    if np.isfinite(england):
        at = float(scale(england))
        plane += f'<path class="england" d="M{at:.0f} 0V{HIGH}"/>'
        words.append(_word(at / 10, 12, "England", "name"))
    return _svg(plane, "".join(words), high, label)


def years(table: pd.DataFrame, unit: str, label: str) -> str:
    """The years of all councils and England: the middle half as a band, the median and England as lines.

    ``table``: one row per period, oldest first: period, position, segment, q25, median, q75, england.
    """
    high, n = 150, len(table)
    scale = Scale(table[["q25", "q75", "england"]].to_numpy(float).ravel(), unit, HIGH, up=True)
    first, last = table.position.iloc[[0, -1]]
    x = 60 + (WIDE - 120) * (table.position.to_numpy() - first) / max(last - first, 1)
    plane = "".join(f'<path class="grid" d="M0 {p:.1f}H{WIDE}"/>' for p in scale(scale.places))
    for column, css in (("q25", "band"), ("median", "median"), ("england", "england")):
        y = scale(table[column])
        for run in axis.runs(table.position.to_numpy(), np.isfinite(y).tolist(), table.segment.tolist()):
            d = _run(x[run], y[run])
            if css == "band":
                back = run[::-1]
                d += f"L{_run(x[back], scale(table.q75.iloc[back]))[1:]}z"
            plane += f'<path class="{css}" d="{d if len(run) > 1 or css == "band" else f"{d}h0"}"/>'
    every = max(1, -(-n // 6))
    shown = [k for k in range(n) if (n - 1 - k) % every == 0]
    words = "".join(_word(x[k] / 10, high + _HEAD + 16, str(table.period.iloc[k])) for k in shown)
    words += "".join(
        f'<text class="start tick" x="0" y="{_HEAD + p * high / HIGH - 3:.0f}">{escape(t)}</text>'
        for p, t in zip(scale(scale.places), scale.labels, strict=True)
    )
    return _svg(plane, words, high, label)


def funnel(rows: pd.DataFrame, curves: pd.DataFrame, target: float, unit: str, label: str) -> str:
    """Every council by how many it is counted from, with the limits of chance and the wider ones.

    ``rows``, ``curves``, ``target``: of ``pages.indicator.funnels.funnel``. The axis of sizes is logarithmic.
    """
    high, curves = 210, curves.iloc[[*range(0, len(curves) - 1, 8), len(curves) - 1]]
    scale = Scale(np.append(rows.value, curves[["lower95_wide", "upper95_wide"]].iloc[-1]), unit, HIGH, up=True)
    low, top = np.log(curves["size"].iloc[[0, -1]])

    def across(size) -> np.ndarray:
        return WIDE * (np.log(np.asarray(size, float)) - low) / (top - low)

    x = across(curves["size"])
    plane = "".join(f'<path class="grid" d="M0 {p:.1f}H{WIDE}"/>' for p in scale(scale.places))
    ends = [np.clip(scale(curves[f"{side}95_wide"]), 0, HIGH) for side in ("lower", "upper")]
    plane += f'<path class="band" d="{_run(x, ends[0])}L{_run(x[::-1], ends[1][::-1])[1:]}z"/>'
    for side in ("lower", "upper"):
        plane += f'<path class="limit" d="{_run(x, np.clip(scale(curves[f"{side}998"]), 0, HIGH))}"/>'
    plane += f'<path class="england" d="M0 {float(scale(target)):.1f}H{WIDE}"/>'
    plane += f'<path class="dots" d="{_dots(across(rows["size"]), np.clip(scale(rows.value), 0, HIGH))}"/>'
    steps = (1, 3) if top - low < np.log(100) else (1,)
    sizes = [s * 10**p for p in range(8) for s in steps if low < np.log(s * 10**p) < top]
    words = "".join(_word(float(across(s)) / 10, high + _HEAD + 16, f"{s:,}") for s in sizes)
    words += "".join(
        f'<text class="start tick" x="0" y="{_HEAD + p * high / HIGH - 3:.0f}">{escape(t)}</text>'
        for p, t in zip(scale(scale.places), scale.labels, strict=True)
    )
    return _svg(plane, words, high, label)


def hexagons(tiles: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, int, int]:
    """Where the hexagons of a map lie: their middles across and down, and the width and height of all."""
    q, r = tiles.q.to_numpy(float), tiles.r.to_numpy(float)
    x = (q + 0.5 * (r % 2)) * 2 * _SIDE
    x, y = x - x.min() + _SIDE + 1, (r.max() - r) * _ROW + 12
    return x, y, int(x.max()) + _SIDE + 1, int(y.max()) + 12


def hexagon(x: float, y: float) -> str:
    """The outline of one hexagon.

    >>> hexagon(11, 12)[:6]
    'M11 12'
    """
    return f"M{x:.0f} {y:.0f}{_HEXAGON}"


def map_of(tiles: pd.DataFrame, groups: np.ndarray, looks: Sequence[str], label: str) -> str:
    """A map of hexagons, those of a group in one look. ``groups``: a look for each row of ``tiles``.

    A hexagon is the mark of a corner of a line that is not drawn: it is written once, and each council is two numbers.
    """
    x, y, wide, high = hexagons(tiles)
    marks, drawn = "", ""
    for place, look in enumerate(looks):
        mine = groups == look
        if not mine.any():
            continue
        marks += (
            f'<marker id="m{place}" markerUnits="userSpaceOnUse" markerWidth="22" markerHeight="24" refX="11" '
            'refY="12">'
            f'<path class="{look}" d="{hexagon(11, 12)}"/></marker>'
        )
        corners = " ".join(f"{a:.0f} {b:.0f}" for a, b in zip(x[mine], y[mine], strict=True))
        at = "".join(f' marker-{end}="url(#m{place})"' for end in ("start", "mid", "end"))
        drawn += f'<path fill="none"{at} d="M{corners}h0"/>'
    return f'<svg class="map" role="img" aria-label="{escape(label)}" viewBox="0 0 {wide} {high}">{marks}{drawn}</svg>'
