"""What changed since a council's report: its code and neighbours, verdicts with their causes, figures, indicators."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pandas as pd

from scouting.report import since_words as words
from scouting.report import stamp
from scouting.report.since import (
    Beneath,
    Kind,
    Pack,
    both,
    followers,
    indicators,
    is_another,
    is_new,
    kind,
    members,
    same,
    shown,
    shown_then,
)
from scouting.terms import ANOTHER_PERIOD, NEW_FIGURE, REVISION
from scouting.words import listed, many

_FIGURES = (NEW_FIGURE, REVISION, ANOTHER_PERIOD)


def _changes(before: Pack, after: Pack, area_changes: pd.DataFrame) -> list[dict[str, str]]:
    """Every change between two reports of one council, one row each, most telling first.

    What: "council" (its own code), "neighbours", "verdict", "new figure", "revision", "another period" (an older one,
    or one of another kind), "indicator" (new in the report or gone). The cause of a verdict is all of these that
    changed beneath it: a boundary (the council's or a neighbour's), the neighbour set, a new figure, another period, a
    revision (its own, a neighbour's, or elsewhere, which moves the noise).
    """
    packs = before, after
    councils = [next(iter(pack.tables["comparison"].values())) for pack in packs]
    among = members(councils, [[*pack.tables["neighbours"].values()] for pack in packs], followers(area_changes))
    told, versions = _figures(before, after), stamp.apart(before.stamp, after.stamp)
    verdicts, titles = [], after.tables["indicators"]
    for key, was, now in both(before, after, "comparison"):
        notes = {what: [row["note"] for row in told[key] if row["what"] == what] for what in _FIGURES}
        beneath = Beneath(among, notes, (was.figures, was.sizes) != (now.figures, now.sizes), versions)
        verdicts += beneath.verdicts([*words.AGAINST], was, now, indicator_id=key, title=titles[key].title)
    figures = [{name: text for name, text in row.items() if name != "note"} for rows in told.values() for row in rows]
    figures.sort(key=lambda row: row["what"] != NEW_FIGURE)
    return among.rows() + verdicts + figures + indicators(before, after, COUNCIL.what)


def _figures(before: Pack, after: Pack) -> dict[str, list[dict[str, str]]]:
    """New figures and revisions by indicator, one row each, with a short ``note`` for the cause of a verdict."""
    facts, held, found = after.tables["indicators"], after.tables["comparison"], {}
    others: dict[str, list[str]] = defaultdict(list)

    def row(what: str, key: str, was: Any, now: Any, note: str, **more: str) -> dict[str, str]:
        return {"what": what, "indicator_id": key, "title": facts[key].title, "period_before": was.period,
                "period": now.period, "note": note, "sentence": f"{facts[key].title}, {note}.", **more}  # fmt: skip

    def own(what: str, key: str, was: Any, now: Any, same_period: Any) -> dict[str, str]:
        unit, decimals = held[key].unit, facts[key].decimals
        old, new = shown_then(was, same_period, unit, decimals), shown(now, unit, decimals)
        after_what = f", after {old} in {was.period}" if what == NEW_FIGURE else f", before it was {old}"
        return row(what, key, was, now, f"{now.period}: {new}{after_what if old else ''}", before=old, after=new)

    trends = after.tables["trends"]
    for key, was, now in both(before, after, "comparison"):
        found[key] = [own(NEW_FIGURE, key, was, now, trends.get((key, was.period_end)))] if is_new(was, now) else []
        if is_another(was, now):
            note = f"the {kind(now)} {now.period} now, the {kind(was)} {was.period} before"
            found[key] = [row(ANOTHER_PERIOD, key, was, now, note)]
    for (key, _), was, now in both(before, after, "trends"):
        alike = same(was.value, now.value) and (was.value or was.marker == now.marker)
        if key in found and not alike and kind(was) == kind(now):
            found[key].append(own(REVISION, key, was, now, now))
    for (key, code), was, now in both(before, after, "councils"):  # who else has another latest figure, or level
        if key in found and code != held[key].area_code:
            others[key] += [] if same(was.value, now.value) and same(was.level, now.level) else [now.name]
    for key, was, now in both(before, after, "comparison"):
        if others[key] and not is_new(was, now) and not is_another(was, now):
            names = sorted(others[key])
            note = f"of {listed(names) if len(names) < 4 else many(len(names), 'other area')}"
            said = f"{facts[key].title}: figures {note} were revised."
            found[key].append(row(REVISION, key, was, now, note, sentence=said))
    return found


COUNCIL = Kind(
    what="report",
    columns=["what", "indicator_id", "title", "column", "period_before", "before", "period", "after", "cause",
             "sentence"],
    tables={
        "comparison": (["indicator_id"], ["area_code", "area_name", "unit", "set_id", "period", "period_end", "value",
                                          "marker", "england", "figures", "sizes", *words.AGAINST]),
        "councils": (["indicator_id", "area_code"], ["name", "role", "value", "level"]),
        "trends": (["indicator_id", "period_end"], ["period", "value", "marker"]),
        "neighbours": (["neighbour_code"], ["name", "set_id"]),
        "indicators": (["indicator_id"], ["title", "decimals"]),
    },
    changes=_changes,
)  # fmt: skip
