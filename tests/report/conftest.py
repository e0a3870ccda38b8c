"""Whole reports, made once for all tests that read them: half a minute each."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import docx
import openpyxl
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from pptx import Presentation
from tests import shared

from scouting.report.council import council_report
from scouting.report.run import Plan
from scouting.terms import PACK_OUTPUTS

#: Councils with an awkward name, new boundaries, few people, much suppressed, or nobody alike; whole services.
AWKWARD = ["Isles of Scilly", "City of London", "Westmorland and Furness", "Bournemouth, Christchurch and Poole",
           "Birmingham", "Rutland", "Kent", "Derby", "Stoke-on-Trent", "Liverpool"]  # fmt: skip
#: A council with a long name on three indicators: a report of all parts, sooner made than one on a service.
LONG_NAME, CHOSEN = AWKWARD[3], "conferences_15_days,social_worker_turnover,looked_after_rate"
USUAL = [(LONG_NAME, CHOSEN), ("Rutland", "adults")]
LONG = [("Wiltshire", "children"), *((council, service) for council in AWKWARD for service in ("children", "adults"))]
CASES = [*USUAL, *(pytest.param(case, marks=pytest.mark.long) for case in LONG if case not in USUAL)]
AS_OF = dt.date(2026, 11, 23)


@dataclass(frozen=True)
class Made:
    """A report as it lies in its folder, each of its files opened once."""

    folder: Path
    name: str
    service: str

    def path(self, ending: str) -> Path:
        return self.folder / f"{self.folder.name}{ending}"

    def _soup(self, ending: str) -> BeautifulSoup:
        return BeautifulSoup(self.path(ending).read_text(encoding="utf-8"), "html.parser")

    @cached_property
    def page(self) -> BeautifulSoup:
        return self._soup(".html")

    @cached_property
    def room(self) -> BeautifulSoup:
        return self._soup("-room.html")

    @cached_property
    def book(self):
        return openpyxl.load_workbook(self.path(".xlsx"))

    @cached_property
    def slides(self):
        return Presentation(str(self.path(".pptx"))).slides

    @cached_property
    def paper(self):
        return docx.Document(str(self.path(".docx")))

    def csv(self, table: str) -> pd.DataFrame:
        """A table as texts."""
        return pd.read_csv(self.folder / "tables" / f"{table}.csv", dtype=str, keep_default_na=False)

    @cached_property
    def lines(self) -> list[str]:
        """Every sentence of the page that stands alone: paragraphs and items of lists."""
        return [tag.get_text() for tag in self.page.main.find_all(["p", "li"]) if not tag.find(["p", "li"])]

    @cached_property
    def notes(self) -> list[str]:
        """Every line of the speaker's notes."""
        held = [slide.notes_slide.notes_text_frame.text for slide in self.slides if slide.has_notes_slide]
        return [line for text in held for line in text.split("\n")]


@pytest.fixture(scope="session")
def reports(tmp_path_factory):
    """Gives the report of a council on a service, made when it is first asked for."""
    held = {}

    def give(council: str, service: str) -> Made:
        if (council, service) not in held:
            plan = Plan(outputs=(*PACK_OUTPUTS, "docx"))
            asked = council_report(council, indicators=service, as_of=AS_OF, plan=plan)
            folder = asked.make(tmp_path_factory.mktemp("my reports"))
            held[council, service] = Made(shared.hold(f"the report of {council}", folder), council, service)
        return held[council, service]

    return give


@pytest.fixture(scope="session", params=CASES, ids=lambda case: ", ".join(case))
def report_of(request, reports) -> Made:
    """One of the reports: two in the ordinary run, the awkward ones in the long run."""
    return reports(*request.param)
