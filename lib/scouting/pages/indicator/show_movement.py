"""What the notebook of one indicator shows of its years: direction, who moved, unusual years of its own series."""

from __future__ import annotations

import pandas as pd

from scouting import markup
from scouting import words as say
from scouting.charts import trend, xmr
from scouting.charts.emit import emit
from scouting.pages import common
from scouting.pages.indicator import movement, words
from scouting.pages.indicator.show import about, step_of, style_of
from scouting.pages.own_figures import show as own_figures_page
from scouting.study.core import Study
from scouting.terms import ENGLAND, RELIABILITY_FLOOR

#: Councils called the fastest.
FASTEST = 5


def years(study: Study, out: str = "") -> None:
    """The series, and the direction of the council, of its gap to similar councils, of England and of all councils."""
    indicator_id, facts, row = about(study)
    table, step = movement.directions(study), step_of(study)
    mine = table[table.role == "focus"]
    title = say.trend_title(row, facts, study.name)
    series = study.trend(indicator_id)
    style = {"title": title, "focus_name": study.name, **style_of(facts), **own_figures_page.marks(study, indicator_id)}
    drawn = trend.draw(series, subtitle=study.neighbour_set.described, **style)
    emit(drawn, f"{indicator_id}-trend", trend.alt_text(series, **style), out or None)
    england = table[table.area_code == ENGLAND].iloc[0]
    councils = table[table.role != "england"]
    lines = [
        *(words.direction_sentence(one, facts, study.name, step) for _, one in mine.iterrows()),
        words.relative_sentence(movement.relative(study), facts, study.name, step)
        if facts.statistic != "count"
        else "",
        words.direction_sentence(england, facts, "England", step) if england.n else "",
        words.directions_sentence(councils.word) if len(councils) > 1 else "",
    ]
    named = table[table.role.isin(["focus", "neighbour", "england"]) & ((table.n > 0) | (table.role == "focus"))]
    markup.put(
        markup.sentences(lines),
        markup.folded("The series as a table", common.trend_table(series, facts, study.name)),
        markup.folded("Directions of similar councils", _directions_table(named, facts, step)),
    )


def _directions_table(rows: pd.DataFrame, facts: pd.Series, step: str) -> str:
    decimals = int(facts.decimals) + 1

    def shown(column: str) -> list[str]:
        return ["" if pd.isna(v) else say.number(v, decimals) for v in rows[column]]

    table = {
        "Council": rows["name"],
        "Direction": rows.word,
        f"Change per {step}": shown("slope"),
        "Lower 95%": shown("lower"),
        "Upper 95%": shown("upper"),
        "p": ["" if pd.isna(p) else say.number(p, 3) for p in rows.p],
        "Figures": rows.n.astype("str"),
        "From": rows["first"],
        "To": rows["last"],
    }
    right = [f"Change per {step}", "Lower 95%", "Upper 95%", "p", "Figures"]
    return markup.table(table, f"{facts.title}, {facts.unit}", numbers=right)


def moved(study: Study) -> None:
    """Who improved most, beside what their start alone made expected."""
    _, facts, _ = about(study)
    if facts.statistic == "count":
        markup.put(
            markup.sentences(["Not shown: a count of people says how large a council is, not how well it does."])
        )
        return
    found = movement.moved(study)
    if found.rows.empty:
        markup.put(markup.sentences(["Not shown: that needs six years without a break in ten councils."]))
        return
    lines = words.moved_sentences(
        found.rows, facts, found.slope, found.start, found.end, study.name, min(FASTEST, len(found.rows))
    )
    why = _why_unnamed(study, facts)
    if why:
        markup.put(markup.sentences([*lines, why]))
        return
    best = found.rows.head(FASTEST)
    focus = found.rows[(found.rows.role == "focus") & ~found.rows.area_code.isin(best.area_code)]
    markup.put(markup.sentences(lines), _moved_table(pd.concat([best, focus]), found, facts))


def _why_unnamed(study: Study, facts: pd.Series) -> str:
    if facts.polarity == "no_judgement":
        return "We name no council: neither rising nor falling is good here."
    enough = study.reliability.iloc[0] >= RELIABILITY_FLOOR
    return "" if enough else "We name no council: differences between councils are mostly chance here."


def _moved_table(rows: pd.DataFrame, found: movement.Moved, facts: pd.Series) -> str:
    def change(column: str) -> list[str]:
        return [say.number(v, max(int(facts.decimals), 1)) for v in rows[column]]

    shown = {
        "Council": rows["name"],
        found.start: change("start"),
        found.end: change("end"),
        "Change": change("change"),
        "Expected from its start": change("expected"),
        "The rest": change("beyond"),
        "More than is usual": ["yes" if told else "no" for told in rows.told],
    }
    caption = f"The {FASTEST} councils that improved most, and this one; the latest year counts most; {facts.unit}"
    return markup.table(shown, caption, numbers=list(shown)[1:6])


def signals(study: Study, out: str = "") -> None:
    """The XmR chart, its unusual points, and the recent trend by Fingertips' rule."""
    indicator_id, facts, row = about(study)
    found = movement.signals(study)
    held = int(found.rows.value.notna().sum())
    recent = f"OHID's rule for a recent trend, five periods in a row weighted by their limits: {found.recent}."
    if held < movement.FEWEST_XMR:
        few = f"{say.many(held, 'figure')} of {study.name} since the last break: too few for limits of its own."
        markup.put(markup.sentences([few, recent]))
        return
    n = int(found.rows[["outside", "shift", "trend"]].any(axis=1).sum())
    title = f"{facts.short_title}, {study.name}: {say.many(n, 'unusual point')} of {held}"
    style = {"title": title, "mean": found.mean, "lower": found.lower, "upper": found.upper, **style_of(facts)}
    drawn = xmr.draw(found.rows, subtitle=f"{found.rows.period.iloc[0]} to {row.period}", **style)
    emit(drawn, f"{indicator_id}-xmr", xmr.alt_text(found.rows, **style), out or None)
    markup.put(markup.sentences([recent]))
