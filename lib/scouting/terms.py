"""The words of the project, one spelling each, and the few numbers that rules are made of."""

from __future__ import annotations

FACETS = {
    "need": "Need and context",
    "activity": "Activity",
    "timeliness": "Timeliness",
    "outcome": "Outcomes",
    "experience": "Experience",
    "workforce": "Workforce",
    "cost": "Cost",
    "inspection": "Inspection",
}
SERVICES = ("adults", "children")
POLARITIES = {"high_is_good": 1, "low_is_good": -1, "no_judgement": 0}
STATISTICS = ("proportion", "rate", "mean", "score", "money", "count")

#: What a published symbol in place of a figure, or beside it, means.
MARKERS = {
    "c": "suppressed",
    "k": "rounds to zero",
    "low": "rounds to zero",
    "u": "low reliability",
    "x": "not available",
    "z": "not applicable",
    "-": "not published",
    "p": "provisional",
    "r": "revised",
    "j": "joint return of two councils",
}
#: Markers that stand beside a figure rather than in its place.
MARKERS_WITH_VALUE = frozenset("prj")

#: How close a neighbour is, nearest first, in the words of DfE's sets.
CLOSENESS = ("extremely close", "very close", "close", "somewhat close", "not close")

#: Neighbour sets that need no list: same region, same type, all of England. No other set may have these names.
ALIKE = ("region", "type", "england")

COUNCIL_TYPES = ("unitary", "metropolitan", "county", "inner_london", "outer_london")
AREA_TYPES = (*COUNCIL_TYPES, "region", "part_region", "country")
CHANGES = ("recoded", "continues", "split", "merged")

ENGLAND = "E92000001"
#: The source_code of an indicator that no release publishes: multiplier * numerator / denominator.
COMPUTED = "computed"

#: Standing by the sign of a gap in the good direction (+1, 0, -1) and whether it is large.
JUDGED = {(1, True): "much better", (1, False): "better", (-1, False): "worse", (-1, True): "much worse"}
UNJUDGED = {(1, True): "much higher", (1, False): "higher", (-1, False): "lower", (-1, True): "much lower"}
SIMILAR = "similar"
NOT_COMPARED = "not compared"
STANDINGS = (*JUDGED.values(), *UNJUDGED.values(), SIMILAR, NOT_COMPARED)

#: Two-sided 95%: a gap counts when it exceeds this many times its noise.
Z95 = 1.959963984540054
#: Years averaged for the sustained horizon.
SUSTAINED = 3
#: Years needed to draw a council's own line through.
WOBBLE_PERIODS = 5
#: Periods it is drawn through at most: over more than ten years a straight line fits nobody, and real change
#: would be taken for wobble.
WOBBLE_SPAN = 10
#: Under this share of the neighbours with a figure, their median speaks for too few: mostly it is the small ones
#: that are suppressed, so what is left is no fair picture.
FEWEST_NEIGHBOURS = 0.5
#: Under this many people a gap is not told in people: it would be about a few who could be known.
FEWEST_PEOPLE = 10
#: Under this reliability nobody is named as ahead.
RELIABILITY_FLOOR = 0.5
