"""What changed since the pack that stood there: from the tables of both alone, with a cause for each standing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from scouting.report import stamp, tables
from scouting.report.succession import Members, members
from scouting.sentences import figure, many, missing_words
from scouting.sentences import since as words
from scouting.terms import BOUNDARY, NEIGHBOUR_SET, NEW_FIGURE, OWN_RULE, REVISION

COLUMNS = ["what", "indicator_id", "title", "horizon", "period_before", "before", "period", "after", "cause",
           "sentence"]  # fmt: skip
#: The tables that are looked at, and their columns.
_NEEDED = {
    "comparison": ["indicator_id", "area_code", "area_name", "unit", "set_id", "period", "period_end", "value",
                   "marker", "england", "figures", *words.HORIZONS],
    "councils": ["indicator_id", "area_code", "name", "role", "value", "sustained"],
    "trends": ["indicator_id", "period", "period_end", "value", "marker"],
    "neighbours": ["neighbour_code", "name", "set_id"],
    "indicators": ["indicator_id", "title", "decimals"],
}  # fmt: skip


@dataclass(frozen=True)
class Pack:
    """A pack's tables as text, and its stamp: what it was made from, and when."""

    stamp: stamp.Stamp
    tables: dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Since:
    """What is told of the pack before: its day, and the changes (``COLUMNS``; none where nothing changed)."""

    earlier: str
    rows: pd.DataFrame


def read(folder: Path) -> Pack | None:
    """The pack of a folder; None where there is none, or one that cannot be compared (made by an earlier version)."""
    made = stamp.read(folder)
    if made is None:
        return None
    held = {}
    for name, columns in _NEEDED.items():
        try:
            held[name] = tables.read_csv(folder / "tables" / f"{name}.csv")
        except (OSError, ValueError):
            return None
        if not set(columns) <= set(held[name]):
            return None
    return Pack(made, held)


def since(earlier: Path, new: Path, area_changes: pd.DataFrame) -> Since | None:
    """What to tell in a new pack (its tables are in ``new``) of the one that stood in ``earlier``; None: nothing.

    ``area_changes``: as in the catalogue. Where nothing changed, the same day's pack keeps what it said before, so that
    it comes out the same, and a later one says since when nothing has.
    """
    before, after = read(earlier), read(new)
    if before is None or after is None:
        return None
    return told_beside(earlier, before.stamp, after.stamp, changes(before, after, area_changes))


def told_beside(folder: Path, before: stamp.Stamp, after: stamp.Stamp, rows: pd.DataFrame) -> Since | None:
    """What to tell, given the changes: ``folder`` holds what was made before, and what it told of the one before it."""
    if len(rows):
        return Since(before.made, rows)
    kept = _kept(folder, before, [*rows])
    if after.made == before.made:
        return kept
    still = kept is not None and kept.rows.empty
    return Since(before.earlier if still else before.made, rows)


def counts(rows: pd.DataFrame) -> dict[str, int]:
    """How many standings, new figures and revisions there are among changes."""
    return {what: int((rows.what == what).sum()) for what in ("standing", NEW_FIGURE, REVISION)}


def short(folder: Path) -> str:
    """What the pack of a folder tells of the one before it, in a sentence; blank for a first pack."""
    held = stamp.read(folder)
    told = _kept(folder, held) if held else None
    if told is None:
        return ""
    return (
        words.summary_sentence(told.earlier, counts(told.rows))
        if len(told.rows)
        else words.nothing_sentence(told.earlier)
    )


def _kept(folder: Path, held: stamp.Stamp, columns: list[str] = COLUMNS) -> Since | None:
    try:
        rows = tables.read_csv(folder / "tables" / "since.csv")
    except (OSError, ValueError):
        return None
    return Since(held.earlier, rows) if held.earlier and [*rows] == columns else None


def changes(before: Pack, after: Pack, area_changes: pd.DataFrame) -> pd.DataFrame:
    """Every change between two packs of one council, a row each, most telling first: ``COLUMNS``.

    What: "council" (its own code), "neighbours", "standing", "new figure", "revision", "indicator" (new in the pack or
    gone). The cause of a standing is all of these that changed beneath it: a boundary (the council's or a neighbour's),
    the neighbour set, a new figure, a revision (its own, a neighbour's, or elsewhere, which moves the noise). Where
    none did, figures and neighbours are the same and it is our own rule.
    """
    among = members(before.tables, after.tables, area_changes)
    rows = among.rows()
    old, new = (pack.tables["comparison"].set_index("indicator_id") for pack in (before, after))
    titles = after.tables["indicators"].set_index("indicator_id").title
    standings, figures = [], []
    for indicator_id in new.index.intersection(old.index, sort=False):
        one = _Indicator(indicator_id, titles[indicator_id], before, after)
        told = one.told()
        figures += told
        standings += _standings(one, old.loc[indicator_id], new.loc[indicator_id], told, among, before, after)
    rows += standings + sorted(figures, key=lambda row: row["what"] != NEW_FIGURE)
    for index, other, sentence in ((new.index, old.index, "{}: new in this pack."),
                                   (old.index, new.index, "{}: no longer in this pack.")):  # fmt: skip
        source = titles if index is new.index else before.tables["indicators"].set_index("indicator_id").title
        rows += [_row("indicator", i, source[i], sentence=sentence.format(source[i]))
                 for i in index if i not in other]  # fmt: skip
    blank = dict.fromkeys(COLUMNS, "")
    return pd.DataFrame([blank | row for row in rows], columns=COLUMNS, dtype="str")


