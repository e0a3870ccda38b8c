"""Page one and its stories as plain texts, for files that are no page: slides and paper."""

from __future__ import annotations

import pandas as pd

from scouting import words as say
from scouting.frames import each_row, row_of
from scouting.pages.page_one import tables, words
from scouting.pages.visit_sheet import hosts as choosing
from scouting.pages.visit_sheet import show as visit_page
from scouting.pages.visit_sheet.sheet import Sheet
from scouting.pages.visit_sheet.visit import Visit
from scouting.study.core import Study

#: Councils named as better on a measure.
NAMED = 4


def row_texts(study: Study, row: pd.Series, *, asked: bool, whole: bool) -> list[str]:
    """A row of page one: measure with its people, three figures, how sure. ``asked``, ``whole``: as page one has it."""
    facts = row_of(study.panel.indicators, row.indicator_id)
    name = words.named(row, facts, tables.people(study, row.indicator_id))
    told = words.below(study, row, facts, asked=asked, whole=whole)
    figures = [(row.value, row.marker), (row.neighbour_median, ""), (row.england, "")]
    shown = [words.shown(value, facts, marker) for value, marker in figures]
    return [f"{name}: {told}" if told else name, *shown, words.sure(row)]


def stories(sides: dict[bool, pd.DataFrame], most: int) -> list[tuple[str, bool]]:
    """The measures told as stories, each with whether it is a strength: those worth asking about first, and one of each
    side before a second. ``sides``: the rows of page one by whether they are strengths."""
    order = [(k, good) for k in range(tables.MOST) for good in sides if k < len(sides[good])]
    return [(str(sides[good].index[k]), good) for k, good in order[:most]]


def story_title(row: pd.Series, facts: pd.Series, name: str) -> str:
    """A story's title: the measure with its figure here and in similar councils."""
    value, near = (words.shown(y, facts) for y in (row.value, row.neighbour_median))
    return f"{facts.short_title}: {value} in {name}, {near} in similar councils"


def better(told: Visit, indicator_id: str, hosts: pd.DataFrame, *, good: bool) -> str:
    """Who does better, those first who are to be asked; of a strength, how many similar councils it is ahead of."""
    why, own = told.why, told.of.name
    looks = why.looks[why.looks.indicator_id == indicator_id]
    if good and len(looks):
        ahead = int((looks.clear & (looks.sureness < 0)).sum())
        return f"Taken one by one, {own} is clearly ahead of {ahead or 'none'} of {len(looks)} similar councils."
    names = list(why.named["name"][why.named.indicator_id == indicator_id])
    names.sort(key=lambda name: list(hosts["name"]).index(name) if name in set(hosts["name"]) else len(hosts))
    if not names:
        return "" if looks.empty else "No similar council is clearly ahead on this measure."
    more = len(names) - NAMED
    return f"Clearly ahead: {say.listed([*names[:NAMED], *([f'{more} more'] if more > 0 else [])])}."


def sheet(told: Visit, code: str, topic: str) -> Sheet:
    """The visit sheet of one council on a topic."""
    return Sheet(told.why, choosing.host(told.why, code, topic).iloc[0], topic)


def sheets(told: Visit, hosts: pd.DataFrame) -> list[Sheet]:
    """The visit sheet of each council that page one names, on the topic that it is named for."""
    on, topics = str(hosts.indicator_id[0]), told.of.panel.indicators.topic
    codes, topic = told.hosts.set_index("name").about_code, str(topics[on]) if on else ""
    return [sheet(told, str(codes[name]), topic) for name in hosts["name"]]


def whom(hosts: pd.DataFrame, made: list[Sheet]) -> pd.DataFrame:
    """The councils that page one names, one row each: whom to ask, why, how alike and how far.

    ``made``: their sheets, as ``sheets`` gives them.
    """
    on = str(hosts.indicator_id[0])
    return pd.DataFrame(
        {
            "Whom to ask": hosts["name"],
            "Why": [_why(sheet, on) for sheet in made],
            "How alike, how far": [visit_page.alike_line(sheet) for sheet in made],
        }
    )


def _why(sheet: Sheet, on: str) -> str:
    """Why a council is asked: both figures of the measure asked about, or on what it is ahead."""
    mine = sheet.leads[sheet.leads.indicator_id == on]
    told = [visit_page.lead_line(sheet, row, first=False) for row in each_row(mine if on else sheet.leads.head(1))]
    return " ".join(told if on and told else [visit_page.host_line(sheet), *told])
