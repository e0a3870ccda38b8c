"""A report as a committee paper in Word: page one, three stories, whom to ask and what, what is not known.

It says what the page says, in its words and figures. Tables and headings are Word's own, to be edited.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd

from scouting import words as say
from scouting.charts import theme
from scouting.frames import each_row, row_of
from scouting.pages.page_one import headline, tables, texts, words
from scouting.pages.page_one.show import SIDES
from scouting.pages.scouting_party import summary
from scouting.pages.visit_sheet.sheet import Sheet
from scouting.pages.visit_sheet.visit import Visit, visit
from scouting.paths import new_file
from scouting.report import deck, first, story, word_file
from scouting.report.style import Style
from scouting.study import Study
from scouting.terms import LICENCE

#: Stories, questions to the first council, and years in the table of a story.
STORIES, QUESTIONS, SHOWN = 3, 3, 5
#: What is told of what is not known, and of how sure the rest is: as on the slides.
UNKNOWN = ("missing", "uncompared", "not compared", "in development", "caveat", "chance")
SURE = 4  # of the sentences on how to read the verdicts, those on how sure they are
#: What only the author can say, and where it is written.
TO_FILL = {"Committee": "[name]", "Date of the meeting": "[date]", "Report of": "[name and post]"}
#: Centimetres: how high a chart is, and how wide the columns of page one are.
_CHART, _WIDTHS = 4.2, (5.6, 2.8, 2.0, 1.8, 5.0)


def write(study: Study, facts: list[tuple[str, str]], as_of: dt.date, path: Path, *, look: Style | None = None) -> None:
    """Write the paper of a study; parts with nothing to say are left out. The same input gives the same bytes.

    ``facts``: of the report (``Document.facts``); ``look``: the council's own. Raises ScoutingError where the file
    cannot be written.
    """
    held, told = dict(facts), visit(study)
    shade = look.heading if look else theme.COLOURS["focus"]
    made = word_file.blank(held["Report"], shade)
    about = words.about(study, as_of.isoformat())
    if look and look.logo:
        word_file.picture(made, look.logo, look.name, height=1.8)
    elif look:
        word_file.lines(made, [look.name], bold=True)
    word_file.heading(made, f"{about[0]} in {study.name}", 0)
    word_file.lines(made, [" · ".join(about[1:])], size=word_file.SMALL)
    blanks = pd.DataFrame({"This paper": [*TO_FILL], "To be filled in": [*TO_FILL.values()]})
    word_file.table(made, "About this paper", blanks, (1, 3), shade=shade)
    sides = {good: tables.rows(study, good=good) for good in (False, True)}
    _message(made, study, sides, shade)
    hosts = tables.hosts(study, list(sides[False].index))
    for indicator_id, good in texts.stories(sides, STORIES):
        _story(made, told, indicator_id, hosts, shade, good=good)
    if len(hosts):
        _whom(made, told, hosts, shade)
    _unknown(made, study, as_of)
    word_file.heading(made, "About these figures", 1)
    _sources(made, study, held)
    with new_file(path) as aside:
        aside.write_bytes(deck.packed(made))


def _message(made: Any, study: Study, sides: dict[bool, pd.DataFrame], shade: str) -> None:
    """Page one: the message, the counts, what a reader must know, and the rows of each side."""
    word_file.heading(made, "In short", 1)
    word_file.lines(made, [f"{headline.sentence(study)}."], bold=True)
    word_file.lines(made, [words.counts_line(study), *map(words.first_sentence, study.notices)])
    for good, rows in sides.items():
        if rows.empty:
            continue
        word_file.heading(made, SIDES[good], 2)
        listed = [
            texts.row_texts(study, row, asked=not good, whole=k == 0) for k, (_, row) in enumerate(rows.iterrows())
        ]
        table = pd.DataFrame(listed, columns=["Measure", study.name, "Similar councils", "England", "How sure"])
        word_file.table(made, SIDES[good], table, _WIDTHS, shade=shade, numbers=list(table.columns[1:4]))


def _story(made: Any, told: Visit, indicator_id: str, hosts: pd.DataFrame, shade: str, *, good: bool) -> None:
    """One measure: what was found, ten years as a picture, the last as a table, who does better, what to ask."""
    study = told.of
    facts, row = row_of(study.panel.indicators, indicator_id), row_of(study.comparison, indicator_id)
    word_file.heading(made, texts.story_title(row, facts, study.name), 1)
    told_of = [tell(row, facts, study.name) for tell in (say.verdict_sentence, say.people_sentence)]
    word_file.lines(made, [" ".join(filter(None, told_of))], keep=True)
    word_file.line_chart(made, *story.lines(study, indicator_id), height=_CHART)
    lines = {"value": study.name, "neighbour_median": "Similar councils", "england": "England"}
    last = study.trend(indicator_id).tail(SHOWN)
    shown = pd.DataFrame({"": lines.values()}).assign(
        **{
            str(year.period): [words.shown(getattr(year, column), facts, "" if k else year.marker)
                               for k, column in enumerate(lines)]
            for year in each_row(last)
        }
    )  # fmt: skip
    shown = shown.rename(columns={"": facts.short_title})
    word_file.table(made, facts.title, shown, (4.5, *[2.2] * len(last)), shade=shade, numbers=list(shown.columns[1:]))
    word_file.lines(made, [texts.better(told, indicator_id, hosts, good=good), _question(told, indicator_id)])


def _question(told: Visit, indicator_id: str) -> str:
    """A question to the council that is surest ahead on a measure; "" where nobody is, or the bank has none."""
    ahead, topic = told.why.named, told.of.panel.indicators.topic[indicator_id]
    ahead = ahead[ahead.indicator_id == indicator_id]
    if ahead.empty:
        return ""
    asked = texts.sheet(told, str(ahead.neighbour_code.iloc[0]), topic).questions
    return f"To ask {ahead['name'].iloc[0]}: {asked.question.iloc[0]}" if len(asked) else ""


def _whom(made: Any, told: Visit, hosts: pd.DataFrame, shade: str) -> None:
    """The councils that page one names, and questions to the first of them."""
    on, titles = str(hosts.indicator_id[0]), told.of.panel.indicators.short_title
    sheets: list[Sheet] = texts.sheets(told, hosts)
    word_file.heading(made, "Whom to ask, and what", 1)
    word_file.lines(made, [words.hosts_line(hosts, titles[on] if on else "")], keep=True)
    word_file.table(made, "Whom to ask", texts.whom(hosts, sheets), (3.1, 7.0, 6.9), shade=shade)
    asked = sheets[0].questions.head(QUESTIONS)
    if len(asked):
        word_file.heading(made, f"Questions to {hosts['name'][0]}", 2)
        word_file.lines(made, [f"{row.question} ({row.who})" for row in each_row(asked)], style="List Number")


def _unknown(made: Any, study: Study, as_of: dt.date) -> None:
    """What no figure tells, what is missing or cannot be compared, and how sure the rest is."""
    word_file.heading(made, "What these figures do not tell", 1)
    lines = summary.told(study, as_of.isoformat())
    told = [f"No figure here covers {say.listed(words.gaps(study))}.", *(lines[key] for key in UNKNOWN if key in lines)]
    word_file.lines(made, told, style="List Bullet")
    word_file.heading(made, "How sure the rest is", 2)
    word_file.lines(made, first.reading(study.data.catalog)[:SURE], style="List Bullet")


def _sources(made: Any, study: Study, held: dict[str, str]) -> None:
    """Who is compared with whom, the releases, the licence, and what the paper must not be used for."""
    near = study.neighbour_set
    names = say.listed([study.data.catalog.name(code) for code in near.codes])
    publishers = say.listed([*dict.fromkeys(study.sources().publisher)])
    word_file.lines(
        made,
        [
            f"Similar councils: {near.source}. They are {names}.",
            f"Publishers of the figures: {publishers}. The report names each release. {LICENCE}.",
            f"Made on {held['Made on']}. Not for {held['Not for']}.",
        ],
        size=word_file.SMALL,
    )
