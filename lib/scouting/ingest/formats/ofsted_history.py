"""Inspections of children's services under five frameworks, 2009 to 2023 (Ofsted): one sheet, one row per council.

The sheet has one group of columns per kind of inspection, and a second table of councils that have ended. It gives days
of publication alone; the first day of a single inspection (SIF) stands in its report. The grade "adequate" of 2009 to
2013 is given there as requires improvement.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from scouting.catalog import Catalog, find_area
from scouting.errors import Problems, ScoutingError
from scouting.ingest import sheets
from scouting.ingest.formats.ofsted import GRADES

SHEET = r"LA_inspections_2009-\d{4}"
_NAME = "Local authority name"
#: What stands where a judgement was not made.
_NONE = ("", "-")
_SIF = {
    "overall_effectiveness": "Overall Judgement (OE)",
    "help_and_protection": "children who need help and protection",
    "children_in_care": "children looked after and achieving permanence",
    "adoption": "CLA Sub: Adoption Performance",
    "care_leavers": "CLA Sub: Experiences and progress of care leavers",
    "impact_of_leaders": "leadership, management and governance",
}
_ILACS = {
    "overall_effectiveness": "overall effectiveness",
    "impact_of_leaders": "impact of leaders",
    "help_and_protection": "experiences and progress of children who need help and protection",
}
#: Each kind of inspection: its framework, its name, the heading of its publication date, and its judgements' headings.
KINDS = [
    ("SLAC", "SLAC", "Safeguarding & Looked After Children (SLAC) Inspection publication date",
     {"safeguarding": "SLAC Safeguarding Overall effectiveness (OE)",
      "looked_after": "SLAC Looked After Children Overall Effectiveness (OE)"}),
    ("SLAC", "SLAC re-inspection, safeguarding", "SLAC re-inspection of Safeguarding publication date",
     {"safeguarding": "SLAC re-inspection Safeguarding OE"}),
    ("SLAC", "SLAC re-inspection, looked after",
     "SLAC re-inspection of services for Children Looked After publication date",
     {"looked_after": "SLAC re-inspection of services Children Looked After OE"}),
    ("CPI", "CPI", "Child Protection Inspections (CPI) publication date",
     {"overall_effectiveness": "CPI Overall Effectiveness (OE)"}),
    ("CPI", "CPI re-inspection", "Child Protection Re-Inspection (CPRI) publication date",
     {"overall_effectiveness": "CPRI Overall Effectiveness (OE)"}),
    ("TLAC", "TLAC", "Targeted Looked After Children (TLAC) inspection publication date",
     {"looked_after": "TLAC Overall Effectiveness (OE)"}),
    ("SIF", "SIF", "Single Inspection of LA Children's Services (SIF) First SIF publication date",
     {column: f"First SIF {heading}" for column, heading in _SIF.items()} | {"lscb": "LSCB Overall Effectiveness"}),
    ("SIF", "SIF re-inspection",
     "Single Inspection of LA Children's Services (SIF) SIF Re-inspection publication date",
     {column: f"SIF Re-inspection {heading}" for column, heading in _SIF.items()}),
    ("ILACS", "ILACS", "ILACS framework publication date",
     {column: f"ILACS framework {heading}" for column, heading in _ILACS.items()}
     | {"children_in_care": "ILACS framework experiences and progress of children in care and care leavers"}),
    ("ILACS", "ILACS", "Second ILACS framework publication date",
     {column: f"Second ILACS framework {heading}" for column, heading in _ILACS.items()}
     | {"children_in_care": "Second ILACS framework experiences and progress of children in care",
        "care_leavers": "Second ILACS framework experiences and progress of care leavers"}),
]  # fmt: skip
JUDGED = list(dict.fromkeys(column for *_, columns in KINDS for column in columns))


def events(path: Path, catalog: Catalog) -> pd.DataFrame:
    """Every inspection: area_code, framework, inspection_type, publication_date, and a grade per judgement.

    A grade is 1 (outstanding) to 4, missing where it was not made; which are made hangs on the framework. Of the first
    ILACS inspections, children_in_care is of children in care and care leavers together. Raises ScoutingError for
    another layout, an unknown council, and with every grade and date that is none.
    """
    path = Path(path)
    name, found = sheets.rows(path, SHEET)
    where, problems, rows = f"{path.name}, sheet {name}", Problems(), []
    heads = [place for place, row in enumerate(found) if _NAME in map(sheets.words, row)]
    if not heads:
        raise ScoutingError(f"{where} has no header row with {_NAME}. The layout is another one.")
    for place, end in zip(heads, [*heads[1:], len(found)], strict=True):
        table = sheets.table(found[:end], place)
        table = table.loc[table[_NAME].map(sheets.words) != "", [c for c in table if c]].rename(
            columns=lambda c: re.sub("^First ILACS", "ILACS", c)
        )
        absent = sorted({h for _, _, day, columns in KINDS for h in (day, *columns.values())} - set(table))
        if place == heads[0] and absent:
            raise ScoutingError(f"{where} lacks the columns {', '.join(absent[:5])}. The layout is another one.")
        area = {one: problems.attempt(find_area, catalog, one, ended=True) for one in table[_NAME].map(sheets.words)}
        if place != heads[0]:  # the councils that have ended; one of them has the name of a council of today
            area = {one: _ended(code, catalog) for one, code in area.items()}
        rows += _rows(table, area, where, problems)
    problems.raise_if_any()
    made = pd.DataFrame(rows, columns=["area_code", "framework", "inspection_type", "publication_date", *JUDGED])
    made["publication_date"] = pd.to_datetime(made.publication_date).astype("datetime64[s]")
    made[JUDGED] = made[JUDGED].astype(float)
    return made.sort_values(["area_code", "publication_date", "inspection_type"], ignore_index=True)


def _ended(code: str | None, catalog: Catalog) -> str | None:
    """The council that has ended, where a code is of one of today that followed it under the same name."""
    if code is None or catalog.areas.valid_to[code]:
        return code
    changes = catalog.area_changes
    return changes.old_code[(changes.new_code == code) & (changes.kind == "split")].iloc[0]


def _rows(table: pd.DataFrame, area: dict, where: str, problems: Problems) -> Iterator[dict]:
    """One row per inspection of a table; what is wrong with a cell is put among the problems."""
    for framework, kind, day, columns in KINDS:
        if day not in table:
            continue
        mine = table[table[day].map(sheets.words) != ""]
        for row, cells in zip(mine.index, mine.to_dict("records"), strict=True):
            made = {"area_code": area[sheets.words(cells[_NAME])], "framework": framework, "inspection_type": kind}
            if not isinstance(cells[day], datetime.date):
                problems.append(f"{where} row {row + 2}, {day}: '{cells[day]}' is no date.")
                continue
            made["publication_date"] = cells[day]
            for column, heading in columns.items():
                text = sheets.words(cells[heading])
                if text not in (*GRADES, *_NONE):
                    problems.append(
                        f"{where} row {row + 2}, {heading}: '{text}' is no judgement ({', '.join(GRADES)})."
                    )
                made[column] = GRADES.get(text)
            yield made


def first_days(path: Path, _: Catalog) -> pd.DataFrame:
    """The first day of each single inspection (SIF) as its report states it: area_code, inspection_date, published."""
    reports = pd.read_parquet(path, columns=["area_code", "framework", "inspection_start", "published"])
    mine = reports[(reports.framework == "SIF") & reports.inspection_start.notna()]
    days = {name: pd.to_datetime(mine[column]).astype("datetime64[s]")
            for name, column in (("inspection_date", "inspection_start"), ("published", "published"))}  # fmt: skip
    return pd.DataFrame({"area_code": mine.area_code, **days}).sort_values("published", ignore_index=True)
