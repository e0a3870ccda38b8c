"""The back-test: what was known on the first day of each inspection, beside what inspectors then judged.

Nothing is fitted: the signs are those of ``signs.csv`` with the date they were fixed, the fifteen indicators those of
``risk.INDICATORS``, and every interval draws whole councils. Three tables: ``predictors`` (one row per inspection),
``results.results`` (what they came to), ``catalog.backtest`` (the same, kept in a file).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from scouting.catalog import Catalog
from scouting.pages.early_warning import risk
from scouting.pages.early_warning.inspections import dated
from scouting.pages.early_warning.risk import blocks, known_at
from scouting.pages.early_warning.signs import signs
from scouting.pages.early_warning.stages import latest, stages
from scouting.terms import NO_SIGN, NOT_ENOUGH, SHOWN

#: The scores that are no single indicator, sign or stage.
SCORES = ("risk", "signs", "previous", "risk_again", "missing", "before")
_PREFIX = {"warning": "sign:", "recovery": "recovery:"}
_NUMBER = {SHOWN: 1.0, "few": 0.0, NO_SIGN: 0.0, NOT_ENOUGH: np.nan}
#: Under this share of signs that could be judged there is no share of signs shown.
ENOUGH = 0.5


def predictors(values: pd.DataFrame, catalog: Catalog, say: Callable[[str], None] = lambda _: None) -> pd.DataFrame:
    """Every inspection with what was known on its first day: one row per inspection, ordered by council and date.

    Columns: as ``inspections.dated`` gives them, and then, missing where they cannot be told:
    ``risk`` (mean percentile of fifteen indicators, of the latest known figures), ``before`` (of the calendar year
    before, known or not: the plain check), ``risk_again`` (risk where a grade before is held), ``missing`` (share of
    the fifteen without a figure), ``previous`` (the grade before), ``indicator:ID`` and ``before:ID`` (percentile),
    ``sign:ID`` and, for signs of recovery, ``recovery:ID`` (1 shown, 0 not), ``signs`` (share shown of the warning
    signs that could be judged), ``stage:NAME`` (1 shown beyond chance, 0 not).
    """
    rows = dated(catalog.inspections)
    councils = catalog.councils().index
    ranked = risk.percentiles(values, catalog.indicators, councils)
    wide = risk.as_known(values, catalog, rows, councils)
    before = risk.year_before(ranked, rows)
    scores = {"risk": risk.mean_risk(wide), "before": risk.mean_risk(before), "missing": wide.isna().mean(axis=1)}
    scores["risk_again"] = scores["risk"].where(rows.previous.notna())
    figures = [wide.add_prefix("indicator:"), before.add_prefix("before:")]
    return pd.concat([rows.assign(**scores), *figures, _signs(values, catalog, rows, say)], axis=1)


def _signs(values: pd.DataFrame, catalog: Catalog, rows: pd.DataFrame, say: Callable[[str], None]) -> pd.DataFrame:
    """The signs and stages of each inspection's council, worked out anew from what was known, block by block."""
    declared = catalog.signs[catalog.signs.back_tested == "yes"]
    named = dict(zip(declared.sign_id, declared.kind.map(_PREFIX) + declared.sign_id, strict=True))
    used = [*declared.indicator_id, *declared.beside, "children_0_17"]
    values = values[values.indicator_id.isin(used)]
    block = blocks(values, catalog.sources, rows.inspection_date)
    made = []
    for day, mine in rows.groupby(block):
        say(f"signs as known on {day:%Y-%m-%d}: {len(mine)} inspections")
        now = latest(signs(known_at(values, catalog.sources, day), declared, catalog.indicators, catalog.areas))
        now = now[now.area_code.isin(mine.area_code)]
        told = _wide(now.sign_id.map(named), now)
        staged = stages(now, declared)
        staged = staged[staged.kind == "warning"]
        told = told.join(_wide("stage:" + staged.stage, staged), how="outer")
        made.append(told.reindex(mine.area_code).set_axis(mine.index))
    staged = "stage:" + declared.stage[declared.kind == "warning"].drop_duplicates()
    table = pd.concat(made).reindex(index=rows.index, columns=[*named.values(), *staged])
    warnings = table[[column for column in table if column.startswith("sign:")]]
    judged = warnings.notna().sum(axis=1)
    return table.assign(signs=(warnings.sum(axis=1) / judged).where(judged >= ENOUGH * warnings.shape[1]))


def _wide(columns: pd.Series, rows: pd.DataFrame) -> pd.DataFrame:
    """The states of some rows as numbers: one row per council, one column per name."""
    cells = pd.DataFrame({"column": columns, "index": rows.area_code, "cell": rows.state.map(_NUMBER)})
    return cells.pivot(index="index", columns="column", values="cell")
