"""Sentences and words of page one: the counts, how sure, people, hosts, what is not known."""

from __future__ import annotations

import re

import pandas as pd

from scouting.charts.axis import join, short
from scouting.pages.page_one import tables
from scouting.pages.scouting_party.why import Why
from scouting.pages.visit_sheet.words import KINDS
from scouting.periods import newest_of_care
from scouting.study.core import Study
from scouting.terms import BY_HAND, TOO_CLOSE
from scouting.words import day_words, many, missing_words, number, one_of, people_sentence

#: The services in the order in which they are told, and what each is called.
SERVICES = {"children": "Children’s social care", "adults": "Adult social care"}
#: A measure that holds in so many of all comparisons is said to hold in most of them.
MOSTLY = 0.75
#: New ways of counting are told where they touch at least this share of the measures compared.
MANY = 0.25
#: What no figure tells, by service: rows of ``not_held.csv`` in few words, in the order in which they are told.
GAPS = {
    "children": {"voice_in_care": "what children in care say"},
    "adults": {
        "waits_adults": "waits for an assessment",
        "hospital_delays_now": "delays in leaving hospital",
        "council_assessments": "the Care Quality Commission’s rating of the council",
    },
}
#: Where the head noun of a label ends: "children placed over 20 miles from home".
_ENDS = (
    r" (?:placed|living|with|who|whose|in|of|on|often|absent|seen|leaving|covered|looked after|issued|finished|held|"
    r"aged|over|near|for|that|cautioned|convicted|qualified|staying|suspended|at|rated|without|satisfied|whom|admitted|still|"
    r"usually|discharged|ended|missed|to|\(FTE\))(?=\s|$).*"
)


def counts_line(study: Study) -> str:
    """On how many measures the council is clearly better and worse, and on how many that cannot be told.

    >>> from scouting.study import study
    >>> counts_line(study("Herefordshire", indicators="adults"))[:43]
    'Of 7 measures compared, the difference is p'
    """
    n, lines = tables.counts(study), []
    parts = [(n["probable"], "probable"), (n["close"], TOO_CLOSE)]
    rest = ", ".join(f"{word} on {count}" for count, word in parts if count)
    if n["better"] or n["worse"]:
        sides = [("better", n["better"]), ("worse", n["worse"])]
        (first, most), (second, least) = sides if n["better"] else sides[::-1]
        lines.append(
            f"Clearly {first} than similar councils on {most} of {many(n['all'], 'measure')}, clearly {second} on "
            f"{least or 'none'}."
        )
        lines.append(f"{rest[0].upper()}{rest[1:]}." if rest else "")
    elif n["close"] == n["all"] > 0:
        every = "the one measure" if n["all"] == 1 else f"all {n['all']} measures"
        lines.append(f"The difference is {TOO_CLOSE} on {every} compared.")
    elif n["all"]:
        lines.append(f"Of {many(n['all'], 'measure')} compared, the difference is {rest.replace(', ', ' and ')}.")
    new, began = tables.new_counting(study)
    if new and new >= MANY * n["all"]:
        what = f"{'Another ' if n['all'] else ''}{many(new, 'measure')}"
        lines.append(f"{what} cannot be compared: a new way of counting began in {began}.")
    return " ".join(filter(None, lines))


def about(study: Study, as_of: str) -> list[str]:
    """Which service, against how many, to when, made when: the parts of the line over page one.

    >>> from scouting.study import study
    >>> about(study("Derby", indicators="re_referrals"), "2026-11-30")[0]
    'Children’s social care'
    """
    served = [words for service, words in SERVICES.items() if (study.indicators.service == service).any()]
    newest = newest_of_care(study.comparison, study.panel.indicators)
    near = "councils chosen by hand" if study.neighbour_set.set_id == BY_HAND else "similar councils"
    return [
        " and ".join(served) if len(served) == 1 else "Social care",
        f"compared with {len(study.neighbour_set.codes)} {near}",
        f"figures to {newest:%B %Y}",
        f"made {day_words(as_of)}",
    ]


def named(row: pd.Series, facts: pd.Series, count: float) -> str:
    """A row's measure, with how many people its latest figure counts (``count``, NaN where not known).

    >>> named(pd.Series({"people": 33.0}), pd.Series({"short_title": "Far from home"}), 130.0)
    'Far from home (130)'
    """
    # A gap over several years can be of more people than the latest figure counts: both in one line would puzzle.
    told = pd.notna(count) and not row.people > count
    return facts.short_title + (f" ({number(count, 0)})" if told else "")


