"""A report as six slides for a meeting: message, every measure, two stories, whom to ask and what, what is not known.

They say what page one says, in its words and figures. Tables and charts are the program's own, to be edited.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from scouting import words as say
from scouting.charts import axis, cells, theme, trend
from scouting.frames import each_row, row_of
from scouting.pages.page_one import headline, tables, words
from scouting.pages.page_one.show import SIDES
from scouting.pages.scouting_party import summary
from scouting.pages.spine.tables import spine
from scouting.pages.visit_sheet import hosts as choosing
from scouting.pages.visit_sheet import show as visit_page
from scouting.pages.visit_sheet.sheet import YEARS, Sheet
from scouting.pages.visit_sheet.visit import Visit, visit
from scouting.paths import new_file
from scouting.report import deck, first
from scouting.study import Study
from scouting.terms import CLEARLY, PROBABLY, TOO_CLOSE

#: Rows of one half of the slide of every measure, and how few stand in one table alone.
HALF, ALONE = 33, 14
#: The verdicts in the order in which that slide has them.
GROUPS = (CLEARLY["better"], CLEARLY["worse"], PROBABLY["better"], PROBABLY["worse"], TOO_CLOSE)
#: Stories, questions, and councils named as better on a measure.
STORIES, QUESTIONS, NAMED = 2, 3, 4
#: What is told of what is not known and how sure the rest is, in this order.
UNKNOWN = ("missing", "uncompared", "not compared", "in development", "caveat", "chance")
SURE = 4  # of the sentences on how to read the verdicts, those on how sure they are
_WIDE = deck.WIDTH - 2 * deck.EDGE
_ROOM = deck.Box(deck.EDGE, deck.TOP + 0.1, _WIDE, deck.HEIGHT - deck.TOP - 0.65)
_FULL = _ROOM._replace(top=deck.TOP + 0.04, height=5.8)  # to the foot itself, for many small rows


def write(study: Study, facts: list[tuple[str, str]], as_of: dt.date, path: Path) -> None:
    """Write the slides of a study; those with nothing to say are left out. The same input gives the same bytes.

    ``facts``: of the report (``Document.facts``), the title first. Raises ScoutingError where the file cannot be
    written.
    """
    made, told = deck.blank(facts[0][1]), visit(study)
    sides = {good: tables.rows(study, good=good) for good in (False, True)}
    _message(made, study, sides, as_of)
    _every(made, study)
    # Those worth asking about come first, and one of each side before a second.
    order = [(k, good) for k in range(tables.MOST) for good in sides if k < len(sides[good])]
    stories = [(sides[good].index[k], good) for k, good in order[:STORIES]]
    hosts = tables.hosts(study, list(sides[False].index))
    for indicator_id, good in stories:
        _story(made, told, indicator_id, hosts, good=good)
    if len(hosts):
        _whom(made, told, hosts)
    _unknown(made, study, dict(facts), as_of)
    with new_file(path) as aside:
        aside.write_bytes(deck.packed(made))


def _message(made: deck.Deck, study: Study, sides: dict[bool, pd.DataFrame], as_of: dt.date) -> None:
    slide = deck.slide(made, headline.sentence(study))
    opening = [words.counts_line(study), *map(words.first_sentence, study.notices)]
    tall = deck.lines(slide, [line for line in opening if line], _ROOM._replace(height=1.6), 18)
    heads, listed = [], []
    for good, rows in sides.items():
        if len(rows):
            heads.append(len(listed))
            listed.append([SIDES[good], "", "", "", ""])
        for place, (_, row) in enumerate(rows.iterrows()):
            listed.append(_row(study, row, asked=not good, whole=place == 0))
    if listed:
        table = pd.DataFrame(listed, columns=["Measure", study.name, "Similar councils", "England", "How sure"])
        box = _ROOM._replace(top=_ROOM.top + tall + 0.1, height=_ROOM.height - tall - 0.1)
        deck.table(slide, "What stands out", table, box, numbers=list(table.columns[1:4]), size=16, heads=heads)
    deck.foot(slide, " · ".join([study.name, *words.about(study, as_of.isoformat())]))


def _row(study: Study, row: pd.Series, *, asked: bool, whole: bool) -> list[str]:
    """A row of page one: measure with its people, three figures, how sure."""
    facts = row_of(study.panel.indicators, row.indicator_id)
    name = words.named(row, facts, tables.people(study, row.indicator_id))
    people = words.people_line(row, facts, study.name, whole=whole) if asked else ""
    figures = [(row.value, row.marker), (row.neighbour_median, ""), (row.england, "")]
    shown = [words.shown(value, facts, marker) for value, marker in figures]
    return [f"{name}: {people}" if people else name, *shown, words.sure(row)]


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
    texts, heads, shades = [], [], []
    for verdict in GROUPS:
        mine = rows[rows.verdict == verdict]
        if len(mine):
            heads.append(len(texts))
            texts.append([f"{verdict[0].upper()}{verdict[1:]} ({len(mine)})", "", "", "", ""])
            shades.append("")
        for row in each_row(mine):
            facts = row_of(study.panel.indicators, row.indicator_id)
            held = ((row.value, row.marker), (row.median, ""), (row.england, ""))
            mark = f"{cells.glyph(verdict, row.by_a_lot)}{' by a lot' if row.by_a_lot else ''}"
            texts.append([row.short_title, *(words.shown(y, facts, marker) for y, marker in held), mark])
            shades.append(cells.colour(verdict, row.by_a_lot))
    table = pd.DataFrame(texts, columns=["Measure", "Here", "Similar", "England", "Verdict"])
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
    value, near = (words.shown(y, facts) for y in (row.value, row.neighbour_median))
    title = f"{facts.short_title}: {value} in {study.name}, {near} in similar councils"
    verdict = say.verdict_sentence(row, facts, study.name)
    slide = deck.slide(made, title, notes=[facts.means, verdict])
    years = study.trend(indicator_id)
    years = years[years.position > years.position.max() - YEARS]
    style = {"unit": facts.unit, "decimals": int(facts.decimals), "focus_name": study.name}
    lines = {"value": study.name, "neighbour_median": "Middle of similar councils", "england": "England"}
    held = {column: name for column, name in lines.items() if years[column].notna().any()}
    looks = {held[column]: theme.COLOURS[look] for column, look in
             zip(lines, ("focus", "median", "england"), strict=True) if column in held}  # fmt: skip
    unit = axis.axis_unit(facts.unit)
    name = f"{facts.title}, {unit}" if unit else facts.title
    per = '0"%"' if facts.unit == "%" else "General"
    drawn = years.rename(columns=held)[["period", "position", "segment", *held.values()]]
    box = _ROOM._replace(width=7.6)
    deck.line_chart(slide, name, trend.alt_text(years, title=facts.short_title, **style), drawn, looks, per, box)
    counted = f"How it is counted: {_lower(words.first_sentence(facts.counting_note))}"
    people = say.people_sentence(row, facts, study.name)
    parts = [verdict, people, _better(told, indicator_id, hosts, good=good), counted]
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


def _better(told: Visit, indicator_id: str, hosts: pd.DataFrame, *, good: bool) -> str:
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


def _whom(made: deck.Deck, told: Visit, hosts: pd.DataFrame) -> None:
    """The councils that page one names, one line each, and three questions to the first of them."""
    study, on = told.of, str(hosts.indicator_id[0])
    titles, topics = study.panel.indicators.short_title, study.panel.indicators.topic
    codes = told.hosts.set_index("name").about_code
    sheets = [_sheet(told, str(codes[name]), topics[on] if on else "") for name in hosts["name"]]
    slide = deck.slide(made, words.hosts_line(hosts, titles[on] if on else "").rstrip("."))
    why = [_why(sheet, on) for sheet in sheets]
    alike = [visit_page.alike_line(sheet) for sheet in sheets]
    table = pd.DataFrame({"Whom to ask": hosts["name"], "Why": why, "How alike, how far": alike})
    tall = deck.table(slide, "Whom to ask", table, _ROOM._replace(height=2.7), size=15)
    asked = sheets[0].questions.head(QUESTIONS)
    if len(asked):
        box = _ROOM._replace(top=_ROOM.top + tall + 0.25, height=_ROOM.height - tall - 0.25)
        rows = pd.DataFrame({"What to ask": asked.question, "Who can answer": asked.who})
        deck.table(slide, "What to ask", rows, box, size=15)
    deck.foot(slide, "The report has a visit sheet for each council to visit.")


def _sheet(told: Visit, code: str, topic: str) -> Sheet:
    return Sheet(told.why, choosing.host(told.why, code, topic).iloc[0], topic)


def _why(sheet: Sheet, on: str) -> str:
    """Why a council is asked: both figures of the measure asked about, or on what it is ahead."""
    mine = sheet.leads[sheet.leads.indicator_id == on]
    told = [visit_page.lead_line(sheet, row, first=False) for row in each_row(mine if on else sheet.leads.head(1))]
    return " ".join(told if on and told else [visit_page.host_line(sheet), *told])


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
