"""Sentences of the visit sheet. About another council there are facts and questions, and never a motive."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from scouting.explain.words import sizes_words
from scouting.reading.words import TOPICS
from scouting.words.figures import figure, listed, many, number, one_of, ordinal, said

#: The half day on the spot: what, with whom, how long.
AGENDA = (
    "Figures and counting, side by side (30 minutes)",
    "How it works now, and before (60 minutes)",
    "With those who do it and those it is for (60 minutes)",
    "What it cost, what stopped, what not to copy (30 minutes)",
)
#: How sure it is that a host is ahead, by the kind of host.
KINDS = {
    "clear": "clearly ahead",
    "improver": "once where we are now, clearly better since",
    "together": "probably ahead, all measures together",
    "probable": "probably ahead",
    "asked for": "asked for",
}

#: What stands over the figures beside a lead, and over those that are too new for a verdict.
BESIDE = "Other clear differences. They may have nothing to do with the lead."
TOO_NEW = "Far apart, in figures of one year. A new way of counting began; check it first."
OTHER_WAY = "Per head of population it looks different."
#: Under this share of a gap counting is said to close none of it.
LEAST_SHARE = 0.05
#: Of councils that are ahead too, so many are named.
MOST_NAMED = 4
#: Of measures of other topics, so many.
MOST_TITLES = 3
#: What is said of a figure of 0% or 100% that the rate of similar councils makes improbable.
CHECK = "Check how this is counted first"
SPAN = "Leads are judged over up to three years, with most weight on the latest."


def topic_words(topic: str) -> str:
    """A topic of the catalogue in readers' words.

    >>> topic_words("looked after: placements")
    'where children in care live'
    """
    return TOPICS.get(topic, topic.replace("looked after", "children in care"))


def rule_sentence(own: str, n: dict[str, int], of: int, topic: str = "") -> str:
    """How many similar councils are ahead, how sure. ``n``: hosts by kind; ``of``: how many are compared.

    >>> rule_sentence("Bury", {"clear": 10}, 10)
    'All 10 similar councils are clearly ahead of Bury on at least one measure.'
    >>> rule_sentence("Bury", {"clear": 3}, 10)
    '3 of 10 similar councils are clearly ahead of Bury on at least one measure.'
    >>> rule_sentence("Bury", {"together": 1, "probable": 2}, 15)[:86]
    'No similar council is clearly ahead of Bury on any measure. 1 is probably ahead when a'
    """
    on = f" of {topic_words(topic)}" if topic else ""
    if clear := n.get("clear", 0):
        some = f"All {of}" if clear == of else f"{clear} of {of}"
        return f"{some} similar councils {_are(clear)} clearly ahead of {own} on at least one measure{on}."
    start = f"No similar council is clearly ahead of {own} on any measure{on}."
    parts = []
    if both := n.get("together", 0):
        parts.append(f"{both} {_are(both)} probably ahead when all measures are taken together")
    if some := n.get("probable", 0):
        parts.append(f"{some} {_are(some)} probably ahead on one or more")
    return f"{start} {' and '.join(parts)}." if parts else start


def strength_sentence(row: Any, indicator: Any, own: str, n: int, of: int, check: bool = False) -> str:
    """What others could learn from a council: a measure on which it is clearly better than similar councils.

    ``row``: of the comparison (verdict, by_a_lot, level, level_median); ``indicator``: its catalogue row; ``n``: of
    how many of ``of`` similar councils it is clearly ahead alone; ``check``: whether its latest figure is of all or
    none, which is improbable at their rate.

    >>> row = pd.Series({"verdict": "clearly better", "by_a_lot": False, "level": 15.2, "level_median": 20.4})
    >>> facts = pd.Series({"short_title": "Re-referrals", "unit": "%", "decimals": 1})
    >>> strength_sentence(row, facts, "Bury", 2, 10)
    'Re-referrals: 15.2%, against 20.4% in similar councils: clearly better. Bury is clearly ahead of 2 of 10 of them.'
    """
    ours, theirs = (figure(y, indicator.unit, int(indicator.decimals)) for y in (row.level, row.level_median))
    told = f"{indicator.short_title}: {ours}, against {theirs} in similar councils: {said(row)}."
    told += f" {own} is clearly ahead of {n} of {of} of them." if n else ""
    return f"{told} {CHECK}." if check else told


def _are(n: int) -> str:
    return "is" if n == 1 else "are"


def host_sentence(row: Any, own: str, titles: list[str], others: list[str]) -> str:
    """Why a host. ``row``: of the hosts; ``titles``: of the measures on which it is ahead, the surest first;
    ``others``: those of them that are of another topic than the sheet.

    >>> row = pd.Series({"name": "Kent", "kind": "clear", "n_ahead": 3, "n_compared": 7})
    >>> host_sentence(row, "Bury", ["Re-referrals", "Seen by a dentist"], ["Seen by a dentist"])
    'Kent is clearly ahead of Bury on 2 measures, one of them on another topic: seen by a dentist.'
    """
    host = row["name"]
    better = f"better on {int(row.n_ahead)} of {int(row.n_compared)} measures"
    if row.kind == "improver":
        return f"{host} was where {own} is now on {many(len(titles), 'measure')}, and got clearly better."
    if row.kind == "together":
        return f"Taken together, {host} is probably ahead of {own}: {better}, though clearly on none alone."
    if row.kind not in ("clear", "probable"):
        return f"{host} was asked for. It is {better}, most of them too close to call."
    text = f"{host} is {row.kind.replace('clear', 'clearly').replace('probable', 'probably')} ahead of {own} on "
    text += many(len(titles), "measure")
    if not others:
        return f"{text}."
    more = len(others) - MOST_TITLES
    some = "one of them on another topic" if len(others) == 1 else f"{len(others)} of them on other topics"
    named = [*(_lower(one) for one in others[:MOST_TITLES]), *([f"{more} more"] if more > 0 else [])]
    return f"{text}, {some}: {'; '.join(named)}."


def _lower(title: str) -> str:
    """A title inside a sentence: an abbreviation stays as it is."""
    return title if title[:2].isupper() else title[0].lower() + title[1:]


def alike_sentence(host: str, own: str, rank: float, of: int, closeness: str, miles: float) -> str:
    """How alike the two are, and how far apart. ``of``: how many similar councils there are, 0 where the host is none.

    >>> alike_sentence("Kent", "Bury", 2, 10, "very close", 183.2)
    "Kent is 2nd closest of Bury's 10 similar councils (very close) and about 185 miles away."
    >>> alike_sentence("Kent", "Bury", float("nan"), 0, "", float("nan"))
    'Kent has similar need to Bury.'
    >>> alike_sentence("Kent", "Bury", float("nan"), 14, "", 8)
    "Kent is one of Bury's 14 similar councils and about 8 miles away."
    """
    place = "one of" if rank != rank else "the closest of" if rank == 1 else f"{ordinal(int(rank))} closest of"
    words = f" ({closeness})" if closeness else ""
    text = f"{host} is {place} {own}'s {of} similar councils{words}" if of else f"{host} has similar need to {own}"
    if math.isnan(miles):
        return f"{text}."
    return f"{text} and about {number(miles if miles < 20 else 5 * round(miles / 5), 0)} miles away."


def lead_sentence(
    row: Any, indicator: Any, own: str, other: str, latest: tuple[float, float], period: str = "",
    *, first: bool = True, years: bool = True,
) -> str:  # fmt: skip
    """One measure on which the other council is ahead: both figures, people, and for how long.

    ``row``: of ``explain.leads``; ``indicator``: its catalogue row; ``latest``: the latest figures, theirs and ours:
    of a lead that has turned that is said, and where one is missing, the levels are told. ``period``: of the latest
    figures; ``first``: told in full; of the others the figures alone; ``years``: say in how many it was ahead.

    >>> names = ["theirs", "ours", "years_ahead", "years_of", "people", "check_counting", "like_size"]
    >>> row = pd.Series([15.2, 20.4, 5, 5, -31.0, False, True], index=names)
    >>> facts = pd.Series({"short_title": "Re-referrals", "unit": "%", "decimals": 1, "numerator_label": "referrals"})
    >>> print(lead_sentence(row, facts, "Derby", "Bolton", (15.0, 20.9)).replace(". ", ".\\n"))
    Re-referrals: 15.0% in Bolton, 20.9% in Derby.
    About 31 fewer referrals if Derby matched Bolton.
    Ahead in each of the last 5 years.
    """
    unit, decimals = indicator.unit, int(indicator.decimals)
    apart = (latest[0] - latest[1]) * (row.theirs - row.ours)
    theirs, ours = (figure(y, unit, decimals) for y in (latest if apart == apart else (row.theirs, row.ours)))
    when = f" ({period})" if period and apart == apart else ""
    parts = [f"{indicator.short_title}: {theirs} in {other}, {ours} in {own}{when}"]
    if apart <= 0:
        parts.append(f"Over up to three years {other} was ahead; in the latest it was not")
    if row.check_counting:
        parts.append(CHECK)
    if sizes := sizes_words(row, indicator, own, other):
        parts.append(f"The two differ greatly in size ({sizes})")
    if not first:
        return ". ".join(parts) + "."
    if pd.notna(row.people) and indicator.numerator_label and (count := number(abs(row.people), 0)) != "0":
        label = one_of(indicator.numerator_label) if count == "1" else indicator.numerator_label
        parts.append(f"About {count} {'more' if row.people > 0 else 'fewer'} {label} if {own} matched {other}")
    if years and row.years_of > 1:
        each = row.years_ahead == row.years_of
        parts.append(
            f"Ahead in each of the last {int(row.years_of)} years"
            if each
            else f"Ahead in {int(row.years_ahead)} of the last {int(row.years_of)} years"
        )
    return ". ".join(parts) + "."


def since_sentence(own: str, host: str, since: str, *, always: bool) -> str:
    """Since when a host has been ahead in every year.

    >>> since_sentence("Bury", "Kent", "2019", always=False), since_sentence("Bury", "Kent", "2016", always=True)
    ('Kent has been clearly ahead of Bury since 2019.', 'Kent has been ahead of Bury in every year since 2016.')
    """
    return f"{host} has been {f'ahead of {own} in every year' if always else f'clearly ahead of {own}'} since {since}."


def disagree_sentence(host: str, judged: str) -> str:
    """What to mind where inspectors think less of a host than the measure does.

    >>> disagree_sentence("Kent", "inadequate, July 2024")
    'Inspectors judged Kent overall: inadequate, July 2024. So ask about this measure alone.'
    """
    return f"Inspectors judged {host} overall: {judged}. So ask about this measure alone."


def others_sentence(topic: str, names: list[str]) -> str:
    """Who else is clearly ahead on a topic.

    >>> others_sentence("front door", ["Kent", "Derby"])
    'Also clearly ahead on the front door: Kent and Derby.'
    >>> others_sentence("front door", [])
    'No other similar council is clearly ahead on the front door, so this may be chance.'
    """
    words, more = topic_words(topic), len(names) - MOST_NAMED
    if not names:
        return f"No other similar council is clearly ahead on {words}, so this may be chance."
    return f"Also clearly ahead on {words}: {listed([*names[:MOST_NAMED], *([f'{more} more'] if more > 0 else [])])}."


def lesson_sentence(kind: str, items: pd.DataFrame) -> str:
    """What published figures say for one of the four lessons; "" where they say nothing.

    ``items``: the items of evidence for it: point, value, n, detail.

    >>> rows = [("outcomes", 1.5, 6, ""), ("years", 3, 3, ""), ("sets", 7, 7, "")]
    >>> lesson_sentence("serves", pd.DataFrame(rows, columns=["point", "value", "n", "detail"]))
    'Small leads counted too, ahead on 6 measures without a target, in each of 3 years.'
    """
    rows = items.drop_duplicates("point").set_index("point")
    if rows.empty:
        return ""
    if kind == "serves":
        n, years = int(rows.n["outcomes"]), int(rows.n["years"])
        return f"Small leads counted too, ahead on {many(n, 'measure')} without a target, in each of {years} years."
    if kind == "watches":
        return f"Measures with a target improved over {rows.detail['improvement']} years. Ask how."
    if "denominator" in rows.index:
        return f"Not a finding: the counting rules leave room for {_part_of(rows.value['denominator'])} the gap. Ask."
    return "Not a finding: what is counted jumped, is rounded or is partial. Ask."


def _part_of(share: float) -> str:
    return "all of" if share >= 0.95 else f"up to {number(100 * share, 0)}% of"


def counting_sentences(rows: pd.DataFrame) -> list[str]:
    """What room the counting rules leave, and how much of the gap counting could be at most.

    ``rows``: title, room, share (NaN where counts do not tell).

    >>> rows = pd.DataFrame({"title": ["Seen in time"], "room": ["Clocks start differently."], "share": [0.4]})
    >>> counting_sentences(rows)
    ['Seen in time: Clocks start differently. Counting as they do could account for up to 40% of the gap.']
    """
    told = []
    for title, room, share in zip(rows.title, rows.room, rows.share, strict=True):
        most = "" if pd.isna(share) else " Counting as they do would close none of the gap."
        if share >= LEAST_SHARE:
            most = f" Counting as they do could account for {_part_of(share)} the gap."
        told.append(f"{title}: {room}{most}")
    return told


def bring_sentence(questions: pd.DataFrame) -> str:
    """What to bring along for the questions that figures led to; whoever is in it must not be known.

    >>> bring_sentence(pd.DataFrame({"evidence": ["practice", "unseen"], "bring": ["our carers by year", "nothing"]}))
    'Bring, with names and small groups taken out: our carers by year.'
    """
    things = [one.replace(", names taken out", "") for one in questions.bring[questions.evidence != "unseen"]]
    return f"Bring, with names and small groups taken out: {'; '.join(things)}." if things else ""


def more_sentence(names: list[str]) -> str:
    """Who else is worth a visit.

    >>> more_sentence(["Kent", "Derby"])
    'Others worth asking: Kent and Derby.'
    """
    return f"Others worth asking: {listed(names)}."


def same_sentence(labels: list[str]) -> str:
    """What does not differ clearly between the two.

    >>> same_sentence(["Social worker turnover", "Agency social workers"])
    'No clear difference: social worker turnover and agency social workers.'
    """
    return f"No clear difference: {listed([_lower(one) for one in labels])}." if labels else ""
