"""The scouting brief: whom to visit, what each host does better, what to ask, and what others could learn here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from scouting import explain
from scouting.catalog import find_area
from scouting.errors import ScoutingError
from scouting.explain.words import sizes_words
from scouting.frames import each_row
from scouting.pages.scouting_party import brief_words
from scouting.pages.scouting_party.why import Why
from scouting.study.core import Study
from scouting.terms import EXPLANATIONS, MOST_VISITS, ONLY_ASKED

#: Strengths that others could learn from, at most.
MOST_STRENGTHS = 5


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
        """Every similar council that is clearly ahead, best first.

        Columns: about_code, name, then as ``explain.best_first`` gives them. A host that was asked for stands alone.
        """
        leads = self.why.leads
        mine = explain.best_first(leads[leads.about_code == self.visit] if self.visit else leads)
        mine.insert(1, "name", [self._name(code) for code in mine.about_code])
        return mine

    @property
    def best(self) -> pd.DataFrame:
        """The hosts to visit first: at most three of ``hosts``."""
        return self.hosts.head(MOST_VISITS)

    def topics(self, host: str) -> pd.DataFrame:
        """The topics on which a host is ahead, the surest first: topic, service, n_ahead."""
        mine = self.why.ahead[self.why.ahead.about_code == host]
        return mine.sort_values(["n_ahead", "sureness"], ascending=False, kind="stable")

    def others(self, host: str) -> list[str]:
        """Who else shows the same, one sentence per topic."""
        lines = []
        for row in each_row(self.topics(host)):
            also = self.why.ahead[(self.why.ahead.topic == row.topic) & (self.why.ahead.about_code != host)]
            lines.append(brief_words.others_sentence(row.topic, [*also["name"]], self._name(host)))
        return lines

    def evidence(self, host: str) -> pd.DataFrame:
        """What the published figures say of each explanation of a host's leads, one row per topic and explanation.

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
        """What others could learn from us: what is clearly better than in similar councils, the five surest at most.

        Columns: indicator_id, topic, n_ahead_of, n_compared, names (of those we are clearly ahead of, the surest
        first), check_counting (our latest figure is of all or none, which is improbable at their rate).
        """
        rows, looks = [], self.why.looks
        for indicator_id in self.of.clear(good=True).index[:MOST_STRENGTHS]:
            mine = looks[looks.indicator_id == indicator_id]
            ahead = mine[mine.clear & (mine.sureness < 0)].sort_values("sureness", kind="stable")
            names = [self._name(code) for code in ahead.about_code]
            topic, check = self.of.indicators.topic[indicator_id], indicator_id in self.why.improbable
            rows.append((indicator_id, topic, len(ahead), len(mine), names, check))
        columns = ["indicator_id", "topic", "n_ahead_of", "n_compared", "names", "check_counting"]
        return pd.DataFrame(rows, columns=columns)

    def host_lines(self, row) -> list[str]:
        """Why this host. ``row``: of ``hosts``."""
        facts, mine = self.of.data.catalog.indicators, self.why.leads
        mine = mine[mine.about_code == row.about_code]
        mine = mine.sort_values("sureness", ascending=False, kind="stable")
        check = f" ({brief_words.CHECK_COUNTING})"
        titles = [
            f"{facts.short_title[one.indicator_id]}{check if one.check_counting else ''}" for one in each_row(mine)
        ]
        sizes: dict[str, str] = {}  # of each kind of people once: care leavers of 17 and of 18 are as many
        for one in each_row(mine[~mine.like_size]):
            fact = facts.loc[one.indicator_id]
            sizes.setdefault(fact.denominator_label, sizes_words(one, fact, self.of.name, row["name"]))
        return [brief_words.host_sentence(row, self.of.name, row["name"], titles, [*sizes.values()])]

    def rule_line(self) -> str:
        """How many similar councils are clearly ahead, and in which order they stand."""
        if self.visit:
            return f"{self._name(self.visit)} was asked for; the rule was not used."
        near = self.of.neighbour_set
        return brief_words.rule_sentence(self.of.name, len(self.hosts), len(near.codes), near.title)

    def strength_lines(self) -> list[str]:
        """What others could learn from us, one sentence per indicator."""
        facts, rows = self.of.data.catalog.indicators, self.of.comparison
        return [
            brief_words.strength_sentence(
                rows.loc[one.indicator_id],
                facts.loc[one.indicator_id],
                self.of.name,
                one.n_ahead_of,
                one.n_compared,
                one.check_counting,
            )
            for one in each_row(self.strengths)
        ]

    def question_table(self) -> pd.DataFrame:
        """Every question to the hosts to visit first, for the workbook: host, about_code, question."""
        hosts = zip(self.best["name"], self.best.about_code, strict=True)
        rows = [(name, code, question) for name, code in hosts for question in self.questions(code)]
        return pd.DataFrame(rows, columns=["host", "about_code", "question"])


def brief(study: Study, visit: str = "") -> Brief:
    """The brief of a study. ``visit``: one host by any name, who must be among the neighbours and ahead on something.

    Raises ScoutingError for an unknown host, the council itself, one that is no neighbour, and one that leads nowhere.
    """
    why, code = Why(study), ""
    if visit:
        code = find_area(study.data.catalog, visit)
        name = study.data.catalog.name(code)
        if code not in study.neighbour_set.codes:
            listed = ", ".join(study.data.catalog.name(c) for c in study.neighbour_set.codes)
            raise ScoutingError(
                f"{name} is no neighbour of {study.name} in the set '{study.neighbour_set.set_id}'. Its neighbours "
                f"there: {listed}. Name another set with --neighbours."
            )
        if not (why.leads.about_code == code).any():
            ahead = ", ".join(dict.fromkeys(why.ahead["name"])) or "nobody"
            told = f"{name} is not clearly ahead of {study.name} on anything. Ahead on something: {ahead}."
            raise ScoutingError(told)
    return Brief(why, code)


#: What to check before believing a lead, a sentence each.
CHECKS = brief_words.CHECKS
