"""What changed since the document that stood there: the tables of two folders, compared by their declared keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from scouting.frames import each_cell
from scouting.own.disclosure import SUPPRESSED
from scouting.periods import kind_of
from scouting.report import since_words as words
from scouting.report import stamp, tables
from scouting.terms import ANOTHER_PERIOD, BOUNDARY, NEIGHBOUR_SET, NEW_FIGURE, OWN_RULE, REVISION, TOO_CLOSE
from scouting.words import day_words, figure, listed, missing_words

#: What is told of a document whose tables are another version's, in place of all changes.
VERSION = "version"


@dataclass(frozen=True)
class Kind:
    """How two documents of a kind are compared, and what is told of them.

    ``what``: a report or a document; ``columns``: of the table of changes; ``tables``: of each that is looked at the
    columns that are its key, and those that are compared or told; ``changes``: gives the rows, from both and the
    catalogue's area_changes; ``optional``: tables that need not be there.
    """

    what: str
    columns: list[str]
    tables: dict[str, tuple[list[str], list[str]]]
    changes: Callable[[Pack, Pack, pd.DataFrame], list[dict[str, str]]]
    optional: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pack:
    """A document's stamp, and its tables: each row, as text, by its key. ``whole``: no column is missing."""

    stamp: stamp.Stamp
    tables: dict[str, dict[Any, Any]]
    whole: bool


@dataclass(frozen=True)
class Since:
    """What is told of the one before: its day, the changes (none where nothing changed), and what it was."""

    earlier: str
    rows: pd.DataFrame
    what: str = "report"

    def sentence(self) -> str:
        """All of it in one sentence."""
        day = day_words(self.earlier)
        if self.rows.empty:
            return f"Nothing changed since {day}."
        if self.unlike:
            return f"Nothing is compared with the {self.what} of {day}: another version of Scouting made it."
        counts = {what: int((self.rows.what == what).sum()) for what in ("verdict", NEW_FIGURE, REVISION)}
        return words.summary_sentence(self.earlier, counts, self.what)

    @property
    def unlike(self) -> bool:
        """Whether another version made the one before, so that nothing is compared."""
        return bool((self.rows.what == VERSION).any())


def read(folder: Path, kind: Kind) -> Pack | None:
    """The document of a folder, of whatever version; None where there is none that can be read."""
    made = stamp.read(folder)
    if made is None:
        return None
    held, whole = {}, True
    for name, (key, told) in kind.tables.items():
        path = folder / "tables" / f"{name}.csv"
        try:
            # A table that is not there had another name, or was not made: the version was another.
            table = tables.read_csv(path) if path.is_file() else pd.DataFrame()
        except (OSError, ValueError):
            return None
        whole = whole and (name in kind.optional or {*key, *told} <= set(table))
        table = table.reindex(columns=[*key, *told], fill_value="")
        keys = list(table[key].itertuples(index=False, name=None))
        rows = zip(keys, table.itertuples(index=False, name="Row"), strict=True)
        held[name] = {one[0] if len(key) == 1 else one: row for one, row in rows if all(one)}
    return Pack(made, held, whole)


def since(kind: Kind, earlier: Path, new: Path, area_changes: pd.DataFrame) -> Since | None:
    """What to tell in a new document (its tables are in ``new``) of the one that stood in ``earlier``; None: nothing.

    ``area_changes``: as in the catalogue. Where nothing changed, the same day's keeps what it said before, so that it
    comes out the same, and a later one says since when nothing has. With one that another version made, nothing is
    compared.
    """
    before, after = read(earlier, kind), read(new, kind)
    if before is None or after is None:
        return None
    if not before.whole:
        return Since(before.stamp.made, frame([{"what": VERSION, "cause": OWN_RULE}], kind.columns), kind.what)
    rows = frame(kind.changes(before, after, area_changes), kind.columns)
    if len(rows):
        return Since(before.stamp.made, rows, kind.what)
    kept = _kept(earlier, before.stamp, kind)
    if after.stamp.made == before.stamp.made:
        return kept
    still = kept is not None and kept.rows.empty
    return Since(before.stamp.earlier if still else before.stamp.made, rows, kind.what)


