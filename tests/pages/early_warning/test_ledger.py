"""The ledger: a changed row is found, forecasts know nothing of later days, and scores are those worked by hand."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from scouting import paths
from scouting.errors import ScoutingError
from scouting.pages.early_warning import ledger
from scouting.pages.early_warning.ledger import COLUMNS, check, digests, forecast, scores, sealed
from scouting.pages.early_warning.risk import known_from


def rows(*told, day="2026-12-01"):
    """Rows of a ledger from area, predictor, forecast: of the outcome improve, 0.2 for everybody."""
    made = [[day, predictor, "improve", area, said, "0.200", ""] for area, predictor, said in told]
    return pd.DataFrame(made, columns=COLUMNS)


EMPTY = pd.DataFrame(columns=COLUMNS)
TWO = rows(("E1", "risk", "0.300"), ("E2", "risk", "0.100"))


def test_the_kept_ledger_is_as_it_was_sealed():
    kept = ledger.read()
    check(kept)
    assert kept.sealed_on.min() == "2026-12-01" and set(kept.predictor) == {"risk", "signs", "intervals"}
    said = kept[kept.predictor != "intervals"]
    assert said.forecast.astype(float).between(0, 1).all() and said.groupby("sealed_on").everybody.nunique().eq(2).all()


@pytest.mark.parametrize("column", COLUMNS[:-1])
def test_any_changed_cell_is_found(column):
    kept = ledger.read()
    changed = kept.copy()
    changed.loc[changed.index[300], column] = "0.999"
    with pytest.raises(ScoutingError, match=r"ledger.csv row 302 .* is not as it was sealed"):
        check(changed)


def test_a_row_taken_out_or_put_in_or_moved_is_found(tmp_path):
    kept = sealed(EMPTY, pd.concat([TWO, rows(("E3", "risk", "0.400"))], ignore_index=True))
    check(kept)
    for odd in (kept.drop(index=1), kept.iloc[[1, 0, 2]], pd.concat([kept.iloc[:1], kept])):
        with pytest.raises(ScoutingError):
            check(odd.reset_index(drop=True))
    kept.assign(forecast="0.1").to_csv(tmp_path / ledger.FILE, index=False)
    with pytest.raises(ScoutingError, match="is not as it was sealed"):
        ledger.read(tmp_path)


def test_a_second_seal_stands_after_the_first_and_the_same_is_not_sealed_twice():
    first = sealed(EMPTY, TWO)
    assert sealed(first, TWO.assign(sealed_on="2026-12-05")).equals(first)
    second = sealed(first, rows(("E1", "risk", "0.500"), day="2027-01-01"))
    assert len(second) == 3 and (second.digest[:2] == first.digest).all() and second.digest.is_unique
    check(second)
    assert digests(second)[2] != digests(second[2:].reset_index(drop=True))[0]


def inspections(*told):
    """Inspections of ILACS from area, first day and grade, their reports two months later."""
    made = pd.DataFrame(told, columns=["area_code", "inspection_date", "overall_effectiveness"])
    days = pd.to_datetime(made.inspection_date) + pd.Timedelta(days=60)
    return made.assign(publication_date=days.astype(str), framework="ILACS", kind="collected list")


def test_scores_by_hand():
    """Three inspections: one before the seal, one between two seals, one after both; Brier by hand."""
    kept = sealed(EMPTY, rows(("E1", "risk", "0.300"), ("E2", "risk", "0.100"), ("E3", "risk", "0.900")))
    kept = sealed(kept, rows(("E2", "risk", "0.600"), day="2027-01-01"))
    came = inspections(("E1", "2026-12-20", 3.0), ("E2", "2027-02-01", 2.0), ("E3", "2026-11-01", 3.0))
    (row,) = scores(kept, came).itertuples()
    assert (row.predictor, row.outcome, row.n, row.cases) == ("risk", "improve", 2, 1)
    assert row.brier == pytest.approx(((0.3 - 1) ** 2 + 0.6**2) / 2)
    assert row.everybody == pytest.approx(((0.2 - 1) ** 2 + 0.2**2) / 2)
    assert row.area == 0.0  # the one that got worse had the lower forecast
    assert scores(kept, came.head(0)).empty
    said = ledger.lines(scores(kept, came), 1, 3)
    assert said[1].startswith("risk, improve: 1 of 2; Brier 0.425, the same for everybody 0.340, area 0.00")


@pytest.mark.parametrize("year", [2019, pytest.param(2023, marks=pytest.mark.long)])
def test_planted_future_rows_change_no_forecast(data, year):
    """Figures and reports that were not out by the day are spoilt: what would have been sealed stays as it was."""
    known = replace(data.catalog, signs=data.catalog.signs[data.catalog.signs.service == "children"][:1])
    day = dt.date(year, 9, 1)
    late = known_from(data.values, known.sources) > pd.Timestamp(day)
    chance = np.random.default_rng(3)
    spoilt = data.values.assign(value=data.values.value.mask(late, 100 * chance.random(len(data.values))))
    reports = known.inspections.copy()
    after = pd.to_datetime(reports.publication_date) > pd.Timestamp(day)
    reports.loc[after, "overall_effectiveness"] = chance.integers(1, 5, after.sum()).astype(float)
    made, other = (
        table[table.predictor != "intervals"]
        for table in (forecast(data.values, known, day), forecast(spoilt, replace(known, inspections=reports), day))
    )
    assert len(made) > 200 and made.forecast.nunique() > 4
    pd.testing.assert_frame_equal(made, other)


def test_an_older_day_is_refused():
    with pytest.raises(ScoutingError, match=r"was last sealed on 2026-12-01, after 2026-11-30\. Nothing is written\."):
        ledger.run(dt.date(2026, 11, 30))
    assert (paths.CATALOG / ledger.FILE).is_file()
