"""One page for the room: a topic, three sentences in plain words, one chart, three questions; no ranks."""

from __future__ import annotations

import datetime as dt
from html import escape
from pathlib import Path

import pandas as pd

from scouting.report import page
from scouting.report.bars import bars
from scouting.sentences import figure, period_words
from scouting.sentences import room as words
from scouting.sentences.words import day_words
from scouting.study import Study, markup
from scouting.terms import LOCAL, TOO_FEW_PEOPLE

SENTENCES = 3
WHAT_FOR = "For talking about what stands behind the figures. They say nothing about any person."
MOVES = "The thin line shows how far one year's figure usually moves when nothing has changed."


def shown_ids(of: Study) -> dict[str, list[str]]:
    """The indicators that each topic's page tells, the one of its chart first; a topic without any figure has none.

    Published figures alone, and no inspectors' grades, which have no bars. Figures that are no headline for what they
    are (ended, old, told already) come last, those that can be good or bad before the others, the surest gap first.
    """
    facts, rows = of.panel.indicators, of.comparison
    fit = (facts.source_id != LOCAL) & (facts.unit != "grade")
    told = {}
    for topic in dict.fromkeys(facts.topic[fit]):
        mine = rows[fit & (facts.topic == topic) & rows.value.notna()]
        order = pd.DataFrame(
            {
                "aside": ~mine.aside.isin(["", "context"]),
                "plain": facts.polarity[mine.index] == "no_judgement",
                "unsure": -mine.sureness.abs().where(mine.verdict != TOO_FEW_PEOPLE).fillna(-1.0),
            }
        )
        told[topic] = list(order.sort_values([*order], kind="stable").index[:SENTENCES])
    return told


def sentences(of: Study, ids: list[str]) -> list[str]:
    """Three sentences on a topic: an indicator each; where there are fewer, more on the first, if there is more."""
    facts, rows = of.panel.indicators, of.comparison
    told = [words.sentence(rows.loc[i], facts.loc[i], of.name, _when(of, i)) for i in ids]
    return [*told, *(line for i in ids for line in _more(of, i))][:SENTENCES]


def _more(of: Study, indicator_id: str) -> list[str]:
    row, facts, years = of.comparison.loc[indicator_id], of.panel.indicators.loc[indicator_id], _years(of, indicator_id)
    said = []
    if len(years) > 1:
        first, last = years.iloc[0], years.iloc[-1]
        said.append(words.since(first.value, last.value, facts, of.name, (first.period, last.period)))
    else:
        said.append(words.NO_EARLIER)
    if pd.notna(row.england):
        said.append(words.england(row.england, facts))
    return said


def _years(of: Study, indicator_id: str) -> pd.DataFrame:
    """The council's figures since the last break, up to the latest."""
    held = of.trend(indicator_id)
    return held[(held.segment == held.segment.iloc[-1]) & held.value.notna()]


def _when(of: Study, indicator_id: str) -> str:
    row, facts = of.comparison.loc[indicator_id], of.panel.indicators.loc[indicator_id]
    when = period_words(row.period_end, facts.year_end, facts.statistic, row.period_kind)
    return f"{when}, the last that was published" if facts.ended else when


def chart_rows(of: Study, indicator_id: str) -> pd.DataFrame:
    """The bars of a topic's chart, as ``bars`` takes them; those without a figure are left out.

    The council as it was when counting in this way began, the council now, the median of similar councils, England.
    """
    row, facts, years = of.comparison.loc[indicator_id], of.panel.indicators.loc[indicator_id], _years(of, indicator_id)
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


def html(of: Study, as_of: dt.date) -> str:
    """The topics as HTML, a sheet each; those on which there is no figure are named at the end, on the screen."""
    told = shown_ids(of)
    asked = of.data.catalog.not_held
    asked = asked[asked.service.isin(of.indicators.service)].drop_duplicates("topic").set_index("topic").question
    without = [words.topic(topic) for topic, ids in told.items() if not ids]
    parts = [_sheet(of, topic, ids, asked.get(topic, ""), as_of) for topic, ids in told.items() if ids]
    if without:
        told_of = f"No figure of {of.name} is published on: {'; '.join(without)}."
        parts.append(f'<section class="annex">{markup.sentences([told_of], "notice")}</section>')
    return "".join(parts)


def _sheet(of: Study, topic: str, ids: list[str], asked: str, as_of: dt.date) -> str:
    facts = of.panel.indicators.loc[ids[0]]
    rows = chart_rows(of, ids[0])
    drawn = bars(rows, f"{facts.means.rstrip('.')}, in {of.name}")
    note = f'<p class="small">{escape(MOVES)}</p>' if rows.lower.notna().any() else ""
    said = "".join(f"<p>{escape(line)}</p>" for line in sentences(of, ids))
    ask = "".join(f"<li>{escape(line)}</li>" for line in words.questions(facts, asked))
    about = f"{of.name}, {day_words(as_of)}. {WHAT_FOR} Published figures, under the Open Government Licence v3.0."
    return (
        f'<section class="sheet room">{markup.heading(2, words.topic(topic))}{said}'
        f"{drawn}{note}"
        f'<p><strong>To talk about</strong></p><ol class="ask">{ask}</ol><p class="small">{escape(about)}</p></section>'
    )


def write(of: Study, as_of: dt.date, facts: list[tuple[str, str]], path: Path) -> None:
    """Write the pages for the room as one self-contained file. The same input gives the same bytes."""
    back = f'<p><a href="{path.stem.removesuffix("-room")}.html">The whole report</a></p>'
    page.write_body(html(of, as_of), f"{of.name}: figures to talk about", facts, path, beside=back, annex=True)
