"""What is to be said of a neighbour set, in sentences that hold the numbers of its tables and no others."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from scouting.catalog import Catalog
from scouting.neighbours.closeness import CUTOFFS
from scouting.neighbours.explain import DRAWS, WOBBLE
from scouting.recipes import Recipe
from scouting.terms import CLOSENESS
from scouting.words import figure, listed, number, percent


def cutoffs() -> str:
    """What the closeness words of a calculated set mean.

    >>> cutoffs().split(": ")[1]
    'extremely close up to 0.23, very close up to 0.43, close up to 0.50, somewhat close up to 0.58, not close beyond.'
    """
    steps = ", ".join(f"{word} up to {number(end, 2)}" for word, end in CUTOFFS.items())
    return (
        f"How close is the distance over the median distance between any two councils: {steps}, {CLOSENESS[-1]} beyond."
    )


def weights_act(weight_acts: str) -> str:
    """How a weight acts in the distance.

    >>> weights_act("squared")
    'A weight multiplies its feature, so it acts squared in the distance: twice the weight counts four times.'
    """
    if weight_acts == "plain":
        return (
            "The square root of a weight multiplies its feature, so that twice the weight counts twice in the distance."
        )
    return "A weight multiplies its feature, so it acts squared in the distance: twice the weight counts four times."


def why(table: pd.DataFrame, catalog: Catalog, area: str, neighbour: str, *, most: int = 3) -> str:
    """What sets two councils apart most. ``table``: as ``explain.why`` gives it.

    >>> from scouting.catalog import read
    >>> table = pd.DataFrame({"value": [3.1], "neighbour_value": [2.0], "share": [1.0]}, index=["adults_85_share"])
    >>> why(table, read(), "E06000054", "E06000015")[42:]
    'Residents aged 85 and over (3.1% and 2.0%: 100% of the squared distance).'
    """
    here, there = catalog.name(area), catalog.name(neighbour)
    if not table.share.sum() > 0:
        return f"{here} and {there} are alike in every feature that counts."
    parts = []
    for indicator_id, row in table[table.share > 0].head(most).iterrows():
        facts = catalog.indicator(str(indicator_id))
        own, other = (figure(x, facts.unit, facts.decimals) for x in (row.value, row.neighbour_value))
        parts.append(f"{facts.short_title} ({own} and {other}: {percent(row.share)} of the squared distance)")
    return f"What sets {here} and {there} apart most: {'; '.join(parts)}."


def in_turn(links: pd.DataFrame, area: str, name: str) -> str:
    """How many neighbours have the council among theirs. ``links``: as ``explain.mutual`` gives them, of a whole set.

    >>> links = pd.DataFrame({"area_code": ["A", "A"], "neighbour_code": ["B", "C"], "mutual": [True, False]})
    >>> in_turn(links, "A", "Kent")
    '1 of 2 neighbours of Kent has it among its own in turn; in the whole set 50% of links are mutual.'
    """
    mine = links[links.area_code == area]
    n = int(mine.mutual.sum())
    verb = "has it among its own" if n == 1 else "have it among their own"
    whole = f"in the whole set {percent(links.mutual.mean())} of links are mutual"
    return f"{n} of {len(mine)} neighbours of {name} {verb} in turn; {whole}."


def steadiness(
    table: pd.DataFrame, name: str, name_of: Callable[[str], str], *, width: float = WOBBLE, draws: int = DRAWS
) -> str:
    """How much of the list stays when the weights wobble. ``table``: as ``explain.stability`` gives it.

    >>> table = pd.DataFrame({"neighbour_code": ["A", "B"], "kept": [1.0, 0.5]})
    >>> steadiness(table, "Kent", str).split("logarithm), ")[1]
    "75% of Kent's list of 2 stays on average, and 1 of them in every draw. The least sure is B (50%)."
    """
    always = int((table.kept == 1).sum())
    weakest = table.sort_values("kept", kind="stable").iloc[0]
    last = (
        "" if weakest.kept == 1 else f" The least sure is {name_of(weakest.neighbour_code)} ({percent(weakest.kept)})."
    )
    return (
        f"When every weight is varied ({draws} draws, standard deviation {width:g} of its logarithm), "
        f"{percent(table.kept.mean())} of {name}'s list of {len(table)} stays on average, and {always} of them in "
        f"every draw.{last}"
    )


def left_out(catalog: Catalog, leave_out: list[str], lacking: dict[str, list[str]]) -> str:
    """Which councils a calculated set leaves out, and why; nothing where it leaves out none.

    >>> from scouting.catalog import read
    >>> left_out(read(), ["E06000053", "E09000001"], {})
    'Isles of Scilly and City of London are left out: they are unlike every other council.'
    """
    lines = []
    if leave_out:
        names = [catalog.name(code) for code in leave_out]
        verb = "is left out: it is" if len(names) == 1 else "are left out: they are"
        lines.append(f"{listed(names)} {verb} unlike every other council.")
    for code, features in lacking.items():
        titles = [catalog.indicators.short_title[i] for i in features]
        lines.append(
            f"{catalog.name(code)} is left out: it has no figure of {listed(titles)}, and nothing is filled in."
        )
    return " ".join(lines)


def judged_features(recipe: Recipe, catalog: Catalog) -> str:
    """A remark where a feature with a weight is an indicator that is judged; nothing where none is.

    >>> from scouting.catalog import read
    >>> from scouting.recipes import read as recipe
    >>> judged_features(recipe("nhs_adult"), read())
    ''
    """
    facts = catalog.indicators.loc[recipe.features.indicator_id[recipe.features.weight.to_numpy() > 0]]
    titles = facts.short_title[facts.polarity != "no_judgement"].tolist()
    if not titles:
        return ""
    verb = "counts as a feature though it is" if len(titles) == 1 else "count as features though they are"
    return (
        f"{listed(titles)} {verb} judged better or worse. Councils with like results there are called alike, which "
        "hides part of what we want to compare."
    )


def none_close(name: str, n: int) -> str:
    """The warning where none of a council's n neighbours in a set is close.

    >>> none_close("Rutland", 15)
    "None of Rutland's 15 similar councils is close to it. Its region may be a fairer comparison."
    """
    return f"None of {name}'s {n} similar councils is close to it. Its region may be a fairer comparison."
