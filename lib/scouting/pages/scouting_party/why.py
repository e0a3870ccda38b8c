"""Why are they ahead? A study's door to the explanations: leads, findings and evidence, sentences, all councils."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from scouting import explain
from scouting.explain.words import (
    floor_sentence,
    improved_sentence,
    pocket_sentence,
    tally_sentence,
)
from scouting.frames import each_row, place_of
from scouting.study.core import Study
from scouting.terms import EXPLANATIONS, RELIABILITY_FLOOR
from scouting.words import many

#: Over this share of comparisons that end in "cannot tell", the first page says so.
MOSTLY_CANNOT_TELL = 0.9


@dataclass(frozen=True)
class Why:
    """A council's findings over the indicators of its study; each table is made when first asked for, and kept.

    >>> from scouting.study import study
    >>> sorted(Why(study("Derby")).findings.kind.unique())
    ['chases', 'counts', 'serves', 'watches']
    """

    of: Study

    @cached_property
    def figures(self) -> explain.Figures:
        """The study's indicators, judged among those of the whole dataset: guards may be of another topic."""
        return explain.figures_of(self.of.data)

    @cached_property
    def members(self) -> np.ndarray:
        return self.figures.places(self.of.neighbour_set.codes)

    @cached_property
    def own(self) -> int:
        return self.figures.place(self.of.area_code)

    @cached_property
    def _found(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        sets = {name: chosen.codes for name, chosen in self.of.sensible_sets.items()}
        data, code, set_id = self.of.data, self.of.area_code, self.of.neighbour_set.set_id
        _, findings, evidence = explain.findings_of(
            self.figures, self.of.headline.index, code, set_id, sets, explain.chasing_of(data), data.catalog.not_held
        )
        asked = self.of.indicators[["service", "topic"]].drop_duplicates()
        on = ["service", "topic"]
        return findings.merge(asked, on=on), evidence.merge(asked, on=on)

    @cached_property
    def leads(self) -> pd.DataFrame:
        """Every lead of a similar council: columns as ``explain.leads``."""
        return explain.leads(self.figures, self.looks, self.own)

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
        table = explain.who_is_ahead(self.figures, self.leads, self.looks)
        return table.assign(name=table.about_code.map(self.figures.names))

    @cached_property
    def named(self) -> pd.DataFrame:
        """Who is ahead on each measure: one row per indicator and council, the surest first within each indicator.

        Columns: indicator_id, neighbour_code, name, theirs, ours (levels), sureness, n_ahead (how many are ahead on the
        indicator).
        """
        columns = ["indicator_id", "neighbour_code", "name", "theirs", "ours", "sureness"]
        table = self.leads.rename(columns={"about_code": "neighbour_code"})
        table = table.assign(name=table.neighbour_code.map(self.figures.names))[columns]
        table["n_ahead"] = table.groupby("indicator_id").neighbour_code.transform("size")
        return table.sort_values(["indicator_id", "sureness"], ascending=[True, False], ignore_index=True)

    @cached_property
    def looks(self) -> pd.DataFrame:
        """The council beside each similar council, on the study's indicators: columns as ``explain.looks_of``."""
        return explain.looks_of(self.figures, self.of.headline.index, self.own, self.members)

    @cached_property
    def improbable(self) -> pd.Index:
        """On which indicators our latest figure is 0% or 100%, which the rate of similar councils makes improbable."""
        chance = explain.improbable(self.figures, np.array([self.own]), self.members)[:, 0]
        return self.figures.facts.index[chance < explain.IMPROBABLE]

    @cached_property
    def improvers(self) -> pd.DataFrame:
        """Who was where the council is and got better, on the study's indicators: as ``explain.improvers_of``."""
        services = self.of.indicators.service.unique()
        rows = pd.concat([explain.improvers_of(self.of.data, self.of.area_code, one) for one in services])
        return rows[rows.indicator_id.isin(self.of.headline.index)].reset_index(drop=True)

    @cached_property
    def pockets(self) -> pd.DataFrame:
        """Where the council is among the best, or the last, in England: columns as ``explain.pockets``."""
        return explain.pockets(self.figures, self.of.comparison, self.own)

    @cached_property
    def improved(self) -> tuple[pd.DataFrame, pd.Series]:
        """Which of the study's indicators improved or held, and how many by chance: as ``explain.improved``."""
        return explain.improved(self.figures, self.own, self.of.comparison)

    @cached_property
    def facets(self) -> pd.DataFrame:
        """Strengths, gaps and movement by facet, over the study's indicators: columns as ``explain.by_facet``."""
        return explain.by_facet(self.figures, self.of.comparison, self.improved[0])

    def what_if(self) -> pd.DataFrame:
        """The counting what-if: our level at each leading council's denominator per head.

        One row per lead with counts, on a measure whose counting rule leaves room: columns as ``explain.split``, with
        topic, about_code, indicator_id and counting_note.
        """
        rows, figures = [], self.figures
        for lead in each_row(self.leads[explain.has_room(figures.facts.loc[self.leads.indicator_id])]):
            i = place_of(figures.facts.index, lead.indicator_id)
            row = explain.split(figures, i, self.own, figures.place(lead.about_code))
            if np.isfinite(row["share"]):
                keys = {"topic": lead.topic, "about_code": lead.about_code, "indicator_id": lead.indicator_id}
                rows.append(keys | row | {"counting_note": figures.facts.counting_note.iloc[i]})
        return pd.DataFrame(rows)

    def place_lines(self) -> list[str]:
        """How the council does beside each similar one, with their number allowed for; what improved; pockets."""
        facts, name = self.of.data.catalog.indicators, self.of.name
        told = explain.tally(self.looks, self.figures.clear_from)
        lines, changes = [tally_sentence(told, name)], self.improved[1]
        if changes.of or changes.left_out:
            lines.append(improved_sentence(changes, name))
        lines += [pocket_sentence(row, facts.loc[row.indicator_id], name) for _, row in self.pockets.iterrows()]
        return lines

    @cached_property
    def _ends(self) -> pd.DataFrame:
        return explain.ends(self.findings)

    @property
    def mostly_open(self) -> bool:
        """Whether over 90% of the cases are explained by nothing that is published: then that is said first."""
        return bool(self._ends.cannot_tell.sum() > MOSTLY_CANNOT_TELL * len(self._ends))

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
        figures, named = self.figures, set(self.leads.indicator_id)
        shown = figures.facts.index.isin(self.of.headline.index)
        low = shown & (figures.reliability < RELIABILITY_FLOOR) & ~figures.facts.index.isin(named)
        return lines + ([floor_sentence([*figures.facts.short_title[low]])] if low.any() else [])
