"""Pages for the room: four topics at most, each with three plain sentences, a chart, three questions; no ranks."""

from __future__ import annotations

import datetime as dt
from html import escape
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pandas as pd

from scouting import markup
from scouting.frames import each_row, row_of
from scouting.pages.page_one.tables import ordered
from scouting.pages.page_one.tables import rows as first_rows
from scouting.report import page
from scouting.study import Study
from scouting.terms import CLEARLY, LOCAL, NOT_COMPARED, PROBABLY, TOO_CLOSE, TOO_FEW_PEOPLE
from scouting.words import day_words, figure, number, period_words, said
from scouting.words.verdict import level_words

_WIDE, _ROW, _BAR = 500, 54, 18  # units of the drawing


def bars(rows: pd.DataFrame, title: str) -> str:
    """Bars from zero, one under the other, each under its name; a thin line from ``lower`` to ``upper``.

    Columns of ``rows``: name, value, text (the figure as it is read), lower, upper (missing: no line), usual (the
    line's ends as they are read), here (drawn dark). The picture says itself what it shows.

    >>> row = {"name": "Derby, 2025", "value": 27.0, "text": "27%", "lower": 23.0, "upper": 31.0,
    ...        "usual": "23% to 31%", "here": True}
    >>> drawn = bars(pd.DataFrame([row]), "How many live far away")
    >>> drawn[drawn.index("aria-label"):].split('"')[1]
    'Bars. How many live far away: Derby, 2025 27% (usually moves within 23% to 31% when nothing changes).'
    """
    low = min(0.0, rows[["value", "lower"]].min().min())
    high = max(rows[["value", "upper"]].max().max(), 1e-9)
    scale = (_WIDE - 2) / (high - low)

    def x(value: float) -> str:
        return f"{(max(value, low) - low) * scale:.1f}"

    drawn, said = [], []
    for place, row in enumerate(each_row(rows)):
        top = place * _ROW
        kind = ' class="here"' if row.here else ""
        strong = ' class="strong"' if row.here else ""
        start, end = sorted((0.0, row.value))
        wide = (end - start) * scale
        drawn.append(f'<text x="0" y="{top + 16}"{strong}>{escape(row.name)}: {escape(row.text)}</text>')
        drawn.append(f'<rect x="{x(start)}" y="{top + 23}" width="{wide:.1f}" height="{_BAR}"{kind}/>')
        moves = ""
        if pd.notna(row.lower) and pd.notna(row.upper):
            middle = top + 23 + _BAR + 3
            drawn.append(f'<line x1="{x(row.lower)}" y1="{middle}" x2="{x(row.upper)}" y2="{middle}"/>')
            moves = f" (usually moves within {row.usual} when nothing changes)"
        said.append(f"{row.name} {row.text}{moves}")
    words = escape(f"Bars. {title}: {'; '.join(said)}.")
    size = f'viewBox="0 0 {_WIDE} {len(rows) * _ROW}"'
    return f'<svg role="img" aria-label="{words}" xmlns="http://www.w3.org/2000/svg" {size}>{"".join(drawn)}</svg>'


#: The catalogue's topics as people would call them.
TOPICS = {
    "adoption and permanence": "Children who leave care: where they go",
    "assessment": "Finding out what a family needs",
    "care homes": "Care homes",
    "care leavers": "Young people who have left care",
    "carers": "People who look after someone",
    "child protection": "Keeping children safe from harm",
    "children in need: education": "Children who get help: school",
    "control and direct payments": "Having a say in your own support",
    "demand": "Who asks for help and who gets it",
    "deprivation": "How hard life is here",
    "family context": "Children and families who live here",
    "front door": "When somebody first asks for help",
    "housing": "Homes people live in",
    "information": "Finding out what help there is",
    "living independently": "Living in a home of one's own",
    "looked after: education": "Children in care: school",
    "looked after: health": "Children in care: health",
    "looked after: numbers": "Children in care: how many",
    "looked after: placements": "Children in care: where they live",
    "population": "Who lives here",
    "quality of life": "How life is for people who get support",
    "reablement and hospital": "Getting back on one's feet, and going to hospital",
    "safeguarding": "Keeping adults safe",
    "special educational needs": "Children who need more help to learn",
    "spending": "Where the money goes",
    "workforce": "The people who give the help",
    "youth justice": "Young people and the law",
}
NO_EARLIER = "No earlier figure is held that was counted in the same way."
#: What is added where the latest figure alone lies on the other side.
TURNED = " In the latest figures alone it is the other way round, so this may be turning."
TOO_FEW = "Too few people stand behind this figure to compare it."


