"""What changed since the document of a group that stood there: from the tables of both alone, with the causes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from scouting.report import since_words as words
from scouting.report import stamp, tables
from scouting.report.since import Members, Pack, Since, members, other_version, read, same, told_beside
from scouting.terms import BOUNDARY, NEIGHBOUR_SET, NEW_FIGURE, OWN_RULE, REVISION, TOO_CLOSE
from scouting.words import figure, many, missing_words

#: The verdicts of a document, most telling first; "told_apart" is the one that its topics are counted from.
VERDICTS = ("told_apart", "verdict")


@dataclass(frozen=True)
class Moved:
    """One council's row of an indicator in both documents."""

    now: pd.Series
    was: pd.Series
    among: Members
    area_code: str
    indicator_id: str

    @property
    def is_new(self) -> bool:
        return self.now.period_end != self.was.period_end

    @property
    def revised(self) -> str:
        """Whose figures are others, in the same period, in words; blank for nobody's."""
        if self.is_new:
            return ""
        own = not self.same("value") or (not self.now.value and self.now.marker != self.was.marker)
        if own:
            return "its own"
        if not self.same("level"):
            return "its own, of an earlier year"
        near = not (self.same("neighbour_median") and self.same("level_median"))
        return "those of similar councils" if near and not (self.among.changed or self.among.boundary) else ""

    def same(self, column: str) -> bool:
        return same(self.was[column], self.now[column])

    def verdicts(self, elsewhere: bool, versions: str) -> list[dict[str, str]]:
        """A row for each verdict that is another. ``elsewhere``: whether some figure of the indicator is another."""
        found = []
        for column in VERDICTS:
            if self.was[column] == self.now[column]:
                continue
            before, after = (row[column] or TOO_CLOSE for row in (self.was, self.now))
            causes = self._causes(elsewhere, versions)
            sentence = words.verdict_sentence(f"{self.now.area_name}, {self.now.title}", column, before, after,
                                              [*causes.values()])  # fmt: skip
            found.append(
                self.row("verdict", column=column, period_before=self.was.period, before=before,
                         period=self.now.period, after=after, cause="; ".join(causes), sentence=sentence)
            )  # fmt: skip
        return found

    def _causes(self, elsewhere: bool, versions: str) -> dict[str, str]:
        causes = {}
        if self.among.boundary:
            causes[BOUNDARY] = f"a boundary change ({self.among.boundary.rstrip('.')})"
        if self.among.changed:
            causes[NEIGHBOUR_SET] = f"other similar councils ({self.among.moved})"
        if self.is_new:
            causes[NEW_FIGURE] = f"a new figure ({self.now.period}, before {self.was.period})"
        if self.revised:
            causes[REVISION] = f"revised figures ({self.revised})"
        if not causes and elsewhere:
            causes[REVISION] = words.ELSEWHERE
        return causes or {OWN_RULE: words.own_rule(versions)}

    def row(self, what: str, **more: str) -> dict[str, str]:
        return {"what": what, "area_code": self.area_code, "area_name": self.now.area_name,
                "indicator_id": self.indicator_id, "title": self.now.title, **more}  # fmt: skip


def figures(moved: list[Moved], decimals: pd.Series, digests: list[pd.Series]) -> list[dict[str, str]]:
    """One row per indicator and pair of periods: who has a new figure, or whose was revised; then what is not shown.

    ``digests``: of all figures of each indicator, before and after.
    """
    rows: list[dict[str, str]] = []
    for what in (NEW_FIGURE, REVISION):
        together: dict[tuple[str, str, str], list[Moved]] = {}
        for one in moved:
            if one.is_new if what == NEW_FIGURE else one.revised.startswith("its own"):
                together.setdefault((one.indicator_id, one.was.period_end, one.now.period_end), []).append(one)
        rows += [_together(what, ones, int(decimals[key[0]])) for key, ones in together.items()]
    told = {row["indicator_id"] for row in rows}
    titles = {one.indicator_id: one.now.title for one in moved}
    rows += [{"what": REVISION, "indicator_id": i, "title": title,
              "sentence": f"{title}: figures that are not shown here changed (other councils, or earlier years)."}
             for i, title in titles.items() if i not in told and digests[0][i] != digests[1][i]]  # fmt: skip
    return rows


