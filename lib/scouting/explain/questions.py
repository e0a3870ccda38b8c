"""What to ask on a visit: questions of the bank, chosen by the evidence that a pair of councils has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from scouting.catalog.questions import EVIDENCE, FITS_ANY, PRACTICE, UNSEEN
from scouting.catalog.tables import terms_in
from scouting.errors import Problems, did_you_mean, unknown
from scouting.terms import SERVICES


def choose(
    bank: pd.DataFrame,
    service: str,
    topic: str,
    evidence: list[str],
    leads: Sequence[str] = (),
    n: int = 5,
    unseen: int = 2,
) -> pd.DataFrame:
    """The questions to ask on one topic, in the order to ask them; the last ``unseen`` are on what no figure shows.

    ``bank``: the catalogue's questions; ``evidence``: what the figures show of the pair, the strongest first;
    ``leads``: the measures on which the host is ahead, the surest first. A question about certain measures is asked of
    a host that leads on one of them, before those of its kind about any. One on practice then comes first of all. Each
    kind of evidence has its turn before one has a second; what is left of ``n`` can be asked of any host.
    Gives at most ``n`` rows of the bank, with its columns. Raises ScoutingError for an unknown service,
    topic or evidence.

    >>> from scouting.catalog import read
    >>> choose(read().questions, "children", "front door", ["step", "counting"], ["re_referrals"]).evidence.tolist()
    ['practice', 'step', 'counting', 'unseen', 'unseen']
    """
    mine = bank[(bank.service == service) & (bank.topic == topic)]
    problems = Problems(_not_one_of("evidence", kind, EVIDENCE) for kind in evidence if kind not in EVIDENCE)
    if service not in SERVICES:
        problems.append(_not_one_of("service", service, SERVICES))
    elif mine.empty:
        known = bank.topic[bank.service == service].unique()
        problems.append(unknown("topic", topic, known, f"data/catalog/questions.csv: {', '.join(known)}"))
    problems.raise_if_any()
    mine = _about(mine, leads)
    shown = [kind for kind in dict.fromkeys(evidence) if kind != UNSEEN]
    if PRACTICE not in shown and ((mine.evidence == PRACTICE) & (mine.about != "")).any():
        shown = [PRACTICE, *shown]
    kinds = [*shown, *(kind for kind in FITS_ANY if kind not in shown)]
    rows, last = mine[mine.evidence.isin(kinds)], mine[mine.evidence == UNSEEN].head(min(n, unseen))
    fills = ~rows.evidence.isin(shown)
    turn = rows.groupby("evidence").cumcount().where(~fills, 0)
    order = pd.DataFrame({"fills": fills, "turn": turn, "kind": rows.evidence.map(kinds.index)})
    first = rows.loc[order.sort_values(["fills", "turn", "kind"]).index].head(n - len(last))
    return pd.concat([first, last], ignore_index=True)


def _about(rows: pd.DataFrame, leads: Sequence[str]) -> pd.DataFrame:
    """The questions about one of the leads, those on the surest first, then those about any measure of the topic."""
    places: dict[str, float] = {measure: place for place, measure in enumerate(leads)}

    def nearest(cell: str) -> float:
        return min((places.get(one, np.inf) for one in terms_in(cell)), default=len(places))

    near = rows.about.map(nearest)
    return rows.loc[near[near < np.inf].sort_values(kind="stable").index]


def _not_one_of(kind: str, word: str, allowed: Iterable[str]) -> str:
    return f"Unknown {kind} '{word}'. It is one of {', '.join(allowed)}.{did_you_mean(word, allowed)}"
