"""What to ask on a visit: questions of the bank, chosen by the evidence that a pair of councils has."""

from __future__ import annotations

import pandas as pd

from scouting.catalog.questions import EVIDENCE, FITS_ANY, UNSEEN
from scouting.errors import Problems, unknown


def choose(
    bank: pd.DataFrame, service: str, topic: str, evidence: list[str], n: int = 5, unseen: int = 2
) -> pd.DataFrame:
    """The questions to ask on one topic, in the order to ask them; the last ``unseen`` are on what no figure shows.

    ``bank``: the catalogue's questions; ``evidence``: what the figures show of the pair, the strongest first. Each kind
    of it has its turn before one has a second; what is left of ``n`` is filled with what can be asked of any host.
    Gives at most ``n`` rows of the bank, with its columns. Raises ScoutingError for an unknown topic or evidence.

    >>> from scouting.catalog import read
    >>> choose(read().questions, "children", "front door", ["step", "counting"]).evidence.tolist()
    ['step', 'counting', 'practice', 'unseen', 'unseen']
    """
    mine = bank[(bank.service == service) & (bank.topic == topic)]
    problems = Problems(_unknown_kind(kind) for kind in evidence if kind not in EVIDENCE)
    if mine.empty:
        known = bank.topic[bank.service == service].unique()
        problems.append(unknown("topic", topic, known, f"data/catalog/questions.csv: {', '.join(known)}"))
    problems.raise_if_any()
    shown = dict.fromkeys(kind for kind in evidence if kind != UNSEEN)
    any_host = [kind for kind in FITS_ANY if kind not in shown]
    last = mine[mine.evidence == UNSEEN].head(unseen)
    rows = pd.concat([_in_turn(mine, list(shown)), *(mine[mine.evidence == kind] for kind in any_host)])
    return pd.concat([rows.head(n - len(last)), last], ignore_index=True)


def _in_turn(rows: pd.DataFrame, kinds: list[str]) -> pd.DataFrame:
    """The rows of some kinds: the first of each in the order given, then the second of each, and so on."""
    rows = rows[rows.evidence.isin(kinds)]
    turn = rows.groupby("evidence").cumcount()
    order = pd.DataFrame({"turn": turn, "kind": rows.evidence.map(kinds.index)}).sort_values(["turn", "kind"])
    return rows.loc[order.index]


def _unknown_kind(kind: str) -> str:
    return f"Unknown evidence '{kind}'. It is one of {', '.join(EVIDENCE)}."
