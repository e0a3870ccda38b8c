"""One council's study: hands the comparison to whoever asks, in the shape they need."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from scouting import recipes, values
from scouting.compare import Panel, aside, compare, holds, verdicts_of
from scouting.dataset import Dataset
from scouting.frames import each_cell, place_of, row_of
from scouting.keeps import Keeps
from scouting.neighbours import NeighbourSet, default_set, regions, sensible
from scouting.neighbours.listing import in_each
from scouting.periods import kind_of
from scouting.stats import ranks
from scouting.terms import CLEARLY, ENGLAND, FACETS, LOCAL, POLARITIES
from scouting.words import figure

#: A median of fewer neighbours than this is that neighbour's own figure: it is not drawn as anybody's middle.
FEWEST_IN_MIDDLE = 2

BARS = ["area_code", "name", "role", "value", "lower", "upper", "marker", "note"]
_NOTES = {"j": "joint return of two councils"}
_FACET_ORDER = {facet: place for place, facet in enumerate(FACETS)}


@dataclass(frozen=True)
class Study(Keeps):
    """A council, its comparators and its indicators, over the embedded figures.

    ``notices``: what a reader must know before any figure, a sentence each. ``own``: local figures of these indicators
    that this council's pack may hold, small counts suppressed (columns of data/local/figures.csv); ``targets``: its own
    targets (target, tolerance, note), indexed by indicator_id. ``assessments``: the Care Quality Commission's of this
    council, as the catalogue's table holds them.
    """

    data: Dataset
    area_code: str
    name: str
    neighbour_set: NeighbourSet
    indicators: pd.DataFrame
    notices: list[str]
    own: pd.DataFrame
    targets: pd.DataFrame
    assessments: pd.DataFrame

    @property
    def service(self) -> str:
        """The service that the study is of: children's where any of its indicators is."""
        return "children" if (self.indicators.service == "children").any() else "adults"

    @property
    def usual_set(self) -> str:
        """The set that is used for the service unless another is named."""
        return default_set(self.data.catalog, self.service)

    @cached_property
    def panel(self) -> Panel:
        """The panel of the study's indicators, cut from the dataset's."""
        return self.data.panel.take(self.indicators.index)

    @cached_property
    def comparison(self) -> pd.DataFrame:
        """The comparison: one row per indicator, indexed by it, as ``compare`` gives it, with three columns more.

        holds and holds_of: in how many of the sensible sets of neighbours the verdict keeps its side, and of how many;
        aside: why the indicator is never among headlines, strengths, gaps or hosts, or "".
        """
        codes = regions(self.data.catalog, self.area_code)
        rows = compare(self.panel, self.area_code, self.neighbour_set.codes, self.neighbour_set.set_id, codes)
        rows = rows.set_index("indicator_id", drop=False).rename_axis(None)
        return rows.join(holds(rows.verdict, self.in_sets.values())).assign(aside=aside(self.panel, self.data.newest))

    @cached_property
    def sensible_sets(self) -> dict[str, NeighbourSet]:
        """The sets in which the council has neighbours, its own first: those of the other service and all of England
        are not among them."""
        own, catalog = self.neighbour_set, self.data.catalog
        names = [name for name in sensible(catalog, self.service) if name != own.set_id]
        return {one.set_id: one for one in (own, *in_each(names, self.area_code, self.data.neighbours)[0])}

    @cached_property
    def in_sets(self) -> dict[str, pd.DataFrame]:
        """The verdicts in each of the sensible sets, as ``verdicts_of`` gives them."""
        sets = self.sensible_sets.items()
        return {name: verdicts_of(self.panel, self.area_code, chosen.codes) for name, chosen in sets}

    @property
    def latest(self) -> str:
        """What the latest figures are of: "year", or "period" where some indicators have quarters or months."""
        return "year" if (self.panel.kind == "year").all() else "period"

    @cached_property
    def reliability(self) -> pd.Series:
        """Share of the variance between councils that is signal, by indicator."""
        return pd.Series(self.panel.reliability, index=self.panel.indicators.index)

    def own_series(self, indicator_id: str) -> pd.DataFrame:
        """The council's own local figures of an indicator that are not compared, oldest first: columns as ``own``.

        Those of a local indicator are in the panel like any other's, save where they are of shorter periods.
        """
        mine = self.own[(self.own.indicator_id == indicator_id) & (self.own.area_code == self.area_code)]
        if self.indicators.source_id[indicator_id] == LOCAL:
            mine = mine[mine.period.map(kind_of) != self.comparison.period_kind.get(indicator_id)]
        return mine.sort_values("period_end", kind="stable")

    def bars(self, indicator_id: str) -> pd.DataFrame:
        """The table behind a ranked bar: area_code, name, role, value, lower, upper, marker, note; best first."""
        p, i = self.panel, place_of(self.panel.indicators.index, indicator_id)
        row = row_of(self.comparison, indicator_id)
        roles = {self.area_code: "focus", **dict.fromkeys(self.neighbour_set.codes, "neighbour")}
        if row.region_code:
            roles[row.region_code] = "region"
        local = self.indicators.source_id[indicator_id] == LOCAL
        if not local:  # nobody makes England's figure of a local indicator
            roles[ENGLAND] = "england"
        here = p.areas.get_indexer(pd.Index(list(roles)))
        roles = {code: role for (code, role), found in zip(roles.items(), here, strict=True) if found >= 0}
        a = here[here >= 0]
        value, markers = p.figures[i, a, -1], p.markers[i, a, -1]
        markers = np.where(np.isnan(value) & (markers == ""), "" if local else "-", markers)
        columns = roles.items(), value, p.lower[i, a, -1], p.upper[i, a, -1], markers
        rows = [
            (code, self.data.catalog.name(code), role, x, low, high, marker, _NOTES.get(marker, ""))
            for (code, role), x, low, high, marker in zip(*columns, strict=True)
        ]
        if np.isfinite(row.neighbour_median) and row.n_with_value >= FEWEST_IN_MIDDLE:
            named = f"Similar councils' median of {int(row.n_with_value)}"
            rows.append(("", named, "median", row.neighbour_median, np.nan, np.nan, "", ""))
        if indicator_id in self.targets.index:
            aim = self.targets.loc[indicator_id]
            rows.append(("", f"{self.name}'s own target", "target", aim.target, np.nan, np.nan, "", ""))
        way = POLARITIES[p.indicators.polarity.iloc[i]] < 0
        rows.sort(key=lambda r: (np.isnan(r[3]), 0.0 if np.isnan(r[3]) else r[3] if way else -r[3], r[1]))
        return pd.DataFrame(rows, columns=BARS)

    def trend(self, indicator_id: str) -> pd.DataFrame:
        """The table behind a trend: one row per period, the council beside its neighbours' middle half and England."""
        p, i = self.panel, place_of(self.panel.indicators.index, indicator_id)
        own, england = (place_of(p.areas, code) for code in (self.area_code, ENGLAND))
        others = [k for k in p.areas.get_indexer(pd.Index(sorted(self.neighbour_set.codes))) if k >= 0]
        held = p.position[i] >= 0
        block = p.figures[i][others][:, held]
        n = np.isfinite(block).sum(0)
        quartiles = np.where(n >= FEWEST_IN_MIDDLE, ranks.quantiles(block.T, [0.25, 0.5, 0.75]), np.nan)
        return pd.DataFrame(
            {
                "period": p.labels[i, held],
                "period_end": p.ends[i, held],
                "value": p.figures[i, own, held],
                "lower": p.lower[i, own, held],
                "upper": p.upper[i, own, held],
                "marker": p.markers[i, own, held],
                "neighbour_q25": quartiles[0],
                "neighbour_median": quartiles[1],
                "neighbour_q75": quartiles[2],
                "n_with_value": n,
                "england": p.figures[i, england, held],
                "position": p.position[i, held],
                "segment": p.segment[i, held],
            }
        )

    def overview(self) -> pd.DataFrame:
        """The table behind the overview: one row per indicator, by facet, ready to draw."""
        rows, facts = self.comparison, self.panel.indicators
        table = pd.DataFrame(
            {
                "indicator_id": rows.indicator_id,
                "facet": facts.facet.map(FACETS),
                "short_title": facts.short_title,
                "period": rows.period,
                "value_text": [figure(v, u, d) for v, u, d in zip(rows.value, facts.unit, facts.decimals, strict=True)],
                "verdict": rows.verdict,
                "by_a_lot": rows.by_a_lot,
                "sureness": rows.sureness,
                "verdict_england": rows.verdict_england,
                "england_sureness": rows.england_sureness,
                "good": facts.polarity.map(POLARITIES),
                "has_noise": rows.noise.notna(),
            }
        )
        return table.iloc[np.argsort(facts.facet.map(_FACET_ORDER), kind="stable")].reset_index(drop=True)

    @cached_property
    def headline(self) -> pd.DataFrame:
        """The comparison's rows that headlines, counts and lists are made of: those that nothing sets aside, on which
        better can be told from worse."""
        rows = self.comparison
        return rows[(rows.aside == "") & (self.panel.sign != 0)]

    def clear(self, *, good: bool) -> pd.DataFrame:
        """The rows of ``headline`` that are clearly better (or clearly worse) than similar councils, surest first.

        Rows that have turned (the latest figure alone is on the other side) are left out.

        Such a list needs no further correction for its length: what is called clear is set by the share of such
        verdicts that did not stand, one in twenty of the list, and not by the chance of a single one.
        """
        rows = self.headline[self.headline.verdict == CLEARLY["better" if good else "worse"]]
        rows = rows[~rows.turned]
        return rows.iloc[np.argsort(-rows.sureness.abs(), kind="stable")]

    def sources(self) -> pd.DataFrame:
        """The releases behind the study: what they are, which files they were, and the newest period of each."""
        return releases_behind(self.data, self.panel.indicators.index)


