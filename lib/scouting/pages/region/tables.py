"""A group of councils: each against its own neighbours, topic by topic, from published figures alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from scouting import dataset
from scouting.catalog.groups import combined_authorities, group_name, one_region, region_codes
from scouting.catalog.groups import councils as meant
from scouting.compare import Panel, aside, compare
from scouting.dataset import Dataset
from scouting.errors import Problems
from scouting.explain import figures_of, hosts_of
from scouting.frames import each_row
from scouting.neighbours import NeighbourSet, check_set, default_set, regions
from scouting.own import seen
from scouting.pages.region import exchange
from scouting.study.choose import chosen, comparators
from scouting.study.core import releases_behind
from scouting.terms import CLEARLY, NOT_COMPARED, SERVICES, SMALL_COUNT, TOO_FEW_PEOPLE
from scouting.words import many

_KEPT = ["area_code", "area_name", "topic", "indicator_id", "title", "unit", "period", "period_end", "value", "marker",
         "noise", "set_id", "neighbour_median", "n_with_value", "n_neighbours", "level", "level_from", "level_median",
         "level_n", "sureness", "verdict", "by_a_lot", "aside", "told_apart"]  # fmt: skip


@dataclass(frozen=True)
class Region:
    """Some councils, each with its own comparators, over the published figures.

    ``asked``: the councils as they were asked for, to be handed on; ``sets``: each council's neighbours by its code;
    ``shared``: local figures that members share with the whole group (never one that is a council's own), small counts
    suppressed; ``shared_facts``: the catalogue's rows of their indicators, local ones among them.
    """

    data: Dataset
    name: str
    asked: str
    codes: list[str]
    indicators: pd.DataFrame
    sets: dict[str, NeighbourSet]
    notices: list[str]
    shared: pd.DataFrame
    shared_facts: pd.DataFrame

    @cached_property
    def names(self) -> dict[str, str]:
        """The councils' names by code, in alphabetical order: there is no other order here."""
        return {code: self.data.catalog.name(code) for code in self.codes}

    @cached_property
    def panel(self) -> Panel:
        return self.data.panel.take(self.indicators.index)

    @cached_property
    def judged(self) -> pd.Index:
        """Indicators that can be helped with: better can be told from worse, and nothing sets them aside."""
        facts, told = self.panel.indicators, aside(self.panel, self.data.newest) == ""
        return facts.index[told & (self.panel.sign != 0) & (facts.statistic != "count").to_numpy()]

    @cached_property
    def verdicts(self) -> pd.DataFrame:
        """Every council on every indicator against its own similar councils' median: columns ``_KEPT``.

        ``aside``: why nobody is counted as ahead or behind on the indicator, or ""; ``told_apart``: "ahead" or "behind"
        where the verdict is clear, better can be told from worse and nothing sets it aside, else "".
        """
        facts, parts = self.panel.indicators, []
        for code in self.codes:
            near = self.sets[code]
            parts.append(compare(self.panel, code, near.codes, near.set_id, regions(self.data.catalog, code)))
        table = pd.concat(parts, ignore_index=True)
        # A list of clear verdicts needs no correction for its length: see ``Study.clear``.
        ways = table.verdict.map({CLEARLY["better"]: "ahead", CLEARLY["worse"]: "behind"}).fillna("")
        table = table.assign(
            area_name=table.area_code.map(self.names),
            topic=table.indicator_id.map(facts.topic),
            title=table.indicator_id.map(facts.title),
            unit=table.indicator_id.map(facts.unit),
            aside=np.tile(aside(self.panel, self.data.newest), len(self.codes)),
            told_apart=ways.where(table.indicator_id.isin(self.judged), ""),
        )
        return table[_KEPT]

    @cached_property
    def topics(self) -> pd.DataFrame:
        """One row per council and topic in which better can be told from worse, by name and in the catalogue's order.

        A need of the area (how many children are poor) is no topic: nobody can be asked how to have less of it.

        Columns: area_code, area_name, service, topic, indicators (in which better can be told from worse), compared
        (for this council), ahead and behind (clearly, of its own similar councils' median), side ("can offer": ahead on
        more than behind; "asks": the reverse; else blank).
        """
        judged = self.panel.indicators.loc[self.judged]
        rows = self.verdicts[self.verdicts.indicator_id.isin(judged.index)]
        compared = ~rows.verdict.isin([NOT_COMPARED, TOO_FEW_PEOPLE])
        counted = rows.assign(
            compared=compared, ahead=rows.told_apart == "ahead", behind=rows.told_apart == "behind", indicators=1
        )
        keys = ["area_code", "area_name", "topic"]
        table = counted.groupby(keys, sort=False)[["indicators", "compared", "ahead", "behind"]].sum()
        table = table.astype(int).reset_index()
        table.insert(2, "service", table.topic.map(judged.drop_duplicates("topic").set_index("topic").service))
        order = {topic: place for place, topic in enumerate(self.indicators.topic.unique())}
        table = table.sort_values(["area_name", "topic"], key=lambda c: c.map(order) if c.name == "topic" else c,
                                  ignore_index=True)  # fmt: skip
        side = np.select([table.ahead > table.behind, table.behind > table.ahead], ["can offer", "asks"], "")
        return table.assign(side=side)

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """Who could help whom: columns as ``exchange.pairs``."""
        return exchange.pairs(figures_of(self.data), self.judged, self.topics, self.sets)

    @cached_property
    def exchange(self) -> pd.DataFrame:
        """Who could ask whom if all asked: columns as ``exchange.shared_out``, with names and titles."""
        rows, titles = exchange.shared_out(self.pairs), self.data.catalog.indicators.short_title
        rows.insert(0, "area_name", rows.area_code.map(self.names))
        rows.insert(2, "about_name", rows.about_code.map(self.names))
        named = ["; ".join(titles[i] for _, i in leads) for leads in rows.leads]
        rows = rows.assign(on=named, topics=["; ".join(t) for t in rows.topics])
        return rows.sort_values(["area_name", "about_name"], ignore_index=True)

    @cached_property
    def members(self) -> pd.DataFrame:
        """The councils: area_code, area_name, neighbours, asks and offers (topics), gets and gives (exchanges)."""
        sides = self.topics.groupby(["area_code", "side"]).topic.agg("; ".join)
        rows = [
            {
                "area_code": code,
                "area_name": name,
                "neighbours": self.sets[code].described,
                "asks": sides.get((code, "asks"), ""),
                "offers": sides.get((code, "can offer"), ""),
                "gets": int((self.exchange.area_code == code).sum()),
                "gives": int((self.exchange.about_code == code).sum()),
            }
            for code, name in self.names.items()
        ]
        return pd.DataFrame(rows)

    @cached_property
    def hosts(self) -> pd.DataFrame:
        """Whom each member could visit among its own similar councils if all councils of England asked.

        Columns: service, area_code, area_name, then as ``explain.hosts_of``, with about_name. Of members that are set
        beside the service's own set; nobody is asked by more than three.
        """
        parts = []
        for service in (s for s in SERVICES if (self.indicators.service == s).any()):
            set_id = default_set(self.data.catalog, service)
            mine = [code for code in self.codes if self.sets[code].set_id == set_id]
            every = hosts_of(self.data, set_id, service)
            parts.append(every[every.area_code.isin(mine)].assign(service=service))
        table = pd.concat(parts, ignore_index=True)
        name = self.data.catalog.areas.name
        table = table.assign(area_name=table.area_code.map(name), about_name=table.about_code.map(name))
        table = table.sort_values(["service", "area_name"], kind="stable", ignore_index=True)
        return table[["service", "area_code", "area_name", "about_code", "about_name", "n_topics", "n_indicators",
                      "n_unlike", "widest", "n_asking"]]  # fmt: skip

    def unmet(self) -> pd.DataFrame:
        """Topics on which a member asks and no member is ahead of it there: topic, names (joined by semicolons)."""
        met = {(row.area_code, topic) for row in each_row(self.pairs) for topic in row.topics}
        asks = self.topics[self.topics.side == "asks"]
        open_ones = [key not in met for key in zip(asks.area_code, asks.topic, strict=True)]
        alone = asks[np.array(open_ones, bool)]
        return alone.groupby("topic", sort=False).area_name.agg("; ".join).rename("names").reset_index()

    def sources(self) -> pd.DataFrame:
        """The releases behind the document, as a study gives them."""
        return releases_behind(self.data, self.panel.indicators.index)


def region(
    councils: str,
    neighbours_set: str = "",
    indicators: str = "children",
    *,
    small_counts: int = SMALL_COUNT,
    data: Dataset | None = None,
) -> Region:
    """A group of councils.

    ``councils``: a region, 'all', or councils joined by commas. ``neighbours_set`` and ``indicators`` as for a study;
    each council is set beside its own neighbours. ``small_counts``: shared counts under this are suppressed. Raises
    ScoutingError with every problem at once.

    >>> south_west = region("South West", indicators="re_referrals")
    >>> len(south_west.codes), south_west.topics.topic.unique().tolist()
    (15, ['front door'])
    """
    data, problems = data or dataset.load(), Problems()
    known = data.catalog
    codes = problems.attempt(meant, [councils], known) or []
    rows = problems.attempt(chosen, data, indicators)
    if neighbours_set:
        problems.attempt(check_set, known, neighbours_set)
    if not problems and len(codes) < 2:
        problems.append(
            f"'{councils}' names {many(len(codes), 'council')}: a document of a group needs two or more. Name a region "
            f"({', '.join(region_codes(known))}), a combined authority ({', '.join(combined_authorities(known))}) or "
            "councils joined by commas."
        )
    problems.raise_if_any()
    service = "children" if (rows.service == "children").any() else "adults"
    sets, notices = {}, []
    for code in codes:
        sets[code], told = comparators(data, neighbours_set, service, code)
        notices += told
    services = rows.service.unique() if indicators.strip() in ("", "all", *SERVICES) else []
    facts, shared = seen.shared_among(data, codes, small_counts)
    mine = facts.index.isin(rows.index) | (~facts.index.isin(known.indicators.index) & facts.service.isin(services))
    shared = shared[shared.indicator_id.isin(facts.index[mine])].reset_index(drop=True)
    plain = councils.strip().casefold()
    spelt = group_name(councils, known)
    asked = spelt or ("all" if plain == "all" else ",".join(codes))
    return Region(data, _called(codes, spelt, data), asked, codes, rows, sets, notices, shared, facts)


def _called(codes: list[str], spelt: str, data: Dataset) -> str:
    names = [data.catalog.name(code) for code in codes]
    few = f"{', '.join(names[:-1])} and {names[-1]}"
    within = one_region(codes, data.catalog)
    return spelt or (few if len(names) <= 3 else f"{len(names)} councils{f' of {within}' if within else ''}")
