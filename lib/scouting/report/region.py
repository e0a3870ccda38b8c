"""The document of a group of councils: its notebook run, one page, one workbook, its tables."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from scouting.dataset import Dataset
from scouting.pages.region.show import tables as tables_of
from scouting.pages.region.tables import region
from scouting.paths import slug
from scouting.periods import newest_of_care
from scouting.report import first, page, tables
from scouting.report.document import Document, asked_ids, checked, folder_name, short
from scouting.report.run import Plan
from scouting.report.since_region import REGION
from scouting.terms import SMALL_COUNT

NOTEBOOK = "8_region"


@dataclass(frozen=True)
class RegionDocument(Document):
    """The document of a group. ``of``: the region.

    ``recipe``: a word for how it is made beside the code (notebook, libraries): another word makes it anew.
    """

    recipe: str = ""
    kind = REGION

    def title(self) -> str:
        """The group, the services and the month of its newest figure of care."""
        newest, what = newest_of_care(self.of.verdicts, self.of.panel.indicators), " and ".join(self.services())
        return f"{self.of.name}: {what} to {newest:%B %Y}, council by council and topic by topic"

    def about(self) -> list[tuple[str, str]]:
        names = ", ".join(f"{name} ({code})" for code, name in self.of.names.items())
        near = "each council's own statistical neighbours: see the sheet councils"
        return [("Councils", names), ("Similar councils", near)]

    def tables(self) -> dict[str, pd.DataFrame]:
        sheets, figures, facts = tables_of(self.of), self.of.data.values, self.of.indicators
        digests, sizes = tables.digests(figures, facts.index), tables.sizes(figures, facts)
        sheets["indicators"] = sheets["indicators"].assign(figures=digests.to_numpy(), sizes=sizes.to_numpy())
        return sheets

    def write(self, books, sheets, news, stem) -> None:
        html = first.of_region(news) + page.body(books[0])
        page.write_body(html, self.title(), self.facts(), Path(f"{stem}.html"))
        tables.write_xlsx(sheets, self.facts(), Path(f"{stem}.xlsx"))

    def local(self) -> pd.DataFrame:
        return self.of.shared

    def made_from(self) -> tuple[list[Any], list[pd.DataFrame]]:
        of = self.of
        sets = {code: [of.sets[code].set_id, list(of.sets[code].codes)] for code in of.codes}
        given = {name: value for name, value in self.parameters.items() if name != "as_of"}
        return [of.codes, given, self.recipe, sets], [of.shared, of.shared_facts]


def region_document(
    councils: str, neighbours: str = "", indicators: str = "children", *, small_counts: int = SMALL_COUNT,
    as_of: dt.date | None = None, data: Dataset | None = None, recipe: str = "",
) -> RegionDocument:  # fmt: skip
    """The document of a group of councils, ready to be made: NAME.html, NAME.xlsx, notebooks/, charts/, tables/.

    ``councils``: a region, 'all', or councils joined by commas; ``data``: figures that were loaded and checked before;
    ``recipe``: as in ``RegionDocument``. Raises ScoutingError.

    >>> region_document("South West", indicators="re_referrals").name
    'region-south-west-re-referrals'
    """
    as_of = as_of or dt.date.today()
    of = region(councils, neighbours, indicators, small_counts=small_counts, data=checked(data))
    ids = asked_ids(of, indicators)
    parameters = {"councils": of.asked, "neighbours": neighbours, "indicators": ids, "small_counts": small_counts,
                  "as_of": as_of.isoformat()}  # fmt: skip
    who = f"{len(of.codes)}-councils-{short(of.asked)}" if "," in of.asked else slug(of.asked)
    plan, name = Plan(((NOTEBOOK, {}),)), folder_name(f"region-{who}", neighbours, ids)
    return RegionDocument(of, as_of, name, parameters, plan, tuple(of.notices), recipe)
