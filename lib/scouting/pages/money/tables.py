"""Need and spending for one council's study: hands outcomes, spend and context to those who allow for them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from scouting import context, money
from scouting.dataset import Dataset
from scouting.errors import Problems, ScoutingError, unknown
from scouting.frames import each_row
from scouting.own import policies
from scouting.pages.common import roles
from scouting.pages.money.outcome import Outcome, of_index, of_indicator
from scouting.recipes import weights
from scouting.study.choose import study
from scouting.study.core import Study
from scouting.terms import SERVICES, SMALL_COUNT

#: What a service costs, everything together, per head.
SPEND = {"adults": "cost_adult_social_care", "children": "cost_children_social_care"}
#: The demand that stands beside a case: how many ask, are found in need, are supported.
DEMAND = {
    "adults": (
        "requests_with_service", "long_term_support_18_64", "long_term_support_65_over", "learning_disability_support",
        "community_support", "hospital_discharges_65_over", "safeguarding_risk_found",
    ),
    "children": (
        "referral_rate", "children_in_need_rate", "section_47_rate", "cp_plan_rate", "looked_after_rate",
        "pupils_ehc_plan",
    ),
}  # fmt: skip
#: Councils that must have declared a policy before a line is laid through it.
FEWEST_DECLARED = 50


@dataclass(frozen=True)
class Money:
    """A council's outcomes, spend and context; each table is made when first asked for, and kept.

    ``of``: the study; ``service``: adults or children; ``outcome_id``: an indicator, or the
    recipe of an index; ``spend_id``: a cost;
    ``context``: a name in ``context.CONTEXTS``.
    """

    of: Study
    service: str
    outcome_id: str
    spend_id: str
    context: str

    @cached_property
    def councils(self) -> pd.Index:
        """Today's councils."""
        return self.of.data.catalog.today().index

    @cached_property
    def _figures(self) -> pd.DataFrame:
        p = self.of.data.panel
        return pd.DataFrame(p.figures[:, :, -1].T, p.areas, p.indicators.index).reindex(self.councils)

    def outcome(self, indicator_id: str = "") -> Outcome:
        """The figures of an indicator (blank: the outcome looked at, which may be an index)."""
        wanted = indicator_id or self.outcome_id
        if wanted in weights.names():
            return self._index
        return of_indicator(self.of.data.panel, wanted, self.councils)

    @cached_property
    def _index(self) -> Outcome:
        return of_index(self.of.data, self.outcome_id, self.councils)

    def features(self, name: str = "") -> pd.DataFrame:
        """The features of a context (blank: the one chosen), area_code x indicator."""
        return context.features_of(self._figures, self.service, name or self.context)

    @cached_property
    def declared(self) -> pd.DataFrame:
        """Policies from data/local that may stand on this council's page, area_code x policy."""
        known = self.of.data.catalog
        return policies.seen_by(policies.read(known), known, self.of.area_code)

    @cached_property
    def policy(self) -> pd.DataFrame:
        """The second block: published thresholds, and declared policies that enough councils have."""
        ids = [f.indicator_id for f in context.POLICIES[self.service]]
        enough = [name for name in self.declared if self.declared[name].notna().sum() >= FEWEST_DECLARED]
        return self._figures.reindex(columns=ids).join(self.declared[enough])

    def adjusted(self, indicator_id: str = "", name: str = "") -> context.Adjusted:
        """An indicator allowed for need (blank: the outcome and context looked at)."""
        o = self.outcome(indicator_id)
        return context.adjust(o.value, o.noise, self.features(name), policy=self.policy, good=o.good)

    @cached_property
    def spend(self) -> Outcome:
        """Spend a head; its noise is how far one year lies from the usual, the same share of it for every council."""
        o, p = self.outcome(self.spend_id), self.of.data.panel
        i = p.indicators.index.get_loc(self.spend_id)
        years = p.figures[i][p.areas.get_indexer(self.councils)]
        same = (p.segment[i] == p.segment[i, -1]) & (p.position[i] >= 0)
        return o._replace(noise=o.value * money.spend_noise(pd.DataFrame(years[:, same])))

    @cached_property
    def heads(self) -> pd.Series:
        """People that spend is divided by, by area_code."""
        p = self.of.data.panel
        i, here = p.indicators.index.get_loc(self.spend_id), p.areas.get_indexer(self.councils)
        return pd.Series(p.denominator[i, here, -1], self.councils)

    def spend_adjusted(self, name: str = "") -> context.Adjusted:
        """Spend a head allowed for need, with policy apart."""
        s = self.spend
        return context.adjust(s.value, s.noise, self.features(name), policy=self.policy)

    @cached_property
    def quadrant(self) -> money.Quadrant:
        """The outcome beside spend."""
        o, s = self.outcome(), self.spend
        return money.quadrant_of(o.value, o.noise, s.value, s.noise, good=o.good)

    def quadrant_rows(self) -> pd.DataFrame:
        """The table behind the quadrant, with name and role, and the exact limits of the outcome."""
        rows, p = self.quadrant.table, self.of.data.panel
        if self.outcome_id in p.indicators.index:
            i, here = p.indicators.index.get_loc(self.outcome_id), p.areas.get_indexer(pd.Index(rows.area_code))
            rows = rows.assign(outcome_low=p.lower[i, here, -1], outcome_high=p.upper[i, here, -1])
        names = [self.of.data.catalog.name(code) for code in rows.area_code]
        return rows.assign(name=names, role=roles(self.of, pd.Index(rows.area_code)))

    @cached_property
    def left(self) -> context.Adjusted:
        """The outcome with spend among what is allowed for: its unexplained part is what spend and need leave."""
        o, s = self.outcome(), self.spend.value
        spent = self.features().assign(spend=np.log(s.where(s > 0)))
        return context.adjust(o.value, o.noise, spent, good=o.good)

    def ratio(self) -> tuple[money.Ratio, money.Ratio]:
        """Outcome per need-weighted pound, and per plain pound; without a fit for need the two are the same."""
        o, s, fitted = self.outcome(), self.spend, self.spend_adjusted()
        index, noise = money.positive(o.value, o.noise, o.good)
        expected = fitted.table.set_index("area_code").expected if fitted.helps else None
        weighted = money.ratio_of(index, noise, s.value, s.noise, expected)
        return weighted, money.ratio_of(index, noise, s.value, s.noise)

    def judged(self, topic: str = "") -> pd.DataFrame:
        """The service's outcomes and experience that are judged, of one topic or all: rows of the catalogue."""
        facts = self.of.data.panel.indicators
        mine = facts[(facts.service == self.service) & _is_outcome(facts)]
        return mine if not topic else mine[mine.topic == topic]

    def shares(self, topic: str = "") -> pd.DataFrame:
        """The shares of variation, one row per indicator: topic, name, n and each share with _low and _high (0 to 1).

        Isles of Scilly and City of London stay out. Raises ScoutingError for a topic without judged outcomes.
        """
        rows = self.judged(topic)
        if rows.empty:
            topics = sorted(self.judged().topic.unique())
            raise ScoutingError(unknown("topic", topic, topics, f"the catalogue: {', '.join(topics)}"))
        kept = self.councils.difference(list(context.APART), sort=False)
        features, made = self.features().loc[kept], []
        for one in each_row(rows):
            o = self.outcome(one.Index)
            before = None if o.before is None else o.before[kept]
            split = money.shares_of(o.value[kept], o.noise[kept], features, self.spend.value[kept], before)
            row = {"indicator_id": one.Index, "topic": one.topic, "name": one.short_title, "n": int(split.n.iloc[0])}
            for part in each_row(split):
                row |= {part.share: part.value, f"{part.share}_low": part.low, f"{part.share}_high": part.high}
            made.append(row)
        return pd.DataFrame(made)

    def case(self, name: str = "") -> pd.DataFrame:
        """The council's spend split into steps, per head and in pounds: as ``money.case_of``."""
        return money.case_of(self.spend_adjusted(name).table, self.heads, self.of.area_code)


