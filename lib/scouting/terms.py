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
    "inspection": "Ratings",
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

#: The two lists of 2001, as they were called then.
NAMED = ("best", "worst")

COUNCIL_TYPES = ("unitary", "metropolitan", "county", "inner_london", "outer_london")
AREA_TYPES = (*COUNCIL_TYPES, "region", "part_region", "country")
CHANGES = ("recoded", "continues", "split", "merged")

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
#: A council is among the best, or the last, in England in the best or last tenth of the councils with a figure.
POCKET = 0.1
#: Years looked back on to say for how long a neighbour has been ahead.
YEARS_AHEAD = 5
#: Yearly figures that a move is judged over at most, and at least: over more than eight the council of the first is
#: hardly that of the last; a line through two has no scatter.
MOVE_SPAN, MOVE_FEWEST = 8, 3
#: A move, or a gap over several indicators, is worth a word from half a standard deviation between councils: under
#: that it would change a council's place by less than a fifth of the field.
CLEAR_MOVE = 0.5
#: A gap over the outcomes of a topic is clear from three quarters: between two councils, so that chance has two ends.
CLEAR_GAP = 0.75
#: One-sided 1%: a move is one of two signs (improvement, and steadiness or order), looked for on few indicators.
Z99_ONE = 2.326347874040841
#: One-sided 5%: the order of two moves, or a gap without its widest lead, asked once the first is sure.
Z95_ONE = 1.6448536269514722
#: Steadier than three councils in four.
STEADY_QUARTER = 0.25
#: A denominator is unusual outside four councils in five: one further out is rarer, but of a council that counts by two
#: standard deviations otherwise, measured after region and need, one in five would be missed.
UNUSUAL = 1.2815515655446004
#: What share of a gap counting could be is told of gaps of three times their noise: of a narrower one the share is
#: itself unsure by a third and more.
SHARE_SURE = 3.0
#: Counting is worth asking about when it could be half of the gap, and is set aside when it could not be a quarter.
SHARE_FOR, SHARE_AGAINST = 0.5, 0.25
#: Denominators that differ by less than this (logarithm per head) are the population itself: nobody counts it.
COUNTED_SPREAD = 0.02
#: A denominator jumps when it changes by a quarter in a year and by four times the usual change: 1 in 270 does.
JUMP_SHARE, JUMP_NOISE = 0.25, 4.0
#: A run of exact hundreds, or of round figures, is improbable under one in a thousand.
IMPROBABLE = 0.001
#: Figures that are exact multiples of five are heaped; where one council's whole field has over half so, they are
#: published no finer and nothing can be seen.
HEAP = 5.0
HEAPED_FIELD = 0.5
#: A council chases a number, as far as figures can say, with its targets one standard deviation good and their guards
#: one bad after allowing for region and need: with guards shuffled, about one council in ninety is so.
CHASE_LEVEL = 1.0
#: Times that guards are shuffled between councils within region, and the share of them that must give fewer.
SHUFFLES, SHUFFLE_SHARE = 400, 0.99
#: Over this share of comparisons that end in "cannot tell", the first page says so.
MOSTLY_CANNOT_TELL = 0.9
#: What "allowing for need" allows for, by service: context that a council hardly controls.
NEED = {
    "children": ("children_low_income", "free_meals_6_years_primary", "ethnic_groups_other"),
    "adults": ("income_deprivation", "adults_65_share", "rural_residents"),
}
#: How many people a service is there for, by service: what a denominator is held against.
HEADS = {"children": "children_0_17", "adults": "adults_18_over"}
#: The stages in which a service loses its way, earliest first.
STAGES = {
    "losing_grip": "Losing grip",
    "breakdown": "Breakdown",
    "systemic_crisis": "Systemic crisis",
    "complete_lock": "Complete lock",
}
#: The question that the order of the signs puts.
FIRST_QUESTION = "Does your improvement plan treat a symptom, or what changed first?"
SIGN_KINDS = ("warning", "recovery")
SIGN_DIRECTIONS = {"rising": 1, "falling": -1}
#: What shows a sign: a change, a standing, either, a change while another figure (demand) has not risen, or a change of
#: the ratio of two figures.
SIGN_RULES = ("change", "standing", "either", "change_while_flat", "ratio_change")
RULES_OF_PAIRS = ("change_while_flat", "ratio_change")
NEVER_BACK_TESTED = "never back-tested for adults"
#: States of a sign, never confused with each other.
SHOWN, NO_SIGN, NOT_ENOUGH = "shown", "no_sign", "not_enough"
#: How often a flat series shows a change by chance, one way, a year; and the level that gives it. Two looks are taken,
#: the latest figure and the mean of the latest two, each against up to eight before: the larger of the two exceeds
#: 1.89 times its noise in one flat series of twenty (worked out from 400,000 draws of normal noise).
CHANGE_ALARM, CHANGE_Z = 0.05, 1.89
#: Figures before that a change is held against: at most, and at least.
BEFORE_SPAN, BEFORE_FEWEST = 8, 3
#: How often a council stands beyond noise and spread by chance, one way: half of two-sided 95%.
STANDING_ALARM = 0.025
#: Words that no sentence about a council may hold, whole words in any form: it must be fit for the local paper.
BLAME_WORDS = (
    "abuse", "abused", "bad", "badly", "blame", "blamed", "bullied", "bully", "bullying", "careless", "cheat",
    "cheated", "cheating", "complacent", "conceal", "concealed", "cook", "cooked", "cover-up", "deceive",
    "dishonest", "dishonestly", "evade", "excuse", "excuses", "fail", "failed", "failing", "failings", "fails",
    "failure", "fake", "false", "fault", "faults", "fiddle", "fiddled", "fiddling", "fraud", "fudge", "fudged",
    "game", "gamed", "gaming", "guilty", "harass", "harassed", "harassing", "harassment", "hide", "hides",
    "hiding", "hidden", "incompetent", "inflate", "inflated", "lazy", "liar", "lie", "lied", "lying",
    "manipulate", "manipulated", "massage", "massaged", "mislead", "misleading", "negligent", "obsess",
    "obsessed", "obsession", "obsessive", "pathetic", "poor", "poorly", "scandal", "shame", "shameful",
    "suspicious", "terrible", "trick", "tricked", "worst", "wrong", "wrongly",
)  # fmt: skip
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
INADEQUATE = 4
#: What a back-test asks whether signs foretold: the overall grade, this or worse.
OUTCOMES = {"improve": 3, "inadequate": INADEQUATE}
#: The parts of data/catalog/backtest.csv.
BACKTEST = ("area", "calibration", "top_ten", "shown")
#: Why a verdict is another than in the report before.
NEW_FIGURE, REVISION, NEIGHBOUR_SET = "new figure", "revision", "neighbour set"
BOUNDARY, OWN_RULE = "boundary", "our own rule"
#: Guests that a host of an exchange within a region has at most, and hosts that a guest asks at most.
MOST_GUESTS = 2
#: What a pack can hold besides its page and its tables.
PACK_OUTPUTS = ("notebooks", "charts", "workbook", "slides")
#: What it holds only when asked: a browser is needed, and takes its time.
ASKED_OUTPUTS = ("pdf",)
