"""A chart in a widget: drawn once, moved in place, with its alt text for a screen reader and in words beneath."""

from __future__ import annotations

import io
from dataclasses import dataclass
from types import ModuleType

import ipywidgets as widgets
import pandas as pd
from matplotlib.axes import Axes

from scouting.charts import theme
from scouting.study import markup

DPI = 80


@dataclass
class Drawn:
    """What a chart is made from: a module with draw, update and alt_text, its table, and its title."""

    chart: ModuleType
    rows: pd.DataFrame
    title: str


def png(ax: Axes, dpi: int = DPI) -> bytes:
    """The picture of a chart as it stands, small and quick."""
    held = io.BytesIO()
    with theme.use():
        ax.figure.savefig(held, format="png", dpi=dpi, pil_kwargs={"compress_level": 1})
    return held.getvalue()
