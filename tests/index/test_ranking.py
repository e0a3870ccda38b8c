"""Scale, scores, draws and table: worked answers, second ways of computing, and what is missing."""

import numpy as np
import pandas as pd
import pytest

from scouting import index
from scouting.compare import panel_of
from scouting.errors import ScoutingError
from scouting.index.matrix import NO_LEVEL
from scouting.index.places import ranked
from scouting.index.ranking import rank_chances
from scouting.index.scale import as_logs, scaled, scaled_noise
from scouting.pages.common import matrix_today
from scouting.recipes import weights

AWKWARD = ["E06000053", "E09000001", "E06000064", "E06000058", "E08000025", "E06000017", "E10000016", "E06000015"]
X = [2, 4, 4, 5, 7, 9, 30]


def test_coinr_normalisations():
    """reference_numbers.md, Composite index (COINr)."""
    assert scaled(X, X, "min_max") == pytest.approx([0, 7.142857, 7.142857, 10.714286, 17.857143, 25, 100], abs=1e-6)
    z = [-0.69534946, -0.48822409, -0.48822409, -0.38466140, -0.17753603, 0.02958934, 2.20440573]
    assert scaled(X, X, "z") == pytest.approx(z, abs=1e-8)
    assert scaled(X, X, "percentile") / 100 == pytest.approx([0, 1 / 6, 1 / 6, 1 / 2, 2 / 3, 5 / 6, 1])


@pytest.mark.parametrize("aggregation, answer", [("arithmetic", 62.5), ("geometric", 61.60140576)])
def test_coinr_aggregations(world, aggregation, answer):
    """x = 50 60 80, weights 1 2 1, on a scale where figures are what they are."""
    figures = pd.DataFrame(
        [[50, 60, 80], [1, 1, 1], [100, 100, 100]], index=list("abc"), columns=list("xyz"), dtype=float
    )
    # Two councils at 1 and 100: the geometric scale, which begins at 1, leaves every figure as it is.
    options = {"normalisation": "min_max", "aggregation": aggregation}
    m = world(figures, 1.0, {"x": 1, "y": 2, "z": 1}, **options)
    score = index.scores(m).set_index("area_code").score
    expected = answer if aggregation == "geometric" else 100 * (answer - 1) / 99
    assert score["a"] == pytest.approx(expected, abs=1e-7)


def test_noise_on_each_scale():
    noise = np.array([0.5] * 7)
    assert scaled_noise(X, noise, X, "z") == pytest.approx(noise / np.std(X, ddof=1))
    assert scaled_noise(X, noise, X, "min_max") == pytest.approx(noise * 100 / 28)
    assert (scaled_noise(X, noise, X, "percentile") >= 50 / 6 - 1e-9).all()  # never nought, even where nobody is near
    assert np.isnan(scaled_noise([np.nan], [np.nan], X, "percentile")).all()
    rng = np.random.default_rng(0)
    value, se = np.array([3.0, 20.0, 80.0]), np.array([5.0, 5.0, 5.0])
    drawn = np.log(np.fmax(value + se * rng.standard_normal((400_000, 3)), 1.0)) - np.log(value)
    assert as_logs(value, se)[1] == pytest.approx(np.sqrt((drawn**2).mean(0)), rel=0.02)


def test_ties_share_the_lowest_rank():
    score = np.random.default_rng(1).integers(0, 5, size=(50, 12)).astype(float)
    expected = 1 + (score[:, None, :] > score[:, :, None]).sum(-1)
    assert (ranked(score) == expected).all()


def test_missing_is_reweighed_never_averaged(world):
    m = world([[2.0, 1.0], [1.0, np.nan], [0.0, 3.0], [np.nan, np.nan]], weights={"i00": 3, "i01": 1})
    rows = index.scores(m).set_index("area_code")
    z = scaled([2.0, 1, 0], [2.0, 1, 0], "z")
    assert rows.score["E00000001"] == pytest.approx(z[1]) and rows.coverage["E00000001"] == 0.75
    assert np.isnan(rows.score["E00000003"]) and np.isnan(rows["rank"]["E00000003"]) and rows.coverage["E00000003"] == 0
    assert (rows.of == 3).all()
    strict = index.scores(world([[2.0, 1], [1, np.nan], [0, 3], [5, 5]], coverage=1.0)).set_index("area_code")
    assert np.isnan(strict.score["E00000001"]) and (strict.of == 3).all()


