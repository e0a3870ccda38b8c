"""What visits brought home, and what the measures did since: shown to the council itself, in a report only if asked."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scouting import markup
from scouting import words as say
from scouting.frames import each_row
from scouting.own import visits
from scouting.pages.visit_sheet.words import topic_words
from scouting.study.core import Study
from scouting.terms import EXPLANATIONS, POLARITIES


def since(study: Study, date: str, topic: str) -> pd.DataFrame:
    """What the council's indicators of a topic did since a day, one row per indicator with a figure before and after.

    Columns: indicator_id, before_period and before (the last figure whose period had ended by that day), period and
    value (the newest), better (the change, good way up; NaN without polarity), crosses (a break lies between: the two
    are not set beside each other, and value is missing).
    """
    p, rows = study.panel, []
    own = p.areas.get_loc(study.area_code)
    for i, indicator_id in enumerate(p.indicators.index):
        if p.indicators.topic.iloc[i] != topic:
            continue
        figures, ends = p.figures[i, own], p.ends[i]
        held = np.isfinite(figures)
        before = np.flatnonzero(held & (ends <= np.datetime64(date)))
        after = np.flatnonzero(held & (ends > np.datetime64(date)))
        if not len(before) or not len(after):
            continue
        b, a = before[-1], after[-1]
        crosses = p.segment[i, b] != p.segment[i, a]
        sign = POLARITIES[p.indicators.polarity.iloc[i]]
        change = (figures[a] - figures[b]) * sign if sign and not crosses else np.nan
        value = np.nan if crosses else figures[a]
        rows.append((indicator_id, p.labels[i, b], figures[b], p.labels[i, a], value, change, bool(crosses)))
    columns = ["indicator_id", "before_period", "before", "period", "value", "better", "crosses"]
    return pd.DataFrame(rows, columns=columns)


def table(study: Study) -> pd.DataFrame:
    """The council's own visits by topic, each topic's in order of time.

    Columns: Topic, Date, Visited, Found true, Take, Note, Follow-up, Since then.
    """
    known = study.data.catalog
    mine = visits.read(known)
    mine = mine[mine.area_code == study.area_code].sort_values(["topic", "date"], kind="stable")
    rows = []
    for one in each_row(mine):
        found = "; ".join(EXPLANATIONS.get(word, "none of the four") for word in visits.found_of(one.found))
        moved = _since_words(study, since(study, one.date, one.topic))
        rows.append((topic_words(one.topic), one.date, known.name(one.visited_code), found, one.take, one.note,
                     one.follow_up, moved))  # fmt: skip
    columns = ["Topic", "Date", "Visited", "Found true", "Take", "Note", "Follow-up", "Since then"]
    return pd.DataFrame(rows, columns=columns)


def _since_words(study: Study, moved: pd.DataFrame) -> str:
    if moved.empty:
        return "No newer figure of the topic is held yet."
    facts, parts = study.panel.indicators, []
    for row in each_row(moved):
        one = facts.loc[row.indicator_id]
        if row.crosses:
            parts.append(f"{one.short_title}: a break in the series since")
            continue
        before, now = (say.figure(v, one.unit, one.decimals) for v in (row.before, row.value))
        way = "" if np.isnan(row.better) or row.better == 0 else " (better)" if row.better > 0 else " (worse)"
        parts.append(f"{one.short_title}: {before} in {row.before_period}, {now} in {row.period}{way}")
    return "; ".join(parts)


def show(study: Study, *, asked: bool) -> None:
    """The council's visits, where they are asked for: they then leave with the page."""
    if not asked:
        return
    rows = table(study)
    markup.put(markup.heading(3, "What visits brought home"))
    if rows.empty:
        markup.put(markup.sentences([f"No visit of {study.name} is noted down."]))
    else:
        markup.put(markup.table(rows, f"What visits of {study.name} brought home"))
