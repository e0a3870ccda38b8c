"""What stood beside a judgement in the years after it: councils judged, held against others like them before.

Beside, not because. The placebo, the same comparison of the years before the judgement, shows how much of a slope was
there already.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from scouting.catalog import Catalog
from scouting.catalog.tables import TABLES
from scouting.pages.early_warning import risk
from scouting.pages.early_warning.inspections import graded

#: Years after the report that are looked at; the placebo takes the same number of years before it.
YEARS = (1, 2, 3)
#: Councils that each one judged is held against.
MATCHED = 5
#: What stands for need. It is held from 2022 on: for years before, a council has its first figure.
NEED = "children_low_income"
#: The grades that are followed; inspections with an overall grade alone.
GRADES = {4: "inadequate", 3: "requires improvement", 1: "outstanding"}
#: What is followed: all fifteen measures, or those of the workforce.
SCORES = {"all": risk.INDICATORS, "workforce": tuple(n for n in risk.INDICATORS if n.startswith("social_worker_"))}
_FEWEST = {"all": risk.FEWEST, "workforce": 3}
DRAWS, _SEED = 2000, 20_261_201


def places(values: pd.DataFrame, catalog: Catalog, score: str) -> pd.DataFrame:
    """Where each council stood in each calendar year: the mean percentile of the score's measures, 100 the bad end.

    Index area_code, columns years.
    """
    councils = catalog.councils().index
    ranked = risk.percentiles(values, catalog.indicators, councils)
    ranked = ranked[ranked.indicator_id.isin(SCORES[score])].assign(year=ranked.period_end.dt.year)
    by = ranked.groupby(["area_code", "year"]).percentile
    return (100 * by.mean().where(by.count() >= _FEWEST[score])).unstack().reindex(councils)


def _need(values: pd.DataFrame, catalog: Catalog, years) -> pd.DataFrame:
    """The percentile of need of each council by year, that of the nearest earlier year where one has none."""
    rows = values[(values.indicator_id == NEED) & values.value.notna()].astype({"area_code": "str"})
    table = rows.assign(year=rows.period_end.dt.year).pivot_table(index="area_code", columns="year", values="value")
    table = table.reindex(catalog.councils().index).rank(pct=True) * 100
    return table.reindex(columns=sorted({*table.columns, *years})).ffill(axis=1).bfill(axis=1)[list(years)]


def aftermath(values: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    """The table ``aftermath.csv``: how councils moved after a judgement, beside matched ones.

    Each report since 2016 that gave an overall grade is held against the five councils nearest in place and need the
    year before it, of those that no report gave the same grade from four years before to three years after. One row
    per grade, score (all, workforce), kind (after; placebo: the same from four years before the report on, so that the
    report lies after all of it) and years (1 to 3 on from the first year): value (points of percentile by which the
    judged moved towards the bad end more than the matched), lower and upper (95%, by drawing councils), n (reports),
    councils, and the balance in the first year: place, matched_place, need, matched_need (means, 100 the bad end and
    the most need).
    """
    reports = graded(catalog.inspections, collected=True)
    reports = reports.assign(year=reports.publication_date.dt.year)
    reports = reports[reports.framework.isin(["SIF", "ILACS"])]
    made = []
    for score in SCORES:
        place = places(values, catalog, score)
        need = _need(values, catalog, place.columns)
        for grade, word in GRADES.items():
            same = reports[reports.grade == grade]
            for kind, back in (("after", 1), ("placebo", 4)):
                pairs = _pairs(same, place, need, back)
                made += [{"grade": word, "score": score, "kind": kind, "years": k, **_told(pairs, k)} for k in YEARS]
    return pd.DataFrame(made)[TABLES["aftermath"].split()].round(2)


def _pairs(same: pd.DataFrame, place: pd.DataFrame, need: pd.DataFrame, back: int) -> pd.DataFrame:
    """Each report with the first year, its council's place and need then, those of the matched, and how much more it
    had moved than they after each number of years (columns 1, 2, 3)."""
    rows = []
    given = same.groupby("area_code").year.agg(list)
    for code, year in zip(same.area_code, same.year, strict=True):
        first = year - back
        if first not in place or code not in place.index or not np.isfinite(place[first][code]):
            continue
        near = [c for c, when in given.items() if any(year - 4 <= y <= year + 3 for y in when)]
        others = pd.DataFrame({"place": place[first], "need": need[first]}).drop([*{*near, code}], errors="ignore")
        others = others.dropna()
        own = pd.Series({"place": place[first][code], "need": need[first][code]})
        if own.isna().any() or len(others) < MATCHED:
            continue
        far = (((others - own) / others.std()) ** 2).sum(axis=1)
        mates = far.sort_values(kind="stable").index[:MATCHED]
        row: dict[Any, Any] = {"area_code": code, "place": own.place, "need": own.need,
               "matched_place": others.place[mates].mean(), "matched_need": others.need[mates].mean()}  # fmt: skip
        for k in YEARS:
            moved = place[first + k] - place[first] if first + k in place else pd.Series(np.nan, place.index)
            row[k] = moved[code] - moved[mates].mean()
        rows.append(row)
    columns = ["area_code", "place", "need", "matched_place", "matched_need", *YEARS]
    return pd.DataFrame(rows, columns=columns)


def _told(pairs: pd.DataFrame, k: int) -> dict:
    """The mean of one number of years with its 95% by drawing councils, how many, and the balance of those."""
    rows = pairs[pairs[k].notna()]
    member, names = pd.factorize(rows.area_code)
    low = high = np.nan
    if len(names):
        weight = np.random.default_rng(_SEED).multinomial(len(names), np.full(len(names), 1 / len(names)), DRAWS)
        weight = weight[:, member].astype(float)
        low, high = np.quantile(weight @ rows[k].to_numpy(float) / weight.sum(1), [0.025, 0.975])
    means = rows[["place", "matched_place", "need", "matched_need"]].mean().to_dict()
    return {"value": rows[k].mean(), "lower": low, "upper": high, "n": len(rows), "councils": len(names), **means}
