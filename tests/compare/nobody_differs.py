"""Made-up worlds in which we know what is true of every council. Of ``scouting`` only the shape of the blocks is used.

A hundred and fifty councils with ten neighbours each, six measures, ten years and the year after. Except in the last
two worlds nobody differs from anybody: whatever is called clear is wrong.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from scouting.compare import Blocks

COUNCILS, NEIGHBOURS, MEASURES, YEARS = 150, 10, 6, 10
NOBODY_DIFFERS = ("counts", "wobble", "three years", "tiny", "no counts")
#: How much of a swing is left a year later, as on the real figures.
LASTING = 0.76


class World(NamedTuple):
    """``blocks``: what is known; ``after``: the figures of the year after (measures, councils); ``neighbours``: places
    of each council's (councils, 10); ``true``: the true rate without wobble and swings (measures, councils)."""

    blocks: Blocks
    after: np.ndarray
    neighbours: np.ndarray
    true: np.ndarray


def world(kind: str, seed: int) -> World:
    """One world. ``kind``: "counts" (chance in counts alone), "wobble" (years that move by themselves besides), "three
    years" (of them; the first measure, their kin, has ten), "tiny" (3 to 60 people), "no counts" (wobble, percentages
    published without counts), "swings" (nobody differs but by swings that last), "spread" (councils differ, and years
    wobble)."""
    rng = np.random.default_rng([seed, len(kind), ord(kind[0])])
    people = np.exp(rng.normal(6, 1, COUNCILS)).round() + 15
    if kind == "tiny":
        people = np.clip(np.exp(rng.normal(2.8, 0.7, COUNCILS)).round(), 3, 60)
    shape = (MEASURES, COUNCILS, YEARS + 1)
    middle = rng.uniform(0.08, 0.5, (MEASURES, 1, 1))
    logit = np.broadcast_to(np.log(middle / (1 - middle)), shape).copy()
    if kind == "spread":
        logit += rng.normal(0, 0.3, (MEASURES, COUNCILS, 1))
    true = 1 / (1 + np.exp(-logit[..., 0]))
    size = rng.uniform(0.1, 0.35, (MEASURES, 1, 1))
    if kind in ("wobble", "three years", "no counts", "spread"):
        # The kin of the short measures scatters as they do: that is what makes it their kin.
        size = size[:1] if kind == "three years" else size
        logit += size * rng.normal(size=shape)
    if kind == "swings":
        swing = np.empty((*shape[:2], 60 + YEARS + 1))
        swing[..., 0] = rng.normal(size=shape[:2])
        for t in range(1, swing.shape[2]):
            swing[..., t] = LASTING * swing[..., t - 1] + np.sqrt(1 - LASTING**2) * rng.normal(size=shape[:2])
        logit += 1.5 * size * swing[..., -shape[2] :]
    counts = rng.binomial(people[None, :, None].astype(int), 1 / (1 + np.exp(-logit))).astype(float)
    figures = 100 * counts / people[None, :, None]
    near = np.stack([rng.choice(np.delete(np.arange(COUNCILS), k), NEIGHBOURS, replace=False) for k in range(COUNCILS)])
    return World(_blocks(kind, figures[..., :-1], people), figures[..., -1], near, true)


def _blocks(kind: str, figures: np.ndarray, people: np.ndarray) -> Blocks:
    names = [f"m{i}" for i in range(MEASURES)]
    facts = pd.DataFrame({"indicator_id": names, "statistic": "proportion", "multiplier": 100.0, "decimals": 6,
                          "polarity": "high_is_good", "service": "children", "kin": ""}, index=names)  # fmt: skip
    shape = figures.shape
    segment = np.zeros((MEASURES, YEARS), int)
    if kind == "three years":
        segment[1:, -3:] = 1
        facts.loc[names[1:], "kin"] = names[0]
    counted = kind != "no counts"
    q = figures / 100
    blank = np.full(shape, np.nan)
    return Blocks(
        indicators=facts, areas=pd.Index([f"E0600{k:04d}" for k in range(COUNCILS)]),
        councils=np.ones(COUNCILS, bool), today=np.ones(COUNCILS, bool), sizes={"children": people, "adults": people},
        labels=np.broadcast_to(np.array([str(2015 + t) for t in range(YEARS)], dtype=object), shape[::2]),
        ends=np.broadcast_to(np.array([f"{2015 + t}-03-31" for t in range(YEARS)], "datetime64[s]"), shape[::2]),
        position=np.broadcast_to(np.arange(YEARS), shape[::2]), segment=segment,
        kind=np.full(MEASURES, "year", dtype=object), figures=figures, markers=np.full(shape, "", dtype=object),
        numerator=q * people[None, :, None] if counted else blank,
        denominator=np.broadcast_to(people[None, :, None], shape).copy() if counted else blank,
        sampling=100 * np.sqrt(np.maximum(q * (1 - q), 1e-4) / people[None, :, None]) if counted else blank,
    )  # fmt: skip
