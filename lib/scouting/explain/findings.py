"""The findings of one council: who is ahead, and what the published figures say of the four explanations."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scouting.explain import chases, counts, serves, watches
from scouting.explain.ahead import leads
from scouting.explain.evidence import Item
from scouting.explain.evidence_words import item_sentence
from scouting.explain.figures import Figures, Topic
from scouting.explain.looks import looks_of
from scouting.explain.words import finding_sentence, question
from scouting.frames import each_row
from scouting.terms import AGAINST, CANNOT_TELL, FOR, NEITHER, NO_DATA, ONLY_ASKED
from scouting.words.figures import number

#: Facets of what is not held that each explanation would have wanted.
_WANTED = {
    "counts": (),
    "watches": ("timeliness",),
    "serves": ("outcome", "experience", "timeliness"),
    "chases": ("workforce", "experience"),
}
EVIDENCE = [
    "area_code", "about_code", "set_id", "service", "topic", "kind", "point", "indicator_id", "verdict", "value",
    "second", "n", "detail", "text",
]  # fmt: skip
FINDINGS = [
    "area_code", "about_code", "set_id", "service", "topic", "kind", "evidence_for", "evidence_against", "undecided",
    "no_data", "grade", "sentence", "question", "rule", "indicator_id", "n_for", "n_against", "n_neither",
]  # fmt: skip


def judge(
    figures: Figures, topic: Topic, leading: np.ndarray, own: int, other: int, sets: dict[str, np.ndarray]
) -> dict[str, tuple[str, list[Item]]]:
    """The three explanations of another council's lead: grade and evidence, by kind.

    ``leading``: places of the indicators on which it is ahead; ``sets``: for each set of similar councils, their median
    score on each indicator.
    """
    evidence = {
        counts.KIND: counts.counts(figures, leading, own, other),
        watches.KIND: watches.watches(figures, topic, other),
        serves.KIND: serves.serves(figures, topic, own, other, sets),
    }
    grades = {counts.KIND: counts.grade, watches.KIND: watches.grade, serves.KIND: serves.grade}
    return {kind: (grades[kind](items), items) for kind, items in evidence.items()}


def findings_of(
    figures: Figures,
    ids: pd.Index,
    area_code: str,
    set_id: str,
    sets: dict[str, list[str]],
    tells: pd.DataFrame,
    not_held: pd.DataFrame,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """One council's leads, findings and the evidence behind them, over all topics and similar councils.

    ``ids``: the indicators that are asked about and that nothing sets aside; ``set_id``: the set of similar councils
    that are looked at; ``sets``: codes by set, every sensible one in which the council has neighbours, ``set_id`` among
    them; ``tells``: as ``chases.shuffled`` gives it; ``not_held``: the catalogue's table of what is not counted.

    Leads: columns of ``ahead.leads``. Findings: one row per topic, council and kind (the four explanations): area_code,
    about_code (the council ahead; the council itself where its own is judged), set_id, service, topic, kind,
    evidence_for, evidence_against, undecided, no_data (sentences, a line each), grade (for, against, cannot tell, no
    data; "only asked" of another council's chasing), sentence, question, rule (that gave the grade), indicator_id (the
    surest lead; for counting the surest whose rule leaves room), n_for, n_against, n_neither. Evidence: one row per
    item: the same keys with point, verdict, the numbers it rests on (value, second, n) and its text.
    """
    own = figures.place(area_code)
    members = figures.places(sets[set_id])
    middles = {name: figures.middles(figures.places(codes)) for name, codes in sets.items()}
    table = leads(figures, looks_of(figures, ids, own, members), own)
    made = _Tables(figures, area_code, set_id, not_held)
    by_topic = {key: rows for key, rows in table.groupby(["service", "topic"])}
    open_ = {(row.service, row.topic): row for row in each_row(tells)}
    services = set(figures.facts.service[figures.facts.index.isin(ids)])
    for topic in (one for one in figures.topics if one.service in services):
        rows = by_topic.get((topic.service, topic.name), table.head(0))
        for mine in (part for _, part in rows.groupby("about_code", sort=False)):
            code, surest = mine.about_code.iloc[0], mine.indicator_id.iloc[mine.sureness.to_numpy().argmax()]
            leading = figures.facts.index.get_indexer(pd.Index(mine.indicator_id))
            for kind, (grade, items) in judge(figures, topic, leading, own, figures.place(code), middles).items():
                lead = _with_room(figures, mine) if kind == counts.KIND else surest
                made.add(topic, code, kind, grade, items, _RULES[kind], lead)
            if len(topic.targeted):
                made.add(topic, code, chases.KIND, ONLY_ASKED, [], "asked of another council, never judged", surest)
        if (topic.service, topic.name) in open_:
            items = chases.chases(figures, topic, own)
            grade, rule = _held_against(chases.grade(items), open_[(topic.service, topic.name)])
            made.add(topic, area_code, chases.KIND, grade, items, rule, "")
    return table, pd.DataFrame(made.findings, columns=FINDINGS), pd.DataFrame(made.evidence, columns=EVIDENCE)


def _with_room(figures: Figures, leads: pd.DataFrame) -> str:
    """The surest lead whose counting rule leaves room, or "" for none."""
    room = leads[counts.has_room(figures.facts.loc[leads.indicator_id])]
    return str(room.indicator_id.iloc[room.sureness.to_numpy().argmax()]) if len(room) else ""


_RULES = {counts.KIND: counts.RULE, watches.KIND: watches.RULE, serves.KIND: serves.RULE}


def _held_against(grade: str, shuffled) -> tuple[str, str]:
    """A grade of chasing, where as many councils would have it with guards shuffled: it tells nothing."""
    if grade != FOR or shuffled.tells:
        return grade, chases.RULE
    alike = f"{shuffled.observed} of {shuffled.councils} councils look so, {number(shuffled.expected, 1)} shuffled"
    return CANNOT_TELL, f"{chases.RULE}. Here {alike}: the two are alike"


class _Tables:
    """The rows of one council's findings and evidence, as they are made."""

    def __init__(self, figures: Figures, area_code: str, set_id: str, not_held: pd.DataFrame):
        self.figures, self.keys = figures, (area_code, set_id)
        self.absent: dict[tuple, list] = {}
        for row in each_row(not_held):
            self.absent.setdefault((row.service, row.topic), []).append((row.facet, f"{row.what}: {row.status}."))
        self.findings: list[tuple] = []
        self.evidence: list[tuple] = []

    def add(self, topic: Topic, about: str, kind: str, grade: str, items: list[Item], rule: str, surest: str) -> None:
        """One finding and its evidence."""
        area_code, set_id = self.keys
        facts, names = self.figures.facts, self.figures.names
        own, other = names[area_code], names[about]
        texts: dict[str, list[str]] = {verdict: [] for verdict in (FOR, AGAINST, NEITHER, NO_DATA)}
        for one in items:
            text = item_sentence(one, facts, own, other)
            # A sign of counting that was looked for and is not there, or cannot be, is left to the table.
            if one.point not in counts.HINTS or one.verdict == FOR:
                texts[one.verdict].append(text)
            keys = (area_code, about, set_id, topic.service, topic.name, kind)
            self.evidence.append((*keys, one.point, one.indicator_id, one.verdict, one.value, one.second, one.n,
                                  one.detail, text))  # fmt: skip
        counted = tuple(len(texts[verdict]) for verdict in (FOR, AGAINST, NEITHER))
        asked = grade == ONLY_ASKED
        sentence = "" if asked else finding_sentence(kind, grade, topic.name, own, other, counted)
        guards = ", ".join(facts.short_title.iloc[i] for i in topic.guards)
        asks = question(kind, grade, topic.name, own, other, facts.loc[surest] if surest else None, guards)
        texts[NO_DATA] += self._missing(topic, kind)
        lists = ("\n".join(texts[verdict]) for verdict in (FOR, AGAINST, NEITHER, NO_DATA))
        self.findings.append((area_code, about, set_id, topic.service, topic.name, kind, *lists, grade, sentence, asks,
                              rule, surest, *counted))  # fmt: skip

    def _missing(self, topic: Topic, kind: str) -> list[str]:
        """What nobody counts, or the releases here do not hold, that would have told."""
        rows = self.absent.get((topic.service, topic.name), [])
        return [text for facet, text in rows if facet in _WANTED[kind]]


def ends(table: pd.DataFrame) -> pd.DataFrame:
    """What each comparison comes to: one row per council, topic and council ahead.

    ``table``: findings of any number of councils. Columns: area_code, set_id, service, topic, about_code, then counts,
    watches, serves (whether the figures speak for each) and cannot_tell (for none of them).

    >>> grades = {"counts": "for", "serves": "against"}
    >>> rows = [["A", "B", "s", "children", "t", *graded] for graded in grades.items()]
    >>> some = pd.DataFrame(rows, columns="area_code about_code set_id service topic kind grade".split())
    >>> ends(some)[["counts", "watches", "serves", "cannot_tell"]].to_numpy().tolist()
    [[True, False, False, False]]
    """
    pairs = table[(table.about_code != table.area_code) & (table.grade != ONLY_ASKED)]
    keys = ["area_code", "set_id", "service", "topic", "about_code"]
    wide = (pairs.assign(yes=pairs.grade == FOR).pivot(index=keys, columns="kind", values="yes")).reindex(
        columns=[counts.KIND, watches.KIND, serves.KIND], fill_value=False
    )
    wide = wide.astype(bool).rename_axis(columns=None)
    return wide.assign(cannot_tell=~wide.any(axis=1)).reset_index()
