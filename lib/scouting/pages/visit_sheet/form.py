"""The form of a brief: one row per host, filled in on the visit and taken back by ``scouting visit --form``."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from scouting.own.visits import FORM
from scouting.pages.visit_sheet.visit import Visit
from scouting.paths import new_file


def form(told: Visit) -> pd.DataFrame:
    """The form, one row per sheet: columns ``own.visits.FORM``; what the visit is to find out is blank."""
    blank = dict.fromkeys(FORM, "")
    rows = [blank | {"council": told.of.name, "visited": one.name, "topic": one.topic} for one in told.sheets]
    return pd.DataFrame(rows, columns=FORM)


def write(told: Visit, path: Path) -> None:
    """Write the form as a CSV file that a spreadsheet opens."""
    with new_file(path) as aside:
        form(told).to_csv(aside, index=False, encoding="utf-8-sig", lineterminator="\n")
