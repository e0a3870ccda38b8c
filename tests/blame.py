"""Words that no sentence about a council may hold, whole words in any form: it must be fit for the local paper."""

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
