"""Names as parts of a path, and writing whole or not at all."""

import errno
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import types
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.killed import killed_at

from scouting import paths
from scouting.errors import ScoutingError
from scouting.paths import MAX_SLUG, lock, new_file, new_folder, slug

SAFE = re.compile(r"[a-z0-9-]{1,60}")
# What Windows keeps for itself, typed from its documentation.
RESERVED = {"con", "prn", "aux", "nul"} | {f"{word}{n}" for word in ("com", "lpt") for n in range(10)}


@given(st.text(max_size=200))
@example("")
@example("/")
@example("..")
@example("../../../etc/passwd")
@example("a/b\\c")
@example("C:\\Windows\\system32")
@example("nul\x00byte")
@example("\"quoted\" 'name'")
@example("$(rm -rf ~); `id` | & > <")
@example("-rf")
@example("東京 Ķęŋť ﬁ Ⅻ")
@example("\ud800")
@example("a" * 5000)
@example("ab " * 2000)
@example("CON")
@example("nul.txt")
@example("LPT1")
def test_a_slug_is_one_safe_part_of_a_path(tmp_path_factory, name):
    part = slug(name)
    assert SAFE.fullmatch(part)
    assert part not in RESERVED
    folder = tmp_path_factory.getbasetemp()
    assert (folder / part).resolve().parent == folder.resolve()
    assert slug(part) == part  # a slug is its own slug


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("St. Helens", "st-helens"),
        ("Kingston upon Hull, City of", "kingston-upon-hull-city-of"),
        ("Ynys Môn/Anglesey", "ynys-mon-anglesey"),
        ("..\\..\\secret", "secret"),
        ('"quoted"', "quoted"),
        ("\x00", "unnamed"),
        ("", "unnamed"),
        ("...", "unnamed"),
        ("Con", "named-con"),
        ("com1", "named-com1"),
        ("Conwy", "conwy"),
        ("x" * 300, "x" * MAX_SLUG),
        ("y" * 59 + " tail", "y" * 59),
    ],
)
def test_slugs_typed_by_hand(name, expected):
    assert slug(name) == expected


def test_no_two_areas_share_a_slug(data):
    names = data.catalog.areas.name
    assert names.map(slug).nunique() == len(names)


@pytest.fixture
def folder(tmp_path):
    """A folder with spaces and an accent in its path."""
    path = tmp_path / "My Documents" / "Fédération of councils"
    path.mkdir(parents=True)
    return path


def test_a_file_is_written_replaced_and_leaves_nothing_aside(folder):
    path = folder / "not yet" / "made" / "table one.csv"
    for text in ("first", "second"):
        with new_file(path) as aside:
            assert aside.parent == path.parent and aside.suffix == ".csv"
            aside.write_text(text)
            assert not path.exists() or path.read_text() == "first"
        assert path.read_text() == text
    assert [p.name for p in path.parent.iterdir()] == ["table one.csv"]
    assert path.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("failure", [ValueError, OSError, KeyboardInterrupt])
def test_a_block_that_fails_leaves_the_old_file(folder, failure):
    path = folder / "kept.csv"
    path.write_text("old")
    with pytest.raises(failure), new_file(path) as aside:
        aside.write_text("half")
        raise failure
    assert path.read_text() == "old"
    assert os.listdir(folder) == ["kept.csv"]


def test_a_block_that_fails_makes_no_file(folder):
    with pytest.raises(ValueError), new_file(folder / "new.csv") as aside:
        aside.write_text("half")
        raise ValueError
    assert os.listdir(folder) == []


@pytest.mark.parametrize("failure", [ValueError, OSError, KeyboardInterrupt])
def test_a_block_that_fails_leaves_the_old_folder(folder, failure):
    path = folder / "report of Wiltshire"
    path.mkdir()
    (path / "page.html").write_text("old")
    with pytest.raises(failure), new_folder(path) as aside:
        (aside / "page.html").write_text("half")
        raise failure
    assert (path / "page.html").read_text() == "old"
    assert os.listdir(folder) == ["report of Wiltshire"]


