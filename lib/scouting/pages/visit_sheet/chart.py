"""Two councils over ten years as one drawing that is part of the page: sharp on a phone, searchable, in words too."""

from __future__ import annotations

from html import escape

import numpy as np
import pandas as pd

from scouting.frames import each_row
from scouting.words.figures import figure

WIDTH, HEIGHT = 640, 220
#: Room for names at the right, figures at the left, years beneath, and over the lines.
RIGHT, LEFT, BENEATH, OVER = 190, 46, 24, 12
#: Names of lines stand so far apart.
LINE = 17
#: The lines, and what each is drawn over.
LINES = ("england", "ours", "theirs")


def svg(years: pd.DataFrame, names: dict[str, str], unit: str, decimals: int, title: str, since: str = "") -> str:
    """The drawing. ``years``: period, ours, theirs, england, segment, position; ``names``: of each line.

    Nothing is joined over a missing period or a break. ``title``: what the alt text begins with; ``since``:
    the period from which the two are apart, marked.

    >>> rows = [("2024", 3.0, 2.0, 2.5, 0, 0), ("2025", 4.0, 2.0, 2.5, 0, 1)]
    >>> years = pd.DataFrame(rows, columns=["period", "ours", "theirs", "england", "segment", "position"])
    >>> drawn = svg(years, {"ours": "Kent", "theirs": "Bury", "england": "England"}, "%", 0, "Far from home")
    >>> drawn.count("<polyline"), "Kent: 3% in 2024, 4% in 2025." in drawn
    (3, True)
    """
    held = [name for name in LINES if years[name].notna().any()]
    low, high = _limits(years[held].to_numpy(float), unit)
    across = _across(years.position.to_numpy(float))

    def up(y: float) -> float:
        return OVER + (high - y) / (high - low) * (HEIGHT - OVER - BENEATH)

    parts = [f'<svg class="years" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="'
             f'{escape(alt_text(years, names, unit, decimals, title))}">']  # fmt: skip
    for y in (low, (low + high) / 2, high):
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{up(y):.1f}" y2="{up(y):.1f}"/>')
        parts.append(_text(LEFT - 6, up(y) + 4, figure(y, "%" if unit == "%" else "", _decimals(low, high)), "end"))
    for k in sorted({0, len(years) // 2, len(years) - 1}):
        parts.append(_text(across[k], HEIGHT - 6, str(years.period.iloc[k]), "middle"))
    if since in set(years.period):
        x = across[[*years.period].index(since)]
        parts.append(f'<line class="since" x1="{x:.1f}" x2="{x:.1f}" y1="{OVER}" y2="{HEIGHT - BENEATH}"/>')
    for name in held:
        for run in _runs(years, name):
            points = " ".join(f"{across[k]:.1f},{up(years[name].iloc[k]):.1f}" for k in run)
            parts.append(f'<polyline class="{name}" points="{points}"/>')
            if len(run) == 1:
                x, y = across[run[0]], up(years[name].iloc[run[0]])
                parts.append(f'<circle class="{name}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>')
    return "".join([*parts, *_ends(years, held, names, unit, decimals, up), "</svg>"])


def alt_text(years: pd.DataFrame, names: dict[str, str], unit: str, decimals: int, title: str) -> str:
    """The drawing in words: every figure of both councils, where England starts and ends."""
    parts = [f"{title}."]
    for name in ("theirs", "ours", "england"):
        held = years[years[name].notna()]
        if name == "england" and len(held):
            held = held.iloc[[0, -1]] if len(held) > 1 else held
        said = ", ".join(f"{figure(row[name], unit, decimals)} in {row.period}" for _, row in held.iterrows())
        parts.append(f"{names[name]}: {said or 'no figure'}.")
    return " ".join(parts)


def _limits(figures: np.ndarray, unit: str) -> tuple[float, float]:
    """The ends of the axis: round numbers around all figures, from zero where they are near it."""
    low, high = np.nanmin(figures), np.nanmax(figures)
    if low >= 0 and low < 0.5 * high:
        low = 0.0
    step = 10.0 ** np.floor(np.log10(max(high - low, 1e-9)))
    step = step / 2 if (high - low) / step < 2 else step
    low, high = np.floor(low / step) * step, np.ceil(high / step) * step
    if unit == "%":
        high = min(high, 100.0) if high > 100 >= np.nanmax(figures) else high
    return float(low), float(high if high > low else low + step)


def _decimals(low: float, high: float) -> int:
    return 0 if all(float(y).is_integer() for y in (low, (low + high) / 2, high)) else 1


def _across(position: np.ndarray) -> np.ndarray:
    span = position[-1] - position[0] or 1
    return LEFT + 8 + (position - position[0]) / span * (WIDTH - RIGHT - LEFT - 16)


def _runs(years: pd.DataFrame, name: str) -> list[list[int]]:
    """The places of figures that follow one another: without a gap, within one segment."""
    runs: list[list[int]] = []
    last = None
    for k, row in enumerate(each_row(years)):
        here = (row.position, row.segment)
        if pd.isna(getattr(row, name)):
            continue
        if runs and last == (here[0] - 1, here[1]):
            runs[-1].append(k)
        else:
            runs.append([k])
        last = here
    return runs


def _ends(years, held, names, unit, decimals, up) -> list[str]:
    """Names and latest figures at the right, pushed apart where they would overlap."""
    last = {name: years[years[name].notna()].iloc[-1] for name in held}
    order = sorted(held, key=lambda name: up(last[name][name]))
    places: list[float] = []
    for name in order:
        wanted = up(last[name][name]) + 4
        places.append(max(wanted, places[-1] + LINE) if places else max(wanted, LINE))
    over = max(places[-1] - (HEIGHT - BENEATH + 4), 0)
    texts = []
    for name, place in zip(order, places, strict=True):
        row = last[name]
        when = "" if row.period == years.period.iloc[-1] else f" ({row.period})"
        words = f"{names[name]} {_short(row[name], unit, decimals)}{when}"
        texts.append(_text(WIDTH - RIGHT + 6, place - over, words, "start", name))
    return texts


def _short(y: float, unit: str, decimals: int) -> str:
    return figure(y, "%" if unit == "%" else "", decimals)


def _text(x: float, y: float, words: str, anchor: str, kind: str = "") -> str:
    css = f' class="{kind}"' if kind else ""
    return f'<text{css} x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'
