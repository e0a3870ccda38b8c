"""A council's own figures and targets beside the published ones: tables, and how a notebook shows them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from scouting import markup
from scouting import words as say
from scouting.catalog import Catalog
from scouting.frames import each_row, row_of
from scouting.ingest.history import with_limits
from scouting.own import words
from scouting.pages.common import or_why, texts
from scouting.pages.own_figures.targets import Held, own, published, target_sentences, unjudged
from scouting.study.core import Study
from scouting.terms import LOCAL, UNPUBLISHED


def marks(study: Study, indicator_id: str) -> dict[str, Any]:
    """What a trend draws of the council's own: ``own`` (figures with limits) and ``target``, where there are any."""
    found: dict[str, Any] = {}
    series = study.own_series(indicator_id)
    if len(series):
        held = figures(study)
        held = held[(held.indicator_id == indicator_id) & (held.area_code == study.area_code)]
        found["own"] = held[held.period.isin(series.period)]
    if indicator_id in study.targets.index:
        found["target"] = float(study.targets.target[indicator_id])
    return found


def sentences(study: Study, indicator_id: str) -> list[str]:
    """The council's newest own figure of an indicator, and how figures stand to its own target."""
    facts, series = row_of(study.indicators, indicator_id), study.own_series(indicator_id)
    kind = words.kind_of_own(series.tail(1), facts)
    told = [words.own_sentence(series.iloc[-1], facts, study.name, kind)] if len(series) else []
    if indicator_id in study.targets.index:
        told += target_sentences(study, indicator_id)
    return told


def figures(study: Study) -> pd.DataFrame:
    """The local figures that may stand in this study, a row each, newest last within an indicator.

    Columns: indicator_id, title, unit, area_code, area_name, period, period_end, value, lower, upper (95% limits from
    counts), numerator, denominator, marker, note, source ('local, unpublished', or blank for what is for everybody).
    """
    return listed(study.own, study.data.catalog, study.indicators)


def listed(own: pd.DataFrame, catalog: Catalog, indicators: pd.DataFrame) -> pd.DataFrame:
    """Local figures with names and limits, columns as ``figures``. ``indicators``: the catalogue's rows of them."""
    rows = own.assign(source_id=LOCAL, lower_ci=float("nan"), upper_ci=float("nan"))
    if len(rows):
        rows = with_limits(rows, replace(catalog, indicators=indicators))
    facts = indicators.reindex(rows.indicator_id)
    table = rows.assign(
        title=facts.title.to_numpy(),
        unit=facts.unit.to_numpy(),
        area_name=[catalog.name(code) for code in rows.area_code],
        source=_kinds(own, facts),
    )
    table = table.rename(columns={"lower_ci": "lower", "upper_ci": "upper"})
    order = {indicator: place for place, indicator in enumerate(indicators.index)}
    table = table.sort_values(
        ["indicator_id", "period_end", "area_name"], key=lambda c: c.map(order) if c.name == "indicator_id" else c
    )
    columns = ["indicator_id", "title", "unit", "area_code", "area_name", "period", "period_end", "value", "lower",
               "upper", "numerator", "denominator", "marker", "note", "source"]  # fmt: skip
    return table[columns].reset_index(drop=True)


def _kinds(own: pd.DataFrame, facts: pd.DataFrame) -> list[str]:
    """What each own figure is called. ``facts``: the catalogue's row of the indicator of each."""
    published = (facts.source_id == LOCAL) & ~facts.title.str.endswith(f"({UNPUBLISHED})")
    return ["" if share == "public" or out else UNPUBLISHED for share, out in zip(own.share, published, strict=True)]


def caption_of(held: pd.DataFrame, caption: str) -> str:
    """A caption of own figures (columns as ``figures``), with what they are called where it is one thing."""
    return f"{caption} ({UNPUBLISHED})" if (held.source == UNPUBLISHED).any() else caption


