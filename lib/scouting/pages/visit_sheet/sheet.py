"""One visit sheet: what a scouting party takes along to one host, as tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from scouting.explain.questions import choose
from scouting.journeys import between, serving
from scouting.pages.scouting_party.why import Why
from scouting.pages.visit_sheet import hosts as choosing
from scouting.study.core import Study
from scouting.terms import ENGLAND, FOR

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

    @property
    def main(self) -> str:
        """The measure that the sheet follows over the years: the surest lead on the topic, or ""."""
        return str(self.on_topic.indicator_id.iloc[0]) if len(self.on_topic) else ""

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
        return choose(bank, service, self.topic, self.evidence)

    @cached_property
    def journey(self) -> pd.DataFrame:
        """The journey that tells most of where the two differ, as ``journeys.between`` gives it; empty where none does.

        The one that the main measure is counted in, where a step of it differs at least probably; else the one with
        the surest step; else that of the main measure.
        """
        data, found = self.of.data, []
        counts = data.catalog.journeys.groupby("journey_id")["count"].agg(" ".join)
        for journey_id in serving(data.catalog, self.of.service, self.topic):
            rows = between(data, self.of.area_code, self.code, journey_id)
            own, told = f"{self.main}:" in counts[journey_id], bool((rows.clear | rows.probable).any())
            if told or (own and rows.gap.notna().any()):
                found.append((not (own and told), not told, -rows.sureness.abs().max(), len(found), rows))
        return min(found, key=lambda one: one[:4])[-1] if found else pd.DataFrame()

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
        held = {
            "step": len(self.journey) > 0 and bool((self.journey.clear | self.journey.probable).any()),
        }
        return [kind for kind, is_so in held.items() if is_so]

    @property
    def alike(self) -> pd.Series:
        """How the host stands in the set of similar councils: rank, distance and closeness; rank NaN without order."""
        members = self.of.neighbour_set.members.set_index("neighbour_code")
        return members.loc[self.code]
