"""Every kind of page that the project writes, in a real browser: offline, in every dress, no fault for axe-core."""

import pandas as pd
import pytest
from tests import hostile

from scouting import values
from scouting.batch import leave
from scouting.batch.packs import Pack
from scouting.report.brief import council_brief
from scouting.report.council import council_report
from scouting.report.region import region_document

CHOSEN = "conferences_15_days,social_worker_turnover,re_referrals"
BOURNEMOUTH = "Bournemouth, Christchurch and Poole"
GROUP = f"Derby, {BOURNEMOUTH}, Isles of Scilly, Westmorland and Furness"


def index(folder):
    """The index of a batch in which one pack failed with an error that nobody would want in a page."""
    names = {"Derby": "whole", hostile.NAME: "failed, earlier report kept", BOURNEMOUTH: "failed"}
    rows = pd.DataFrame("", range(len(names)), [*leave.MANIFEST]).assign(council=[*names], status=[*names.values()])
    rows = rows.assign(region="East Midlands", made="2026-11-24T10:00:00", notebooks="derby/notebooks/a.ipynb")
    rows = rows.assign(page=["derby/derby.html", "evil/evil.html", ""], error=["", hostile.LONG, "x"])
    releases = values.releases()[["source_id", "file", "sha256"]].to_dict("records")
    path = folder / "index.html"
    path.write_text(leave.index(Pack("evil", hostile.NAME, (), "children", ("all",)), rows, releases), encoding="utf-8")
    return path


def report(folder, council="City of London", indicators=CHOSEN):
    made = council_report(council, indicators=indicators).make(folder)
    return made / f"{made.name}.html"


def again(folder):
    """A report beside the one before it: it begins with what changed."""
    report(folder)
    return report(folder)


def visit(folder):
    made = council_brief("Derby", indicators="children").make(folder)
    return made / f"{made.name}.html"


def region(folder):
    made = region_document(GROUP, indicators=CHOSEN).make(folder)
    return made / f"{made.name}.html"


def whole(folder):
    return report(folder, "Isles of Scilly", "all")


LONG = [pytest.param(kind, marks=pytest.mark.long) for kind in (report, again, visit, region, whole)]


@pytest.fixture(scope="module", params=[index, *LONG], ids=lambda kind: kind.__name__)
def address(request, tmp_path_factory):
    return request.param(tmp_path_factory.mktemp(request.param.__name__)).as_uri()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 400), ("dark", 400)])
def test_axe_finds_no_fault_and_nothing_runs_or_is_fetched(address, page, no_faults, scheme, width):
    dialogs = []
    page.on("dialog", lambda box: (dialogs.append(box.message), box.dismiss()))
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.context.set_offline(True)
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    no_faults(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.problems == [] and dialogs == []
    assert [asked for asked in page.outside if not asked.startswith("file:")] == []
