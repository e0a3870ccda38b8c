"""When two councils parted, and what else moved then, in sentences: beside each other, never one for the other."""

from __future__ import annotations

import pandas as pd

from scouting.frames import each_row, row_of
from scouting.words.figures import day_words, figure


def beside_sentences(rows: pd.DataFrame, facts: pd.DataFrame, other: str) -> list[str]:
    """What else happened in a council at about the time when it parted; nothing where nothing did.

    ``rows``: as ``moved_beside`` gives them; ``facts``: the catalogue's rows by indicator_id.

    >>> columns = ["kind", "what", "indicator_id", "before_period", "before", "after_period", "after", "day", "note"]
    >>> cells = [["measure", "staffing", "t", "2018", 18.0, "2020", 11.0, "", ""],
    ...          ["inspection", "good", "", "", None, "", None, "2018-08-28", "ILACS"]]
    >>> facts = pd.DataFrame({"short_title": ["Social worker turnover"], "unit": ["%"], "decimals": [0]}, ["t"])
    >>> print("\\n".join(beside_sentences(pd.DataFrame(cells, columns=columns), facts, "Rutland")))
    At about that time other figures moved in Rutland: social worker turnover fell from 18% (2018) to 11% (2020).
    Inspectors' report of 28 August 2018: good.
    Whether this had anything to do with it is a question to ask in Rutland.
    """
    measures = [_moved(row, row_of(facts, row.indicator_id)) for row in each_row(rows[rows.kind == "measure"])]
    lines = [f"At about that time other figures moved in {other}: {'; '.join(measures)}."] if measures else []
    for row in each_row(rows[rows.kind == "inspection"]):
        lines.append(f"Inspectors' report of {day_words(row.day)}: {row.what or 'no overall grade'}.")
    for row in each_row(rows[rows.kind == "reorganisation"]):
        lines.append(f"{other} has been a council in its present form since {day_words(row.day)}.")
    asked = f"Whether this had anything to do with it is a question to ask in {other}."
    return [*lines, asked] if lines else []


def _moved(row, indicator: pd.Series) -> str:
    before, after = (figure(y, indicator.unit, int(indicator.decimals)) for y in (row.before, row.after))
    title = indicator.short_title
    plain = title if title[:2].isupper() else f"{title[0].lower()}{title[1:]}"
    way = "rose" if row.after > row.before else "fell"
    return f"{plain} {way} from {before} ({row.before_period}) to {after} ({row.after_period})"
