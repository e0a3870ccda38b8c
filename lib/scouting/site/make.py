"""The site as a folder: made aside and put in place whole; what has not changed is left alone."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import multiprocessing
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from scouting import dataset, paths, shelf
from scouting.catalog.groups import councils as found
from scouting.dataset import Dataset
from scouting.errors import ScoutingError
from scouting.pages import common
from scouting.pages.page_one.words import SERVICES
from scouting.report import page
from scouting.report.document import checked
from scouting.report.workers import begin
from scouting.site import council, front, measure, reports, texts, what_if
from scouting.site.council import Site

#: What the site says of itself: from what it was made, on which day, and each file with its digest.
MADE = "made.json"
#: The first page to open.
FIRST = "index.html"


def make(
    out: Path,
    councils: Iterable[str] = ("all",),
    measures: Iterable[str] = (),
    *,
    taken: Path | None = None,
    workers: int = 1,
    as_of: dt.date | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Path:
    """Make the site in a folder, and give the page to open first.

    ``councils``, ``measures``: those with a page (default: all of today, and all); the figures are always of all.
    ``taken``: a folder of reports that
    are taken in and linked. ``workers``: processes. Published figures alone: nothing that a council added of its own is
    read. The folder appears whole or stays as it was; files that would be the same stay as they are. Raises
    ScoutingError, also where the folder holds what no site put there.
    """
    out, as_of = Path(out).absolute(), as_of or dt.date.today()
    with paths.lock(out):
        data = checked(None)
        codes = found(councils, data.catalog)
        from_where, left_out = reports.taken(taken, codes, data) if taken else ({}, [])
        for line in left_out:
            say(line)
        copied = {key: reports.files(of, *key) for key, of in from_where.items()}
        ids = frozenset(measures or data.panel.indicators.index)
        held, key = _held(out), _key(data, [*codes, *sorted(ids)], copied)
        if held.get("key") == key and all(_is(out / name, digest) for name, digest in held["files"].items()):
            say("Nothing changed: the site stays as it is.")
            return out / FIRST
        site = Site(data, frozenset(codes), ids, {key: next(iter(files)) for key, files in copied.items()})
        with _crew(site, workers) as crew:
            made = dict(_made(crew, site, say))
        files = {name: path for held_by in copied.values() for name, path in held_by.items()}
        _put(out, made, files, held, key, site, as_of)
    return out / FIRST


def _put(out: Path, made: dict[str, str], copied: dict[str, Path], held: dict, key: str, site: Site, as_of: dt.date
) -> None:  # fmt: skip
    """The folder with all its files: those that are the same are those that stood there before."""
    digests = {name: _digest(text.encode()) for name, text in made.items()}
    digests |= {name: _digest(path.read_bytes()) for name, path in copied.items()}
    same = {name: digest for name, digest in held.get("files", {}).items() if name != FIRST} == digests
    day = held.get("made", "") if same else ""  # the day on which what it shows last changed
    day = day or as_of.isoformat()
    made[FIRST] = front.index(site, day)
    digests[FIRST] = _digest(made[FIRST].encode())
    with paths.new_folder(out) as aside:
        for name in sorted(digests):
            path = aside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if _is(out / name, digests[name]):
                _kept(out / name, path)
            elif name in copied:
                shutil.copy2(copied[name], path)
            else:
                path.write_bytes(made[name].encode())
        told = {"key": key, "made": day, "files": digests}
        (aside / MADE).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def _kept(old: Path, new: Path) -> None:
    """The file that stood there, in its new folder; a copy of it where the system has no second name for a file."""
    try:
        os.link(old, new)
    except OSError:
        shutil.copy2(old, new)


def _is(path: Path, digest: str) -> bool:
    """Whether a file is there and holds just that: somebody may have changed it by hand."""
    return path.is_file() and _digest(path.read_bytes()) == digest


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def _held(out: Path) -> dict:
    """What stands in the folder, by its own account; refused where it holds what no site put there."""
    try:
        held = json.loads((out / MADE).read_text(encoding="utf-8"))
        ours = {MADE, *held["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        held, ours = {}, set()
    there = (
        sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()) if out.is_dir() else []
    )
    if strange := [name for name in there if name not in ours]:
        raise ScoutingError(
            f"{out} holds {', '.join(strange[:5])}, which Scouting did not write and a new site would replace. Move it "
            "elsewhere, or name another folder with --out."
        )
    return held


def _key(data: Dataset, codes: list[str], copied: dict) -> str:
    """A digest of all that the site is made from."""
    known = {name: table for name, table in sorted(vars(data.catalog).items()) if hasattr(table, "reset_index")}
    parts = [shelf.code(), json.dumps(codes), *known]
    files = [*sorted(paths.RECIPES.glob("*.yml")), *(texts.DOCS / file for file, _ in texts.TEXTS.values())]
    files += [path for held in copied.values() for path in held.values()]
    parts += [f"{path.name} {_digest(path.read_bytes())}" for path in files]
    return shelf.digest_of(data.values, *known.values(), *parts)


# ---- The pages, made by one process or several ----------------------------------------------------------------------

_site: Site | None = None


def _begin(*asked) -> None:
    """A worker: it reads the figures for itself. ``asked``: the rest of the site."""
    begin()
    _hold(Site(dataset.load(), *asked))


def _hold(site: Site | None) -> None:
    global _site
    _site = site


def _page(name: str) -> tuple[str, str]:
    """One file of the site by its address."""
    assert _site is not None
    kind, _, what = name.partition(":")
    if kind == "council":
        return f"{front.PAGES}{what}.html", council.html(_site, what)
    if kind == "measure":
        return f"{front.PAGES}{what}.html", measure.html(_site, what)
    if kind == "what-if":
        return f"what-if-{what}.html", what_if.html(_site, what)
    return what, _OTHERS[what](_site)


def _styles(_: Site) -> str:
    own = Path(__file__).with_name("site.css").read_text(encoding="utf-8")
    inline = common.style().removeprefix("<style>").removesuffix("</style>")
    return "\n".join([page.style(), inline, own])


def _script(_: Site) -> str:
    return Path(__file__).with_name("site.js").read_text(encoding="utf-8")


_OTHERS: dict[str, Callable[[Site], str]] = {
    "councils.html": front.councils,
    "measures.html": front.measures,
    "sources.html": front.sources,
    "places.js": front.places,
    "site.css": _styles,
    "site.js": _script,
    "what-if.js": lambda _: what_if.script(),
    **{name: (lambda _, name=name: texts.html(name)) for name in texts.TEXTS},
}


@contextmanager
def _crew(site: Site, workers: int) -> Iterator[Callable]:
    """What has pages made: this process alone, or several."""
    if workers < 2:
        _hold(site)
        try:
            yield map
        finally:
            _hold(None)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, _begin, (site.councils, site.measures, site.reports)) as pool:
        try:
            yield pool.map
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _made(crew: Callable, site: Site, say: Callable[[str], None]) -> Iterator[tuple[str, str]]:
    """Every file but the front page: address and text."""
    names = [f"council:{code}" for code in sorted(site.councils)]
    names += [f"measure:{one}" for one in site.data.panel.indicators.index if one in site.measures]
    names += [f"what-if:{service}" for service in SERVICES] + [f"other:{name}" for name in _OTHERS]
    for n, one in enumerate(crew(_page, names), 1):
        if n % 50 == 0:
            say(f"{n} of {len(names)} pages")
        yield one
