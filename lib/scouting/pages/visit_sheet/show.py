"""A visit sheet as HTML: one sheet of paper for each host, and its quarter page in the report."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from html import escape

import numpy as np
import pandas as pd

from scouting import markup
from scouting.explain.alongside import MOST_OF_TOPIC
from scouting.explain.parted import ALWAYS
from scouting.explain.parted_words import beside_sentences
from scouting.explain.words import improver_sentence
from scouting.frames import each_row
from scouting.journeys import need_sentence, story
from scouting.own.visits import LESSONS
from scouting.pages.visit_sheet import chart, reading, words
from scouting.pages.visit_sheet.sheet import COUNTING_MATTERS, Sheet
from scouting.pages.visit_sheet.strip import inspected, miles, strip
from scouting.pages.visit_sheet.visit import Visit
from scouting.words import day_words, figure

#: Judgements that a host's lead is set beside.
LOW = ("requires improvement", "inadequate")
#: Words on a sheet at most, and which parts are left out first where it would have more.
MOST_WORDS = 600
SAME, BRING = "same", "bring"
SHORTENED = ("Half a day there", BRING, SAME, "Who was where we are and got better", "Could it be counting?",
             "What goes with it")  # fmt: skip
#: Leads told in full; the others are named.
MOST_LEADS = 3
#: Sentences of what else moved, improvers, and counting rules, at most: a sheet has two sides.
MOST_MOVED, MOST_IMPROVERS, MOST_COUNTING = 1, 1, 1
#: What goes with a lead: rows at most.
MOST_BESIDE = 4
#: Staffing that is told even where it does not differ.
STAFFING = ("social_worker_turnover", "social_worker_agency", "social_worker_vacancies", "social_worker_caseload")


def whole(sheet: Sheet, *, level: int = 2, quotes: bool = False) -> str:
    """The whole sheet, two sides of paper and at most ``MOST_WORDS``: a section under a heading of some level.

    Where it would be longer, the parts that matter least are left out. ``quotes``: also what the reader's own copies of
    inspection reports say on the topic, which leaves with nothing else.
    """
    title = f"Visiting {sheet.name}" + (f": {words.topic_words(sheet.topic)}" if sheet.topic else "")
    parts = [
        ("", markup.heading(level, title) + _why(sheet)),
        ("What they do better", _better(sheet)),
        ("Where in the journey they differ", _journey(sheet)),
        ("What goes with it", _beside(sheet)),
        (SAME, _same(sheet)),
        ("Could it be counting?", _counting(sheet)),
        ("Read before you go", markup.sentences(reading.told(sheet))),
        ("Who was where we are and got better", _improvers(sheet)),
        ("What to ask", _questions(sheet)),
        (BRING, markup.sentences([words.bring_sentence(sheet.questions)])),
        ("Half a day there", markup.ordered(words.AGENDA)),
        ("Notes", _notes(sheet)),
    ]
    kept = [name for name, _ in parts]
    for least in SHORTENED:
        if _count(_part(name, inner, level + 1) for name, inner in parts if name in kept) > MOST_WORDS:
            kept.remove(least)
    inner = "".join(_part(name, html, level + 1) for name, html in parts if name in kept)
    added = _quotes(sheet) if quotes else ""
    return f'<section class="sheet visit">{inner}{added}</section>'


def _count(parts: Iterable[str]) -> int:
    """How many words are read, those of a drawing left out."""
    return sum(len(re.sub(r"<svg.*?</svg>|<[^>]*>", " ", one, flags=re.DOTALL).split()) for one in parts)


def _quotes(sheet: Sheet) -> str:
    rows = reading.quoted(sheet)
    items = [
        f"{row.kind.capitalize()}: paragraph {row.paragraph} of the report of {day_words(row.day)}: {row.text}"
        for row in each_row(rows)
    ]
    return markup.folded(f"What the report you added says of {sheet.name}", markup.sentences(items)) if items else ""


def section(told: Visit) -> str:
    """The quarter page of each host for a report, its sheet folded under it, and what others could learn here."""
    parts = [f"<p>{escape(told.rule_line())}</p>"]
    for sheet in told.sheets:
        parts += [markup.heading(3, sheet.name), short(sheet)]
        parts.append(markup.folded(f"The visit sheet for {sheet.name}", whole(sheet, level=4)))
    others = [*told.hosts["name"][len(told.sheets) :]]
    if others:
        parts.append(f"<p>{escape(words.more_sentence(others))}</p>")
    learn = markup.folded(f"What others could learn from {told.of.name}", markup.sentences(told.strength_lines()))
    return "".join([*parts, learn])


def show(told: Visit) -> None:
    """Show ``section`` in a notebook."""
    markup.put(section(told))


def hosts_table(told: Visit) -> str:
    """Every host, best first: on how many measures it is ahead, and how sure that is."""
    rows = told.hosts
    shown = {
        "Host": rows["name"],
        "How sure": rows.kind.map(words.KINDS),
        "Ahead most on": rows.topic.map(words.topic_words),
        "Measures": [f"{n}" for n in rows.n_indicators + rows.n_unlike],
    }
    if rows.n_unlike.any():
        shown["Where sizes differ greatly"] = [f"{n}" if n else "" for n in rows.n_unlike]
    return markup.table(shown, f"Councils that {told.of.name} could ask, best first", numbers=["Measures"])


def short(sheet: Sheet) -> str:
    """A host in a quarter page: why them, the surest lead, and what to ask first."""
    lines = [host_line(sheet), *(lead_line(sheet, row) for row in each_row(sheet.on_topic.head(1)))]
    return f"<p>{escape(' '.join(lines))}</p>"


def _part(title: str, inner: str, level: int) -> str:
    """A part of the sheet, left out where it has nothing to say."""
    if title in ("", SAME, BRING):
        return inner
    return f"<h{level}>{escape(title)}</h{level}>{inner}" if inner else ""


def _facts(sheet: Sheet, indicator_id: str) -> pd.Series:
    return sheet.of.data.catalog.indicator(indicator_id)


def _titles(sheet: Sheet, ids) -> list[str]:
    return [_facts(sheet, one).short_title for one in ids]


def why_lines(sheet: Sheet) -> list[str]:
    """Why this host: on what it is ahead, how alike the two are, and where inspectors judged otherwise."""
    lines = [host_line(sheet), alike_line(sheet)]
    judged = inspected(sheet.of.data.catalog, sheet.of.service, sheet.code)
    return [*lines, words.disagree_sentence(sheet.name, judged)] if judged.startswith(LOW) else lines


def _why(sheet: Sheet) -> str:
    """Why this host, and the two councils side by side."""
    own, lines = sheet.of.name, why_lines(sheet)
    rows = strip(sheet)
    shown = {"Side by side": rows.label, sheet.name: rows.theirs, own: rows.ours}
    table = markup.table(shown, f"{sheet.name} and {own}", numbers=[sheet.name, own])
    return f"<p>{escape(' '.join(lines))}</p>{table}"


def alike_line(sheet: Sheet) -> str:
    """How alike the two councils are, and how far apart."""
    alike = sheet.alike
    of = len(sheet.of.neighbour_set.codes) if len(alike) else 0
    apart = miles(sheet.of.data.catalog, sheet.of.area_code, sheet.code)
    rank, closeness = alike.get("rank", math.nan), alike.get("closeness", "")
    return words.alike_sentence(sheet.name, sheet.of.name, rank, of, closeness, apart)


def host_line(sheet: Sheet) -> str:
    """Why this host, in a sentence."""
    ids = sheet.leads.indicator_id
    others = _titles(sheet, ids[sheet.leads.topic != sheet.topic])
    return words.host_sentence(sheet.host, sheet.of.name, _titles(sheet, ids), others)


def lead_lines(sheet: Sheet) -> list[str]:
    """The surest leads on the topic, a few sentences each: the first in full, of the others the figures."""
    years = not sheet.since()
    rows = sheet.on_topic.head(MOST_LEADS)
    return [lead_line(sheet, row, first=k == 0, years=years) for k, row in enumerate(each_row(rows))]


def since_line(sheet: Sheet) -> str:
    """Since when the two have been apart on the surest lead; "" where that is not known."""
    since = sheet.since()
    if not since:
        return ""
    return words.since_sentence(sheet.of.name, sheet.name, since, always=sheet.parted.kind == ALWAYS)


def _better(sheet: Sheet) -> str:
    """The leads on the topic, the years of the surest, who else is ahead, and what else the host does better."""
    if sheet.on_topic.empty:
        return ""
    own, since = sheet.of.name, sheet.since()
    main = _facts(sheet, sheet.main)
    names = {"theirs": sheet.name, "ours": own, "england": "England"}
    drawn = chart.svg(sheet.years, names, main.unit, int(main.decimals), main.short_title, since)
    figure_ = f"<figure><figcaption>{escape(f'{main.title} ({main.unit})')}</figcaption>{drawn}</figure>"
    also = words.others_sentence(sheet.topic, _also(sheet)) if sheet.host.kind == "clear" else ""
    when = " ".join([since_line(sheet), *_moved(sheet)]) if since else ""
    return markup.sentences(lead_lines(sheet)) + figure_ + markup.sentences([when]) + markup.sentences([also])


def _moved(sheet: Sheet) -> list[str]:
    """What else moved in the host when the two parted: beside it, not because of it."""
    if sheet.moved.empty:
        return []
    measures = sheet.moved[sheet.moved.kind == "measure"]
    return beside_sentences(measures, sheet.of.data.catalog.indicators, sheet.name)[:MOST_MOVED]


def _improvers(sheet: Sheet) -> str:
    """Who was where we are on this topic and got better, beside what chance would give."""
    rows, names = sheet.improvers.head(MOST_IMPROVERS), sheet.why.figures.names
    return markup.sentences(
        improver_sentence(row, _facts(sheet, row.indicator_id), sheet.of.name, names[row.about_code])
        for row in each_row(rows)
    )


def _counting(sheet: Sheet) -> str:
    rows = sheet.counting[~(sheet.counting.share < COUNTING_MATTERS)].head(MOST_COUNTING)
    return markup.sentences(words.counting_sentences(rows.assign(title=_titles(sheet, rows.indicator_id))))


def lead_line(sheet: Sheet, row, *, first: bool = True, years: bool = True) -> str:
    """One lead of the host in words. ``row``: of its leads; ``first``: in full, not the figures alone; ``years``: with
    for how long."""
    facts, (latest, period) = _facts(sheet, row.indicator_id), _latest(sheet, row.indicator_id)
    return words.lead_sentence(row, facts, sheet.of.name, sheet.name, latest, period, first=first, years=years)


def _latest(sheet: Sheet, indicator_id: str) -> tuple[tuple[float, float], str]:
    """The latest figures of host and council, and of which period they are."""
    figures = sheet.why.figures
    i = figures.facts.index.get_indexer(pd.Index([indicator_id]))[0]
    theirs, ours = figures.figures[i, [figures.place(sheet.code), sheet.why.own], -1]
    return (float(theirs), float(ours)), str(figures.labels[i, -1])


def _also(sheet: Sheet) -> list[str]:
    """Who else is clearly ahead on the topic, best first."""
    ahead = sheet.why.ahead
    return [*ahead["name"][(ahead.topic == sheet.topic) & (ahead.about_code != sheet.code)]]


def _journey(sheet: Sheet) -> str:
    """The gap split over the steps that lead to it, exactly; need beside the first of them."""
    rows = sheet.journey
    if rows.empty:
        return ""
    start = [words.OTHER_WAY] if sheet.other_way else []
    return markup.sentences([" ".join([*start, *story(rows, sheet.of.name, sheet.name), need_sentence(rows)]).strip()])


def _beside(sheet: Sheet) -> str:
    """Staffing, demand, placements and spending where the two differ clearly; what is too new to say how sure."""
    clear = len(sheet.alongside) > 0
    rows = sheet.alongside if clear else sheet.too_new()
    every = rows.groupby("topic", sort=False).head(MOST_OF_TOPIC).head(MOST_BESIDE)
    if every.empty:
        return ""
    facts = [_facts(sheet, one) for one in every.indicator_id]
    texts = {
        name: [figure(y, one.unit, int(one.decimals)) for y, one in zip(every[column], facts, strict=True)]
        for name, column in ((sheet.name, "theirs"), (sheet.of.name, "ours"))
    }
    shown = {"Measure": [one.short_title for one in facts], **texts}
    return markup.table(shown, words.BESIDE if clear else words.TOO_NEW, numbers=[*texts])


def _same(sheet: Sheet) -> str:
    """Staffing that does not differ clearly, told as well."""
    if sheet.of.service != "children":
        return ""
    figures = sheet.why.figures
    both = [sheet.why.own, figures.place(sheet.code)]
    level = figures.level[figures.facts.index.get_indexer(pd.Index(STAFFING))][:, both]
    known = np.isfinite(level.sum(axis=1))
    told = {*sheet.alongside.indicator_id, *sheet.leads.indicator_id}
    held = [one for one, held in zip(STAFFING, known, strict=True) if held and one not in told]
    return markup.sentences([words.same_sentence(_titles(sheet, held))])


def _questions(sheet: Sheet) -> str:
    """Five questions of the bank for the topic, with who can answer each."""
    rows = sheet.questions
    items = "".join(f"<li>{escape(row.question)} <small>({escape(row.who)})</small></li>" for row in each_row(rows))
    return f'<ol class="ask">{items}</ol>' if items else ""


def _notes(sheet: Sheet) -> str:
    """Space to write: the four lessons, what to copy and leave, who follows up."""
    lessons, boxes = sheet.lessons, []
    for kind, title in (*LESSONS.items(), ("", "What to copy"), ("", "What to leave, and who follows up")):
        said = words.lesson_sentence(kind, lessons[lessons.kind == kind])
        boxes.append(f'<div class="box"><b>{"☐ " * bool(kind)}{escape(title)}</b> {escape(said)}</div>')
    return f'<div class="boxes">{"".join(boxes)}</div>'
