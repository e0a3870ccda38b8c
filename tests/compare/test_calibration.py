"""Cut-offs found on planted past verdicts, tested on years that did not set them; what became of each past gap."""

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.stats import norm

from scouting.compare import NOMINAL, calibrated, in_use, next_year, panel_of, verdicts_of
from scouting.compare.calibration import cutoffs, told_apart

COUNTS = ["comparisons", "clear", "clear_kept", "probable", "probable_kept"]


def planted(seed, n=100_000, slope=0.5, spread=2.0, years=5):
    """Past verdicts: sureness normal with a standard deviation of ``spread``, kept with the chance that a standard
    normal is under ``slope`` times it. At a slope of 1 verdicts keep their side as often as noise alone would let
    them."""
    rng = np.random.default_rng(seed)
    sure = rng.normal(0, spread, n)
    kept = rng.random(n) < norm.cdf(slope * np.abs(sure))
    return pd.DataFrame({"years_back": rng.integers(1, years + 1, n), "judged": True, "sureness": sure, "kept": kept})


def share_kept(low, high, slope=0.5, spread=2.0):
    """Of planted verdicts with a sureness from ``low`` to ``high`` the share that is kept, by integration."""
    top, bottom = (quad(lambda z, f=f: f(z) * norm.pdf(z / spread), low, min(high, 12 * spread))[0]
                   for f in (lambda z: norm.cdf(slope * z), lambda z: 1.0))  # fmt: skip
    return top / bottom


@pytest.mark.parametrize(("slope", "spread"), [(0.5, 2.0), (0.4, 3.0), (0.6, 1.5)])
def test_the_right_cut_offs_are_found(slope, spread):
    """Those at which 95 of 100 clear ones, and 80 of 100 probable ones, are kept in the planted truth."""
    clear = brentq(lambda z: share_kept(z, np.inf, slope, spread) - 0.95, 0.1, 8)
    probable = brentq(lambda z: share_kept(z, clear, slope, spread) - 0.80, 0.05, clear - 0.01)
    assert clear > NOMINAL.clear
    got = np.mean([cutoffs(planted(seed, slope=slope, spread=spread)) for seed in range(5)], axis=0)
    assert got[0] == pytest.approx(clear, abs=0.08)
    assert got[1] == pytest.approx(max(probable, NOMINAL.probable), abs=0.08)


def test_probable_is_found_where_noise_alone_asks_for_less():
    """Verdicts that hardly keep their side: both cut-offs lie above those of normal noise."""
    slope, spread = 0.35, 3.0
    clear = brentq(lambda z: share_kept(z, np.inf, slope, spread) - 0.95, 0.1, 12)
    probable = brentq(lambda z: share_kept(z, clear, slope, spread) - 0.80, 0.05, clear - 0.01)
    assert probable > NOMINAL.probable
    got = np.mean([cutoffs(planted(seed, slope=slope, spread=spread)) for seed in range(5)], axis=0)
    assert got == pytest.approx([clear, probable], abs=0.12)


def test_nothing_under_what_noise_asks_for_is_called_anything():
    """All verdicts kept: the cut-offs are those of normal noise, however good the past was."""
    cells = planted(1).assign(kept=True)
    got = cutoffs(cells)
    assert got.clear == pytest.approx(NOMINAL.clear, abs=1e-3) and got.probable == pytest.approx(
        NOMINAL.probable, abs=1e-3
    )
    assert got.clear >= NOMINAL.clear and got.probable >= NOMINAL.probable


def test_where_nothing_is_kept_nothing_is_clear_or_probable():
    assert cutoffs(planted(1, n=500).assign(kept=False)) == (np.inf, np.inf)


def test_measures_without_a_direction_set_no_cut_off():
    """Where better cannot be told from worse nothing is said of a council."""
    cells = planted(2)
    others = planted(3).assign(judged=False, kept=False)
    assert cutoffs(pd.concat([cells, others])) == cutoffs(cells)


