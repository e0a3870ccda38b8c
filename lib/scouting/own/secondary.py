"""Secondary suppression: what else must go so that nobody can work a suppressed count out of the others.

Every figure that readers have is a sum over months, so a suppressed one follows where a total and all else in it are
known (Hundepool and others 2012, Statistical Disclosure Control, ch. 4). Whoever knows how the others were chosen can
also learn from the choice. So the rule sees which counts are small and how their periods lie, and never how small they
are: the totals go, and where a total cannot be taken back, what lies around the small count in it.
"""

from __future__ import annotations

import math
from typing import NamedTuple

#: Financial quarters are three months from January, April, July and October.
_QUARTER = 3


class Cell(NamedTuple):
    """A period: first and last month (counted from year 0), what is counted in it by name, what readers have of it.

    ``counts``: NaN where one is not given. ``hidden``: it is suppressed by itself. ``stands``: readers have it for
    good: it is published, or was in an earlier report just as it is. ``once``: an earlier report suppressed it.
    """

    first: int
    last: int
    counts: dict[str, float]
    hidden: bool = False
    stands: bool = False
    once: bool = False

    def meets(self, first: int, last: int) -> bool:
        """Whether it has a month in common with these."""
        return self.first <= last and first <= self.last

    def within(self, other: Cell) -> bool:
        """Whether it is a part of the other, and not all of it."""
        return other.first <= self.first and self.last <= other.last and self.months < other.months

    @property
    def months(self) -> int:
        return self.last - self.first + 1


def also_hidden(rows: list[Cell], others: list[Cell], small: int) -> set[int]:
    """Which of a council's own ``rows`` of one indicator go: their places, those hidden by themselves among them.

    ``others``: published figures of the same indicator and council, and what else earlier reports showed or
    suppressed; nothing can be done about them. A row that was suppressed once stays so. With a hidden row goes every
    row that has a month in common with it. Within a total that stands, all else in the quarter of a row that is hidden,
    or once was, goes too. Where what is left of a total, when the parts that readers have are taken off, is small, the
    total goes, all that lies in it, and all that it lies in.

    >>> rows = [Cell(0, 2, {"n": 30.0}), Cell(3, 5, {"n": 2.0}, hidden=True), Cell(0, 11, {"n": 85.0})]
    >>> sorted(also_hidden(rows, [], 5))
    [1, 2]
    >>> months = [Cell(3, 3, {"n": 1.0}, hidden=True), Cell(4, 4, {"n": 9.0}), Cell(6, 6, {"n": 9.0})]
    >>> sorted(also_hidden(months, [Cell(0, 11, {"n": 85.0}, stands=True)], 5))
    [0, 1]
    """
    every, standing = [*rows, *others], [cell for cell in others if cell.stands]
    hidden, once = ([cell for cell in every if getattr(cell, what)] for what in ("hidden", "once"))
    reach = [(cell.first, cell.last) for cell in hidden]
    for total in (cell for cell in every if cell.stands and not cell.hidden):
        reach += [_around(cell, total) for cell in [*hidden, *once] if cell.meets(total.first, total.last)]
    few = [cell for cell in others if cell.once and (_holds_few(cell, small) or _leaves_few(cell, standing, small))]

    def goes(row: Cell) -> bool:
        if row.hidden or row.stands:
            return row.hidden
        return row.once or any(row.meets(*months) for months in reach) or any(row.within(cell) for cell in few)

    gone = {k for k, row in enumerate(rows) if goes(row)}
    while more := _given_away(rows, others, gone, small):
        gone |= more
    return gone


def _around(cell: Cell, total: Cell) -> tuple[int, int]:
    """The quarter that a month lies in; all of the total for a longer cell, or where it is not made of quarters."""
    if total.first % _QUARTER or total.months % _QUARTER or (cell.hidden and cell.months >= _QUARTER):
        return total.first, total.last
    return cell.first // _QUARTER * _QUARTER, (cell.last // _QUARTER + 1) * _QUARTER - 1


def _given_away(rows: list[Cell], others: list[Cell], gone: set[int], small: int) -> set[int]:
    """The rows that go where a small count is left of a total when what readers have is taken off it.

    Of the shortest such total alone: when they are gone, what is left of the longer ones is another count.
    """
    shown, standing = {k: row for k, row in enumerate(rows) if k not in gone}, [one for one in others if one.stands]
    now, once = [*shown.values()], [cell for cell in others if cell.once and not _holds_few(cell, small)]
    # A figure of an earlier report may have been revised: with it, without it, and in place of the new one. And what
    # was suppressed because a small count would have been left still goes for that.
    held = ([*now, *standing], now, [*standing, *now], [*now, *standing, *once])
    for total in sorted([*now, *standing], key=lambda cell: cell.months):
        if any(_leaves_few(total, parts, small) for parts in held):
            found = {k for k, row in shown.items()
                     if not row.stands and (row is total or row.within(total) or total.within(row))}  # fmt: skip
            if found:
                return found
    return set()


def _holds_few(cell: Cell, small: int) -> bool:
    """Whether some count of a cell is small."""
    return any(_is_few(n, small) for n in cell.counts.values())


def _leaves_few(total: Cell, held: list[Cell], small: int) -> bool:
    """Whether some count of a total, less that of the parts of it that are held, the longest first, is small."""
    parts = sorted((cell for cell in held if cell.within(total)), key=lambda cell: -cell.months)
    for name, left in total.counts.items():
        months, taken = {*range(total.first, total.last + 1)}, False
        for part in parts:
            its = {*range(part.first, part.last + 1)}
            if its <= months and math.isfinite(part.counts[name]):
                months, left, taken = months - its, left - part.counts[name], True
        if taken and months and _is_few(left, small):
            return True
    return False


def _is_few(count: float, small: int) -> bool:
    """Whether a count is small, and of anybody. Sums of counts are whole but for the machine's last digit."""
    return 0.5 < count < small - 0.5
