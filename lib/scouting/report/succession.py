"""A council and its neighbours in two packs: who joined, who left, and which of that is a change of boundaries."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from scouting.sentences import since as words
from scouting.terms import BOUNDARY, NEIGHBOUR_SET


@dataclass(frozen=True)
class Members:
    """What changed of a council's code and its neighbours.

    ``boundary``: which councils were followed by which, a sentence, blank for none; ``own_code``: whether the council's
    own code is another; ``changed``: whether the neighbours are others, beyond that; ``moved``: how, in words.
    """

    boundary: str
    own_code: bool
    changed: bool
    moved: str
    sets: tuple[str, str]

    def rows(self) -> list[dict[str, str]]:
        """A row for the council's own code and one for its neighbours, where they changed."""
        rows = []
        if self.boundary:
            rows.append({"what": "council" if self.own_code else "neighbours", "cause": BOUNDARY,
                         "sentence": self.boundary})  # fmt: skip
        if self.changed:
            rows.append({"what": "neighbours", "before": self.sets[0], "after": self.sets[1],
                         "cause": NEIGHBOUR_SET, "sentence": self.moved})  # fmt: skip
        return rows


def members(before: dict[str, pd.DataFrame], after: dict[str, pd.DataFrame], area_changes: pd.DataFrame) -> Members:
    """What changed of the council's code and its neighbours between two packs' tables.

    A neighbour that was followed by others (split, merged, or given another code), and they by it in the list, is a
    change of boundaries; whoever else joined or left is a change of the set.
    """
    old, new = ({row.neighbour_code: row.name_ for row in held["neighbours"].rename(columns={"name": "name_"})
                 .itertuples()} for held in (before, after))  # fmt: skip
    codes = [held["comparison"].area_code.iloc[0] for held in (before, after)]
    names = [held["comparison"].area_name.iloc[0] for held in (before, after)]
    left, joined = ({c: n for c, n in one.items() if c not in other} for one, other in ((old, new), (new, old)))
    after_of = area_changes.groupby("old_code").new_code.agg(list)
    successions, own_code = [], codes[0] != codes[1]
    if own_code:
        successions.append((f"{names[0]} ({codes[0]})", [f"{names[1]} ({codes[1]})"]))
    for code, name in list(left.items()):
        heirs = [c for c in after_of.get(code, []) if c in joined]
        if heirs:
            successions.append((f"{name} ({code})", [f"{joined[c]} ({c})" for c in heirs]))
            del left[code]
    heirs = {c for code in old for c in after_of.get(code, [])}
    joined = {c: n for c, n in joined.items() if c not in heirs}
    sets = tuple(held["neighbours"].set_id.iloc[0] if len(held["neighbours"]) else "" for held in (before, after))
    changed = bool(left or joined or sets[0] != sets[1])
    names_of = sorted(joined.values()), sorted(left.values())
    moved = words.neighbours_sentence(*names_of, sets[0] != sets[1]) if changed else ""
    return Members(words.boundary_sentence(successions), own_code, changed, moved.rstrip("."), sets)
