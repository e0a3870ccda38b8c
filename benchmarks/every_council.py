"""The explanations of every council at once, and what they come to: for the long tests and the benchmark."""

from __future__ import annotations

import pandas as pd

from scouting import explain
from scouting.dataset import Dataset
from scouting.neighbours import sensible
from scouting.terms import AGAINST, CANNOT_TELL, EXPLANATIONS, FOR, NO_DATA
from scouting.words import many, number


def every_finding(data: Dataset, set_id: str, service: str) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Leads, findings and evidence of every council that has neighbours in a set, over one service, stacked.

    Columns as ``explain.findings_of`` gives them; leads have area_code as well.
    """
    by_set, figures = {}, explain.figures_of(data)
    ids = figures.facts.index[figures.can_name & (figures.facts.service == service).to_numpy()]
    for name in dict.fromkeys([set_id, *sensible(data.catalog, service)]):
        links = data.every_neighbour(name)
        by_set[name] = links.groupby("area_code").neighbour_code.agg(list).to_dict()
    parts: tuple[list, list, list] = ([], [], [])
    for code in by_set[set_id]:
        sets = {name: lists[code] for name, lists in by_set.items() if code in lists}
        made = explain.findings_of(figures, ids, code, set_id, sets, explain.chasing_of(data), data.catalog.not_held)
        for part, table in zip(parts, made, strict=True):
            part.append(table.assign(area_code=code))
    return tuple(pd.concat(part, ignore_index=True) for part in parts)


def ends_lines(table: pd.DataFrame) -> list[str]:
    """How many comparisons of all councils end in each explanation, and how each explanation is graded.

    ``table``: findings of every council, as ``every_finding`` gives them.
    """
    comparisons = explain.ends(table)
    n = len(comparisons)
    lines = [f"{many(n, 'comparison')} of a council with one ahead on a topic; the published figures speak for:"]
    shares = [(EXPLANATIONS[kind], comparisons[kind]) for kind in ("counts", "watches", "serves")]
    shares.append((f"none of them ({CANNOT_TELL})", comparisons.cannot_tell))
    lines += [f"- {words}: {int(hold.sum()):,} ({number(100 * hold.mean(), 1)}%)" for words, hold in shares if n]
    lines.append("Each explanation by grade (chasing the number: a council and topic; the others: a comparison):")
    for kind, words in EXPLANATIONS.items():
        grades = table.grade[table.kind == kind].value_counts()
        shown = "; ".join(f"{grade} {grades.get(grade, 0):,}" for grade in (FOR, AGAINST, CANNOT_TELL, NO_DATA))
        lines.append(f"- {words}: {shown}")
    return lines
