"""What changed since a council's report: its code and neighbours, verdicts with their causes, figures, indicators."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pandas as pd

from scouting.neighbours.words import listed
from scouting.report import since_words as words
from scouting.report import stamp
from scouting.report.since import Beneath, Kind, Pack, both, followers, indicators, members, same, shown
from scouting.terms import NEW_FIGURE, REVISION
from scouting.words import many


def _changes(before: Pack, after: Pack, area_changes: pd.DataFrame) -> list[dict[str, str]]:
    """Every change between two reports of one council, one row each, most telling first.

    What: "council" (its own code), "neighbours", "verdict", "new figure", "revision", "indicator" (new in the report or
    gone). The cause of a verdict is all of these that changed beneath it: a boundary (the council's or a neighbour's),
    the neighbour set, a new figure, a revision (its own, a neighbour's, or elsewhere, which moves the noise).
    """
    packs = before, after
    councils = [next(iter(pack.tables["comparison"].values())) for pack in packs]
    among = members(councils, [[*pack.tables["neighbours"].values()] for pack in packs], followers(area_changes))
    told, versions = _figures(before, after), stamp.apart(before.stamp, after.stamp)
    verdicts, titles = [], after.tables["indicators"]
    for key, was, now in both(before, after, "comparison"):
        notes = {what: [row["note"] for row in told[key] if row["what"] == what] for what in (NEW_FIGURE, REVISION)}
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

    def own(what: str, key: str, was: Any, now: Any) -> dict[str, str]:
        old, new = (shown(one, held[key].unit, facts[key].decimals) for one in (was, now))
        after_what = f"after {old} in {was.period}" if what == NEW_FIGURE else f"before it was {old}"
        return row(what, key, was, now, f"{now.period}: {new}, {after_what}", before=old, after=new)

    for key, was, now in both(before, after, "comparison"):
        found[key] = [own(NEW_FIGURE, key, was, now)] if was.period_end != now.period_end else []
    for (key, _), was, now in both(before, after, "trends"):
        if key in found and not (same(was.value, now.value) and (was.value or was.marker == now.marker)):
            found[key].append(own(REVISION, key, was, now))
    for (key, code), was, now in both(before, after, "councils"):  # who else has another latest figure, or level
        if key in found and code != held[key].area_code:
            others[key] += [] if same(was.value, now.value) and same(was.level, now.level) else [now.name]
    for key, was, now in both(before, after, "comparison"):
        if others[key] and was.period_end == now.period_end:
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