def test_a_folder_is_replaced_whole(folder):
    path = folder / "deep" / "report"
    for name in ("one", "two"):
        with new_folder(path) as aside:
            (aside / name).mkdir()
            (aside / name / "page.html").write_text(name)
        assert os.listdir(path) == [name]  # nothing of the earlier one stays
    assert os.listdir(path.parent) == ["report"]
    assert path.stat().st_mode & 0o777 == 0o755


def _refused(make, path):
    with pytest.raises(ScoutingError) as caught, make(path) as aside:
        (aside / "x" if aside.is_dir() else aside).write_text("new")
    text = str(caught.value)
    assert str(path) in text and text.startswith("Could not write ") and "Nothing was changed." in text
    return text


def test_a_name_too_long_is_said(folder):
    long = "council-" * 60
    for make, path in (
        (new_file, folder / f"{long}.csv"),
        (new_file, folder / f"a.{long}"),
        (new_folder, folder / long),
    ):
        assert os.strerror(errno.ENAMETOOLONG) in _refused(make, path)
        assert os.listdir(folder) == []


def test_a_file_where_a_folder_should_be_is_said_and_stays(folder):
    stands = folder / "reports"
    stands.write_text("mine")
    for make, path in ((new_file, stands / "a.csv"), (new_folder, stands / "wiltshire"), (new_folder, stands)):
        text = _refused(make, path)
        assert any(reason in text for reason in ("Not a directory", "File exists", "a file of that name stands"))
        assert stands.read_text() == "mine"
        assert os.listdir(folder) == ["reports"]


def test_a_folder_where_a_file_should_be_is_said_and_stays(folder):
    stands = folder / "values.parquet"
    (stands / "inside").mkdir(parents=True)
    assert os.strerror(errno.EISDIR) in _refused(new_file, stands)
    assert os.listdir(folder) == ["values.parquet"] and os.listdir(stands) == ["inside"]


def test_a_workbook_open_elsewhere_is_said(folder, monkeypatch):
    """Windows refuses to replace an open file: its answer is played here."""
    for make, name in ((new_file, "tables.xlsx"), (new_folder, "report")):
        path = folder / name
        if make is new_file:
            path.write_text("old")
        else:
            path.mkdir()
            (path / "tables.xlsx").write_text("old")
        with monkeypatch.context() as patch:

            def locked(src, dst):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(src), None, str(dst))

            patch.setattr(os, "replace", locked)
            patch.setattr(paths, "_exchange", lambda *_: False)
            assert "Is it open in another program? Close it and try again." in _refused(make, path)
    assert (folder / "tables.xlsx").read_text() == "old"
    assert (folder / "report" / "tables.xlsx").read_text() == "old"
    assert sorted(os.listdir(folder)) == ["report", "tables.xlsx"]


def test_the_old_folder_comes_back_when_the_new_one_cannot_be_placed(folder, monkeypatch):
    path = folder / "report"
    path.mkdir()
    (path / "page.html").write_text("old")
    real = os.replace

    def second_fails(src, dst):
        if ".making-" in os.path.basename(src) and "-was-" not in str(src):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        real(src, dst)

    monkeypatch.setattr(os, "replace", second_fails)
    monkeypatch.setattr(paths, "_exchange", lambda *_: False)
    assert os.strerror(errno.EIO) in _refused(new_folder, path)
    assert (path / "page.html").read_text() == "old"
    assert os.listdir(folder) == ["report"]


def test_a_second_writer_waits_a_little_and_is_told_how_to_go_on(tmp_path):
    store = tmp_path / "data" / "values.parquet"
    with lock(store):
        with pytest.raises(ScoutingError) as caught, lock(store, patience=0.3):
            pass
        said = str(caught.value)
        assert f"{store} is being written by another scouting command (process {os.getpid()}, since " in said
        assert said.endswith("). Nothing was changed: try again when that one has ended.")
        with lock(store.with_name("local")):  # another thing is another lock
            pass
    with pytest.raises(KeyError), lock(store):
        raise KeyError
    with lock(store, patience=0):
        pass
    assert {path.name for path in store.parent.iterdir()} == {".values.parquet.lock", ".local.lock"}


HOLDS = """
import sys, time
from scouting.paths import lock
with lock(sys.argv[1]):
    print('held', flush=True)
    time.sleep(99)"""


