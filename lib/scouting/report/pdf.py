"""A page as PDF, by the print of a browser that is on the machine; where there is none, how to do it by hand."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from scouting.errors import ScoutingError
from scouting.paths import new_file

#: Browsers that print without a window, by the name of their command.
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "msedge")
SECONDS = 120


def browser() -> str:
    """The first of ``BROWSERS`` that is on the PATH, or Edge where Windows has it; blank where none is."""
    programs = [os.environ.get(name, "") for name in ("PROGRAMFILES", "PROGRAMFILES(X86)")]
    places = [os.environ.get("PATH", os.defpath), *(rf"{at}\Microsoft\Edge\Application" for at in programs if at)]
    return next((found for name in BROWSERS if (found := shutil.which(name, path=os.pathsep.join(places)))), "")


def write(page: Path, path: Path) -> str:
    """Print a page to a PDF on A4, its annex left out; gives what to tell the reader: nothing where all went well.

    The PDF is tagged, so that it can be heard. It is not the same byte for byte when made again: the browser dates it.
    Raises ScoutingError where the browser is there and does not print.
    """
    program = browser()
    if not program:
        return (
            f"No PDF was made: none of {', '.join(BROWSERS)} is on this machine. Open {page.name} in any browser and "
            "print it to a PDF: it is laid out for A4."
        )
    with tempfile.TemporaryDirectory() as home, new_file(path) as aside:
        # A profile of its own: one that is in use by an open browser cannot be printed from.
        out = Path(home) / "page.pdf"
        command = [program, "--headless", "--disable-gpu", "--no-first-run", "--disable-extensions",
                   "--disable-background-networking", f"--user-data-dir={home}/profile", "--no-pdf-header-footer",
                   "--generate-pdf-document-outline", f"--print-to-pdf={out}", page.absolute().as_uri()]  # fmt: skip
        if hasattr(os, "geteuid") and os.geteuid() == 0:  # Chromium does not start as root otherwise
            command.insert(1, "--no-sandbox")
        try:
            done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", timeout=SECONDS)
        except (OSError, subprocess.TimeoutExpired) as err:
            raise ScoutingError(f"{program} did not print {page.name}: {err}") from None
        if not out.is_file() or not out.read_bytes().startswith(b"%PDF"):
            said = done.stderr.strip().splitlines()[-1:] or [f"it ended with status {done.returncode}"]
            raise ScoutingError(f"{program} did not print {page.name}: {said[0]}")
        shutil.copyfile(out, aside)
    return ""
