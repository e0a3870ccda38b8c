"""Where things are, found from the project's root and never from the working folder."""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import platform
import re
import shutil
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from errno import ENOTDIR
from functools import partial
from itertools import count
from pathlib import Path
from typing import TextIO

import psutil

from scouting.errors import ScoutingError

#: The project's folder. ``SCOUTING_HOME`` moves it, so that a second set of tables can be used.
ROOT = Path(os.environ.get("SCOUTING_HOME") or Path(__file__).resolve().parents[2])
DATA = ROOT / "data"
CATALOG = DATA / "catalog"
RECIPES = DATA / "recipes"
PACKS = DATA / "packs"
STORE = DATA / "values.parquet"
#: What a council added of its own: git ignores it, and it never leaves with the project.
LOCAL = DATA / "local"
NOTEBOOKS = ROOT / "notebooks"
REPORTS = ROOT / "reports"

#: How what stays between two versions of Scouting is laid out: data/local, kept weights, packs, reports. A version that
#: raises it reads what those before it wrote. What says nothing of its layout has the first.
LAYOUT = 1

#: Long enough for every council, short enough that a folder of reports stays under
#: the 255 bytes of a file name and leaves room for Windows' 260 of a path.
MAX_SLUG = 60
#: Seconds that a second writer waits for the first: longer than adding a file takes.
PATIENCE = 30.0
_BEHIND = 1 << 20
#: Windows keeps these names for itself, in every folder, and takes these letters in none.
_RESERVED, _REFUSED = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9]"), re.compile(r'.*[<>:"|?*].*|.*[. ]')
#: The letters of a path that leave room, of the 259 that Windows takes, for a file that is written aside; and those of
#: the longest path within a report.
MAX_PATH, WITHIN = 225, 60
#: What is written aside, named by the machine and the process that writes it; a folder that was taken out of its place
#: says which that was.
_FILE, _FOLDER = "writing", "making"
_LEFT = re.compile(r"\.(?:writing|making)-(?P<host>[0-9a-f]{4})-(?P<pid>\d+)-\d+(?:-was-(?P<name>.+)|\.\w+)?")
_HERE, _NUMBERS = hashlib.blake2b(platform.node().encode(), digest_size=2).hexdigest(), count()
#: The list of files that are put in place together, once all of them are whole.
_MOVES = ".together.json"
_waiting: ContextVar[dict[Path, Path] | None] = ContextVar("waiting", default=None)
os.umask(_UMASK := os.umask(0o077))


def slug(name: str) -> str:
    """A name as one safe part of a path: lower case ASCII letters, digits and hyphens.

    >>> slug("Bournemouth, Christchurch and Poole")
    'bournemouth-christchurch-and-poole'
    >>> slug("../../etc/passwd"), slug("Ynys Môn"), slug("东区")
    ('etc-passwd', 'ynys-mon', 'unnamed')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    safe = words[:MAX_SLUG].strip("-") or "unnamed"
    return f"named-{safe}" if _RESERVED.fullmatch(safe) else safe


def _check(path: Path, room: int = 0) -> None:
    """On Windows, refuse a path that it cannot have, before anything is made. ``room``: letters that it must leave."""
    if os.name != "nt":
        return
    whole = path.absolute()
    for part in whole.parts[1:]:
        if part != ".." and (_REFUSED.fullmatch(part) or _RESERVED.fullmatch(part.split(".")[0].strip().lower())):
            raise ScoutingError(f"Could not write {path}: Windows has no files and folders named '{part}'. Nothing was "
                                "changed: choose another name.")  # fmt: skip
    if (letters := len(str(whole))) > MAX_PATH - room:
        raise ScoutingError(f"Could not write {path}: the path has {letters} letters and may have {MAX_PATH - room} on "
                            "Windows. Nothing was changed: choose a folder nearer to the drive's root.")  # fmt: skip


def _in_words(path: Path, err: OSError) -> ScoutingError:
    reason = err.strerror or str(err)
    hint = " Is it open in another program? Close it and try again." if isinstance(err, PermissionError) else ""
    return ScoutingError(f"Could not write {path}: {reason}.{hint} Nothing was changed.")


def _aside(path: Path, kind: str) -> Path:
    """A hidden name beside ``path`` that no other process takes, and that says whose it is."""
    return path.with_name(f".{kind}-{_HERE}-{os.getpid()}-{next(_NUMBERS)}{path.suffix if kind == _FILE else ''}")


def _mode(path: Path, most: int) -> int:
    """What the user's umask leaves of ``most``; what is the council's own is read by nobody else."""
    return most & ~_UMASK & (0o700 if LOCAL in (path, *path.parents) else 0o777)


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Write a file aside, then rename it into place: readers see the old file or the new one.

    Yields the path to write to. Raises ScoutingError where the target cannot be written. In a block of ``together`` it
    waits aside until that ends.
    """
    path = Path(path)
    _check(path)
    aside, waiting = _aside(path, _FILE), _waiting.get()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.touch(0o600, exist_ok=False)
    except OSError as err:
        raise _in_words(path, err) from err
    try:
        yield aside
        os.chmod(aside, _mode(path, 0o666))
        if waiting is None:
            _put(aside, path)
        else:
            waiting[path] = aside
    finally:
        if waiting is None or waiting.get(path) != aside:
            aside.unlink(missing_ok=True)