def test_each_year_is_tested_by_the_cut_offs_of_the_others():
    """Years of unlike quality: by plain loops, and a year's own verdicts change its cut-offs in nothing."""
    parts = [planted(k, n=4000, slope=slope).assign(years_back=k + 1) for k, slope in enumerate((0.35, 0.5, 0.8))]
    cells = pd.concat(parts, ignore_index=True)
    table = calibrated(cells).set_index("years_back")
    assert table.index.tolist() == ["1", "2", "3", "all"]
    for back in (1, 2, 3):
        rule = cutoffs(cells[cells.years_back != back])
        row, mine = table.loc[str(back)], cells[cells.years_back == back]
        assert (row.clear_from, row.probable_from) == (round(rule.clear, 4), round(rule.probable, 4))
        want = dict.fromkeys(COUNTS, 0)
        for sure, kept in zip(mine.sureness.abs(), mine.kept, strict=True):
            want["comparisons"] += 1
            word = "clear" if sure >= rule.clear else "probable" if sure >= rule.probable else ""
            if word:
                want[word] += 1
                want[f"{word}_kept"] += kept
        assert row[COUNTS].to_dict() == want
        spoilt = cells.assign(kept=cells.kept & (cells.years_back != back))
        again = calibrated(spoilt).set_index("years_back").loc[str(back)]
        assert (again.clear_from, again.probable_from) == (row.clear_from, row.probable_from)
        assert again.clear == row.clear and again.clear_kept == 0
    assert table.clear_from.loc[["1", "2", "3"]].nunique() == 3


def test_the_row_of_all_years_adds_up_the_years_and_is_the_one_in_use():
    cells = pd.concat([planted(4, n=6000), planted(5, n=3000).assign(judged=False)], ignore_index=True)
    table = calibrated(cells)
    whole, years = table.iloc[-1], table.iloc[:-1]
    assert whole[COUNTS].tolist() == years[COUNTS].sum().tolist() and whole.comparisons == 6000
    rule = cutoffs(cells)
    assert in_use(table) == pytest.approx(rule, abs=5e-5)
    assert whole.told_apart == pytest.approx(told_apart(cells, 0.1), abs=5e-5)
    assert whole.told_apart_judged == pytest.approx(told_apart(cells[cells.judged], 0.1), abs=5e-5)


@pytest.mark.parametrize("seed", range(5))
def test_told_apart_is_the_longest_list_with_so_few_wrong(seed):
    """Surest first, by trying every length of the list."""
    cells = planted(seed, n=300)
    ordered = cells.iloc[np.argsort(-cells.sureness.abs(), kind="stable")].kept.to_numpy()
    for wrong in (0.0, 0.05, 0.1, 0.3):
        longest = max((k for k in range(1, 301) if (~ordered[:k]).sum() <= wrong * k + 1e-9), default=0)
        assert told_apart(cells, wrong) == pytest.approx(longest / 300)


# --- what became of each gap -----------------------------------------------------------------------------------------


@pytest.fixture
def world(small, shares, walk):
    """Twelve councils, two measures, one of them with a break; each has five neighbours."""
    percent, people = shares(1)
    s = small().put("a", percent, denominator=people, statistic="proportion", multiplier=100.0)
    s.put("b", walk(2), statistic="score", polarity="no_judgement", breaks="2018: counted anew")
    return s, {code: [small.codes[(k + step) % 12] for step in range(1, 6)] for k, code in enumerate(small.codes)}


def _until(s, year):
    """The panel of what was published until a year."""
    values = s.values
    return panel_of(
        values[(values.period <= str(year)) | (values.indicator_id == "children_0_17")], s.indicators, s.areas
    )


