"""The text of a report that a person brings: a PDF by pypdf, or a text file. Nothing of it is trusted."""

from __future__ import annotations

import logging
from pathlib import Path

from scouting.errors import ScoutingError
from scouting.own import files, text_files

#: A report has 10 to 60 pages and under 3 MB.
MOST_BYTES, MOST_PAGES, MOST_LETTERS = 20_000_000, 300, 2_000_000
#: Fewer letters than this on a page, on average, are the stamps of a scan.
_FEWEST = 100
_PDF = b"%PDF-"


def is_pdf(path: Path) -> bool:
    """Whether a file begins as a PDF does, whatever its name; False for one that cannot be read."""
    try:
        return path.is_file() and text_files.read_bytes(path, 1024).lstrip().startswith(_PDF)
    except ScoutingError:
        return False


def text_of(path: Path) -> str:
    """The text of a PDF or a text file. Raises ScoutingError, one sentence, for what cannot be read or is too large."""
    files.check_file(path, MOST_BYTES, "report")
    if not is_pdf(path):
        if path.suffix.lower() == ".pdf":
            raise ScoutingError(f"{path.name} is not a PDF, although its name says so: nothing was added.")
        return text_files.decoded(path)[0][:MOST_LETTERS]
    from pypdf import PdfReader  # half a second to import, and only a PDF needs it

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(path)
        if reader.is_encrypted:
            raise ScoutingError(f"{path.name} is protected by a password: nothing was added. Save it without one.")
        if (pages := len(reader.pages)) > MOST_PAGES:
            raise ScoutingError(f"{path.name} has {pages:,} pages; a report may have {MOST_PAGES}: nothing was added.")
        text = _pages(reader)
    except ScoutingError:
        raise
    except Exception as err:  # a damaged file may fail anywhere in pypdf, and in any way
        raise ScoutingError(f"{path.name} is damaged and cannot be read as a PDF: nothing was added.") from err
    if len(text.strip()) < _FEWEST * pages:
        raise ScoutingError(
            f"{path.name} has pages without text, perhaps a scan: nothing was added. Ofsted's own PDF has its text."
        )
    return text


def _pages(reader) -> str:
    """The pages one after another, until there is more than any report has."""
    text = ""
    for page in reader.pages:
        text += page.extract_text() + "\n"
        if len(text) > MOST_LETTERS:
            break
    return text
