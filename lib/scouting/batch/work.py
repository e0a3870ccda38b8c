"""One council's pack, made by a worker: on this machine or on a cluster, the same."""

from __future__ import annotations

import datetime as dt
import gc
import json
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import scouting
from scouting import paths
from scouting.batch import state
from scouting.batch.packs import Pack
from scouting.errors import ScoutingError


@dataclass(frozen=True)
class Job:
    """One council's pack that is to be made. ``inputs``: what the driver takes code and figures to be.

    ``recipe``: how it is made, whatever the figures; ``force``: make it though nothing in it would change.
    """

    area_code: str
    council: str
    folder: str
    key: str
    inputs: str
    pack: Pack
    out: Path
    as_of: dt.date
    small_counts: int
    timeout: float | None
    cold: bool
    recipe: str
    force: bool

    def told(self) -> dict[str, str]:
        """What a status says of the job itself."""
        return {"area_code": self.area_code, "council": self.council, "folder": self.folder, "key": self.key,
                "pack": self.pack.name, "recipe": self.recipe, "as_of": self.as_of.isoformat(),
                "version": scouting.__version__, "small_counts": str(self.small_counts)}  # fmt: skip


def make(job: Job) -> dict[str, Any]:
    """Make one council's pack, and tell how it ended: what its status.json holds. Never raises for the pack's sake.

    A pack that failed leaves the one before it in place, and its notebook with the error marked in failed/COUNCIL.
    """
    start, failed = time.monotonic(), job.out / state.FAILED / job.folder

    def told(**more: Any) -> dict[str, Any]:
        seconds = round(time.monotonic() - start, 2)
        made = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        return {**job.told(), "seconds": seconds, "made": made, **more}

    def write(status: dict[str, Any], folder: Path) -> None:
        with paths.new_file(folder / state.STATUS) as aside:
            aside.write_text(json.dumps(status, indent=1) + "\n", encoding="utf-8")

    try:
        if state.inputs() != job.inputs:
            raise ScoutingError("This worker has other code or figures than the batch that asks it. Start it again.")
        if not job.force and (held := _there(job)):
            write(held, job.out / job.folder)
            return {**held, "kept": True}
        _make(job, failed, lambda aside: write(told(status=state.WHOLE, error=""), aside))
    except Exception as err:  # whatever it was, the other councils' packs are made
        outcome = told(status=state.BROKEN, error=_one_line(err))
        try:
            write(outcome, failed)
        except (OSError, ScoutingError) as more:
            outcome["error"] += f" (and this could not be recorded: {_one_line(more)})"
        return outcome
    return state.read_status(job.out / job.folder)


def _make(job: Job, failed: Path, finish) -> None:
    from scouting.report.council import council_report
    from scouting.report.run import PLAIN, Plan

    kernels = PLAIN
    if not job.cold:
        from scouting.batch import warm

        kernels = warm.WARM if warm.begin(job.inputs) else PLAIN
    plan = Plan(job.pack.notebooks, job.pack.outputs, job.folder, kernels, job.timeout, failed, finish, at_once=True)
    council_report(
        job.area_code, job.pack.neighbours, job.pack.indicators, small_counts=job.small_counts, as_of=job.as_of,
        data=_figures(), plan=plan,
    ).make(job.out)  # fmt: skip


def _there(job: Job) -> dict[str, Any]:
    """The status of the pack that stands there, where a new one would hold the same; else nothing.

    Other figures than its own may have changed: a release of another service, another council's local rows.
    """
    held = state.read_status(job.out / job.folder)
    if held.get("status") != state.WHOLE or (held.get("recipe"), held.get("area_code")) != (job.recipe, job.area_code):
        return {}
    from scouting.report.council import CouncilReport
    from scouting.study import study

    asked = job.pack.neighbours, job.pack.indicators
    of = study(job.area_code, *asked, small_counts=job.small_counts, data=_figures())
    return {**held, "key": job.key} if CouncilReport(of, job.as_of).unchanged(job.out / job.folder) else {}


@lru_cache(maxsize=1)
def _figures():
    """The figures, loaded once a worker: it began with what ``inputs`` says."""
    from scouting import dataset

    data = dataset.load()
    gc.collect()
    gc.freeze()  # what stands here stays: no council's garbage is looked for in it
    return data


def _one_line(err: Exception) -> str:
    text = " ".join(str(err).split()).removesuffix(" No report was written.")
    return text if isinstance(err, ScoutingError) else f"{type(err).__name__}: {text}"
