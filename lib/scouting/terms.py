"""The words of the project, one spelling each, and the few numbers that several modules' rules are made of."""

from __future__ import annotations

FACETS = {
    "need": "Need and context",
    "activity": "Activity",
    "timeliness": "Timeliness",
    "outcome": "Outcomes",
    "experience": "Experience",
    "workforce": "Workforce",
    "cost": "Cost",
    "inspection": "Ratings",
}
SERVICES = ("adults", "children")
#: Facets on which nothing is ever put down to counting: need, staff, spending, and what an inspector found.
NO_COUNTING_ROOM = ("need", "workforce", "cost", "inspection")
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

#: Other symbols in place of a figure, older or of other publishers, and the marker that each means.
OTHER_SYMBOLS = {"*": "c", "~": "low", ":": "x", "..": "x"}

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
#: What a set is called whose councils a person named for one report. No other set may have this name either.
BY_HAND = "by_hand"
#: Why something that matters is no indicator: England publishes nothing, or the releases here hold nothing.
GAPS = ("not counted", "not held")


COUNCIL_TYPES = ("unitary", "metropolitan", "county", "inner_london", "outer_london")

ENGLAND = "E92000001"
#: The source_code of an indicator that no release publishes: multiplier * numerator / denominator.
COMPUTED = "computed"

#: What a verdict says, by the side that a council is on: the first pair where better can be told from worse.
SIDES = ("better", "worse", "higher", "lower")
CLEARLY = {side: f"clearly {side}" for side in SIDES}
PROBABLY = {side: f"probably {side}" for side in SIDES}
TOO_CLOSE = "too close to call"
TOO_FEW_PEOPLE = "too few to compare"
NOT_COMPARED = "not compared"
VERDICTS = (*CLEARLY.values(), *PROBABLY.values(), TOO_CLOSE, TOO_FEW_PEOPLE, NOT_COMPARED)

#: Quarters of the councils where an indicator is neither good nor bad, highest first.
QUARTERS = ("highest quarter", "upper middle quarter", "lower middle quarter", "lowest quarter")
#: The words of a headline direction beside better and worse; rising and falling where there is no polarity.
NO_CLEAR_CHANGE, TOO_FEW, OVERLAPPING = "no clear change", "too few points", "overlapping periods"
RISING, FALLING = "rising", "falling"
DIRECTIONS = ("better", "worse", RISING, FALLING, NO_CLEAR_CHANGE, TOO_FEW, OVERLAPPING)
#: A direction is told when its exact p is under this.
CLEAR_P = 0.05

#: Two-sided 95%: a gap counts when it exceeds this many times its noise.
Z95 = 1.959963984540054
#: Years looked back on where "the last years" are asked about.
LAST_YEARS = 3
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
#: A count of a council's own that is above nought and under this could be known to be somebody: it is suppressed
#: in all that leaves, with every rate and interval made from it. Another level can be asked for, down to the least.
SMALL_COUNT = 5
#: The source of figures that a council added itself, and how they are marked wherever they are shown.
LOCAL = "local"
UNPUBLISHED = "local, unpublished"
#: Under this reliability nobody is named as ahead.
RELIABILITY_FLOOR = 0.5

#: The four explanations of a council that is ahead, as a scouting party of 2001 brought them home.
EXPLANATIONS = {
    "counts": "counts differently",
    "watches": "watches closely",
    "serves": "serves better",
    "chases": "chases the number",
}
#: What the published figures say of an explanation.
FOR, AGAINST, CANNOT_TELL, NO_DATA, ONLY_ASKED = "for", "against", "cannot tell", "no data", "only asked"
GRADES = (FOR, AGAINST, CANNOT_TELL, NO_DATA, ONLY_ASKED)
#: An item of evidence that speaks neither way.
NEITHER = "neither"
#: The share of all findings that may be false when many are looked for (Benjamini and Hochberg 1995).
FALSE_SHARE = 0.05
#: A move, or a gap over several indicators, is worth a word from half a standard deviation between councils: under
#: that it would change a council's place by less than a fifth of the field.
CLEAR_MOVE = 0.5
#: One-sided 1%: a move is one of two signs (improvement, and steadiness or order), looked for on few indicators.
Z99_ONE = 2.326347874040841
#: The stages in which a service loses its way, earliest first.
STAGES = {
    "losing_grip": "Losing grip",
    "breakdown": "Breakdown",
    "systemic_crisis": "Systemic crisis",
    "complete_lock": "Complete lock",
}
#: What the questions of a stage ask about: what is seen, what may be behind it, and the plan that is to mend it.
STAGE_KINDS = ("symptom", "cause", "plan")
SIGN_DIRECTIONS = {"rising": 1, "falling": -1}
#: States of a sign, never confused with each other: moved the wrong way, moved so and still better than similar
#: councils, moved the other way, moved in over a quarter of the councils, not moved, not to be judged.
WARNING, LOST, GOT_BETTER, OF_ENGLAND = "warning", "improvement lost", "got better", "of England"
NO_SIGN, NOT_ENOUGH = "no sign", "not enough"
#: Hosts that a scouting party visits at most, and councils that a host is asked by at most: its even share.
MOST_VISITS = 3
#: What is done with what a visit brought home.
TAKES = ("copy", "leave", "undecided")