#: Said of a strength that is of all or none, where the rate of similar councils makes that improbable.
CHECK = "check how this is counted"


def shown(value: float, facts: pd.Series, marker: str = "") -> str:
    """A figure of a row, or why there is none.

    >>> shown(float("nan"), pd.Series({"unit": "%", "decimals": 0}), "c")
    'suppressed'
    """
    return missing_words(marker) if pd.isna(value) else short(value, facts.unit, int(facts.decimals))


def sure(row: pd.Series) -> str:
    """How sure a row is, and whether it holds whoever the council is compared with.

    >>> sure(pd.Series({"verdict": "clearly worse", "holds": 4, "holds_of": 7}))
    'clear in some comparisons'
    """
    if row.verdict == TOO_CLOSE:
        return f"{TOO_CLOSE}; most are late here and in similar councils"
    word = "clear" if str(row.verdict).startswith("clearly") else "probable"
    if row.holds_of < 2:
        return word
    if row.holds == row.holds_of:
        return f"{word} in every comparison"
    return f"{word} in {'most' if row.holds >= MOSTLY * row.holds_of else 'some'} comparisons"


def below(study: Study, row: pd.Series, facts: pd.Series, *, asked: bool, whole: bool) -> str:
    """What stands below a row's measure: the people, of what is worth asking about; of a strength whether to check it.

    ``whole``: as ``people_line`` has it.
    """
    if asked:
        return people_line(row, facts, study.name, whole=whole)
    return CHECK if row.indicator_id in study.once(Why).improbable else ""


def people_line(row: pd.Series, facts: pd.Series, name: str, *, whole: bool) -> str:
    """What the gap comes to in people, in few words; blank where it is not known.

    ``whole``: with what it is held against, which is said once.
    """
    if not people_sentence(row, facts, name):
        return ""
    count = number(abs(row.people), 0)
    noun = re.sub(_ENDS, "", facts.numerator_label)
    told = f"about {count} {'more' if row.people > 0 else 'fewer'} {one_of(noun) if count == '1' else noun}"
    return f"{told} than if {name} matched similar councils" if whole else told


def hosts_line(hosts: pd.DataFrame, title: str = "") -> str:
    """Whom to ask on what, and for how long they have been ahead.

    >>> hosts = pd.DataFrame({"name": ["Essex", "Kent"], "kind": "clear", "years_ahead": [5, 4], "years_of": 5})
    >>> hosts_line(hosts.assign(kind="together"))
    'Essex and Kent: probably ahead, all measures together.'
    >>> hosts_line(hosts, "Live over 20 miles from home")
    'Essex and Kent: better on “Live over 20 miles from home” in at least 4 of 5 years.'
    """
    if not title:
        kind = hosts.kind.iloc[0]
        on = " on at least one measure" if kind == "probable" else ""
        return f"{join(list(hosts['name']))}: {KINDS[kind]}{on}."
    ahead, of = int(hosts.years_ahead.min()), int(hosts.years_of.min())
    start = f"{join(list(hosts['name']))}: better on “{title}”"
    if of < 2:
        return f"{start}."
    if ahead == of:
        return f"{start} for {of} years or more."
    return f"{start} in at least {ahead} of {of} years."


def not_known(study: Study) -> list[str]:
    """How many figures are missing, and what no figure tells, each in a few words."""
    missing = int(study.comparison.value.isna().sum())
    return [*([f"{many(missing, 'figure')} missing"] if missing else []), *gaps(study)]


def gaps(study: Study) -> list[str]:
    """What no figure tells, each in a few words."""
    told = []
    for service, rows in GAPS.items():
        if (study.indicators.service == service).any():
            known = ["council_assessments"] if len(study.assessments) else []
            told += [words for gap, words in rows.items() if gap not in known]
    return told


def first_sentence(text: str) -> str:
    """The first sentence of a text, or what it says before a colon.

    >>> first_sentence("A set is left out: nobody is alike. More stands below.")
    'A set is left out.'
    """
    return f"{re.split(r'(?<=[a-z0-9])[.:] ', text)[0].rstrip('.')}."
