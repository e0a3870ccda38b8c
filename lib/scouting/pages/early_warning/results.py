"""What the back-test came to, from its table of predictors: areas, calibration, the top ten, and what signs meant."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from scouting.catalog.tables import TABLES
from scouting.pages.early_warning.backtest import SCORES
from scouting.stats.discrimination import area_under_curve, limits
from scouting.stats.intervals import wilson
from scouting.terms import OUTCOMES

COLUMNS = TABLES["backtest"].split()
#: Edges of the bands of mean risk in which forecast and outcome are compared, fixed beforehand.
BANDS = (0.0, 0.4, 0.5, 0.6, 1.0)
#: The same of the share of signs that are warnings: none, one or so, more.
SIGN_BANDS = (0.0, 0.001, 0.075, 1.0)
#: Whose bands make forecasts.
FORECAST_BY = {"risk": BANDS, "signs": SIGN_BANDS}
#: A forecast is held to the rate of so many years before it.
RECENT = np.timedelta64(3 * 365 + 1, "D")
#: A band forecasts once so many inspections of it were judged and their reports were out.
FEWEST_FORECAST = 10
TOP = 10
#: A year tells something of its top ten when at least twice as many were inspected.
FEWEST_IN_YEAR = 2 * TOP
#: The one indicator that is also told for the calendar year before, beside the mean of all fifteen.
PLAIN = "before:cp_reviews_in_time"


def results(table: pd.DataFrame) -> pd.DataFrame:
    """The table ``backtest.csv`` from that of ``backtest.predictors``, rounded to three decimals.

    section (area, calibration, brier, top_ten, shown), predictor, outcome (improve: requires improvement or worse;
    inadequate), part (band or year), value (area under the curve; Brier's score; else a share of inspections), lower
    and upper (95%: of areas by drawing councils, of shares Wilson's), against (what the value is held against: for an
    area a coin's 0.5; for a band the forecast from reports that were out before; for Brier's score that of the recent
    rate, the same for everybody; for a top ten the share of all inspected that year; for a sign the share where it was
    not shown), cases, n, councils (of n).
    """
    rows = []
    for outcome, least in OUTCOMES.items():
        hit = (table.overall_effectiveness >= least).rename("hit")
        for part in (_areas, _calibration, _brier, _top_ten, _shown):
            rows += [{**row, "outcome": outcome} for row in part(table, hit)]
    return pd.DataFrame(rows)[COLUMNS].round(3)


def _areas(table: pd.DataFrame, hit: pd.Series) -> Iterator[dict]:
    single = [c for c in map(str, table) if c.startswith(("indicator:", "sign:"))]
    for predictor in (*SCORES, PLAIN, *single):
        seen = table[predictor].notna()
        score, outcome, area = table[predictor][seen], hit[seen], table.area_code[seen]
        low, high = limits(score, outcome, area)
        yield {
            "section": "area", "predictor": predictor, "part": "", "value": area_under_curve(score, outcome),
            "lower": low, "upper": high, "against": 0.5, **_counts(outcome, area),
        }  # fmt: skip


def _counts(outcome: pd.Series, area: pd.Series) -> dict:
    return {"cases": int(outcome.sum()), "n": len(outcome), "councils": area.nunique()}


def _share(outcome: pd.Series, area: pd.Series) -> dict:
    counts = _counts(outcome, area)
    low, high = wilson([counts["cases"]], [counts["n"]])
    value = counts["cases"] / counts["n"] if counts["n"] else np.nan
    return {"value": value, "lower": float(low[0]), "upper": float(high[0]), **counts}


def forecasts(table: pd.DataFrame, hit: pd.Series, by: str = "risk") -> pd.DataFrame:
    """What each inspection's band of a score had come to in reports that were out by its first day, held to the recent
    rate.

    ``by``: a key of ``FORECAST_BY``. Columns: band; everybody (the share of the reports out that were of the three
    years before it, half a case added to one inspection: Jeffreys); forecast (the band's share of all reports out,
    its odds moved by what moves the mean of the recent ones to that rate; missing where fewer than
    ``FEWEST_FORECAST`` of the band were out).
    """
    edges = FORECAST_BY[by]
    band = pd.cut(table[by], [*edges[:-1], np.inf], include_lowest=True, right=False)
    band = band.cat.rename_categories([f"{low:g} to {high:g}" for low, high in pairwise(edges)])
    day, published = table.inspection_date.to_numpy(), table.publication_date.to_numpy()
    out = published[None, :] <= day[:, None]
    recent = out & (table.inspection_date.to_numpy()[None, :] > day[:, None] - RECENT)
    hits = hit.to_numpy(float)
    codes = band.cat.codes.to_numpy()
    alike = (codes[:, None] == codes[None, :]) & (codes >= 0)[:, None]
    n = (out & alike).sum(1)
    share = np.divide((out & alike) @ hits + 0.5, n + 1.0, out=np.full(len(n), np.nan), where=n >= FEWEST_FORECAST)
    everybody = (recent @ hits + 0.5) / (recent.sum(1) + 1.0)
    # Of each day: what the bands, as they stood then, would have said of the recent inspections.
    said = np.full(out.shape, np.nan)
    for code in range(len(edges) - 1):
        mine = out & (codes == code)[None, :]
        count = mine.sum(1)
        rate = np.where(count >= FEWEST_FORECAST, (mine @ hits + 0.5) / (count + 1.0), np.nan)
        said = np.where((codes == code)[None, :] & recent, rate[:, None], said)
    told = np.isfinite(said)
    mean = np.divide(np.nansum(said, 1), told.sum(1), out=np.full(len(n), np.nan), where=told.any(1))
    made = expit(logit(share) + logit(everybody) - logit(mean))
    return pd.DataFrame({"band": band.astype("str"), "everybody": everybody, "forecast": made}, index=table.index)


def _calibration(table: pd.DataFrame, hit: pd.Series) -> Iterator[dict]:
    for by in FORECAST_BY:
        made = forecasts(table, hit, by)
        for band, rows in made[made.forecast.notna()].groupby("band"):
            told = _share(hit[rows.index], table.area_code[rows.index])
            yield {"section": "calibration", "predictor": by, "part": band, "against": rows.forecast.mean(), **told}


def _brier(table: pd.DataFrame, hit: pd.Series) -> Iterator[dict]:
    for by in FORECAST_BY:
        made = forecasts(table, hit, by)
        made = made[made.forecast.notna()]
        came = hit[made.index].astype(float)
        yield {
            "section": "brier", "predictor": by, "part": "", "value": ((made.forecast - came) ** 2).mean(),
            "against": ((made.everybody - came) ** 2).mean(), **_counts(hit[made.index], table.area_code[made.index]),
        }  # fmt: skip


def _top_ten(table: pd.DataFrame, hit: pd.Series) -> Iterator[dict]:
    for predictor in ("risk", "signs"):
        seen = table[table[predictor].notna()]
        year = seen.inspection_date.dt.year
        years = [rows for _, rows in seen.groupby(year) if len(rows) >= FEWEST_IN_YEAR]
        # Of equal scores the earlier inspection, so that the ten are always the same ten.
        tops = [r.sort_values([predictor, "inspection_date"], ascending=[False, True]).head(TOP) for r in years]
        parts = [(str(r.inspection_date.dt.year.iloc[0]), t, r) for t, r in zip(tops, years, strict=True)]
        if years:
            parts.append(("all years", pd.concat(tops), pd.concat(years)))
        for part, top, every in parts:
            told = _share(hit[top.index], top.area_code)
            yield {
                "section": "top_ten", "predictor": predictor, "part": part, "against": hit[every.index].mean(), **told
            }  # fmt: skip


def _shown(table: pd.DataFrame, hit: pd.Series) -> Iterator[dict]:
    for predictor in [c for c in map(str, table) if c.startswith("sign:")]:
        shown, quiet = table[predictor] == 1, table[predictor] == 0
        told = _share(hit[shown], table.area_code[shown])
        without = hit[quiet].mean() if quiet.any() else np.nan
        yield {"section": "shown", "predictor": predictor, "part": "", "against": without, **told}
