"""What a version leaves behind is read by every later one: ``today`` holds a small file of each kind, in layout 1.

Never edit a file of ``today``. A version that lays things out otherwise raises ``paths.LAYOUT``, reads these all the
same, and gets a folder of its own beside it.
"""

import json
import re
import shlex
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from scouting import paths
from scouting.batch import drive, leave, packs, state
from scouting.catalog.areas import find_area
from scouting.cli.batch import schedule
from scouting.cli.main import main
from scouting.errors import ScoutingError
from scouting.own import add, policies, seen, visits
from scouting.pages.what_if import kept
from scouting.recipes import weights
from scouting.report import since, stamp
from scouting.report.since_council import COUNCIL

TODAY = Path(__file__).parent / "today"
DERBY = "E06000015"
LATER = "was written by a later version of Scouting: its layout is '2', and this one reads 1. Nothing was changed"


@pytest.fixture
def today(tmp_path):
    """A copy, which may be changed."""
    return Path(shutil.copytree(TODAY, tmp_path / "today"))


def test_own_figures_are_read(today, data):
    held = seen.read(data.catalog, today / "local")
    assert held.figures[["indicator_id", "value", "numerator", "denominator", "share", "note"]].values.tolist() == [
        ["re_referrals", 25.0, 12.0, 48.0, "own", "first quarter"], ["visits_on_time", 90.0, 90.0, 100.0, "region", ""],
    ]  # fmt: skip
    assert held.targets[["area_code", "indicator_id", "target", "tolerance"]].values.tolist() == [
        [DERBY, "re_referrals", 20.0, 1.0]
    ]
    assert held.indicators.title.tolist() == ["Visits made on time"]
    assert held.neighbours.neighbour_code.tolist() == ["E06000018", "E06000016"]
    larger, _ = seen.extended(data, DERBY, folder=today / "local")
    assert "visits_on_time" in larger.catalog.indicators.index and "ours" in set(larger.catalog.neighbour_sets.set_id)


def test_visits_and_policies_are_read(today, data):
    [visit] = visits.read(data.catalog, today / "local").to_dict("records")
    assert visit == {"date": "2026-03-02", "area_code": DERBY, "visited_code": "E06000017", "topic": "front door",
                     "found": "counts", "take": "copy", "note": "they count contacts", "follow_up": ""}  # fmt: skip
    [policy] = policies.read(data.catalog, today / "local").to_dict("records")
    assert (policy["area_code"], policy["value"], policy["share"]) == (DERBY, 21.5, "region")


def test_kept_weights_are_read(today, data, monkeypatch):
    monkeypatch.setattr(paths, "LOCAL", today / "local")
    made = kept.read("what_users_said", data.catalog)
    boxed = weights.read("balanced_children", data.catalog)
    assert made.title == "What users said" and set(made.shares.index) <= set(boxed.shares.index)
    assert made.name in [name for _, name in kept.options(data.catalog)]


def test_a_pack_is_read_and_sound():
    pack = packs.read(TODAY / "packs" / "ours.yml")
    packs.check(pack)
    assert [name for name, _ in pack.notebooks] == ["1_scouting_party", "4_early_warning"]
    assert (pack.councils, pack.neighbours, pack.outputs) == (("Derby", "South West"), "region", ("workbook", "slides"))


def test_a_report_and_how_its_batch_ended_are_read(today, data):
    folder = today / "batch" / "derby"
    held = since.read(folder, COUNCIL)
    assert held.whole and held.stamp.layout == 1 and "re_referrals" in held.tables["comparison"]
    assert state.is_whole(today / "batch", "derby", "a" * 64)
    [row] = leave.rows(today / "batch", data.catalog).to_dict("records")
    assert (row["area_code"], row["status"], row["seconds"], row["page"]) == (DERBY, "whole", 21.5, "derby/derby.html")
    told = json.loads((folder / "status.json").read_text(encoding="utf-8"))
    assert told["pack"] == "children" and find_area(data.catalog, told["council"]) == DERBY
    paths.check_folder(today / "batch" / state.WORK)
    stamp.check(folder)


