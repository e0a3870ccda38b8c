"""Councils down, topics across: on how many measures each is clearly ahead of its own similar councils, or behind.

A cell says it in marks and numbers; the shade repeats it. Councils stand in the order given, which is by name: the
rows are no ranking.
"""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from scouting.charts import axis, cells, layout, theme
from scouting.charts.cells import ROW, WIDTH
from scouting.errors import ScoutingError
from scouting.frames import each_row

COLUMNS = ("area_name", "topic", "compared", "ahead", "behind")
#: More topics than this leave no room for a cell; more councils make a page too long to read.
MOST_TOPICS, MOST_COUNCILS = 17, 24

HEAD, NAMES = 1.95, 2.02  # inches
KEY = 0.58
AHEAD, BEHIND, ALIKE = "▲", "▼", "·"
KEY_CELLS = (
    ((2, 0, 6), "ahead on 2"), ((0, 1, 6), "behind on 1"), ((2, 1, 6), "both"), ((0, 0, 6), "no clear difference"),
    ((0, 0, 0), "not compared"),
)  # fmt: skip


def mark(ahead: int, behind: int, compared: int) -> str:
    """What stands in a cell; blank where nothing is compared.

    >>> mark(2, 1, 6), mark(0, 0, 6), mark(0, 0, 0)
    ('▲2▼1', '·', '')
    """
    told = (f"{AHEAD}{ahead}" if ahead else "") + (f"{BEHIND}{behind}" if behind else "")
    return told or (ALIKE if compared else "")


def draw(rows: pd.DataFrame, *, title: str, subtitle: str = "", notes: tuple[str, ...] = ()) -> Axes:
    """Draw the grid, one row a council and one column a topic, each in the order in which they come.

    Columns of ``rows``, a row for each cell: area_name, topic, compared (indicators), ahead and behind (of them,
    clearly better or worse than the median of its similar councils). A cell that is not there is not compared. Raises
    ScoutingError for too many of either.

    >>> rows = pd.DataFrame([("Kent", "front door", 6, 2, 1)], columns=COLUMNS)
    >>> [t.get_text() for t in draw(rows, title="T").texts if t.get_label() == "mark:Kent:front door"]
    ['▲2▼1']
    """
    rows = layout.check(rows, COLUMNS, "region_grid", ["compared", "ahead", "behind"])
    names, topics = list(dict.fromkeys(rows.area_name)), list(dict.fromkeys(rows.topic))
    for count, most, what in ((len(topics), MOST_TOPICS, "topics"), (len(names), MOST_COUNCILS, "councils")):
        if count > most:
            raise ScoutingError(f"The chart region_grid has room for {most} {what}, not for {count}: draw it in parts.")
    found = {(c.area_name, c.topic): (int(c.ahead), int(c.behind), int(c.compared)) for c in each_row(rows)}
    width = min((WIDTH - NAMES) / len(topics), 0.62)
    with theme.use():
        body = HEAD + ROW * len(names) + KEY
        ax, _ = layout.frame(None, "rug", body, title, subtitle, [*notes])
        ax.set(xlim=(0, WIDTH), ylim=(body, 0))  # inches, so that every part has its size
        ax.axis("off")
        for k, topic in enumerate(topics):
            text, size = layout.fit(topic, HEAD - 0.1, theme.SIZES["small"])
            ax.text(NAMES + (k + 0.5) * width, HEAD - 0.06, text, fontsize=size, rotation=90, ha="center", va="bottom",
                    linespacing=0.95, label=f"topic:{topic}")  # fmt: skip
        for place, name in enumerate(names):
            y = HEAD + place * ROW
            cells.write_fitted(ax, 0, y + ROW / 2, name, NAMES - 0.12, theme.SIZES["label"] - 0.5, label=f"name:{name}")
            for k, topic in enumerate(topics):
                _cell(ax, NAMES + k * width, y, width, found.get((name, topic), (0, 0, 0)), f"{name}:{topic}")
        _key(ax, HEAD + ROW * len(names) + 0.2)
    return ax


def _cell(ax: Axes, x: float, y: float, width: float, counts: tuple[int, int, int], name: str) -> None:
    ahead, behind, compared = counts
    colour = theme.COLOURS["similar" if compared else "paper"]
    if bool(ahead) != bool(behind):
        share = (ahead or behind) / max(compared, 1)
        colour = theme.tint(theme.COLOURS["better" if ahead else "worse"], 0.3 + 0.7 * min(2 * share, 1.0))
    ax.add_patch(
        Rectangle((x + 0.015, y + 0.015), width - 0.03, ROW - 0.03, facecolor=colour, lw=0,
                  hatch=None if compared else "////", edgecolor=theme.COLOURS["grid"], label=f"cell:{name}")
    )  # fmt: skip
    text = mark(ahead, behind, compared)
    if text:
        size = 14 if text == ALIKE else 10
        size *= min(1.0, (width - 0.05) / layout.text_width(text, size))
        cells.write(ax, x + width / 2, y + ROW / 2, text, size, "center", va="center", color=theme.ink_on(colour),
                    label=f"mark:{name}")  # fmt: skip


def _key(ax: Axes, y: float) -> None:
    pitch, mark_width = WIDTH / len(KEY_CELLS), 0.44
    ax.plot([0, WIDTH], [y - 0.07] * 2, color=theme.COLOURS["grid"], lw=0.9)
    for place, (counts, words) in enumerate(KEY_CELLS):
        _cell(ax, place * pitch, y, mark_width, counts, f"key:{words}")
        cells.write_fitted(ax, place * pitch + mark_width + 0.07, y + ROW / 2, words, pitch - mark_width - 0.15,
                           theme.SIZES["note"], label="key")  # fmt: skip


def alt_text(rows: pd.DataFrame, *, title: str) -> str:
    """The grid in words: one sentence per topic, councils by name with how many indicators, never in order of merit.

    >>> rows = pd.DataFrame([("Kent", "front door", 6, 2, 1), ("Bury", "front door", 6, 0, 0)], columns=COLUMNS)
    >>> alt_text(rows, title="All")
    'Grid of 2 councils by 1 topic: All. front door: ahead Kent (2); behind Kent (1); no clear difference for 1.'
    """
    rows = layout.check(rows, COLUMNS, "region_grid", ["compared", "ahead", "behind"])
    councils, topics = rows.area_name.nunique(), list(dict.fromkeys(rows.topic))
    size = f"{axis.counted(councils, 'council', 'councils')} by {axis.counted(len(topics), 'topic', 'topics')}"
    parts = [f"Grid of {size}: {title.rstrip('.')}."]
    for topic in topics:
        mine, said = rows[rows.topic == topic], []
        for column in ("ahead", "behind"):
            some = mine[mine[column] > 0]
            named = [f"{name} ({int(n)})" for name, n in zip(some.area_name, some[column], strict=True)]
            said += [f"{column} {', '.join(named)}"] if named else []
        alike = int(((mine.ahead == 0) & (mine.behind == 0) & (mine.compared > 0)).sum())
        absent = councils - int((mine.compared > 0).sum())
        said += [f"no clear difference for {alike}"] if alike else []
        said += [f"{absent} not compared"] if absent else []
        parts.append(f"{topic}: {'; '.join(said)}.")
    return " ".join(parts)