def _together(what: str, ones: list[Moved], decimals: int) -> dict[str, str]:
    """A row of councils that have the same of one indicator: a figure is shown where it is one council's alone."""
    first, names = ones[0], [one.now.area_name for one in ones]
    before, after = (_shown(row, decimals) if len(ones) == 1 else "" for row in (first.was, first.now))
    who = words.listed(names) if len(ones) < 4 else many(len(ones), "council")
    periods = f"{first.now.period}, before {first.was.period}" if what == NEW_FIGURE else first.now.period
    if first.revised.endswith("year") and len(ones) == 1:
        periods, before, after = f"an earlier year than {periods}", "", ""
    return {"what": what, "area_name": who, "indicator_id": first.indicator_id, "title": first.now.title,
            "period_before": first.was.period, "before": before, "period": first.now.period, "after": after,
            "sentence": f"{first.now.title}: {what} for {who} ({periods})."}  # fmt: skip


def _shown(row: pd.Series, decimals: int) -> str:
    return figure(float(row.value), row.unit, decimals) if row.value else f"no figure ({missing_words(row.marker)})"


COLUMNS = ["what", "area_code", "area_name", "indicator_id", "title", "column", "period_before", "before", "period",
           "after", "cause", "sentence"]  # fmt: skip
#: What a council asks or offers, and the exchange, follow from the verdicts: they have no cause of their own.
_SIDES = {"asks": "could ask about", "offers": "can offer"}
_NEEDED = {
    "councils": ["area_code", "area_name", "asks", "offers"],
    "verdicts": ["area_code", "area_name", "indicator_id", "title", "unit", "period", "period_end", "value", "marker",
                  "neighbour_median", "level", "level_median", "sureness", *VERDICTS],
    "exchange": ["area_code", "area_name", "about_code", "about_name"],
    "neighbours": ["area_code", "set_id", "neighbour_code", "name"],
    "indicators": ["indicator_id", "title", "decimals", "figures", "sizes"],
}  # fmt: skip
_SHARED = "shared_figures"


def _document(folder: Path) -> Pack | None:
    """The document of a folder; None where there is none that can be read."""
    held, shared = read(folder, _NEEDED), folder / "tables" / f"{_SHARED}.csv"
    if held is None:
        return None
    try:
        held.tables[_SHARED] = tables.read_csv(shared) if shared.is_file() else pd.DataFrame()
    except (OSError, ValueError):
        return None
    return held


def since(earlier: Path, new: Path, area_changes: pd.DataFrame) -> Since | None:
    """What to tell in a new document (its tables are in ``new``) of the one that stood in ``earlier``; None: nothing.

    ``area_changes``: as in the catalogue. Days and versions count as for a report: see ``report.since.since``.
    """
    before, after = _document(earlier), _document(new)
    if before is None or after is None:
        return None
    if before.lacks(_NEEDED):
        return other_version(before.stamp, COLUMNS)
    return told_beside(earlier, before.stamp, after.stamp, changes(before, after, area_changes))


def changes(before: Pack, after: Pack, area_changes: pd.DataFrame) -> pd.DataFrame:
    """Every change between two documents of a group, one row each: ``COLUMNS``.

    What: "council" (joined, or left), "neighbours", "verdict", "side" (what a council could ask about or offer),
    "exchange", "new figure" and "revision" (one row per indicator and period, with how many councils), "shared",
    "indicator"; or VERSION alone. The cause of a verdict is all of these that changed beneath it, as in a report.
    """
    old, new = (pack.tables["verdicts"].set_index(["area_code", "indicator_id"]) for pack in (before, after))
    rows, among = _group(before, after, area_changes)
    digests, sizes = ([pack.tables["indicators"].set_index("indicator_id")[column] for pack in (before, after)]
                      for column in ("figures", "sizes"))  # fmt: skip
    moved: list[Moved] = []
    verdicts: list[dict[str, str]] = []
    for key in new.index.intersection(old.index, sort=False):
        one = Moved(new.loc[key], old.loc[key], among[key[0]], *key)
        moved.append(one)
        elsewhere = any(held[0][key[1]] != held[1][key[1]] for held in (digests, sizes))
        verdicts += one.verdicts(elsewhere, stamp.apart(before.stamp, after.stamp))
    rows += sorted(verdicts, key=lambda row: (row["area_name"], VERDICTS.index(row["column"])))
    rows += _sides(before, after) + _exchange(before, after)
    decimals = after.tables["indicators"].set_index("indicator_id").decimals
    rows += figures(moved, decimals, digests) + _shared(before, after) + _indicators(before, after)
    blank = dict.fromkeys(COLUMNS, "")
    return pd.DataFrame([blank | row for row in rows], columns=COLUMNS, dtype="str")


