"""Imported before kernels of the app are forked: what its pages use beside those of a report.

Nothing with controls: ipywidgets tells a page of each as it is made, and here no page listens.
"""

import scouting.pages.check_data.odd
import scouting.pages.check_data.show
import scouting.pages.check_data.tables
import scouting.pages.check_data.tell
import scouting.pages.money.show
import scouting.pages.money.tables
import scouting.pages.naming.show
import scouting.pages.naming.tables
import scouting.pages.region.show
import scouting.pages.region.tables
import scouting.pages.what_if.question
import scouting.pages.what_if.show

#: For the kernels' sake: a notebook's own imports then cost nothing.
USED = scouting.pages