def test_a_lock_whose_holder_is_killed_goes_to_the_next(tmp_path):
    store = tmp_path / "values.parquet"
    holder = subprocess.Popen([sys.executable, "-c", HOLDS, str(store)], stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout.readline() == "held\n"
        told = f"another scouting command \\(process {holder.pid}, since "
        with pytest.raises(ScoutingError, match=told), lock(store, patience=0.3):
            pass
        threading.Timer(0.3, holder.kill).start()
        with lock(store, patience=30):  # it waits, and has it as soon as the other is gone
            assert f"process {os.getpid()}, " in store.with_name(".values.parquet.lock").read_text(encoding="utf-8")
    finally:
        holder.kill()
        holder.communicate()


def test_who_waits_for_a_lock_looks_again_several_times_a_second(tmp_path, monkeypatch):
    looked, real = [], paths._locked
    monkeypatch.setattr(paths, "_locked", lambda file: looked.append(file) or real(file))
    with lock(tmp_path / "a"), pytest.raises(ScoutingError, match="Nothing was changed"), lock(tmp_path / "a", 1.0):
        pass
    assert 5 <= len(looked) <= 15


@pytest.mark.parametrize("layout", ["0", "2", "-1", "one", "1.0"])
def test_a_layout_that_this_version_does_not_know_is_refused(layout):
    with pytest.raises(ScoutingError, match=f"its layout is '{layout}', and this one reads {paths.LAYOUT}"):
        paths.check_layout(layout, "ours.yml")
    for known in ("", None, 1, "1", " 1 "):
        paths.check_layout(known, "ours.yml")


def test_no_lock_where_nothing_can_be_written(tmp_path):
    (tmp_path / "file").write_text("in the way")
    for path in (tmp_path / "file" / "x", tmp_path / "file" / "x" / "y"):
        with pytest.raises(ScoutingError, match=r"Could not write .*Nothing was changed"), lock(path):
            pass


needs_fork = pytest.mark.skipif(sys.platform == "win32", reason="processes are forked here to be killed")


@needs_fork
def test_files_that_belong_together_are_all_old_or_all_new_wherever_their_writer_dies(tmp_path):
    names = ("a.csv", "b.csv", "deep/c.csv")

    def write():
        with paths.together(tmp_path):
            for name in names:
                with new_file(tmp_path / name) as aside:
                    aside.write_text("new")

    found = []
    for step in range(40):
        for path in tmp_path.rglob("*.csv"):
            path.unlink()
        (tmp_path / "a.csv").write_text("old")
        died = killed_at(step, write)
        paths.settle(tmp_path)
        for folder in (tmp_path, tmp_path / "deep"):
            paths.tidy(folder)
        held = {p.relative_to(tmp_path).as_posix(): p.read_text() for p in tmp_path.rglob("*") if p.is_file()}
        assert held in ({"a.csv": "old"}, dict.fromkeys(names, "new")), step
        found.append(held["a.csv"])
        if not died:
            break
    assert not died and found == sorted(found, reverse=True) and set(found) == {"old", "new"}


@needs_fork
@pytest.mark.parametrize("swap", [True, False])
def test_a_folder_is_old_or_new_wherever_its_writer_dies_and_never_out_of_sight_where_two_can_swap(swap, tmp_path):
    path = tmp_path / "derby"

    def write():
        with new_folder(path) as aside:
            (aside / "page.html").write_text("new")

    found = []
    for step in range(20):
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir()
        (path / "page.html").write_text("old")
        died = killed_at(step, write, swap=swap)
        assert path.exists() or not swap
        paths.tidy(tmp_path)
        assert [p.name for p in tmp_path.iterdir()] == ["derby"]
        found.append((path / "page.html").read_text())
        if not died:
            break
    assert not died and set(found) == {"old", "new"}


def test_nothing_is_put_in_place_where_one_of_them_cannot_be(tmp_path):
    (tmp_path / "a.csv").write_text("old")
    (tmp_path / "b.csv").mkdir()
    with pytest.raises(ScoutingError, match="Nothing was changed"), paths.together(tmp_path):
        for name in ("a.csv", "b.csv"):
            with new_file(tmp_path / name) as aside:
                aside.write_text("new")
    assert (tmp_path / "a.csv").read_text() == "old" and len(list(tmp_path.iterdir())) == 2


def test_what_a_process_that_runs_or_another_machine_left_stays_and_links_are_never_followed(tmp_path):
    kept = [f".making-{paths._HERE}-{os.getpid()}-7", ".writing-zzzz-1-1.csv", ".making-abc-old", "plain"]
    other = "0000" if paths._HERE != "0000" else "1111"
    kept.append(f".making-{other}-99999999-1")
    for name in kept:
        (tmp_path / name).mkdir()
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "mine").write_text("mine")
    dead = f".making-{paths._HERE}-99999999-"
    os.symlink(tmp_path / "outside", tmp_path / f"{dead}1-was-plain", target_is_directory=True)
    (tmp_path / f"{dead}2").mkdir()
    (tmp_path / f"{dead}3-was-gone").mkdir()
    (tmp_path / f"{dead}4-was-plain").mkdir()
    (tmp_path / f".writing-{paths._HERE}-99999999-5.csv").write_text("half")
    paths.tidy(tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([*kept, "outside", "gone"])
    assert (tmp_path / "outside" / "mine").read_text() == "mine"
    paths.tidy(tmp_path, everybodys=True)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(
        [".writing-zzzz-1-1.csv", ".making-abc-old", "plain", "outside", "gone"]
    )


@needs_fork
@pytest.mark.parametrize(
    ("umask", "file", "folder"), [(0o022, 0o644, 0o755), (0o027, 0o640, 0o750), (0o077, 0o600, 0o700)]
)
def test_the_umask_is_kept_and_what_is_the_councils_own_is_for_nobody_else(umask, file, folder, tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "_UMASK", umask)
    monkeypatch.setattr(paths, "LOCAL", tmp_path / "local")
    for home, own in ((tmp_path / "reports", False), (tmp_path / "local", True)):
        with new_file(home / "a.csv") as aside:
            aside.write_text("x")
        with new_folder(home / "b"):
            pass
        modes = [(home / name).stat().st_mode & 0o777 for name in ("a.csv", "b")]
        assert modes == ([0o600, 0o700] if own else [file, folder])


@needs_fork
def test_a_folder_named_from_where_one_stands_is_never_out_of_sight_either(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "derby").mkdir()

    def write():
        with new_folder("derby") as aside:
            (aside / "page.html").write_text("new")

    for step in range(20):
        died = killed_at(step, write)
        assert (tmp_path / "derby").exists(), step
        paths.tidy(tmp_path)
        if not died:
            break
    assert (tmp_path / "derby" / "page.html").read_text() == "new"


def test_a_folder_is_replaced_on_a_system_that_cannot_swap_two(tmp_path, monkeypatch):
    monkeypatch.setattr(paths.ctypes, "CDLL", lambda *_, **__: object())
    for text in ("old", "new"):
        with new_folder(tmp_path / "derby") as aside:
            (aside / "page.html").write_text(text)
    assert (tmp_path / "derby" / "page.html").read_text() == "new" and os.listdir(tmp_path) == ["derby"]


@needs_fork
def test_what_is_being_written_is_read_by_nobody_else(tmp_path):
    with new_file(tmp_path / "a.csv") as aside:
        assert aside.stat().st_mode & 0o777 == 0o600
    with new_folder(tmp_path / "b") as aside:
        assert aside.stat().st_mode & 0o777 == 0o700
    with paths.scratch(tmp_path) as aside:
        assert aside.stat().st_mode & 0o777 == 0o700 and aside.parent == tmp_path
        (aside / "half").write_text("x")
    assert sorted(os.listdir(tmp_path)) == ["a.csv", "b"]


def test_a_new_folder_takes_away_what_the_dead_left_beside_it(tmp_path):
    (tmp_path / f".making-{paths._HERE}-99999999-1").mkdir()
    with new_folder(tmp_path / "derby"):
        pass
    assert os.listdir(tmp_path) == ["derby"]


def test_what_waits_in_a_block_is_read_from_where_it_waits_and_nothing_is_left_of_what_failed(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("old")
    with paths.together(tmp_path):
        with pytest.raises(KeyError), new_file(tmp_path / "b.csv") as aside:
            raise KeyError
        assert os.listdir(tmp_path) == ["a.csv"] and paths.waiting_for(path) == path
        with new_file(path) as aside:
            aside.write_text("new")
        assert path.read_text() == "old" and paths.waiting_for(path).read_text() == "new"
        with paths.together(tmp_path), new_file(tmp_path / "c.csv") as aside:  # part of the block around it
            aside.write_text("new")
        assert not (tmp_path / "c.csv").exists()
    assert {name: (tmp_path / name).read_text() for name in os.listdir(tmp_path)} == {"a.csv": "new", "c.csv": "new"}
    assert paths.waiting_for(path) == path


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt])
def test_a_block_of_files_that_fails_leaves_all_as_they_were(tmp_path, failure):
    (tmp_path / "a.csv").write_text("old")
    with pytest.raises(failure), paths.together(tmp_path):
        for name in ("a.csv", "b.csv"):
            with new_file(tmp_path / name) as aside:
                aside.write_text("new")
        raise failure
    assert os.listdir(tmp_path) == ["a.csv"] and (tmp_path / "a.csv").read_text() == "old"
    with new_file(tmp_path / "a.csv") as aside:  # the block is over: what is written now is put in place at once
        aside.write_text("later")
    assert (tmp_path / "a.csv").read_text() == "later"


