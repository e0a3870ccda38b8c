"""What the checks of the figures say in words: how often verdicts held, and where differences are mostly chance."""

from __future__ import annotations

import pandas as pd

from scouting.frames import each_row
from scouting.words.figures import number

#: The columns of ``calibration_rows``, as they are shown.
CALIBRATION = ("Year tested", "Comparisons", "Clear from", "Clear", "Clear, same side a year later", "Probable",
               "Probable, same side a year later")  # fmt: skip


def calibration_sentence(table: pd.DataFrame) -> str:
    """How often verdicts stood on the same side a year later, all years together.

    ``table``: as data/catalog/calibration.csv, whose last row is of all years.

    >>> row = {"years_back": "all", "clear": 2000, "clear_kept": 1900, "probable": 500, "probable_kept": 420}
    >>> calibration_sentence(pd.DataFrame([row])).partition("later")[2]
    '; of 500 probable ones 420 (84 in 100).'
    """
    row = table.iloc[-1]
    return (
        f"Of {row.clear:,} verdicts that were called clear on years not used to set the rule, "
        f"{_kept(row.clear_kept, row.clear)} stood on the same side a year later; of {row.probable:,} probable ones "
        f"{_kept(row.probable_kept, row.probable)}."
    )


def calibration_rows(table: pd.DataFrame) -> pd.DataFrame:
    """The table of how often verdicts held as it is shown: one row per year tested, all years together last.

    Each year was tested by the rule that the other years set. ``table``: as data/catalog/calibration.csv.

    >>> row = {"years_back": "1", "comparisons": 5793, "clear_from": 2.4646, "clear": 527, "clear_kept": 502}
    >>> calibration_rows(pd.DataFrame([row | {"probable": 904, "probable_kept": 762}])).iloc[0, :5].tolist()
    ['1 year back', '5,793', '2.46', '527', '502 (95 in 100)']
    """
    rows = [
        [
            _year(row.years_back), f"{row.comparisons:,}", number(row.clear_from, 2),
            f"{row.clear:,}", _kept(row.clear_kept, row.clear),
            f"{row.probable:,}", _kept(row.probable_kept, row.probable),
        ]
        for row in each_row(table)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(CALIBRATION))


def _year(back: str) -> str:
    return f"{back} year{'s'[: back != '1']} back" if back.isdigit() else f"{back} years"


def _kept(kept: int, of: int) -> str:
    return f"{kept:,} ({number(100 * kept / of, 0)} in 100)" if of else "none"


def mostly_chance_sentence(titles: list[str]) -> str:
    """On which measures no council is named, since councils hardly differ there beyond chance; blank for none.

    ``titles``: their short titles.

    >>> mostly_chance_sentence(["Social worker turnover"])
    'We name no council on social worker turnover, because differences there are mostly chance.'
    """
    if not titles:
        return ""
    *first, last = [t if t[:2].isupper() else f"{t[0].lower()}{t[1:]}" for t in titles]
    listed = f"{'; '.join(first)} and {last}" if first else last
    return f"We name no council on {listed}, because differences there are mostly chance."
