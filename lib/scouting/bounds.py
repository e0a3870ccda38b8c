"""How large a file may be that somebody hands in: what is larger is refused in words before any work on it begins."""

from __future__ import annotations

from dataclasses import dataclass

#: A recipe, pack, list or neighbour set: bytes, entries within entries, and all entries and values of one together.
#: A set in which every council has every other is 25,000 names.
MOST_BYTES, MOST_DEEP, MOST_ENTRIES = 1_000_000, 20, 30_000
#: Names in a list of councils or measures: more than there are of either.
MOST_LISTED = 1_000
#: A table of own figures: rows, columns, filled cells, letters of a cell (as many as Excel's may have). Figures of
#: every council by month for three years are 50,000 cells. A workbook, which is slower to read, may have fewer.
MOST_ROWS, MOST_COLUMNS, MOST_CELLS, MOST_LETTERS = 100_000, 100, 500_000, 32_767
MOST_CELLS_OF_WORKBOOK = 200_000
#: Merged ranges of a sheet, each of which is looked at.
MOST_MERGED = 1_000
#: Rows of a file in which something is wrong, after which the others are not looked at.
MOST_ODD = 200


@dataclass(frozen=True)
class Box:
    """What a workbook may be as a packed file: parts, bytes unpacked, and how many times its size a part may be."""

    parts: int
    unpacked: int
    times: int


#: What an honest workbook of own figures stays far below.
OWN = Box(1_000, 100_000_000, 300)
#: The largest release that is held: 37 MB unpacked, 39 times its size.
RELEASE = Box(10_000, 2_000_000_000, 250)
#: Rows times columns of a release's sheet as far as cells are filled, all of which its reader makes; the largest that
#: is held has 514,703.
MOST_AREA = 1_000_000


def told(count: int, most: int, what: str) -> str:
    """What is said of too many.

    >>> told(120, 100, "columns")
    '120 columns; 100 are the most that are read'
    """
    return f"{count:,} {what}; {most:,} are the most that are read"
