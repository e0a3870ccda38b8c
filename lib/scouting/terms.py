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
#: Who may see a council's own figure; one whose row does not say is the council's own.
SHARES = {
    "own": "this council only",
    "region": "the councils of its region",
    "public": "everybody",
}

#: Neighbour sets that need no list: same region, same type, all of England. No other set may have these names.
ALIKE = ("region", "type", "england")
#: Why something that matters is no indicator: England publishes nothing, or the releases here hold nothing.
GAPS = ("not counted", "not held")

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
#: A median of fewer neighbours than this is that neighbour's own figure: it is not drawn as anybody's middle.
FEWEST_IN_MIDDLE = 2
#: Under this many people a gap is not told in people: it would be about a few who could be known.
FEWEST_PEOPLE = 10
#: A count of a council's own that is above nought and under this could be known to be somebody: it is suppressed
#: in all that leaves, with every rate and interval made from it. Another level can be asked for, down to the least.
SMALL_COUNT = 5
LEAST_SMALL_COUNT = 3
#: The source of figures that a council added itself, and how they are marked wherever they are shown.
LOCAL = "local"
UNPUBLISHED = "local, unpublished"
#: Under this reliability nobody is named as ahead.
RELIABILITY_FLOOR = 0.5
#: A figure is odd when it lies outside the range of all others by more than this share of that range: at a tenth some
#: 80 of 170,000 do, few enough to be asked about one by one; at nought it would be more than twice as many.
ODD_OUTSIDE = 0.1
#: A change in a year is odd above this many times its noise and the usual spread of changes together: some 60 of
#: 114,000 are, where chance alone would give none; at five it would be twice as many.
ODD_JUMP = 6.0
