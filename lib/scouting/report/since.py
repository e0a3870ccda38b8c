"""What changed since the report that stood there: from the tables of both alone, with a cause for each verdict."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from scouting.report import since_words as words
from scouting.report import stamp, tables
from scouting.terms import BOUNDARY, NEIGHBOUR_SET, NEW_FIGURE, OWN_RULE, REVISION
from scouting.words import figure, many, missing_words


@dataclass(frozen=True)
class Members:
    """What changed of a council's code and its neighbours.

    ``boundary``: which councils were followed by which, a sentence, blank for none; ``own_code``: whether the council's
    own code is another; ``changed``: whether the neighbours are others, beyond that; ``moved``: how, in words.
    """

    boundary: str
    own_code: bool
    changed: bool
    moved: str
    sets: tuple[str, str]

    def rows(self) -> list[dict[str, str]]:
        """A row for the council's own code and one for its neighbours, where they changed."""
        rows = []
        if self.boundary:
            rows.append({"what": "council" if self.own_code else "neighbours", "cause": BOUNDARY,
                         "sentence": self.boundary})  # fmt: skip
        if self.changed:
            rows.append({"what": "neighbours", "before": self.sets[0], "after": self.sets[1],
                         "cause": NEIGHBOUR_SET, "sentence": self.moved})  # fmt: skip
        return rows


def members(before: dict[str, pd.DataFrame], after: dict[str, pd.DataFrame], area_changes: pd.DataFrame) -> Members:
    """What changed of the council's code and its neighbours between two packs' tables.

    A neighbour that was followed by others (split, merged, or given another code), and they by it in the list, is a
    change of boundaries; whoever else joined or left is a change of the set.
    """
    old, new = ({row.neighbour_code: row.name_ for row in held["neighbours"].rename(columns={"name": "name_"})
                 .itertuples()} for held in (before, after))  # fmt: skip
    codes = [held["comparison"].area_code.iloc[0] for held in (before, after)]
    names = [held["comparison"].area_name.iloc[0] for held in (before, after)]
    left, joined = ({c: n for c, n in one.items() if c not in other} for one, other in ((old, new), (new, old)))
    after_of = area_changes.groupby("old_code").new_code.agg(list)
    successions, own_code = [], codes[0] != codes[1]
    if own_code:
        successions.append((f"{names[0]} ({codes[0]})", [f"{names[1]} ({codes[1]})"]))
    for code, name in list(left.items()):
        heirs = [c for c in after_of.get(code, []) if c in joined]
        if heirs:
            successions.append((f"{name} ({code})", [f"{joined[c]} ({c})" for c in heirs]))
            del left[code]
    heirs = {c for code in old for c in after_of.get(code, [])}
    joined = {c: n for c, n in joined.items() if c not in heirs}
    sets = tuple(held["neighbours"].set_id.iloc[0] if len(held["neighbours"]) else "" for held in (before, after))
    changed = bool(left or joined or sets[0] != sets[1])
    names_of = sorted(joined.values()), sorted(left.values())
    moved = words.neighbours_sentence(*names_of, sets[0] != sets[1]) if changed else ""
    return Members(words.boundary_sentence(successions), own_code, changed, moved.rstrip("."), sets)


COLUMNS = ["what", "indicator_id", "title", "column", "period_before", "before", "period", "after", "cause",
           "sentence"]  # fmt: skip
#: What is told of a report whose tables are another version's, in place of all changes.
VERSION = "version"
#: The tables that are looked at, and their columns.
_NEEDED = {
    "comparison": ["indicator_id", "area_code", "area_name", "unit", "set_id", "period", "period_end", "value",
                   "marker", "england", "figures", "sizes", *words.AGAINST],
    "councils": ["indicator_id", "area_code", "name", "role", "value", "level"],
    "trends": ["indicator_id", "period", "period_end", "value", "marker"],
    "neighbours": ["neighbour_code", "name", "set_id"],
    "indicators": ["indicator_id", "title", "decimals"],
}  # fmt: skip


