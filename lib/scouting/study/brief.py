"""The scouting brief: whom to visit, what each host does better, what to ask, and what others could learn here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from scouting.catalog import find_area
from scouting.errors import ScoutingError
from scouting.sentences import brief as words
from scouting.study.core import Study
from scouting.study.why import Why
from scouting.terms import EXPLANATIONS, ONLY_ASKED

#: Neighbours named beside one of our strengths; the rest are counted.
NAMED = 3


@dataclass(frozen=True)
class Brief:
    """A council's brief. ``visit``: one host by code, in place of those that the rule names."""

    why: Why
    visit: str = ""

    @property
    def of(self) -> Study:
        return self.why.of

    def _name(self, code: str) -> str:
        return self.of.data.catalog.name(code)

    @cached_property
    def hosts(self) -> pd.DataFrame:
        """Whom to visit, a row a host in order: about_code, name, n_topics, n_indicators, widest, n_asking."""
        services = set(self.of.indicators.service)
        service = "children" if "children" in services else "adults"
        every = self.of.data.hosts(self.of.neighbour_set.set_id, service)
        mine = every[every.area_code == self.of.area_code].drop(columns="area_code")
        mine = mine[mine.about_code.isin(self.why.leads.about_code)]  # on the indicators asked for
        if self.visit:
            leads, table = self.why.leads, every[every.about_code == self.visit]
            leads = leads[leads.about_code == self.visit]
            ahead = leads[leads.sure]
            row = {"about_code": self.visit, "n_topics": ahead.topic.nunique(), "n_indicators": len(ahead)}
            others = int((table.area_code != self.of.area_code).sum())
            mine = pd.DataFrame([row | {"widest": leads.gap_noise.max(), "n_asking": others + 1}])
        mine = mine.reset_index(drop=True)
        mine.insert(1, "name", [self._name(code) for code in mine.about_code])
        return mine

    def topics(self, host: str) -> pd.DataFrame:
        """The topics on which a host is ahead, the surest first: topic, service, n_ahead, n_sure."""
        mine = self.why.ahead[self.why.ahead.about_code == host]
        return mine.sort_values(["n_sure", "gap_noise"], ascending=False, kind="stable")

    def others(self, host: str) -> list[str]:
        """Who else shows the same, a sentence a topic."""
        lines = []
        for row in self.topics(host).itertuples():
            also = self.why.ahead[(self.why.ahead.topic == row.topic) & (self.why.ahead.about_code != host)]
            lines.append(words.others_sentence(row.topic, [*also["name"]], self._name(host)))
        return lines

    def evidence(self, host: str) -> pd.DataFrame:
        """What the published figures say of each explanation of a host's leads, a row a topic and explanation.

        Columns: Topic, Explanation, Published figures, For, Against (sentences), No data.
        """
        rows = self.why.findings[(self.why.findings.about_code == host) & (self.why.findings.grade != ONLY_ASKED)]
        return pd.DataFrame(
            {
                "Topic": rows.topic,
                "Explanation": rows.kind.map(EXPLANATIONS),
                "Published figures": rows.grade,
                "For": rows.evidence_for,
                "Against": rows.evidence_against,
                "No data": rows.no_data,
            }
        ).reset_index(drop=True)

    def questions(self, host: str) -> list[str]:
        """What to ask on the visit, the topics in order, each question once."""
        order = {topic: place for place, topic in enumerate(self.topics(host).topic)}
        rows = self.why.findings[self.why.findings.about_code == host]
        rows = rows.iloc[rows.topic.map(order).argsort(kind="stable")]
        return list(dict.fromkeys(q for q in rows.question if q))

    @cached_property
    def strengths(self) -> pd.DataFrame:
        """What others could learn from us: indicators on which we are ahead of neighbours, looks allowed for.

        Columns: indicator_id, topic, n_ahead_of, n_compared, names (those furthest behind first).
        """
        looks = self.why.looks[self.why.looks.about_code != ""]
        looks = looks[looks.indicator_id.isin(self.of.indicators.index)]
        rows = []
        for (topic, indicator_id), mine in looks.groupby(["topic", "indicator_id"], sort=False):
            ahead = mine[mine.corrected & (mine.gap_noise > 0)].sort_values("gap_noise", ascending=False, kind="stable")
            if len(ahead):
                names = [self._name(code) for code in ahead.about_code]
                rows.append((indicator_id, topic, len(ahead), len(mine), names))
        table = pd.DataFrame(rows, columns=["indicator_id", "topic", "n_ahead_of", "n_compared", "names"])
        return table.sort_values("n_ahead_of", ascending=False, kind="stable", ignore_index=True)

    def host_lines(self, row) -> list[str]:
        """Why this host. ``row``: of ``hosts``."""
        return [words.host_sentence(row, self.of.name, row["name"])]

    def rule_line(self) -> str:
        """How hosts are chosen, and how many there are."""
        if self.visit:
            return f"{self._name(self.visit)} was asked for; the rule was not used."
        return words.rule_sentence(self.of.name, len(self.hosts), self.of.neighbour_set.title)

    def strength_lines(self) -> list[str]:
        """What others could learn from us, a sentence an indicator."""
        titles, own = self.of.data.catalog.indicators.short_title, self.of.name
        return [
            words.strength_sentence(titles[row.indicator_id], row.n_ahead_of, row.n_compared, row.names[:NAMED], own)
            for row in self.strengths.itertuples()
        ]

    def question_table(self) -> pd.DataFrame:
        """Every question of every host, for the workbook: host, area_code, question."""
        hosts = zip(self.hosts["name"], self.hosts.about_code, strict=True)
        rows = [(name, code, question) for name, code in hosts for question in self.questions(code)]
        return pd.DataFrame(rows, columns=["host", "about_code", "question"])


def brief(of: Study, visit: str = "") -> Brief:
    """The brief of a study. ``visit``: one host by any name, who must be among the neighbours and ahead on something.

    Raises ScoutingError for an unknown host, the council itself, one that is no neighbour, and one that leads nowhere.
    """
    why, code = Why(of), ""
    if visit:
        code = find_area(of.data.catalog, visit)
        name = of.data.catalog.name(code)
        if code not in of.neighbour_set.codes:
            listed = ", ".join(of.data.catalog.name(c) for c in of.neighbour_set.codes)
            raise ScoutingError(
                f"{name} is no neighbour of {of.name} in the set '{of.neighbour_set.set_id}'. Its neighbours there: "
                f"{listed}. Name another set with --neighbours."
            )
        if not (why.leads.about_code == code).any():
            ahead = ", ".join(dict.fromkeys(why.ahead["name"])) or "nobody"
            raise ScoutingError(f"{name} is ahead of {of.name} on nothing beyond noise. Ahead on something: {ahead}.")
    return Brief(why, code)


#: What to check before believing a lead, a sentence each.
CHECKS = words.CHECKS
