"""The funnel drawn: each council at its size and figure, limits where the table has them, small ones to be seen."""

import numpy as np
import pandas as pd
import pytest
from tests.cases import few

from scouting.charts import funnel as funnel_chart
from scouting.pages.indicator import funnels
from scouting.study import study

AWKWARD = [
    "Isles of Scilly",
    "City of London",
    "Westmorland and Furness",
    "Bournemouth, Christchurch and Poole",
    "Kent",
]


def style(of, found):
    facts = of.panel.indicators.iloc[0]
    told = {"unit": facts.unit, "decimals": int(facts.decimals), "size_label": facts.denominator_label}
    return {"title": f"{facts.title}: a message", "target": found.target, **told}


#: A proportion, a rate, and one with many missing.
CHOSEN = ["re_referrals", "cp_plan_rate", "cp_plans_2_years_open"]


@pytest.mark.parametrize(
    ("council", "chosen"),
    few(list(zip([AWKWARD[3], *AWKWARD[:2]], CHOSEN, strict=True)), [(c, i) for c in AWKWARD for i in CHOSEN]),
)
def test_awkward_councils_are_legible_and_all_dots_are_drawn(eyes, data, council, chosen):
    of = study(council, indicators=chosen, data=data)
    found = funnels.funnel(of)
    ax = funnel_chart.draw(found.rows, found.curves, subtitle="2025", **style(of, found))
    eyes.legible(ax)
    drawn = np.column_stack([np.concatenate(part) for part in zip(*(
        dots.get_data() for dots in eyes.labelled(ax, "dots:").values()), strict=True)])  # fmt: skip
    wanted = found.rows[["size", "value"]].to_numpy()
    np.testing.assert_allclose(np.sort(drawn, axis=0), np.sort(wanted, axis=0))
    low, high = ax.get_ylim()
    assert low <= found.rows.value.min() and found.rows.value.max() <= high
    said = {t.get_text().replace("\n", " ") for t in ax.texts if t.get_label() == "name"}
    near = found.rows[found.rows.role.isin(["focus", "neighbour"])]
    assert len(said) == len(near) + 1 and all(any(s.startswith(name) for s in said) for name in near["name"])


def test_limits_are_the_tables(eyes, data):
    of = study("Wiltshire", indicators="re_referrals", data=data)
    found = funnels.funnel(of)
    ax = funnel_chart.draw(found.rows, found.curves, **style(of, found))
    for name, line in eyes.labelled(ax, "limit:").items():
        np.testing.assert_array_equal(line.get_xdata(), found.curves["size"])
        np.testing.assert_array_equal(line.get_ydata(), found.curves[name])
    assert set(eyes.labelled(ax, "limit:")) == set(funnel_chart.LIMITS)
    for name in ("95", "998"):
        edge = eyes.labelled(ax, "wide:")[name].get_paths()[0].vertices[:, 1]
        assert edge.max() == found.curves[f"upper{name}_wide"].max()
    assert eyes.labelled(ax, "target")[""].get_ydata()[0] == found.target


def test_alt_text_counts_what_lies_beyond(eyes, data):
    of = study("City of London", indicators="re_referrals", data=data)
    found = funnels.funnel(of)
    said = funnel_chart.alt_text(found.rows, **style(of, found))
    rows = found.rows
    counts = [(rows[c] != "").sum() for c in ("outside", "outside_wide")]
    outer = [(rows[c] == "99.8").sum() for c in ("outside", "outside_wide")]
    chance, wide = (f"{n} (99.8%: {far})" for n, far in zip(counts, outer, strict=True))
    assert f"Outside the 95% limits of chance: {chance}; with the usual spread: {wide}." in said
    mine = rows[rows.role == "focus"].iloc[0]
    assert f"City of London: {mine.value:.1f}% from {mine['size']:.0f} referrals, inside the limits of chance" in said
    near = rows[rows.role == "neighbour"].sort_values("value")
    listed = said.split("Similar councils: ")[1]
    assert eyes.numbers(listed)[::2] == near.value.round(1).tolist() and eyes.numbers(listed)[1::2] == list(
        near["size"]
    )


@pytest.mark.parametrize(("low", "high"), [(25, 47_000), (90, 400), (7000, 360_000), (3, 4), (1, 10**7)])
def test_sizes_along_the_foot_are_few_and_round(low, high):
    places = funnel_chart._sizes(low, high)
    assert len(places) <= 8 and all(low <= p <= high for p in places)
    assert all(f"{p:.0e}"[0] in "1235" for p in places) and (high / low < 2 or len(places) >= 2)


def test_text_of_a_name_is_text(eyes):
    row = ("<b>$x$</b> & Co", "focus", 100, 5.0, "", "")
    limits = [4.0, 6.0, 3.0, 7.0, 2.0, 8.0, 1.0, 9.0]
    curves = pd.DataFrame([(50, *limits), (200, *limits)], columns=funnel_chart.CURVES)
    table = pd.DataFrame([row], columns=funnel_chart.COLUMNS)
    ax = funnel_chart.draw(table, curves, title="T", target=5.0, unit="%", decimals=1, size_label="people")
    assert "<b>$x$</b> & Co 5.0%" in {t.get_text().replace("\n", " ") for t in ax.texts}
    eyes.legible(ax)
