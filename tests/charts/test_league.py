"""The league strip: every place with its interval, our own named, the rest only where they are few."""

import numpy as np
import pandas as pd
import pytest
from tests.cases import few

from scouting.charts import league
from scouting.errors import ScoutingError

NAMES = ["Bournemouth, Christchurch and Poole", "Kingston upon Hull, City of", "Westmorland and Furness", "Derby"]


def table(n, missing=0, focus=2, seed=0):
    rank = np.arange(1, n + 1, dtype=float)
    reach = np.random.default_rng(seed).integers(0, max(n // 3, 1) + 1, (2, n))
    rows = pd.DataFrame(
        {
            "area_code": [f"E{k:08d}" for k in range(n)],
            "name": [NAMES[k % 4] for k in range(n)],
            "role": ["focus" if k == focus else "neighbour" for k in range(n)],
            "rank": rank, "rank_low": np.maximum(rank - reach[0], 1), "rank_high": np.minimum(rank + reach[1], n),
            "of": float(n - missing),
        }
    )  # fmt: skip
    rows[["rank_high"]] = np.minimum(rows[["rank_high"]], n - missing)
    if missing:
        rows.loc[n - missing :, ["rank", "rank_low", "rank_high"]] = np.nan
    return rows


def part(ax, label):
    return next(a for a in (*ax.collections, *ax.patches, *ax.texts) if a.get_label() == label)


@pytest.mark.parametrize("n, missing", [(3, 0), (11, 1), (16, 0), (25, 2), (26, 0), (153, 1)])
def test_every_size_is_drawn_whole_and_says_what_the_table_says(eyes, n, missing):
    rows = table(n, missing)
    ax = league.draw(rows, title="Westmorland and Furness is 3rd, and could be in many other places")
    eyes.legible(ax)
    held = rows.dropna(subset=["rank"])
    assert len(part(ax, "marks").get_offsets()) == len(held)
    ends = np.array([s[:, 0] for s in part(ax, "intervals").get_segments()])
    assert ends[:, 0] + 0.4 == pytest.approx(held.rank_low) and ends[:, 1] - 0.4 == pytest.approx(held.rank_high)
    assert part(ax, "marks").get_offsets()[:, 0].tolist() == held["rank"].tolist()
    low, high = ax.get_xlim()
    assert low < 1 and high > n - missing


def test_of_many_councils_only_our_own_is_named():
    rows = table(153, focus=40)
    ax = league.draw(rows, title="A title")
    said = " ".join(t.get_text() for t in ax.texts) + " ".join(t.get_text() for t in ax.get_yticklabels())
    assert "Bournemouth, Christchurch and Poole: 41st" in said and "Derby" not in said
    assert "Derby" not in league.alt_text(rows, title="A title")


AT = [
    (place, reach, name)
    for place in (0, 2, 64, 100, 152)
    for reach in (0, 30, 70, 152)
    for name in (NAMES[3], NAMES[0])
]


@pytest.mark.parametrize(
    ("place", "reach", "name"),
    few([(0, 152, NAMES[0]), (64, 70, NAMES[0]), (100, 30, NAMES[0]), (152, 0, "Derby")], AT),
)
def test_our_own_name_stays_in_the_figure_however_wide_its_bar(eyes, place, reach, name):
    rows = table(153, focus=place)
    rows["rank_low"], rows["rank_high"] = (rows["rank"] - reach).clip(lower=1), (rows["rank"] + reach).clip(upper=153)
    rows["name"] = name
    for ax in (league.draw(table(153), title="T"), league.draw(rows, title="T")):
        league.update(ax, rows)
        eyes.legible(ax)
        assert part(ax, "own").get_text().startswith(f"{name}: ")


def test_our_own_council_that_is_not_scored_is_named_all_the_same(eyes):
    rows = table(153, missing=1, focus=152)
    ax = league.draw(rows, title="A title")
    eyes.legible(ax)
    assert (
        part(ax, "own").get_text() == "Bournemouth, Christchurch and Poole: not ranked"
        and part(ax, "own").get_visible()
    )
    assert "Poole: not ranked of 152." not in league.alt_text(rows, title="A title")
    assert "Poole: not ranked." in league.alt_text(rows, title="A title")


@pytest.mark.parametrize("n, missing", [(11, 1), (153, 1)])
def test_moved_in_place_it_is_as_if_drawn_anew(n, missing):
    ax = league.draw(table(n, missing), title="Before")
    after = table(n, missing, focus=n - 4, seed=5)
    assert league.fits(ax, after) and not league.fits(ax, table(n + 1, missing)) and not league.fits(ax, table(n, 0))
    before = len(ax.get_children())
    league.update(ax, after, "After")
    anew = league.draw(after, title="After")
    assert len(ax.get_children()) == before
    assert np.array_equal(part(ax, "marks").get_facecolor(), part(anew, "marks").get_facecolor())
    assert np.array_equal(part(ax, "intervals").get_linewidths(), part(anew, "intervals").get_linewidths())
    assert np.array_equal(part(ax, "intervals").get_segments(), part(anew, "intervals").get_segments())
    assert np.array_equal(part(ax, "intervals").get_colors(), part(anew, "intervals").get_colors())
    assert [t.get_text() for t in ax.texts] == [t.get_text() for t in anew.texts]
    assert [t.get_text() for t in ax.get_yticklabels()] == [t.get_text() for t in anew.get_yticklabels()]
    assert part(ax, "band").get_y() == part(anew, "band").get_y()


def test_no_place_without_its_interval(eyes):
    rows = table(11, missing=1)
    ax = league.draw(rows, title="A title")
    said = [t.get_text() for t in ax.texts if t.get_label().startswith("figure:")]
    for text, row in zip(said, rows.itertuples(), strict=True):
        expected = [row.rank, row.rank_low, row.rank_high] if row.rank == row.rank else []
        assert [float(n) for n in eyes.numbers(text)] == expected, text
    assert said[-1] == "not ranked"
    assert "rank of 10, the best on the left" in [t.get_text() for t in ax.texts]


def test_alt_text_counts_and_names():
    rows = table(153, missing=1)
    text = league.alt_text(rows, title="A title")
    row = rows.iloc[2]
    assert text.startswith("League strip of 153 councils: A title. Westmorland and Furness: 3rd (")
    assert f"to {row.rank_high:.0f}" in text and "of 152." in text
    assert text.endswith("1 council is not ranked: too few figures.")


def test_a_table_that_lacks_a_column_is_refused():
    with pytest.raises(ScoutingError, match="The chart league needs columns that the table has not: rank_low"):
        league.draw(table(4).drop(columns="rank_low"), title="A title")