def test_files_that_were_put_in_place_go_back_where_the_last_cannot_be(tmp_path, monkeypatch):
    """Windows refuses to replace an open file: its answer is played here, for the last of three."""
    real = os.replace

    def open_elsewhere(src, dst):
        if os.path.basename(dst) == "c.csv":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(src), None, str(dst))
        real(src, dst)

    for name in ("a.csv", "c.csv"):
        (tmp_path / name).write_text("old")
    monkeypatch.setattr(os, "replace", open_elsewhere)
    with pytest.raises(ScoutingError, match=r"c\.csv: .* Is it open in another program"), paths.together(tmp_path):
        for name in ("a.csv", "b.csv", "c.csv"):
            with new_file(tmp_path / name) as aside:
                aside.write_text("new")
    monkeypatch.undo()
    assert {name: (tmp_path / name).read_text() for name in os.listdir(tmp_path)} == {"a.csv": "old", "c.csv": "old"}
    paths.settle(tmp_path)  # nothing of it is decided
    assert (tmp_path / "c.csv").read_text() == "old"


def test_what_another_command_has_put_in_place_already_stays(tmp_path, monkeypatch):
    """Two commands that start after a death both settle: the second finds what the first has done."""
    (tmp_path / "a.csv").write_text("new")
    (tmp_path / "half.csv").write_text("new, too")
    moves = [
        [str(tmp_path / "gone.csv"), str(tmp_path / "a.csv")],
        [str(tmp_path / "half.csv"), str(tmp_path / "b.csv")],
    ]
    (tmp_path / paths._MOVES).write_text(json.dumps(moves), encoding="utf-8")
    monkeypatch.setattr(paths, "DATA", tmp_path)
    paths.settle()
    assert {p.name: p.read_text() for p in tmp_path.iterdir()} == {"a.csv": "new", "b.csv": "new, too"}


