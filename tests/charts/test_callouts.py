"""Names at the sides of a picture: inside the figure, not over each other, their lines not crossing."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scouting.charts import callouts, layout, theme

BODY, BETWEEN = 5.0, (2.0, 6.5)
WIDTH = theme.WIDTH - 2 * theme.EDGE


def drawn(names, x, y):
    with theme.use():
        ax, _ = layout.frame(None, "rug", BODY, "T")
        ax.set(xlim=(0, WIDTH), ylim=(0, BODY))
        ax.axis("off")
        said = {"bold": [False] * len(names), "dots": [True] * len(names)}
        callouts.draw(ax, names, np.array(x), np.array(y), body=BODY, between=BETWEEN, width=WIDTH, **said)
    return ax


def crossing(one, other):
    """Whether two segments cross, by solving for the point where their lines meet."""
    (p, q), (r, s) = np.array(one), np.array(other)
    matrix = np.stack([q - p, r - s], axis=1)
    if abs(np.linalg.det(matrix)) < 1e-9:
        return False
    t, u = np.linalg.solve(matrix, r - p)
    return 1e-6 < t < 1 - 1e-6 and 1e-6 < u < 1 - 1e-6


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 16), st.integers(0, 17)), min_size=1, max_size=20, unique=True))
def test_lines_side_by_side_do_not_cross_and_each_ends_at_its_place(places):
    x = [2.1 + 0.25 * q for q, _ in places]
    y = [0.2 + 0.26 * r for _, r in places]
    ax = drawn([f"Name {k}" for k in range(len(places))], x, y)
    ends = []
    for lines in (c for c in ax.collections if c.get_label() == "callout:lines"):
        segments = lines.get_segments()
        assert not any(crossing(a, b) for a, b in itertools.pairwise(segments))
        ends += [tuple(np.round(s[1], 6)) for s in segments]
    assert sorted(ends) == sorted((round(a, 6), round(b, 6)) for a, b in zip(x, y, strict=True))


@pytest.mark.parametrize("n", [1, 10, 24, 30])
def test_many_names_at_one_corner_stay_legible(eyes, n):
    rng = np.random.default_rng(n)
    names = ["Bournemouth, Christchurch and Poole", "Bath and North East Somerset", *["Devon"] * n][:n]
    eyes.legible(drawn(names, 2.1 + rng.random(n), 0.1 + rng.random(n) * 0.5))


def test_west_is_named_left_and_east_right(eyes):
    ax = drawn(["West", "East"], [2.5, 6.0], [1.0, 1.0])
    boxes = dict(eyes.extents(ax))
    middle = ax.transData.transform((WIDTH / 2, 0))[0]
    assert boxes["West"].x1 < middle < boxes["East"].x0