def topic(name: str) -> str:
    """A topic as people would call it.

    >>> topic("front door"), topic("bread and roses")
    ('When somebody first asks for help', 'Bread and roses')
    """
    return TOPICS.get(name, name[:1].upper() + name[1:])


def sentence(row: pd.Series, indicator: pd.Series, name: str, when: str) -> str:
    """What an indicator means, its figure here, and the verdict with the figures here and in similar councils.

    ``row``: a comparison row with a figure; ``indicator``: its catalogue row; ``when``: the span of the figure.

    >>> row = pd.Series({"value": 27.0, "period": "2025", "period_kind": "year", "level": 26.7, "level_periods": 3,
    ...                  "level_from": "2023", "level_median": 19.9, "verdict": "clearly worse", "by_a_lot": False,
    ...                  "turned": False})
    >>> told = pd.Series({"means": "How many children live far away.", "unit": "%", "decimals": 0})
    >>> sentence(row, told, "Derby", "year to March 2025")
    'How many children live far away: 27 in 100 in Derby (year to March 2025). Over 2023 to 2025, the latest counting \
most, it is 27 in 100 here and 20 in 100 in similar councils: clearly worse.'
    """
    judged = row.verdict not in (NOT_COMPARED, TOO_FEW_PEOPLE)
    whole = in_hundreds([row.value, *([row.level, row.level_median] if judged else [])], indicator)
    start = f"{indicator.means.rstrip('.')}: {_figure(row.value, indicator, whole)} in {name} ({when})"
    if not judged:
        return f"{start}. {TOO_FEW}" if row.verdict == TOO_FEW_PEOPLE else f"{start}."
    here, there = (_figure(value, indicator, whole, bare=True) for value in (row.level, row.level_median))
    if row.level_periods <= 1:
        return f"{start}, and {there} in similar councils: {said(row)}."
    turned = TURNED if row.turned and row.verdict != TOO_CLOSE else ""
    return f"{start}. Over {level_words(row)}, it is {here} here and {there} in similar councils: {said(row)}.{turned}"


def in_hundreds(values: list[float], indicator: Any) -> bool:
    """Whether shares can be told as so many in 100: not all or none of them, and the last two not made alike by it.

    >>> facts = pd.Series({"unit": "%", "decimals": 1})
    >>> [in_hundreds(values, facts) for values in ([27.0, 26.7, 19.9], [99.7, 99.6, 98.2], [2.2, 2.4], [2.2])]
    [True, False, False, True]
    """
    if indicator.unit != "%" or not all(0.5 <= value < 99.5 for value in values):
        return False
    whole, exact = ({number(value, places) for value in values[-2:]} for places in (0, int(indicator.decimals)))
    return len(values) < 2 or len(whole) == len(exact)


def _figure(value: float, indicator: Any, whole: bool, *, bare: bool = False) -> str:
    """``whole``: as so many in 100; ``bare``: without a long unit, which was told once."""
    if whole:
        return f"{number(value, 0)} in 100"
    unit = indicator.unit
    if bare:
        unit = "" if unit.startswith("per ") else unit.partition(" per ")[0]
    return figure(value, unit, int(indicator.decimals))


def since(first: float, last: float, indicator, name: str, years: tuple[str, str]) -> str:
    """From what to what it went, since it is counted in the same way.

    >>> since(18.0, 27.0, pd.Series({"unit": "%", "decimals": 0}), "Derby", ("2016", "2025"))
    'In Derby it went from 18 in 100 in 2016 to 27 in 100 in 2025.'
    """
    whole = in_hundreds([first, last], indicator)
    then, now = (_figure(value, indicator, whole) for value in (first, last))
    if then == now:
        return f"In {name} it was {then} in {years[0]} and in {years[1]}."
    return f"In {name} it went from {then} in {years[0]} to {now} in {years[1]}."