def _row(what: str, indicator_id: str = "", title: str = "", **more: str) -> dict[str, str]:
    return {"what": what, "indicator_id": indicator_id, "title": title, **more}


def _standings(one, old: pd.Series, new: pd.Series, told: list, among: Members, before: Pack, after: Pack) -> list:
    """A row for each of an indicator's standings that is another now, with its causes."""
    found = []
    for horizon in words.HORIZONS:
        if old[horizon] == new[horizon]:
            continue
        causes = {}
        if among.boundary and (among.own_code or "england" not in horizon):
            causes[BOUNDARY] = f"a boundary change ({among.boundary.rstrip('.')})"
        if among.changed and "england" not in horizon:
            causes[NEIGHBOUR_SET] = f"other neighbours ({among.moved})"
        for what in (NEW_FIGURE, REVISION):
            mine = [row["note"] for row in told if row["what"] == what]
            if mine:
                causes[what] = f"{'a new figure' if what == NEW_FIGURE else 'revised figures'} ({'; '.join(mine)})"
        # A pack of an earlier version does not say what the sizes were.
        if not causes and (old.figures, old.get("sizes", new.sizes)) != (new.figures, new.sizes):
            causes[REVISION] = words.ELSEWHERE
        if not causes:
            versions = stamp.apart(before.stamp, after.stamp)
            causes[OWN_RULE] = f"our own rule: the same figures and neighbours, worked out otherwise{versions}"
        sentence = words.standing_sentence(one.title, horizon, old[horizon], new[horizon], [*causes.values()])
        found.append(_row("standing", one.indicator_id, one.title, horizon=horizon, period_before=old.period,
                          before=old[horizon], period=new.period, after=new[horizon], cause="; ".join(causes),
                          sentence=sentence))  # fmt: skip
    return found


class _Indicator:
    """One indicator's figures in both packs."""

    def __init__(self, indicator_id: str, title: str, before: Pack, after: Pack) -> None:
        self.indicator_id, self.title = indicator_id, title
        self.before, self.after = ({n: t[t.indicator_id == indicator_id] for n, t in pack.tables.items()
                                    if "indicator_id" in t} for pack in (before, after))  # fmt: skip
        self.unit = self.after["comparison"].unit.iloc[0]
        self.decimals = int(self.after["indicators"].decimals.iloc[0])

    def _shown(self, value: str, marker: str = "") -> str:
        return figure(float(value), self.unit, self.decimals) if value else f"no figure ({missing_words(marker)})"

    def told(self) -> list[dict[str, str]]:
        """New figures and revisions, a row each, with a short note for the cause of a standing."""
        old, new = (held["comparison"].iloc[0] for held in (self.before, self.after))
        rows, is_new = [], old.period_end != new.period_end
        if is_new:
            rows.append(self._figure(NEW_FIGURE, old, new))
        series = [held["trends"].set_index("period_end") for held in (self.before, self.after)]
        for end in series[0].index.intersection(series[1].index, sort=False):
            was, now = (held.loc[end] for held in series)
            if not (same(was.value, now.value) and (was.value or was.marker == now.marker)):
                rows.append(self._figure(REVISION, was, now))
        others = self._others() if not is_new else []
        if others:
            note = f"of {words.listed(others) if len(others) < 4 else many(len(others), 'other area')}"
            rows.append(_row(REVISION, self.indicator_id, self.title, period_before=old.period, period=new.period,
                             note=note, sentence=f"{self.title}: figures {note} were revised."))  # fmt: skip
        return rows

    def _figure(self, what: str, was: pd.Series, now: pd.Series) -> dict[str, str]:
        before, after = self._shown(was.value, was.marker), self._shown(now.value, now.marker)
        if what == NEW_FIGURE:
            note = f"{now.period}: {after}, after {before} in {was.period}"
        else:
            note = f"{now.period}: {after}, before it was {before}"
        return _row(what, self.indicator_id, self.title, period_before=was.period, before=before, period=now.period,
                    after=after, note=note, sentence=f"{self.title}, {note}.")  # fmt: skip

    def _others(self) -> list[str]:
        """Who else among the areas shown in both packs has another latest figure, or another mean of three."""
        own = self.after["comparison"].area_code.iloc[0]
        old, new = (held["councils"][held["councils"].area_code != ""].set_index("area_code")
                    for held in (self.before, self.after))  # fmt: skip
        both = [code for code in new.index.intersection(old.index, sort=False) if code != own]
        moved = [code for code in both if not (same(old.value[code], new.value[code])
                                               and same(old.sustained[code], new.sustained[code]))]  # fmt: skip
        return sorted(new["name"][moved])


def same(one: str, other: str) -> bool:
    """Whether two figures as text are the same number: what is beyond nine digits is the machine's."""
    if not one or not other:
        return one == other
    a, b = float(one), float(other)
    return abs(a - b) <= 1e-9 * max(1.0, abs(a), abs(b))
