"""Reports that are taken into the site: those of the very figures of its pages, with nothing of a council's own."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from scouting.dataset import Dataset
from scouting.pages.page_one.words import SERVICES
from scouting.paths import slug
from scouting.report import stamp
from scouting.report.council import CouncilReport
from scouting.report.document import folder_name, is_whole
from scouting.study import study

#: What of a report is for readers.
ENDINGS = (".html", ".xlsx", ".pptx", ".pdf")
#: What a report says of itself where it shows what was learned on visits.
_VISITS = re.compile(r"\bvisits = True\b")


def taken(folder: Path, codes: list[str], data: Dataset) -> tuple[dict[tuple[str, str], Path], list[str]]:
    """The folders of the reports that can be taken in, by (area_code, service), and a sentence on each that cannot.

    They are looked for in a folder of reports (``derby``, ``derby-adults``) and in those of the batches of a service
    within it (``children/derby``, ``adults/derby``). One that is not of the site's figures, or that holds anything that
    a council added of its own, is left out.
    """
    found, left_out = {}, []
    for code in codes:
        for service in SERVICES:
            name = slug(data.catalog.name(code))
            alone = study(code, indicators=service, own=False, data=data)
            other = alone.neighbour_set.set_id if alone.neighbour_set.set_id != alone.usual_set else ""
            of = next(filter(is_whole, (folder / folder_name(name, other, service), folder / service / name)), None)
            if of is None:
                continue
            held, page = stamp.read(of), (of / f"{of.name}.html").read_text(encoding="utf-8")
            content = CouncilReport(alone, dt.date.today()).content()
            if held is None or held.content != content or _VISITS.search(page):
                left_out.append(
                    f"The report in {of} is left out: it is of other figures than the site, or shows what the council "
                    "added of its own. Make it again without, then the site."
                )
            else:
                found[code, service] = of
    return found, left_out


def files(of: Path, code: str, service: str) -> dict[str, Path]:
    """The files of a report by their address in the site, the page first."""
    held = sorted(path for path in of.iterdir() if path.suffix in ENDINGS)
    held.sort(key=lambda path: path.stem != of.name)
    return {f"reports/{service}/{code}/{path.name}": path for path in held}
