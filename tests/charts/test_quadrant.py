"""The quadrant and the shares drawn: dots at their figures, bars at their intervals, moved in place, told in words."""

import numpy as np
import pytest
from tests.cases import few

from scouting.charts import quadrant as quadrant_chart
from scouting.charts import shares as shares_chart
from scouting.pages.money.tables import look


def style(of):
    o, q = of.outcome(), of.quadrant
    return {
        "middles": (q.middle_outcome, q.middle_spend), "unit": o.facts.unit, "decimals": int(o.facts.decimals),
        "pounds": of.spend.facts.unit,
    }  # fmt: skip


SERVICES = [("adults", "care_quality_of_life"), ("children", "re_referrals")]
AWKWARD = ["Isles of Scilly", "City of London", "Birmingham", "Kent"]


@pytest.mark.parametrize(
    ("council", "service", "outcome"),
    few(
        [("Isles of Scilly", *SERVICES[0]), ("Birmingham", *SERVICES[1])], [(c, *s) for c in AWKWARD for s in SERVICES]
    ),
)
def test_every_council_with_both_is_drawn_where_it_is(eyes, data, council, service, outcome):
    of = look(council, service, outcome, data=data)
    rows = of.quadrant_rows()
    ax = quadrant_chart.draw(rows, title="A message", good=of.outcome().good, **style(of))
    eyes.legible(ax)
    drawn = np.column_stack([np.concatenate(part) for part in zip(*(
        dots.get_data() for dots in eyes.labelled(ax, "dots:").values()), strict=True)])  # fmt: skip
    wanted = rows.dropna(subset=["outcome", "spend"])[["spend", "outcome"]].to_numpy()
    np.testing.assert_allclose(np.sort(drawn, axis=0), np.sort(wanted, axis=0))
    low, high = ax.get_ylim()
    assert (low > high) == (of.outcome().good < 0), "the good way is up"
    left, right = ax.get_xlim()
    assert left < drawn[:, 0].min() and drawn[:, 0].max() < right


@pytest.fixture(scope="module")
def of(data):
    """Kent's outcomes and spending."""
    return look("Kent", data=data)


def test_an_update_moves_the_artists_and_makes_no_new_ones(eyes, of):
    rows, kept = of.quadrant_rows(), style(of)
    ax = quadrant_chart.draw(rows, title="A message", **kept)
    before = {id(a) for a in [*ax.collections, *eyes.labelled(ax, "dots:").values()]}
    n = len(ax.get_children())
    moved = rows.assign(spend=rows.spend * 1.1, spend_low=rows.spend_low * 1.1, spend_high=rows.spend_high * 1.1)
    kept["middles"] = (kept["middles"][0], kept["middles"][1] * 1.1)
    quadrant_chart.update(ax, moved, title="Another message", **kept)
    assert before == {id(a) for a in [*ax.collections, *eyes.labelled(ax, "dots:").values()]}
    assert len(ax.get_children()) == n
    mine = moved[moved.role == "focus"].iloc[0]
    assert eyes.labelled(ax, "dots:")["focus"].get_xdata().tolist() == [mine.spend]
    bars = eyes.labelled(ax, "bars:")["focus"].get_segments()
    np.testing.assert_allclose(sorted(bars[0][:, 0]), [mine.spend_low, mine.spend_high])
    assert eyes.labelled(ax, "middle:")["spend"].get_xdata()[0] == kept["middles"][1]
    assert "Another message" in {t.get_text() for t in ax.texts}
    # The same figures drawn anew give the same picture.
    again = quadrant_chart.draw(moved, title="Another message", **kept)
    assert again.get_xlim() == ax.get_xlim() and again.get_ylim() == ax.get_ylim()


def test_alt_text_counts_the_quarters(of):
    rows = of.quadrant_rows()
    said = quadrant_chart.alt_text(rows, title="T", **style(of))
    for name in ("better outcome, lower spend", "weaker outcome, higher spend"):
        sure = (rows.told == name).sum()
        assert f"{name.capitalize()}: {(rows.quadrant == name).sum()} ({sure} surely)." in said
    assert "5 councils without one of the two." in said and "Kent: " in said


def test_shares_are_drawn_where_they_are(eyes, of):
    rows = of.shares("quality of life")
    ax = shares_chart.draw(rows, title="Quality of life")
    eyes.legible(ax)
    for k, lane in enumerate(shares_chart.LANES):
        dots = sorted((a.get_ydata()[0], a.get_xdata()[0]) for a in ax.lines if a.get_label() == f"dot:{lane}")
        np.testing.assert_allclose([x - k * shares_chart.PITCH for _, x in dots], rows[lane].dropna())
    said = shares_chart.alt_text(rows, title="T")
    assert all(
        f"{r.name} ({r.n} councils): goes with need {100 * r.need:.0f}%" in said for r in rows.itertuples(index=False)
    )


def test_no_text_leaves_the_figure_at_any_resolution(eyes, of):
    ax = quadrant_chart.draw(of.quadrant_rows(), title="A message", **style(of))
    for dpi in (72, 80, 100, 150):
        ax.figure.set_dpi(dpi)
        eyes.legible(ax)
