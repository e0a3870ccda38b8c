"""A line the size of a word: ten years of one figure as inline SVG."""

from __future__ import annotations

import numpy as np

from scouting.charts.axis import runs

#: Periods drawn, the newest last.
PERIODS = 10
WIDE, HIGH, EDGE = 76, 18, 3


def svg(figures: np.ndarray, position: np.ndarray, segment: np.ndarray) -> str:
    """The line, with a dot at the latest figure; blank where there is none. Nothing crosses a break or a gap.

    ``figures``, ``position``, ``segment``: of one area, oldest first, as a panel holds them (position under 0: no such
    period). A figure between two breaks or gaps is a dot. Hidden from screen readers: the row says its figures.

    >>> svg(np.array([1.0, 2.0, 3.0]), np.array([0, 1, 2]), np.array([0, 0, 1])).count("M")
    1
    """
    held = position >= 0
    held &= position > position.max(initial=-1) - PERIODS
    y, x, part = figures[held], position[held].astype(float), segment[held]
    has = np.isfinite(y)
    if not has.any():
        return ""
    low, high = y[has].min(), y[has].max()
    right = WIDE - EDGE - (x[-1] - x) * (WIDE - 2 * EDGE) / (PERIODS - 1)
    down = HIGH / 2 - (y - (low + high) / 2) / ((high - low) or 1.0) * (HIGH - 2 * EDGE)
    drawn = []
    for run in runs(x, has.tolist(), part.tolist()):
        points = " ".join(f"{right[i]:.1f},{down[i]:.1f}" for i in run)
        drawn.append(f'<path d="M{points}"/>' if len(run) > 1 else f'<circle cx="{right[run[0]]:.1f}" '
                     f'cy="{down[run[0]]:.1f}" r="1.2"/>')  # fmt: skip
    if has[-1]:
        drawn.append(f'<circle class="now" cx="{right[-1]:.1f}" cy="{down[-1]:.1f}" r="2.2"/>')
    return f'<svg class="spark" viewBox="0 0 {WIDE} {HIGH}" aria-hidden="true">{"".join(drawn)}</svg>'