def releases_behind(data: Dataset, ids: pd.Index) -> pd.DataFrame:
    """The releases behind some indicators, a row each: what they are, which files they were, the newest period."""
    used = data.values[data.values.indicator_id.isin(ids)]
    newest = used.groupby(used.source_id.astype("str")).period_end.max()
    listed = data.catalog.sources.set_index("source_id").loc[sorted(newest.index)]
    # A release of which a further edition was added is in several files.
    files = values.releases().groupby("source_id")[["file", "sha256"]].agg("; ".join).reindex(listed.index)
    table = listed[["title", "publisher", "licence", "landing_page", "published"]]
    table = table.assign(newest=newest.reindex(listed.index).dt.date, file=files.file, sha256=files.sha256)
    return table.rename_axis("source_id").reset_index()


def every_comparison(data: Dataset, set_id: str) -> pd.DataFrame:
    """The comparison of every council that has neighbours in a set, stacked, over all indicators.

    Councils that were replaced, and those the set leaves out, have no rows.
    """
    if set_id in recipes.names():  # a file that is no part of the figures or their catalogue
        return _compared(data, set_id)
    return data.kept(f"comparison-{set_id}", lambda data: _compared(data, set_id))


def _compared(data: Dataset, set_id: str) -> pd.DataFrame:
    lists = data.every_neighbour(set_id).groupby("area_code").neighbour_code.agg(list)
    rows = [compare(data.panel, code, mine, set_id, regions(data.catalog, code)) for code, mine in each_cell(lists)]
    return pd.concat(rows, ignore_index=True)
