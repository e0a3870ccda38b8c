"""Why are they ahead? A study's door to the explanations: leads, findings and evidence, sentences, all councils."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from scouting import explain
from scouting.compare import compare
from scouting.dataset import Dataset
from scouting.neighbours import regions, set_ids
from scouting.sentences import many, number
from scouting.sentences.findings import (
    floor_sentence,
    improved_sentence,
    lead_sentence,
    pocket_sentence,
    tally_sentence,
)
from scouting.study.core import Study
from scouting.study.verdicts import sets_of
from scouting.terms import AGAINST, CANNOT_TELL, EXPLANATIONS, FOR, MOSTLY_CANNOT_TELL, NO_DATA


@dataclass(frozen=True)
class Why:
    """A council's findings over the indicators of its study; each table is made when first asked for, and kept.

    >>> from scouting.study import study
    >>> sorted(Why(study("Derby")).findings.kind.unique())
    ['chases', 'counts', 'serves', 'watches']
    """

    of: Study

    @cached_property
    def _figures(self) -> explain.Figures:
        """The study's indicators, judged among those of the whole dataset: guards may be of another topic."""
        return self.of.data.explained

    @cached_property
    def _comparison(self) -> pd.DataFrame:
        """Of every indicator of the study's services: the number of looks is not that of what happens to be shown."""
        data, chosen = self.of.data, self.of.neighbour_set
        services = self.of.indicators.service.unique()
        return _comparison(data, services, self.of.area_code, chosen.codes, chosen.set_id)

    @cached_property
    def _members(self) -> np.ndarray:
        return self._figures.places(self.of.neighbour_set.codes)

    @cached_property
    def _own(self) -> int:
        return self._figures.place(self.of.area_code)

    def _mine(self, table: pd.DataFrame) -> pd.DataFrame:
        """Rows of the study's indicators."""
        return table[table.indicator_id.isin(self.of.indicators.index)].reset_index(drop=True)

    @cached_property
    def _found(self) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        sets = {name: chosen.codes for name, chosen in sets_of(self.of)[0].items()}
        data, code, set_id = self.of.data, self.of.area_code, self.of.neighbour_set.set_id
        tables = explain.findings(
            self._figures, self._comparison, code, set_id, sets, data.chasing, data.catalog.not_held
        )
        asked = self.of.indicators[["service", "topic"]].drop_duplicates()
        return tuple(table.merge(asked, on=["service", "topic"]) for table in tables)

    @property
    def leads(self) -> pd.DataFrame:
        """Every lead of a neighbour: columns as ``explain.leads``."""
        return self._found[0]

    @property
    def findings(self) -> pd.DataFrame:
        """The four explanations, a row a topic, council and kind: columns as ``explain.findings``."""
        return self._found[1]

    @property
    def evidence(self) -> pd.DataFrame:
        """The items of evidence behind the findings: columns as ``explain.findings``."""
        return self._found[2]

    @cached_property
    def ahead(self) -> pd.DataFrame:
        """Who is ahead on each topic: columns as ``explain.ahead``, with name."""
        table = explain.ahead(self._figures, self.leads, self._own)
        return table.assign(name=table.about_code.map(self._figures.names))

    @cached_property
    def looks(self) -> pd.DataFrame:
        """Every look at where the council stands, over its study's services: columns as ``explain.looks``."""
        return explain.looks(self._figures, self._comparison, self._own, self._members)

    @cached_property
    def pockets(self) -> pd.DataFrame:
        """Where the council is among the best, or the last, in England: columns as ``explain.pockets``."""
        return self._mine(explain.pockets(self._figures, self._comparison, self._own))

    @cached_property
    def improved(self) -> tuple[pd.DataFrame, pd.Series]:
        """Which of the study's indicators improved or held, and how many by chance: as ``explain.improved``."""
        return explain.improved(self._figures, self._own, self.of.panel.indicators.index)

    @cached_property
    def facets(self) -> pd.DataFrame:
        """Strengths, gaps and movement by facet, over the study's indicators: columns as ``explain.by_facet``."""
        return explain.by_facet(self._figures, self._mine(self.looks), self.improved[0])

    def what_if(self) -> pd.DataFrame:
        """The counting what-if: our figure at each leading neighbour's denominator per head.

        A row a lead with counts: columns as ``explain.split``, with topic, about_code, indicator_id and counting_note.
        """
        rows, figures = [], self._figures
        for lead in self.leads.itertuples():
            i = figures.facts.index.get_loc(lead.indicator_id)
            row = explain.split(figures, i, self._own, figures.place(lead.about_code))
            if np.isfinite(row["share"]):
                keys = {"topic": lead.topic, "about_code": lead.about_code, "indicator_id": lead.indicator_id}
                rows.append(keys | row | {"counting_note": figures.facts.counting_note.iloc[i]})
        return pd.DataFrame(rows)

    def standing_lines(self) -> list[str]:
        """Where the council stands, with the number of looks allowed for; what improved or held; pockets."""
        facts, name = self.of.data.catalog.indicators, self.of.name
        lines = [tally_sentence(explain.tally(self.looks), name), improved_sentence(self.improved[1], name)]
        lines += [pocket_sentence(row, facts.loc[row.indicator_id], name) for _, row in self.pockets.iterrows()]
        return lines

    def lead_lines(self, about_code: str) -> list[str]:
        """What one neighbour does better, a sentence an indicator, the surest first."""
        facts, mine = self.of.data.catalog.indicators, self.leads[self.leads.about_code == about_code]
        mine, other = mine.sort_values("gap_noise", ascending=False, kind="stable"), self._figures.names[about_code]
        return [lead_sentence(row, facts.loc[row.indicator_id], self.of.name, other) for row in mine.itertuples()]

    def cannot_tell_lines(self) -> list[str]:
        """How many comparisons the published figures can explain, and on which indicators nobody is named.

        Over 90% of "cannot tell" is said in so many words: it belongs on the first page.
        """
        comparisons = explain.ends(self.findings)
        lines = []
        if n := len(comparisons):
            without = int(comparisons.cannot_tell.sum())
            mostly = "Mostly, the published figures cannot tell: of" if without > MOSTLY_CANNOT_TELL * n else "Of"
            told = ", ".join(
                f"{EXPLANATIONS[kind]} in {int(comparisons[kind].sum())}" for kind in ("counts", "watches", "serves")
            )
            lines.append(
                f"{mostly} {many(n, 'comparison')} with a council ahead on a topic, {without} are explained by nothing "
                f"that is published. The figures speak for: {told}; several can hold at once."
            )
        figures = self._figures
        shown = figures.facts.index.isin(self.of.indicators.index)
        low = shown & (figures.sign != 0) & np.isfinite(figures.reliability) & ~figures.can_name
        return lines + ([floor_sentence([*figures.facts.short_title[low]])] if low.any() else [])


