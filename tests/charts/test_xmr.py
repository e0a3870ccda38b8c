"""The XmR chart: every figure and limit where the table has it, signals ringed and named, gaps not joined."""

import numpy as np
import pandas as pd
import pytest

from scouting.charts import xmr
from scouting.stats import spc

STYLE = {"title": "Re-referrals, Bournemouth, Christchurch and Poole: points signal", "unit": "%", "decimals": 1}


def rows(values, first=2013):
    found = spc.xmr(values)
    years = range(first, first + len(values))
    table = pd.DataFrame(
        {
            "period": [f"{y}-{(y + 1) % 100:02d}" for y in years],
            "period_end": pd.to_datetime([f"{y + 1}-03-31" for y in years]),
            "position": range(len(values)),
            "value": np.asarray(values, float),
            "marker": "",
            "outside": found.outside,
            "shift": found.shift,
            "trend": found.trend,
        }
    )
    return table, {"mean": found.mean, "lower": found.lower, "upper": found.upper}


SERIES = {
    "quiet": [20.0, 21, 19, 20.5, 19.5, 20, 21, 20, 19, 20],
    "far out": [20.0, 20.5, 20, 20.5, 20, 35, 20, 20.5, 20, 20.5],
    "rising": np.arange(10.0, 30.0, 2.0),
    "shifted": [10.0, 11, 10, 9, 10, 11, 10, 30, 31, 30, 29, 30, 31, 30],
    "with gaps": [0.0, 0, 0, 0, 16.1, 12.7, 8.6, 15, 11.3, np.nan, np.nan, np.nan, 15.8],
    "near the top": [97.0, 98, 96, 99, 97, 80],
    "nothing changes": [5.0] * 8,
}


@pytest.mark.parametrize("name", SERIES)
def test_legible_and_at_their_places(eyes, name):
    table, levels = rows(SERIES[name])
    ax = xmr.draw(table, **levels, **STYLE)
    eyes.legible(ax)
    points = next(line for line in ax.lines if line.get_label() == "points")
    np.testing.assert_array_equal(points.get_ydata(), table.value)
    low, high = ax.get_ylim()
    drawn = {word: line.get_ydata()[0] for word, line in eyes.labelled(ax, "level:").items()}
    wanted = {"Upper limit": levels["upper"], "Mean": levels["mean"], "Lower limit": levels["lower"]}
    assert drawn == {word: level for word, level in wanted.items() if low <= level <= high}
    notes = next(t.get_text() for t in ax.texts if t.get_label() == "notes").replace("\n", " ")
    assert ("A limit that no figure can reach is not drawn." in notes) == (len(drawn) < 3)
    assert ("fewer than 10 figures are rough" in notes) == (np.isfinite(table.value).sum() < 10)


@pytest.mark.parametrize("name", SERIES)
def test_each_signal_is_ringed_and_said(eyes, name):
    table, levels = rows(SERIES[name])
    ax = xmr.draw(table, **levels, **STYLE)
    signals = table[table[["outside", "shift", "trend"]].any(axis=1)]
    assert set(eyes.labelled(ax, "ring:")) == set(signals.period)
    said = xmr.alt_text(table, **levels, **STYLE)
    told = said.split("Unusual: ")[1]
    assert all(period in told for period in signals.period) and (told == "none.") == signals.empty
    assert (len(eyes.labelled(ax, "signal:")) > 0) == (not signals.empty)


def test_nothing_is_joined_over_a_gap():
    table, levels = rows(SERIES["with gaps"])
    ax = xmr.draw(table, **levels, **STYLE)
    lines = [line for line in ax.lines if line.get_label() == "line"]
    assert [len(line.get_xdata()) for line in lines] == [9, 1]
    notes = next(t.get_text() for t in ax.texts if t.get_label() == "notes").replace("\n", " ")
    assert notes.endswith("3 periods have no figure.")


def test_alt_text_has_every_figure(eyes):
    table, levels = rows(SERIES["far out"], first=2013)
    said = xmr.alt_text(table, **levels, **STYLE)
    figures = said.split(" to ", 1)[1].split(". ", 1)[1].split(". Unusual")[0]
    shown = [float(part.split("%")[0]) for part in figures.split(", ")]
    assert shown == table.value.tolist()
    assert f"Mean {levels['mean']:.1f}%, limits {levels['lower']:.1f}% to {levels['upper']:.1f}%." in said