def test_an_indicator_without_noise_stays_out_and_says_why(world):
    figures = np.random.default_rng(2).normal(size=(10, 5))
    figures[3:, 1] = np.nan
    figures[:, 2] = 7.0
    figures[:, 4] = np.nan
    noise = np.ones((10, 5))
    noise[:, 0] = np.nan
    m = world(figures, noise)
    assert m.names == ["i03"] and m.weighting.shares.to_dict() == {"i03": 1.0}
    assert m.left_out.to_dict() == {
        "i00": "how far its figures usually move is not known",
        "i01": "too few councils have a figure that can be compared",
        "i02": "every council has the same figure",
        "i04": "no figures are held",
    }
    with pytest.raises(
        ScoutingError, match="No indicator of 'planted' can be used: i00: how far its figures usually move is not known"
    ):
        world(figures[:, :1], noise[:, :1])


def test_a_council_without_noise_of_a_figure_does_not_use_it(world):
    noise = np.ones((6, 2))
    noise[2, 0] = np.nan
    m = world(np.random.default_rng(3).normal(size=(6, 2)), noise, coverage=0.5)
    assert np.isnan(m.value.iloc[2, 0]) and index.scores(m).coverage[2] == 0.5


def test_the_real_figures_and_what_is_left_out(data):
    for name in weights.names():
        w = weights.read(name, data.catalog)
        m = matrix_today(data, w)
        assert m.left_out.empty and (m.noise.min() > 0).all(), name
        rows = index.scores(m).set_index("area_code")
        assert set(AWKWARD) <= set(rows.index) and rows.of.iloc[0] >= 140
    inspected = "title: Ofsted\nfacets: {inspection: {weight: 1, indicators: {inspection_overall: 1}}}"
    with pytest.raises(ScoutingError, match="inspection_overall: how far its figures usually move is not known"):
        index.matrix_of(data.panel, weights.parse(inspected, "ofsted", data.catalog))


def test_an_index_is_made_of_levels_by_a_second_reading(data):
    """Three years weighted 0.6, 0.3, 0.1 where no break lies between, set down from the store's own rows."""
    m = matrix_today(data, weights.read("childrens_outcomes", data.catalog))
    rows = data.values[(data.values.indicator_id == "re_referrals") & data.values.period.isin(["2023", "2024", "2025"])]
    years = rows.astype({"period": "str", "area_code": "str"}).pivot(
        index="area_code", columns="period", values="value"
    )
    whole = years.dropna().index.intersection(m.areas)
    assert len(whole) > 140
    expected = years.loc[whole] @ pd.Series({"2025": 0.6, "2024": 0.3, "2023": 0.1})
    assert m.figures.re_referrals[whole].to_numpy() == pytest.approx(expected.to_numpy())


def test_who_has_too_few_people_has_no_score_on_a_measure(data):
    m = matrix_today(data, weights.read("response_times", data.catalog))
    p, i = data.panel, data.panel.indicators.index.get_loc("ehc_plans_over_1_year")
    few = p.areas[p.too_few[i]].intersection(m.areas)
    assert len(few) and m.value.ehc_plans_over_1_year[few].isna().all()
    held = p.areas[np.isfinite(p.level[i]) & ~p.too_few[i]].intersection(m.areas)
    assert m.value.ehc_plans_over_1_year[held].notna().all()


def test_months_of_less_than_a_year_have_no_level_and_say_so(data):
    """Forty councils, one measure of five months and one of a whole year."""
    rng, rows = np.random.default_rng(8), []
    codes = data.catalog.areas.index[(data.catalog.areas.type == "unitary") & (data.catalog.areas.valid_to == "")][:40]
    for name, months in (("re_referrals", 5), ("cp_plans_repeat", 12)):
        for month in range(1, months + 1):
            end = pd.Timestamp(2025, month, 1) + pd.offsets.MonthEnd(0)
            counts = rng.binomial(400, 0.2, len(codes))
            rows += [
                [name, code, f"2025-{month:02d}", end, x / 4, x, 400.0, np.nan, np.nan, "", "local"]
                for code, x in zip(codes, counts, strict=True)
            ]
    names = "indicator_id area_code period period_end value numerator denominator lower_ci upper_ci marker source_id"
    planted = panel_of(pd.DataFrame(rows, columns=names.split()), data.catalog.indicators, data.catalog.areas)
    text = "title: M\nfacets: {outcome: {weight: 1, indicators: {re_referrals: 1, cp_plans_repeat: 1}}}"
    m = index.matrix_of(planted, weights.parse(text, "months", data.catalog))
    assert m.names == ["cp_plans_repeat"] and m.left_out.to_dict() == {"re_referrals": NO_LEVEL}


