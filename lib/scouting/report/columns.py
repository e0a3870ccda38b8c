"""What the columns of a pack's tables mean, and with how many decimals a workbook shows them."""

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
    "noise": "Standard error of one year's figure: the larger of chance in counts and wobble of years",
    "lower": "Lower end of the 95% interval", "upper": "Upper end of the 95% interval",
    "method": "Where the noise comes from: sampling, wobble, both or none",
    "change": "Change on the period before, where the series is unbroken", "change_from": "The period before",
    "n_neighbours": "Neighbours in the set", "n_with_value": "Neighbours with a figure",
    "neighbour_mean": "Mean of the neighbours' figures", "neighbour_median": "Their median: the comparator",
    "neighbour_q25": "A quarter of the neighbours are under this", "neighbour_q75": "A quarter are over this",
    "neighbour_noise": "Standard error of the neighbours' median",
    "region_code": "The region whose figure is shown", "region": "The region's figure", "england": "England's figure",
    "rank": "Place among council and neighbours, the best (or highest) first", "rank_of": "Of how many",
    "rank_low": "Best place that cannot be told apart", "rank_high": "Worst place that cannot be told apart",
    "england_rank": "Place in England", "england_of": "Of how many",
    "england_rank_low": "Best place in England that cannot be told apart",
    "england_rank_high": "Worst place in England that cannot be told apart",
    "band": "Quarter of the councils of England", "gap": "Figure less the neighbours' median",
    "gap_noise": "The gap in units of the noise of both: beyond 1.96 it counts",
    "people": "The gap in people, where a denominator is known", "england_gap": "Figure less England's",
    "england_gap_noise": "The same in units of its noise",
    "standing_now": "Against the neighbours in the latest period", "standing_now_england": "The same against England",
    "sustained": "Mean of three unbroken years", "sustained_noise": "Its standard error",
    "sustained_from": "The first of the three years", "sustained_median": "Median of the neighbours' three-year means",
    "sustained_n": "Neighbours with such a mean", "sustained_gap": "Mean less that median",
    "sustained_gap_noise": "The same in units of its noise", "sustained_england_gap_noise": "Against England",
    "standing": "Against the neighbours over three years: what judgements rest on",
    "standing_england": "The same against England",
    "neighbour_code": "ONS code of the neighbour", "ours": "The council's own three-year mean",
    "n_ahead": "Neighbours ahead on this indicator", "role": "What the row is on the chart",
    "segment": "Rises at every series break: nothing crosses one", "set_id": "The set of neighbours",
    "middle": "Median or mean of the neighbours", "horizon": "Three years (sustained) or the latest (now)",
    "verdict": "Whether the standing holds in every set", "sha256": "Checksum of the file that was read",
    "recompute": "How the figure is worked out of published counts, or why it cannot be",
}  # fmt: skip

_IN_UNITS = {
    "value", "lower", "upper", "neighbour_mean", "neighbour_median", "neighbour_q25", "neighbour_q75", "region",
    "england", "change", "gap", "england_gap", "England", "Neighbours' median",
}  # fmt: skip
#: Means and errors of figures: a decimal more than the figures themselves.
_FINER = {"noise", "neighbour_noise", "sustained", "sustained_noise", "sustained_median", "sustained_gap", "ours"}
_WHOLE = {"people", "rank", "rank_of", "rank_low", "rank_high"}


def rule(sheet: str, column: str) -> Callable[[float], int | None] | None:
    """How many decimals a column shows, from the decimals of its row's indicator; None: as the number is.

    >>> rule("comparison", "sustained")(1), rule("comparison", "gap_noise")(1), rule("comparison", "n_neighbours")
    (2, 2, None)
    """
    if column in _FINER:
        return lambda own: None if pd.isna(own) else int(own) + 1
    if column.endswith("gap_noise"):
        return lambda own: 2
    if column in _WHOLE:
        return lambda own: 0
    if column in _IN_UNITS or (sheet == "summary" and column not in MEANS and column != "Neighbours with figures"):
        return lambda own: None if pd.isna(own) else int(own)
    return None


def told(sheets: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The columns of the sheets that are explained: column, what it means, sheets."""
    rows = [(column, means, ", ".join(name for name, table in sheets.items() if column in table))
            for column, means in MEANS.items()]  # fmt: skip
    return pd.DataFrame([row for row in rows if row[2]], columns=["Column", "What it means", "Sheets"])
