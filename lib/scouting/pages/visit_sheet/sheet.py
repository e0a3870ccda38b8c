"""One visit sheet: what a scouting party takes along to one host, as tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from scouting import explain
from scouting.explain.alongside import alongside, far_apart
from scouting.explain.beside import PLACEMENTS
from scouting.explain.parted import SINCE, UNKNOWN, Parted, parted
from scouting.explain.questions import choose
from scouting.frames import row_of
from scouting.journeys import between, counted_in
from scouting.pages.scouting_party.why import Why
from scouting.pages.visit_sheet import hosts as choosing
from scouting.pages.visit_sheet.hosts import CLEAR, IMPROVER
from scouting.reading.queries import asked_to_improve
from scouting.study.core import Study
from scouting.terms import ENGLAND, FOR, POLARITIES

#: Counting is asked about where it could be this much of a gap.
COUNTING_MATTERS = 0.25
#: What may go with a lead on any topic; measures of others tell little of it.
RELEVANT = ("workforce", "spending", "looked after: numbers", "looked after: placements", "family context", "demand",
            "carers", "living independently", "control and direct payments", "care homes")  # fmt: skip
#: What is set side by side, by service: the measure and what it is called here.
MEASURES = {
    "children": {
        "children_0_17": "Children aged 0 to 17",
        "children_low_income": "Children in low income families",
        "deprivation_score": "Deprivation score (higher is more deprived)",
        "rural_residents": "Residents of districts classed as rural",
        "looked_after_rate": "Children in care, per 10,000",
        "cost_children_social_care": "Spend on children's social care",
    },
    "adults": {
        "adults_18_over": "Adults",
        "adults_85_share": "Residents aged 85 and over",
        "deprivation_score": "Deprivation score (higher is more deprived)",
        "rural_residents": "Residents of districts classed as rural",
        "long_term_support_65_over": "In long-term support, per 100,000 aged 65 and over",
        "cost_adult_social_care": "Spend on adult social care",
    },
}
#: Years that the chart of two councils goes back.
YEARS = 10


@dataclass(frozen=True)
class Sheet:
    """What is taken along to one host. ``host``: its row of ``hosts.hosts``; ``asked``: the topic asked for, or ""."""

    why: Why
    host: pd.Series
    asked: str = ""

    @property
    def of(self) -> Study:
        return self.why.of

    @property
    def code(self) -> str:
        return str(self.host.about_code)

    @property
    def name(self) -> str:
        return str(self.host["name"])

    @property
    def topic(self) -> str:
        """The topic that the sheet is about: the one on which the host leads most."""
        return str(self.host.topic)

    @cached_property
    def leads(self) -> pd.DataFrame:
        """On what the host is ahead, the surest first: columns as ``explain.leads``."""
        return choosing.leads_of(self.why, self.code, self.host.kind, self.asked)

    @property
    def on_topic(self) -> pd.DataFrame:
        """The leads on the sheet's topic."""
        return self.leads[self.leads.topic == self.topic]

    @cached_property
    def main(self) -> str:
        """The measure that the sheet follows over the years: the surest lead on the topic of which it is known when
        the two parted; of none the surest; "" where there is no lead."""
        leads = [*self.on_topic.indicator_id]
        told = (one for one in leads if self._parted(one).kind != UNKNOWN)
        return str(next(told, leads[0] if leads else ""))

    @cached_property
    def years(self) -> pd.DataFrame:
        """The main measure over the years, one row per period: period, ours, theirs, england, segment, position."""
        p = self.of.data.panel
        i = p.indicators.index.get_loc(self.main)
        here = p.areas.get_indexer(pd.Index([self.of.area_code, self.code, ENGLAND]))
        held = np.flatnonzero(p.position[i] >= 0)[-YEARS:]
        figures = p.figures[i][here][:, held]
        table = pd.DataFrame(dict(zip(("ours", "theirs", "england"), figures, strict=True)))
        table.insert(0, "period", p.labels[i, held])
        table = table.assign(segment=p.segment[i, held], position=p.position[i, held])
        first = table[["ours", "theirs"]].notna().any(axis=1).to_numpy().argmax()
        return table.iloc[first:].reset_index(drop=True)

    @cached_property
    def questions(self) -> pd.DataFrame:
        """What to ask: five questions of the bank for the topic, chosen by the evidence; none where it has none."""
        bank = self.of.data.catalog.questions
        service = self.of.service
        if not ((bank.service == service) & (bank.topic == self.topic)).any():
            return bank.head(0)
        return choose(bank, service, self.topic, self.evidence, [*self.on_topic.indicator_id])

    @cached_property
    def journey(self) -> pd.DataFrame:
        """The journey that the surest lead on the topic is counted in, as ``journeys.between`` gives it; empty where
        none of the leads has one that can be split. Of several the one with the surest step."""
        data = self.of.data
        for indicator_id in self.on_topic.indicator_id:
            made = [between(data, self.of.area_code, self.code, one) for one in counted_in(data.catalog, indicator_id)]
            made = [rows.assign(indicator_id=indicator_id) for rows in made if rows.gap.notna().any()]
            if made:
                return max(made, key=lambda rows: rows.sureness.abs().fillna(0).max())
        return pd.DataFrame()

    @property
    def other_way(self) -> bool:
        """Whether the journey's outcome, per head, lies the other way than the lead that it is of."""
        if self.journey.empty:
            return False
        first = self.journey.iloc[0]
        return float(first.gap) * POLARITIES[self.of.data.catalog.indicator(first.indicator_id).polarity] > 0

    @cached_property
    def parted(self) -> Parted:
        """Since when the two have been apart on the main measure."""
        return self._parted(self.main)

    def _parted(self, indicator_id: str) -> Parted:
        figures = self.why.figures
        return parted(figures, self.why.own, figures.place(self.code), indicator_id)

    @cached_property
    def moved(self) -> pd.DataFrame:
        """What else moved in the host when they parted: as ``explain.moved_beside`` gives it; empty for no year."""
        if self.parted.kind != SINCE or not self.parted.day:
            return pd.DataFrame()
        figures = self.why.figures
        return explain.moved_beside(self.of.data, figures, figures.place(self.code), self.main, self.parted.day)

    @property
    def improvers(self) -> pd.DataFrame:
        """Who was where we are on the topic and got better, the host itself first, then the surest: of measures on
        which more did than chance would give."""
        rows = self.why.improvers[self.why.improvers.topic == self.topic]
        rows = rows[rows.n_improved >= rows.expected + 0.5]
        return rows.iloc[np.lexsort((-rows.sureness, rows.about_code != self.code))]

    @cached_property
    def counting(self) -> pd.DataFrame:
        """How much of each lead on the topic counting could be, where its rule leaves room: indicator_id, room, share.

        share: the most of the gap that it could be, NaN where counts do not tell.
        """
        figures, rows = self.why.figures, []
        other = figures.place(self.code)
        for indicator_id in self.on_topic.indicator_id:
            facts = self.of.data.catalog.indicator(indicator_id)
            if facts.counting_room:
                i = figures.facts.index.get_indexer(pd.Index([indicator_id]))[0]
                rows.append(
                    (indicator_id, facts.counting_room, explain.split(figures, i, self.why.own, other)["share_most"])
                )
        return pd.DataFrame(rows, columns=["indicator_id", "room", "share"])

    @cached_property
    def alongside(self) -> pd.DataFrame:
        """Where the two differ clearly on what may go with the leads: as ``alongside.alongside`` gives it."""
        rows = alongside(*self._pair())
        return rows[rows.topic.isin([self.topic, *RELEVANT])].reset_index(drop=True)

    def too_new(self) -> pd.DataFrame:
        """Where their latest figures lie far apart and no verdict can be given: as ``alongside.far_apart`` gives it."""
        return far_apart(*self._pair())

    def _pair(self) -> tuple:
        """What is told beside the leads: not the leads themselves, nor what stands side by side anyway."""
        figures, told = self.why.figures, [*self.leads.indicator_id, *MEASURES[self.of.service]]
        return figures, self.of.service, self.topic, self.why.own, figures.place(self.code), told

    @cached_property
    def lessons(self) -> pd.DataFrame:
        """What published figures say for each explanation of the leads on the topic: items of evidence, where they
        suggest it: columns as ``explain.findings_of``."""
        found, keys = self.why.findings, ["about_code", "topic", "kind"]
        found = found[(found.about_code == self.code) & (found.topic == self.topic) & (found.grade == FOR)]
        items = self.why.evidence[self.why.evidence.verdict == FOR]
        return items.merge(found[keys], on=keys)

    @cached_property
    def evidence(self) -> list[str]:
        """What the figures show of this pair, as the question bank names it, the strongest first."""
        facts = self.of.data.catalog.indicators
        differ = facts.loc[self.alongside.indicator_id]
        held = {
            "improver": self.host.kind == IMPROVER,
            "step": len(self.journey) > 0 and bool((self.journey.clear | self.journey.probable).any()),
            "parted": bool(self.main and self.since()) and self.parted.kind == SINCE,
            "inspection": self._asked_to_improve,
            "counting": bool((self.counting.share >= COUNTING_MATTERS).any()),
            "workforce": bool((differ.facet == "workforce").any()),
            "placements": bool(differ.topic.isin(PLACEMENTS).any()),
            "spending": bool((differ.facet == "cost").any()),
            "demand": bool((differ.facet == "need").any()),
        }
        return [kind for kind, is_so in held.items() if is_so]

    def since(self) -> str:
        """Since when the host has been ahead in every year, where that is clear: a period of the drawing, or ""."""
        if self.host.kind != CLEAR or self.parted.kind == UNKNOWN:
            return ""
        places = [*self.years.period]
        way = POLARITIES[self.of.data.catalog.indicator(self.main).polarity]
        start = places.index(self.parted.since) if self.parted.since in places else 0
        ahead = ((self.years.theirs - self.years.ours) * way).iloc[start:]
        return self.parted.since if (ahead > 0).all() else ""

    @property
    def _asked_to_improve(self) -> bool:
        """Whether inspectors once asked the host to improve on the topic."""
        children = self.of.service == "children"
        return children and len(asked_to_improve(self.of.data.catalog, self.code, self.topic)) > 0

    @property
    def alike(self) -> pd.Series:
        """How the host stands in the set of similar councils: rank, distance and closeness; rank NaN without order,
        empty for a council that is not in it."""
        members = self.of.neighbour_set.members.set_index("neighbour_code")
        return row_of(members, self.code) if self.code in members.index else pd.Series(dtype=object)
