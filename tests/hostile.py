"""A second home of the project in which every text that a person can write is hostile."""

import csv
import io
import os
import shutil
from pathlib import Path

import yaml

from scouting import paths
from scouting.own import policies, visits
from scouting.own.tables import TABLES

WILTSHIRE, NEIGHBOUR = "E06000054", "E06000025"
#: Runs in a page, runs in a spreadsheet, leaves its folder, is read as a formula of a chart or a mark of a template.
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(1)>"
FORMULA = "=cmd|' /C calc'!A0"
OTHERS = "../../../etc/passwd {{ 7*7 }} {% raw %} ${x} $\\frac{ \u202eright to left \U0001f4a5 & \" ' ` "
OTHERS += "](javascript:alert(1))"
NAME = f"{FORMULA} {MARKUP} {OTHERS}"
LONG = f"@SUM(1+1) {MARKUP} " + "very long " * 300
#: Of an indicator, whose title may have 120 characters, and a short title fewer.
TITLE, SHORT = f"+1+1 {MARKUP} $\\frac{{ \u202e{{{{ 7*7 }}}}", "-1+1 <svg onload=alert(1)> $x"
#: Where a script could only come from: what a page must not hold as markup.
PLANTED = ("script", "svg", "iframe", "object")


def _csv(columns: list[str], rows: list[list[object]]) -> str:
    held = io.StringIO()
    csv.writer(held, lineterminator="\n").writerows([columns, *rows])
    return held.getvalue()


def home(root: Path) -> Path:
    """Make it in a folder: a council's name, its own indicators, notes and sets, visits, policies, recipes, a pack."""
    for part in ("data/local/weightings", "data/packs"):
        (root / part).mkdir(parents=True)
    shutil.copytree(paths.DATA / "catalog", root / "data" / "catalog")
    shutil.copytree(paths.DATA / "recipes", root / "data" / "recipes")
    for part in paths.DATA.iterdir():
        if not (root / "data" / part.name).exists():
            os.symlink(part, root / "data" / part.name)
    os.symlink(paths.NOTEBOOKS, root / "notebooks")
    areas = root / "data" / "catalog" / "areas.csv"
    rows = list(csv.reader(areas.read_text(encoding="utf-8").splitlines()))
    for row in rows:
        row[2] = NAME if row[0] == WILTSHIRE else row[2]
    areas.write_text(_csv(rows[0], rows[1:]), encoding="utf-8")
    local, end = root / "data" / "local", "2025-09-30"
    tables = {
        "indicators": [["evil", TITLE, SHORT, LONG, "children", "own", "activity", "%", 100, 1, "low_is_good",
                        "proportion", SHORT, TITLE, LONG, ""]],
        "figures": [[WILTSHIRE, "evil", "2025-26 Q2", end, 20, 200, 1000, "", "own", LONG],
                    [WILTSHIRE, "re_referrals", "2025-26 Q2", end, 20, 200, 1000, "", "public", NAME]],
        "targets": [[WILTSHIRE, "re_referrals", 15, 1, NAME], [WILTSHIRE, "evil", 15, 1, LONG]],
        "neighbours": [["evil_set", TITLE, SHORT, "2025-01-01", WILTSHIRE, NEIGHBOUR, 1]],
    }  # fmt: skip
    for table, lines in tables.items():
        (local / f"{table}.csv").write_text(_csv(TABLES[table], lines), encoding="utf-8")
    visit = ["2026-03-31", WILTSHIRE, NEIGHBOUR, "referrals and assessments", "none", "yes", NAME]
    (local / "visits.csv").write_text(_csv(visits.COLUMNS, [visit]), encoding="utf-8")
    policy = ["E06000054", MARKUP, 21, "own", NAME]
    (local / "policies.csv").write_text(_csv(policies.COLUMNS, [policy]), encoding="utf-8")
    for name in ("balanced_adults", "childrens_outcomes", "children_z"):
        path = root / "data" / "recipes" / f"{name}.yml"
        recipe = yaml.safe_load(path.read_text(encoding="utf-8")) | {"title": NAME, "note": LONG}
        path.write_text(yaml.safe_dump(recipe, allow_unicode=True, sort_keys=False), encoding="utf-8")
    shutil.copy(root / "data" / "recipes" / "balanced_adults.yml", local / "weightings" / "evil.yml")
    pack = {"title": NAME, "notebooks": [{"notebook": "1_scouting_party"}], "indicators": "re_referrals",
            "councils": [WILTSHIRE]}  # fmt: skip
    (root / "data" / "packs" / "evil.yml").write_text(yaml.safe_dump(pack, allow_unicode=True), encoding="utf-8")
    return root
