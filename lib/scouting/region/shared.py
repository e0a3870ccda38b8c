"""What the councils of a group share with each other, and every table of the group for its workbook."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scouting.region.core import Region
from scouting.sentences import region as words
from scouting.sentences.findings import sizes_words
from scouting.study import own


def listed(of: Region) -> pd.DataFrame:
    """The figures that members share, councils by name within a period: columns as ``study.own.figures``."""
    return own.listed(of.shared, of.data.catalog, of.shared_facts)


def questions(of: Region) -> pd.DataFrame:
    """Every question of the exchange: area_name, about_name, topic, question."""
    facts, rows = of.data.catalog.indicators, []
    for pair in of.exchange.itertuples():
        for topic in dict.fromkeys(topic for topic, _ in pair.leads):
            on = [i for t, i in pair.leads if t == topic]
            unlike: dict[str, str] = {}  # of each kind of people once
            for i in on:
                if text := _sizes(of, pair, i):
                    unlike.setdefault(facts.denominator_label[i], text)
            titles, sizes = [*facts.short_title[on]], [*unlike.values()]
            text = words.question(pair.area_name, pair.about_name, topic, titles, pair.neighbour, sizes)
            rows.append((pair.area_name, pair.about_name, topic, text))
    return pd.DataFrame(rows, columns=["area_name", "about_name", "topic", "question"])


def _sizes(of: Region, pair, indicator_id: str) -> str:
    """How many people the figures of a pair are of, where one has over three times as many."""
    figures = of.data.explained
    own, other = figures.place(pair.area_code), figures.place(pair.about_code)
    i = figures.facts.index.get_loc(indicator_id)
    theirs, ours = figures.denominator[i, [other, own], -1]
    like = figures.like_size(own, np.array([other]))[i, 0]
    row = pd.Series({"theirs_of": theirs, "ours_of": ours, "like_size": like})
    return sizes_words(row, figures.facts.loc[indicator_id], pair.area_name, pair.about_name)


def neighbours(of: Region) -> pd.DataFrame:
    """The similar councils of each council: area_code, area_name, set_id, neighbour_code, name."""
    known, codes = of.data.catalog, [(code, other) for code in of.names for other in of.sets[code].codes]
    rows = [(code, of.names[code], of.sets[code].set_id, other, known.name(other)) for code, other in codes]
    return pd.DataFrame(rows, columns=["area_code", "area_name", "set_id", "neighbour_code", "name"])


def tables(of: Region) -> dict[str, pd.DataFrame]:
    """Every table of a group by its sheet's name, in reading order; unrounded figures, codes and names."""
    described = of.panel.indicators[["title", "means", "topic", "unit", "decimals", "polarity", "polarity_reason",
                                     "counting_note", "source_id"]]  # fmt: skip
    held = listed(of)
    return {
        "councils": of.members,
        "topics": of.topics,
        "verdicts": of.verdicts,
        **({"shared figures": held} if len(held) else {}),
        "exchange": of.exchange.drop(columns="leads"),
        "questions": questions(of),
        "asked of nobody": of.unmet(),
        "hosts if all asked": of.hosts,
        "neighbours": neighbours(of),
        "indicators": described.rename_axis("indicator_id").reset_index(),
        "sources": of.sources(),
    }
