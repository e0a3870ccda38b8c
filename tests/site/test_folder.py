"""The folder of the site: whole or as before wherever a run dies; what has not changed is left alone."""

import datetime as dt
import json
import os
import shutil

import pytest
from tests.cases import few
from tests.killed import killed_at

from scouting import dataset
from scouting.errors import ScoutingError
from scouting.site import make as making
from scouting.site.council import Site

AS_OF = dt.date(2026, 11, 23)
TINY = (["Isles of Scilly"], ["rural_residents"])


def held(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    out = tmp_path_factory.mktemp("tiny") / "site"
    making.make(out, *TINY, as_of=AS_OF)
    return out


def test_a_run_with_nothing_new_touches_nothing_and_one_with_little_new_keeps_the_rest(tiny, tmp_path):
    out, told = tmp_path / "site", []
    shutil.copytree(tiny, out)
    marks = {p: (p.stat().st_ino, p.stat().st_mtime_ns) for p in out.rglob("*") if p.is_file()}
    making.make(out, *TINY, as_of=dt.date(2027, 1, 1), say=told.append)
    assert told == ["Nothing changed: the site stays as it is."]
    assert marks == {p: (p.stat().st_ino, p.stat().st_mtime_ns) for p in out.rglob("*") if p.is_file()}
    # A page was another one then, by other code: that page is new, all others are the very files.
    made, page = json.loads((out / making.MADE).read_text()), out / "methods.html"
    text = page.read_bytes()
    page.write_bytes(b"as it was then")
    made["key"], made["files"]["methods.html"] = "older", making._digest(b"as it was then")
    (out / making.MADE).write_text(json.dumps(made))
    making.make(out, *TINY, as_of=dt.date(2027, 1, 1))
    new = {p.name for p, mark in marks.items() if (p.stat().st_ino, p.stat().st_mtime_ns) != mark}
    assert new == {"methods.html", "index.html", making.MADE}  # the front page says when the site last changed
    assert "1 January 2027" in (out / "index.html").read_text(encoding="utf-8") and page.read_bytes() == text
    # One that somebody changed by hand is as it should be again.
    page.write_bytes(b"mine")
    making.make(out, *TINY, as_of=dt.date(2027, 1, 1))
    assert page.read_bytes() == text


def test_what_no_site_put_there_is_never_lost(tiny, tmp_path):
    out = tmp_path / "site"
    shutil.copytree(tiny, out)
    (out / "pages" / "notes.txt").write_text("mine")
    with pytest.raises(ScoutingError, match=r"holds pages/notes\.txt, which Scouting did not write"):
        making.make(out, *TINY)
    assert (out / "pages" / "notes.txt").read_text() == "mine"


@pytest.mark.skipif(os.name == "nt", reason="no fork")
@pytest.mark.parametrize("swap,stride", few([(True, 4)], [(True, 4), (True, 1), (False, 1)]))
def test_a_run_killed_at_any_step_leaves_the_site_as_before_or_whole_and_the_next_ends_it(tiny, tmp_path, swap, stride):
    site = Site(dataset.load(), frozenset(["E06000053"]), frozenset(["rural_residents"]), {})
    before, first = held(tiny), json.loads((tiny / making.MADE).read_text())
    texts = {name: text.decode() for name, text in before.items() if name not in (making.FIRST, making.MADE)}
    texts["methods.html"] += " and more"
    del texts["not-for.html"]
    out = tmp_path / "site"

    def put():
        making._put(out, dict(texts), {}, first, "new", site, AS_OF)

    shutil.copytree(tiny, out)
    put()
    after = held(out)
    assert after.keys() == before.keys() - {"not-for.html"} and after["methods.html"] != before["methods.html"]
    for step in range(0, 1000, stride):
        shutil.rmtree(out)
        shutil.copytree(tiny, out)
        dead = killed_at(step, put, swap=swap)
        if not dead:
            break
        if out.exists() or swap:
            assert held(out) in (before, after), step
        put()  # tidies up what the dead run left
        assert held(out) == after and sorted(p.name for p in tmp_path.iterdir()) == ["site"]
    assert step > 2 and held(out) == after
