"""Adding a release is whole or nothing: the store, its readings and their checksums, wherever the process dies."""

import json
import subprocess
import sys

import pytest

from scouting import paths

#: Forks before anything is read, since reading starts threads that a fork does not have.
DEATHS = """
import hashlib, json, sys
from pathlib import Path
from tests.killed import killed_at
from scouting import catalog, paths
from scouting.ingest import build, calibrate, editions
from scouting.ingest.formats import dfe_ees

store, file, stride = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
known, before = catalog.read(), {}

def held():
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in store.parent.iterdir() if p.suffix != ".lock"}

def kept():
    return {p: p.read_bytes() for p in store.parent.iterdir() if p.suffix != ".lock"}

before, first, found, died, step = held(), kept(), [], True, 0
while died:
    died = killed_at(step, lambda: editions.add_releases([(file, "dfe_cpp_repeat_2025")], store=store, catalog=known))
    paths.settle(store.parent)
    paths.tidy(store.parent)
    found.append(held())
    for path in set(kept()) - set(first):
        path.unlink()
    for path, content in first.items():
        path.write_bytes(content)
    step += stride
print(json.dumps([before, found]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="processes are forked here to be killed")
@pytest.mark.parametrize("stride", [9, pytest.param(1, marks=pytest.mark.long)])
def test_a_death_at_any_step_leaves_the_store_as_before_or_as_after(store, plans, stride):
    ran = subprocess.run(
        [sys.executable, "-c", DEATHS, str(store), str(plans(usual=9)), str(stride)],
        cwd=paths.ROOT,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    before, found = json.loads(ran.stdout)
    after = found[-1]
    assert after.keys() == before.keys() and all(after[name] != before[name] for name in before)
    assert all(state in (before, after) for state in found) and (stride > 1 or len(found) > 15)
    assert found == sorted(found, key=lambda state: state == after)
