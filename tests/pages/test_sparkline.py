"""A line the size of a word: where it goes, and what it never crosses."""

import re

import numpy as np
from bs4 import BeautifulSoup

from scouting.pages import sparkline


def drawn(figures, position=None, segment=None):
    n = len(figures)
    position = np.arange(n) if position is None else np.array(position)
    segment = np.zeros(n, int) if segment is None else np.array(segment)
    soup = BeautifulSoup(sparkline.svg(np.array(figures, float), position, segment), "html.parser")
    paths = [path["d"].lstrip("M").split() for path in soup.select("path")]
    points = [[tuple(map(float, pair.split(","))) for pair in pairs] for pairs in paths]
    return soup, points


def test_higher_is_higher_and_a_year_is_as_wide_everywhere():
    _, (points,) = drawn([1, 3, 2])
    assert points[1][1] < points[2][1] < points[0][1]
    steps = np.diff([x for x, _ in points])
    assert np.allclose(steps, (sparkline.WIDE - 2 * sparkline.EDGE) / (sparkline.PERIODS - 1), atol=0.1)


def test_nothing_crosses_a_break_a_gap_or_a_missing_year():
    nan = float("nan")
    assert [len(p) for p in drawn([1, 2, 3, 4], segment=[0, 0, 1, 1])[1]] == [2, 2]
    assert [len(p) for p in drawn([1, 2, 3, 4], position=[0, 1, 4, 5])[1]] == [2, 2]
    soup, points = drawn([1, 2, nan, 4])
    assert [len(p) for p in points] == [2] and len(soup.select("circle")) == 2  # 4 alone, and the mark of the latest


def test_ten_periods_at_most_and_the_latest_at_the_right():
    _, (points,) = drawn(range(25))
    assert len(points) == sparkline.PERIODS and points[-1][0] == sparkline.WIDE - sparkline.EDGE
    assert points[0][0] == sparkline.EDGE


def test_a_missing_latest_figure_has_no_dot_and_none_at_all_no_line():
    soup, _ = drawn([1, 2, float("nan")])
    assert not soup.select(".now") and soup.svg["aria-hidden"] == "true"
    assert sparkline.svg(np.full(3, np.nan), np.arange(3), np.zeros(3, int)) == ""
    assert not re.search("nan", str(drawn([5, 5])[0]))  # two that are the same