def _group(before: Pack, after: Pack, area_changes: pd.DataFrame) -> tuple[list[dict[str, str]], dict[str, Members]]:
    """Who joined the group and who left it; and of each council of both, what changed of its neighbours."""
    old, new = ({r.area_code: r.area_name for r in p.tables["councils"].itertuples()} for p in (before, after))
    left, joined = ({c: n for c, n in one.items() if c not in other} for one, other in ((old, new), (new, old)))
    after_of, rows, told = area_changes.groupby("old_code").new_code.agg(list), [], set()
    for code, name in list(left.items()):
        heirs = [c for c in after_of.get(code, []) if c in joined]
        if heirs:
            said = words.boundary_sentence([(f"{name} ({code})", [f"{joined[c]} ({c})" for c in heirs])])
            rows.append({"what": "council", "area_code": code, "area_name": name, "cause": BOUNDARY, "sentence": said})
            del left[code]
            told |= {*heirs}
    for held, is_there in ((left, False), (joined, True)):
        rows += [{"what": "council", "area_code": code, "area_name": name,
                  "sentence": words.council_sentence(name, is_there)}
                 for code, name in held.items() if code not in told]  # fmt: skip
    among = {code: members(*(_of(pack, code) for pack in (before, after)), area_changes) for code in new if code in old}
    for code, one in among.items():
        rows += [{"area_code": code, "area_name": new[code], **row, "sentence": f"{new[code]}: {row['sentence']}"}
                 for row in one.rows()]  # fmt: skip
    return rows, among


def _of(pack: Pack, code: str) -> dict[str, pd.DataFrame]:
    """One council's part of a document, as ``members`` reads a pack's tables."""
    councils, near = pack.tables["councils"], pack.tables["neighbours"]
    return {"comparison": councils[councils.area_code == code], "neighbours": near[near.area_code == code]}


def _sides(before: Pack, after: Pack) -> list[dict[str, str]]:
    """What a council of both documents could ask about, or offer, that it could not before; and what no more."""
    old, new = (pack.tables["councils"].set_index("area_code") for pack in (before, after))
    rows = []
    for code in new.index.intersection(old.index, sort=False):
        for column, verb in _SIDES.items():
            was, now = ({t for t in held.loc[code, column].split("; ") if t} for held in (old, new))
            name = new.area_name[code]
            said = words.side_sentence(name, verb, sorted(now - was), sorted(was - now))
            rows += [{"what": "side", "area_code": code, "area_name": name, "column": column,
                      "before": old.loc[code, column], "after": new.loc[code, column],
                      "sentence": said}] if now != was else []  # fmt: skip
    return rows


def _exchange(before: Pack, after: Pack) -> list[dict[str, str]]:
    """Pairs of the exchange that are new, and pairs that are gone."""
    old, new = ({(r.area_code, r.about_code): (r.area_name, r.about_name)
                 for r in pack.tables["exchange"].itertuples()} for pack in (before, after))  # fmt: skip
    return [
        {"what": "exchange", "area_code": pair[0], "area_name": name, "after" if held is new else "before": about,
         "sentence": words.exchange_sentence(name, about, held is new)}
        for held, other in ((new, old), (old, new)) for pair, (name, about) in held.items() if pair not in other
    ]  # fmt: skip


def _shared(before: Pack, after: Pack) -> list[dict[str, str]]:
    """How many figures that members share are new, are others, or are there no more."""
    key, cells = ["indicator_id", "area_code", "period_end"], ["value", "numerator", "denominator", "marker"]
    old, new = (
        {tuple(r[:3]): tuple(r[3:]) for r in pack.tables[_SHARED].reindex(columns=key + cells).to_numpy(str)}
        for pack in (before, after)
    )
    counts = {"new": len(new.keys() - old.keys()), "changed": sum(old[k] != new[k] for k in old.keys() & new.keys()),
              "gone": len(old.keys() - new.keys())}  # fmt: skip
    if not any(counts.values()):
        return []
    told = ", ".join(f"{n} {word}" for word, n in counts.items() if n)
    return [{"what": "shared", "sentence": f"Figures that councils share with the group: {told}."}]


def _indicators(before: Pack, after: Pack) -> list[dict[str, str]]:
    old, new = (pack.tables["indicators"].set_index("indicator_id").title for pack in (before, after))
    return [{"what": "indicator", "indicator_id": i, "title": held[i], "sentence": f"{held[i]}: {said}."}
            for held, other, said in ((new, old, "new in this document"), (old, new, "no longer in this document"))
            for i in held.index if i not in other]  # fmt: skip
