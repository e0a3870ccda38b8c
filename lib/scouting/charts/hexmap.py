"""The hexagon map: every council of today as one hexagon of the same size, so that small ones are seen too.

Coloured by who is who (the council, its neighbours, who comes and who goes), or by the quarter of each
council. The council and its neighbours are named at the sides, joined to their hexagons by a line.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from scouting import terms
from scouting.charts import axis, callouts, layout, theme
from scouting.errors import Problems, did_you_mean

COLUMNS = ("area_code", "name", "role", "group", "q", "r")
#: Role: fill, rim, mark in the hexagon, words. The mark says without colour what the fill says with it.
ROLES = {
    "focus": (theme.COLOURS["focus"], theme.COLOURS["ink"], "", "{focus}"),
    "neighbour": (theme.COLOURS["neighbour"], theme.COLOURS["ink"], "", "similar council"),
    "joins": (theme.COLOURS["neighbour"], theme.COLOURS["ink"], "+", "similar council that comes"),
    "leaves": (theme.COLOURS["paper"], theme.COLOURS["ink"], "–", "similar council that goes"),
    "other": (theme.COLOURS["grid"], theme.COLOURS["paper"], "", "other council"),
}
#: Quarters from best to last: a colour, and how deep.
QUARTERS = {"A": ("better", 1.0), "B": ("better", 0.52), "C": ("worse", 0.52), "D": ("worse", 1.0)}
#: Quarters of an indicator that is neither good nor bad, by how deep they are shaded.
LEVELS = dict(zip(terms.QUARTERS, (0.9, 0.55, 0.28, 0.1), strict=True))
#: Group: fill. Quarters from best (A) to last (D), or by height; none of them is hatched.
GROUPS = {
    **{letter: theme.tint(theme.COLOURS[name], depth) for letter, (name, depth) in QUARTERS.items()},
    **{words: theme.tint(theme.COLOURS["region"], share) for words, share in LEVELS.items()},
    terms.NOT_COMPARED: theme.COLOURS["paper"],
}
#: Groups under the middle have a sign: in greyscale the last quarter is as dark as the second.
BELOW = ("C", "D")
GROUP_WORDS = {"A": "best quarter", "B": "second quarter", "C": "third quarter", "D": "last quarter"}

#: Inches: from the middle of a hexagon to a corner, and to a side.
RADIUS = 0.185
SIDE = RADIUS * math.sqrt(3) / 2
CORNERS = RADIUS * np.stack([f(np.deg2rad(np.arange(30, 390, 60))) for f in (np.cos, np.sin)], axis=1)
WIDTH = theme.WIDTH - 2 * theme.EDGE
KEY = 0.42
#: More neighbours than this are not named at the sides: the names would hide the map.
MOST_NAMED = 30


def draw(rows: pd.DataFrame, *, title: str, subtitle: str = "", notes: bool = True, ax: Axes | None = None) -> Axes:
    """Draw the map, one row per council; ``notes`` says under it how to read it.

    Columns of ``rows``: area_code, name, role (focus, neighbour, joins, leaves, other), group ("" to colour by
    role; else a quarter A to D with A the best, or one of ``terms.QUARTERS``; "not compared" is hatched),
    q and r (odd-r hexagons, r counted to the north; missing: not on the map, and said so). Neighbours are named in the
    order of the table in the alt text.

    >>> somerset = ("E06000066", "Somerset", "other", "", 3, 2)
    >>> rows = pd.DataFrame([("E06000054", "Wiltshire", "focus", "", 5, 3), somerset], columns=COLUMNS)
    >>> ax = draw(rows, title="Where they are")
    >>> [t.get_text() for t in ax.texts if t.get_label() == "callout:name"]
    ['Wiltshire']
    """
    said = _notes(_checked(rows)) if notes else []
    rows = _on_the_map(rows)
    x, y, body = _places(rows)
    with theme.use():
        ax, _ = layout.frame(ax, "rug", body + KEY, title, subtitle, said)
        ax.set(xlim=(0, WIDTH), ylim=(-KEY, body))  # inches, so that every part has its size
        ax.axis("off")
        hexagons = np.stack([x, y], axis=1)[:, None, :] + CORNERS
        ax.add_collection(PolyCollection(list(hexagons), label="hexagons"), autolim=False)
        missing = rows["group"] == terms.NOT_COMPARED
        hatch = {"facecolors": "none", "edgecolors": theme.COLOURS["other"], "linewidths": 0, "hatch": "////"}
        ax.add_collection(PolyCollection(list(hexagons[missing]), label="missing", zorder=1.5, **hatch), autolim=False)
        update(ax, rows)
    return ax


def update(ax: Axes, rows: pd.DataFrame) -> None:
    """Colour and name a map that was drawn anew, from a table of the same councils in the same order.

    Much quicker than drawing: a slider can call it. Roles, names and key change; places and title stay.
    """
    rows = _on_the_map(rows)
    x, y, body = _places(rows)
    moving = (callouts.LABEL, "mark:", "rims", "signs", "key")
    for artist in [a for a in (*ax.texts, *ax.collections, *ax.lines) if str(a.get_label()).startswith(moving)]:
        artist.remove()
    looks = [ROLES[role] for role in rows["role"]]
    fills = [GROUPS[group] if group else look[0] for group, look in zip(rows["group"], looks, strict=True)]
    hexagons = next(c for c in ax.collections if c.get_label() == "hexagons")
    hexagons.set(facecolor=fills, edgecolor=theme.COLOURS["paper"], linewidth=0.8)
    ringed = rows.index[rows["role"] != "other"]
    rims = {"facecolors": "none", "edgecolors": [looks[k][1] for k in ringed], "zorder": 2}
    widths = [2.2 if rows["role"][k] == "focus" else 1.3 for k in ringed]
    corners = [hexagons.get_paths()[k].vertices for k in ringed]
    ax.add_collection(PolyCollection(corners, linewidths=widths, label="rims", **rims), autolim=False)
    below = rows["group"].isin(BELOW).to_numpy()
    inks = [theme.ink_on(fills[k]) for k in np.flatnonzero(below)]
    ax.scatter(x[below], y[below] - RADIUS * 0.45, s=11, c=inks, marker="v", lw=0, zorder=2.5, label="signs")
    for k, look in enumerate(looks):
        if look[2]:
            style = {"ha": "center", "va": "center_baseline", "fontsize": 12, "fontweight": "bold"}
            ax.text(x[k], y[k], look[2], label=f"mark:{k}", color=theme.ink_on(fills[k]), **style)
    named = ringed if len(ringed) <= MOST_NAMED else rows.index[rows["role"] == "focus"]
    words = rows["name"][named] + rows["role"][named].map({"joins": " (comes)", "leaves": " (goes)"}).fillna("")
    corners = np.concatenate([np.asarray(path.vertices)[:, 0] for path in hexagons.get_paths()])
    callouts.draw(
        ax, list(words), x[named], y[named], bold=list(rows["role"][named] == "focus"),
        dots=[not looks[k][2] for k in named], body=body, between=(corners.min(), corners.max()), width=WIDTH,
    )  # fmt: skip
    _key(ax, rows)


def alt_text(rows: pd.DataFrame, *, title: str) -> str:
    """The map in words: who is who, by name; quarters counted.

    >>> somerset = ("E06000066", "Somerset", "other", "", 3, 2)
    >>> rows = pd.DataFrame([("E06000054", "Wiltshire", "focus", "", 5, 3), somerset], columns=COLUMNS)
    >>> alt_text(rows, title="Where they are")
    'Hexagon map of 2 councils: Where they are. The council: Wiltshire. Other councils: 1.'
    """
    rows = _checked(rows)
    parts = [f"Hexagon map of {axis.counted(len(rows), 'council', 'councils')}: {title.rstrip('.')}."]
    words = {"focus": "The council", "neighbour": "Similar councils", "joins": "Come", "leaves": "Go"}
    for role, said in words.items():
        names = list(rows["name"][rows["role"] == role])
        if names:
            count = f" ({len(names)})" if role != "focus" else ""
            parts.append(f"{said}{count}: {'; '.join(names)}.")
    parts.append(f"Other councils: {int((rows['role'] == 'other').sum())}.")
    grouped = rows["group"][rows["group"] != ""]
    if len(grouped):
        counts = [f"{GROUP_WORDS.get(g, g)} {n}" for g in GROUPS if (n := int((grouped == g).sum()))]
        parts.append(f"Of all: {', '.join(counts)}.")
    parts += _off_the_map(rows)
    return " ".join(parts)


def _checked(rows: pd.DataFrame) -> pd.DataFrame:
    rows = layout.check(rows, COLUMNS, "hexmap", ["q", "r"]).reset_index(drop=True)
    problems = Problems()
    for column, known in (("role", ROLES), ("group", ["", *GROUPS])):
        for word in rows[column][~rows[column].isin(known)].unique():
            allowed = ", ".join(filter(None, known))
            problems.append(
                f"The chart hexmap knows no {column} '{word}'.{did_you_mean(str(word), known)} One of {allowed}."
            )
    problems.raise_if_any()
    return rows


def _on_the_map(rows: pd.DataFrame) -> pd.DataFrame:
    rows = _checked(rows)
    return rows[rows["q"].notna() & rows["r"].notna()].reset_index(drop=True)


def _off_the_map(rows: pd.DataFrame) -> list[str]:
    """A sentence on councils that have no place, none where all have one."""
    names = rows["name"][rows["q"].isna() | rows["r"].isna()]
    return [f"Without a place on the map: {', '.join(names)}."] if len(names) else []


def _places(rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, float]:
    """Middles of the hexagons in inches, the map in the middle of the width, and its height."""
    q, r = rows["q"].to_numpy(), rows["r"].to_numpy()
    x = (q + 0.5 * (r % 2)) * 2 * SIDE
    x += WIDTH / 2 - (x.min() + x.max()) / 2
    return x, (r - r.min()) * 1.5 * RADIUS + RADIUS + 0.05, float(np.ptp(r)) * 1.5 * RADIUS + 2 * RADIUS + 0.1


def _notes(rows: pd.DataFrame) -> list[str]:
    said = [
        "Each council is one hexagon, whatever its size. Councils near each other on the ground are near here, too."
    ]
    if (rows["group"] != "").any() and (rows["role"] != "other").any():
        said.append("Ringed: this council and similar councils.")
    missing = int((rows["group"] == terms.NOT_COMPARED).sum())
    if missing:
        said.append(f"Hatched: {axis.counted(missing, 'council', 'councils')} not compared.")
    named = int((rows["role"] != "other").sum())
    if named > MOST_NAMED:
        said.append(f"{named - 1} similar councils are too many to name on the map.")
    said += _off_the_map(rows)
    return [" ".join(said)]


def _key(ax: Axes, rows: pd.DataFrame) -> None:
    focus = next(iter(rows["name"][rows["role"] == "focus"]), "the council")
    items = [
        (fill, theme.COLOURS["other"] if role == "other" else rim, mark, words.format(focus=focus))
        for role, (fill, rim, mark, words) in ROLES.items()
        if (rows["role"] == role).any()
    ]
    if (rows["group"] != "").any():
        held = [group for group in GROUPS if (rows["group"] == group).any()]
        items = [(GROUPS[group], theme.COLOURS["other"], "▾" if group in BELOW else "", GROUP_WORDS.get(group, group))
                 for group in held]  # fmt: skip
    x, y, size = 0.12, -KEY + 0.16, theme.SIZES["note"]
    for fill, rim, mark, words in items:
        hatch = "////" if words == terms.NOT_COMPARED else None
        small = CORNERS * 0.1 / RADIUS + (x, y)
        shape = PolyCollection([small], facecolors=fill, edgecolors=rim, linewidths=1, hatch=hatch, label="key")
        ax.add_collection(shape, autolim=False)
        style = {"fontsize": size, "va": "center_baseline", "label": "key"}
        if mark:
            ax.text(x, y, mark, ha="center", color=theme.ink_on(fill), **style)
        ax.text(x + 0.18, y, words, **style)
        x += 0.18 + layout.text_width(words, size) + 0.40