@dataclass(frozen=True)
class Pack:
    """A report's tables as text, and its stamp: what it was made from, and when."""

    stamp: stamp.Stamp
    tables: dict[str, pd.DataFrame]

    def lacks(self, needed: dict[str, list[str]]) -> bool:
        """Whether some column is not there: another version made it."""
        return any(not set(columns) <= set(self.tables[name]) for name, columns in needed.items())


@dataclass(frozen=True)
class Since:
    """What is told of the report before: its day, and the changes (``COLUMNS``; none where nothing changed)."""

    earlier: str
    rows: pd.DataFrame

    def sentence(self, what: str = "report") -> str:
        """All of it in one sentence; ``what`` was made before: a report or a document."""
        if self.rows.empty:
            return words.nothing_sentence(self.earlier)
        if self.unlike:
            return words.other_version_sentence(self.earlier, what)
        return words.summary_sentence(self.earlier, counts(self.rows), what)

    @property
    def unlike(self) -> bool:
        """Whether another version made the one before, so that nothing is compared."""
        return bool((self.rows.what == VERSION).any())


def read(folder: Path, needed: dict[str, list[str]] = _NEEDED) -> Pack | None:
    """The report of a folder, of whatever version; None where there is none that can be read."""
    made = stamp.read(folder)
    if made is None:
        return None
    files = {name: folder / "tables" / f"{name}.csv" for name in needed}
    try:
        # A table that is not there had another name, or was not made: the version was another.
        return Pack(made, {n: tables.read_csv(path) if path.is_file() else pd.DataFrame() for n, path in files.items()})
    except (OSError, ValueError):
        return None


def since(earlier: Path, new: Path, area_changes: pd.DataFrame) -> Since | None:
    """What to tell in a new report (its tables are in ``new``) of the one that stood in ``earlier``; None: nothing.

    ``area_changes``: as in the catalogue. Where nothing changed, the same day's report keeps what it said before, so
    that it comes out the same, and a later one says since when nothing has. With one that another version made, nothing
    is compared.
    """
    before, after = read(earlier), read(new)
    if before is None or after is None:
        return None
    if before.lacks(_NEEDED):
        return other_version(before.stamp, COLUMNS)
    return told_beside(earlier, before.stamp, after.stamp, changes(before, after, area_changes))


def other_version(before: stamp.Stamp, columns: list[str]) -> Since:
    """What to tell where another version made the one before: that alone."""
    row = dict.fromkeys(columns, "") | {"what": VERSION, "cause": OWN_RULE}
    return Since(before.made, pd.DataFrame([row], columns=columns, dtype="str"))


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
    """How many verdicts, new figures and revisions there are among changes."""
    return {what: int((rows.what == what).sum()) for what in ("verdict", NEW_FIGURE, REVISION)}


def short(folder: Path) -> str:
    """What the report of a folder tells of the one before it, in a sentence; blank for a first one."""
    held = stamp.read(folder)
    told = _kept(folder, held) if held else None
    return told.sentence() if told else ""


def _kept(folder: Path, held: stamp.Stamp, columns: list[str] = COLUMNS) -> Since | None:
    try:
        rows = tables.read_csv(folder / "tables" / "since.csv")
    except (OSError, ValueError):
        return None
    return Since(held.earlier, rows) if held.earlier and [*rows] == columns else None


def changes(before: Pack, after: Pack, area_changes: pd.DataFrame) -> pd.DataFrame:
    """Every change between two reports of one council, one row each, most telling first: ``COLUMNS``.

    What: "council" (its own code), "neighbours", "verdict", "new figure", "revision", "indicator" (new in the report or
    gone); or VERSION alone. The cause of a verdict is all of these that changed beneath it: a boundary (the council's
    or a neighbour's), the neighbour set, a new figure, a revision (its own, a neighbour's, or elsewhere, which moves
    the noise). Where none did, figures and neighbours are the same and it is our own rule.
    """
    among = members(before.tables, after.tables, area_changes)
    rows = among.rows()
    old, new = (pack.tables["comparison"].set_index("indicator_id") for pack in (before, after))
    titles = after.tables["indicators"].set_index("indicator_id").title
    verdicts, figures = [], []
    for indicator_id in new.index.intersection(old.index, sort=False):
        one = _Indicator(indicator_id, titles[indicator_id], before, after)
        told = one.told()
        figures += told
        verdicts += _verdicts(one, old.loc[indicator_id], new.loc[indicator_id], told, among, before, after)
    rows += verdicts + sorted(figures, key=lambda row: row["what"] != NEW_FIGURE)
    for index, other, sentence in ((new.index, old.index, "{}: new in this report."),
                                   (old.index, new.index, "{}: no longer in this report.")):  # fmt: skip
        source = titles if index is new.index else before.tables["indicators"].set_index("indicator_id").title
        rows += [_row("indicator", i, source[i], sentence=sentence.format(source[i]))
                 for i in index if i not in other]  # fmt: skip
    blank = dict.fromkeys(COLUMNS, "")
    return pd.DataFrame([blank | row for row in rows], columns=COLUMNS, dtype="str")


