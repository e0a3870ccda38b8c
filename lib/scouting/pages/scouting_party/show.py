"""What a notebook shows of a study: each function displays one part, from the study's own tables."""

from __future__ import annotations

import pandas as pd

from scouting import markup
from scouting import words as say
from scouting.frames import row_of
from scouting.pages.common import texts
from scouting.pages.scouting_party.summary import told
from scouting.pages.scouting_party.why import Why
from scouting.study.core import Study
from scouting.terms import CLEARLY, RELIABILITY_FLOOR

#: Similar councils named as ahead on one measure; the rest are counted, and stand in the table "ahead".
NAMED = 3


def summary(study: Study, as_of: str) -> None:
    """What came out, who is compared with whom, on what, and how old it is: a few sentences."""
    markup.put(markup.sentences(study.notices, "notice"), markup.sentences(told(study, as_of).values()))


def clear(study: Study) -> None:
    """What is clearly better than similar councils, and what clearly worse: a sentence each, surest first."""
    parts = []
    for good, side in ((True, "better"), (False, "worse")):
        lines = clear_lines(study, good=good)
        if lines:
            parts += [markup.heading(3, f"Clearly {side} than similar councils"), markup.sentences(lines)]
    none = f"Nothing sets {study.name} clearly apart from similar councils."
    markup.put(*(parts or [markup.sentences([none])]))


def clear_lines(study: Study, *, good: bool) -> list[str]:
    """A sentence for each measure of ``Study.clear``, and one for those that have turned in the latest year."""
    facts, rows = study.panel.indicators, study.clear(good=good)
    lines = [" ".join(_told(row, row_of(facts, key), study.name)).strip() for key, row in rows.iterrows()]
    word = CLEARLY["better" if good else "worse"]
    rest = study.headline.index[(study.headline.verdict == word) & ~study.headline.index.isin(rows.index)]
    if len(rest):
        titles = ", ".join(facts.short_title[rest])
        lines.append(f"Also {word}, but the latest figure alone lies on the other side: {titles}.")
    return lines


def _told(row: pd.Series, facts: pd.Series, name: str) -> list[str]:
    """The verdict and what it amounts to in people, both on the level."""
    return [say.verdict_sentence(row, facts, name), say.people_sentence(row, facts, name)]


def ahead(study: Study) -> None:
    """Which similar councils are clearly ahead, on what, and by how much."""
    rows = study.once(Why).named
    facts = study.panel.indicators
    doubtful = [i for i in study.headline.index[study.reliability[study.headline.index] < RELIABILITY_FLOOR]
                if i not in set(rows.indicator_id)]  # fmt: skip
    lines = []
    if doubtful:
        titles = ", ".join(facts.short_title[doubtful])
        lines.append(f"We name no council where differences are mostly chance: {titles}.")
    if rows.empty:
        markup.put(markup.sentences([f"No similar council is clearly ahead of {study.name}.", *lines]))
        return
    # Surest first: by the surest of the councils ahead, as the councils within a row.
    order = rows.groupby("indicator_id", sort=False).sureness.max().sort_values(ascending=False, kind="stable")
    listed = []
    for indicator_id in order.index:
        mine, fact = rows[rows.indicator_id == indicator_id], facts.loc[indicator_id]
        shown = [
            f"{name} {figure}" for name, figure in zip(mine["name"], texts(mine.theirs, fact, "no figure"), strict=True)
        ]
        more = f"; and {len(shown) - NAMED} more" if len(shown) > NAMED else ""
        both = texts([study.comparison.value[indicator_id], mine.ours.iloc[0]], fact, "no figure")
        listed.append([fact.short_title, *both, ", ".join(shown[:NAMED]) + more])
    # Beside the one figure that every page shows stand those that the verdict rests on, and are called so.
    figures = ["Latest figure", "Our level"]
    table = pd.DataFrame(listed, columns=["Measure", *figures, "Similar councils ahead, with their levels"])
    caption = f"Similar councils clearly ahead of {study.name}, surest first, with the levels that verdicts rest on"
    markup.put(markup.table(table, caption, numbers=figures), markup.sentences(lines))
