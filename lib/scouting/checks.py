"""What a build found and what the store holds, told in lines of plain text."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from scouting import catalog, recipes, values
from scouting.catalog.check import problems_in
from scouting.dataset import Built, Dataset, load
from scouting.errors import ScoutingError
from scouting.history import recomputed
from scouting.terms import COUNCIL_TYPES, RELIABILITY_FLOOR

#: Under this share of agreement between published figures and those worked out from counts, an indicator is listed.
AGREE = 0.99


def problems() -> list[str]:
    """Every problem of every table of the catalogue and of the store, all at once."""
    found = problems_in()
    try:
        held = values.read()
    except ScoutingError as err:
        return [*found, *err.problems]
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
    return found + _recipes(known)


def _recipes(known: catalog.Catalog) -> list[str]:
    found = []
    for name in recipes.names():
        try:
            recipes.read(name, known)
        except ScoutingError as err:
            found += [f"data/recipes/{problem}" for problem in err.problems]
    return found


def _table(rows: pd.DataFrame) -> str:
    return rows.to_string(index=False, na_rep="")


def of_build(built: Built) -> Iterator[str]:
    """The report of a build: releases read, agreement with counts, overlaps, notes."""
    yield _table(built.releases.assign(sha256=built.releases.sha256.str[:16]))
    yield ""
    worst = built.recomputed[built.recomputed.agree < AGREE]
    yield (
        f"Worked out from counts: {len(built.recomputed)} indicators and releases, "
        f"{built.recomputed.rows.sum():,} figures, lowest agreement {built.recomputed.agree.min():.1%}."
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
    yield f"data/values.parquet written: {len(built.values):,} rows, {built.values.value.notna().sum():,} figures."


def of_store(data: Dataset | None = None) -> Iterator[str]:
    """Coverage, and for every indicator and horizon the shares of standings and the reliability."""
    from scouting.compare import quality
    from scouting.neighbours import default_set
    from scouting.study import every_comparison
    from scouting.study.verdicts import flips_sentence

    data = data or load()
    held = data.values
    councils = data.catalog.areas.index[data.catalog.areas.type.isin(COUNCIL_TYPES)]
    figures = held[held.area_code.isin(councils)]
    yield f"The catalogue and the store are sound: {len(data.catalog.indicators)} indicators, {len(held):,} rows."
    yield ""
    newest = figures[figures.value.notna()].groupby("indicator_id", observed=True).period_end.max()
    last = figures[figures.period_end == figures.indicator_id.map(newest).astype("datetime64[s]")]
    coverage = pd.DataFrame(
        {
            "newest": newest.dt.strftime("%Y-%m-%d"),
            "councils": last[last.value.notna()].groupby("indicator_id", observed=True).size(),
            "missing": last[last.value.isna()].groupby("indicator_id", observed=True).size(),
            "periods": figures.groupby("indicator_id", observed=True).period.nunique(),
        }
    ).fillna({"missing": 0}).astype({"missing": int})  # fmt: skip
    yield "Coverage: newest period, councils with a figure in it and without, periods held"
    yield _table(coverage.reindex(data.catalog.indicators.index).reset_index(names="indicator_id"))
    yield ""
    counts = recomputed(held.astype({"area_code": "str", "indicator_id": "str", "source_id": "str"}), data.catalog)
    yield f"Worked out from counts: {counts.rows.sum():,} figures; lowest agreement {counts.agree.min():.1%}."
    yield ""
    yield flips_sentence(data)
    yield ""
    set_id = default_set(data.catalog)
    table = quality(data.panel, every_comparison(data, set_id))
    yield (
        f"Standing against the median of the neighbours ({set_id}): shares of the councils compared. Reliability: "
        "share of the variance between councils that is signal; nobody is named under "
        f"{RELIABILITY_FLOOR:.0%}. Stayed best: of the best quarter a year (sustained: three years) before, how many "
        "are there still; chance gives 25%."
    )
    shown = table.drop(columns="can_name").copy()
    for column in ("reliability", "stayed_best", "ahead", "similar", "behind", "much"):
        shown[column] = shown[column].map(lambda x: "" if pd.isna(x) else f"{x:.0%}")
    yield _table(shown)
    for horizon, rows in table.groupby("horizon"):
        usable = rows[(rows.ahead + rows.similar + rows.behind) > 0]
        yield (
            f"{horizon}: {len(usable)} indicators that can be compared; similar {usable.similar.min():.0%} to "
            f"{usable.similar.max():.0%}, median {usable.similar.median():.0%}; reliability "
            f"{usable.reliability.min():.2f} to {usable.reliability.max():.2f}, median "
            f"{usable.reliability.median():.2f}; {int((~usable.can_name).sum())} indicators name nobody."
        )
