"""Draw the pictures of docs/ that no notebook draws.

``python -m docs.images.draw`` draws architecture.png: the parts of the package in their rows, and an arrow for each
import between two of them. ``python -m docs.images.draw REPORT.html BRIEF.html`` takes report.png and visit-sheet.png
with headless Chromium: the top of a report's page, 1280 pixels wide, and the first side of a brief's first sheet.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from bs4 import BeautifulSoup
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from PIL import Image
from tests.test_layers import FILES, ROWS, imported, part

HERE = Path(__file__).parent
#: What each part is for, in the few words that fit into its box.
SAID = {
    "cli": "commands", "app": "notebooks as pages", "batch": "many councils",
    "site": "England as pages", "report": "page, slides, workbook",
    "pages": "a folder per notebook", "study": "one council", "own": "a council's own data",
    "explain": "why others are ahead", "ingest": "publishers' files", "journeys": "where steps differ",
    "dataset": "all figures, loaded",
    "index": "weights and ranks", "neighbours": "who is similar", "compare": "the verdict",
    "reading": "inspection reports",
    "recipes": "files people edit", "catalog": "what is held", "charts": "table to picture",
    "context": "allowing for need", "markup": "HTML", "money": "spending", "values": "the store",
    "shelf": "kept on disk",
    "packed": "workbooks, unopened", "paths": "where things are", "periods": "years, quarters",
    "plain_yaml": "YAML 1.2", "stats": "mathematics", "texts": "lists in files", "words": "figures as text",
    "bounds": "how large", "errors": "all at once", "frames": "for type checks", "keeps": "worked out once",
    "terms": "words readers see",
}  # fmt: skip
WIDE, TALL, STEP = 1.9, 0.56, 1.0


def arrows() -> set[tuple[str, str]]:
    """Which part imports which."""
    return {(part(path), to) for path, tree in FILES.items() for to in imported(tree) - {part(path)}}


def nearest(drawn: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """The arrows that no longer way round stands for."""
    to = defaultdict(set)
    for one, other in drawn:
        to[one].add(other)

    def reached(name: str) -> set[str]:
        return to[name] | {far for near in to[name] for far in reached(near)}

    return {(one, other) for one, other in drawn if not any(other in reached(near) for near in to[one] - {other})}


def places(drawn: set[tuple[str, str]]) -> dict[str, tuple[float, float]]:
    """The middle of each box: rows from below, each ordered so that few arrows cross."""
    rows, at = [sorted(row) for row in ROWS], {}
    beside = defaultdict(list)
    for one, other in drawn:
        beside[one].append(other)
        beside[other].append(one)
    for turn in range(12):
        for y, row in enumerate(rows):
            if turn:
                row.sort(key=lambda name: (sum(at[b][0] for b in beside[name]) / max(len(beside[name]), 1), name))
            for place, name in enumerate(row):
                at[name] = ((place - (len(row) - 1) / 2) * WIDE * 1.12, y * STEP)
    return at


def architecture(path: Path) -> None:
    """Draw the parts and their imports: dark to the nearest part, pale where a longer way leads there as well."""
    every = arrows()
    dark, at = nearest(every), places(nearest(every))
    across = max(abs(x) for x, _ in at.values()) + WIDE / 2 + 0.1
    fig = Figure(figsize=(12.8, 11.2), dpi=100)
    ax = fig.add_axes((0, 0, 1, 1), xlim=(-across, across), ylim=(-0.5, (len(ROWS) - 1) * STEP + 0.5))
    ax.axis("off")
    for one, other in sorted(every, key=lambda pair: (pair in dark, pair)):
        near = (one, other) in dark
        ax.add_patch(
            FancyArrowPatch(
                (at[one][0], at[one][1] - TALL / 2),
                (at[other][0], at[other][1] + TALL / 2),
                arrowstyle="-|>",
                mutation_scale=11 if near else 6,
                lw=1.3 if near else 0.6,
                color="#1d5b8f" if near else "#c9d3dc",
                shrinkA=0,
                shrinkB=1,
                zorder=2 if near else 1,
            )
        )
    for name, (x, y) in at.items():
        corner = (x - WIDE / 2, y - TALL / 2)
        style = "round,pad=0,rounding_size=0.08"
        ax.add_patch(FancyBboxPatch(corner, WIDE, TALL, boxstyle=style, fc="white", ec="#33475b", lw=1.2, zorder=3))
        ax.text(x, y + 0.1, name, ha="center", va="center", fontsize=13, weight="bold", zorder=4)
        ax.text(x, y - 0.14, SAID[name], ha="center", va="center", fontsize=9.5, color="#33475b", zorder=4)
    fig.savefig(path)
    few_colours(path, path, 48)


def few_colours(path: Path, to: Path, colours: int) -> None:
    """A picture as a small file: no more colours than it needs."""
    few = Image.open(path).convert("RGB").quantize(colours, dither=Image.Dither.NONE)
    few.save(to, optimize=True)


def top(report: Path, path: Path, wide: int = 1280, tall: int = 720) -> None:
    """Take the top of a page as a reader sees it."""
    chromium = next(found for name in ("chromium", "google-chrome", "msedge") if (found := shutil.which(name)))
    with tempfile.TemporaryDirectory() as folder:
        taken = Path(folder) / "taken.png"
        options = ["--headless", "--no-sandbox", "--hide-scrollbars", f"--window-size={wide},{tall}"]
        command = [chromium, *options, f"--screenshot={taken}", report.resolve().as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        few_colours(taken, path, 128)


def sheet(brief: Path, path: Path) -> None:
    """Take the first sheet of a brief alone, as it stands on the page."""
    soup = BeautifulSoup(brief.read_text(encoding="utf-8"), "html.parser")
    first = soup.select_one("section.sheet")
    assert first is not None and soup.body is not None
    soup.body.clear()
    soup.body.append(first)
    with tempfile.TemporaryDirectory() as folder:
        alone = Path(folder) / "alone.html"
        alone.write_text(str(soup), encoding="utf-8")
        top(alone, path, 820, 1105)


if __name__ == "__main__":
    if sys.argv[1:]:
        top(Path(sys.argv[1]), HERE / "report.png")
        sheet(Path(sys.argv[2]), HERE / "visit-sheet.png")
    else:
        architecture(HERE / "architecture.png")