def frame(rows: list[dict[str, str]], columns: list[str]) -> pd.DataFrame:
    """Rows of changes as a table, blank where a row says nothing."""
    return pd.DataFrame([dict.fromkeys(columns, "") | row for row in rows], columns=columns, dtype="str")


def short(folder: Path, kind: Kind) -> str:
    """What the document of a folder tells of the one before it, in a sentence; blank for a first one."""
    held = stamp.read(folder)
    told = _kept(folder, held, kind) if held else None
    return told.sentence() if told else ""


def _kept(folder: Path, held: stamp.Stamp, kind: Kind) -> Since | None:
    try:
        rows = tables.read_csv(folder / "tables" / "since.csv")
    except (OSError, ValueError):
        return None
    return Since(held.earlier, rows, kind.what) if held.earlier and [*rows] == kind.columns else None


def both(before: Pack, after: Pack, table: str) -> Iterator[tuple[Any, Any, Any]]:
    """The rows that are in both: key, row before, row now, in the order of now."""
    old = before.tables[table]
    return ((key, old[key], row) for key, row in after.tables[table].items() if key in old)


def only(one: Pack, other: Pack, table: str) -> dict[Any, Any]:
    """The rows of one that are not in the other, by key."""
    return {key: row for key, row in one.tables[table].items() if key not in other.tables[table]}


def same(one: str, other: str) -> bool:
    """Whether two figures as text are the same number: what is beyond nine digits is the machine's.

    >>> same("0.3", "0.30000000000000004"), same("", "0")
    (True, False)
    """
    if not one or not other:
        return one == other
    a, b = float(one), float(other)
    return abs(a - b) <= 1e-9 * max(1.0, abs(a), abs(b))


def shown(row: Any, unit: str, decimals: str) -> str:
    """The figure of a row in words, or why there is none."""
    return figure(float(row.value), unit, int(decimals)) if row.value else f"no figure ({missing_words(row.marker)})"


def shown_then(row: Any, now: Any, unit: str, decimals: str) -> str:
    """The figure of an earlier document in words, but not one that is kept back now.

    ``now``: the row of the same period in the new one, None where it has none: then nothing is said.
    """
    if row.value and now is not None and not now.value:
        return words.KEPT_BACK if now.marker == SUPPRESSED else ""
    return shown(row, unit, decimals) if now is not None or not row.value else ""


def kind(row: Any) -> str:
    """Whether a row is of a year, a quarter or a month; blank where it has no period."""
    return kind_of(row.period) if row.period else ""


def is_new(was: Any, now: Any) -> bool:
    """Whether a row has a later period of the same kind: an older year is not new, nor a quarter after a month."""
    return kind(was) in ("", kind(now)) and now.period_end > was.period_end


def is_another(was: Any, now: Any) -> bool:
    """Whether a row has another period, and not a newer one."""
    return (kind(was), was.period_end) != (kind(now), now.period_end) and not is_new(was, now)


def indicators(before: Pack, after: Pack, what: str) -> list[dict[str, str]]:
    """A row for each indicator that is new in a document of this kind, and for each that is gone."""
    told = ((only(after, before, "indicators"), "new in"), (only(before, after, "indicators"), "no longer in"))
    return [{"what": "indicator", "indicator_id": key, "title": row.title,
             "sentence": f"{row.title}: {said} this {what}."}
            for rows, said in told for key, row in rows.items()]  # fmt: skip


def followers(area_changes: pd.DataFrame) -> dict[str, list[str]]:
    """The codes that followed each code: split, merged, or given another."""
    return dict(each_cell(area_changes.groupby("old_code").new_code.agg(list)))


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
    sets: tuple[str, ...]

    def rows(self) -> list[dict[str, str]]:
        """A row for the council's own code or a neighbour's, and one for its neighbours, where they changed."""
        rows = []
        if self.boundary:
            rows.append({"what": "council" if self.own_code else "neighbours", "cause": BOUNDARY,
                         "sentence": self.boundary})  # fmt: skip
        if self.changed:
            rows.append({"what": "neighbours", "before": self.sets[0], "after": self.sets[1],
                         "cause": NEIGHBOUR_SET, "sentence": self.moved})  # fmt: skip
        return rows


