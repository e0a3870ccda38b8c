"""What a kernel of a pack needs, made once before kernels are forked."""

from __future__ import annotations

import io

from matplotlib.figure import Figure

from scouting import dataset
from scouting.charts import theme
from scouting.study import (
    brief,
    own,
    show,
    show_backtest,
    show_history,
    show_indicator,
    show_neighbours,
    show_views,
    show_warning,
    show_why,
    study,
    visits,
)

#: Imported for the kernels' sake: a notebook's own imports then cost nothing.
USED = (
    brief, own, show, show_backtest, show_history, show_indicator, show_neighbours, show_views, show_warning, show_why,
    study, visits,
)  # fmt: skip


def warm() -> None:
    """Hold the figures, and draw one figure: fonts are read and the renderers of PNG and SVG imported."""
    dataset.hold()
    with theme.use():
        figure = Figure()
        figure.add_subplot().set_title("warm")
        for kind in ("png", "svg"):
            figure.savefig(io.BytesIO(), format=kind)