def _comparison(data: Dataset, services: Iterable[str], area_code: str, codes: list[str], set_id: str) -> pd.DataFrame:
    """One council's comparison over every indicator of some services, indexed by it."""
    facts = data.panel.indicators
    panel = data.panel.take(facts.index[facts.service.isin([*services])])
    rows = compare(panel, area_code, codes, set_id, regions(data.catalog, area_code))
    return rows.set_index("indicator_id", drop=False)


def every_finding(data: Dataset, set_id: str, service: str) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Leads, findings and evidence of every council that has neighbours in a set, over one service, stacked.

    Columns as ``explain.findings`` gives them; leads have area_code as well.
    """
    by_set = {}
    for name in dict.fromkeys([set_id, *set_ids(data.catalog)]):
        links = data.every_neighbour(name)
        by_set[name] = links.groupby("area_code").neighbour_code.agg(list).to_dict()
    parts: tuple[list, list, list] = ([], [], [])
    for code, codes in by_set[set_id].items():
        rows = _comparison(data, [service], code, codes, set_id)
        sets = {name: lists[code] for name, lists in by_set.items() if code in lists}
        made = explain.findings(data.explained, rows, code, set_id, sets, data.chasing, data.catalog.not_held)
        for part, table in zip(parts, made, strict=True):
            part.append(table.assign(area_code=code))
    return tuple(pd.concat(part, ignore_index=True) for part in parts)


def chasing_lines(data: Dataset) -> list[str]:
    """How many councils seem to chase a number, beside how many would with guards shuffled within region."""
    lines = ["Targets good while their guards are not, beside guards shuffled between councils within region:"]
    for row in data.chasing.itertuples():
        if not row.councils:
            lines.append(f"- {row.topic}: no council has figures of both that can be judged")
            continue
        tells = "more than by chance" if row.tells else f"alike, so it reads '{CANNOT_TELL}'"
        lines.append(
            f"- {row.topic}: {row.observed} of {row.councils} councils ({row.against} {AGAINST}, {row.cannot_tell} "
            f"{CANNOT_TELL}), {number(row.expected, 1)} shuffled (99 in 100 shuffles give {int(row.high)} or fewer): "
            f"{tells}"
        )
    return lines


def ends_lines(table: pd.DataFrame) -> list[str]:
    """How many comparisons of all councils end in each explanation, and how each explanation is graded.

    ``table``: findings of every council, as ``every_finding`` gives them.
    """
    comparisons = explain.ends(table)
    n = len(comparisons)
    lines = [f"{many(n, 'comparison')} of a council with one ahead on a topic; the published figures speak for:"]
    shares = [(EXPLANATIONS[kind], comparisons[kind]) for kind in ("counts", "watches", "serves")]
    shares.append((f"none of them ({CANNOT_TELL})", comparisons.cannot_tell))
    lines += [f"- {words}: {int(hold.sum()):,} ({number(100 * hold.mean(), 1)}%)" for words, hold in shares if n]
    lines.append("Each explanation by grade (chasing the number: a council and topic; the others: a comparison):")
    for kind, words in EXPLANATIONS.items():
        grades = table.grade[table.kind == kind].value_counts()
        shown = "; ".join(f"{grade} {grades.get(grade, 0):,}" for grade in (FOR, AGAINST, CANNOT_TELL, NO_DATA))
        lines.append(f"- {words}: {shown}")
    return lines
