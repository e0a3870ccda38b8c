"""Naming over the index's own draws, in planted worlds: councils that are all alike, and one that is truly ahead."""

import numpy as np
import pandas as pd
import pytest

from scouting import index
from scouting.pages.naming.named import BEST, LAST, deserved, places
from scouting.recipes import weights

N, INDICATORS, DRAWS = 153, 10, 1500
CODES = [f"E{i:08d}" for i in range(N)]


def looked_at(truth, seed, noise=1.0, moving=True):
    """The index of figures drawn around ``truth`` (councils, indicators) with a noise that is known, and its draws."""
    rng = np.random.default_rng(seed)
    ids = weights.read("childrens_outcomes").indicators.indicator_id[:INDICATORS]
    figures = pd.DataFrame(truth + noise * rng.standard_normal((N, INDICATORS)), CODES, ids)
    made = index.from_tables(
        figures, figures * 0 + noise, pd.Series(1, ids), weights.read("childrens_outcomes").only(ids)
    )
    drawn = index.draw(made, n=DRAWS, weights=moving)
    score = index.scores(made).set_index("area_code").score
    return score[drawn.areas], drawn.score


def test_councils_that_are_all_alike_are_named_by_luck_and_the_chances_say_so():
    """With nothing between them a place among 15 of 153 is worth 10%; a spread that is only luck lifts some worlds."""
    found = [places(*looked_at(np.zeros((N, INDICATORS)), seed)) for seed in range(5)]
    chance = pd.concat(found).groupby("group").chance.mean()
    assert BEST / N <= chance["best"] < 3 * BEST / N and LAST / N <= chance["last"] < 3 * LAST / N
    assert sum(deserved(rows).sure.sum() for rows in found) == 0


def test_one_that_is_truly_best_is_named_with_a_chance_near_one():
    truth = np.zeros((N, INDICATORS))
    truth += np.random.default_rng(1).standard_normal((N, 1)) * 0.5
    truth[40] = 3.0
    rows = places(*looked_at(truth, 2))
    first = rows[(rows.group == "best") & (rows.place == 1)].iloc[0]
    assert first.area_code == CODES[40] and first.chance > 0.99


def keeps_its_word(spread, worlds):
    """Of the 29 places: how many the chances claim are deserved and how many are, as means over worlds.

    The weights stay as they are: doubt about them makes the chances more cautious than the noise alone would.
    """
    claimed, true = [], []
    for seed in range(worlds):
        truth = spread * np.random.default_rng(50 + seed).standard_normal((N, 1)) + np.zeros((N, INDICATORS))
        rows = places(*looked_at(truth, seed, moving=False))
        level = pd.Series(truth[:, 0], CODES).rank(ascending=False)
        inside = {"best": level <= BEST, "last": level > N - LAST}
        claimed.append(rows.chance.sum())
        true.append(sum(inside[row.group][row.area_code] for row in rows.itertuples()))
    return np.mean(claimed), np.mean(true)


def test_the_chances_keep_their_word():
    claimed, true = keeps_its_word(0.3, 6)
    assert claimed == pytest.approx(true, abs=2.4)  # of 29 places; three standard errors


@pytest.mark.long
@pytest.mark.parametrize(("spread", "said"), [(0.1, (5.8, 5.8)), (0.3, (12.3, 12.6)), (1.0, (22.2, 22.2))])
def test_the_chances_keep_their_word_over_many_worlds(spread, said):
    """The numbers that docs/naming.md gives."""
    found = keeps_its_word(spread, 60)
    assert found == pytest.approx(said, abs=0.1)
    assert found[0] == pytest.approx(found[1], abs=0.8)  # three standard errors
