"""The one sentence on top: the strongest theme, then the strongest of the other side."""

from __future__ import annotations

import pandas as pd

from scouting.catalog import terms_in
from scouting.frames import each_row
from scouting.pages.scouting_party.summary import compared
from scouting.pages.scouting_party.why import Why
from scouting.study.core import Study
from scouting.words.figures import fraction

#: What stands for "than in similar councils" in a theme's words: said once in a sentence.
THAN = "{than}"
#: What stands for the people as a fraction, such as "more than a quarter of children in care".
SHARE = "{share}"


def spoken(study: Study) -> pd.DataFrame:
    """The themes with something clear, strongest first.

    A theme of several measures speaks where two or more of them are clear on one side and none on the other. A theme of
    one measure speaks where that is clear; unless it is so by a lot it comes after all others, and last of all where
    the figure is of all or none and improbable. Columns: people, side ("better", "worse"), words, indicators (those
    that are clear, the surest first), speaks (whether it comes first), strength (their sureness added up).

    >>> from scouting.study import study
    >>> spoken(study("Wiltshire")).side.tolist()[0] in ("better", "worse")
    True
    """
    clear = {side: study.clear(good=side == "better") for side in ("better", "worse")}
    rows, improbable = [], study.once(Why).improbable
    for theme in each_row(study.data.catalog.themes):
        ids = terms_in(theme.indicators)
        if clear["better"].index.isin(ids).sum() == clear["worse"].index.isin(ids).sum() == 0:
            continue
        mine = {side: table[table.index.isin(ids)] for side, table in clear.items()}
        for side, other in (("better", "worse"), ("worse", "better")):
            here = mine[side]
            if here.empty or len(mine[other]) or len(here) < min(len(ids), 2):
                continue
            strength = float(here.sureness.abs().sum())
            speaks = 1 if len(ids) > 1 or here.by_a_lot.any() else 0
            speaks = -1 if here.index.isin(improbable).any() else speaks
            rows.append((theme.people, side, getattr(theme, side), list(here.index), speaks, strength))
    table = pd.DataFrame(rows, columns=["people", "side", "words", "indicators", "speaks", "strength"])
    return table.sort_values(["speaks", "strength"], ascending=False, kind="stable", ignore_index=True)


def sentence(study: Study) -> str:
    """The message in one sentence, without a full stop.

    >>> from scouting.study import study
    >>> sentence(study("Rutland", indicators="adults"))
    'Nothing sets Rutland clearly apart from similar councils'
    """
    themes = spoken(study)
    if themes.empty:
        if not len(compared(study)):
            return f"No figure for {study.name} can be compared with similar councils"
        return f"Nothing sets {study.name} clearly apart from similar councils"
    first, others = themes.iloc[0], themes[themes.side != themes.side[0]]
    said = _clause(study, first)
    if len(others):
        said += f", but {_clause(study, others.iloc[0], first.people)}"
    said = said.replace(THAN, " than in similar councils", 1).replace(THAN, "")
    return f"{said[0].upper()}{said[1:]}"


def of_measure(study: Study, indicator_id: str, side: str, *, probably: bool = False) -> str:
    """What the verdict on one measure says of people, without a full stop; blank where no theme is of it alone.

    ``side``: "better" or "worse"; ``probably``: whether the verdict is not clear.

    >>> from scouting.study import study
    >>> of_measure(study("Wiltshire"), "social_worker_vacancies", "worse", probably=True)
    'Probably more social work posts are vacant than in similar councils'
    """
    themes = study.data.catalog.themes
    for theme in each_row(themes[themes.indicators == indicator_id]):
        words = getattr(theme, side)
        # Where the words hold the share itself, they are true however sure the difference is.
        start = "probably " if probably and SHARE not in words else ""
        one = pd.Series({"people": theme.people, "words": words, "indicators": [indicator_id]})
        said = f"{start}{_clause(study, one)}".replace(THAN, " than in similar councils")
        return f"{said[0].upper()}{said[1:]}"
    return ""


def _clause(study: Study, theme: pd.Series, told: str = "") -> str:
    """A theme in words. ``told``: the people whom the clause before names: they are not named again.

    A theme whose words hold a share is of one measure, so that it is clear whose.
    """
    value = float(study.comparison.value[theme.indicators[0]])
    if theme.people != told:
        return theme.words.replace(SHARE, fraction(value, theme.people))
    words = theme.words.replace(SHARE, fraction(value))
    if words.startswith(f"{told} "):
        return f"they{words.removeprefix(told)}"
    return words.replace(f"more {told}", "more").replace(f"fewer {told}", "fewer")