@pytest.mark.parametrize("back", [1, 2, 3])
def test_every_past_gap_by_hand(world, back):
    """Judged by a panel that was never given the later years; the side a year on from the published figures."""
    s, neighbours = world
    cells = next_year(s.blocks(), neighbours)
    then = _until(s, 2025 - back)
    figures = s.values.astype({"period": int}).pivot_table(
        index=["indicator_id", "period"], columns="area_code", values="value"
    )
    mine = cells[cells.years_back == back].set_index(["indicator_id", "area_code"])
    assert len(mine) == 24
    for code, near in neighbours.items():
        sure = verdicts_of(then, code, near).set_index("indicator_id").sureness
        for name in ("a", "b"):
            row, after = mine.loc[name, code], figures.loc[name, 2025 - back + 1]
            assert row.sureness == pytest.approx(sure[name])
            assert row.kept == (np.sign(sure[name]) == np.sign(after[code] - after[near].median()))
            assert row.judged == (name == "a")


def test_what_came_later_changes_no_past_sureness(world):
    s, neighbours = world
    before = next_year(s.blocks(), neighbours)
    for row in s.rows:
        if row[2] == "2025":
            row[4] = 100 - row[4]
    after = next_year(s.blocks(), neighbours)
    newest = before.years_back == 1
    np.testing.assert_allclose(before.sureness, after.sureness)
    assert (before.kept[~newest] == after.kept[~newest]).all() and (
        before.kept[newest] != after.kept[newest]
    ).mean() > 0.3


def test_a_year_after_a_break_or_a_gap_says_nothing(small, shares):
    percent, people = shares(1)
    facts = {"denominator": people, "statistic": "proportion", "multiplier": 100.0}
    neighbours = {small.codes[0]: small.codes[1:6]}
    whole = next_year(small().put("a", percent, **facts).blocks(), neighbours)
    assert whole.years_back.tolist() == [1, 2, 3, 4, 5]
    broken = next_year(small().put("a", percent, breaks="2024: counted anew", **facts).blocks(), neighbours)
    assert broken.years_back.tolist() == [3, 4, 5]  # 2025 after one year of the new method has no noise yet
    skipped = next_year(small().put("a", percent.drop(columns=2023), **facts).blocks(), neighbours)
    assert skipped.years_back.tolist() == [1, 4, 5]  # nothing is told from or of 2023


def test_too_few_people_and_too_few_neighbours_say_nothing(small, shares):
    percent, people = shares(1)
    people[small.codes[0]] = 7.0
    missing = percent.copy()
    missing.loc[small.codes[2:5], 2025] = np.nan
    facts = {"denominator": people, "statistic": "proportion", "multiplier": 100.0}
    neighbours = {small.codes[0]: small.codes[1:6], small.codes[1]: small.codes[2:7]}
    cells = next_year(small().put("a", missing, **facts).blocks(), neighbours)
    assert set(cells.area_code) == {small.codes[1]}
    assert cells.years_back.tolist() == [2, 3, 4, 5]  # in 2025 two of five neighbours have a figure


def test_a_gap_that_closes_is_not_kept(small):
    """The year after, ours is the neighbours' median to the dot."""
    middle = np.r_[np.linspace(40, 60, 12), 50.0][:, None]
    figures = pd.DataFrame(middle + np.random.default_rng(0).normal(0, 1, (13, 8)), [*small.codes, "E92000001"])
    figures.columns = range(2018, 2026)
    figures.loc[small.codes[0], 2025] = figures.loc[small.codes[1:6], 2025].median()
    cells = next_year(small().put("a", figures, statistic="score").blocks(), {small.codes[0]: small.codes[1:6]})
    newest = cells[cells.years_back == 1].iloc[0]
    assert newest.sureness < -1 and not newest.kept and cells.kept[cells.years_back > 1].all()


def test_without_councils_there_is_an_empty_table(small, walk):
    cells = next_year(small().put("a", walk()).blocks(), {})
    assert cells.empty and list(cells) == ["years_back", "indicator_id", "area_code", "judged", "sureness", "kept"]
