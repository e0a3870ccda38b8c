"""Each figure that moved, drawn once, as its sign is told; and a council's own monthly and quarterly figures."""

from __future__ import annotations

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
from scouting.pages.early_warning.signs import CHANGE_Z
from scouting.pages.early_warning.tables import lately, series_of
from scouting.pages.indicator import movement
from scouting.stats import spc
from scouting.study.core import Study
from scouting.terms import NO_SIGN, NOT_ENOUGH

#: Which signs are drawn.
WHICH = ("moved", "all", "none")


def views(study: Study, which: str = "moved", out: str = "") -> None:
    """One chart for each figure that moved, its table folded beneath. ``which``: those that moved, all, or none.

    Raises ScoutingError for another word.
    """
    if which not in WHICH:
        raise ScoutingError(f"Unknown choice of figures to draw '{which}'. Allowed: {', '.join(WHICH)}.")
    rows = lately(study)
    rows = rows[~rows.state.isin([NOT_ENOUGH] if which == "all" else [NOT_ENOUGH, NO_SIGN])]
    if which == "none" or rows.empty:
        markup.put(markup.sentences(["No figure is drawn." if which == "none" else "No figure moved: none is drawn."]))
        return
    for row in each_row(rows):
        _step(study, row, out)


def _step(study: Study, row, out: str) -> None:
    series, facts = series_of(study, row), row_of(study.data.catalog.indicators, row.indicator_id)
    rows = series.assign(part="")
    held = rows.index[rows.value.notna() & (rows.period_end <= row.period_end)]
    after = held[-int(row.years) :]
    start = rows.index[rows.period == row.from_period][0]
    rows.loc[held[(held >= start) & (held < after[0])], "part"] = steps.BEFORE
    rows.loc[after, "part"] = steps.AFTER
    unit, decimals = words.unit_of(row, facts)
    expected = float(row.before + row.england_value - row.england_before)
    title = f"{row.title}, {study.name}: {words.state_words(row)}"
    style = {"title": title, "unit": unit, "decimals": decimals, "expected": expected,
             "reach": float(CHANGE_Z * row.noise)}  # fmt: skip
    drawn = steps.draw(rows, subtitle=f"up to {row.period}", **style)
    emit(drawn, f"{row.sign_id}-step", steps.alt_text(rows, **style), out or None)
    drawn_as = facts.to_frame().T.assign(unit=unit, decimals=decimals).iloc[0]
    _behind(rows, drawn_as, f"{row.title}, {study.name}", {"Part": rows.part})


def _draw_xmr(study: Study, name: str, facts: pd.Series, rows: pd.DataFrame, levels, kind: str, out: str) -> None:
    n, held = int(rows[["outside", "shift", "trend"]].any(axis=1).sum()), int(rows.value.notna().sum())
    what = f"{facts.short_title}, {study.name}, {kind}"
    title = f"{what}: {say.many(n, 'point signals', 'points signal')} in {held}"
    style = {"title": title, "unit": facts.unit, "decimals": int(facts.decimals)}
    style |= dict(zip(("mean", "lower", "upper"), levels, strict=True))
    drawn = xmr.draw(rows, subtitle=f"{rows.period.iloc[0]} to {rows.period.iloc[-1]}", **style)
    emit(drawn, f"{name}-xmr-own", xmr.alt_text(rows, **style), out or None)
    _behind(rows, facts, what, {"Signal": [", ".join(r for r in xmr.RULES if row[r]) for _, row in rows.iterrows()]})


def _behind(rows: pd.DataFrame, facts: pd.Series, caption: str, more: dict) -> None:
    """The figures that a chart shows as a table, folded; ``more``: columns of texts beside them."""
    shown = {"Period": rows.period, "Figure": or_why(rows.value, rows.marker, facts)}
    for column, title in (("neighbour_median", "Similar councils' middle"), ("england", "England")):
        if rows.get(column, pd.Series(dtype=float)).notna().any():
            shown[title] = texts(rows[column], facts, "no figure")
    table = markup.table({**shown, **more}, caption, numbers=list(shown)[1:])
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
        _draw_xmr(study, indicator_id, facts, rows, levels, kind, out)
        drawn += 1
    if not drawn:
        line = (
            f"No quarterly or monthly series of {study.name}'s own, of {movement.FEWEST_XMR} figures or more, is held. "
            "Early warning lives in such figures: published ones are months old. They are added with: scouting data "
            "template, then scouting data add FILE. They stay on this machine."
        )
        markup.put(markup.sentences([line]))
