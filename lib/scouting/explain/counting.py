"""How much each council counts: denominators per head, what need leaves over, jumps, and the counting what-if."""

from __future__ import annotations

import warnings
from typing import NamedTuple

import numpy as np

from scouting.explain.background import allow, centred, spread
from scouting.terms import LAST_YEARS

#: Denominators that differ by less than this (logarithm per head) are the population itself: nobody counts it.
COUNTED_SPREAD = 0.02
#: A denominator jumps when it changes by a quarter in a year and by four times the usual change: 1 in 270 does.
JUMP_SHARE, JUMP_NOISE = 0.25, 4.0


class Counts(NamedTuple):
    """Denominators of every council, each (indicators, councils) unless it says otherwise.

    ``per_head``: mean of the last three years over the people the service is there for; ``unusual``, ``left_over``:
    its logarithm in standard deviations from the middle, before and after region and need; ``jump``: the largest
    change in a year among the last three (as a logarithm beside all councils), ``jump_noise``: in units of what is
    usual; ``denominator``: mean of the last three years; ``heads`` (indicators, councils).
    """

    per_head: np.ndarray
    unusual: np.ndarray
    left_over: np.ndarray
    jump: np.ndarray
    jump_noise: np.ndarray
    denominator: np.ndarray
    heads: np.ndarray


def counted(numerator, denominator, heads, region, need, position, segment) -> Counts:
    """What the denominators say of every council.

    ``numerator``, ``denominator`` (indicators, councils, periods); ``heads`` (indicators, councils); ``need``: one
    table of features (councils, features) an indicator; ``position``, ``segment`` (indicators, periods). Denominators
    that are the population itself cannot be counted differently: NaN.
    """
    whole = np.isfinite(numerator) & np.isfinite(denominator)
    open_ = (segment == segment[:, -1:]) & (position >= 0)
    whole &= open_[:, None, :]
    d3 = _mean_of_last(np.where(whole, denominator, np.nan))
    with np.errstate(invalid="ignore", divide="ignore"):
        per_head = d3 / heads
        logs = np.where(per_head > 0, np.log(per_head), np.nan)
    wide = np.nan_to_num(spread(logs)) > COUNTED_SPREAD
    logs = np.where(wide[:, None], logs, np.nan)
    left = np.full(logs.shape, np.nan)
    for k in np.flatnonzero(wide):
        left[k] = allow(logs[k : k + 1], region, need[k])[0]
    jump, usual = _jumps(np.where(open_[:, None, :], denominator, np.nan), position)
    return Counts(
        np.where(wide[:, None], per_head, np.nan),
        centred(logs) / spread(logs)[:, None],
        left / spread(left)[:, None],
        np.where(wide[:, None], jump, np.nan),
        np.where(wide[:, None], usual, np.nan),
        d3, heads,
    )  # fmt: skip


def _mean_of_last(block: np.ndarray) -> np.ndarray:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a council without a figure: NaN
        return np.nanmean(block[..., -LAST_YEARS:], axis=-1)


def _jumps(denominator: np.ndarray, position: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The largest change of a denominator in one of the last three years, and in units of what is usual."""
    with np.errstate(invalid="ignore", divide="ignore"):
        steps = np.diff(np.log(np.where(denominator > 0, denominator, np.nan)), axis=-1)
        chance = np.sqrt(1 / denominator[..., 1:] + 1 / denominator[..., :-1])
    steps = np.where((np.diff(position, axis=-1) == 1)[:, None, :], steps, np.nan)
    steps = centred(np.swapaxes(steps, 1, 2)).swapaxes(1, 2)
    usual = np.nan_to_num(spread(steps.reshape(len(steps), -1))) if steps.size else np.zeros(len(steps))
    noise = np.hypot(usual[:, None, None], chance)[..., -LAST_YEARS:]
    size = np.abs(steps)[..., -LAST_YEARS:]
    if not size.shape[-1]:
        return np.full(denominator.shape[:2], np.nan), np.full(denominator.shape[:2], np.nan)
    place = np.nan_to_num(size, nan=-1).argmax(-1)[..., None]
    picked = np.take_along_axis(size, place, -1)[..., 0]
    return picked, picked / np.take_along_axis(noise, place, -1)[..., 0]


def jumped(jump: float, noise: float) -> bool:
    """Whether a denominator's change in a year is a jump: by a quarter or more, and far more than is usual.

    >>> jumped(0.3, 5.0), jumped(0.3, 2.0), jumped(0.1, 9.0)
    (True, False, False)
    """
    return bool(jump >= np.log1p(JUMP_SHARE) and noise >= JUMP_NOISE)


def what_if(numerator, denominator, other, sign, proportion=True) -> tuple[float, float]:
    """Numerator over denominator if ``other`` cases were counted in place of ``denominator``: (held, most).

    ``held``: with the numerator as it is. ``most``: where much is good (``sign`` 1) and cases are added to a
    ``proportion``, each of them may be one that turned out well, so that it is in the numerator too: the most that
    counting could do. Where little is good, a case added helps by not being in the numerator, and ``most`` is ``held``.
    Cases left out are never taken to be those that turned out otherwise: who leaves out most leaves out the mild ones.

    >>> what_if(20.0, 100.0, 125.0, -1), what_if(60.0, 100.0, 125.0, 1)
    ((0.16, 0.16), (0.48, 0.68))
    """
    held = numerator / other
    if not proportion:
        return held, held
    added = max(other - denominator, 0.0) if sign > 0 else 0.0
    return min(held, 1.0), min((numerator + added) / other, 1.0)
