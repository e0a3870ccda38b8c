"""Figures along an axis: its ends and ticks, the words for units and gaps, what may be joined."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from scouting import terms
from scouting.words import figure, number

SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def short(value: float, unit: str, decimals: int) -> str:
    """A figure for a label: per cent and pounds are kept, longer units stand once on the axis.

    >>> short(25.46, "%", 1), short(1320, "£ per week", 0), short(67, "per 10,000 children", 0)
    ('25.5%', '£1,320', '67')
    """
    sign = unit if unit == "%" else unit[:1] if unit.startswith("£") else ""
    return figure(value, sign, decimals)


def axis_unit(unit: str) -> str:
    """What the axis still has to say about the unit."""
    return "" if unit in ("%", "£") else unit


def figures_are(unit: str) -> str:
    """The unit as a sentence of an alt text; nothing where every figure carries it.

    >>> figures_are("per 10,000 children"), figures_are("score"), figures_are("%")
    ('Figures are per 10,000 children.', 'Figures are scores.', '')
    """
    said = axis_unit(unit)
    return f"Figures are {said}{'s' if said in ('score', 'grade') else ''}." if said else ""


def absent(marker: Any) -> str:
    """Why a figure is missing, in words.

    >>> absent("c"), absent(""), absent("p")
    ('suppressed', 'no figure', 'no figure')
    """
    symbol = "" if pd.isna(marker) else str(marker).strip().lower()
    return "no figure" if symbol in terms.MARKERS_WITH_VALUE else terms.MARKERS.get(symbol, "no figure")


def limits(values: Sequence[float], others: Sequence[float], unit: str, pad: float = 0.06) -> tuple[float, float]:
    """Ends of an axis round the figures: never below zero without a negative figure, nor over 100%.

    >>> limits([95.0, 97.0], [94.0, 98.0], "%", pad=0.1)
    (93.6, 98.4)
    """
    held = np.array([v for v in (*values, *others) if math.isfinite(v)], dtype=float)
    if not held.size:
        return 0.0, 1.0
    low, high = float(held.min()), float(held.max())
    room = (high - low) * pad or max(1.0, abs(high) * 0.1)
    main = [v for v in values if math.isfinite(v)] or list(held)
    floor = 0.0 if min(main) >= 0 else -math.inf
    ceiling = 100.0 if unit == "%" and max(main) <= 100 else math.inf
    return max(low - room, floor), min(high + room, ceiling)


def near_zero(low: float, high: float) -> tuple[float, float]:
    """Ends of an axis that begins at zero where zero is near: it costs little room and saves a warning.

    >>> near_zero(3.0, 10.0), near_zero(5.0, 10.0)
    ((0.0, 10.0), (5.0, 10.0))
    """
    return (0.0, high) if 0 < low < 0.4 * high else (low, high)


def ticks(low: float, high: float, unit: str, wanted: int = 5) -> tuple[list[float], list[str]]:
    """Round places along an axis, and their labels.

    >>> ticks(0, 42, "%")
    ([0.0, 10.0, 20.0, 30.0, 40.0], ['0%', '10%', '20%', '30%', '40%'])
    """
    rough = (high - low) / wanted
    power = 10.0 ** math.floor(math.log10(rough))
    step = min((m * power for m in (1, 2, 2.5, 5, 10)), key=lambda s: abs(math.log(s / rough)))
    decimals = next((d for d in range(7) if abs(step - round(step, d)) < step * 1e-6), 6)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    places = [round(i * step, 10) for i in range(first, last + 1)]
    return places, [short(p, unit, decimals) for p in places]


def join(words: Sequence[str]) -> str:
    """
    >>> join(["2020", "2021", "2023"])
    '2020, 2021 and 2023'
    """
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def counted(n: int, one: str, many: str) -> str:
    """
    >>> counted(1, "row has", "rows have"), counted(3, "row has", "rows have")
    ('1 row has', '3 rows have')
    """
    return f"{number(n, 0)} {one if n == 1 else many}"


def spread(wanted: list[float], heights: list[float]) -> list[float]:
    """Middles as near as can be to those wanted (ascending) without overlap, groups kept centred.

    >>> spread([10.0, 12.0, 60.0], [8.0, 8.0, 8.0])
    [7.0, 15.0, 60.0]
    """
    groups: list[list[float]] = []  # each: middle, total height, number of labels
    for middle, height in zip(wanted, heights, strict=True):
        groups.append([middle, height, 1])
        while len(groups) > 1 and groups[-2][0] + groups[-2][1] / 2 > groups[-1][0] - groups[-1][1] / 2:
            (m2, h2, n2), (m1, h1, n1) = groups.pop(), groups.pop()
            groups.append([(m1 * n1 + m2 * n2) / (n1 + n2), h1 + h2, n1 + n2])
    out: list[float] = []
    for middle, total, count in groups:
        low = middle - total / 2
        for height in heights[len(out) : len(out) + int(count)]:
            out.append(low + height / 2)
            low += height
    return out


def runs(places: Sequence[float] | np.ndarray, held: Sequence[bool], segments: Sequence[int]) -> list[list[int]]:
    """Positions that may be joined by a line: figures held, one segment, no period left out between them.

    >>> runs([2020, 2021, 2022, 2023, 2024, 2026], [True, True, False, True, True, True], [0, 0, 0, 0, 1, 1])
    [[0, 1], [3], [4], [5]]
    """
    usual = float(np.diff(places).min()) if len(places) > 1 else 0.0
    out: list[list[int]] = []
    for i in (i for i, has in enumerate(held) if has):
        joined = bool(out) and out[-1][-1] == i - 1 and segments[i] == segments[i - 1]
        if joined and places[i] - places[i - 1] <= 1.5 * usual:
            out[-1].append(i)
        else:
            out.append([i])
    return out
