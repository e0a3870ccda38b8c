"""What the columns of a report's tables mean, and with how many decimals a workbook shows them."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

#: Column: what it means. Those that are the same in several sheets are told once.
MEANS = {
    "indicator_id": "The indicator: see the sheet indicators",
    "area_code": "ONS code of the council or area",
    "area_name": "Its name, for display alone",
    "period": "The period as published",
    "period_end": "The day on which the period ends",
    "value": "The figure as published, or of published counts; blank where there is none: see marker",
    "marker": "Why there is no figure, or what to know of it: see the sheet about",
    "figures": "Digest of all published figures of the indicator: another one means that some figure is another",
    "sizes": "Digest of the populations by which councils of similar size share their noise",
    "noise": "Standard error of one period's figure: how far it usually moves when nothing has changed",
    "lower": "How far the figure usually moves when nothing has changed: lower end, or that of published 95% limits",
    "upper": "The same: upper end",
    "method": "Where the noise comes from: counts and overdispersion, scatter of councils of its size, its kin, none",
    "change": "Change on the period before, where the series is unbroken", "change_from": "The period before",
    "n_neighbours": "Similar councils (statistical neighbours) in the set",
    "n_with_value": "Similar councils with a figure",
    "neighbour_mean": "Mean of similar councils' latest figures", "neighbour_median": "Median of their latest figures",
    "neighbour_q25": "A quarter of similar councils are under this", "neighbour_q75": "A quarter are over this",
    "region_code": "The region whose figure is shown", "region": "The region's figure", "england": "England's figure",
    "rank": "Place of the latest figure among the council and similar ones, the best (or highest) first; blank where "
    "under half have a figure or too few people stand behind it",
    "rank_of": "Of how many", "rank_low": "Best place that it could be", "rank_high": "Worst place that it could be",
    "england_rank": "Place in England", "england_of": "Of how many",
    "england_rank_low": "Best place in England that it could be",
    "england_rank_high": "Worst place in England that it could be",
    "band": "Quarter of the councils of England",
    "level": "What the verdict rests on: up to three years of one definition, weighted 0.6 (the latest), 0.3 and 0.1, "
    "or the whole last year of months and quarters",
    "level_from": "The first period of the level", "level_periods": "How many periods it is made of",
    "level_lower": "How far the level usually moves when nothing has changed: lower end",
    "level_upper": "The same: upper end",
    "level_n": "Similar councils with a level", "level_median": "Median of their levels",
    "level_q25": "A quarter of their levels are under this", "level_q75": "A quarter are over this",
    "gap": "Level less the median of similar councils' levels", "gap_lower": "Lower 95% limit of the gap",
    "gap_upper": "Upper 95% limit of the gap",
    "sureness": "The gap in units of its noise, drawn in by how much of such gaps is noise: the verdict's arithmetic",
    "verdict": "Against similar councils: clearly or probably better, worse, higher or lower; or why there is none",
    "by_a_lot": "A clear gap that is also outside their middle half and over the usual spread between councils",
    "turned": "Whether the latest figure alone lies on the other side of similar councils than the level",
    "people": "What the gap amounts to in people: positive is more than if the council matched similar ones",
    "england_level": "England's level", "england_gap": "Level less England's",
    "england_sureness": "The same as sureness, of the gap to England", "verdict_england": "The verdict against England",
    "holds": "In how many of the sensible sets of similar councils the verdict keeps its side",
    "holds_of": "Of how many sets that can be compared",
    "aside": "Why the measure is never among headlines, strengths or gaps; blank where nothing speaks against",
    "neighbour_code": "ONS code of the similar council", "theirs": "Its level", "ours": "The council's own level",
    "n_ahead": "Similar councils that are ahead on this measure", "role": "What the row is on the chart",
    "segment": "Rises at every series break: nothing crosses one", "set_id": "The set of similar councils",
    "target": "The council's own target", "tolerance": "How far from the target still meets it",
    "against": "How the figure stands to the target, given its range",
    "own_value": "The council's own unpublished figure, months and quarters by the rolling year",
    "own_lower": "Lower end of its likely range", "own_upper": "Upper end of its likely range",
    "own_period": "What it is of", "own_against": "How it stands to the target, given its range",
    "sha256": "Checksum of the file that was read",
    "recompute": "How the figure is worked out of published counts, or why it cannot be",
}  # fmt: skip

#: Figures in the unit of their row's indicator.
_IN_UNITS = {
    "value", "lower", "upper", "neighbour_mean", "neighbour_median", "neighbour_q25", "neighbour_q75", "region",
    "england", "change", "level", "level_lower", "level_upper", "level_median", "level_q25", "level_q75", "gap",
    "gap_lower", "gap_upper", "england_level", "england_gap", "theirs", "ours", "target", "tolerance", "own_value",
    "own_lower", "own_upper",
}  # fmt: skip
_WHOLE = {"people", "rank", "rank_of", "rank_low", "rank_high", "england_rank", "england_of", "england_rank_low",
          "england_rank_high"}  # fmt: skip
#: Counts in the sheet "summary", whose other numbers are figures under the names of their areas.
COUNTED = "Similar councils with a figure"


def rule(sheet: str, column: str) -> Callable[[float], int | None] | None:
    """How many decimals a column shows, from the decimals of its row's indicator; None: as the number is.

    >>> rule("comparison", "level")(1), rule("comparison", "sureness")(1), rule("comparison", "n_neighbours")
    (1, 2, None)
    """
    if column.endswith("sureness"):
        return lambda own: 2
    if column in _WHOLE:
        return lambda own: 0
    more = 1 if column == "noise" else 0
    if column in _IN_UNITS or more or (sheet == "summary" and column not in MEANS and column != COUNTED):
        return lambda own: None if pd.isna(own) else int(own) + more
    return None


def number_format(places: int | None) -> str:
    """The number format of so many decimals, as spreadsheets write it; None: as the number is.

    >>> number_format(1), number_format(0), number_format(None)
    ('#,##0.0', '#,##0', 'General')
    """
    return "General" if places is None else "#,##0" + ("." + "0" * places if places else "")


def kept(value: float) -> float:
    """A figure to twelve digits: those beyond are the machine's, and a spreadsheet would round 0.49999999999998 to 0.

    >>> kept(0.4999999999999858), kept(100 / 3)
    (0.5, 33.3333333333)
    """
    return float(f"{value:.12g}")


def told(sheets: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The columns of the sheets that are explained: column, what it means, sheets."""
    rows = [(column, means, ", ".join(name for name, table in sheets.items() if column in table))
            for column, means in MEANS.items()]  # fmt: skip
    return pd.DataFrame([row for row in rows if row[2]], columns=["Column", "What it means", "Sheets"])
