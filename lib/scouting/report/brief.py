"""The brief as a page and a workbook: a sheet of paper for each host, and one of what others could learn here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from scouting import markup
from scouting.dataset import Dataset
from scouting.pages.visit_sheet import form, words
from scouting.pages.visit_sheet import show as visit_page
from scouting.pages.visit_sheet.visit import Visit
from scouting.pages.visit_sheet.visit import visit as visit_of
from scouting.paths import slug
from scouting.report import page, tables
from scouting.report.council import CouncilReport
from scouting.report.document import asked_ids, checked, folder_name
from scouting.report.style import style_of
from scouting.study import study
from scouting.terms import SMALL_COUNT


def body(told: Visit) -> str:
    """The brief as HTML: whom to visit, then a sheet for each of the best hosts, then what others could learn."""
    name = told.of.name
    parts = [
        markup.sentences(told.of.notices, "notice"),
        markup.heading(2, "Whom to visit"),
        markup.sentences([f"{told.rule_line()} {words.SPAN}"]),
    ]
    if len(told.hosts):
        parts.append(visit_page.hosts_table(told))
    parts += [visit_page.whole(sheet, quotes=True) for sheet in told.sheets]
    parts += ['<section class="sheet">', markup.heading(2, f"What others could learn from {name}")]
    parts += [markup.sentences(told.strength_lines()), "</section>"]
    return "".join(parts)


@dataclass(frozen=True)
class CouncilBrief(CouncilReport):
    """The brief of a council. ``of``: its study; ``told``: the brief itself."""

    told: Any = None
    head, kind = "Brief", None

    @property
    def files(self) -> str:
        return f"the brief of {self.of.name}"

    def title(self) -> str:
        return f"Scouting brief for {self.of.name}"

    def tables(self) -> dict[str, pd.DataFrame]:
        told, why = self.told, self.told.why
        strengths = told.strengths.assign(names=told.strengths.names.map("; ".join))
        return {"hosts": told.hosts, "leads": why.leads, "findings": why.findings, "evidence": why.evidence,
                "strengths": strengths}  # fmt: skip

    def write(self, books, sheets, news, stem) -> None:
        page.write_body(body(self.told), self.title(), self.facts(), Path(f"{stem}.html"), annex=True, house=self.house)
        tables.write_xlsx(sheets, self.facts(), Path(f"{stem}.xlsx"))
        form.write(self.told, Path(f"{stem}-form.csv"))

    def write_beside(self, sheets, stem) -> None:
        """A brief has none of the report's files."""


def council_brief(
    council: str, visit: str = "", neighbours: str = "", indicators: str = "children", topic: str = "", *,
    small_counts: int = SMALL_COUNT, as_of: dt.date | None = None, data: Dataset | None = None,
) -> CouncilBrief:  # fmt: skip
    """The brief of one council, ready to be made: NAME.html, NAME.xlsx, a form to fill in on the visit, and tables/.

    ``visit``: a host to visit in place of those that the rule names; ``topic``: one topic. Raises ScoutingError.

    >>> council_brief("Derby").name
    'derby-brief'
    """
    of = study(council, neighbours, indicators, small_counts=small_counts, data=checked(data))
    told, set_id = visit_of(of, visit, topic), of.neighbour_set.set_id
    parameters = {"council": of.area_code, "visit": told.host, "topic": topic, "neighbours": set_id,
                  "indicators": indicators, "small_counts": small_counts}  # fmt: skip
    # The report's own name for the same question, with whom the visit is to: one answer never replaces another.
    name = folder_name(slug(of.name), set_id if set_id != of.usual_set else "", asked_ids(of, indicators))
    name += f"-{slug(topic)}" if topic else ""
    name += f"-brief-to-{slug(of.data.catalog.name(told.host))}" if told.host else "-brief"
    look = style_of(of.data.catalog, of.area_code)
    return CouncilBrief(of, as_of or dt.date.today(), name, parameters, style=look, told=told)
