"""Whom a council could visit: the hosts, a sheet for the best of them, and what others could learn here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from scouting.catalog import find_area
from scouting.errors import ScoutingError, unknown
from scouting.frames import each_row
from scouting.pages.scouting_party.why import Why
from scouting.pages.visit_sheet import hosts as choosing
from scouting.pages.visit_sheet import words
from scouting.pages.visit_sheet.sheet import Sheet
from scouting.study.core import Study
from scouting.terms import MOST_VISITS

#: Strengths that others could learn from, at most.
MOST_STRENGTHS = 5


@dataclass(frozen=True)
class Visit:
    """A council's visits. ``host``: one host by code, in place of those that the rule names; ``topic``: one topic."""

    why: Why
    host: str = ""
    topic: str = ""

    @property
    def of(self) -> Study:
        return self.why.of

    @cached_property
    def hosts(self) -> pd.DataFrame:
        """Every similar council worth a visit, best first: columns as ``hosts.hosts``. One asked for stands alone."""
        if self.host:
            return choosing.host(self.why, self.host, self.topic)
        return choosing.hosts(self.why, self.topic)

    @cached_property
    def sheets(self) -> list[Sheet]:
        """The sheets of the hosts to visit first, three at most."""
        return [Sheet(self.why, row, self.topic) for _, row in self.hosts.head(MOST_VISITS).iterrows()]

    def rule_line(self) -> str:
        """How many similar councils are ahead, and how sure that is."""
        if self.host:
            return f"{self.of.data.catalog.name(self.host)} was asked for."
        counted = {str(kind): int(n) for kind, n in self.hosts.kind.value_counts().items()}
        return words.rule_sentence(self.of.name, counted, len(self.of.neighbour_set.codes), self.topic)

    @cached_property
    def strengths(self) -> pd.DataFrame:
        """What others could learn from us: what is clearly better than in similar councils, the five surest at most.

        Columns: indicator_id, topic, n_ahead_of, n_compared, names (of those we are clearly ahead of, the surest
        first), check_counting (our latest figure is of all or none, which is improbable at their rate).
        """
        rows, looks, name = [], self.why.looks, self.of.data.catalog.name
        for indicator_id in self.of.clear(good=True).index[:MOST_STRENGTHS]:
            mine = looks[looks.indicator_id == indicator_id]
            ahead = mine[mine.clear & (mine.sureness < 0)].sort_values("sureness", kind="stable")
            names = [name(code) for code in ahead.about_code]
            topic, check = self.of.indicators.topic[indicator_id], indicator_id in self.why.improbable
            rows.append((indicator_id, topic, len(ahead), len(mine), names, check))
        columns = ["indicator_id", "topic", "n_ahead_of", "n_compared", "names", "check_counting"]
        return pd.DataFrame(rows, columns=columns)

    def strength_lines(self) -> list[str]:
        """What others could learn from us, one sentence per measure."""
        facts, rows = self.of.data.catalog.indicators, self.of.comparison
        lines = [
            words.strength_sentence(
                rows.loc[one.indicator_id],
                facts.loc[one.indicator_id],
                self.of.name,
                one.n_ahead_of,
                one.n_compared,
                one.check_counting,
            )
            for one in each_row(self.strengths)
        ]
        return lines or [f"{self.of.name} is not clearly better than similar councils on any of these measures."]


def visit(study: Study, host: str = "", topic: str = "") -> Visit:
    """Whom a council could visit. ``host``: one by any name, who must be among the similar councils; ``topic``: one.

    Raises ScoutingError for an unknown host or topic, the council itself, and a host that is no similar council.

    >>> from scouting.study import study
    >>> [sheet.name for sheet in visit(study("Derby"), "Bolton", "special educational needs").sheets]
    ['Bolton']
    """
    topics = [*study.indicators.topic.unique()]
    if topic and topic not in topics:
        raise ScoutingError(unknown("topic", topic, topics, f"the measures asked for: {', '.join(topics)}"))
    why = study.once(Why)
    return study.once(_visit, _among(why, host) if host else "", topic)


def _visit(study: Study, host: str, topic: str) -> Visit:
    """Worked out once: page, slides and workbook of a report all tell of it."""
    return Visit(study.once(Why), host, topic)


def _among(why: Why, host: str) -> str:
    """The code of a host that was asked for: a similar council, or one that was where ours is and got better."""
    study, catalog = why.of, why.of.data.catalog
    code = find_area(catalog, host)
    name = catalog.name(code)
    if code == study.area_code:
        raise ScoutingError(f"{name} cannot visit itself.")
    if code not in study.neighbour_set.codes and code not in set(why.improvers.about_code):
        listed = ", ".join(catalog.name(c) for c in study.neighbour_set.codes)
        raise ScoutingError(
            f"{name} is not among the councils that {study.name} is compared with in the set "
            f"'{study.neighbour_set.set_id}': {listed}. Name another set with --neighbours."
        )
    return code