@pytest.mark.parametrize("kind", ["cron", "systemd", "windows", "github"])
def test_a_schedule_still_runs_the_same_command(kind):
    text = (TODAY / "schedules" / kind).read_text(encoding="utf-8")
    if kind == "windows":
        text = next(part.text for part in ElementTree.fromstring(text).iter() if part.tag.endswith("Arguments"))
    line = next(line for line in text.splitlines() if re.search(r"(scouting\.cli|bin/scouting)\"? \"?batch", line))
    words = shlex.split(re.split(r"scouting\.cli\"? |bin/scouting ", line)[1].split(" >> ")[0])
    assert words == ["batch", "adults", "--region", "South West", "--small-counts", "5", "--retry-failed"]
    made = main.commands["batch"].make_context("batch", words[1:])
    given = {name: made.params[name] for name in ("pack", "region", "small_counts", "retry_failed")}
    assert given == {"pack": "adults", "region": "South West", "small_counts": 5, "retry_failed": True}
    schedule.make_context("schedule", [kind, *words[1:]])


def test_what_is_written_says_its_layout(today, data, monkeypatch):
    local = today / "local"
    visits.note_down(data.catalog, "Derby", "Rutland", "front door", "none", "leave", folder=local)
    assert (local / "version").read_text(encoding="utf-8") == "1\n"
    assert len(visits.read(data.catalog, local)) == 2
    stamp.write(stamp.Stamp("2026-11-24", "0.1.0", "", ""), today / "new")
    assert json.loads((today / "new" / "tables" / "pack.json").read_text(encoding="utf-8"))["layout"] == 1
    monkeypatch.setattr(paths, "LOCAL", local)
    assert kept.keep("Mine", kept.read("what_users_said", data.catalog)) == "mine"
    assert (local / "weightings" / "mine.yml").read_text(encoding="utf-8").endswith("\nversion: 1\n")
    assert kept.read("mine", data.catalog).title == "Mine"


def test_what_a_later_version_wrote_is_refused_in_words(today, data, monkeypatch):
    local, folder, before = today / "local", today / "batch" / "derby", (today / "local" / "visits.csv").read_bytes()
    (local / "version").write_text("2\n", encoding="utf-8")
    own = today / "own.csv"
    own.write_text("council,indicator_id,target\nDerby,re_referrals,21\n", encoding="utf-8")
    note = ("Derby", "Rutland", "front door", "none", "leave")
    told = json.loads((folder / "tables" / "pack.json").read_text(encoding="utf-8"))
    (folder / "tables" / "pack.json").write_text(json.dumps({**told, "layout": 2, "new": ""}), encoding="utf-8")
    recipe = local / "weightings" / "what_users_said.yml"
    pack = today / "packs" / "ours.yml"
    for path in (recipe, pack):
        path.write_text(path.read_text(encoding="utf-8") + "version: 2\n", encoding="utf-8")
    (today / "batch" / ".batch" / "version").write_text("2\n", encoding="utf-8")
    for place, attempt in {
        local: lambda: seen.read(data.catalog, local),
        f"{local}": lambda: add.add_own(own, folder=local),
        f"{local} ": lambda: visits.note_down(data.catalog, *note, folder=local),
        f"{local}  ": lambda: policies.read(data.catalog, local),
        folder: lambda: stamp.check(folder),
        recipe.name: lambda: weights.read(recipe, data.catalog),
        pack.name: lambda: packs.read(pack),
        today / "batch" / ".batch": lambda: drive.batch("children", ["Derby"], today / "batch"),
    }.items():
        with pytest.raises(ScoutingError) as caught:
            attempt()
        assert f"{str(place).strip()} {LATER}" in str(caught.value)
    assert (local / "visits.csv").read_bytes() == before and stamp.read(folder) is None


def test_nothing_of_today_was_edited():
    """The files are as layout 1 had them: no version file, no layout in the stamp."""
    assert not list(TODAY.rglob("version")) and not list(TODAY.rglob("*.lock"))
    assert "layout" not in json.loads((TODAY / "batch" / "derby" / "tables" / "pack.json").read_text(encoding="utf-8"))
    assert "version" not in (TODAY / "local" / "weightings" / "what_users_said.yml").read_text(encoding="utf-8")
    kinds = {path.name for path in TODAY.rglob("*") if path.is_file()}
    assert {
        "figures.csv", "targets.csv", "indicators.csv", "neighbours.csv", "visits.csv", "policies.csv", "ours.yml",
        "what_users_said.yml", "status.json", "checked.json", "pack.json", "comparison.csv", "cron",
    } <= kinds  # fmt: skip
