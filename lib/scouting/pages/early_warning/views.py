"""Each sign drawn: its series against limits of its own (XmR) and as a step, and a council's own monthly figures."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scouting import markup, periods
from scouting import words as say
from scouting.charts import steps, xmr
from scouting.charts.emit import emit
from scouting.errors import ScoutingError
from scouting.frames import each_row, row_of
from scouting.own.words import kind_of_own
from scouting.pages.common import or_why, texts
from scouting.pages.early_warning import words
from scouting.pages.early_warning.tables import alone, warned
from scouting.pages.indicator import movement
from scouting.stats import spc
from scouting.study.core import Study
from scouting.terms import NOT_ENOUGH, SHOWN

#: Which signs are drawn.
WHICH = ("shown", "all", "none")


def views(study: Study, which: str = "shown", out: str = "") -> None:
    """The step view and the XmR chart of each sign, breaks marked. ``which``: the signs that are shown, all, or none.

    Raises ScoutingError for another word.
    """
    if which not in WHICH:
        raise ScoutingError(f"Unknown choice of signs to draw '{which}'. Allowed: {', '.join(WHICH)}.")
    rows = warned(study).rows
    rows = rows[(rows.state == SHOWN) if which == "shown" else (rows.state != NOT_ENOUGH)]
    if which == "none" or rows.empty:
        markup.put(markup.sentences(["No sign is drawn." if which == "none" else "No sign is shown: none is drawn."]))
        return
    known = study.data.catalog.indicators
    for (indicator_id, pair), some in rows.groupby(["indicator_id", rows.rule == "ratio_change"], sort=False):
        facts, first = row_of(known, indicator_id), some.iloc[0]
        unit, decimals = words.unit_of(first, facts)
        what = first.title.removesuffix(f" {first.direction}") if pair else facts.short_title
        drawn = facts.to_frame().T.assign(short_title=what, unit=unit, decimals=decimals).iloc[0]
        series = series_of(study, str(indicator_id), first.beside if pair else "")
        markup.put(markup.heading(3, what))
        for row in each_row(some):
            if row.from_period != row.period:  # a standing compares no two parts of the series
                _step(study, row, series, drawn, out)
        _xmr(study, f"{indicator_id}{'-ratio' if pair else ''}", series, drawn, out)


def series_of(study: Study, indicator_id: str, over: str = "") -> pd.DataFrame:
    """The council's series: period, period_end, position, value, marker, neighbour_median, segment; oldest first.

    ``over``: the indicator that it is divided by, period by period; the neighbours' median is then left out.
    """
    columns = ["period", "period_end", "position", "value", "marker", "neighbour_median", "segment"]
    series = alone(study, indicator_id).trend(indicator_id)[columns]
    if not over:
        return series
    both = series.merge(alone(study, over).trend(over)[["period", "value", "segment"]], on="period", suffixes=("", "_"))
    value = np.where(both.value_ > 0, both.value / both.value_.where(both.value_ > 0), np.nan)
    return both.assign(value=value, neighbour_median=np.nan, segment=both.segment + both.segment_)[columns]


def _step(study: Study, row, series: pd.DataFrame, facts: pd.Series, out: str) -> None:
    rows = series[["period", "period_end", "value", "marker", "neighbour_median", "segment"]].assign(part="")
    held = rows.index[rows.value.notna() & (rows.period_end <= row.period_end)]
    after = held[-int(row.years) :]
    start = rows.index[rows.period == row.from_period][0]
    rows.loc[held[(held >= start) & (held < after[0])], "part"] = steps.BEFORE
    rows.loc[after, "part"] = steps.AFTER
    title = f"{row.title}, {study.name}: {row.state.replace('_', ' ')}, {say.number(row.z, 1)} times noise"
    style = {"title": title, "unit": facts.unit, "decimals": int(facts.decimals), "noise": float(row.noise)}
    drawn = steps.draw(rows, subtitle=f"up to {row.period}", **style)
    emit(drawn, f"{row.sign_id}-step", steps.alt_text(rows, **style), out or None)
    _behind(rows, facts, f"{row.title}, {study.name}", {"Part": rows.part})


def _xmr(study: Study, name: str, series: pd.DataFrame, facts: pd.Series, out: str) -> None:
    """The series since its last break against limits of its own, from the council's first figure on."""
    rows = series[series.segment == series.segment.iloc[-1]]
    rows = rows[rows.value.notna().cummax()].reset_index(drop=True)
    held = int(rows.value.notna().sum())
    if held < movement.FEWEST_XMR:
        few = f"{say.many(held, 'figure')} of {study.name} since the last break: too few for limits of its own."
        markup.put(markup.sentences([few]))
        return
    found = spc.xmr(rows.value)
    rows = rows.assign(outside=found.outside, shift=found.shift, trend=found.trend)
    _draw_xmr(study, name, facts, rows, found[:3], "", out)


