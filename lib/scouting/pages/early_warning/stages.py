"""Questions by stage of difficulty that a team asks of itself, with the figures that bear on each: never an answer."""

from __future__ import annotations

from itertools import chain

import pandas as pd

from scouting.catalog import terms_in
from scouting.frames import each_row
from scouting.pages.early_warning.tables import alone
from scouting.study.core import Study
from scouting.words import figure


def questions(study: Study) -> pd.DataFrame:
    """The questions of ``stages.csv`` with a council's own figures beside: which bear on them, and nothing more.

    Columns: stage, kind (symptom, cause, plan), question, figures (the council's latest figures of its service on this,
    beside similar councils, as text; blank where none bears on it).

    >>> from scouting.study import study
    >>> rows = questions(study("Derby"))
    >>> rows.kind.unique().tolist(), int((rows.figures != "").sum() > 10)
    (['symptom', 'cause', 'plan'], 1)
    """
    asked = study.data.catalog.stages
    known = study.data.catalog.indicators
    services = set(study.indicators.service)
    mine = [[name for name in terms_in(cell) if known.service[name] in services] for cell in asked.indicators]
    table = alone(study, dict.fromkeys(chain.from_iterable(mine))).comparison
    told = {row.indicator_id: _figure(row, known.loc[row.indicator_id]) for row in each_row(table)}
    figures = ["; ".join(filter(None, (told.get(name, "") for name in names))) for names in mine]
    return asked[["stage", "kind", "question"]].assign(figures=figures)


def _figure(row, facts: pd.Series) -> str:
    """A council's latest figure beside the middle of similar councils; blank where it has none."""
    unit, decimals = facts.unit, int(facts.decimals)
    if pd.isna(row.value):
        return ""
    near = (
        "" if pd.isna(row.neighbour_median) else f" (similar councils {figure(row.neighbour_median, unit, decimals)})"
    )
    return f"{facts.short_title} {figure(row.value, unit, decimals)}{near}"
