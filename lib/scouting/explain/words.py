"""Findings into words: what an explanation comes to, what to ask, and who is ahead by how much.

No sentence names a motive. About another council there are figures and questions alone.
"""

from __future__ import annotations

from typing import Any

from scouting.terms import AGAINST, CANNOT_TELL, FOR, NO_DATA
from scouting.words.figures import figure, many, number

#: What each explanation would mean, to be put after "that" or "whether".
_CLAIM = {
    "counts": "{other} counts differently from {own} under '{topic}'",
    "watches": "{other} watches its measures with a target under '{topic}' closely",
    "serves": "{other} serves people better than {own} under '{topic}'",
    "chases": "the targets under '{topic}' come at a price elsewhere in {own}",
}
_START = {
    FOR: "Published figures suggest that",
    AGAINST: "Published figures make it unlikely that",
    CANNOT_TELL: "Published figures do not say whether",
    NO_DATA: "No published figures could say whether",
}


def finding_sentence(kind: str, grade: str, topic: str, own: str, other: str, counted: tuple[int, ...]) -> str:
    """What an explanation comes to, with how many items speak for it, against it, and neither way.

    >>> finding_sentence("serves", "cannot tell", "front door", "Wiltshire", "Shropshire", (2, 0, 1))
    "Published figures do not say whether Shropshire serves people better than Wiltshire under 'front door': 2 points \
for, 0 against, 1 neither way."
    """
    claim = _CLAIM[kind].format(own=own, other=other, topic=topic)
    if grade == NO_DATA:
        return f"{_START[grade]} {claim}."
    points = many(counted[0], "point")
    return f"{_START[grade]} {claim}: {points} for, {counted[1]} against, {counted[2]} neither way."


def question(kind: str, grade: str, topic: str, own: str, other: str, indicator: Any = None, guards: str = "") -> str:
    """What to ask on a visit, or of oneself: never what the answer is.

    ``indicator``: the catalogue's row of the indicator on which the other council's lead is surest; ``guards``: titles
    of what guards the topic's targets. Nothing is asked of counting where no rule leaves room (no ``indicator``).

    >>> question("watches", "for", "front door", "Wiltshire", "Shropshire")
    "Who in Shropshire looks at the figures under 'front door', how often, and what happens in the week one slips?"
    """
    if kind == "counts":
        if indicator is None:
            return ""
        what = indicator.denominator_label or indicator.title
        return f"Whom does {other} count among {what} that {own} does not, and the reverse? {indicator.counting_room}"
    if kind == "watches":
        return (
            f"Who in {other} looks at the figures under '{topic}', how often, and what happens in the week one slips?"
        )
    if kind == "serves":
        return f"What would a person who needs help under '{topic}' notice in {other} first, and since when?"
    kept = f" ({guards})" if guards else ""
    if grade == "only asked":
        return f"What did the work under '{topic}' cost elsewhere in {other}{kept}, and how would people have noticed?"
    return f"Who in {own} would tell us if the targets under '{topic}' came at a price elsewhere{kept}?"


def sizes_words(row, indicator, own: str, other: str) -> str:
    """How many people the figures of two councils are of, where one has over three times as many; else "".

    ``row``: a row of the leads (theirs_of, ours_of, like_size); ``indicator``: its catalogue row.

    >>> import pandas as pd
    >>> row = pd.Series({"theirs_of": 24.0, "ours_of": 1093.0, "like_size": False})
    >>> sizes_words(row, pd.Series({"denominator_label": "care leavers"}), "Kent", "Rutland")
    'Rutland: 24 care leavers, Kent: 1,093'
    """
    if row.like_size:
        return ""
    theirs, ours = (number(n, 0) for n in (row.theirs_of, row.ours_of))
    return f"{other}: {theirs} {indicator.denominator_label}, {own}: {ours}"


def tally_sentence(row, own: str) -> str:
    """How often the council is clearly ahead of a single council and behind one, with their number allowed for.

    ``row``: comparisons, beyond, ahead, behind, chance.

    >>> names = ["comparisons", "beyond", "ahead", "behind", "chance"]
    >>> import pandas as pd
    >>> print(tally_sentence(pd.Series([40, 9, 4, 1, 0.7], index=names), "Derby").replace(". ", ".\\n"))
    We compared Derby with each similar council alone, 40 times.
    It is clearly ahead 4 times and clearly behind once.
    Without allowing for so many comparisons 9 would look clear, about 1 of them by chance.
    >>> print(tally_sentence(pd.Series([40, 0, 0, 0, 0.7], index=names), "Derby").partition(". ")[2])
    It is never clearly ahead and never clearly behind. Chance alone would make about 1 look so.
    """
    made, beyond, chance = (number(row[name], 0) for name in ("comparisons", "beyond", "chance"))
    if made == "0":
        return f"{own} could not be compared with any similar council alone."
    by_chance = f"Without allowing for so many comparisons {beyond} would look clear, about {chance} of them by chance."
    return (
        f"We compared {own} with each similar council alone, {_times(row.comparisons)}. "
        f"It is {_often(row.ahead, 'ahead')} and {_often(row.behind, 'behind')}. "
        f"{by_chance if row.beyond else f'Chance alone would make about {chance} look so.'}"
    )


