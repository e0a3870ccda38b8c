"""Names as parts of a path, and writing whole or not at all."""

import errno
import os
import re
import shutil
import subprocess
import sys
import threading

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
