"""The driver of a batch: which packs are to be made, who makes them, and what is left behind."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scouting import catalog, paths
from scouting.batch import crew, state
from scouting.batch.packs import Pack, check, read
from scouting.batch.work import Job
from scouting.catalog.groups import councils
from scouting.errors import ScoutingError
from scouting.terms import SMALL_COUNT

#: What a batch leaves beside the packs.
LEFT = ("index.html", "manifest.json", "manifest.csv", "packs.xlsx")


@dataclass
class Summary:
    """How a batch ended. ``outcomes``: what was made or failed now; ``unchanged``: packs that were whole before.

    ``kept``: of these, how many were looked into because figures changed, and would have come out the same.
    """

    out: Path
    outcomes: list[dict[str, Any]] = field(default_factory=list)
    unchanged: int = 0
    kept: int = 0
    left: int = 0
    stopped: int = 0

    @property
    def failed(self) -> list[dict[str, Any]]:
        return [one for one in self.outcomes if one["status"] == state.BROKEN]

    def lines(self) -> list[str]:
        """The summary: how many, and each failure in one line."""
        made = len(self.outcomes) - len(self.failed)
        if not self.outcomes and not self.stopped:
            return [f"Nothing to do: nothing behind {_packs(self.unchanged)} has changed."]
        lines = [f"{_packs(made)} made, {len(self.failed)} failed, {self.unchanged} unchanged."]
        if self.stopped:
            lines.append(f"Stopped with {self.left} to do. The same command carries on from here.")
        return [*lines, *(f"{one['council']}: {one['error']}" for one in self.failed)]

    @property
    def exit_status(self) -> int:
        return 128 + self.stopped if self.stopped else int(bool(self.failed))


def _packs(n: int) -> str:
    return f"{n} pack{'s'[: n != 1]}"


class Stopped(BaseException):
    """The driver was told to end, by Ctrl-C or by the system: ``number`` is the signal."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextmanager
def _stoppable() -> Iterator[None]:
    """SIGINT and SIGTERM raise Stopped, once: a second one does not disturb the tidying up."""
    told: list[int] = []

    def stop(number: int, _frame) -> None:
        if not told:
            told.append(number)
            raise Stopped(number)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def batch(
    name: str | Path = "children",
    wanted: Iterable[str] = (),
    out: Path | None = None,
    *,
    workers: int | None = None,
    dask: str = "",
    cold: bool = False,
    force: bool = False,
    retry_failed: bool = False,
    timeout: float | None = None,
    small_counts: int = SMALL_COUNT,
    as_of: dt.date | None = None,
    say: Callable[[str], None] = lambda _: None,
    progress: bool = False,
) -> Summary:
    """Make a pack for each council, those alone that are not there or whose inputs changed, and tell how it ended.

    ``wanted``: councils or regions in place of the pack's own. ``out``: default reports/PACK. ``workers``: processes
    on this machine (default: its cores); ``dask``: the address of a scheduler instead. ``cold``: plain kernels.
    ``force``: make also what is unchanged; ``retry_failed``: only what failed in the last run. ``timeout``: seconds
    that one cell may take. Raises ScoutingError before anything runs, with all that is wrong.
    """
    pack, known = read(name), catalog.read()
    codes = councils(tuple(wanted) or pack.councils, known)
    out = Path(out or paths.REPORTS / pack.name).absolute()
    _check_out(out)
    paths.check_folder(out / state.WORK)
    kept = out / state.WORK / "checked.json"
    if is_new := not kept.is_file():
        check(pack)  # before anything is made in the folder, or a secret for its keys
    with state.alone(out), _stoppable():
        key = state.pack_key(pack, small_counts)
        _check_once(pack, kept, key, is_checked=is_new)
        paths.mark_folder(out / state.WORK)
        _tidy(out)
        jobs = _jobs(pack, codes, out, key, known, as_of or dt.date.today(), timeout, cold, small_counts, force)
        todo = [job for job in jobs if _is_due(job, force, retry_failed)]
        summary = Summary(out, unchanged=len(jobs) - len(todo))
        os.environ.setdefault("OMP_NUM_THREADS", "1")  # processes beside each other would fight for cores
        try:
            with closing(crew.work(todo, workers or os.cpu_count() or 1, dask)) as made:
                for outcome in _shown(made, len(todo), progress):
                    if outcome["status"] == state.WHOLE:
                        shutil.rmtree(out / state.FAILED / outcome["folder"], ignore_errors=True)
                    if outcome.pop("kept", False):
                        summary.kept += 1
                    else:
                        summary.outcomes.append(outcome)
        except Stopped as told:
            summary.stopped, summary.left = told.number, len(todo) - len(summary.outcomes) - summary.kept
        summary.unchanged += summary.kept
        if not (dask and summary.stopped):  # a cluster still ends what it has begun
            _tidy(out)
        if summary.outcomes or summary.kept or not (out / "index.html").is_file():
            from scouting.batch import leave

            say("writing the index, the manifest and the workbook of all")
            leave.write(pack, out, known)
    return summary


def _shown(made: Iterator[dict[str, Any]], n: int, progress: bool) -> Iterator[dict[str, Any]]:
    if not progress:
        yield from made
        return
    from tqdm import tqdm

    with tqdm(total=n, unit="pack") as bar:
        for outcome in made:
            bar.set_postfix_str(outcome["council"], refresh=False)
            bar.update()
            yield outcome


def _jobs(
    pack: Pack, codes: list[str], out: Path, key: str, known, as_of, timeout, cold, small_counts, force
) -> list[Job]:
    begun, recipe = state.inputs(), state.recipe_key(pack, small_counts)
    names = {code: known.name(code) for code in codes}
    return [
        Job(code, name, paths.slug(name), state.council_key(key, code), begun, pack, out, as_of, small_counts, timeout,
            cold, recipe, force)
        for code, name in names.items()
    ]  # fmt: skip


def _is_due(job: Job, force: bool, retry_failed: bool) -> bool:
    if retry_failed:
        return bool(state.read_status(job.out / state.FAILED / job.folder))
    return force or not state.is_whole(job.out, job.folder, job.key)


def _check_once(pack: Pack, kept: Path, key: str, *, is_checked: bool) -> None:
    """Check the pack, unless just this pack was found sound with just these inputs, and keep that in a file."""
    try:
        if json.loads(kept.read_text(encoding="utf-8")) == {"sound": key}:
            return
    except (OSError, ValueError):
        pass
    if not is_checked:
        check(pack)
    with paths.new_file(kept) as aside:
        aside.write_text(json.dumps({"sound": key}), encoding="utf-8")


def _check_out(out: Path) -> None:
    """Raises ScoutingError where the folder holds files of the names that a batch writes, and no batch was there."""
    strange = [name for name in LEFT if (out / name).exists()]
    if strange and not (out / state.WORK).is_dir():
        raise ScoutingError(
            f"{out} holds {', '.join(strange)}, which no batch wrote and this one would replace. Move it elsewhere, or "
            "name another folder with --out."
        )


def _tidy(out: Path) -> None:
    for folder in (out, out / state.FAILED):
        paths.tidy(folder, everybodys=True)
