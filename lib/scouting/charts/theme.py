"""One look for every chart: colours by meaning, sizes that read on a slide, margins by name.

The palette begins with the government Analysis Function's. Blue against orange tells better
from worse without red and green; the two also differ in greyscale, and a glyph always says the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl

#: Where the typeface of pages and charts lies, with its licence.
FONTS = Path(__file__).parent / "fonts"
FONT = "DejaVu Sans"  # ships with matplotlib: the same widths on every machine

COLOURS = {
    "focus": "#12436D",
    "neighbour": "#28A197",
    "neighbour_text": "#1A6B65",  # the same hue, dark enough to read as words
    "other": "#8C8C8C",
    "median": "#1A6B65",  # the neighbours' own hue: it is theirs
    "region": "#801650",
    "target": "#6B4E00",  # the council's own aim: no colour that judges
    "england": "#3D3D3D",
    "better": "#12436D",
    "worse": "#F46A25",
    "similar": "#EFEFEF",
    "higher": "#A285D1",
    "lower": "#A285D1",
    "ink": "#222222",
    "quiet": "#595959",  # 7:1 on paper: still readable when printed small
    "grid": "#DDDDDD",
    "paper": "#FFFFFF",
}

#: Points. A figure 9 inches wide fills a page of about 900 pixels, so 11 points are 15 pixels there.
SIZES = {"title": 15.0, "subtitle": 11.5, "label": 11.0, "small": 9.5, "note": 9.5}

#: No words are smaller: 9 points on a slide or a page where the chart is 25 cm wide.
LEAST = 8.25

WIDTH = 9.0  # inches
EDGE = 0.18  # inches between any text and the rim of the figure


@dataclass(frozen=True)
class Margins:
    """Inches between the axes and the rim; title and notes come on top of ``top`` and ``bottom``."""

    left: float
    right: float
    top: float
    bottom: float


#: Fixed margins: a layout engine would cost half of every save.
MARGINS = {
    "ranked": Margins(left=2.85, right=1.40, top=0.20, bottom=0.34),
    "trend": Margins(left=0.92, right=2.35, top=0.36, bottom=0.42),
    "chances": Margins(left=0.62, right=EDGE, top=0.26, bottom=0.66),
    "climb": Margins(left=0.70, right=2.35, top=0.36, bottom=0.56),
    "groups": Margins(left=EDGE + 0.1, right=1.60, top=0.12, bottom=0.34),
    "league": Margins(left=2.85, right=1.95, top=0.20, bottom=0.42),
    "strip": Margins(left=EDGE + 0.12, right=EDGE + 0.12, top=0.20, bottom=0.42),
    "timeline": Margins(left=1.80, right=EDGE, top=0.36, bottom=0.34),
    "rug": Margins(left=EDGE, right=EDGE, top=0.12, bottom=0.06),
}

RC = {
    "font.family": FONT,
    "font.size": SIZES["label"],
    "text.color": COLOURS["ink"],
    "text.hinting": "none",  # hinted text is up to 8% wider than the font says, by the resolution: lines ran off
    "text.parse_math": False,  # a dollar sign in a name is a dollar sign
    "axes.facecolor": "none",
    "axes.edgecolor": COLOURS["quiet"],
    "axes.labelcolor": COLOURS["quiet"],
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "xtick.color": COLOURS["quiet"],
    "ytick.color": COLOURS["quiet"],
    "xtick.labelsize": SIZES["small"] + 0.5,
    "ytick.labelsize": SIZES["small"] + 0.5,
    "figure.facecolor": COLOURS["paper"],
    "savefig.facecolor": COLOURS["paper"],
    "lines.solid_capstyle": "round",
    "hatch.linewidth": 0.7,
    "svg.fonttype": "none",  # text stays text: it can be searched and read aloud
    "svg.hashsalt": "scouting",
    "figure.constrained_layout.use": False,
    "figure.autolayout": False,
}


@contextmanager
def use() -> Iterator[None]:
    """Draw or save inside this block; matplotlib's own settings are untouched afterwards.

    >>> with use():
    ...     mpl.rcParams["font.family"]
    ['DejaVu Sans']
    """
    with mpl.rc_context(RC):
        yield


def tint(colour: str, share: float) -> str:
    """``share`` of a colour laid on paper: 0 is paper, 1 the colour.

    >>> tint("#12436D", 1.0), tint("#12436D", 0.0)
    ('#12436d', '#ffffff')
    """
    channels = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(255 + (c - 255) * share):02x}" for c in channels)


def luminance(colour: str) -> float:
    """Relative luminance (WCAG), 0 for black to 1 for white."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ink_on(colour: str) -> str:
    """Paper or black, whichever reads better on a colour: on every colour one of them has a contrast of 4.5 or more.

    >>> ink_on("#12436D"), ink_on("#F46A25")
    ('#FFFFFF', '#000000')
    """
    light = luminance(colour)
    return COLOURS["paper"] if 1.05 / (light + 0.05) > (light + 0.05) / 0.05 else "#000000"
