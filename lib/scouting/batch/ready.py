"""What a kernel of a pack needs, made once before kernels are forked."""

from __future__ import annotations

import io

from matplotlib.figure import Figure

from scouting import dataset, recipes
from scouting.charts import theme
from scouting.explain import chasing_of, figures_of, improvers_of
from scouting.pages import common
from scouting.pages.early_warning import show as early_warning_page
from scouting.pages.early_warning import show_backtest, views
from scouting.pages.early_warning.signs import signs_of
from scouting.pages.indicator import show as indicator_page
from scouting.pages.neighbours import show as neighbours_page
from scouting.pages.own_figures import show as own_figures_page
from scouting.pages.scouting_party import show as party_page
from scouting.pages.scouting_party import show_why
from scouting.pages.visit_sheet import show as visit_page
from scouting.pages.visit_sheet import visit, visits
from scouting.study import study
from scouting.terms import ENGLAND

#: Imported for the kernels' sake: a notebook's own imports then cost nothing.
USED = (
    common, early_warning_page, indicator_page, neighbours_page, own_figures_page, party_page, show_backtest,
    show_why, study, views, visit, visit_page, visits,
)  # fmt: skip


def warm() -> None:
    """Hold the figures and all that is the same for every council, and draw one figure: fonts are read and the
    renderers of PNG and SVG imported."""
    data = dataset.hold()
    _ = figures_of(data).counts, chasing_of(data), signs_of(data), data.catalog.reading
    improvers_of(data, ENGLAND, "children")  # nobody's: of all councils at once
    for name in recipes.names():
        data.calculated(name)
    with theme.use():
        figure = Figure()
        figure.add_subplot().set_title("warm")
        for kind in ("png", "svg"):
            figure.savefig(io.BytesIO(), format=kind)
