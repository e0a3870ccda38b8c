"""From a made-up world to the grades its planted council gets."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
from tests.explain import worlds

from scouting.compare import panel
from scouting.dataset.explained import figures_of
from scouting.explain import chases, judge
from scouting.explain.ahead import leading
from scouting.terms import FOR

KINDS = ["counts", "watches", "serves", "chases"]


def figures(made: worlds.World):
    """The blocks of a world, by the road that real figures go."""
    return figures_of(SimpleNamespace(areas=made.areas), panel(made.values, made.indicators, made.areas))


def told(case: str, effect: float, years: int, seed: int) -> set[str]:
    """Explanations for which the figures speak, of the planted council beside the focus.

    In the worlds without a planted council it is the neighbour whose lead is the widest: the pick of ten. There the
    floor of reliability is lifted, for under it nobody would be named and nothing could be told wrongly.
    """
    made = worlds.world(case, effect, years, seed)
    blocks = figures(made)
    if case in ("noise", "unconnected"):
        blocks = replace(blocks, reliability=np.ones(len(blocks.facts)))
    own, members = blocks.place(worlds.FOCUS), blocks.places(made.neighbours)
    topic = next((t for t in blocks.topics if t.name == "planted"), None)
    if topic is None:
        return set()
    other = blocks.place(worlds.PLANTED)
    if case in ("noise", "unconnected"):
        gaps = blocks.score[:, members] - blocks.score[:, [own]]
        gaps = gaps / np.hypot(blocks.score_se[:, members], blocks.score_se[:, [own]])
        other = members[np.nan_to_num(gaps[topic.judged], nan=-9).max(0).argmax()]
    rows = leading(blocks, topic.judged, own, other)
    grades = judge(blocks, topic, rows, own, other, {"made": blocks.middles(members)}) if len(rows) else {}
    found = {kind for kind, (grade, _) in grades.items() if grade == FOR}
    # Chasing is judged of the reader's own council: here the planted one reads.
    return found | ({"chases"} if chases.grade(chases.chases(blocks, topic, other)) == FOR else set())


def confusion(effects, years, seeds) -> pd.DataFrame:
    """How often each explanation is told in each world: a row a case and effect, shares of the worlds."""
    rows = []
    for case in worlds.CASES:
        for effect in effects if case not in ("noise", "unconnected") else [0.0]:
            answers = [told(case, effect, n, seed) for n in years for seed in seeds]
            shares = {kind: np.mean([kind in answer for answer in answers]) for kind in KINDS}
            rows.append({"case": case, "effect": effect, "worlds": len(answers), **shares,
                         "cannot tell": np.mean([not answer for answer in answers])})  # fmt: skip
    return pd.DataFrame(rows)
