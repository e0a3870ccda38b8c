"""A story's chart: ten years of one measure as lines, for the programs that draw their own."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from scouting.charts import axis, theme, trend
from scouting.frames import row_of
from scouting.pages.visit_sheet.sheet import YEARS
from scouting.study import Study

#: The lines of the chart: a column of ``Study.trend``, what it is called (blank: the council's name), its colour.
_LINES = (("value", "", "focus"), ("neighbour_median", "Middle of similar councils", "median"),
          ("england", "England", "england"))  # fmt: skip


class Lines(NamedTuple):
    """What a program needs to draw it: ``name``, ``alt`` text, ``years`` (period, position, segment, one column per
    line), ``looks`` (the colour of each line by its column), ``per`` (the number format of the axis)."""

    name: str
    alt: str
    years: pd.DataFrame
    looks: dict[str, str]
    per: str


def lines(study: Study, indicator_id: str) -> Lines:
    """The last ten years of a measure: the council, the median of similar councils, England; each where it has any.

    >>> from scouting.study import study
    >>> list(lines(study("Derby", indicators="re_referrals"), "re_referrals").looks)
    ['Derby', 'Middle of similar councils', 'England']
    """
    facts, years = row_of(study.panel.indicators, indicator_id), study.trend(indicator_id)
    years = years[years.position > years.position.max() - YEARS]
    style = {"unit": facts.unit, "decimals": int(facts.decimals), "focus_name": study.name}
    alt = trend.alt_text(years, title=facts.short_title, **style)
    named = {column: (name or study.name, theme.COLOURS[look]) for column, name, look in _LINES}
    held = {column: told for column, told in named.items() if years[column].notna().any()}
    names = {column: name for column, (name, _) in held.items()}
    drawn = years.rename(columns=names)[["period", "position", "segment", *names.values()]]
    unit = axis.axis_unit(facts.unit)
    per = '0"%"' if facts.unit == "%" else "General"
    return Lines(f"{facts.title}, {unit}" if unit else facts.title, alt, drawn, dict(held.values()), per)
