"""What naming best and worst is worth: tables of an index in, tables of chances out. Nothing here names anybody."""

from scouting.naming.groups import above_middle
from scouting.naming.places import BEST, LAST, deserved, kept, places, stars, within
from scouting.naming.progress import Progress, far_out, progress
from scouting.naming.small import small_numbers

__all__ = [
    "BEST", "LAST", "Progress", "above_middle", "deserved", "far_out", "kept", "places", "progress", "small_numbers",
    "stars", "within",
]  # fmt: skip