def _row(what: str, indicator_id: str = "", title: str = "", **more: str) -> dict[str, str]:
    return {"what": what, "indicator_id": indicator_id, "title": title, **more}


def _verdicts(one, old: pd.Series, new: pd.Series, told: list, among: Members, before: Pack, after: Pack) -> list:
    """A row for each of an indicator's verdicts that is another now, with its causes."""
    found = []
    for column in words.AGAINST:
        if old[column] == new[column]:
            continue
        causes = {}
        if among.boundary and (among.own_code or "england" not in column):
            causes[BOUNDARY] = f"a boundary change ({among.boundary.rstrip('.')})"
        if among.changed and "england" not in column:
            causes[NEIGHBOUR_SET] = f"other similar councils ({among.moved})"
        for what in (NEW_FIGURE, REVISION):
            mine = [row["note"] for row in told if row["what"] == what]
            if mine:
                causes[what] = f"{'a new figure' if what == NEW_FIGURE else 'revised figures'} ({'; '.join(mine)})"
        if not causes and (old.figures, old.sizes) != (new.figures, new.sizes):
            causes[REVISION] = words.ELSEWHERE
        if not causes:
            causes[OWN_RULE] = words.own_rule(stamp.apart(before.stamp, after.stamp))
        sentence = words.verdict_sentence(one.title, column, old[column], new[column], [*causes.values()])
        found.append(_row("verdict", one.indicator_id, one.title, column=column, period_before=old.period,
                          before=old[column], period=new.period, after=new[column], cause="; ".join(causes),
                          sentence=sentence))  # fmt: skip
    return found


class _Indicator:
    """One indicator's figures in both reports."""

    def __init__(self, indicator_id: str, title: str, before: Pack, after: Pack) -> None:
        self.indicator_id, self.title = indicator_id, title
        self.before, self.after = ({n: t[t.indicator_id == indicator_id] for n, t in pack.tables.items()
                                    if "indicator_id" in t} for pack in (before, after))  # fmt: skip
        self.unit = self.after["comparison"].unit.iloc[0]
        self.decimals = int(self.after["indicators"].decimals.iloc[0])

    def _shown(self, value: str, marker: str = "") -> str:
        return figure(float(value), self.unit, self.decimals) if value else f"no figure ({missing_words(marker)})"

    def told(self) -> list[dict[str, str]]:
        """New figures and revisions, a row each, with a short note for the cause of a verdict."""
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
        """Who else among the areas shown in both reports has another latest figure, or another level."""
        own = self.after["comparison"].area_code.iloc[0]
        old, new = (held["councils"][held["councils"].area_code != ""].set_index("area_code")
                    for held in (self.before, self.after))  # fmt: skip
        both = [code for code in new.index.intersection(old.index, sort=False) if code != own]
        moved = [code for code in both if not (same(old.value[code], new.value[code])
                                               and same(old.level[code], new.level[code]))]  # fmt: skip
        return sorted(new["name"][moved])


def same(one: str, other: str) -> bool:
    """Whether two figures as text are the same number: what is beyond nine digits is the machine's."""
    if not one or not other:
        return one == other
    a, b = float(one), float(other)
    return abs(a - b) <= 1e-9 * max(1.0, abs(a), abs(b))
