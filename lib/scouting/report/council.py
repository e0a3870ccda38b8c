"""A council's report: page, pages for the room, workbook, slides, charts, tables and the notebooks behind them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from scouting import recipes
from scouting.dataset import Dataset
from scouting.pages.what_if import inside
from scouting.paths import slug
from scouting.periods import newest_of_care
from scouting.recipes.weights import plain
from scouting.report import council_book, first, paper, room, slides, style, tables
from scouting.report.document import Document, asked_ids, checked, folder_name, short
from scouting.report.run import Plan
from scouting.report.since_council import COUNCIL
from scouting.study import study
from scouting.terms import BY_HAND, SERVICES, SMALL_COUNT

NOTEBOOK = "1_scouting_party"
#: The council's own signs of grip being lost: part of a report on a whole service, not of one on chosen indicators.
WARNING = "4_early_warning"


@dataclass(frozen=True)
class CouncilReport(Document):
    """The report of a council. ``of``: its study; ``style``: the council's own look, where it has one."""

    style: style.Style | None = None

    files, kind = "the page, the workbook, the slides and the tables", COUNCIL

    @property
    def house(self) -> str:
        """The council's own look as HTML, or ""."""
        return style.html(self.style) if self.style else ""

    def title(self) -> str:
        """The council, the service and the month of its newest figure of care."""
        told, newest = self.services(), newest_of_care(self.of.comparison, self.of.panel.indicators)
        what = told[0] if len(told) == 1 else "social care"
        return f"{self.of.name} and similar councils: {what} to {newest:%B %Y}"

    def about(self) -> list[tuple[str, str]]:
        near = self.of.neighbour_set.described
        return [("Council", f"{self.of.name} ({self.of.area_code})"), ("Similar councils", near)]

    def tables(self) -> dict[str, pd.DataFrame]:
        return tables.tables(self.of)

    def write(self, books, sheets, news, stem) -> None:
        page = Path(f"{stem}.html")
        first.write(self.of, books, sheets, self.facts(), news, self.as_of, page, self.plan.outputs, self.house)

    def write_beside(self, sheets, stem) -> None:
        of, told, outputs = self.of, self.facts(), self.plan.outputs
        room.write(of, self.as_of, told, Path(f"{stem}-room.html"), self.house)
        if "workbook" in outputs:
            council_book.write(of, sheets, told, Path(f"{stem}.xlsx"))
        if "slides" in outputs:
            slides.write(of, told, self.as_of, Path(f"{stem}.pptx"), look=self.style)
        if "docx" in outputs:
            paper.write(of, told, self.as_of, Path(f"{stem}.docx"), look=self.style)

    def made_from(self) -> tuple[list[Any], list[pd.DataFrame]]:
        of = self.of
        sets = {name: chosen.codes for name, chosen in of.sensible_sets.items()}
        weighed = inside.weighting(of)  # whose file may change while the figures stay
        parts = [of.area_code, of.neighbour_set.set_id, sets, list(of.indicators.index)]
        parts += [plain(weighed) if weighed else None, self.style]
        return parts, [of.data.catalog.neighbours, of.own, of.targets]


def council_report(
    council: str, neighbours: str = "", indicators: str = "children", *, last_period: bool = False,
    small_counts: int = SMALL_COUNT, visits: bool = False, as_of: dt.date | None = None, data: Dataset | None = None,
    plan: Plan | None = None, topic: str = "",
) -> CouncilReport:  # fmt: skip
    """The report of one council, ready to be made: NAME.html, NAME-room.html, NAME.xlsx, NAME.pptx, charts/, tables/.

    ``data``: figures that were loaded and checked before; ``plan``: what a pack asks for; ``neighbours``,
    ``topic``: as ``study`` takes them. Raises ScoutingError.

    >>> council_report("Derby", indicators="re_referrals").name
    'derby-re-referrals'
    """
    as_of, plan, data = as_of or dt.date.today(), plan or Plan(), checked(data)
    of = study(
        council, neighbours, indicators, topic=topic, last_period=last_period, small_counts=small_counts, data=data
    )
    ids, near = ",".join(of.indicators.index) if topic else asked_ids(of, indicators), of.neighbour_set
    other_set = near.set_id != of.usual_set
    # Not named where the usual set leaves the council out: the notebook must say so as the study here does.
    named = "" if other_set and not neighbours else near.asked
    parameters = {"council": of.area_code, "neighbours": named, "indicators": ids, "last_period": last_period,
                  "small_counts": small_counts, "visits": visits, "as_of": as_of.isoformat()}  # fmt: skip
    if not plan.notebooks:
        whole = ids in ("all", *SERVICES) and not last_period
        plan = replace(plan, notebooks=((NOTEBOOK, {}), *([(WARNING, {"service": of.service})] if whole else [])))
    # A set that was not asked for stops no report: its recipe is named here, and on the page among the sets left out.
    left_out = [f"A neighbour set is left out. {problem}" for problem in recipes.problems(data.catalog)]
    # Which councils were chosen is in the name, too, so that another choice is another report.
    against = f"{near.set_id}-{short(','.join(near.codes))}" if near.set_id == BY_HAND else near.set_id
    name = plan.name or folder_name(slug(of.name), against if other_set else "", topic or ids)
    look = style.style_of(data.catalog, of.area_code)
    return CouncilReport(of, as_of, name, parameters, plan, (*left_out, *of.notices), look)
