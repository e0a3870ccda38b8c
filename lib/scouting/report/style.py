"""A council's own look: logo, name and two colours from data/local/style.yml, worn by its own documents alone."""

from __future__ import annotations

import base64
import io
import math
import re
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from PIL import Image

from scouting import paths, texts
from scouting.catalog import Catalog, find_area
from scouting.errors import ScoutingError
from scouting.recipes.files import Entry, Form, load

FILE = "style.yml"
#: A logo as it is handed in: bytes and pixels of a side at most; and the pixels that it is shown in, twice as fine.
MOST_BYTES, MOST_SIDE, SHOWN = 500_000, 4_000, (480, 160)
MOST_LETTERS = 80
#: Contrast of text against white (Web Content Accessibility Guidelines 2.2, success criterion 1.4.3).
LEAST_CONTRAST = 4.5
COLOURS = ("heading_colour", "accent_colour")


def _is_text(value: Any) -> bool:
    return value is None or isinstance(value, str)


_TEXT = Entry(_is_text, "{key} must be a text.")
_COLOUR = Entry(
    lambda value: value is None or (isinstance(value, str) and re.fullmatch(r"#[0-9A-Fa-f]{6}", value)),
    "{key} is '{value}': write a colour as '#' and six digits, in quotation marks, such as \"#12436D\".",
    needed=True,
)
_FORM = Form(
    {
        "council": _TEXT._replace(needed=True),
        "name": _TEXT._replace(needed=True),
        "logo": _TEXT,
        **dict.fromkeys(COLOURS, _COLOUR),
    },
    "{} says nothing of a style",
)


@dataclass(frozen=True)
class Style:
    """How a council's documents look. ``name``: as it calls itself; ``heading``, ``accent``: colours (#RRGGBB);
    ``logo``: a PNG without anything but its picture, or b""."""

    name: str
    heading: str
    accent: str
    logo: bytes = b""


def style_of(catalog: Catalog, area_code: str) -> Style | None:
    """The style of a council; None where the file is not there or names another council: nobody wears another's.

    Raises ScoutingError with every problem of the file where it is this council's, or nobody's.
    """
    path = paths.LOCAL / FILE
    if not path.is_file():
        return None
    where = f"data/local/{FILE}"
    written, problems = load(texts.read(path, "style"), where)
    council = written.get("council") if isinstance(written, dict) else None
    named = isinstance(council, str) and council.strip() and problems.attempt(find_area, catalog, council)
    if named and named != area_code:
        return None
    said, wrong = _FORM.judge(written, "style", where)
    problems += wrong
    if not wrong:
        problems += [sentence for key in COLOURS if (sentence := too_pale(key, said[key]))]
    name = said["name"] if isinstance(said["name"], str) else ""
    if len(name) > MOST_LETTERS or not name.isprintable():
        problems.append(f"name has {len(name)} letters; {MOST_LETTERS} are the most, and none that cannot be shown.")
    logo = problems.attempt(_logo, said["logo"]) if isinstance(said["logo"], str) and said["logo"].strip() else b""
    problems.raise_if_any(where)
    return Style(name.strip(), *(said[key].upper() for key in COLOURS), logo=logo)


def contrast(colour: str) -> float:
    """The contrast of a colour against white, from 1 to 21: relative luminance as WCAG 2.2 defines it.

    >>> round(contrast("#000000"), 1), round(contrast("#767676"), 2), round(contrast("#FFFFFF"), 1)
    (21.0, 4.54, 1.0)
    """
    shares = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    light = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 1.05 / (sum(w * s for w, s in zip((0.2126, 0.7152, 0.0722), light, strict=True)) + 0.05)


def too_pale(key: str, colour: str) -> str:
    """Which colour text cannot have on white, and by how much it falls short; "" for one that it can have.

    >>> too_pale("accent_colour", "#F46A25")
    'accent_colour #F46A25 is too pale for text on white: its contrast is 3.0 to 1, and 4.5 to 1 is needed, 1.5 more. \
Take a darker shade.'
    >>> too_pale("accent_colour", "#12436D")
    ''
    """
    found = contrast(colour)
    if found >= LEAST_CONTRAST:
        return ""
    held = math.floor(found * 10) / 10  # rounded down: one that fails is never told as one that passes
    return (
        f"{key} {colour} is too pale for text on white: its contrast is {held:.1f} to 1, and {LEAST_CONTRAST} to 1 is "
        f"needed, {LEAST_CONTRAST - held:.1f} more. Take a darker shade."
    )


def _logo(name: str) -> bytes:
    """A logo beside the file, as a PNG of its picture alone: what else a file can hold (places, scripts) stays out."""
    if Path(name).name != name or "\\" in name:
        raise ScoutingError(f"logo is '{name}': put the picture into data/local and write its file's name alone.")
    path = paths.LOCAL / name
    try:
        size = path.stat().st_size
        raw = path.read_bytes() if size <= MOST_BYTES else b""
    except OSError as err:
        raise ScoutingError(f"logo: data/local/{name} cannot be read: {err.strerror or err}.") from None
    if size > MOST_BYTES:
        most = f"{MOST_BYTES // 1000} kB are the most that a logo may have"
        raise ScoutingError(f"logo: data/local/{name} has {size // 1000:,} kB; {most}. Save it smaller.")
    try:
        with Image.open(io.BytesIO(raw), formats=("PNG", "JPEG")) as picture:
            if max(picture.size) > MOST_SIDE:
                across = " by ".join(f"{n:,}" for n in picture.size)
                raise ScoutingError(
                    f"logo: data/local/{name} has {across} pixels; {MOST_SIDE:,} on a side are the most."
                )
            shown = picture.convert("RGBA")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise ScoutingError(
            f"logo: data/local/{name} is no PNG or JPEG picture that can be read. Save it as a PNG: "
            "other kinds are not taken, since an SVG can hold a program."
        ) from None
    shown.thumbnail(SHOWN)
    held = io.BytesIO()
    shown.save(held, "PNG", optimize=True)
    return held.getvalue()


def html(style: Style) -> str:
    """The line over a page's title, and the rules that colour its headings: on paper and in the light alone, where the
    colours were checked. No drawing is coloured: there colours have their meaning."""
    line = f"<b>{escape(style.name)}</b>"
    if style.logo:
        picture = base64.b64encode(style.logo).decode("ascii")
        line = f'<img alt="{escape(style.name)}" src="data:image/png;base64,{picture}">'
    # "main" before each, so that rules which a part of the page brings along do not come after.
    small = "main .rows [scope=rowgroup],main .spine [scope=rowgroup],main .page-one dt"
    rules = (
        f"h1,main h2,main h3,a,summary{{color:{style.heading}}}{small}{{color:{style.accent}}}"
        f"main h2,.house{{border-color:{style.accent}}}"
    )
    shape = (
        ".house{border-bottom:4px solid;margin:1rem 0;padding-bottom:.6rem;font-size:1.2rem;max-width:none}"
        f".house img{{display:block;max-width:100%;height:{SHOWN[1] // 2}px;width:auto;background:#fff}}"
        "@media print{.house{margin:0 0 .5rem;padding-bottom:.2rem}.house img{height:11mm}}"
    )
    return f'<style>{shape}@media print,(prefers-color-scheme:light){{{rules}}}</style><p class="house">{line}</p>'