def _often(n: float, way: str) -> str:
    return f"clearly {way} {_times(n)}" if n else f"never clearly {way}"


def _times(n: float) -> str:
    return {1: "once", 2: "twice"}.get(int(n), f"{number(n, 0)} times")


def improved_sentence(row, own: str) -> str:
    """How many measures improved or held at a high level, how many would by chance, and how many are left out.

    ``row``: counted, of, improved, held, more_than_usual, chance, low, high, field, left_out.

    >>> import pandas as pd
    >>> improved_sentence(pd.Series({"of": 0, "left_out": 1}), "Derby")[:79]
    'Derby has no measure with two unbroken years. 1 measure is left out: ended, old'
    """
    left_out = (
        f" {many(int(row.left_out), 'measure is', 'measures are')} left out: ended, older than its release, in "
        "the first year of a new method, or a repeat of another."
        if row.left_out
        else ""
    )
    if not row.of:
        return f"{own} has no measure with two unbroken years.{left_out}"
    return (
        f"{int(row.counted)} of {many(int(row.of), 'measure')} of {own} improved on the year before, by however "
        f"little, or stayed in the best quarter of England ({int(row.held)} stayed). If nothing had changed, about "
        f"{number(row.chance, 0)} would have by chance ({int(row.low)} to {int(row.high)}). The average council has "
        f"{number(row.field, 0)}. {int(row.more_than_usual) or 'None'} improved by more than a year's figure usually "
        f"moves.{left_out}"
    )


def improver_sentence(row, indicator, own: str, other: str) -> str:
    """A council that was where ours is and got better, beside how many did and how many would by chance.

    ``row``: of ``improvers_of``; ``indicator``: its catalogue row.

    >>> import pandas as pd
    >>> row = pd.Series({"then_period": "2020", "then_level": 27.3, "now_level": 17.2, "our_level": 26.9,
    ...                  "n_matched": 14, "n_improved": 3, "expected": 1.1, "check_counting": False})
    >>> facts = pd.Series({"short_title": "Live over 20 miles from home", "unit": "%", "decimals": 0})
    >>> print(improver_sentence(row, facts, "Wiltshire", "Leicestershire").replace(". ", ".\\n"))
    Live over 20 miles from home: Leicestershire was at 27% in 2020, close to where Wiltshire is now (27%), and is \
at 17% now, averaged over up to three years.
    Of 14 councils of similar need that were there, 3 are clearly better now.
    Chance and the usual return towards the middle would give about 1.
    """
    then, now, ours = (
        figure(y, indicator.unit, int(indicator.decimals)) for y in (row.then_level, row.now_level, row.our_level)
    )
    usual = number(row.expected, 0) if row.expected >= 0.5 else ""
    matched, better = int(row.n_matched), int(row.n_improved)
    check = " Check how this is counted first." if row.check_counting else ""
    there = f"close to where {own} is now ({ours})"
    usual = f"about {usual}" if usual else "fewer than one"
    return (
        f"{indicator.short_title}: {other} was at {then} in {row.then_period}, {there}, and is at {now} now, averaged "
        f"over up to three years. Of {many(matched, 'council')} of similar need that "
        f"{'was' if matched == 1 else 'were'} there, {better} {'is' if better == 1 else 'are'} clearly better now. "
        f"Chance and the usual return towards the middle would give {usual}.{check}"
    )


def pocket_sentence(row, indicator, own: str) -> str:
    """Where a council is in the best tenth in England, or in the last.

    ``row``: way, of, against_the_run; ``indicator``: its catalogue row.

    >>> import pandas as pd
    >>> row = pd.Series({"way": "among the best", "of": 150, "against_the_run": True})
    >>> pocket_sentence(row, pd.Series({"short_title": "Turnover"}), "Derby").partition(", though")[0]
    'Turnover: Derby is in the best tenth of 150 councils in England'
    """
    best = row.way == "among the best"
    ways = ("worse", "better") if best else ("better", "worse")
    run = ", though it is clearly {} than similar councils on more measures than clearly {}".format(*ways)
    where = f"{own} is in the {'best' if best else 'last'} tenth of {int(row.of)} councils in England"
    return f"{indicator.short_title}: {where}{run if row.against_the_run else ''}."


def floor_sentence(names: list[str]) -> str:
    """Why nobody is named on some measures.

    >>> floor_sentence(["Turnover"])
    'We name no council on Turnover, because differences there are mostly chance.'
    >>> floor_sentence(["Good level, in need", "Absence"])
    'We name no council on 2 measures, because differences there are mostly chance: Good level, in need; Absence.'
    """
    where = names[0] if len(names) == 1 else many(len(names), "measure")
    listed = f": {'; '.join(names)}" if len(names) > 1 else ""
    return f"We name no council on {where}, because differences there are mostly chance{listed}."