def members(councils: list[Any], near: list[list[Any]], after_of: dict[str, list[str]]) -> Members:
    """What changed of a council's code and its neighbours between two documents.

    ``councils``: the council's row before and now; ``near``: its neighbours' rows. A neighbour that was followed by
    others, and they by it in the list, is a change of boundaries; whoever else joined or left is one of the set.
    """
    old, new = ({row.neighbour_code: row.name for row in rows} for rows in near)
    was, now = councils
    own_code = was.area_code != now.area_code
    left, joined = ({c: n for c, n in one.items() if c not in other} for one, other in ((old, new), (new, old)))
    moved = succession(left, joined, after_of)
    said = [boundary(code, heirs, left, joined) for code, heirs in moved.items()]
    if own_code:
        said.insert(0, f"{was.area_name} ({was.area_code}) was followed by {now.area_name} ({now.area_code}).")
    heirs = {c for followed in moved.values() for c in followed}
    more, fewer = (
        sorted(n for c, n in held.items() if c not in told) for held, told in ((joined, heirs), (left, moved))
    )
    sets = tuple(rows[0].set_id if rows else "" for rows in near)
    changed = bool(fewer or more or sets[0] != sets[1])
    told = words.neighbours_sentence(more, fewer, sets[0] != sets[1]) if changed else ""
    return Members(" ".join(said), own_code, changed, told.rstrip("."), sets)


def succession(left: dict[str, str], joined: dict[str, str], after_of: dict[str, list[str]]) -> dict[str, list[str]]:
    """Of those that left, by which of those that joined they were followed."""
    return {code: heirs for code in left if (heirs := [c for c in after_of.get(code, []) if c in joined])}


def boundary(code: str, heirs: list[str], left: dict[str, str], joined: dict[str, str]) -> str:
    """That a council was followed by others, in a sentence with their codes."""
    return f"{left[code]} ({code}) was followed by {listed([f'{joined[c]} ({c})' for c in heirs])}."


@dataclass(frozen=True)
class Beneath:
    """What changed beneath a verdict.

    ``among``: of its council and neighbours; ``figures``: notes by NEW_FIGURE, REVISION and ANOTHER_PERIOD;
    ``elsewhere``: whether any figure or population of other councils is another; ``versions``: as ``stamp.apart``.
    """

    among: Members
    figures: dict[str, list[str]]
    elsewhere: bool
    versions: str

    def causes(self, column: str) -> dict[str, str]:
        """Every cause, in words: against England the neighbours are none. Where nothing changed it is our own rule."""
        causes, near = {}, "england" not in column
        if self.among.boundary and (self.among.own_code or near):
            causes[BOUNDARY] = f"a boundary change ({self.among.boundary.rstrip('.')})"
        if self.among.changed and near:
            causes[NEIGHBOUR_SET] = f"other similar councils ({self.among.moved})"
        told = {NEW_FIGURE: "a new figure", REVISION: "revised figures", ANOTHER_PERIOD: "figures of another period"}
        for what, said in told.items():
            if notes := self.figures.get(what):
                causes[what] = f"{said} ({'; '.join(notes)})"
        if not causes and self.elsewhere:
            causes[REVISION] = words.ELSEWHERE
        return causes or {OWN_RULE: f"{words.OWN_RULE}{self.versions}"}

    def verdicts(self, columns: Sequence[str], was: Any, now: Any, **about: str) -> list[dict[str, str]]:
        """A row for each verdict that is another now. ``about``: whose it is, with the title of the indicator."""
        rows, title = [], ", ".join(filter(None, [about.get("area_name"), about["title"]]))
        for column in columns:
            old, new = (getattr(row, column) for row in (was, now))
            if old != new:
                old, new, causes = old or TOO_CLOSE, new or TOO_CLOSE, self.causes(column)
                sentence = words.verdict_sentence(title, column, old, new, [*causes.values()])
                rows.append({"what": "verdict", **about, "column": column, "period_before": was.period, "before": old,
                             "period": now.period, "after": new, "cause": "; ".join(causes),
                             "sentence": sentence})  # fmt: skip
        return rows