def england(value: float, indicator) -> str:
    """England's figure.

    >>> england(18.0, pd.Series({"unit": "%", "decimals": 0}))
    'In England as a whole it is 18 in 100.'
    """
    return f"In England as a whole it is {_figure(value, indicator, in_hundreds([value], indicator))}."


def questions(indicator, asked: str) -> list[str]:
    """Three questions on a topic: of what is seen, of what could change it, of what no figure shows.

    ``indicator``: the catalogue row of the topic's first figure; ``asked``: the catalogue's own question on what is not
    counted there, blank for none.

    >>> questions(pd.Series({"means": "How many children live far away.", "polarity": "low_is_good"}), "")[1]
    'What would have to change to make a difference to how many children live far away?'
    """
    means = indicator.means.rstrip(".")
    means = means[:1].lower() + means[1:]
    could = (
        f"What stands behind {means}?"
        if indicator.polarity == "no_judgement"
        else f"What would have to change to make a difference to {means}?"
    )
    return [
        "Do these figures fit what you see, where you live or work?",
        could,
        asked or "What matters to you here that no figure shows, and who could tell us more about it?",
    ]


SENTENCES = 3
#: Topics, at most.
TOPICS_TOLD = 4
WHAT_FOR = "For talking about what stands behind the figures. They say nothing about any person."
MOVES = "The thin line shows how far one year's figure usually moves when nothing has changed."


def shown_ids(study: Study) -> dict[str, list[str]]:
    """The indicators that each topic's page tells, the one of its chart first: at most four topics.

    Topics are those of the measures that page one shows, those worth asking about and worth showing others by turns,
    then of others that are clear or probable, by people and sureness. Where nothing is sure, the surest differences.
    Published figures alone, and no inspectors' grades, which have no bars. Further measures of a topic are those on
    which better can be told from worse and that nothing sets aside first, the surest first.
    """
    facts, rows = study.panel.indicators, study.comparison
    fit = (facts.source_id != LOCAL) & (facts.unit != "grade") & rows.value.notna()
    told: dict[str, list[str]] = {}
    for chosen in _chosen(study, fit):
        if facts.topic[chosen] in told or len(told) == TOPICS_TOLD:
            continue
        mine = rows[fit & (facts.topic == facts.topic[chosen])]
        order = pd.DataFrame(
            {
                "first": mine.index != chosen,
                "aside": ~mine.aside.isin(["", "context"]),
                "plain": facts.polarity[mine.index] == "no_judgement",
                "unsure": -mine.sureness.abs().where(mine.verdict != TOO_FEW_PEOPLE).fillna(-1.0),
            },
            index=mine.index,
        )
        told[facts.topic[chosen]] = list(order.sort_values([*order.columns], kind="stable").index[:SENTENCES])
    return told


def _chosen(study: Study, fit: pd.Series) -> list[str]:
    """Measures in the order in which their topics are told."""
    sides = [list(first_rows(study, good=good).index) for good in (False, True)]
    shown = [i for pair in zip_longest(*sides) for i in pair if i]
    rows = study.headline[~study.headline.turned]
    sure = ordered(rows[rows.verdict.isin([*CLEARLY.values(), *PROBABLY.values()])])
    compared = rows[rows.verdict != NOT_COMPARED].sureness.abs().sort_values(ascending=False, kind="stable")
    listed = [i for i in dict.fromkeys([*shown, *sure.index]) if fit[i]]
    return listed or [i for i in compared.index if fit[i]]


def sentences(study: Study, ids: list[str]) -> list[str]:
    """Three sentences on a topic, one per indicator; where there are fewer, more on the first, if there is more."""
    facts, rows = study.panel.indicators, study.comparison
    told = [sentence(row_of(rows, i), row_of(facts, i), study.name, _when(study, i)) for i in ids]
    return [*told, *(line for i in ids for line in _more(study, i))][:SENTENCES]


def _more(study: Study, indicator_id: str) -> list[str]:
    (row, facts), years = _rows(study, indicator_id), _years(study, indicator_id)
    said = []
    if len(years) > 1:
        first, last = years.iloc[0], years.iloc[-1]
        said.append(since(first.value, last.value, facts, study.name, (first.period, last.period)))
    else:
        said.append(NO_EARLIER)
    if pd.notna(row.england):
        said.append(england(row.england, facts))
    return said


