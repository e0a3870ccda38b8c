"""What a build found and what the store holds, told in lines of plain text."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Iterator

import pandas as pd

from scouting import catalog, paths, recipes, values
from scouting.catalog.check import problems_in
from scouting.compare import quality_of
from scouting.dataset import Dataset, load
from scouting.errors import ScoutingError
from scouting.explain import chasing_of
from scouting.frames import each_row
from scouting.ingest.build import Built
from scouting.ingest.history import recomputed
from scouting.neighbours import default_set
from scouting.pages.check_data.flips import flips_lines
from scouting.pages.check_data.odd import odd
from scouting.pages.check_data.tables import breaks, cells, coverage, gaps, skipped
from scouting.pages.check_data.words import calibration_rows, calibration_sentence, mostly_chance_sentence
from scouting.recipes import weights
from scouting.study import every_comparison
from scouting.terms import AGAINST, CANNOT_TELL, POLARITIES, SERVICES
from scouting.words import figure, many, number, percent

#: Under this share of agreement between published figures and those worked out from counts, an indicator is listed.
AGREE = 0.99
#: Rows of a table that are told; the notebook shows them all.
FIRST = 5


def problems() -> list[str]:
    """Every problem of every table of the catalogue and of the store, all at once."""
    found = problems_in()
    try:
        held = values.read()
    except ScoutingError as err:
        return [*found, *err.problems, *_damage()]
    try:
        known = catalog.read()
    except ScoutingError:  # told above; without the catalogue the store is judged by its own rules
        return found + [f"data/values.parquet. {problem}" for problem in values.problems(held)]
    found += [f"data/values.parquet. {problem}" for problem in values.problems(held, known.indicators.statistic)]
    for column, names in (("indicator_id", known.indicators.index), ("area_code", known.areas.index),
                          ("source_id", known.sources.source_id)):  # fmt: skip
        strange = sorted(set(held[column].unique()) - set(names))
        if strange:
            found.append(f"data/values.parquet holds {column} that the catalogue lacks: {', '.join(strange[:5])}.")
    return found + recipes.problems(known) + weights.problems(known)


def _damage() -> list[str]:
    """Which releases' rows are damaged in a store that is not as it was written, as far as that can be told."""
    if not paths.STORE.exists() or not (ids := values.damaged()):
        return ["Nobody can say which rows are damaged: it could be any."] if paths.STORE.exists() else []
    known = catalog.read()
    rows = catalog.series(known)
    behind = known.sources.source_id.isin(rows.source_id[rows.indicator_id.isin(ids)])
    titles = sorted(known.sources.title[behind])
    return [f"The damage is among the rows of {many(len(ids), 'indicator')}, from: {'; '.join(titles)}."]


def _table(rows: pd.DataFrame) -> str:
    return rows.to_string(index=False, na_rep="")


def of_build(built: Built) -> Iterator[str]:
    """The report of a build: releases read, agreement with counts, overlaps, notes."""
    yield _table(built.releases.assign(sha256=built.releases.sha256.str[:16]))
    yield ""
    worst = built.recomputed[built.recomputed.agree < AGREE]
    yield (
        f"Worked out from counts: {len(built.recomputed)} indicators and releases, "
        f"{built.recomputed.rows.sum():,} figures, lowest agreement {percent(built.recomputed.agree.min(), 1)}."
    )
    if len(worst):
        yield _table(worst.assign(agree=worst.agree.map("{:.1%}".format)))
    differ = built.overlaps[built.overlaps.differ > 0]
    yield (
        f"Held by two releases: {built.overlaps.both.sum():,} figures of {len(built.overlaps)} indicators; "
        f"{built.overlaps.differ.sum():,} differ beyond rounding."
    )
    if len(differ):
        yield _table(differ)
    yield from built.notes
    yield f"data/values.parquet written: {built.rows:,} rows, {built.figures:,} figures."


def reliability(data: Dataset) -> pd.DataFrame:
    """How far each indicator can tell councils apart, over all councils: the table of ``compare.quality_of``.

    Verdicts are those on each service against similar councils in its own set.
    """
    services, parts = data.panel.indicators.service, []
    for service in SERVICES:
        rows = every_comparison(data, default_set(data.catalog, service))
        parts.append(rows[rows.indicator_id.map(services) == service])
    return quality_of(data.panel, pd.concat(parts, ignore_index=True))


