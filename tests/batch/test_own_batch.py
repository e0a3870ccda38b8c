"""A batch of councils of which one has figures of its own: they are in its pack, and in nothing else that is left."""

import zipfile

import pytest

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
