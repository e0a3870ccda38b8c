"""A report as six slides for a meeting: message, every measure, two stories, whom to ask and what, what is not known.

They say what page one says, in its words and figures. Tables and charts are the program's own, to be edited.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from scouting import words as say
from scouting.charts import cells
from scouting.frames import each_row, row_of
from scouting.pages.page_one import headline, tables, texts, words
from scouting.pages.page_one.show import SIDES
from scouting.pages.scouting_party import summary
from scouting.pages.spine.tables import spine
from scouting.pages.visit_sheet.visit import Visit, visit
from scouting.paths import new_file
from scouting.report import deck, first, story
from scouting.report.style import Style
from scouting.study import Study
from scouting.terms import CLEARLY, PROBABLY, TOO_CLOSE

#: Rows of one half of the slide of every measure, and how few stand in one table alone.
HALF, ALONE = 33, 14
#: The verdicts in the order in which that slide has them.
GROUPS = (CLEARLY["better"], CLEARLY["worse"], PROBABLY["better"], PROBABLY["worse"], TOO_CLOSE)
#: Stories, and questions.
STORIES, QUESTIONS = 2, 3
#: What is told of what is not known and how sure the rest is, in this order.
UNKNOWN = ("missing", "uncompared", "not compared", "in development", "caveat", "chance")
SURE = 4  # of the sentences on how to read the verdicts, those on how sure they are
_WIDE = deck.WIDTH - 2 * deck.EDGE
_ROOM = deck.Box(deck.EDGE, deck.TOP + 0.1, _WIDE, deck.HEIGHT - deck.TOP - 0.65)
_FULL = _ROOM._replace(top=deck.TOP + 0.04, height=5.8)  # to the foot itself, for many small rows


def write(study: Study, facts: list[tuple[str, str]], as_of: dt.date, path: Path, *, look: Style | None = None) -> None:
    """Write the slides of a study; those with nothing to say are left out. The same input gives the same bytes.

    ``facts``: of the report (``Document.facts``), the title first; ``look``: the council's own. Raises
    ScoutingError where the file cannot be written.
    """
    made, told = deck.blank(facts[0][1]), visit(study)
    sides = {good: tables.rows(study, good=good) for good in (False, True)}
    _message(made, study, sides, as_of, look)
    _every(made, study)
    hosts = tables.hosts(study, list(sides[False].index))
    for indicator_id, good in texts.stories(sides, STORIES):
        _story(made, told, indicator_id, hosts, good=good)
    if len(hosts):
        _whom(made, told, hosts)
    _unknown(made, study, dict(facts), as_of)
    if look:
        deck.dress(made, look.heading)
    with new_file(path) as aside:
        aside.write_bytes(deck.packed(made))


def _message(
    made: deck.Deck, study: Study, sides: dict[bool, pd.DataFrame], as_of: dt.date, look: Style | None
) -> None:
    logo = deck.Box(deck.EDGE + _WIDE - 1.8, 0.35, 1.8, 0.6)
    slide = deck.slide(made, headline.sentence(study), spare=logo.width + 0.2 if look and look.logo else 0)
    if look and look.logo:
        deck.picture(slide, look.logo, look.name, logo)
    opening = [words.counts_line(study), *map(words.first_sentence, study.notices)]
    tall = deck.lines(slide, [line for line in opening if line], _ROOM._replace(height=1.6), 18)
    heads, listed = [], []
    for good, rows in sides.items():
        if len(rows):
            heads.append(len(listed))
            listed.append([SIDES[good], "", "", "", ""])
        for place, (_, row) in enumerate(rows.iterrows()):
            listed.append(texts.row_texts(study, row, asked=not good, whole=place == 0))
    if listed:
        table = pd.DataFrame(listed, columns=["Measure", study.name, "Similar councils", "England", "How sure"])
        box = _ROOM._replace(top=_ROOM.top + tall + 0.1, height=_ROOM.height - tall - 0.1)
        deck.table(slide, "What stands out", table, box, numbers=list(table.columns[1:4]), size=16, heads=heads)
    deck.foot(slide, " · ".join([study.name, *words.about(study, as_of.isoformat())]))


def _every(made: deck.Deck, study: Study) -> None:
    """Every measure that is compared, what stands out first, as the page's table of every measure has it."""
    rows = spine(study)
    rows = rows[rows.indicator_id.isin(summary.compared(study).index)]
    if rows.empty:
        return
    note = "Figures are the latest. The page also has the measures that cannot be compared, and those of need."
    if len(rows) + rows.verdict.nunique() > 2 * HALF:
        rows, note = rows[rows.verdict != TOO_CLOSE], "The page has every measure, also those too close to call."
    table, heads, fills = _grouped(study, rows)
    slide = deck.slide(made, _spine_title(study, rows[rows.verdict != TOO_CLOSE]))
    parts = 1 if len(table) <= ALONE else 2
    each, wide = -(-len(table) // parts), (_WIDE - 0.3 * (parts - 1)) / parts
    for part in range(parts):
        mine = slice(part * each, (part + 1) * each)
        box = _FULL._replace(left=deck.EDGE + part * (wide + 0.3), width=wide)
        deck.table(
            slide, f"Every measure, part {part + 1}", table.iloc[mine], box, numbers=list(table.columns[1:4]),
            size=12 if parts > 1 else 14, fills=fills.iloc[mine], tight=parts > 1,
            heads=[k - part * each for k in heads if k // each == part],
        )  # fmt: skip
    deck.foot(slide, note)


def _grouped(study: Study, rows: pd.DataFrame) -> tuple[pd.DataFrame, list[int], pd.DataFrame]:
    """Measures under their verdicts: the table, which of its rows are headings, and the colours of the marks."""
    lines, heads, shades = [], [], []
    for verdict in GROUPS:
        mine = rows[rows.verdict == verdict]
        if len(mine):
            heads.append(len(lines))
            lines.append([f"{verdict[0].upper()}{verdict[1:]} ({len(mine)})", "", "", "", ""])
            shades.append("")
        for row in each_row(mine):
            facts = row_of(study.panel.indicators, row.indicator_id)
            held = ((row.value, row.marker), (row.median, ""), (row.england, ""))
            mark = f"{cells.glyph(verdict, row.by_a_lot)}{' by a lot' if row.by_a_lot else ''}"
            lines.append([row.short_title, *(words.shown(y, facts, marker) for y, marker in held), mark])
            shades.append(cells.colour(verdict, row.by_a_lot))
    table = pd.DataFrame(lines, columns=["Measure", "Here", "Similar", "England", "Verdict"])
    return table, heads, pd.DataFrame({"Verdict": shades})


def _spine_title(study: Study, out: pd.DataFrame) -> str:
    """On how many measures a council stands out, and in which part of the journey most."""
    every = say.many(tables.counts(study)["all"], "measure")
    if out.empty:
        return f"{study.name} stands out on none of {every} compared"
    steps = out.step.value_counts(sort=False)
    alone = steps.max() > 1 and (steps == steps.max()).sum() == 1
    how = "all" if len(steps) == 1 else "most often"
    most = f", {how} under “{steps.idxmax()}”" if alone else ""
    return f"{study.name} stands out on {len(out)} of {every}{most}"


def _story(made: deck.Deck, told: Visit, indicator_id: str, hosts: pd.DataFrame, *, good: bool) -> None:
    """One measure: ten years as a chart; beside it the verdict, people, who does better, how it is counted."""
    study = told.of
    facts, row = row_of(study.panel.indicators, indicator_id), row_of(study.comparison, indicator_id)
    title = texts.story_title(row, facts, study.name)
    verdict = say.verdict_sentence(row, facts, study.name)
    slide = deck.slide(made, title, notes=[facts.means, verdict])
    deck.line_chart(slide, *story.lines(study, indicator_id), _ROOM._replace(width=7.6))
    counted = f"How it is counted: {_lower(words.first_sentence(facts.counting_note))}"
    people = say.people_sentence(row, facts, study.name)
    parts = [verdict, people, texts.better(told, indicator_id, hosts, good=good), counted]
    beside = _ROOM._replace(left=deck.EDGE + 7.8, width=_WIDE - 7.8)
    deck.lines(slide, [part for part in parts if part], beside, 18)
    deck.foot(slide, f"Source: {_source(study, facts)}")


def _lower(sentence: str) -> str:
    """A sentence that goes on after a colon: an abbreviation stays as it is."""
    return sentence if sentence[:2].isupper() else sentence[0].lower() + sentence[1:]


def _source(study: Study, facts: pd.Series) -> str:
    titles = study.data.catalog.sources.set_index("source_id").title
    of_its_own = f"{facts.source_id} {facts.name}"  # an indicator that councils added with its source
    return str(titles.get(of_its_own, titles.get(facts.source_id, facts.source_id)))


def _whom(made: deck.Deck, told: Visit, hosts: pd.DataFrame) -> None:
    """The councils that page one names, one line each, and three questions to the first of them."""
    study, on = told.of, str(hosts.indicator_id[0])
    titles, sheets = study.panel.indicators.short_title, texts.sheets(told, hosts)
    slide = deck.slide(made, words.hosts_line(hosts, titles[on] if on else "").rstrip("."))
    tall = deck.table(slide, "Whom to ask", texts.whom(hosts, sheets), _ROOM._replace(height=2.7), size=15)
    asked = sheets[0].questions.head(QUESTIONS)
    if len(asked):
        box = _ROOM._replace(top=_ROOM.top + tall + 0.25, height=_ROOM.height - tall - 0.25)
        rows = pd.DataFrame({"What to ask": asked.question, "Who can answer": asked.who})
        deck.table(slide, "What to ask", rows, box, size=15)
    deck.foot(slide, "The report has a visit sheet for each council to visit.")


def _unknown(made: deck.Deck, study: Study, held: dict[str, str], as_of: dt.date) -> None:
    """What no figure tells, what is missing or cannot be compared, and how sure the rest is."""
    slide = deck.slide(made, f"No figure here covers {say.listed(words.gaps(study))}")
    lines = summary.told(study, as_of.isoformat())
    unknown = [lines[key] for key in UNKNOWN if key in lines]
    half = (_WIDE - 0.4) / 2
    halves = {"Not known": unknown, "How sure the rest is": first.reading(study.data.catalog)[:SURE]}
    for place, (head, told) in enumerate(halves.items()):
        left = deck.EDGE + place * (half + 0.4)
        deck.lines(slide, [head], deck.Box(left, _ROOM.top, half, 0.4), 20, colour="focus")
        deck.lines(slide, told, deck.Box(left, _ROOM.top + 0.5, half, _ROOM.height - 0.5), 18)
    deck.foot(slide, f"Not for {held['Not for']}. {held['Licence of the figures']}.")
