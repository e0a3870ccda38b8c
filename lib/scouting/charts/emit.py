"""Show a chart, and save it: rendered once, described in words, never half written."""

from __future__ import annotations

import base64
import io
import sys
from pathlib import Path

import numpy as np
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image, PngImagePlugin

from scouting.charts import layout, theme
from scouting.errors import ScoutingError
from scouting.paths import new_file, slug

DPI = 135
PAGE_PIXELS = 100  # of the page an inch: a figure of 9 inches is shown 900 pixels wide, crisp on fine screens


def content(ax: Axes, name: str, alt: str, ending: str) -> bytes:
    """The chart as the content of a file with its words inside, by its ending (.png or .svg); the figure is closed."""
    fig = layout.figure_of(ax)
    made = _png(fig, alt) if ending == ".png" else _svg(fig, name, alt)
    _close(fig)
    return made


def emit(ax_or_fig: Axes | Figure, name: str, alt: str, folder: Path | str | None = None) -> None:
    """Show the chart in the notebook with its alt text; with a folder, also write PNG, SVG and alt text.

    The files are ``folder/NAME.png``, ``.svg`` and ``.txt``, NAME made safe by ``paths.slug``. The
    figure is closed: it cannot be drawn on afterwards.
    """
    fig = ax_or_fig if isinstance(ax_or_fig, Figure) else layout.figure_of(ax_or_fig)
    if not alt.strip():
        raise ScoutingError(f"The chart '{name}' was given no alt text. Each chart's alt_text() says it.")
    png = _png(fig, alt)
    if folder is not None:
        _save(fig, Path(folder) / slug(name), png, alt)
    # The very bytes that were saved: letting the notebook draw the figure again doubles the time.
    # The width alone: a page narrower than that shrinks the picture in proportion.
    width = round(fig.get_figwidth() * PAGE_PIXELS)
    display(
        {"image/png": base64.b64encode(png).decode("ascii"), "text/plain": alt},
        metadata={"image/png": {"alt": alt, "width": width, "name": slug(name)}},
        raw=True,
    )
    _close(fig)


def save(ax: Axes, name: str, alt: str, folder: Path | str) -> None:
    """Write a chart that is not shown: PNG, SVG and alt text, as ``emit`` does. The figure is closed."""
    fig = layout.figure_of(ax)
    _save(fig, Path(folder) / slug(name), _png(fig, alt), alt)
    _close(fig)


def _png(fig: Figure, alt: str) -> bytes:
    """The picture in 256 colours: a chart has few, and the file is a third of the size and sooner made."""
    usual, held, described = fig.dpi, io.BytesIO(), PngImagePlugin.PngInfo()
    described.add_itxt("Description", alt)
    with theme.use():
        fig.set_dpi(DPI)
        canvas = FigureCanvasAgg(fig)
        canvas.draw()
        drawn = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
        fig.set_dpi(usual)
    few = drawn.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(held, "PNG", pnginfo=described, dpi=(DPI, DPI))
    return held.getvalue()


def _svg(fig: Figure, name: str, alt: str) -> bytes:
    # No date and no program version: the same chart gives the same file.
    held = io.BytesIO()
    with theme.use():
        about = {"Date": None, "Creator": None, "Title": name, "Description": alt}
        fig.savefig(held, format="svg", metadata=about)
    return held.getvalue()


def _save(fig: Figure, stem: Path, png: bytes, alt: str) -> None:
    for suffix, part in ((".png", png), (".svg", _svg(fig, stem.name, alt)), (".txt", f"{alt}\n".encode())):
        with new_file(stem.with_name(stem.name + suffix)) as aside:
            aside.write_bytes(part)


def _close(fig: Figure) -> None:
    # Our own figures are outside pyplot; one that a reader made with pyplot is released there.
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close(fig)
    for ax in list(fig.axes):  # fig.clear() would furnish each of them anew first
        fig.delaxes(ax)
