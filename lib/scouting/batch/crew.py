"""The workers: processes on this machine or a Dask cluster, behind the one interface of concurrent.futures."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any

from scouting.batch import state
from scouting.batch.work import Job, make
from scouting.errors import ScoutingError
from scouting.report.workers import begin

#: Crews that may break one after another without a single pack before those at work are given up.
MOST_BREAKS = 3
#: Windows waits for no more processes at once.
MOST_WORKERS = 61
#: Seconds that a cluster may be without any worker before what is left is given up.
PATIENCE = 60.0
_ALONE = f"The cluster has had no worker for {PATIENCE:.0f} seconds. Start one with: dask worker ADDRESS"
_KILLED = (
    f"The worker was killed {MOST_BREAKS} times. Did the machine have enough memory? Try fewer workers with --workers."
)


def work(jobs: list[Job], workers: int, dask: str = "") -> Generator[dict[str, Any], None, None]:
    """Have the jobs done and give each outcome as it comes. Closing the iterator stops the workers.

    A worker that is killed breaks its crew: a new one takes the jobs that are left. Raises ScoutingError where there
    is no scheduler at the address ``dask``.
    """
    left, breaks = {job.area_code: job for job in jobs}, 0
    while left:
        try:
            with _cluster(dask) if dask else _processes(min(workers, len(left), MOST_WORKERS)) as (crew, has_workers):
                futures = {crew.submit(make, job): job for job in left.values()}
                for future in _ended(futures, has_workers):
                    job = futures[future]
                    try:
                        outcome = future.result()
                    except BrokenProcessPool:
                        raise
                    except Exception as err:  # a cluster that lost its workers, or workers without this code
                        outcome = not_made(job, f"The worker was lost: {type(err).__name__}: {err}")
                    del left[job.area_code]
                    breaks = 0
                    yield outcome
        except _NoWorkers:
            for code in list(left):
                yield not_made(left.pop(code), _ALONE)
        except BrokenProcessPool:
            breaks += 1
            if breaks == MOST_BREAKS:
                for code in list(left)[:workers]:
                    yield not_made(left.pop(code), _KILLED)
                breaks = 0


class _NoWorkers(Exception):
    """A cluster is there, and nobody in it to do the work."""


def _ended(futures: Iterable[Future], has_workers: Callable[[], bool]) -> Iterator[Future]:
    """Futures as they end, as long as somebody is there to do them: a cluster would wait for a worker for ever."""
    left, seen = set(futures), time.monotonic()
    while left:
        done, left = wait(left, timeout=PATIENCE / 10, return_when=FIRST_COMPLETED)
        if done or has_workers():
            seen = time.monotonic()
        elif time.monotonic() - seen > PATIENCE:
            raise _NoWorkers
        yield from done


def not_made(job: Job, error: str) -> dict[str, Any]:
    """The outcome of a job whose worker could not tell of it."""
    return {**job.told(), "seconds": 0.0, "made": "", "status": state.BROKEN, "error": error}


@contextmanager
def _processes(workers: int) -> Iterator[tuple[Executor, Callable[[], bool]]]:
    context = multiprocessing.get_context("spawn")  # a fork would take over whatever threads the driver has
    crew = ProcessPoolExecutor(workers, context, initializer=begin)
    try:
        yield crew, lambda: True
        crew.shutdown()
    except BaseException:
        for process in multiprocessing.active_children():
            process.kill()
        crew.shutdown(cancel_futures=True)
        raise


@contextmanager
def _cluster(address: str) -> Iterator[tuple[Executor, Callable[[], bool]]]:
    try:
        from distributed import Client
    except ImportError:
        raise ScoutingError(
            "Dask is not installed, which a batch over several machines needs: pip install distributed"
        ) from None
    try:
        client = Client(address, timeout=10)
    except (OSError, ValueError) as err:
        raise ScoutingError(f"No Dask scheduler answers at {address}: {err}. Start one with: dask scheduler") from None
    with client:
        # Never from a cache, and never again by itself: an error would only come again.
        crew = client.get_executor(pure=False, retries=0)
        try:
            yield crew, lambda: bool(client.nthreads())
        finally:
            crew.shutdown(wait=False)  # takes back what has not begun; what has begun ends by itself
