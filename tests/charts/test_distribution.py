"""Dots for all councils: every one drawn once at its figure, named ones named, nothing over another."""

import numpy as np
import pandas as pd
import pytest
from tests.cases import few

from scouting.charts import distribution, side_names
from scouting.errors import ScoutingError

NAMES = [
    "Bournemouth, Christchurch and Poole", "Kingston upon Hull, City of", "Redcar and Cleveland",
    "Bath and North East Somerset", "Westmorland and Furness", "City of London", "Hammersmith and Fulham",
    "Herefordshire, County of", "Cheshire West and Chester", "Stoke-on-Trent", "Isles of Scilly $$",
]  # fmt: skip
STYLE = {"title": "A title", "unit": "%", "decimals": 1}


def rows(values, neighbours=10, seed=1):
    """Councils at the values given: the first in focus, then neighbours, some of the region, the rest others."""
    n = len(values)
    role = np.array(["focus", *["neighbour"] * neighbours, *["region"] * 5, *["other"] * n])[:n]
    names = [NAMES[k] if k < len(NAMES) else f"Council {k}" for k in range(n)]
    values = np.asarray(values, float)
    table = {"name": names, "role": role, "value": values, "lower": values - 3, "upper": values + 3, "marker": ""}
    return pd.DataFrame(table)


def level(table, role, name, value):
    return pd.concat([table, pd.DataFrame([{"name": name, "role": role, "value": value, "marker": ""}])])


def shapes():
    rng = np.random.default_rng(3)
    return {
        "bell": rng.normal(20, 5, 153), "at the top": np.minimum(rng.normal(97, 5, 153), 100),
        "alike": np.full(153, 7.0),
        "grades": rng.integers(1, 5, 153), "one far out": [*rng.normal(20, 1, 152), 90.0], "few": np.arange(14.0),
    }  # fmt: skip


@pytest.mark.parametrize("shape", few(["bell", "one far out", "few"], shapes()))
def test_legible_and_every_council_is_one_dot_at_its_figure(eyes, shape):
    table = rows(shapes()[shape])
    table = level(level(table, "england", "England", 19.0), "median", "Similar councils' median of 10", 18.9)
    ax = distribution.draw(table, **STYLE)
    eyes.legible(ax)
    drawn = np.concatenate([dots.get_ydata() for dots in eyes.labelled(ax, "dots:").values()])
    assert sorted(drawn) == sorted(table.value[table.role.isin(distribution.LOOKS)])


@pytest.mark.parametrize("shape", few(["bell", "alike"], shapes()))
def test_dots_of_one_lane_do_not_cover_each_other(eyes, shape):
    ax = distribution.draw(rows(shapes()[shape]), **STYLE)
    dots = [eyes.labelled(ax, "dots:")[role] for role in ("other", "region") if role in eyes.labelled(ax, "dots:")]
    places = np.concatenate([ax.transData.transform(np.column_stack(d.get_data())) for d in dots if len(d.get_xdata())])
    apart = np.linalg.norm(places[:, None] - places[None], axis=2)[~np.eye(len(places), dtype=bool)]
    size = dots[0].get_markersize() / 72 * ax.figure.dpi
    assert len(places) < 2 or apart.min() >= size * 0.98


def test_names_and_levels_with_their_figures(eyes):
    table = level(rows(shapes()["bell"]), "england", "England", 19.04)
    ax = distribution.draw(table, **STYLE)
    said = {t.get_text().replace("\n", " ") for t in ax.texts if t.get_label() == "name"}
    near = table[table.role.isin(["focus", "neighbour"])]
    assert said == {f"{r.name} {r.value:.1f}%" for r in near.itertuples(index=False)} | {"England: 19.0%"}
    assert eyes.labelled(ax, "level:")["england"].get_ydata()[0] == 19.04


def test_the_focus_shows_its_range():
    table = rows([20.0, 10, 30])
    ax = distribution.draw(table, **STYLE)
    noise = next(c for c in ax.collections if c.get_label() == "noise").get_segments()[0]
    assert noise[:, 1].tolist() == [17.0, 23.0]


def test_too_many_neighbours_are_counted_not_named(eyes):
    table = rows(shapes()["bell"], neighbours=side_names.MOST)
    ax = distribution.draw(table, **STYLE)
    assert [t.get_text().split("\n")[0] for t in ax.texts if t.get_label() == "name"] == ["Bournemouth,"]
    notes = next(t.get_text() for t in ax.texts if t.get_label() == "notes").replace("\n", " ")
    assert "16 similar councils are too many to name." in notes
    eyes.legible(ax)


def test_missing_ones_are_counted_and_a_missing_focus_has_no_dot(eyes):
    table = rows(shapes()["bell"])
    table.loc[[0, 3, 40], "value"] = np.nan
    table.loc[[0, 3, 40], "marker"] = ["c", "c", "x"]
    ax = distribution.draw(table, good=-1, **STYLE)
    notes = next(t.get_text() for t in ax.texts if t.get_label() == "notes").replace("\n", " ")
    assert "Not drawn: 3 councils without a figure." in notes and notes.endswith("Low is good.")
    assert not len(eyes.labelled(ax, "dots:")["focus"].get_xdata())
    said = distribution.alt_text(table, **STYLE)
    assert "Bournemouth, Christchurch and Poole: no figure (suppressed)." in said
    assert "Without a figure: 2 suppressed, 1 not available." in said


def test_alt_text_says_what_is_drawn(eyes):
    table = level(rows(shapes()["bell"]), "england", "England", 19.0)
    said = distribution.alt_text(table, **STYLE)
    held = table[table.role.isin(distribution.LOOKS)].value
    assert f"153 councils from {held.min():.1f}% to {held.max():.1f}%." in said
    near, own = table[table.role == "neighbour"].sort_values("value"), table.value.iloc[0]
    listed = said.split("Similar councils, lowest first: ")[1]
    assert eyes.numbers(listed) == near.value.round(1).tolist()
    assert f": {own:.1f}% (usually {own - 3:.1f}% to {own + 3:.1f}%)." in said


def test_lacking_columns_are_named():
    with pytest.raises(ScoutingError, match="The chart distribution needs columns that the table has not: marker"):
        distribution.draw(rows([1, 2, 3]).drop(columns="marker"), **STYLE)
