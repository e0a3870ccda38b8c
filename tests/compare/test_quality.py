"""How far indicators tell councils apart: planted data, and the design's expectations of the embedded figures."""

import numpy as np
import pandas as pd
import pytest

from scouting.compare import compare, quality


@pytest.fixture(scope="module")
def found(data, every):
    return quality(data.panel, every).set_index(["indicator_id", "horizon"])


def _planted(small, signal: float):
    """Ten years of a dozen councils with a known spread between them and a noise of 3."""
    rng = np.random.default_rng(17)
    areas = [*small.codes, "E92000001"]
    level = np.r_[np.linspace(-1, 1, 12) * signal, 0][:, None]
    figures = pd.DataFrame(50 + level + rng.normal(0, 3, (13, 10)), index=areas, columns=range(2016, 2026))
    s = small().put("a", figures)
    p = s.panel()
    rows = [compare(p, c, [o for o in s.codes if o != c], "test", []) for c in s.codes]
    return quality(p, pd.concat(rows)).set_index("horizon")


def test_pure_noise_has_no_reliability_and_names_nobody(small):
    q = _planted(small, 0.0)
    assert (q.reliability < 0.4).all() and not q.can_name.any()
    assert (q.similar >= 0.8).all() and (q.councils == 12).all()


def test_a_planted_signal_is_found(small):
    """Levels from -30 to 30 have a variance near 355 against a noise of 9: 0.97 of one year, 0.99 of three."""
    q = _planted(small, 30.0)
    assert q.reliability["now"] == pytest.approx(0.975, abs=0.015)
    assert q.reliability["sustained"] == pytest.approx(0.992, abs=0.006)
    assert q.can_name.all() and (q.similar < 0.35).all() and q.stayed_best["sustained"] == 1


def test_shares_add_to_one(found):
    some = found[found.ahead + found.similar + found.behind > 0]
    assert len(some) > 100
    assert (some.ahead + some.similar + some.behind).to_numpy() == pytest.approx(np.ones(len(some)))
    assert (some.much <= some.ahead + some.behind + 1e-12).all()
    assert found.reliability.dropna().between(0, 1).all()


def test_shares_are_counted_from_the_comparison(found, every):
    for (indicator_id, horizon), row in found.sample(20, random_state=1).iterrows():
        words = every.loc[every.indicator_id == indicator_id, "standing_now" if horizon == "now" else "standing"]
        told = [w for w in words if w != "not compared"]
        assert row.not_compared == len(words) - len(told)
        if told:
            assert row.ahead == pytest.approx(sum("better" in w or "higher" in w for w in told) / len(told))
            assert row.much == pytest.approx(sum(w.startswith("much") for w in told) / len(told))


def test_the_designs_expectations(found):
    """Design, section 2: an independent sketch on 16 indicators with the May 2025 neighbours, here coarsely."""
    now, three = (found.xs(h, level="horizon") for h in ("now", "sustained"))
    assert 0.65 < now.similar["re_referrals"] < 0.92 and 0.5 < three.similar["re_referrals"] < 0.8
    assert three.similar["re_referrals"] < now.similar["re_referrals"]
    assert now.reliability["looked_after_rate"] > 0.9 and three.reliability["looked_after_rate"] > 0.9
    assert now.reliability["social_worker_turnover"] < 0.5
    both = found.dropna(subset=["reliability"]).reliability.unstack().dropna()
    assert (both.sustained >= both.now).mean() > 0.9  # three years tell more than one
    assert now.similar[now.similar > 0].median() > three.similar[three.similar > 0].median()


def test_best_quarter_stays_more_than_by_chance(found):
    stayed = found.stayed_best.dropna()
    assert stayed.between(0, 1).all() and stayed.median() > 0.3
