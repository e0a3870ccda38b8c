"""The step view: the levels are the means of the parts, nothing is joined over a break, and the break is marked."""

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
import pytest

from scouting.charts import steps

STYLE = {"title": "Referrals from the police rising, Bournemouth, Christchurch and Poole", "unit": "%", "decimals": 1}


def rows(values, after=2, breaks_at=0, skip=0):
    n = len(values)
    parts = [""] * skip + ["before"] * (n - after - skip) + ["after"] * after
    return pd.DataFrame(
        {
            "period": [str(2014 + k) for k in range(n)],
            "period_end": pd.to_datetime([f"{2014 + k}-03-31" for k in range(n)]),
            "value": np.asarray(values, float),
            "neighbour_median": 22.0 + np.arange(n) / 5,
            "england": 21.0,
            "segment": [int(breaks_at > 0 and k >= breaks_at) for k in range(n)],
            "part": parts,
        }
    )


SERIES = {
    "a step": [20.0, 21, 19, 22, 20, 21, 30, 31],
    "a gap": [20.0, np.nan, 19, 22, np.nan, 21, 30, 31],
    "levels close": [20.0, 20.5, 20, 20.2, 20.1, 20, 20.3, 20.4],
}


@pytest.mark.parametrize("name", SERIES)
def test_legible_and_levels_are_means(eyes, name):
    table = rows(SERIES[name])
    ax = steps.draw(table, expected=21.0, reach=2.5, subtitle="up to 2021", **STYLE)
    eyes.legible(ax)
    levels = {part: line.get_ydata()[0] for part, line in eyes.labelled(ax, "level:").items()}
    y = table.value.to_numpy()
    assert levels == pytest.approx({"before": np.nanmean(y[:-2]), "after": np.nanmean(y[-2:])})
    said = steps.alt_text(table, expected=21.0, reach=2.5, **STYLE)
    assert f"Before {levels['before']:.1f}%, after {levels['after']:.1f}%. In ordinary years 18.5% to 23.5%." in said
    assert said.count("no figure in") == np.isnan(y).sum()


def test_a_break_is_marked_and_nothing_joined_over_it(eyes):
    table = rows([50.0, 51, 50, 20, 21, 19, 22, 30], after=1, breaks_at=3, skip=3)
    ax = steps.draw(table, expected=50.0, reach=2.0, **STYLE)
    marked = [line.get_xdata()[0] for line in ax.lines if line.get_label() == "break"]
    ends = mdates.date2num(table.period_end)
    assert len(marked) == 1 and ends[2] < marked[0] < ends[3]
    runs = [len(line.get_xdata()) for line in ax.lines if line.get_label() == "line:value"]
    assert runs == [3, 5]
    assert "Break before 2017." in steps.alt_text(table, expected=50.0, reach=2.0, **STYLE)
