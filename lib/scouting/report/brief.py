"""The brief as a page and a workbook: a sheet of paper for each host, and one of what others could learn here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from scouting import dataset, markup, paths
from scouting.pages.scouting_party.brief import CHECKS, Brief, brief
from scouting.paths import new_folder, slug
from scouting.report import page, tables
from scouting.report.make import asked_ids, check_target, facts, folder_name
from scouting.study import study
from scouting.study.core import Study


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


def make(
    council: str,
    visit: str = "",
    neighbours: str = "",
    indicators: str = "children",
    out: Path | None = None,
    *,
    as_of: dt.date | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Path:
    """Make the brief of one council and give its folder: NAME.html, NAME.xlsx and tables/, whole or not at all.

    ``visit``: a host to visit in place of those that the rule names. Raises ScoutingError with what is wrong.
    """
    as_of = as_of or dt.date.today()
    party = study(council, neighbours, indicators, data=dataset.load())
    told = brief(party, visit)
    target = Path(out or paths.REPORTS).absolute() / _name(told, indicators)
    check_target(target)
    with new_folder(target) as aside:
        say(f"writing the brief of {party.name}")
        parameters = {"council": party.area_code, "visit": told.visit, "neighbours": party.neighbour_set.set_id,
                      "indicators": indicators}  # fmt: skip
        about = [("Brief", _title(party)), *facts(party, parameters, as_of)[1:]]
        page.write_body(body(told), _title(party), about, aside / f"{target.name}.html")
        why = told.why
        sheets = {"hosts": told.hosts, "questions": told.question_table(), "leads": why.leads,
                  "findings": why.findings, "evidence": why.evidence,
                  "strengths": told.strengths.assign(names=told.strengths.names.map("; ".join))}  # fmt: skip
        tables.write_csv(sheets, aside / "tables")
        tables.write_xlsx(sheets, about, aside / f"{target.name}.xlsx")
    return target


def _title(party: Study) -> str:
    return f"Scouting brief for {party.name}"


def _name(told: Brief, indicators: str) -> str:
    """The report's own name for the same question, with whom the visit is to: one answer never replaces another."""
    parts = [folder_name(told.of, asked_ids(told.of, indicators)), "brief"]
    if told.visit:
        parts += ["to", slug(told.of.data.catalog.name(told.visit))]
    return "-".join(parts)
