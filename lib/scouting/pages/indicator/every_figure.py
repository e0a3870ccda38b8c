"""One measure, every area and year, as one table to take elsewhere; and one chart of it, as a file."""

from __future__ import annotations

from typing import Any

import pandas as pd

from scouting import words as say
from scouting.charts import ranked_bars, trend
from scouting.dataset import Dataset
from scouting.errors import ScoutingError
from scouting.frames import row_of
from scouting.pages.indicator.tables import only
from scouting.study.core import Study
from scouting.terms import LOCAL


def every_figure(data: Dataset, indicator_id: str) -> pd.DataFrame:
    """Every published figure of a measure: one row per area and period, by name and in order of time.

    Columns: indicator_id, title, unit, area_code, area_name, area_type, region, period, period_end, value, numerator,
    denominator, lower_ci, upper_ci (of the value, by its counts), marker (why a figure is missing, or what is to be
    known of it), source_id, series (another number after a break: figures of two are not to be set beside each other),
    source (the release). Areas are councils, those that were replaced among them, regions and England. Raises
    ScoutingError for an unknown measure.

    >>> from scouting import dataset
    >>> every_figure(dataset.load(), "re_referrals").area_type.nunique()
    8
    """
    facts, known, p = data.catalog.indicator(indicator_id), data.catalog, data.panel
    held = data.values[data.values.indicator_id == indicator_id]
    areas = known.areas.loc[held.area_code.astype("str").tolist()]
    i = p.indicators.index.get_loc(indicator_id)
    series = pd.Series(p.segment[i], index=p.ends[i])[p.position[i] >= 0]
    table = pd.DataFrame(
        {
            "indicator_id": indicator_id,
            "title": facts.title,
            "unit": facts.unit,
            "area_code": areas.index,
            "area_name": areas.name.to_numpy(),
            "area_type": areas.type.to_numpy(),
            "region": areas.region_code.map(known.areas.name).fillna("").to_numpy(),
        }
    )
    kept = ["period", "period_end", "value", "numerator", "denominator", "lower_ci", "upper_ci", "marker", "source_id"]
    table = table.join(held[kept].reset_index(drop=True))
    titles = known.sources.set_index("source_id").title
    table = table.assign(series=table.period_end.map(series) + 1, source=table.source_id.astype("str").map(titles))
    return table.sort_values(["area_name", "area_code", "period_end"], kind="stable", ignore_index=True)


def chart(study: Study, *, years: bool) -> tuple[Any, str]:
    """The chart of a study's one measure and its words: ranked bars, or the council over the years.

    Raises ScoutingError for a measure that a council added of its own: what is shown of those is kept account of, which
    a report does.
    """
    indicator_id = only(study)
    facts, row = row_of(study.panel.indicators, indicator_id), row_of(study.comparison, indicator_id)
    if facts.source_id == LOCAL:
        raise ScoutingError(f"'{indicator_id}' is not a published measure: see its chart in a report.")
    style: dict[str, Any] = {"unit": facts.unit, "decimals": int(facts.decimals)}
    against = study.neighbour_set.described
    if years:
        rows, style = study.trend(indicator_id), style | {"focus_name": study.name}
        style["title"] = say.trend_title(row, facts, study.name)
        return trend.draw(rows, subtitle=against, **style), trend.alt_text(rows, **style)
    when = say.period_words(row.period_end, facts.year_end, facts.statistic, row.period_kind)
    rows, style["title"] = study.bars(indicator_id), say.bars_title(row, facts, study.name)
    drawn = ranked_bars.draw(rows, subtitle=f"{when[0].upper()}{when[1:]}. {against}", **style)
    return drawn, ranked_bars.alt_text(rows, **style)