def _is_outcome(facts: pd.DataFrame) -> pd.Series:
    return facts.facet.isin(["outcome", "experience"]) & (facts.polarity != "no_judgement")


def look(
    council: str, service: str = "adults", outcome: str = "care_quality_of_life", spend: str = "", neighbours: str = "",
    context_set: str = "usual", *, small_counts: int = SMALL_COUNT, data: Dataset | None = None,
) -> Money:  # fmt: skip
    """A council's look at need and money.

    ``council``: any published spelling; ``service``: adults or children; ``outcome``: an indicator of outcome or
    experience, or the recipe of an index; ``spend``: a cost per head (blank: the whole service); ``context_set``: a
    name in ``context.CONTEXTS``.
    Raises ScoutingError with every name that is unknown, or not of the kind wanted.

    >>> look("Wiltshire").spend_id
    'cost_adult_social_care'
    """
    problems, recipe = Problems(), outcome in weights.names()
    asked = service if recipe and service in SERVICES else outcome
    of = problems.attempt(study, council, neighbours, asked, small_counts=small_counts, data=data)
    if service not in SERVICES:
        problems.append(unknown("service", service, SERVICES, f"the catalogue: {', '.join(SERVICES)}"))
    if context_set not in context.CONTEXTS:
        problems.append(unknown("context", context_set, context.CONTEXTS, "lib/scouting/context/features.py"))
    problems.raise_if_any()
    facts, spend = of.data.catalog.indicators, spend or SPEND[service]
    notices = list(of.notices)
    if recipe:
        made = weights.read(outcome, of.data.catalog)
        other = set(facts.service[made.indicators.indicator_id]) - {service}
        problems += [f"The weights '{outcome}' have measures of {name}, not of {service} alone." for name in other]
        notices += made.notices
    elif facts.service[outcome] != service or not _is_outcome(facts.loc[[outcome]]).iloc[0]:
        problems.append(f"'{outcome}' is no outcome or experience of {service} where one way is good.")
    costs = facts.index[(facts.facet == "cost") & (facts.denominator_label != "") & (facts.service == service)]
    if spend not in costs:
        problems.append(unknown("spend per head", spend, costs, f"data/catalog/indicators.csv: {', '.join(costs)}"))
    problems.raise_if_any()
    used = [f.indicator_id for chosen in context.CONTEXTS.values() for f in chosen[service]]
    used += [f.indicator_id for f in context.POLICIES[service]] + [spend, *DEMAND[service]]
    judged = facts.index[(facts.service == service) & _is_outcome(facts)]
    whole = study(council, neighbours, list(dict.fromkeys([*judged, *used])), small_counts=small_counts, data=of.data)
    return Money(replace(whole, neighbour_set=of.neighbour_set, notices=notices), service, outcome, spend, context_set)
