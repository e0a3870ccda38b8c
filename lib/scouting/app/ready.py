"""Imported before kernels of the app are forked: what its pages use beside those of a report."""

from scouting.pages.check_data import odd, show, tables, tell
from scouting.pages.money import show as money_page
from scouting.pages.money import tables as money
from scouting.pages.naming import show as naming_page
from scouting.pages.naming import tables as naming
from scouting.pages.neighbours import widget as neighbours_widget
from scouting.pages.region import show as region_page
from scouting.pages.region import tables as region
from scouting.pages.what_if import question, widget
from scouting.pages.what_if import show as what_if_page

#: For the kernels' sake: a notebook's own imports then cost nothing.
USED = (
    money, money_page, naming, naming_page, neighbours_widget, odd, question, region, region_page, show, tables, tell,
    what_if_page, widget,
)  # fmt: skip
