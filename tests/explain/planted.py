"""From a made-up world to the grades its planted council gets."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
from tests.explain import worlds

from scouting import catalog
from scouting.compare import in_use, panel_of
from scouting.explain import chases, judge
from scouting.explain.blocks import figures_of
from scouting.keeps import Keeps
from scouting.terms import FOR, Z95

KINDS = ["counts", "watches", "serves", "chases"]
#: Found on the real figures, and not again on made-up ones.
CUTOFFS = in_use(catalog.read().calibration)


def held(made: worlds.World):
    """The panel of a world."""
    return panel_of(made.values, made.indicators, made.areas, CUTOFFS)


class Data(Keeps):
    """A world as the data that real figures are."""

    def __init__(self, made: worlds.World):
        self.catalog, self.panel = SimpleNamespace(areas=made.areas), held(made)
        self.newest = pd.Series([made.values.period_end.max()], pd.MultiIndex.from_tuples([("made", "03-31")]))


def figures(made: worlds.World):
    """The blocks of a world, by the road that real figures go."""
    return figures_of(Data(made))


def ids(blocks, topic: str = "planted") -> pd.Index:
    """The indicators of a topic on which better can be told from worse."""
    return blocks.facts.index[(blocks.facts.topic == topic).to_numpy() & (blocks.sign != 0)]


def leading(blocks, own: int, other: int, clear_from: float = CUTOFFS.clear) -> np.ndarray:
    """Places of the planted topic's indicators on which one council is ahead of another, so surely at least."""
    sure = np.nan_to_num(blocks.sureness(own, np.array([other]))[:, 0])
    return np.flatnonzero(blocks.facts.index.isin(ids(blocks)) & (sure >= clear_from))


def told(case: str, effect: float, years: int, seed: int) -> set[str]:
    """Explanations for which the figures speak, of the planted council beside the focus.

    In the worlds without a planted council it is the neighbour whose lead is the surest: the pick of ten. In those of
    noise the cut-off is lowered to what noise alone would ask for, and what differs between councils is not allowed
    for: else nobody would be named and nothing could be told wrongly.
    """
    made = worlds.world(case, effect, years, seed)
    blocks = figures(made)
    own, members = blocks.place(worlds.FOCUS), blocks.places(made.neighbours)
    topic = next(t for t in blocks.topics if t.name == "planted")
    other = blocks.place(worlds.PLANTED)
    if case == "noise":
        blocks = replace(blocks, between=np.full(len(blocks.facts), 1e9))
    if case in ("noise", "unconnected"):
        sure = np.nan_to_num(blocks.sureness(own, members)[blocks.facts.index.isin(ids(blocks))], nan=-9)
        other = members[sure.max(0).argmax()]
    rows = leading(blocks, own, other, Z95 if case == "noise" else blocks.clear_from)
    grades = judge(blocks, topic, rows, own, other, {"made": blocks.middles(members)}) if len(rows) else {}
    found = {kind for kind, (grade, _) in grades.items() if grade == FOR}
    # Chasing is judged of the reader's own council: here the planted one reads.
    return found | ({"chases"} if chases.grade(chases.chases(blocks, topic, other)) == FOR else set())


def confusion(effects, years, seeds) -> pd.DataFrame:
    """How often each explanation is told in each world: one row per case and effect, shares of the worlds."""
    rows = []
    for case in worlds.CASES:
        for effect in effects if case not in ("noise", "unconnected") else [0.0]:
            answers = [told(case, effect, n, seed) for n in years for seed in seeds]
            shares = {kind: np.mean([kind in answer for answer in answers]) for kind in KINDS}
            rows.append({"case": case, "effect": effect, "worlds": len(answers), **shares,
                         "cannot tell": np.mean([not answer for answer in answers])})  # fmt: skip
    return pd.DataFrame(rows)
