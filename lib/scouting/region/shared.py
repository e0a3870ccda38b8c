"""What the councils of a group share with each other, and every table of the group for its workbook."""

from __future__ import annotations

import pandas as pd

from scouting.region.core import Region
from scouting.sentences import region as words
from scouting.study import own


def listed(of: Region) -> pd.DataFrame:
    """The figures that members share, councils by name within a period: columns as ``study.own.figures``."""
    return own.listed(of.shared, of.data.catalog, of.shared_facts)


def questions(of: Region) -> pd.DataFrame:
    """Every question of the exchange: area_name, about_name, topic, question."""
    titles, rows = of.data.catalog.indicators.short_title, []
    for pair in of.exchange.itertuples():
        for topic in dict.fromkeys(topic for topic, _ in pair.leads):
            on = [titles[i] for t, i in pair.leads if t == topic]
            text = words.question(pair.area_name, pair.about_name, topic, on, pair.neighbour)
            rows.append((pair.area_name, pair.about_name, topic, text))
    return pd.DataFrame(rows, columns=["area_name", "about_name", "topic", "question"])


def neighbours(of: Region) -> pd.DataFrame:
    """Whom each council is set beside: area_code, area_name, set_id, neighbour_code, name."""
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
        "standings": of.standings,
        **({"shared figures": held} if len(held) else {}),
        "exchange": of.exchange.drop(columns="leads"),
        "questions": questions(of),
        "asked of nobody": of.unmet(),
        "neighbours": neighbours(of),
        "indicators": described.rename_axis("indicator_id").reset_index(),
        "sources": of.sources(),
    }