#: Ofsted's grades of children's services, best first, as the catalogue codes them.
INSPECTION_GRADES = {1: "outstanding", 2: "good", 3: "requires improvement", 4: "inadequate"}
#: The judgements beside overall effectiveness.
SUB_JUDGEMENTS = {
    "impact_of_leaders": "impact of leaders",
    "help_and_protection": "help and protection",
    "children_in_care": "children in care",
    "care_leavers": "care leavers",
}
#: Every judgement beside overall effectiveness, those of earlier frameworks among them.
JUDGEMENTS = {
    **SUB_JUDGEMENTS,
    "safeguarding": "safeguarding",
    "looked_after": "looked after children",
    "adoption": "adoption",
    "lscb": "local safeguarding children board",
}
#: The parts of an inspection report as the index of reports has them; the first is what needs to improve as a whole.
REPORT_SECTIONS = (
    "overall_effectiveness", "impact_of_leaders", "help_and_protection", "children_in_care", "care_leavers", "adoption",
)  # fmt: skip
INADEQUATE = 4
#: The frameworks under which children's services were inspected, oldest first: each asked other things, so that grades
#: of two of them are not one scale.
FRAMEWORKS = {
    "SLAC": "safeguarding and looked after children (SLAC, 2009 to 2012)",
    "CPI": "child protection (CPI, 2012 to 2013)",
    "TLAC": "targeted inspections of looked after children (TLAC, 2013)",
    "SIF": "the single inspection framework (SIF, 2013 to 2018)",
    "ILACS": "inspections of local authority children's services (ILACS, since 2018)",
}
#: The inspections beside those of children's services, and their outcomes from the best.
SEND_OUTCOMES = {
    1: "typically positive experiences and outcomes",
    2: "inconsistent experiences and outcomes",
    3: "significant concerns, widespread or systemic",
}
OTHER_FRAMEWORKS = {"area_send": SEND_OUTCOMES, "youth_justice": INSPECTION_GRADES}
#: Whether a judgement stands in the inspectorate's own edition, or in a list that others made from its reports.
OFFICIAL, COLLECTED = "official", "collected list"
#: What the Care Quality Commission scores a council's adult social care on, 1 to 4, 4 the best.
QUALITY_STATEMENTS = {
    "assessing_needs": "assessing needs",
    "healthier_lives": "supporting people to live healthier lives",
    "equity": "equity in experience and outcomes",
    "care_provision": "care provision, integration and continuity",
    "partnerships": "partnerships and communities",
    "safe_pathways": "safe systems, pathways and transitions",
    "safeguarding": "safeguarding",
    "governance": "governance, management and sustainability",
    "learning": "learning, improvement and innovation",
}
#: What a back-test asks whether signs foretold: the overall grade, this or worse.
OUTCOMES = {"improve": 3, "inadequate": INADEQUATE}
#: Why a verdict is another than in the report before.
NEW_FIGURE, REVISION, ANOTHER_PERIOD = "new figure", "revision", "another period"
NEIGHBOUR_SET, BOUNDARY, OWN_RULE = "neighbour set", "boundary", "our own rule"
#: Guests that a host of an exchange within a region has at most, and hosts that a guest asks at most.
MOST_GUESTS = 2
#: What the licence of the published figures asks to be said.
LICENCE = "Contains public sector information licensed under the Open Government Licence v3.0"
#: What a pack can hold besides its page and its tables.
PACK_OUTPUTS = ("notebooks", "charts", "workbook", "slides")
