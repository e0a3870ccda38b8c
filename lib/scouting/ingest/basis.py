"""Whether a further edition of a release stands on the basis of what is held, indicator by indicator."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from scouting.catalog import Catalog, breaks
from scouting.frames import row_of
from scouting.ingest.sound import compared, figures, refusal
from scouting.periods import parse

#: Where more than this share of the figures (or counts) that both have are others, the edition is on another basis or
#: is another file. Of the editions of the past no indicator had more than 18% of its figures or 40% of its counts
#: changed by later ones.
CHANGED = 0.5
#: Fewest shared cells, and fewest councils, on which an indicator is judged.
FEWEST = 20
#: A period has another level where more than ``NEARLY_ALL`` of the councils moved the same way by over ``MOVED`` of the
#: last figure (of a proportion also of what it lacks to its whole). The most that any pair of 1,932 periods that follow
#: each other did is 0.80 of the councils: referrals from schools, as they opened again in 2021.
NEARLY_ALL, MOVED = 0.9, 1.25
#: A period is the last one again where at least this share of its figures are the same. Judgements stay in force, so
#: those of inspectors are not held to it; the most of any other indicator is 0.87.
AGAIN = 0.95
#: Rows have slipped where the order of councils has next to nothing to do with that of the last period. Counts keep it
#: from year to year (a rank correlation of 0.56 is the lowest seen), and so do the figures of most indicators: at least
#: ``FEWEST_STEPS`` steps must have shown it. The lowest seen after figures that had kept it is 0.24.
NO_ORDER, ORDER, FEWEST_STEPS = 0.2, 0.35, 2
#: They have, too, where it departs from that of the last period so many times as far as it ever did, and is below this.
TIMES_AS_FAR, KEPT = 4.0, 0.9
#: Suppressed figures have become zero where more than half of at least so many have.
FEWEST_SUPPRESSED = 10

_COUNCIL = "E0[689]|E10"
_PARTS = {"value": "figures", "numerator": "numerators", "denominator": "denominators"}


def other_basis(old: pd.DataFrame, new: pd.DataFrame, catalog: Catalog) -> dict[str, str]:
    """The indicators whose shared figures or counts mostly differ from those held, and how many do, in words."""
    found = {}
    for indicator_id, both in compared(old, new, catalog).groupby("indicator_id"):
        for what, other in (("figures", both.differ), ("counts", both.counts)):
            if len(both) >= FEWEST and other.mean() > CHANGED and indicator_id not in found:
                found[str(indicator_id)] = f"{other.sum():,} of {len(both):,} {what} of {indicator_id} that both have"
    return found


def new_series(facts: pd.Series) -> list[pd.Timestamp]:
    """The ends of the periods with which an indicator's series begins anew: releases label the same period differently.

    >>> new_series(pd.Series({"breaks": "2021/22: exams again; 2024: recounted", "year_end": "08-31"}))
    [Timestamp('2022-08-31 00:00:00'), Timestamp('2024-08-31 00:00:00')]
    """
    return [pd.Timestamp(parse(label, facts.year_end).end) for label in breaks(facts.breaks)]


def changed(old: pd.DataFrame, new: pd.DataFrame, catalog: Catalog, name: str) -> list[str]:
    """A sentence where figures that are held mostly differ from those of a file, by indicator."""
    found = [f"other figures than those held: {words}" for words in other_basis(old, new, catalog).values()]
    return refusal(name, found, "It is on another basis, or is another file")


def mixed(old: pd.DataFrame, new: pd.DataFrame, both: pd.DataFrame, catalog: Catalog, name: str) -> list[str]:
    """A sentence for each indicator of which a series would be made of two bases, with no break between them.

    ``both``: the readings as they would be kept, ``merged`` of ``old`` and ``new``.
    """
    said = []
    for indicator_id, words in other_basis(old, new, catalog).items():
        mine = both[figures(both) & (both.indicator_id == indicator_id)]
        theirs = mine.assign(new=mine.sha256.isin(new.sha256)).groupby("period_end")
        each = theirs.agg(label=("period", "last"), new=("new", "mean")).sort_index()
        turns = each.label[(each.new > 0.5) != (each.new > 0.5).shift(fill_value=each.new.iloc[0] > 0.5)]
        open_ = turns[~turns.index.isin(new_series(row_of(catalog.indicators, indicator_id)))].to_list()
        if open_:
            periods = each.label[each.new > 0.5]
            said.append(
                f"{name} is on another basis than what is held: {words} differ. Its {', '.join(sorted(periods)[:6])}"
                f"{', …' if len(periods) > 6 else ''} cannot stand in one series with the rest. If the publisher "
                f"changed how it counts, write the break into the column breaks of {indicator_id} in "
                f"data/catalog/indicators.csv ({'; '.join(f'{label}: why' for label in open_)}), then add the file "
                "again. Nothing was changed."
            )
    return said


def out_of_level(old: pd.DataFrame, new: pd.DataFrame, catalog: Catalog, name: str) -> list[str]:
    """What speaks against periods that are not held yet, each beside the nearest that is: by indicator, in words."""
    found, known = [], old[figures(old)]
    for indicator_id, rows in new[new.indicator_id.isin(known.indicator_id)].groupby("indicator_id"):
        held, facts = known[known.indicator_id == indicator_id], row_of(catalog.indicators, str(indicator_id))
        mine, broken, told = old[old.indicator_id == indicator_id], new_series(facts), []
        for end in sorted(set(rows.period_end[figures(rows)]) - set(held.period_end)):
            last = min(held.period_end.unique(), key=lambda day: (abs(day - end), day))
            here, there = rows[rows.period_end == end], mine[mine.period_end == last]
            label, before = here.period.iloc[0], there.period.iloc[0]
            if max(end, last) not in broken:
                pair = here[here.area_code.str.match(_COUNCIL)].merge(there, on="area_code")
                which = f"of {indicator_id} for {label}"
                told += [words.format(what=which) for words in _odd(pair, before, facts, held)]
        if told:
            found.append(told[0] + (f" (and {len(told) - 1} more of its periods or counts)" if told[1:] else ""))
    return refusal(name, found, "It is another measure, age group or unit, or its rows are displaced")


def zeros(old: pd.DataFrame, new: pd.DataFrame, name: str) -> list[str]:
    """A sentence where figures that are held as suppressed are zero in a file."""
    both = new.merge(old, on=["indicator_id", "area_code", "period_end"])
    found = [words.format(what=f"of {i}") for i, pair in both.groupby("indicator_id") for words in _zeros(pair, "now")]
    return refusal(name, found, "Suppressed is not zero")


def _odd(pair: pd.DataFrame, before: str, facts: pd.Series, held: pd.DataFrame) -> Iterator[str]:
    """What is odd in a new period beside one that is held, with room for {what}: of which indicator and period.

    ``pair``: one row per council, new ones with _x, held ones with _y; ``held``: all that is held of the indicator.
    """
    for part, word in _PARTS.items():
        known = pair[f"{part}_x"].notna() & pair[f"{part}_y"].notna()
        x, y = pair[f"{part}_x"][known], pair[f"{part}_y"][known]
        if len(x) < FEWEST:
            continue
        whole = facts.multiplier if part == "value" and facts.statistic == "proportion" else None
        way, share = level_shift(x, y, whole)
        of = f"{len(x)} councils"
        if share > NEARLY_ALL:
            first = f"{x.iloc[0]:.10g} after {y.iloc[0]:.10g}"
            yield (
                f"{word} {{what}} that are {way} than those of {before} by more than a quarter in {share * len(x):.0f} "
                f"of {of}, such as {first}"
            )
        elif part != "denominator" and facts.facet != "inspection" and (x == y).mean() >= AGAIN and x.nunique() > 1:
            yield f"{word} {{what}} that are the same as those of {before} in {(x == y).sum()} of {of}"
        elif _slipped(x, y, held, part):
            yield f"{word} {{what}} in quite another order of councils than in {before}, which they have always kept"
    yield from _zeros(pair, f"in {before}")


def _zeros(pair: pd.DataFrame, when: str) -> Iterator[str]:
    """Zeros in place of what is held as suppressed; columns of ``pair``: new ones with _x, held ones with _y."""
    hidden = pair[pair.marker_y == "c"]
    zero = (hidden.value_x == 0) | (hidden.numerator_x == 0)
    if len(hidden) >= FEWEST_SUPPRESSED and zero.mean() > 0.5:
        yield f"{zero.sum()} zeros {{what}} in place of {len(hidden)} figures that are suppressed {when}"


def level_shift(now: pd.Series, before: pd.Series, whole: float | None) -> tuple[str, float]:
    """Which way most councils moved by over ``MOVED``, and what share of them.

    >>> level_shift(pd.Series([2.0, 4.0, 9.0]), pd.Series([1.0, 2.0, 9.0]), None)
    ('higher', 0.6666666666666666)
    """
    sides = [(now, before, 1)] if whole is None else [(now, before, 1), (whole - now, whole - before, -1)]
    shares = []
    for new, old, sign in sides:
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.where(old > 0, new / old, np.where(new > 0, np.inf, 1.0))
        up, down = float((ratio > MOVED).mean()), float((ratio < 1 / MOVED).mean())
        shares += [("higher" if sign > 0 else "lower", up), ("lower" if sign > 0 else "higher", down)]
    return max(shares, key=lambda one: one[1])


def rank_correlation(x: pd.Series | np.ndarray, y: pd.Series | np.ndarray) -> float:
    """Spearman's; 1 where one of them is the same everywhere.

    >>> rank_correlation([1, 2, 3], [9, 8, 7]), rank_correlation([1, 2, 3], [5, 5, 5])
    (-1.0, 1.0)
    """
    found = pd.Series(np.asarray(x)).rank().corr(pd.Series(np.asarray(y)).rank())
    return 1.0 if np.isnan(found) else float(found)


def _slipped(x: pd.Series, y: pd.Series, held: pd.DataFrame, part: str) -> bool:
    """Whether the order of councils is another than that of the last period, as it never was between those held."""
    order = rank_correlation(x, y)
    if order >= KEPT:
        return False
    councils = held[held.area_code.str.match(_COUNCIL)]
    wide = councils.pivot_table(index="area_code", columns="period_end", values=part)
    pairs = [wide.iloc[:, [k, k + 1]].dropna() for k in range(wide.shape[1] - 1)]
    seen = [rank_correlation(*pair.to_numpy().T) for pair in pairs if len(pair) >= FEWEST]
    usual = min(seen, default=-1.0)
    keeps = part != "value" or (usual >= ORDER and len(seen) >= FEWEST_STEPS)
    return (keeps and order < NO_ORDER) or order < 1 - TIMES_AS_FAR * (1 - usual)
