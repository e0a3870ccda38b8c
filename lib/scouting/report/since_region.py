"""What changed since a group's document: councils, verdicts with their causes, who could ask whom, figures."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import pandas as pd

from scouting.report import since_words as words
from scouting.report import stamp
from scouting.report.since import (
    Beneath,
    Kind,
    Members,
    Pack,
    both,
    boundary,
    followers,
    indicators,
    is_another,
    is_new,
    members,
    only,
    same,
    shown,
    shown_then,
    succession,
)  # fmt: skip
from scouting.terms import ANOTHER_PERIOD, BOUNDARY, NEW_FIGURE, REVISION
from scouting.words import listed, many

#: The verdicts of a document, most telling first; "told_apart" is the one that its topics are counted from.
VERDICTS = ("told_apart", "verdict")
#: What a council asks or offers, and the exchange, follow from the verdicts: they have no cause of their own.
_SIDES = {"asks": "could ask about", "offers": "can offer"}


def _changes(before: Pack, after: Pack, area_changes: pd.DataFrame) -> list[dict[str, str]]:
    """Every change between two documents of a group, one row each.

    What: "council" (joined, or left), "neighbours", "verdict", "side" (what a council could ask about or offer),
    "exchange", "new figure", "revision" and "another period" (one row per indicator and period, with how many
    councils), "shared", "indicator". The cause of a verdict is all of these that changed beneath it, as in a report.
    """
    rows, among = _group(before, after, area_changes)
    facts, versions = [pack.tables["indicators"] for pack in (before, after)], stamp.apart(before.stamp, after.stamp)
    moved, verdicts = [], []
    for (code, key), was, now in both(before, after, "verdicts"):
        one = Moved(was, now, among[code])
        moved.append(one)
        elsewhere = any(getattr(facts[0][key], name) != getattr(facts[1][key], name) for name in ("figures", "sizes"))
        beneath = Beneath(among[code], one.notes, elsewhere, versions)
        verdicts += beneath.verdicts(
            VERDICTS, was, now, area_code=code, area_name=now.area_name, indicator_id=key, title=now.title
        )
    rows += sorted(verdicts, key=lambda row: (row["area_name"], VERDICTS.index(row["column"])))
    rows += _sides(before, after) + _exchange(before, after) + _figures(moved, *facts)
    return rows + _shared(before, after) + indicators(before, after, REGION.what)


def _group(before: Pack, after: Pack, area_changes: pd.DataFrame) -> tuple[list[dict[str, str]], dict[str, Members]]:
    """Who joined the group and who left it; and of each council of both, what changed of its neighbours."""
    after_of = followers(area_changes)
    left, joined = ({code: row.area_name for code, row in only(one, other, "councils").items()}
                    for one, other in ((before, after), (after, before)))  # fmt: skip
    moved = succession(left, joined, after_of)
    rows = [{"what": "council", "area_code": code, "area_name": left[code], "cause": BOUNDARY,
             "sentence": boundary(code, heirs, left, joined)}
            for code, heirs in moved.items()]  # fmt: skip
    told = {*moved, *(code for heirs in moved.values() for code in heirs)}
    rows += [{"what": "council", "area_code": code, "area_name": name, "sentence": f"{name} {verb} the group."}
             for held, verb in ((left, "left"), (joined, "joined"))
             for code, name in held.items() if code not in told]  # fmt: skip
    near = [defaultdict(list), defaultdict(list)]
    for place, pack in enumerate((before, after)):
        for row in pack.tables["neighbours"].values():
            near[place][row.area_code].append(row)
    among = {}
    for code, was, now in both(before, after, "councils"):
        among[code] = members([was, now], [held[code] for held in near], after_of)
        whose = {"area_code": code, "area_name": now.area_name}
        rows += [{**whose, **row, "sentence": f"{now.area_name}: {row['sentence']}"} for row in among[code].rows()]
    return rows, among


@dataclass(frozen=True)
class Moved:
    """One council's row of an indicator in both documents."""

    was: Any
    now: Any
    among: Members

    @property
    def period(self) -> str:
        """NEW_FIGURE or ANOTHER_PERIOD; blank where the period is the same."""
        return NEW_FIGURE if is_new(self.was, self.now) else ANOTHER_PERIOD if is_another(self.was, self.now) else ""

    @property
    def revised(self) -> str:
        """Whose figures are others, in the same period, in words; blank for nobody's."""
        if self.period:
            return ""
        if not self.same("value") or (not self.now.value and self.now.marker != self.was.marker):
            return "its own"
        if not self.same("level"):
            return "its own, of an earlier year"
        near = not (self.same("neighbour_median") and self.same("level_median"))
        return "those of similar councils" if near and not (self.among.changed or self.among.boundary) else ""

    @property
    def notes(self) -> dict[str, list[str]]:
        """The figures that changed, as ``since.Beneath`` takes them."""
        told = {REVISION: [self.revised]} if self.revised else {}
        return told | ({self.period: [f"{self.now.period}, before {self.was.period}"]} if self.period else {})

    def same(self, column: str) -> bool:
        return same(getattr(self.was, column), getattr(self.now, column))


