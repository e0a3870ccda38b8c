"""A council's own figures and targets beside the published ones: tables, and how a notebook shows them."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from scouting import sentences as say
from scouting.catalog import Catalog
from scouting.history import with_limits
from scouting.study import markup
from scouting.study.core import Study
from scouting.terms import LOCAL, UNPUBLISHED


def marks(study: Study, indicator_id: str) -> dict[str, object]:
    """What a trend draws of the council's own: ``own`` (figures with limits) and ``target``, where there are any."""
    found: dict[str, object] = {}
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
    facts, series = study.indicators.loc[indicator_id], study.own_series(indicator_id)
    told = [say.own_sentence(series.iloc[-1], facts, study.name)] if len(series) else []
    if indicator_id in study.targets.index:
        row, aim = study.comparison.loc[indicator_id], study.targets.loc[indicator_id]
        kind = UNPUBLISHED if facts.source_id == LOCAL else ""
        told.append(say.target_sentence(row.value, row.period, aim, facts, study.name, kind))
        shown = series.dropna(subset="value")
        if len(shown):
            last = shown.iloc[-1]
            told.append(say.target_sentence(last.value, last.period, aim, facts, study.name, UNPUBLISHED))
    return told


def figures(study: Study) -> pd.DataFrame:
    """The local figures that may stand in this study, a row each, newest last within an indicator.

    Columns: indicator_id, title, unit, area_code, area_name, period, period_end, value, lower, upper (95% limits from
    counts), numerator, denominator, marker, note, source ('local, unpublished').
    """
    return listed(study.own, study.data.catalog, study.indicators)


def listed(own: pd.DataFrame, known: Catalog, indicators: pd.DataFrame) -> pd.DataFrame:
    """Local figures with names and limits, columns as ``figures``. ``indicators``: the catalogue's rows of them."""
    rows = own.assign(source_id=LOCAL, lower_ci=float("nan"), upper_ci=float("nan"))
    if len(rows):
        rows = with_limits(rows, replace(known, indicators=indicators))
    facts = indicators.reindex(rows.indicator_id)
    table = rows.assign(
        title=facts.title.to_numpy(),
        unit=facts.unit.to_numpy(),
        area_name=[known.name(code) for code in rows.area_code],
        source=UNPUBLISHED,
    )
    table = table.rename(columns={"lower_ci": "lower", "upper_ci": "upper"})
    order = {indicator: place for place, indicator in enumerate(indicators.index)}
    table = table.sort_values(
        ["indicator_id", "period_end", "area_name"], key=lambda c: c.map(order) if c.name == "indicator_id" else c
    )
    columns = ["indicator_id", "title", "unit", "area_code", "area_name", "period", "period_end", "value", "lower",
               "upper", "numerator", "denominator", "marker", "note", "source"]  # fmt: skip
    return table[columns].reset_index(drop=True)


def targets(study: Study) -> pd.DataFrame:
    """The council's own targets beside its newest published figure, its newest own figure and its neighbours.

    Columns: indicator_id, title, unit, target, tolerance, period, value, met, own_period, own_value, own_met,
    neighbour_median, note; 'met' and 'own_met' are yes, no, or blank without a figure. A local indicator has no
    published figure: value, period and met are blank.
    """
    rows = []
    for indicator_id, row in study.targets.iterrows():
        facts = study.indicators.loc[indicator_id]
        compared = study.comparison.loc[indicator_id] if indicator_id in study.comparison.index else None
        own = study.own[(study.own.indicator_id == indicator_id) & (study.own.area_code == study.area_code)]
        own = own.dropna(subset="value").sort_values("period_end", kind="stable")
        last = own.iloc[-1] if len(own) else None
        published = compared is not None and facts.source_id != LOCAL
        value = compared.value if published else float("nan")
        own_value = last.value if last is not None else float("nan")
        rows.append(
            {
                "indicator_id": indicator_id,
                "title": facts.title,
                "unit": facts.unit,
                "target": row.target,
                "tolerance": row.tolerance,
                "period": compared.period if published else "",
                "value": value,
                "met": _met(value, row, facts),
                "own_period": last.period if last is not None else "",
                "own_value": own_value,
                "own_met": _met(own_value, row, facts),
                "neighbour_median": compared.neighbour_median if compared is not None else float("nan"),
                "note": row.note,
            }
        )
    columns = ["indicator_id", "title", "unit", "target", "tolerance", "period", "value", "met", "own_period",
               "own_value", "own_met", "neighbour_median", "note"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _met(value: float, target: pd.Series, facts: pd.Series) -> str:
    if pd.isna(value):
        return ""
    return "yes" if say.meets(value, target.target, target.tolerance, facts.polarity) else "no"


def show(study: Study) -> None:
    """The council's own figures and targets beside published ones; how to add some where there are none."""
    held, aims = figures(study), targets(study)
    if held.empty and aims.empty:
        line = (
            f"No figures or targets of {study.name}'s own are held. They are added with: scouting data template, then "
            "scouting data add FILE. They stay on this machine."
        )
        markup.put(markup.sentences([line]))
        return
    parts = []
    if len(held):
        caption = f"Figures of councils' own ({UNPUBLISHED})"
        parts.append(markup.table(shown(held, study.indicators), caption, numbers=NUMBERS))
    if len(aims):
        parts.append(markup.table(_aims(study, aims), f"{study.name}'s own targets", numbers=_AIM_NUMBERS))
    markup.put("".join(parts))


NUMBERS = ["Figure", "Lower 95%", "Upper 95%", "Counted", "Out of"]
_AIM_NUMBERS = ["Target", "Give or take", "Published", "Own figure", "Neighbours' median"]


def shown(held: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Local figures as they are to be read. ``held``: as ``figures``; ``indicators``: the catalogue's rows of them."""
    facts = indicators.loc[held.indicator_id]

    def texts(column: str) -> list[str]:
        told = zip(held[column], facts.unit, facts.decimals, strict=True)
        return ["" if pd.isna(v) else say.figure(v, unit, decimals) for v, unit, decimals in told]

    why = [
        say.missing_words(m) if pd.isna(v) else f
        for v, m, f in zip(held.value, held.marker, texts("value"), strict=True)
    ]
    return pd.DataFrame(
        {
            "Indicator": held.title,
            "Council": held.area_name,
            "Period": held.period,
            "Figure": why,
            "Lower 95%": texts("lower"),
            "Upper 95%": texts("upper"),
            "Counted": ["" if pd.isna(n) else say.number(n, 0) for n in held.numerator],
            "Out of": ["" if pd.isna(n) else say.number(n, 0) for n in held.denominator],
            "Note": held.note,
        }
    )


def _aims(study: Study, aims: pd.DataFrame) -> pd.DataFrame:
    facts = study.indicators.loc[aims.indicator_id]

    def shown(column: str) -> list[str]:
        told = zip(aims[column], facts.unit, facts.decimals, strict=True)
        return ["" if pd.isna(v) else say.figure(v, unit, decimals) for v, unit, decimals in told]

    def dated(column: str, period: str) -> list[str]:
        return [
            f"{figure} ({when})" if figure else "" for figure, when in zip(shown(column), aims[period], strict=True)
        ]

    return pd.DataFrame(
        {
            "Indicator": aims.title,
            "Target": shown("target"),
            "Give or take": shown("tolerance"),
            "Published": dated("value", "period"),
            "Met": aims.met,
            "Own figure": dated("own_value", "own_period"),
            "Met by it": aims.own_met,
            "Neighbours' median": shown("neighbour_median"),
            "Note": aims.note,
        }
    )
