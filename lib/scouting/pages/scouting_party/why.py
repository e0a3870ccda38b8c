"""Why are they ahead? A study's door to the explanations: leads, findings and evidence, sentences, all councils."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from scouting import explain
from scouting.explain.parted import SINCE, parted
from scouting.explain.parted_words import beside_sentences, parted_sentence
from scouting.explain.words import (
    floor_sentence,
    improved_sentence,
    improver_sentence,
    lead_sentence,
    pocket_sentence,
    tally_sentence,
)
from scouting.frames import each_row, place_of
from scouting.study.core import Study
from scouting.terms import EXPLANATIONS, RELIABILITY_FLOOR
from scouting.words import many

#: Over this share of comparisons that end in "cannot tell", the first page says so.
MOSTLY_CANNOT_TELL = 0.9

#: What the figures of a lead are of.
SPAN = "Figures are of up to three years, the latest counting most."


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
        return explain.figures_of(self.of.data)

    @cached_property
    def _members(self) -> np.ndarray:
        return self._figures.places(self.of.neighbour_set.codes)

    @cached_property
    def _own(self) -> int:
        return self._figures.place(self.of.area_code)

    @cached_property
    def _found(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        sets = {name: chosen.codes for name, chosen in self.of.sensible_sets.items()}
        data, code, set_id = self.of.data, self.of.area_code, self.of.neighbour_set.set_id
        _, findings, evidence = explain.findings_of(
            self._figures, self.of.headline.index, code, set_id, sets, explain.chasing_of(data), data.catalog.not_held
        )
        asked = self.of.indicators[["service", "topic"]].drop_duplicates()
        on = ["service", "topic"]
        return findings.merge(asked, on=on), evidence.merge(asked, on=on)

    @cached_property
    def leads(self) -> pd.DataFrame:
        """Every lead of a similar council: columns as ``explain.leads``."""
        return explain.leads(self._figures, self.looks, self._own)

    @property
    def findings(self) -> pd.DataFrame:
        """The four explanations, one row per topic, council and kind: columns as ``explain.findings_of``."""
        return self._found[0]

    @property
    def evidence(self) -> pd.DataFrame:
        """The items of evidence behind the findings: columns as ``explain.findings_of``."""
        return self._found[1]

    @cached_property
    def ahead(self) -> pd.DataFrame:
        """Who is ahead on each topic: columns as ``explain.who_is_ahead``, with name."""
        table = explain.who_is_ahead(self._figures, self.leads, self.looks)
        return table.assign(name=table.about_code.map(self._figures.names))

    @cached_property
    def named(self) -> pd.DataFrame:
        """Who is ahead on each measure: one row per indicator and council, the surest first within each indicator.

        Columns: indicator_id, neighbour_code, name, theirs, ours (levels), sureness, n_ahead (how many are ahead on the
        indicator).
        """
        columns = ["indicator_id", "neighbour_code", "name", "theirs", "ours", "sureness"]
        table = self.leads.rename(columns={"about_code": "neighbour_code"})
        table = table.assign(name=table.neighbour_code.map(self._figures.names))[columns]
        table["n_ahead"] = table.groupby("indicator_id").neighbour_code.transform("size")
        return table.sort_values(["indicator_id", "sureness"], ascending=[True, False], ignore_index=True)

    @cached_property
    def looks(self) -> pd.DataFrame:
        """The council beside each similar council, on the study's indicators: columns as ``explain.looks_of``."""
        return explain.looks_of(self._figures, self.of.headline.index, self._own, self._members)

    @cached_property
    def improbable(self) -> pd.Index:
        """On which indicators our latest figure is 0% or 100%, which the rate of similar councils makes improbable."""
        chance = explain.improbable(self._figures, np.array([self._own]), self._members)[:, 0]
        return self._figures.facts.index[chance < explain.IMPROBABLE]

    @cached_property
    def improvers(self) -> pd.DataFrame:
        """Who was where the council is and got better, on the study's indicators: as ``explain.improvers_of``."""
        services = self.of.indicators.service.unique()
        rows = pd.concat([explain.improvers_of(self.of.data, self.of.area_code, one) for one in services])
        return rows[rows.indicator_id.isin(self.of.headline.index)].reset_index(drop=True)

    @cached_property
    def pockets(self) -> pd.DataFrame:
        """Where the council is among the best, or the last, in England: columns as ``explain.pockets``."""
        return explain.pockets(self._figures, self.of.comparison, self._own)

    @cached_property
    def improved(self) -> tuple[pd.DataFrame, pd.Series]:
        """Which of the study's indicators improved or held, and how many by chance: as ``explain.improved``."""
        return explain.improved(self._figures, self._own, self.of.comparison)

    @cached_property
    def facets(self) -> pd.DataFrame:
        """Strengths, gaps and movement by facet, over the study's indicators: columns as ``explain.by_facet``."""
        return explain.by_facet(self._figures, self.of.comparison, self.improved[0])

    def what_if(self) -> pd.DataFrame:
        """The counting what-if: our level at each leading council's denominator per head.

        One row per lead with counts, on a measure whose counting rule leaves room: columns as ``explain.split``, with
        topic, about_code, indicator_id and counting_note.
        """
        rows, figures = [], self._figures
        for lead in each_row(self.leads[explain.has_room(figures.facts.loc[self.leads.indicator_id])]):
            i = place_of(figures.facts.index, lead.indicator_id)
            row = explain.split(figures, i, self._own, figures.place(lead.about_code))
            if np.isfinite(row["share"]):
                keys = {"topic": lead.topic, "about_code": lead.about_code, "indicator_id": lead.indicator_id}
                rows.append(keys | row | {"counting_note": figures.facts.counting_note.iloc[i]})
        return pd.DataFrame(rows)

    def place_lines(self) -> list[str]:
        """How the council does beside each similar one, with their number allowed for; what improved; pockets."""
        facts, name = self.of.data.catalog.indicators, self.of.name
        told = explain.tally(self.looks, self._figures.clear_from)
        lines, changes = [tally_sentence(told, name)], self.improved[1]
        if changes.of or changes.left_out:
            lines.append(improved_sentence(changes, name))
        lines += [pocket_sentence(row, facts.loc[row.indicator_id], name) for _, row in self.pockets.iterrows()]
        return lines

    def lead_lines(self, about_code: str) -> list[str]:
        """What one similar council does clearly better, the surest first; before it, what the figures are of."""
        facts, mine = self.of.data.catalog.indicators, self.leads[self.leads.about_code == about_code]
        mine, other = mine.sort_values("sureness", ascending=False, kind="stable"), self._figures.names[about_code]
        lines = [lead_sentence(row, facts.loc[row.indicator_id], self.of.name, other) for row in each_row(mine)]
        return [SPAN, *lines] if lines else []

    @cached_property
    def _ends(self) -> pd.DataFrame:
        return explain.ends(self.findings)

    @property
    def mostly_open(self) -> bool:
        """Whether over 90% of the cases are explained by nothing that is published: then that is said first."""
        return bool(self._ends.cannot_tell.sum() > MOSTLY_CANNOT_TELL * len(self._ends))

    def improver_lines(self) -> list[str]:
        """Who was where the council is and got better, one sentence for each measure and council."""
        facts, names = self.of.data.catalog.indicators, self._figures.names
        return [
            improver_sentence(row, facts.loc[row.indicator_id], self.of.name, names[row.about_code])
            for row in each_row(self.improvers)
        ]

    def parted_lines(self, about_code: str) -> list[str]:
        """When the council and one that is ahead parted, on its surest lead, and what else moved there then."""
        mine = self.leads[self.leads.about_code == about_code]
        indicator_id = str(mine.indicator_id.iloc[mine.sureness.to_numpy().argmax()])
        facts, other = self.of.data.catalog.indicators, self._figures.place(about_code)
        found = parted(self._figures, self._own, other, indicator_id)
        if not (told := parted_sentence(found, self.of.name, self._figures.names[about_code])):
            return []
        beside: list[str] = []
        if found.kind == SINCE and found.day:
            rows = explain.moved_beside(self.of.data, self._figures, other, indicator_id, found.day)
            beside = beside_sentences(rows, facts, self._figures.names[about_code])
        return [f"{facts.short_title[indicator_id]}: {told}", *beside]

    def cannot_tell_lines(self) -> list[str]:
        """How many leads the published figures can explain, and on which measures nobody is named."""
        lines = []
        if n := len(self._ends):
            found = {EXPLANATIONS[kind]: int(self._ends[kind].sum()) for kind in ("counts", "watches", "serves")}
            told = ", ".join(f"{words} in {times}" for words, times in found.items() if times)
            start = "Published figures mostly do not say why. " if self.mostly_open else ""
            rest = f" For the others figures suggest: {told} (several can hold at once)." if told else ""
            lines.append(
                f"{start}A similar council is ahead on a topic in {many(n, 'case')}. In "
                f"{int(self._ends.cannot_tell.sum())} of them nothing published explains it.{rest}"
            )
        figures, named = self._figures, set(self.leads.indicator_id)
        shown = figures.facts.index.isin(self.of.headline.index)
        low = shown & (figures.reliability < RELIABILITY_FLOOR) & ~figures.facts.index.isin(named)
        return lines + ([floor_sentence([*figures.facts.short_title[low]])] if low.any() else [])
