"""Where things are, found from the project's root and never from the working folder."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from errno import ENOTDIR
from functools import partial
from pathlib import Path
from typing import TextIO

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
MAX_PATH, WITHIN = 240, 60


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


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Write a file aside, then rename it into place: readers see the old file or the new one.

    Yields the path to write to. Raises ScoutingError where the target cannot be written.
    """
    path = Path(path)
    _check(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".writing-", suffix=path.suffix, dir=path.parent)
        os.close(handle)
    except OSError as err:
        raise _in_words(path, err) from err
    aside = Path(name)
    try:
        yield aside
        os.chmod(aside, 0o644)
        try:
            os.replace(aside, path)
        except OSError as err:
            raise _in_words(path, err) from err
    finally:
        aside.unlink(missing_ok=True)


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """Fill a folder aside, then put it in place whole; the one that stood there is replaced.

    Yields the folder to fill. When the block fails, what stood there before still stands.
    Raises ScoutingError where the folder cannot be written.
    """
    path = Path(path)
    _check(path, WITHIN)
    try:
        if path.exists() and not path.is_dir():
            raise NotADirectoryError(ENOTDIR, "a file of that name stands where the folder should be")
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".making-", dir=path.parent))
    except OSError as err:
        raise _in_words(path, err) from err
    old = aside.with_name(aside.name + "-old")
    try:
        yield aside
        os.chmod(aside, 0o755)
        try:
            if path.exists():
                os.replace(path, old)
            try:
                os.replace(aside, path)
            except OSError:
                if old.exists():
                    os.replace(old, path)
                raise
        except OSError as err:
            raise _in_words(path, err) from err
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


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
