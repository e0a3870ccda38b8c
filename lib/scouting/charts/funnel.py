"""The funnel: figures by how many they are counted from, with limits that chance alone gives, and wider ones.

A small council lies far out by luck more often than a large one: the funnel shows how far.
"""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from scouting.charts import axis, layout, side_names, theme
from scouting.charts.distribution import LOOKS
from scouting.frames import each_row

COLUMNS = ("name", "role", "size", "value", "outside", "outside_wide")
LIMITS = ("lower95", "upper95", "lower998", "upper998")
CURVES = ("size", *LIMITS, *(f"{limit}_wide" for limit in LIMITS))
BODY = 4.3  # inches
NOTE = (
    "Lines: if all councils were alike, 95% would lie between the dashed ones and 99.8% between the solid ones, by "
    "chance in the counts alone. Shaded: the same with the usual differences between councils allowed for "
    "(Spiegelhalter 2005). The axis of sizes is logarithmic."
)
_LIMITS: dict[str, dict[str, Any]] = {"95": {"ls": (0, (3, 2)), "lw": 1.1}, "998": {"lw": 1.3}}
_WIDE = {"95": theme.tint(theme.COLOURS["higher"], 0.42), "998": theme.tint(theme.COLOURS["higher"], 0.20)}


def draw(
    rows: pd.DataFrame, curves: pd.DataFrame, *, title: str, target: float, unit: str, decimals: int, size_label: str,
    subtitle: str = "",
) -> Axes:  # fmt: skip
    """Draw the councils and the limits.

    Columns of ``rows``, one row per council: name, role (focus, neighbour, region, other), size, value, outside and
    outside_wide ("", "95", "99.8"). Columns of ``curves``, one row per size, ascending: size, lower95, upper95,
    lower998, upper998 and the same with ``_wide``. ``target``: the level of all together; ``size_label``: what is
    counted.

    >>> rows = pd.DataFrame([("Wiltshire", "focus", 4000, 18.7, "99.8", "")], columns=COLUMNS)
    >>> bounds = [20.0, 25.0, 18.0, 27.0, 12.0, 33.0, 8.0, 40.0]
    >>> curves = pd.DataFrame([(100, *bounds), (9000, *bounds)], columns=CURVES)
    >>> ax = draw(rows, curves, title="T", target=22.5, unit="%", decimals=1, size_label="referrals")
    >>> [t.get_text() for t in ax.texts if t.get_label() == "name"]
    ['Wiltshire 18.7%', 'All together 22.5%']
    """
    rows = layout.check(rows, COLUMNS, "funnel", ["size", "value"]).reset_index(drop=True)
    curves = layout.check(curves, CURVES, "funnel", CURVES)
    with theme.use():
        ax, _ = layout.frame(None, "trend", BODY, title, subtitle, [NOTE])
        _axes(ax, rows, curves, unit, target, size_label)
        x, quiet = curves["size"].to_numpy(), theme.COLOURS["quiet"]
        for name in ("998", "95"):
            low, high = (curves[f"{side}{name}_wide"].to_numpy() for side in ("lower", "upper"))
            ax.fill_between(x, low, high, color=_WIDE[name], lw=0, zorder=1, label=f"wide:{name}")
        for name, line in _LIMITS.items():
            for side in ("lower", "upper"):
                ax.plot(x, curves[f"{side}{name}"], color=quiet, zorder=2.5, label=f"limit:{side}{name}", **line)
        ax.axhline(target, color=theme.COLOURS["england"], lw=1.2, zorder=2, label="target")
        for role, look in LOOKS.items():
            mine = rows["role"] == role
            ms = {"focus": 9.5, "neighbour": 7.5}.get(role, 5.5)
            ax.plot(rows["size"][mine], rows["value"][mine], "o", ms=ms, clip_on=False, label=f"dots:{role}", **look)
        _names(ax, rows, target, unit, decimals)
    return ax