def _figures(moved: list[Moved], before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, str]]:
    """One row per indicator and pair of periods: who has a new figure, or whose was revised; then what is not shown."""
    rows: list[dict[str, str]] = []
    for what in (NEW_FIGURE, REVISION, ANOTHER_PERIOD):
        together: dict[tuple[str, str, str], list[Moved]] = defaultdict(list)
        for one in moved:
            if one.revised.startswith("its own") if what == REVISION else one.period == what:
                together[one.now.indicator_id, one.was.period_end, one.now.period_end].append(one)
        rows += [_together(what, ones, after[key[0]].decimals) for key, ones in together.items()]
    told = {row["indicator_id"] for row in rows}
    titles = {one.now.indicator_id: one.now.title for one in moved}
    said = "{}: figures that are not shown here changed (other councils, or earlier years)."
    rows += [{"what": REVISION, "indicator_id": key, "title": title, "sentence": said.format(title)}
             for key, title in titles.items()
             if key not in told and before[key].figures != after[key].figures]  # fmt: skip
    return rows


def _together(what: str, ones: list[Moved], decimals: str) -> dict[str, str]:
    """A row of councils that have the same of one indicator: a figure is shown where it is one council's alone."""
    was, now, names = ones[0].was, ones[0].now, [one.now.area_name for one in ones]
    alone, same_period = len(ones) == 1, None if ones[0].period else now
    before = shown_then(was, same_period, was.unit, decimals) if alone else ""
    after = shown(now, now.unit, decimals) if alone else ""
    who = listed(names) if len(ones) < 4 else many(len(ones), "council")
    periods = now.period if what == REVISION else f"{now.period}, before {was.period}"
    if ones[0].revised.endswith("year") and len(ones) == 1:
        periods, before, after = f"an earlier year than {periods}", "", ""
    return {"what": what, "area_name": who, "indicator_id": now.indicator_id, "title": now.title,
            "period_before": was.period, "before": before, "period": now.period, "after": after,
            "sentence": f"{now.title}: {what} for {who} ({periods})."}  # fmt: skip


def _sides(before: Pack, after: Pack) -> list[dict[str, str]]:
    """What a council of both documents could ask about, or offer, that it could not before; and what no more."""
    rows = []
    for code, was, now in both(before, after, "councils"):
        for column, verb in _SIDES.items():
            old, new = ({topic for topic in getattr(row, column).split("; ") if topic} for row in (was, now))
            if old != new:
                said = words.side_sentence(now.area_name, verb, sorted(new - old), sorted(old - new))
                rows.append({"what": "side", "area_code": code, "area_name": now.area_name, "column": column,
                             "before": getattr(was, column), "after": getattr(now, column),
                             "sentence": said})  # fmt: skip
    return rows


def _exchange(before: Pack, after: Pack) -> list[dict[str, str]]:
    """Pairs of the exchange that are new, and pairs that are gone."""
    told = (
        ("after", "{} could now ask {}.", only(after, before, "exchange")),
        ("before", "{} and {} are no longer paired.", only(before, after, "exchange")),
    )
    return [{"what": "exchange", "area_code": row.area_code, "area_name": row.area_name, column: row.about_name,
             "sentence": said.format(row.area_name, row.about_name)}
            for column, said, rows in told for row in rows.values()]  # fmt: skip


def _shared(before: Pack, after: Pack) -> list[dict[str, str]]:
    """How many figures that members share are new, are others, or are there no more."""
    changed = sum(was != now for _, was, now in both(before, after, "shared_figures"))
    counts = {"new": len(only(after, before, "shared_figures")), "changed": changed,
              "gone": len(only(before, after, "shared_figures"))}  # fmt: skip
    told = ", ".join(f"{n} {word}" for word, n in counts.items() if n)
    return [{"what": "shared", "sentence": f"Figures that councils share with the group: {told}."}] if told else []


REGION = Kind(
    what="document",
    columns=["what", "area_code", "area_name", "indicator_id", "title", "column", "period_before", "before", "period",
             "after", "cause", "sentence"],
    tables={
        "councils": (["area_code"], ["area_name", *_SIDES]),
        "verdicts": (["area_code", "indicator_id"],
                     ["area_name", "title", "unit", "period", "period_end", "value", "marker", "neighbour_median",
                      "level", "level_median", "sureness", *VERDICTS]),
        "exchange": (["area_code", "about_code"], ["area_name", "about_name"]),
        "neighbours": (["area_code", "neighbour_code"], ["set_id", "name"]),
        "indicators": (["indicator_id"], ["title", "decimals", "figures", "sizes"]),
        "shared_figures": (["indicator_id", "area_code", "period_end"],
                           ["value", "numerator", "denominator", "marker"]),
    },
    changes=_changes,
    optional=("shared_figures",),
)  # fmt: skip
