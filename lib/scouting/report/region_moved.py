"""One council's row of an indicator in two documents of a group: what moved, and why."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from scouting.report.since import same
from scouting.report.succession import Members
from scouting.sentences import figure, many, missing_words
from scouting.sentences import since as words
from scouting.terms import BOUNDARY, NEIGHBOUR_SET, NEW_FIGURE, OWN_RULE, REVISION, TOO_CLOSE

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
