"""Adding and removing own figures is whole or nothing, wherever the process dies."""

import datetime as dt
import sys

import pytest
from tests.killed import killed_at

from scouting import paths
from scouting.own import add, held

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are forked here to be killed")
FIGURES = "council,indicator_id,period,value,numerator,denominator\nDerby,re_referrals,2025-07,25,25,100\n"
TARGETS = "council,indicator_id,target\nDerby,re_referrals,20\n"


def _held(folder):
    return {p.name: p.read_text() for p in folder.rglob("*") if p.is_file() and not p.name.endswith(".lock")}


@pytest.mark.parametrize("what", ["add", "remove"])
def test_a_death_at_any_step_leaves_the_tables_as_before_or_as_after(what, tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "LOCAL", tmp_path / "local")
    for name, text in (("figures.csv", FIGURES), ("targets.csv", TARGETS)):
        (tmp_path / name).write_text(text)
        if what == "remove" or name == "targets.csv":
            add.add_own(tmp_path / name, today=dt.date(2026, 11, 1))

    def work():
        if what == "add":
            add.add_own(tmp_path / "figures.csv", today=dt.date(2026, 11, 1))
        else:
            held.remove(held.Which(indicator="re_referrals"))

    before, after, died, step = _held(paths.LOCAL), None, True, 0
    while died:
        died = killed_at(step, work)
        paths.settle(paths.LOCAL)
        paths.tidy(paths.LOCAL)
        found = _held(paths.LOCAL)
        if found != before:
            assert after in (None, found), step  # once over the step that decides, always the same
            after = found
            for name in found.keys() - before.keys():
                (paths.LOCAL / name).unlink()
            for name, text in before.items():
                (paths.LOCAL / name).write_text(text)
        step += 1
    assert after is not None and step > 4