def _draw_xmr(study: Study, name: str, facts: pd.Series, rows: pd.DataFrame, levels, kind: str, out: str) -> None:
    n, held = int(rows[["outside", "shift", "trend"]].any(axis=1).sum()), int(rows.value.notna().sum())
    what = f"{facts.short_title}, {study.name}{kind}"
    title = f"{what}: {say.many(n, 'point signals', 'points signal')} in {held}"
    style = {"title": title, "unit": facts.unit, "decimals": int(facts.decimals)}
    style |= dict(zip(("mean", "lower", "upper"), levels, strict=True))
    drawn = xmr.draw(rows, subtitle=f"{rows.period.iloc[0]} to {rows.period.iloc[-1]}, since the last break", **style)
    emit(drawn, f"{name}-xmr{'-own' if kind else ''}", xmr.alt_text(rows, **style), out or None)
    _behind(rows, facts, what, {"Signal": [", ".join(r for r in xmr.RULES if row[r]) for _, row in rows.iterrows()]})


def _behind(rows: pd.DataFrame, facts: pd.Series, caption: str, more: dict) -> None:
    """The figures that a chart shows as a table, folded; ``more``: columns of texts beside them."""
    shown = {"Period": rows.period, "Figure": or_why(rows.value, rows.marker, facts)}
    if rows.get("neighbour_median", pd.Series(dtype=float)).notna().any():
        shown["Neighbours' median"] = texts(rows.neighbour_median, facts, "no figure")
    table = markup.table({**shown, **more}, caption, numbers=["Figure", "Neighbours' median"])
    markup.put(markup.folded("The table behind the chart", table))


def own_rows(study: Study, indicator_id: str) -> pd.DataFrame:
    """The council's own quarterly or monthly series of an indicator with its signals: columns as ``charts.xmr`` needs.

    Of two kinds of period the shorter is taken; empty where there is none.
    """
    mine = study.own[(study.own.indicator_id == indicator_id) & (study.own.area_code == study.area_code)]
    kinds = mine.period.map(periods.kind_of)
    kind = "month" if (kinds == "month").any() else "quarter"
    mine = mine[kinds == kind].sort_values("period_end", kind="stable")
    if mine.empty:
        return pd.DataFrame(columns=xmr.COLUMNS)
    table = periods.complete(mine[["period", "period_end", "value", "marker"]])
    found = spc.xmr(table.value)
    return table.fillna({"marker": "x"}).assign(outside=found.outside, shift=found.shift, trend=found.trend)


def own_months(study: Study, out: str = "") -> None:
    """The council's own quarterly and monthly figures against limits of their own; how to add them where none are."""
    drawn = 0
    for indicator_id in dict.fromkeys(study.own.indicator_id[study.own.area_code == study.area_code]):
        rows = own_rows(study, indicator_id)
        facts = study.indicators.loc[indicator_id]
        if rows.value.notna().sum() < movement.FEWEST_XMR:
            continue
        levels = spc.limits(rows.value)
        mine = study.own[(study.own.indicator_id == indicator_id) & (study.own.area_code == study.area_code)]
        kind = kind_of_own(mine, facts) or "own figures"
        _draw_xmr(study, indicator_id, facts, rows, levels, f", {kind}", out)
        drawn += 1
    if not drawn:
        line = (
            f"No quarterly or monthly series of {study.name}'s own, of {movement.FEWEST_XMR} figures or more, is held. "
            "Early warning lives in such figures: published ones are months old. They are added with: scouting data "
            "template, then scouting data add FILE. They stay on this machine."
        )
        markup.put(markup.sentences([line]))