def _axes(ax: Axes, rows: pd.DataFrame, curves: pd.DataFrame, unit: str, target: float, size_label: str) -> None:
    limits = axis.near_zero(*axis.limits([*rows["value"], target], [], unit, pad=0.05))
    ax.set_xscale("log")
    ax.set_xlim(curves["size"].iloc[0], curves["size"].iloc[-1])
    places = _sizes(*ax.get_xlim())
    ax.set_xticks(places, [axis.number(p, 0) for p in places])
    ax.minorticks_off()
    layout.figures_up(ax, *limits, unit)
    ax.annotate(
        f"{size_label} →", (1, 0), (0, 5), xycoords="axes fraction", textcoords="offset points", ha="right",
        fontsize=theme.SIZES["note"], color=theme.COLOURS["quiet"], zorder=7, label="size",
        bbox={"fc": theme.COLOURS["paper"], "ec": "none", "alpha": 0.75, "pad": 1.5},
    )  # fmt: skip


def _sizes(low: float, high: float) -> list[float]:
    """Round sizes along a logarithmic axis: few enough to be read.

    >>> _sizes(90, 21000)
    [100.0, 300.0, 1000.0, 3000.0, 10000.0]
    """
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for steps in ((1, 2, 5), (1, 3), (1,)):
        places = [s * 10.0**p for p in powers for s in steps if low <= s * 10.0**p <= high]
        if len(places) <= 7:
            break
    return places


def _names(ax: Axes, rows: pd.DataFrame, target: float, unit: str, decimals: int) -> None:
    named = rows[rows["role"].isin(["focus", "neighbour"])]
    named = named if len(named) <= side_names.MOST else named[named["role"] == "focus"]
    words = [f"{row.name} {axis.short(row.value, unit, decimals)}" for row in each_row(named)]
    side_names.draw(
        ax, [*words, f"All together {axis.short(target, unit, decimals)}"], [*named["size"], math.nan],
        [*named["value"], target], [*named["role"], "england"],
    )  # fmt: skip


def alt_text(rows: pd.DataFrame, *, title: str, target: float, unit: str, decimals: int, size_label: str) -> str:
    """The funnel in words: how many lie beyond the limits, with and without the usual spread; who is where.

    >>> rows = pd.DataFrame([("Wiltshire", "focus", 4000, 18.7, "99.8", "")], columns=COLUMNS)
    >>> alt_text(rows, title="T", target=22.5, unit="%", decimals=1, size_label="referrals").split(". ")[3]
    'Wiltshire: 18.7% from 4,000 referrals, outside the 99.8% limits of chance, inside the wider ones.'
    """
    rows = layout.check(rows, COLUMNS, "funnel", ["size", "value"])

    def told(row) -> str:
        return f"{axis.short(row.value, unit, decimals)} from {axis.number(row.size, 0)} {size_label}"

    parts = [f"Funnel of {axis.counted(len(rows), 'council', 'councils')}: {title.rstrip('.')}."]
    if axis.axis_unit(unit):
        parts.append(f"Figures are {axis.axis_unit(unit)}.")
    parts.append(f"All together: {axis.short(target, unit, decimals)}.")
    beyond = {which: [int((rows[which] != "").sum()), int((rows[which] == "99.8").sum())] for which in COLUMNS[-2:]}
    chance, wide = beyond["outside"], beyond["outside_wide"]
    parts.append(
        f"Outside the 95% limits of chance: {chance[0]} (99.8%: {chance[1]}); with the usual spread: {wide[0]} "
        f"(99.8%: {wide[1]})."
    )
    for row in each_row(rows[rows["role"] == "focus"]):
        where = f"outside the {row.outside}% limits of chance" if row.outside else "inside the limits of chance"
        wider = f"outside the wider {row.outside_wide}% ones" if row.outside_wide else "inside the wider ones"
        parts.append(f"{row.name}: {told(row)}, {where}, {wider}.")
    near = rows[rows["role"] == "neighbour"].sort_values("value", kind="stable")
    if len(near):
        parts.append(f"Similar councils: {'; '.join(f'{row.name} {told(row)}' for row in each_row(near))}.")
    return " ".join(parts)
