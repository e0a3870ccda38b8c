"""What the chart tests share: sample tables with awkward names, and eyes for the drawn figure."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from scouting.charts import ranked_bars, theme, trend

NAMES = [
    "Bournemouth, Christchurch and Poole", "Kingston upon Hull, City of", "Redcar and Cleveland",
    "Bath and North East Somerset", "Westmorland and Furness", "City of London", "Hammersmith and Fulham",
    "Herefordshire, County of", "Cheshire West and Chester", "Stoke-on-Trent", "Isles of Scilly $1 $2",
    "Yorkshire and The Humber", "England",
]  # fmt: skip
ROLES = ["focus", *["neighbour"] * 10, "region", "england"]


def ranked_rows(values, noise=3.0, marker="c", note=""):
    """Ranked rows in the order of the values given; ``noise`` a number for all, or one a row."""
    values = np.asarray(values, dtype=float)
    noise = np.broadcast_to(np.asarray(noise, dtype=float), values.shape)
    n = len(values)
    return pd.DataFrame(
        {
            "area_code": [f"E{i:08d}" for i in range(n)], "name": NAMES[:n], "role": ROLES[:n],
            "value": values, "lower": values - noise, "upper": values + noise,
            "marker": [marker if np.isnan(v) else "" for v in values], "note": note,
        },
        columns=ranked_bars.COLUMNS,
    )  # fmt: skip


def trend_rows(values, noise=2.0, first=2016, segment=0):
    """Trend rows, a year each, neighbours and England moving alongside."""
    values = np.asarray(values, dtype=float)
    n = len(values)
    years = range(first, first + n)
    middle = 22 + np.sin(np.arange(n))
    return pd.DataFrame(
        {
            "period": [f"{y}-{(y + 1) % 100:02d}" for y in years],
            "period_end": pd.to_datetime([f"{y + 1}-03-31" for y in years]),
            "value": values, "lower": values - noise, "upper": values + noise,
            "marker": ["x" if np.isnan(v) else "" for v in values],
            "neighbour_q25": middle - 4, "neighbour_median": middle, "neighbour_q75": middle + 3,
            "n_with_value": 10, "england": 21.5, "segment": segment,
        },
        columns=trend.COLUMNS,
    )  # fmt: skip


def _visible(ax):
    ticks = [t for a in (ax.xaxis, ax.yaxis) for t in a.get_ticklabels() if ax.axison]
    return [t for t in [*ax.texts, *ticks] if t.get_visible() and t.get_text().strip()]


class Eyes:
    """Looks at drawn artists, never at image bytes."""

    ranked_rows, trend_rows = map(staticmethod, (ranked_rows, trend_rows))

    @staticmethod
    def extents(ax):
        with theme.use():
            ax.figure.draw_without_rendering()
        renderer = ax.figure.canvas.get_renderer()
        return [(t.get_text(), t.get_window_extent(renderer)) for t in _visible(ax)]

    def legible(self, ax):
        """No text reaches outside the figure, and none lies over another."""
        width, height = ax.figure.bbox.width, ax.figure.bbox.height
        boxes = self.extents(ax)
        for text, box in boxes:
            inside = box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height
            assert inside, f"{text!r} reaches outside the figure: {box}"
        for i, (one, a) in enumerate(boxes):
            for other, b in boxes[i + 1 :]:
                across = min(a.x1, b.x1) - max(a.x0, b.x0)
                down = min(a.y1, b.y1) - max(a.y0, b.y0)
                # Pixels of grace: boxes hold the room of letters that hang, whether or not there are any.
                assert across <= 1 or down <= 2, f"{one!r} overlaps {other!r}"

    @staticmethod
    def labelled(ax, start):
        """Artists by what follows ``start`` in their label."""
        found = [*ax.lines, *ax.collections, *ax.patches, *ax.texts]
        return {a.get_label()[len(start) :]: a for a in found if str(a.get_label()).startswith(start)}

    def glyphs(self, ax):
        """The glyph of each cell by the cell's name: the markers that lie in its box, or its letters."""
        found = {name: text.get_text() for name, text in self.labelled(ax, "glyph:").items()}
        boxes = self.labelled(ax, "cell:")
        for line in [line for line in ax.lines if line.get_label().startswith("glyphs:")]:
            for x, y in line.get_xydata():
                (inside,) = [
                    name for name, b in boxes.items()
                    if b.get_x() < x < b.get_x() + b.get_width() and b.get_y() < y < b.get_y() + b.get_height()
                ]  # fmt: skip
                glyph = line.get_label().removeprefix("glyphs:")
                found[inside] = found.get(inside, "") + glyph[0]
        return found

    @staticmethod
    def numbers(text):
        return [float(n.replace("−", "-").replace(",", "")) for n in re.findall(r"−?\d[\d,]*(?:\.\d+)?", text)]


@pytest.fixture
def eyes():
    return Eyes()
