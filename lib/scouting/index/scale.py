"""One scale for unlike figures: standard scores, the range, or the place among councils."""

from __future__ import annotations

import numpy as np

#: With a geometric mean the scale begins above zero, as COINr's does: one zero would make a whole index zero.
GEOMETRIC_FLOOR = 1.0


def scaled(figures, frame, method: str) -> np.ndarray:
    """Where figures lie on a scale that is made by the figures of all councils. High stays high.

    ``figures``: any figures; ``frame``: the field's figures (NaN: missing, left out). ``method``: "z", less the mean
    over the standard deviation (n - 1); "min_max", 0 for the field's least to 100 for its most; "percentile", the
    share of the other councils below, times 100, straight lines between. The formulas are COINr's (Becker and others
    2022).

    >>> frame = [2, 4, 4, 5, 7, 9, 30]
    >>> scaled(frame, frame, "min_max").round(3).tolist()
    [0.0, 7.143, 7.143, 10.714, 17.857, 25.0, 100.0]
    >>> scaled(frame, frame, "percentile").round(3).tolist()
    [0.0, 16.667, 16.667, 50.0, 66.667, 83.333, 100.0]
    """
    figures, frame = np.asarray(figures, float), np.asarray(frame, float)
    frame = np.sort(frame[np.isfinite(frame)])
    if method == "z":
        return (figures - frame.mean()) / frame.std(ddof=1)
    if method == "min_max":
        return 100 * (figures - frame[0]) / (frame[-1] - frame[0])
    apart = np.unique(frame)
    below = np.searchsorted(frame, apart, side="left") / (len(frame) - 1)
    return np.where(np.isnan(figures), np.nan, 100 * np.interp(figures, apart, below))


def scaled_noise(figures, noise, frame, method: str) -> np.ndarray:
    """The noise (standard errors) of figures on the scale; the frame itself is taken as it stands.

    Of a percentile it is half of what lies between the figure less its noise and the figure plus it, and at least
    half a place: a noise is never zero.

    >>> scaled_noise([5.0], [1.0], [2, 4, 4, 5, 7, 9, 30], "min_max").round(3).tolist()
    [3.571]
    """
    figures, noise = np.asarray(figures, float), np.asarray(noise, float)
    if method == "percentile":
        reach = (scaled(figures + noise, frame, method) - scaled(figures - noise, frame, method)) / 2
        return np.fmax(reach, np.where(np.isnan(reach), np.nan, 50 / (np.isfinite(frame).sum() - 1)))
    return noise * (scaled(1.0, frame, method) - scaled(0.0, frame, method))


def above_zero(value, noise) -> tuple[np.ndarray, np.ndarray]:
    """A scale of 0 to 100 (value and noise) moved to begin at 1, so that a geometric mean can be taken."""
    step = (100 - GEOMETRIC_FLOOR) / 100
    return GEOMETRIC_FLOOR + step * value, step * noise


def as_logs(value: np.ndarray, noise: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Logarithms of positive figures and their noise: a geometric mean is the mean of these.

    The noise is the root mean square of log(x + e) - log(x) over a normal e, with x + e kept at the least of the
    scale: near it a straight line (noise / x) would have no bound. By Gauss-Hermite quadrature.

    >>> as_logs(np.array([50.0]), np.array([0.5]))[1].round(4).tolist()
    [0.01]
    """
    nodes, weights = np.polynomial.hermite_e.hermegauss(24)
    logs = np.log(value)
    moved = np.log(np.fmax(value[..., None] + noise[..., None] * nodes, GEOMETRIC_FLOOR)) - logs[..., None]
    return logs, np.sqrt((moved**2) @ (weights / weights.sum()))