def test_polarity_is_a_sign_and_direction_counts_only_where_said(data):
    w = weights.read("childrens_outcomes", data.catalog)
    m = matrix_today(data, w)
    assert m.sign["re_referrals"] == -1 and m.value.re_referrals.corr(m.figures.re_referrals) == pytest.approx(-1)
    q = matrix_today(data, weights.read("quantity_only", data.catalog))
    assert q.sign["section_47_rate"] == 1
    text = weights.to_yaml(weights.read("quantity_only")).replace("section_47_rate: more", "section_47_rate: fewer")
    turned = index.matrix_of(data.panel, weights.parse(text, "ours", data.catalog))
    assert turned.value.section_47_rate.corr(q.value.section_47_rate) == pytest.approx(-1)


def test_the_table_agrees_with_the_draws(data):
    m = matrix_today(data, weights.read("adult_outcomes", data.catalog))
    draws = index.draw(m, n=2000)
    rows = index.table(m, None, draws).set_index("area_code")
    assert list(rows.reset_index().columns[1:2]) == ["recipe_id"]
    scored = rows.dropna(subset=["rank"])
    assert (scored.of == 150).all()  # 153 councils; one has no figures of the survey, two have too few people
    for k in (0, 40, 149):
        code = draws.areas[k]
        drawn = draws.rank[:, k]
        row = scored.loc[code]
        assert row.expected_rank == pytest.approx(drawn.mean())
        assert row.rank_low == min(np.quantile(drawn, 0.025, method="inverted_cdf"), row["rank"])
        assert row.rank_high == max(np.quantile(drawn, 0.975, method="inverted_cdf"), row["rank"])
        assert row.chance_top == pytest.approx((drawn <= 150 / 4).mean())
        assert row.chance_bottom == pytest.approx((drawn > 150 - 37).mean())
    assert scored[["chance_0", "chance_1", "chance_2", "chance_3"]].sum(axis=1).to_numpy() == pytest.approx(1)
    assert rank_chances(draws).sum(0) == pytest.approx(1)  # every place is somebody's
    assert scored.chance_top.sum() == pytest.approx(37)
    assert scored.alike.between(0, 149).all() and (scored.rank_low <= scored["rank"]).all()
    assert (scored["rank"] <= scored.rank_high).all()
    scilly = rows.loc["E06000053"]
    assert np.isnan(scilly["rank"]) and np.isnan(scilly.rank_low) and scilly.coverage < 0.6


def test_the_same_recipe_gives_the_same_bytes(data):
    def once(panel):
        m = index.matrix_of(panel, weights.read("balanced_children", data.catalog))
        return index.table(m, None, index.draw(m, n=1000)).to_csv(index=False).encode()

    first = once(data.panel)
    assert first == once(data.panel)
    assert first == once(data.panel.take(data.panel.indicators.index[::-1]))  # nor does the order of rows matter


def test_within_the_neighbours(data):
    m = matrix_today(data, weights.read("adult_outcomes", data.catalog))
    few = index.draw(m, n=300).within(["E06000054", "E06000053", "E06000066", "E10000008"])
    rows = index.table(m, None, few)
    ranked_ones = rows.dropna(subset=["rank"])
    assert len(ranked_ones) == 3 and (ranked_ones.of == 3).all() and ranked_ones["rank"].tolist() == [1, 2, 3]


def test_other_peoples_weights_in_place_of_drawn_ones(world):
    m = world(np.random.default_rng(4).normal(size=(20, 3)))
    people = pd.DataFrame([[1, 0, 0], [0, 1, 0.0]], columns=m.names)
    draws = index.draw(m, n=500, noise=False, given=people)
    both = {tuple(index.scores(m, people.iloc[k])["rank"]) for k in (0, 1)}
    assert {tuple(row) for row in draws.rank.tolist()} == {tuple(map(int, row)) for row in both}


def test_mistakes_are_told(world):
    m = world(np.random.default_rng(5).normal(size=(5, 2)))
    with pytest.raises(ScoutingError, match="width of the weights is 2: it is a number above 0 and up to 1"):
        index.draw(m, width=2)
    with pytest.raises(ScoutingError, match="must be 2 numbers from 0, one per indicator, not all zero"):
        index.scores(m, pd.Series({"i00": -1.0, "i01": 1.0}))
    with pytest.raises(ScoutingError, match="Only 2 councils can be scored"):
        index.draw(world([[1.0], [2.0]]))


def test_the_width_is_what_it_says(world):
    from scouting.index.draws import _weights

    m = world(np.random.default_rng(6).normal(size=(5, 4)), weights={"i00": 1, "i01": 2, "i02": 7, "i03": 0})
    p = m.shares()
    drawn = _weights(m, p, 40_000, 0.2, True, None, np.random.default_rng(7))
    assert drawn.sum(1) == pytest.approx(1) and (drawn[:, 3] == 0).all()
    assert drawn.mean(0) == pytest.approx(p, abs=0.003)
    assert drawn.std(0) == pytest.approx(0.2 * np.sqrt(p * (1 - p)), rel=0.03)