def test_a_folder_says_which_layout_it_has_once(tmp_path):
    paths.check_folder(tmp_path)  # one that says nothing has the first
    paths.mark_folder(tmp_path)
    assert (tmp_path / "version").read_text(encoding="utf-8") == f"{paths.LAYOUT}\n"
    paths.check_folder(tmp_path)
    (tmp_path / "version").write_bytes(b"\xff\n")
    paths.mark_folder(tmp_path)
    assert (tmp_path / "version").read_bytes() == b"\xff\n"
    with pytest.raises(ScoutingError, match=f"^{re.escape(str(tmp_path))} was written by a later version of Scouting"):
        paths.check_folder(tmp_path)


def test_a_lock_says_who_holds_it_and_nothing_of_who_held_it_before(tmp_path):
    file = tmp_path / "run.lock"
    file.write_text("process 1234567890, since 09:00 on 01 September 2026, and much more")
    with lock(tmp_path / "out", file=file):
        held = file.read_text(encoding="utf-8")
        assert re.fullmatch(rf"process {os.getpid()}, since \d\d:\d\d on \d\d [A-Z][a-z]+ 20\d\d", held)
        with pytest.raises(ScoutingError, match=f"^taken by {held}$"), lock(tmp_path, 0, file, "taken by {}".format):
            pass
    assert os.listdir(tmp_path) == ["run.lock"]