def targets(study: Study) -> pd.DataFrame:
    """The council's own targets beside the figures that are held against them and its neighbours' median.

    Columns: indicator_id, title, unit, target, tolerance, period, value, lower, upper, against (the newest published
    figure, its likely range, and how it stands to the target: met, missed, cannot be told from the target, or blank
    where there is no figure or no range); own_period, own_value, own_lower, own_upper, own_against (the same of the
    council's own figures, months and quarters by the rolling year); neighbour_median, note. All figures are in the unit
    of the indicator. A local indicator has no published figure: those columns are blank.
    """
    rows = []
    for row in each_row(study.targets):
        indicator_id = row.Index
        facts, comparison = row_of(study.indicators, indicator_id), study.comparison
        rows.append(
            {
                **{"indicator_id": indicator_id, "title": facts.title, "unit": facts.unit},
                **{"target": row.target, "tolerance": row.tolerance},
                **_cells(published(study, indicator_id), ""),
                **_cells(own(study, indicator_id), "own_"),
                "neighbour_median": comparison.neighbour_median.get(indicator_id, float("nan")),
                "note": row.note,
            }
        )
    parts = ("period", "value", "lower", "upper", "against")
    columns = ["indicator_id", "title", "unit", "target", "tolerance", *parts, *(f"own_{part}" for part in parts),
               "neighbour_median", "note"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _cells(held: Held | None, start: str) -> dict[str, object]:
    """A figure held against a target as cells of the table; blank where there is none."""
    cells = {"period": "", "value": float("nan"), "lower": float("nan"), "upper": float("nan"), "against": ""}
    if held is not None:
        cells = {name: getattr(held, name) for name in cells}
    return {start + name: cell for name, cell in cells.items()}


def show(study: Study) -> None:
    """The council's own figures and targets beside published ones; how to add some where there are none."""
    held, aimed = figures(study), targets(study)
    if held.empty and aimed.empty:
        line = (
            f"No figures or targets of {study.name}'s own are held. To add some: scouting data template, then "
            "scouting data add FILE. They stay on this machine."
        )
        markup.put(markup.sentences([line]))
        return
    parts = []
    if len(held):
        caption = caption_of(held, "Figures of councils' own")
        parts.append(markup.table(shown(held, study.indicators), caption, numbers=NUMBERS))
    if len(aimed):
        parts.append(markup.table(_aims(study, aimed), f"{study.name}'s own targets", numbers=_AIM_NUMBERS))
        rows = zip(aimed.indicator_id, aimed.title, strict=True)
        why = [f"{title}: {line}" for one, title in rows for line in unjudged(study, one)]
        parts.append(markup.sentences(why))
    markup.put("".join(parts))


NUMBERS = ["Figure", "Lower 95%", "Upper 95%", "Counted", "Out of"]
_AIM_NUMBERS = ["Target", "Give or take", "Published", "Own figure", "Similar councils"]


def shown(held: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Local figures as they are to be read. ``held``: as ``figures``; ``indicators``: the catalogue's rows of them."""
    facts = indicators.loc[held.indicator_id]

    return pd.DataFrame(
        {
            "Indicator": held.title,
            "Council": held.area_name,
            "Period": held.period,
            "Figure": or_why(held.value, held.marker, facts),
            "Lower 95%": texts(held.lower, facts),
            "Upper 95%": texts(held.upper, facts),
            "Counted": ["" if pd.isna(n) else say.number(n, 0) for n in held.numerator],
            "Out of": ["" if pd.isna(n) else say.number(n, 0) for n in held.denominator],
            "Note": held.note,
        }
    )


def _aims(study: Study, aimed: pd.DataFrame) -> pd.DataFrame:
    facts = study.indicators.loc[aimed.indicator_id]

    def dated(values: pd.Series, days: pd.Series) -> list[str]:
        return [f"{text} ({when})" if text else "" for text, when in zip(texts(values, facts), days, strict=True)]

    return pd.DataFrame(
        {
            "Measure": aimed.title,
            "Target": texts(aimed.target, facts),
            "Give or take": texts(aimed.tolerance, facts),
            "Published": dated(aimed.value, aimed.period),
            "Against target": aimed.against,
            "Own figure": dated(aimed.own_value, aimed.own_period),
            "Own against target": aimed.own_against,
            "Similar councils": texts(aimed.neighbour_median, facts),
            "Note": aimed.note,
        }
    )