def _years(study: Study, indicator_id: str) -> pd.DataFrame:
    """The council's figures since the last break, up to the latest."""
    held = study.trend(indicator_id)
    return held[(held.segment == held.segment.iloc[-1]) & held.value.notna()]


def _rows(study: Study, indicator_id: str) -> tuple[pd.Series, pd.Series]:
    return row_of(study.comparison, indicator_id), row_of(study.panel.indicators, indicator_id)


def _when(study: Study, indicator_id: str) -> str:
    row, facts = _rows(study, indicator_id)
    when = period_words(row.period_end, facts.year_end, facts.statistic, row.period_kind)
    return f"{when}, the last that was published" if facts.ended else when


def chart_rows(study: Study, indicator_id: str) -> pd.DataFrame:
    """The bars of a topic's chart, as ``bars`` takes them; those without a figure are left out.

    The council as it was when counting in this way began, the council now, the median of similar councils, England.
    """
    (row, facts), years = _rows(study, indicator_id), _years(study, indicator_id)
    listed = []
    if len(years) > 1:
        then = years.iloc[0]
        listed.append((f"Here, {then.period}", then.value, then.lower, then.upper, True))
    listed.append((f"Here, {row.period}", row.value, row.lower, row.upper, True))
    if row.n_with_value > 1:
        listed.append((f"Similar councils, {row.period}", row.neighbour_median, None, None, False))
    listed.append((f"England, {row.period}", row.england, None, None, False))
    table = pd.DataFrame(listed, columns=["name", "value", "lower", "upper", "here"])
    table = table[table.value.notna()].astype({"lower": float, "upper": float})
    texts, low, high = (
        [figure(v, facts.unit, facts.decimals) for v in table[column]] for column in ("value", "lower", "upper")
    )
    usual = [f"{one} to {other}" for one, other in zip(low, high, strict=True)]
    return table.assign(text=texts, usual=usual).reset_index(drop=True)


def html(study: Study, as_of: dt.date) -> str:
    """The topics as HTML, a sheet each; where no figure can be compared, that is said."""
    asked = study.data.catalog.not_held
    asked = asked[asked.service.isin(study.indicators.service)].drop_duplicates("topic").set_index("topic").question
    parts = [_sheet(study, name, ids, asked.get(name, ""), as_of) for name, ids in shown_ids(study).items()]
    if not parts:
        return markup.sentences([f"No figure for {study.name} can be compared with similar councils."], "notice")
    return "".join(parts)


def _sheet(study: Study, name: str, ids: list[str], asked: str, as_of: dt.date) -> str:
    facts = row_of(study.panel.indicators, ids[0])
    rows = chart_rows(study, ids[0])
    drawn = bars(rows, f"{facts.means.rstrip('.')}, in {study.name}")
    note = f'<p class="small">{escape(MOVES)}</p>' if rows.lower.notna().any() else ""
    said = "".join(f"<p>{escape(line)}</p>" for line in sentences(study, ids))
    ask = "".join(f"<li>{escape(line)}</li>" for line in questions(facts, asked))
    about = f"{study.name}, {day_words(as_of)}. {WHAT_FOR} Published figures, under the Open Government Licence v3.0."
    return (
        f'<section class="sheet room">{markup.heading(2, topic(name))}{said}'
        f"{markup.heading(3, facts.title)}{drawn}{note}"
        f'<p><strong>To talk about</strong></p><ol class="ask">{ask}</ol><p class="small">{escape(about)}</p></section>'
    )


def write(study: Study, as_of: dt.date, facts: list[tuple[str, str]], path: Path, house: str = "") -> None:
    """Write the pages for the room as one self-contained file. The same input gives the same bytes.

    ``house``: the council's own look (``style.html``).
    """
    back = f'<p><a href="{path.stem.removesuffix("-room")}.html">The whole report</a></p>'
    title = f"{study.name}: figures to talk about"
    page.write_body(html(study, as_of), title, facts, path, beside=back, annex=True, house=house)
