"""Many people's weightings over each other: worked answers and what cannot be laid together."""

import pandas as pd
import pytest

from scouting import index
from scouting.errors import ScoutingError
from scouting.pages.common import matrix_today
from scouting.pages.what_if.question import beside_outcomes, compare_weightings
from scouting.recipes import weights

A = "title: A\nfacets: {outcome: {weight: 3, indicators: {care_control: 1, care_feel_safe: 2}},"
A += " experience: {weight: 1, indicators: {care_satisfaction: 1}}}"
B = "title: B\nfacets: {outcome: {weight: 1, indicators: {care_control: 1}}}"
C = "title: C\nfacets: {outcome: {weight: 1, indicators: {care_control: 3, care_feel_safe: 1}}}"


@pytest.fixture(scope="module")
def people(data):
    return [weights.parse(text, name, data.catalog) for name, text in (("a", A), ("b", B), ("c", C))]


def test_the_middle_and_where_they_disagree(people):
    shares = index.overlaid(people)
    assert shares.loc["a"].to_dict() == pytest.approx(
        {"care_control": 0.25, "care_feel_safe": 0.5, "care_satisfaction": 0.25}
    )
    rows = index.disagreements(shares).set_index("indicator_id")
    assert rows.index.tolist() == ["care_control", "care_feel_safe", "care_satisfaction"]
    assert rows.loc["care_control"].tolist() == pytest.approx([0.75, 0.25, 1.0, 0.75])
    assert rows.loc["care_feel_safe"].tolist() == pytest.approx([0.25, 0, 0.5, 0.5])
    assert rows.loc["care_satisfaction", "median"] == 0  # two of three do not name it


def test_one_weighting_of_them_all(people):
    made = index.together(people)
    assert made.shares[["care_control", "care_feel_safe", "care_satisfaction"]].tolist() == pytest.approx(
        [0.75, 0.25, 0]
    )
    assert index.together([people[0], people[0]]).shares.to_dict() == pytest.approx(people[0].shares.to_dict())
    apart = index.together([people[1], weights.parse(B.replace("control", "feel_safe"), "d")])
    assert apart.shares.tolist() == pytest.approx([0.5, 0.5])


def test_the_councils_place_under_each_and_over_all(data, people):
    told = compare_weightings(data, "E06000054", people, n=400)
    for row, made in zip(told.places.itertuples(), people, strict=False):
        own = index.scores(matrix_today(data, made)).set_index("area_code").loc["E06000054"]
        assert (row.rank, row.of) == (own["rank"], own.of) and row.rank_low <= row.rank <= row.rank_high
    group = told.places.iloc[-1]
    assert group["name"] == "together" and group.rank_low <= group["rank"] <= group.rank_high
    # Everybody's own weights in place of one middle: no surer than noise alone by the middle's weights.
    m = matrix_today(data, index.together(people))
    alone = index.table(m, None, index.draw(m, n=400, weights=False)).set_index("area_code").loc["E06000054"]
    assert group.rank_high - group.rank_low >= alone.rank_high - alone.rank_low - 6
    near = compare_weightings(data, "E06000054", people, ["E06000066", "E10000008", "E06000053"], n=100).places
    assert (near.of == 3).all()


def test_weights_of_unlike_indices_are_not_laid_together(data, people):
    other = weights.parse(B + "\nnormalisation: percentile\n", "p", data.catalog)
    with pytest.raises(ScoutingError) as caught:
        index.together([people[0], other])
    assert caught.value.problems == [
        "The weightings differ in normalisation (a z, p percentile): give them one before they are compared.",
    ]
    with pytest.raises(ScoutingError, match="Name at least two weightings to compare"):
        index.together(people[:1])
    quantity = weights.read("quantity_only", data.catalog)
    text = weights.to_yaml(quantity).replace("section_47_rate: more", "section_47_rate: fewer")
    with pytest.raises(ScoutingError, match="count 'section_47_rate' in different directions"):
        index.together([quantity, weights.parse(text, "q", data.catalog)])


def test_an_index_of_activity_is_held_beside_outcomes(data):
    assert beside_outcomes(data, weights.read("adult_outcomes", data.catalog)) is None
    made = weights.read("quantity_only", data.catalog)
    _, rows = beside_outcomes(data, made)
    outcomes = weights.read("childrens_outcomes", data.catalog)
    one, other = (index.scores(matrix_today(data, w)).set_index("area_code")["rank"] for w in (made, outcomes))
    both = pd.concat([one, other], axis=1).dropna()
    assert len(rows) == len(both) and index.agreement(rows) == pytest.approx(both.corr("spearman").iloc[0, 1])
    assert index.agreement(rows) < 0.1  # doing more goes with no better outcomes here
