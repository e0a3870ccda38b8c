"""The three pictures of naming: bars, dots and lines where the table has them; nobody named but the reader's own."""

import numpy as np
import pandas as pd
import pytest

from scouting.charts import chances, climb, named_groups
from scouting.errors import ScoutingError

LONG = "Bournemouth, Christchurch and Poole"
WORDS = {"best": "Named best in 2001", "worst": "Named last in 2001"}


def place_rows(own=None):
    rng = np.random.default_rng(0)
    chance = np.concatenate([np.sort(rng.uniform(0.2, 1, n))[::-1] for n in (15, 14)])
    rows = pd.DataFrame(
        {
            "group": ["best"] * 15 + ["last"] * 14, "place": [*range(1, 16), *range(1, 15)], "chance": chance,
            "by_luck": [15 / 151] * 15 + [14 / 151] * 14, "name": "",
        }
    )  # fmt: skip
    if own is not None:
        rows.loc[own, "name"] = LONG
    return rows


@pytest.mark.parametrize("own", [None, 0, 14, 15, 28])
def test_bars_are_the_chances_and_the_outermost_stand_at_the_rim(eyes, own):
    rows = place_rows(own)
    ax = chances.draw(
        rows, title="15 best and 14 last: about 9.1 and 8.2 would be named again", subtitle="151 councils"
    )
    eyes.legible(ax)
    assert sorted(p.get_height() for p in ax.patches) == pytest.approx(sorted(100 * rows.chance))
    at = {bars.get_label(): bars.patches[0].get_x() for bars in ax.containers}
    assert at["best:1"] == min(at.values()) and at["last:1"] == max(at.values())
    luck = {label: line.get_ydata()[0] for label, line in eyes.labelled(ax, "luck:").items()}
    assert luck == pytest.approx({"best": 1500 / 151, "last": 1400 / 151})
    names = [t.get_text() for t in ax.texts if t.get_label() == "name"]
    assert names == ([] if own is None else [LONG])


def test_alt_text_of_chances_holds_every_chance(eyes):
    rows = place_rows(3)
    said = chances.alt_text(rows, title="T")
    for row in rows.itertuples():
        assert f" {'over 99' if row.chance >= 0.995 else f'{100 * row.chance:.0f}'}%" in said
    assert said.count(LONG) == 1 and "If all councils were alike: 10% each." in said


def climb_rows(own=0):
    rng = np.random.default_rng(1)
    start = rng.standard_normal(150)
    rows = pd.DataFrame(
        {"name": "", "role": "other", "start": start, "change": -0.3 * start + 0.3 * rng.standard_normal(150),
         "noise": 0.2, "expected": -0.3 * start}
    )  # fmt: skip
    rows.loc[1:8, "role"] = "neighbour"
    if own is not None:
        rows.loc[own, ["name", "role"]] = [LONG, "focus"]
    return rows


@pytest.mark.parametrize("own", [None, 0, 7])
def test_dots_and_the_line_of_what_was_expected(eyes, own):
    rows = climb_rows(own)
    ax = climb.draw(rows, title="Behind, but improving", subtitle="Adult outcomes")
    eyes.legible(ax)
    drawn = [np.column_stack(line.get_data()) for line in eyes.labelled(ax, "dots:").values()]
    drawn = np.concatenate(drawn)
    np.testing.assert_allclose(np.sort(drawn, axis=0), np.sort(rows[["start", "change"]].to_numpy(), axis=0))
    line = eyes.labelled(ax, "expected")[""]
    np.testing.assert_allclose(line.get_ydata(), rows.sort_values("start").expected)
    said = climb.alt_text(rows, title="T")
    assert sum(int(n) for n in eyes.numbers(said.split(". ")[1])) == 150 and (LONG in said) == (own is not None)
    if own is not None:
        limits = eyes.labelled(ax, "noise")[""].get_ydata()
        assert np.ptp(limits) == pytest.approx(2 * 1.96 * 0.2, abs=1e-3)


def group_rows(own=None):
    rng = np.random.default_rng(2)
    rank = rng.permutation(151)[:27] + 1
    rows = pd.DataFrame(
        {"list": ["best"] * 14 + ["worst"] * 13, "name": "", "rank": rank, "rank_low": np.maximum(rank - 30, 1),
         "rank_high": np.minimum(rank + 30, 151)}
    )  # fmt: skip
    if own is not None:
        rows.loc[own, "name"] = LONG
    return rows


@pytest.mark.parametrize("own", [None, 2, 26])
def test_groups_stand_at_todays_places_with_their_intervals(eyes, own):
    rows = group_rows(own)
    ax = named_groups.draw(rows, of=151, words=WORDS, title="Named in 2001, seen today", subtitle="Adult outcomes")
    eyes.legible(ax)
    spans = [tuple(line.get_xdata()) for line in ax.lines if line.get_label() == "span"]
    assert sorted(spans) == sorted(zip(rows.rank_low, rows.rank_high, strict=True))
    for which in WORDS:
        dots = [line.get_xdata()[0] for line in ax.lines if line.get_label() == f"dot:{which}"]
        assert dots == sorted(rows["rank"][rows["list"] == which])
    said = named_groups.alt_text(rows, of=151, words=WORDS, title="T")
    better = (rows["rank"] < 76)[rows["list"] == "worst"].sum()
    assert f"Named last in 2001: 13 councils, {better} in the better half." in said
    assert (LONG in said) == (own is not None)


def test_a_list_without_words_is_refused():
    with pytest.raises(ScoutingError, match="named_groups has no words for the list worst"):
        named_groups.draw(group_rows(), of=151, words={"best": "x"}, title="T")
