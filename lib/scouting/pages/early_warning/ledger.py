"""The ledger: forecasts sealed before inspections, and how they did once the reports were out.

A sealed row is never changed: its digest is made from all rows up to it, so that a change anywhere shows.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from scouting import catalog, paths, values
from scouting.catalog import Catalog
from scouting.catalog.tables import TABLES
from scouting.errors import ScoutingError
from scouting.frames import each_row, place_of
from scouting.pages.early_warning.backtest import predictors
from scouting.pages.early_warning.expected import intervals, rolling
from scouting.pages.early_warning.inspections import dated
from scouting.pages.early_warning.results import FORECAST_BY, forecasts
from scouting.stats.discrimination import area_under_curve, limits
from scouting.terms import OUTCOMES
from scouting.words import number

COLUMNS = TABLES["ledger"].split()
FILE = "ledger.csv"
#: The row that seals where the next figures of all measures would lie: its digest, since they are some 20,000.
INTERVALS, NEXT_FIGURE = "intervals", "next figure"


def digests(rows: pd.DataFrame) -> pd.Series:
    """The digest of each row of a ledger: SHA-256 of the digest before it and of all its other cells.

    >>> rows = pd.DataFrame([["2026-12-01", "risk", "improve", "E1", "0.2", "0.1", ""]], columns=COLUMNS)
    >>> digests(rows)[0] == digests(rows.assign(forecast="0.3"))[0], len(digests(rows)[0])
    (False, 64)
    """
    made, last = [], ""
    for row in rows[COLUMNS[:-1]].itertuples(index=False, name=None):
        last = hashlib.sha256("\n".join([last, *map(str, row)]).encode()).hexdigest()
        made.append(last)
    return pd.Series(made, index=rows.index, dtype="str")


def check(rows: pd.DataFrame) -> None:
    """Raise ScoutingError where a sealed row was changed, taken out or put in: the first that is not as it was."""
    odd = rows.index[rows.digest != digests(rows)]
    if len(odd):
        row, line = rows.loc[odd[0]], place_of(rows.index, odd[0]) + 2
        raise ScoutingError(
            f"data/catalog/{FILE} row {line} ({row.sealed_on}, {row.area_code}) is not as it was sealed, or one before "
            "it is not: a forecast is never changed. Take the file from the version before."
        )


def forecast(figures: pd.DataFrame, catalog: Catalog, day: dt.date) -> pd.DataFrame:
    """What would be sealed on a day: a forecast for the next inspection of each council of today.

    Columns: those of the ledger, digest blank. predictor (risk, signs), outcome (improve, inadequate), forecast (the
    chance of it), everybody (the rate of the three years before, the same for all), as texts of three decimals. The
    last row is of the intervals of all next figures: SHA-256 of their table, and how many they are.
    """
    past = dated(catalog.inspections, collected=True)
    past = past[past.publication_date <= pd.Timestamp(day)]
    last = past.groupby("area_code").overall_effectiveness.last()
    now = pd.DataFrame({"area_code": catalog.today().index, "inspection_date": pd.Timestamp(day)})
    now = now.assign(publication_date=np.datetime64("NaT"), previous=now.area_code.map(last))
    rows = pd.concat([past, now.reindex(columns=past.columns)], ignore_index=True)
    table, made = predictors(figures, catalog, rows), []
    for outcome, least in OUTCOMES.items():
        for by in FORECAST_BY:
            told = forecasts(table, table.overall_effectiveness >= least, by).iloc[len(past) :]
            told = told[told.forecast.notna()].assign(area_code=now.area_code.set_axis(told.index))
            texts = told[["forecast", "everybody"]].map("{:.3f}".format)
            made.append(texts.assign(sealed_on=f"{day}", predictor=by, outcome=outcome, area_code=told.area_code))
    ahead = intervals(figures, catalog.indicators, catalog.areas, ahead=True)
    table = ahead.round(6).to_csv(index=False, lineterminator="\n")
    row = {"sealed_on": f"{day}", "predictor": INTERVALS, "outcome": NEXT_FIGURE, "area_code": "",
           "forecast": hashlib.sha256(table.encode()).hexdigest(), "everybody": f"{len(ahead)}"}  # fmt: skip
    return pd.concat([*made, pd.DataFrame([row])], ignore_index=True).assign(digest="")[COLUMNS]


def sealed(ledger: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """The ledger with new forecasts at its end, sealed; as it was where they say what the last ones said."""
    told = [name for name in COLUMNS if name not in ("sealed_on", "digest")]
    newest = ledger[ledger.sealed_on == ledger.sealed_on.max()]
    if newest[told].to_numpy().tolist() == new[told].to_numpy().tolist():
        return ledger
    rows = pd.concat([ledger, new], ignore_index=True)
    return rows.assign(digest=digests(rows))


def scores(ledger: pd.DataFrame, inspections: pd.DataFrame) -> pd.DataFrame:
    """How sealed forecasts did: each inspection that began after a seal beside the last one before it.

    ``inspections``: the catalogue's. One row per predictor and outcome that any report is out for: predictor, outcome,
    n (inspections), cases, brier (mean squared distance of forecast and outcome: Brier 1950), everybody (the same of
    the rate that was the same for all), area (under the curve), lower, upper (95%).
    """
    came = dated(inspections, collected=True)[["area_code", "inspection_date", "overall_effectiveness"]]
    told = ledger[ledger.predictor != INTERVALS]
    told = told.assign(sealed=pd.to_datetime(told.sealed_on))
    pairs = told.merge(came, on="area_code")
    pairs = pairs[pairs.inspection_date > pairs.sealed].sort_values("sealed")
    pairs = pairs.drop_duplicates(["predictor", "outcome", "area_code", "inspection_date"], keep="last")
    made = []
    for (predictor, outcome), rows in pairs.groupby(["predictor", "outcome"], sort=False):
        hit = rows.overall_effectiveness >= OUTCOMES[str(outcome)]
        said, all_alike = rows.forecast.astype(float), rows.everybody.astype(float)
        low, high = limits(said, hit, rows.area_code)
        made.append((predictor, outcome, len(rows), int(hit.sum()), ((said - hit) ** 2).mean(),
                     ((all_alike - hit) ** 2).mean(), area_under_curve(said, hit), low, high))  # fmt: skip
    columns = ["predictor", "outcome", "n", "cases", "brier", "everybody", "area", "lower", "upper"]
    return pd.DataFrame(made, columns=columns)


def read(folder: Path | None = None) -> pd.DataFrame:
    """The ledger as it is kept, every cell a text. Raises ScoutingError where a row was changed."""
    rows = pd.read_csv(Path(folder or paths.CATALOG) / FILE, dtype=str, keep_default_na=False)
    check(rows)
    return rows


def run(day: dt.date, say: Callable[[str], None] = lambda _: None, folder: Path | None = None) -> list[str]:
    """Check the ledger, score what has come out, and seal what the figures held say now; gives it in sentences."""
    known, before = catalog.read(), read(folder)
    if len(before) and before.sealed_on.max() > f"{day}":
        raise ScoutingError(f"The ledger was last sealed on {before.sealed_on.max()}, after {day}. Nothing is written.")
    say("working out what was known before each inspection (a minute)")
    after = sealed(before, forecast(values.read(), known, day))
    if len(after) > len(before):
        with paths.new_file(Path(folder or paths.CATALOG) / FILE) as aside:
            after.to_csv(aside, index=False, lineterminator="\n")
    held = rolling(values.read(), catalog.indicators, catalog.areas)
    return [*lines(scores(after, catalog.inspections), len(after) - len(before), len(before)), *held_lines(held)]


def held_lines(held: pd.DataFrame) -> list[str]:
    """How the intervals of past years held, each made before its year: ``held`` as ``expected.rolling`` gives it.

    >>> held_lines(pd.DataFrame({"years_back": [0, 1], "level": 0.8, "wider": 1.0, "n": [100, 300],
    ...                          "held": [0.9, 0.78]}))
    ['Intervals that promise 80 of 100 held 81.0 of 100 of the 400 figures that came in 2 years.']
    """
    told = []
    for level, rows in held.groupby("level"):
        share = number(100 * (rows.held * rows.n).sum() / rows.n.sum(), 1)
        told.append(
            f"Intervals that promise {100 * float(str(level)):.0f} of 100 held {share} of 100 of the {rows.n.sum():,} "
            f"figures that came in {len(rows)} years."
        )
    return told


def lines(scored: pd.DataFrame, new: int, kept: int) -> list[str]:
    """What came of a run, in sentences.

    >>> lines(pd.DataFrame(), 12, 0)
    ['12 forecasts were sealed; 0 stood before.', 'No inspection that began after a seal has a report yet.']
    """
    told = [f"{new} forecasts were sealed; {kept} stood before."]
    if scored.empty:
        return [*told, "No inspection that began after a seal has a report yet."]
    for row in each_row(scored):
        area = "" if pd.isna(row.area) else f", area {row.area:.2f} ({row.lower:.2f} to {row.upper:.2f})"
        told.append(
            f"{row.predictor}, {row.outcome}: {row.cases} of {row.n}; Brier {row.brier:.3f}, the same for everybody "
            f"{row.everybody:.3f}{area}."
        )
    return told
