"""How far indicators can tell councils apart: planted data, and what must hold of the embedded figures."""

import numpy as np
import pandas as pd
import pytest
from tests.compare import by_hand

from scouting.compare import compare, level_before, quality_of
from scouting.terms import NOT_COMPARED, TOO_FEW_PEOPLE


@pytest.fixture(scope="module")
def found(data, every):
    return quality_of(data.panel, every).set_index("indicator_id")


def _planted(small, signal: float, **facts):
    """Ten years of a dozen councils with a known spread between them and a noise of 3."""
    rng = np.random.default_rng(17)
    areas = [*small.codes, "E92000001"]
    level = np.r_[np.linspace(-1, 1, 12) * signal, 0][:, None]
    figures = pd.DataFrame(50 + level + rng.normal(0, 3, (13, 10)), index=areas, columns=range(2016, 2026))
    s = small().put("a", figures, statistic="score", **facts)
    p = s.panel()
    rows = [compare(p, c, [o for o in s.codes if o != c], "test", []) for c in s.codes]
    return quality_of(p, pd.concat(rows)).iloc[0]


def test_pure_noise_has_no_reliability_and_names_nobody(small):
    q = _planted(small, 0.0)
    assert q.reliability < 0.4 and not q.can_name
    assert q.too_close >= 0.8 and q.clear == q.by_a_lot == 0 and q.councils == 12


@pytest.mark.parametrize("polarity", ["high_is_good", "low_is_good", "no_judgement"])
def test_a_planted_signal_is_found(small, polarity):
    """Levels from -30 to 30 have a variance near 387 against a noise of 9 and 0.46: 0.99 of it is signal."""
    q = _planted(small, 30.0, polarity=polarity)
    assert q.reliability == pytest.approx(1 - 4.1 / 387, abs=0.006)
    assert q.can_name and q.too_close < 0.35 and q.clear > 0.6 and q.stayed_best == 1
    assert q.ahead == pytest.approx(q.behind, abs=0.1) and 0 < q.by_a_lot < q.clear


def test_shares_add_to_one(found):
    some = found[found.ahead + found.too_close + found.behind > 0]
    assert len(some) > 90
    assert (some.ahead + some.too_close + some.behind).to_numpy() == pytest.approx(np.ones(len(some)))
    assert (some.by_a_lot <= some.clear + 1e-12).all() and (some.clear <= some.ahead + some.behind + 1e-12).all()
    assert found.reliability.dropna().between(0, 1).all()
    assert found.index.is_unique


def test_shares_are_counted_from_the_comparison(found, every):
    for indicator_id, row in found.sample(30, random_state=1).iterrows():
        mine = every[every.indicator_id == indicator_id]
        assert row.too_few == sum(w == TOO_FEW_PEOPLE for w in mine.verdict)
        assert row.not_compared == sum(w == NOT_COMPARED for w in mine.verdict)
        told = [
            (w, far)
            for w, far in zip(mine.verdict, mine.by_a_lot, strict=True)
            if w not in (TOO_FEW_PEOPLE, NOT_COMPARED)
        ]
        if told:
            assert row.ahead == pytest.approx(sum("better" in w or "higher" in w for w, _ in told) / len(told))
            assert row.behind == pytest.approx(sum("worse" in w or "lower" in w for w, _ in told) / len(told))
            assert row.clear == pytest.approx(sum(w.startswith("clearly") for w, _ in told) / len(told))
            assert row.by_a_lot == pytest.approx(sum(far for _, far in told) / len(told))


def test_the_designs_expectations(found):
    """On re-referrals most are too close to call, on children in care under half; turnover is mostly chance."""
    assert 0.6 < found.too_close["re_referrals"] < 0.95
    assert found.reliability["looked_after_rate"] > 0.9 and found.too_close["looked_after_rate"] < 0.5
    assert found.reliability["social_worker_turnover"] < 0.5 and not found.can_name["social_worker_turnover"]
    sure, unsure = found[found.reliability > 0.9], found[found.reliability < 0.6]
    assert len(sure) > 10 and len(unsure) > 3 and sure.clear.median() > 2 * unsure.clear.median()


def test_best_quarter_stays_more_than_by_chance(found):
    stayed = found.stayed_best.dropna()
    assert stayed.between(0, 1).all() and len(stayed) > 40 and stayed.median() > 0.3


def test_a_level_before_is_that_of_the_years_until_then(small, walk):
    """As if the last years had never been published; none where they are of another definition."""
    figures = walk()
    p = small().put("a", figures, statistic="score").put("b", figures, breaks="2023: counted anew").panel()
    for periods in (1, 3, 6):
        want = by_hand.level(figures.iloc[:, :-periods])
        assert level_before(p, 0, periods) == pytest.approx(want[p.areas].to_numpy())
    assert np.isnan(level_before(p, 1)).all() and np.isfinite(level_before(p, 1, 2)).all()
    assert np.isnan(level_before(p, 0, 10)).all()
