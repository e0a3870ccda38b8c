"""An inspection report that a reader adds: kept in data/local, quoted for that reader alone, nobody's name with it."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pandas as pd

from scouting import paths
from scouting.catalog import Catalog, find_area
from scouting.catalog import read as read_catalog
from scouting.catalog.areas import plain
from scouting.catalog.tables import terms_in
from scouting.errors import ScoutingError
from scouting.own import pdf_files
from scouting.own.keeping import put
from scouting.own.seen import texts
from scouting.reading.names import without_names
from scouting.reading.parse import paragraphs
from scouting.reading.topics import marked
from scouting.words import day_words, many

COLUMNS = ["area_code", "day", "day_of", "section", "section_grade", "paragraph", "improve", "text", "added"]
_FILE = "reports.csv"
#: What the day of a report may be: of its publication, or of the end of its inspection.
PUBLISHED, ENDED = "published", "inspection ended"
#: A paragraph with one of these is told as criticism, whatever else it says; one without any as praise.
CRITICAL = (
    "not|too|no|however|although|despite|yet|inconsisten\\w*|delay\\w*|lack\\w*|limited|insufficient\\w*|variab\\w*|"
    "weak\\w*|poor\\w*|drift\\w*|inadequate\\w*|shortfall\\w*|few|fails?|failed|failures?|further|more to do"
)
_CRITICAL = re.compile(rf"\b(?:{CRITICAL})\b", re.I)
#: No paragraph of a report has more letters: what is longer is cut.
_LONGEST = 10_000
#: Where the day and the council stand: at a report's beginning.
_HEAD = 4_000
_DAY = r"\d{1,2} [A-Z][a-z]+ \d{4}"
_PUBLISHED = re.compile(rf"[Pp]ublished:?(?: on)? ({_DAY})")
_INSPECTED = re.compile(rf"({_DAY}|\d{{1,2}}(?: [A-Z][a-z]+)?) ?(?:to|–|-) ?({_DAY})")


def add_reports(
    files: list[Path], council: str, published: str = "", today: dt.date | None = None, folder: Path | None = None
) -> list[str]:
    """Add reports on one council (PDF or text) to data/local, all or none, and tell what was read.

    ``published``: its day, where the report does not say it. A report of the same day is replaced. Raises ScoutingError
    for a file that cannot be read, has no numbered paragraphs, names another council or no day.
    """
    catalog, folder = read_catalog(), Path(folder or paths.LOCAL)
    code, added = find_area(catalog, council, ended=True), f"{today or dt.date.today()}"
    tables = [_report(Path(path), code, published, catalog).assign(added=added) for path in files]
    with paths.lock(folder):
        held, lines = read(folder), []
        for path, table in zip(files, tables, strict=True):
            same = (held.area_code == code) & (held.day == table.day.iloc[0])
            held = pd.concat([held[~same], table[COLUMNS]], ignore_index=True)
            lines.append(f"{Path(path).name}: {many(len(table), 'paragraph')} of {catalog.name(code)}'s report "
                         f"({_named(table.iloc[0])}). For you alone: no report shows them to others.")  # fmt: skip
        put({folder / _FILE: held})
        paths.mark_folder(folder)
    return lines


def _report(path: Path, code: str, published: str, catalog: Catalog) -> pd.DataFrame:
    """A file as rows of reports.csv, without the day on which it was added."""
    text = pdf_files.text_of(path)
    found = paragraphs(text)
    if found.empty:
        raise ScoutingError(
            f"{path.name} has no numbered paragraphs under the headings of a report on children's services (2013 and "
            "later): nothing was added. Is it the whole report?"
        )
    spelled = {plain(name) for name in catalog.area_names.name[catalog.area_names.area_code == code]}
    if not any(f" {name} " in f" {plain(text[:_HEAD])} " for name in spelled | {plain(catalog.name(code))}):
        raise ScoutingError(
            f"{path.name} does not name {catalog.name(code)} at its beginning: nothing was added. Is it another "
            "council's report?"
        )
    day, day_of = _day(path, text[:_HEAD], code, published, catalog)
    return found.assign(
        area_code=code, day=day, day_of=day_of, text=found.text.map(_clean),
        section_grade=found.section_grade.map(lambda grade: "" if pd.isna(grade) else f"{grade:.0f}"),
        improve=found.improve.map({True: "yes", False: ""}),
    )  # fmt: skip


def _clean(text: str) -> str:
    """A paragraph without names and without signs that no text needs."""
    plainly = "".join(c if c.isprintable() else " " for c in text[:_LONGEST])
    return without_names(" ".join(plainly.split()))


def _day(path: Path, head: str, code: str, published: str, catalog: Catalog) -> tuple[str, str]:
    """The day of a report, and of what it is: said by the reader, by the report, by the list of inspections, or the
    last of its inspection."""
    if published:
        day = pd.to_datetime(published, format="%Y-%m-%d", errors="coerce")
        if pd.isna(day):
            raise ScoutingError(f"--published: '{published}' is not a date like 2025-03-31.")
        return f"{day:%Y-%m-%d}", PUBLISHED
    if (said := _PUBLISHED.search(head)) and (day := _read(said[1])):
        return day, PUBLISHED
    if (span := _INSPECTED.search(head)) and (last := _read(span[2])):
        known = catalog.inspections[catalog.inspections.area_code == code]
        first = _read(span[1]) or _read(" ".join([span[1], *span[2].split()[len(span[1].split()) :]])) or last
        matched = known.publication_date[known.inspection_date == first]
        return (matched.iloc[0], PUBLISHED) if len(matched) else (last, ENDED)
    raise ScoutingError(f"{path.name} does not say of which day it is: add it again with --published and its date.")


def _read(words: str) -> str:
    """A day in words as YYYY-MM-DD; blank for what is none."""
    day = pd.to_datetime(words, format="%d %B %Y", errors="coerce")
    return "" if pd.isna(day) else f"{day:%Y-%m-%d}"


def _named(row) -> str:
    return f"{'published on' if row.day_of == PUBLISHED else 'inspection ended on'} {day_words(row.day)}"


def read(folder: Path | None = None) -> pd.DataFrame:
    """The paragraphs of the reports that were added, as text; columns ``COLUMNS``. No rows where there are none."""
    path = Path(folder or paths.LOCAL) / _FILE
    paths.check_folder(path.parent)
    return texts(path, COLUMNS) if path.exists() else pd.DataFrame(columns=COLUMNS, dtype="str")


def quotes(catalog: Catalog, area_code: str, topic: str, focus: str = "", folder: Path | None = None) -> pd.DataFrame:
    """What the added reports on a council say on a topic, newest first, praise beside criticism, nobody named.

    ``focus``: as ``reading.queries.to_read`` takes it. Columns: day, day_of ("published" or "inspection ended"),
    section, section_grade (1 to 4, missing where unknown), paragraph, kind ("to improve", "criticism", "praise"), text.
    A paragraph is criticism where it holds one of the words of ``CRITICAL``: which it is, its reader decides. For the
    reader who added it alone: it never goes into what others get.
    """
    held = read(folder)
    mine = held[held.area_code == area_code].reset_index(drop=True)
    about = marked(mine.assign(improve=mine.improve == "yes"), catalog.reading_topics)
    wanted = set(terms_in(focus))
    on = [topic in terms_in(t) and (not wanted or bool(wanted & set(terms_in(f))))
          for t, f in zip(about.topics, about.focuses, strict=True)]  # fmt: skip
    rows = about[pd.Series(on, index=about.index, dtype=bool)]
    critical = rows.text.str.contains(_CRITICAL).map({True: "criticism", False: "praise"})
    kind = critical.mask(rows.improve, "to improve")
    rows = rows.assign(kind=kind.astype(str), section_grade=pd.to_numeric(rows.section_grade))
    rows = rows.sort_values("day", ascending=False, kind="stable", ignore_index=True)
    return rows[["day", "day_of", "section", "section_grade", "paragraph", "kind", "text"]]