def _put(aside: Path, path: Path) -> None:
    try:
        os.replace(aside, path)
    except OSError as err:
        raise _in_words(path, err) from err


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes() if path.exists() else None
    except OSError as err:
        raise _in_words(path, err) from err


def _back(before: dict[Path, bytes | None], waiting: dict[Path, Path]) -> None:
    """Every file that was put in place already is again what it was, or gone where there was none."""
    for path, content in before.items():
        if waiting[path].exists():
            continue
        if content is None:
            path.unlink()
        else:
            with new_file(path) as aside:
                aside.write_bytes(content)


@contextmanager
def together(folder: Path) -> Iterator[None]:
    """Put all files that the block writes by ``new_file`` in place when it ends: all or none, wherever it stops.

    A list of them in ``folder`` is the step that decides: from then on ``settle`` ends what was begun. A block within
    another is part of it.
    """
    if _waiting.get() is not None:
        yield
        return
    waiting: dict[Path, Path] = {}
    token = _waiting.set(waiting)
    try:
        yield
        before = {path: _content(path) for path in waiting}
        _waiting.reset(token)
        token = None
        if waiting:
            moves = [[str(aside.absolute()), str(path.absolute())] for path, aside in waiting.items()]
            with new_file(folder / _MOVES) as told:
                told.write_text(json.dumps(moves), encoding="utf-8")
            try:
                settle(folder)
            except ScoutingError:  # one that is open in another program cannot be replaced on Windows
                _back(before, waiting)
                (folder / _MOVES).unlink()
                raise
    finally:
        if token is not None:
            _waiting.reset(token)
        for aside in waiting.values():
            aside.unlink(missing_ok=True)


def waiting_for(path: Path) -> Path:
    """Where a file is read from in a block of ``together``: aside, where the block has written it."""
    return (_waiting.get() or {}).get(path, path)


def settle(folder: Path | None = None) -> None:
    """Put in place what a command that was stopped had decided to (see ``together``), in ``folder`` (default: data)."""
    told = Path(folder or DATA) / _MOVES
    with suppress(FileNotFoundError):
        moves = json.loads(told.read_text(encoding="utf-8"))
        for aside, path in moves:
            if os.path.exists(aside):  # else another command has put it there
                _put(Path(aside), Path(path))
        told.unlink(missing_ok=True)


def _exchange(one: Path, other: Path) -> bool:
    """Two folders change places in one step, neither ever out of sight; False where that is not to be had."""
    if sys.platform != "linux":
        return False
    try:
        rename = ctypes.CDLL(None).renameat2
    except AttributeError:
        return False
    here, swap = -100, 2
    return rename(here, os.fsencode(one), here, os.fsencode(other), swap) == 0


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """Fill a folder aside, then put it in place whole; the one that stood there is replaced.

    Yields the folder to fill. When the block fails, what stood there before still stands.
    Raises ScoutingError where the folder cannot be written.
    """
    path = Path(path)
    _check(path, WITHIN)
    aside = _aside(path, _FOLDER)
    old = aside.with_name(f"{aside.name}-was-{path.name}")
    try:
        if path.exists() and not path.is_dir():
            raise NotADirectoryError(ENOTDIR, "a file of that name stands where the folder should be")
        path.parent.mkdir(parents=True, exist_ok=True)
        tidy(path.parent)
        aside.mkdir(0o700)
    except OSError as err:
        raise _in_words(path, err) from err
    try:
        yield aside
        os.chmod(aside, _mode(path, 0o777))
        if path.exists() and _exchange(aside, path):
            return
        try:
            if path.exists():
                os.replace(path, old)
            os.replace(aside, path)
        except OSError as err:
            if old.exists():
                os.replace(old, path)
            raise _in_words(path, err) from err
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


@contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """A folder within another for what is needed for a while alone; ``tidy`` takes it away after a death."""
    made = _aside(Path(folder) / _FOLDER, _FOLDER)
    made.mkdir(0o700)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def tidy(folder: Path, *, everybodys: bool = False) -> None:
    """Take away what processes that were killed left half written in a folder; whole files and folders are not touched.

    A folder that was taken out of its place, and whose next one was never put there, goes back. What another machine
    left stays, and what a process that still runs is writing; unless ``everybodys``: nobody else is at work there.
    """
    with suppress(OSError):  # no such folder, or not ours to change
        for half in sorted(os.scandir(folder), key=lambda one: one.name):
            found = _LEFT.fullmatch(half.name)
            if not found or not (everybodys or _is_dead(found["host"], int(found["pid"]))):
                continue
            with suppress(OSError):
                before = os.path.join(folder, found["name"] or "")
                if half.is_symlink() or half.is_file():
                    os.unlink(half.path)
                elif found["name"] and not os.path.lexists(before):
                    os.rename(half.path, before)
                else:
                    shutil.rmtree(half.path, ignore_errors=True)


def _is_dead(host: str, pid: int) -> bool:
    return host == _HERE and not psutil.pid_exists(pid)


def check_layout(layout: object, where: object) -> None:
    """Raises ScoutingError where a later version of Scouting wrote what lies there. Blank: the first layout."""
    if str(layout or 1).strip() not in map(str, range(1, LAYOUT + 1)):
        raise ScoutingError(
            f"{where} was written by a later version of Scouting: its layout is '{str(layout).strip()}', and this one "
            f"reads {LAYOUT}. Nothing was changed: use the later version."
        )


def check_folder(folder: Path) -> None:
    """``check_layout`` of a folder, by the file "version" in it."""
    held = folder / "version"
    check_layout(held.read_text(encoding="utf-8", errors="replace") if held.is_file() else "", folder)


def mark_folder(folder: Path) -> None:
    """Say in a folder which layout it has."""
    if not (folder / "version").is_file():
        with new_file(folder / "version") as aside:
            aside.write_text(f"{LAYOUT}\n", encoding="utf-8")


@contextmanager
def lock(
    path: Path, patience: float | None = None, file: Path | None = None, taken: Callable[[str], str] | None = None
) -> Iterator[None]:
    """Read, change and write a file or folder with nobody else between: a second one waits until the first is done.

    The system gives the lock back when its holder ends, however it ends. ``patience``: seconds to wait for another
    (default ``PATIENCE``). ``file``: what is locked (default: a hidden one beside, which stays). ``taken``: what to say
    where it is still held, given who holds it. Raises ScoutingError then, and where the file cannot be made.
    """
    path, until = Path(path), time.monotonic() + (PATIENCE if patience is None else patience)
    file = file or path.with_name(f".{path.name}.lock")
    _check(file)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        held = file.open("a+", encoding="utf-8")
    except OSError as err:
        raise _in_words(path, err) from err
    with held:
        while not _locked(held):
            if time.monotonic() >= until:
                held.seek(0)
                raise ScoutingError((taken or partial(_taken, path))(held.read().strip() or "since just now"))
            time.sleep(0.1)
        held.truncate(0)
        held.write(f"process {os.getpid()}, since {time.strftime('%H:%M on %d %B %Y')}")
        held.flush()
        yield


def _taken(path: Path, who: str) -> str:
    return (
        f"{path} is being written by another scouting command ({who}). Nothing was changed: try again when that one "
        "has ended."
    )


def _locked(file: TextIO) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            # Windows lets nobody read what is locked: a place far behind the text that says who holds it.
            file.seek(_BEHIND)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
