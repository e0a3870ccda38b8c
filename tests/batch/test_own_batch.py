"""A batch of councils of which one has figures of its own: they are in its pack, and in nothing else that is left."""

import csv
import hashlib
import json
import os
import shutil
import zipfile

import pytest

from scouting import paths
from scouting.batch import state
from scouting.own.tables import TABLES

from .conftest import Home, pack

DERBY, RUTLAND, LEICESTER = "E06000015", "E06000017", "E06000016"
#: What stands nowhere else: a note, an indicator's title, a figure.
SECRETS = ("zebra crossing", "Quagga sightings", "13.5791")


def everything(folder):
    """All that is in the files of a folder, workbooks and slides unpacked, by their places."""
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as held:
                yield path, " ".join(held.read(name).decode("utf-8", "replace") for name in held.namelist())
        else:
            yield path, path.read_bytes().decode("utf-8", "replace")


@pytest.mark.long
def test_own_figures_stay_in_the_councils_own_pack(tmp_path):
    home = Home(tmp_path / "home")
    local = home.root / "data" / "local"
    local.mkdir()
    rows = {
        "figures": [f"{DERBY},re_referrals,2025-26 Q2,2025-09-30,13.5791,,,,own,zebra crossing",
                    f"{DERBY},quagga,2025-04,2025-04-30,321,,,,own,"],
        "indicators": ["quagga,Quagga sightings,Quagga,How many.,children,own,activity,quaggas,1,0,no_judgement,"
                       "count,,,,"],
    }  # fmt: skip
    for table, lines in rows.items():
        (local / f"{table}.csv").write_text("\n".join([",".join(TABLES[table]), *lines]) + "\n", encoding="utf-8")
    home.write("three", pack([DERBY, RUTLAND, LEICESTER], "children"))
    out = tmp_path / "out"
    answer = home.run("three", "--out", str(out))
    assert answer.returncode == 0, answer.stdout + answer.stderr
    found = {secret: {path.relative_to(out).parts[0] for path, text in everything(out) if secret in text}
             for secret in SECRETS}  # fmt: skip
    assert found == {secret: {"derby"} for secret in SECRETS}


@pytest.fixture
def inputs(tmp_path, monkeypatch):
    """``state.inputs`` of a project of its own with one local table: {name: text} to write first."""
    for name, path in {"DATA": tmp_path, "LOCAL": tmp_path / "local", "PACKS": tmp_path / "packs"}.items():
        monkeypatch.setattr(paths, name, path)
    (tmp_path / "local").mkdir()

    def given(**files):
        for name, text in files.items():
            (tmp_path / "local" / f"{name}.csv").write_text(text, encoding="utf-8")
        state.inputs.cache_clear()
        return state.inputs()

    yield given
    state.inputs.cache_clear()


def test_no_hash_that_leaves_can_be_made_by_who_tries_all_small_counts(inputs):
    """It has a secret in it that stays: two projects of the same tables, code and libraries have two hashes."""
    secret = paths.LOCAL / ".secret"
    bare = inputs()
    assert not secret.exists()  # nothing local is held
    first = inputs(figures="3")
    assert first == inputs(figures="3", shown="what reports showed") != bare
    assert os.name == "nt" or secret.stat().st_mode & 0o077 == 0
    kept = secret.read_bytes()
    assert len(kept) == 32 and inputs(figures="4") != first and secret.read_bytes() == kept
    secret.unlink()
    assert inputs(figures="3") != first


#: What differs between two batches of the same figures, and why no count can be had from it.
EXCEPT = {
    "key": "a hash with a secret that stays in data/local",
    "inputs": "a hash with a secret that stays in data/local",
    "seconds": "how long it took",
    "made": "when it was made",
}


def told(path):
    """A file that leaves, without what ``EXCEPT`` names; of an executed notebook what a reader sees."""
    held = path.read_bytes()
    if path.suffix == ".ipynb":
        return json.dumps([[c["source"], [o.get("data") for o in c.get("outputs", [])]]
                           for c in json.loads(held)["cells"]])  # fmt: skip
    if path.name in ("status.json", "manifest.json"):
        return json.loads(held, object_pairs_hook=lambda pairs: {k: v for k, v in pairs if k not in EXCEPT})
    if path.name == "manifest.csv":
        rows = csv.DictReader(held.decode().splitlines())
        return [{k: v for k, v in row.items() if k not in EXCEPT} for row in rows]
    return hashlib.sha256(held).hexdigest()


@pytest.mark.long
def test_no_file_that_a_batch_leaves_depends_on_how_small_a_count_is(tmp_path):
    """Councils' reports, status, manifest, index and workbook of all: the same bytes for a count of 1 and of 4."""
    made = []
    for small in (1, 4):
        home = Home(tmp_path / f"home{small}")
        shutil.copy(paths.NOTEBOOKS / "1_scouting_party.ipynb", home.root / "notebooks")
        (home.root / "data" / "local").mkdir()
        months = [("2025-07", "07-31", 40), ("2025-08", "08-31", small), ("2025-09", "09-30", 60),
                  ("2025-26 Q2", "09-30", 104)]  # fmt: skip
        rows = [f"{DERBY},{one},{period},2025-{day},{n / 10},{n},1000,,region,{n} in all"
                for period, day, n in months for one in ("re_referrals", "again")]  # fmt: skip
        tables = {"figures": rows, "indicators": ["again,Seen again,Again,How many.,children,own,activity,%,100,1,"
                                                  "low_is_good,proportion,seen,of,,"]}  # fmt: skip
        for table, lines in tables.items():
            text = "\n".join([",".join(TABLES[table]), *lines]) + "\n"
            (home.root / "data" / "local" / f"{table}.csv").write_text(text, encoding="utf-8")
        home.write("two", pack([DERBY, LEICESTER]).replace("notebook: small", "notebook: 1_scouting_party"))
        answer = home.run("two", "--out", str(tmp_path / f"out{small}"))
        assert answer.returncode == 0, answer.stdout + answer.stderr
        out = tmp_path / f"out{small}"
        files = [p for p in sorted(out.rglob("*")) if p.is_file() and state.WORK not in p.parts]
        made.append({str(p.relative_to(out)): told(p) for p in files})
    assert list(made[0]) == list(made[1]) and len(made[0]) > 50
    assert [name for name in made[0] if made[0][name] != made[1][name]] == []
