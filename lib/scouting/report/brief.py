"""The brief as a page and a workbook: a sheet of paper for each host, and one of what others could learn here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from scouting import markup
from scouting.dataset import Dataset
from scouting.pages.scouting_party.brief import CHECKS, Brief, brief
from scouting.paths import slug
from scouting.report import page, tables
from scouting.report.council import CouncilReport
from scouting.report.document import asked_ids, checked, folder_name
from scouting.study import study


def body(of: Brief) -> str:
    """The brief as HTML: whom to visit, then a part for each of the best hosts, then what others could learn."""
    name = of.of.name
    parts = [
        markup.sentences(of.of.notices, "notice"),
        markup.heading(2, "Whom to visit"),
        markup.sentences([of.rule_line(), *of.why.place_lines()[:1], *of.why.cannot_tell_lines()]),
    ]
    if len(of.hosts):
        shown = of.hosts[["name", "n_topics", "n_indicators", "n_unlike"]].astype("str")
        shown.columns = ["Host", "Topics", "Measures", "Measures on which it is of another size"]
        caption = f"Similar councils that are clearly ahead of {name}, best first"
        parts.append(markup.table(shown, caption, numbers=list(shown.columns[1:])))
    parts += [_host(of, row) for _, row in of.best.iterrows()]
    lines = of.strength_lines() or [f"{name} is not clearly better than similar councils on any of these measures."]
    parts += ['<section class="sheet">', markup.heading(2, f"What others could learn from {name}")]
    parts += [markup.sentences(lines), "</section>"]
    return "".join(parts)


def _host(of: Brief, row) -> str:
    code, host = row.about_code, row["name"]
    found = of.evidence(code)
    for column in ("For", "Against", "No data"):
        found[column] = found[column].str.replace("\n", " ")
    return "".join(
        [
            '<section class="sheet">',
            markup.heading(2, host),
            markup.sentences(of.host_lines(row)),
            markup.heading(3, "What they do better"),
            markup.sentences(of.why.lead_lines(code)),
            markup.heading(3, "What to ask"),
            markup.sentences(of.questions(code)),
            markup.heading(3, "What to check before believing it"),
            markup.sentences(CHECKS),
            markup.heading(3, "Who else shows the same"),
            markup.sentences(of.others(code)),
            markup.folded("What the published figures say of each explanation",
                          markup.table(found, f"Evidence on {host}, for and against")),
            "</section>",
        ]
    )  # fmt: skip


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
        return {"hosts": told.hosts, "questions": told.question_table(), "leads": why.leads,
                "findings": why.findings, "evidence": why.evidence, "strengths": strengths}  # fmt: skip

    def write(self, books, sheets, news, stem) -> None:
        page.write_body(body(self.told), self.title(), self.facts(), Path(f"{stem}.html"))
        tables.write_xlsx(sheets, self.facts(), Path(f"{stem}.xlsx"))


def council_brief(
    council: str, visit: str = "", neighbours: str = "", indicators: str = "children", *,
    as_of: dt.date | None = None, data: Dataset | None = None,
) -> CouncilBrief:  # fmt: skip
    """The brief of one council, ready to be made: NAME.html, NAME.xlsx and tables/.

    ``visit``: a host to visit in place of those that the rule names. Raises ScoutingError.

    >>> council_brief("Derby").name
    'derby-brief'
    """
    of = study(council, neighbours, indicators, data=checked(data))
    told, set_id = brief(of, visit), of.neighbour_set.set_id
    parameters = {"council": of.area_code, "visit": told.visit, "neighbours": set_id, "indicators": indicators}
    # The report's own name for the same question, with whom the visit is to: one answer never replaces another.
    name = folder_name(slug(of.name), set_id if set_id != of.usual_set else "", asked_ids(of, indicators))
    name += f"-brief-to-{slug(of.data.catalog.name(told.visit))}" if told.visit else "-brief"
    return CouncilBrief(of, as_of or dt.date.today(), name, parameters, told=told)
