"""Stories as HTML: the finding as heading, the figures, two drawings side by side, and what follows from them."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import pandas as pd

from scouting import markup
from scouting.charts import ranked_bars, trend
from scouting.charts.emit import save
from scouting.frames import row_of
from scouting.pages import common
from scouting.pages.common import USUALLY, or_why, texts, trend_table
from scouting.pages.indicator import movement
from scouting.pages.indicator.words import relative_sentence
from scouting.pages.own_figures.show import marks
from scouting.pages.own_figures.show import sentences as own_sentences
from scouting.pages.page_one import tables
from scouting.pages.page_one.texts import better
from scouting.pages.story import drawing, measures, words
from scouting.pages.visit_sheet.visit import visit
from scouting.study.core import Study
from scouting.terms import CLEARLY, PROBABLY

#: Questions of a story.
QUESTIONS = 1


def show(study: Study, as_of: str, out: str = "") -> None:
    """The stories in a notebook; ``out``: a folder for their charts as PNG, SVG and alt text, blank for none."""
    if not (told := measures.ids(study)):
        return
    asked, hosts = measures.questions(study, told, QUESTIONS), tables.hosts(study, told)
    markup.put(common.style(), *(html(study, one, as_of, asked[one], hosts) for one in told))
    for one in told if out else []:
        _export(study, one, out)


def html(study: Study, indicator_id: str, as_of: str, asked: list[str], hosts: pd.DataFrame) -> str:
    """One story. ``asked``: its questions; ``hosts``: who is to be asked, as page one has them."""
    facts, row = row_of(study.panel.indicators, indicator_id), row_of(study.comparison, indicator_id)
    good = row.verdict in (CLEARLY["better"], PROBABLY["better"])
    lines = {
        "Over time": _gains(study, indicator_id),
        "Who does better": better(visit(study), indicator_id, hosts, good=good),
        "Our own figures": " ".join(own_sentences(study, indicator_id)),
        "How it is counted": facts.counting_note,
        "What others could ask" if good else "What to ask": " ".join(asked),
    }
    told = "".join(f"<dt>{term}</dt><dd>{escape(line)}</dd>" for term, line in lines.items() if line)
    return (
        f'<section class="story">{markup.heading(3, words.finding(study, indicator_id))}'
        f'<p class="small">{escape(words.measure(row, facts, as_of))}</p>'
        f"<p>{escape(words.figures(row, facts, study.name))}</p>"
        f'<div class="two">{_years(study, indicator_id)}{_councils(study, indicator_id)}</div><dl>{told}</dl>'
        f"{_behind(study, indicator_id)}</section>"
    )


def _alone(study: Study, indicator_id: str) -> Study:
    return replace(study, indicators=study.indicators.loc[[indicator_id]])


def _moved(study: Study, indicator_id: str) -> str:
    """Where the council's figures go, with the first and the last of them."""
    rows, facts = measures.years(study, indicator_id), row_of(study.panel.indicators, indicator_id)
    return words.over_time(rows, facts, movement.direction(_alone(study, indicator_id)).word)


def _gains(study: Study, indicator_id: str) -> str:
    """Whether the council gains on similar councils; blank where no clear change shows."""
    facts, alone = row_of(study.panel.indicators, indicator_id), _alone(study, indicator_id)
    row = movement.relative(alone)
    told = facts.statistic != "count" and row.word in words.MOVES
    return relative_sentence(row, facts, study.name, alone.panel.kind[0]) if told else ""


def _years(study: Study, indicator_id: str) -> str:
    """The drawing over time with its title and key; nothing where there is no time to speak of."""
    rows, facts = measures.years(study, indicator_id), row_of(study.panel.indicators, indicator_id)
    if rows.empty:
        return ""
    drawn = drawing.over_time(rows, facts.unit, int(facts.decimals), _alt(study, indicator_id)[0],
                              **marks(study, indicator_id))  # fmt: skip
    key = {"here": study.name, "near": "similar councils and their middle half", "england": "England"}
    held = {kind: name for kind, name in key.items() if rows[drawing.SERIES[kind]].notna().any()}
    listed = " ".join(f'<span class="{kind}">{escape(name)}</span>' for kind, name in held.items())
    title = _moved(study, indicator_id)
    return f'<figure><figcaption>{escape(title)}<small class="key">{listed}</small></figcaption>{drawn}</figure>'


def _councils(study: Study, indicator_id: str) -> str:
    facts, row = row_of(study.panel.indicators, indicator_id), row_of(study.comparison, indicator_id)
    rows, whole = measures.ranked(study, indicator_id)
    drawn = drawing.ranking(rows, whole, facts.unit, int(facts.decimals), facts.polarity, _alt(study, indicator_id)[1])
    title = words.in_rank(row, facts, study.name)
    return f"<figure><figcaption>{escape(title)}</figcaption>{drawn}</figure>"


def _alt(study: Study, indicator_id: str) -> tuple[str, str]:
    """Both drawings in words, as the charts that are saved have them."""
    facts, row = row_of(study.panel.indicators, indicator_id), row_of(study.comparison, indicator_id)
    style = {"unit": facts.unit, "decimals": int(facts.decimals)}
    years, bars = measures.years(study, indicator_id), study.bars(indicator_id)
    over = "" if years.empty else trend.alt_text(
        years, title=f"{facts.title}. {_moved(study, indicator_id)}", focus_name=study.name, **style,
        **marks(study, indicator_id),
    )  # fmt: skip
    title = f"{facts.title}. {words.in_rank(row, facts, study.name)}"
    return over, ranked_bars.alt_text(bars, title=title, **style)


def _export(study: Study, indicator_id: str, out: str) -> None:
    """Both as charts to be put into other documents."""
    facts, row = row_of(study.panel.indicators, indicator_id), row_of(study.comparison, indicator_id)
    style = {"unit": facts.unit, "decimals": int(facts.decimals), "subtitle": facts.title}
    years, (over, ranked) = measures.years(study, indicator_id), _alt(study, indicator_id)
    if len(years):
        title = f"{facts.short_title}: {_moved(study, indicator_id)}"
        chart = trend.draw(years, title=title, focus_name=study.name, **style, **marks(study, indicator_id))
        save(chart, f"{indicator_id}-trend", over, out)
    title = f"{facts.short_title}: {words.in_rank(row, facts, study.name)}"
    save(ranked_bars.draw(study.bars(indicator_id), title=title, **style), f"{indicator_id}-bars", ranked, out)


def _behind(study: Study, indicator_id: str) -> str:
    """The figures behind both drawings, folded."""
    facts, bars = row_of(study.panel.indicators, indicator_id), study.bars(indicator_id)
    table = pd.DataFrame(
        {
            "Area": bars["name"],
            "Code": bars.area_code,
            "Figure": or_why(bars.value, bars.marker, facts),
            "Usually from": texts(bars.lower, facts),
            "Usually to": texts(bars.upper, facts),
            "Note": bars.note,
        }
    ).replace("no figure", "")
    caption = f"{facts.title}. {USUALLY}"
    councils = markup.table(table, caption, numbers=["Figure", "Usually from", "Usually to"])
    years = trend_table(study.trend(indicator_id), facts, study.name)
    return markup.folded("The figures behind both", councils + years)
