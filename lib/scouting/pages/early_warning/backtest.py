"""The back-test: what was known on the first day of each inspection, beside what inspectors then judged.

Nothing is fitted: the signs are those of ``signs.csv`` with the date they were fixed, the fifteen indicators those of
``risk.INDICATORS``, and every interval draws whole councils. Three tables: ``predictors`` (one row per inspection),
``results.results`` (what they came to), ``catalog.backtest`` (the same, kept in a file).
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from scouting.catalog import Catalog
from scouting.pages.early_warning import risk
from scouting.pages.early_warning.inspections import dated
from scouting.pages.early_warning.risk import blocks, known_at
from scouting.pages.early_warning.signs import latest, signs
from scouting.terms import NOT_ENOUGH, WARNING

#: The scores that are no single indicator or sign.
SCORES = ("risk", "signs", "previous", "risk_again", "missing", "before")
#: Under this share of signs that could be judged there is no share of signs shown.
ENOUGH = 0.5


def predictors(
    values: pd.DataFrame, catalog: Catalog, rows: pd.DataFrame | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> pd.DataFrame:  # fmt: skip
    """Every inspection with what was known on its first day: one row per inspection, ordered by council and date.

    ``rows``: the inspections, as ``inspections.dated`` gives them (default: those of the catalogue). Columns: theirs,
    and then, missing where they cannot be told: ``risk`` (mean percentile of fifteen indicators, of the latest known
    figures), ``before`` (of the calendar year before, known or not: the plain check), ``risk_again`` (risk where a
    grade before is held), ``missing`` (share of the fifteen without a figure), ``previous`` (the grade before),
    ``indicator:ID`` and ``before:ID`` (percentile), ``sign:ID`` (1 a warning, 0 none), ``signs`` (share of warnings
    among the signs that could be judged). Signs are beside all councils of England: which were similar then is not
    held.
    """
    rows = dated(catalog.inspections) if rows is None else rows
    councils = catalog.councils().index
    ranked = risk.percentiles(values, catalog.indicators, councils)
    wide = risk.as_known(values, catalog, rows, councils)
    before = risk.year_before(ranked, rows)
    scores = {"risk": risk.mean_risk(wide), "before": risk.mean_risk(before), "missing": wide.isna().mean(axis=1)}
    scores["risk_again"] = scores["risk"].where(rows.previous.notna())
    figures = [wide.add_prefix("indicator:"), before.add_prefix("before:")]
    return pd.concat([rows.assign(**scores), *figures, _signs(values, catalog, rows, say)], axis=1)


def _signs(values: pd.DataFrame, catalog: Catalog, rows: pd.DataFrame, say: Callable[[str], None]) -> pd.DataFrame:
    """The signs of each inspection's council, worked out anew from what was known, block by block."""
    declared = catalog.signs[catalog.signs.service == "children"]
    counted = declared.counted_by.str.split(":").str[0]
    used = [*declared.indicator_id, *declared.beside, *counted, "children_0_17"]
    values = values[values.indicator_id.isin(used)]
    made = []
    for day, mine in rows.groupby(blocks(values, catalog.sources, rows.inspection_date)):
        say(f"signs as known on {day:%Y-%m-%d}: {len(mine)} inspections")
        now = latest(signs(known_at(values, catalog.sources, day), declared, catalog.indicators, catalog.areas))
        now = now[now.area_code.isin(mine.area_code)]
        shown = (now.state == WARNING).astype(float).where(now.state != NOT_ENOUGH)
        cells = pd.DataFrame({"column": "sign:" + now.sign_id, "index": now.area_code, "cell": shown})
        told = cells.pivot(index="index", columns="column", values="cell")
        made.append(told.reindex(mine.area_code).set_axis(mine.index))
    table = pd.concat(made).reindex(index=rows.index, columns=list("sign:" + declared.sign_id))
    judged = table.notna().sum(axis=1)
    share = table.sum(axis=1) / judged.where(judged > 0)
    return table.assign(signs=share.where(judged >= ENOUGH * table.shape[1]))
