"""How far a rank depends on the choice of weights: an index of activity beside outcomes only, and the furthest ranks
that weights within bounds could give."""

from __future__ import annotations

from dataclasses import replace

from scouting import index, markup
from scouting.errors import ScoutingError
from scouting.frames import row_of
from scouting.pages import common
from scouting.pages.what_if import question
from scouting.pages.what_if.question import Answer, Question, beside_outcomes
from scouting.pages.what_if.words import activity_sentences, extremes_sentence
from scouting.words import ordinal
from scouting.words.verdict import rank_words

#: Times a weight that the bounds allow, and seconds that the search may take.
LOW, HIGH, SECONDS = 0.5, 2.0, 20.0


def activity(told: Answer) -> str:
    """Of an index of mostly activity, as HTML: that it is one, how its ranks differ from outcomes only over England,
    and the council's rank by both with ranges. Blank for any other index."""
    asked, made = told.question, told.question.weighting
    beside = beside_outcomes(asked.study.data, made)
    if beside is None:
        return ""
    outcomes, rows = beside
    lines = activity_sentences(made.activity_share, outcomes.title, rows, index.agreement(rows))
    whole = [replace(asked, weighting=w, reach="england", need=False, spending=False) for w in (made, outcomes)]
    own = [question.answer(one, told.draws).own for one in whole]
    if all(row.notna()["rank"] for row in own):
        ranks = f"{rank_words(own[0])} by this index and {rank_words(own[1])} by '{outcomes.title}'"
        lines.append(f"{asked.study.name} ranks {ranks}, among all of England.")
    return markup.sentences(lines)


def furthest(told: Answer, seconds: float = SECONDS) -> str:
    """The best and the worst rank in England that weights within the bounds could give, with what is proven, as HTML.

    Before need is allowed for; from the levels as they are, without their noise. A council that is not ranked gets the
    reason.
    """
    asked = told.question
    name = asked.study.name
    try:
        found = index.extremes(told.matrix, asked.weighting, asked.study.area_code, LOW, HIGH, seconds)
    except ScoutingError as err:
        return markup.sentences(err.problems)
    now = index.table(told.matrix, asked.weighting, index.draw(told.matrix, asked.weighting, told.draws))
    own = now.set_index("area_code").loc[asked.study.area_code]
    return markup.sentences(
        [
            extremes_sentence(name, found.table, LOW, HIGH),
            f"With figures drawn within their usual movement and weights near these, it ranks {rank_words(own)}.",
            "Need is not allowed for here, and all of England is ranked.",
        ]
    )


def sets(asked: Question) -> str:
    """The council's rank confidence sets by the noise of the figures alone, in England and among similar councils.

    They hold for every council at once with 95% (Mogstad, Romano, Shaikh and Wilhelm 2024).
    """
    party, matrix = asked.study, common.matrix_today(asked.study.data, asked.weighting)
    told = []
    circle = [party.area_code, *party.neighbour_set.codes]
    for where, within in (("in England", None), ("among similar councils and itself", circle)):
        rows = index.rank_set_table(matrix, within).set_index("area_code")
        if party.area_code not in rows.index:
            return markup.sentences([f"{party.name} is not ranked, so it has no set of ranks."])
        own = row_of(rows, party.area_code)
        told.append(f"{ordinal(own.rank_low)} to {ordinal(own.rank_high)} of {own.of:.0f} {where}")
    return markup.sentences(
        [f"With the weights as they are, and the usual movement of all councils' figures at once (95%), {party.name} "
         f"could be {told[0]}, and {told[1]}."]
    )  # fmt: skip