def of_store(data: Dataset | None = None, as_of: str = "") -> Iterator[str]:
    """What is held and how far it can be trusted, in short: counts, and the first few of each table.

    ``as_of``: the date from which ages are told, YYYY-MM-DD (blank: today).
    """
    data = data or load()
    held, known = data.values, data.catalog
    yield f"The catalogue and the store are sound: {len(known.indicators)} indicators, {len(held):,} rows."
    yield ""
    lacking = known.today().index.difference(pd.Index(known.tiles.area_code))
    if len(lacking):
        names = ", ".join(map(known.name, lacking))
        yield f"Without a hexagon, so not on any map: {names}. Add a row for each to data/catalog/tiles.csv."
        yield ""
    yield from _held(data, as_of or f"{dt.date.today():%Y-%m-%d}")
    found = odd(data)
    of = int(cells(data).value.notna().sum())
    yield f"Odd figures, to be checked with their source: {len(found)} of {of:,} of councils. The furthest by rule:"
    first = found.groupby("rule", sort=False).head(3)
    yield _table(first.assign(area_code=first.area_code.map(known.name))[["rule", *values.KEY, "value", "against"]])
    counts = recomputed(held.astype({"area_code": "str", "indicator_id": "str", "source_id": "str"}), known)
    yield f"Worked out from counts: {counts.rows.sum():,} figures; lowest agreement {percent(counts.agree.min(), 1)}."
    yield ""
    yield from flips_lines(data)
    yield ""
    yield from _reliability(data.once(reliability), data)
    yield ""
    yield calibration_sentence(known.calibration)
    yield _table(calibration_rows(known.calibration))
    yield ""
    yield from chasing_lines(data)
    yield ""
    yield "All of it, indicator by indicator: notebooks/7_check_data.ipynb"


def _held(data: Dataset, as_of: str) -> Iterator[str]:
    table = coverage(data, as_of).sort_values("age_months", ascending=False, kind="stable")
    yield (
        f"Coverage: newest periods are {table.age_months.min()} to {table.age_months.max()} months old, half of them "
        f"{table.age_months.median():.0f} or less; {table.missing.sum():,} of {table.of.sum():,} councils' newest "
        "figures are missing. The oldest:"
    )
    yield _table(table[["indicator_id", "period", "age_months", "councils", "of", "reasons"]].head(FIRST))
    yield ""
    holes = gaps(data)
    some = holes.groupby(["indicator_id", "period"]).size().sort_values(ascending=False, kind="stable").head(FIRST)
    yield f"Gaps: {len(holes):,} cells between a council's first and last figure. The largest:"
    yield _table(some.rename("councils").reset_index())
    left_out = skipped(data)
    yield f"Periods left out for everybody: {len(left_out)} times, by {left_out.indicator_id.nunique()} indicators."
    cuts = breaks(data)
    yield (
        f"Breaks: {len(cuts)} in {cuts.indicator_id.nunique()} indicators; {(~cuts.held).sum()} at a period that is "
        f"not held; {cuts.crossed.sum()} levels reach back over one."
    )
    yield ""


def _reliability(table: pd.DataFrame, data: Dataset) -> Iterator[str]:
    shares = ["reliability", "stayed_best", "ahead", "too_close", "behind", "clear", "by_a_lot"]
    rows = table[table.reliability.notna()].sort_values("reliability")
    shown = rows[["indicator_id", "councils", *shares, "too_few", "not_compared"]].head(FIRST).copy()
    for column in shares:
        shown[column] = ["" if pd.isna(x) else figure(100 * x, "%", 0) for x in shown[column]]
    yield (
        "Verdicts against the median of similar councils. Reliability: how much of the difference between councils is "
        "more than chance. The lowest:"
    )
    yield _table(shown)
    compared = table[table.clear.notna()]
    low, middle, high = (figure(100 * x, "%", 0) for x in compared.too_close.quantile([0, 0.5, 1]))
    yield (
        f"{len(compared)} indicators are compared. Too close to call: {low} to {high} of councils, {middle} or more on "
        "half of the indicators."
    )
    for service, held in can_be_judged(table, data.catalog.indicators).groupby("service", sort=False):
        told = ", ".join(f"{row.facet} {row.judged} of {row.measures}" for row in each_row(held))
        yield f"Measures with a direction that can be given a verdict, {service}: {told}."
    alike = data.catalog.indicators.short_title[rows.indicator_id[~rows.can_name]].tolist()
    yield textwrap.fill(mostly_chance_sentence(alike), 200)


def can_be_judged(table: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """How many measures with a direction that go on can be given a verdict: one row per service and facet.

    ``table``: as ``reliability`` gives it. Columns: service, facet, measures, judged.
    """
    facts = indicators[(indicators.polarity.map(POLARITIES) != 0) & (indicators.ended == "")]
    known = facts.index.isin(table.indicator_id[table.clear.notna()])
    counted = facts.assign(judged=known).groupby(["service", "facet"]).judged.agg(measures="size", judged="sum")
    return counted.reset_index()


def chasing_lines(data: Dataset) -> list[str]:
    """How many councils seem to chase a number, beside how many would with guards shuffled within region."""
    lines = ["Targets good while balancing measures are not, beside the same shuffled between councils of a region:"]
    for row in each_row(chasing_of(data)):
        if not row.councils:
            lines.append(f"- {row.topic}: no council has figures of both that can be judged")
            continue
        tells = "more than by chance" if row.tells else f"alike, so it reads '{CANNOT_TELL}'"
        lines.append(
            f"- {row.topic}: {row.observed} of {row.councils} councils ({row.against} {AGAINST}, {row.cannot_tell} "
            f"{CANNOT_TELL}), {number(row.expected, 1)} shuffled (99 in 100 shuffles give {int(row.high)} or fewer): "
            f"{tells}"
        )
    return lines