@needs_fork
def test_a_lock_whose_holder_has_not_said_who_it_is_was_taken_just_now(tmp_path):
    import fcntl

    with (tmp_path / ".a.lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with (
            pytest.raises(ScoutingError, match=r"another scouting command \(since just now\)"),
            lock(tmp_path / "a", 0),
        ):
            pass


def _moved(home):
    """The module as a command sees it that is started with another home."""
    spec = importlib.util.find_spec("scouting.paths")
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SCOUTING_HOME", home)
        spec.loader.exec_module(module)
    return module


def test_everything_lies_beneath_the_projects_folder_or_the_home_that_is_named(tmp_path):
    below = {"DATA": "data", "CATALOG": "data/catalog", "RECIPES": "data/recipes", "PACKS": "data/packs",
             "STORE": "data/values.parquet", "LOCAL": "data/local", "NOTEBOOKS": "notebooks",
             "REPORTS": "reports"}  # fmt: skip
    project = Path(__file__).resolve().parents[1]
    for home, root in ((str(tmp_path), tmp_path), ("", project)):
        module = _moved(home)
        assert {name: getattr(module, name) for name in below} == {name: root / part for name, part in below.items()}


class _Windows:
    """What ``os`` is on Windows, as far as the module looks."""

    name = "nt"

    def __getattr__(self, name):
        return getattr(os, name)


@pytest.fixture
def windows(monkeypatch):
    monkeypatch.setattr(paths, "os", _Windows())


@pytest.mark.parametrize(
    "name", ["CON", "aux.", "nul.txt", "lpt1.reports", "com0", "reports.", "a ", "a:b", 'a"b', "w?"]
)
def test_what_windows_cannot_name_is_refused_there_before_anything_is_made(windows, tmp_path, name):
    told = f"Windows has no files and folders named '{re.escape(name)}'. Nothing was changed: choose another name.$"
    for make in (new_file, new_folder, lock):
        for path in (tmp_path / "mine" / name, tmp_path / name / "a.csv"):
            if make is lock and path.name == name:
                continue  # its file is a hidden one beside
            with pytest.raises(ScoutingError, match=told), make(path):
                pass
    assert os.listdir(tmp_path) == []


def test_the_first_folder_of_a_path_is_looked_at_and_one_above_is_no_name(windows, tmp_path):
    with pytest.raises(ScoutingError, match="named 'aux'"), new_file("/aux/\0"):
        pass
    (tmp_path / "sub").mkdir()
    with new_file(tmp_path / "sub" / ".." / "console.csv") as aside:
        aside.write_text("x")
    assert (tmp_path / "console.csv").read_text() == "x"


@pytest.mark.parametrize(("make", "most"), [(new_file, 225), (new_folder, 165)])
def test_windows_paths_leave_room_for_what_is_written_aside_and_within(windows, tmp_path, make, most):
    """259 letters are all that Windows takes: the hidden name beside has 34 more, the longest file of a report 60."""
    fits = tmp_path / ("x" * (most - len(str(tmp_path)) - 1))
    with make(fits):
        pass
    told = f"the path has {most + 1} letters and may have {most} on Windows"
    with pytest.raises(ScoutingError, match=told), make(fits.with_name(fits.name + "x")):
        pass
    assert os.listdir(tmp_path) == [fits.name]


def test_on_windows_a_lock_is_on_one_byte_behind_what_it_says(windows, tmp_path, monkeypatch):
    """Nobody may read there what is locked: its own holder's name must stay open to the others."""
    asked = []
    fake = types.SimpleNamespace(
        LK_NBLCK=2, locking=lambda file, mode, n: asked.append((os.lseek(file, 0, 1), mode, n))
    )
    monkeypatch.setitem(sys.modules, "msvcrt", fake)
    with lock(tmp_path / "a"):
        said = (tmp_path / ".a.lock").read_bytes()
    [(place, mode, n)] = asked
    assert place > len(said) > 20 and (mode, n) == (2, 1)
