"""What a batch leaves beside the packs: an index to open, a manifest to check, one workbook of every comparison."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
import xlsxwriter

import scouting
from scouting import paths, values
from scouting.batch import state
from scouting.batch.packs import Pack
from scouting.catalog import Catalog
from scouting.catalog.groups import region_of
from scouting.report import since
from scouting.report.page import digest
from scouting.report.since_council import COUNCIL
from scouting.report.tables import write_csv
from scouting.report.workbook import kept, number_format, rule

_TEMPLATE = Path(__file__).parent / "index.html"
#: Columns of the manifest's table, in their order.
MANIFEST = (
    "council", "area_code", "region", "status", "seconds", "made", "as_of", "version", "small_counts", "key",
    "changed", "page", "files", "notebooks", "error",
)  # fmt: skip
#: What lies beside a page for readers, by the ending of its name.
BESIDE = {"-room.html": "for the room", ".pptx": "slides", ".xlsx": "workbook"}
#: Columns of the workbook of all, from each council's table "comparison".
WORKBOOK = (
    "area_code", "area_name", "indicator_id", "title", "unit", "facet", "polarity", "period", "value", "noise",
    "marker", "set_id", "rank", "rank_of", "rank_low", "rank_high", "neighbour_median", "n_with_value", "level",
    "level_from", "level_median", "level_n", "gap", "sureness", "verdict", "by_a_lot", "turned", "holds", "holds_of",
    "aside", "england", "verdict_england", "method",
)  # fmt: skip
#: Those of texts; the others are numbers.
_TEXTS = {"area_code", "area_name", "indicator_id", "title", "unit", "facet", "polarity", "period", "marker", "set_id",
          "level_from", "verdict", "by_a_lot", "turned", "aside", "verdict_england", "method"}  # fmt: skip


def rows(out: Path, catalog: Catalog) -> pd.DataFrame:
    """How each council's last run ended, one row per council, by name: the columns of ``MANIFEST``.

    A council whose last run failed has the page of the one before, where there is one, and says so in its status.
    """
    found = []
    for code in catalog.councils().index:
        folder = paths.slug(catalog.name(code))
        whole, failed = state.read_status(out / folder), state.read_status(out / state.FAILED / folder)
        last = failed or whole
        if last.get("area_code") != code:
            continue
        page = f"{folder}/{folder}.html"
        held: dict[str, Any] = {
            "council": catalog.name(code),
            "region": catalog.name(region_of(code, catalog)),
            "changed": since.short(out / folder, COUNCIL),
            "page": page if (out / page).is_file() else "",
            "files": "; ".join(name for end in BESIDE if (out / (name := f"{folder}/{folder}{end}")).is_file()),
            "notebooks": _notebooks(out, folder, bool(failed)),
        }
        held["status"] = ("failed" if not held["page"] else "failed, earlier report kept") if failed else "whole"
        seconds = last.get("seconds")
        held["seconds"] = float(seconds) if isinstance(seconds, int | float) else float("nan")
        texts = {column: str(last.get(column) or "") for column in MANIFEST}
        found.append({**texts, "area_code": code, **held})
    table = pd.DataFrame(found, columns=[*MANIFEST])
    return table.sort_values("council", ignore_index=True)


def _notebooks(out: Path, folder: str, failed: bool) -> str:
    where = out / state.FAILED / folder if failed else out / folder / "notebooks"
    return "; ".join(path.relative_to(out).as_posix() for path in sorted(where.glob("*.ipynb")))


def write(pack: Pack, out: Path, catalog: Catalog) -> None:
    """Write index.html, manifest.json, manifest.csv and packs.xlsx of all packs in a folder, each whole."""
    table = rows(out, catalog)
    releases = values.releases()[["source_id", "file", "sha256"]].to_dict("records")
    told = {
        "title": pack.title, "pack": pack.name, "version": scouting.__version__, "inputs": state.inputs(),
        "parameters": {"indicators": pack.indicators, "neighbours": pack.neighbours, "notebooks": dict(pack.notebooks),
                       "councils": pack.councils, "outputs": pack.outputs},
        "releases": releases, "councils": table.astype(object).where(table.notna(), None).to_dict("records"),
    }  # fmt: skip
    with paths.new_file(out / "manifest.json") as aside:
        aside.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    write_csv({"manifest": table}, out)
    workbook(table, out, catalog)
    with paths.new_file(out / "index.html") as aside:
        aside.write_text(index(pack, table, releases), encoding="utf-8")


def index(pack: Pack, table: pd.DataFrame, releases: list[dict]) -> str:
    """The page that a director opens: councils by name, never by rank; search by name, region and status."""
    body = "".join(_row(row) for row in table.to_dict("records"))
    page = _TEMPLATE.read_text(encoding="utf-8")
    script = page.split("<script>")[1].split("</script>")[0]
    n, failed = len(table), int((table.status != "whole").sum())
    counted = f"{n} council{'s'[: n != 1]}, by name." + (f" {failed} failed in the last run." if failed else "")
    facts = [("Pack", pack.name), ("Made by", f"Scouting {scouting.__version__}")]
    facts += [(one["source_id"], f"{one['file']}, SHA-256 {one['sha256']}") for one in releases]
    filled = {
        "title": escape(pack.title), "script": digest(script), "counted": escape(counted), "rows": body,
        "regions": _options(table.region), "statuses": _options(table.status),
        "facts": "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in facts),
    }  # fmt: skip
    # In one pass, so that text which looks like a mark is never filled in its turn.
    return re.sub(r"\{\{ (\w+) \}\}", lambda mark: filled[mark[1]], page)


def _options(words: pd.Series) -> str:
    return "".join(f"<option>{escape(word)}</option>" for word in sorted(set(words)))


def _row(row: dict) -> str:
    name, stem = escape(row["council"]), row["page"].removesuffix(".html")
    links = [
        _link(path, BESIDE.get(path.removeprefix(stem)) or path) for path in filter(None, row["files"].split("; "))
    ]
    shown = (row["region"], row["status"], row["made"][:10], row["changed"])
    cells = [*map(escape, shown), ", ".join(links)]
    head = _link(row["page"], row["council"]) if row["page"] else name
    # Whoever made them finds the notebook that stopped beside its error; readers need none.
    books = [_link(path, Path(path).stem) for path in filter(None, row["notebooks"].split("; "))]
    error = f'<p class="error">{", ".join([escape(row["error"]), *books])}</p>' if row["error"] else ""
    return f'<tr><th scope="row">{head}{error}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>\n'


def _link(path: str, words: str) -> str:
    return f'<a href="{escape(quote(path))}">{escape(words)}</a>'


def workbook(table: pd.DataFrame, out: Path, catalog: Catalog) -> None:
    """Every comparison of every council in one sheet: published indicators alone, each rank with its range.

    Figures are unrounded and shown with the decimals of their indicator. A council's own local indicators stay in its
    own pack. A pack whose table cannot be read (of another version, or spoilt) has no rows here, and a sheet "left out"
    says so.
    """
    decimals = catalog.indicators.decimals.astype(int)
    with paths.new_file(out / "packs.xlsx") as aside:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                   "strings_to_numbers": False}  # fmt: skip
        book = xlsxwriter.Workbook(str(aside), options)
        # A fixed date: the same packs give the same bytes.
        book.set_properties({"created": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        shown = {places: book.add_format({"num_format": number_format(places)}) for places in range(10)}
        rules = [rule(column) for column in WORKBOOK]
        sheet = book.add_worksheet("comparison")
        sheet.freeze_panes(1, 2)
        sheet.write_row(0, 0, WORKBOOK, bold)
        place, left_out = 0, []
        for council, page in table[["council", "page"]][table.page != ""].itertuples(index=False):
            try:
                lines = _comparison(out / Path(page).parent, set(decimals.index))
            except (OSError, ValueError, KeyError) as err:
                left_out.append((council, f"its table of comparisons cannot be read ({type(err).__name__}: {err})"))
                continue
            for line in lines:
                place += 1
                own = decimals[line[WORKBOOK.index("indicator_id")]]
                for at, (cell, number) in enumerate(zip(line, rules, strict=True)):
                    if isinstance(cell, float):
                        sheet.write_number(place, at, kept(cell), shown[number(own) or 0] if number else None)
                    elif cell:
                        sheet.write_string(place, at, str(cell))
        sheet.autofilter(0, 0, max(place, 1), len(WORKBOOK) - 1)
        if left_out:
            missing = book.add_worksheet("left out")
            for at, words in enumerate([("council", "why"), *left_out]):
                for column, word in enumerate(words):
                    missing.write_string(at, column, word)
        book.close()


def _comparison(folder: Path, published: set[str]) -> list[list[str | float]]:
    with (folder / "tables" / "comparison.csv").open(encoding="utf-8", newline="") as file:
        held = [line for line in csv.DictReader(file) if line["indicator_id"] in published]
    return [[_cell(column, line[column]) for column in WORKBOOK] for line in held]


def _cell(column: str, text: str) -> str | float:
    return text if column in _TEXTS or not text else float(text)
