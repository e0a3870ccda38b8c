"""Run a notebook by papermill: parameters checked first, written once, and kept when it fails."""

from __future__ import annotations

import shutil
import sys
import tempfile
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.localinterfaces import localhost
from jupyter_client.manager import AsyncKernelManager
from traitlets import default

from scouting import paths
from scouting.errors import ScoutingError, unknown
from scouting.paths import new_folder
from scouting.terms import PACK_OUTPUTS

#: The usual kernel: a new Python for each notebook.
PLAIN = "scouting.report.run.LocalKernelManager"
_ENGINE = "scouting"


@dataclass(frozen=True)
class Plan:
    """How a report is made, where it is not the usual one: what a pack asks for.

    ``notebooks``: names, each with the parameters that it is given besides the report's own; none: the usual ones.
    ``name``: of folder and files. ``kernels``: the class of kernel manager; ``timeout``: seconds that one cell may
    take. ``keep``: the folder for the notebook of a run that failed. ``finish``: called with the folder before it is
    put in place. ``at_once``: run the notebooks beside each other. ``stop``: ends their kernels, where one failed or
    the report is given up: none may write into its folder any more when that is taken away.
    """

    notebooks: tuple[tuple[str, dict[str, Any]], ...] = ()
    outputs: tuple[str, ...] = PACK_OUTPUTS
    name: str = ""
    kernels: str = PLAIN
    timeout: float | None = None
    keep: Path | None = None
    finish: Callable[[Path], None] = field(default=lambda _: None)
    at_once: bool = False
    stop: Callable[[], None] = field(default=lambda: None)


def known_parameters(notebook: Path) -> list[str]:
    """The names of a notebook's parameters. Raises ScoutingError where there is none that can be read."""
    if not notebook.is_file():
        raise ScoutingError(f"{notebook} is missing. It comes with the project.")
    from papermill import inspect_notebook  # takes two seconds to import; listing councils should not wait for it

    try:
        return list(inspect_notebook(str(notebook)))
    except ValueError as err:  # no notebook, or one that says nothing of its kernel
        raise ScoutingError(f"{notebook.name} cannot be read as a notebook: {err}") from None


def check_parameters(notebook: Path, parameters: dict[str, Any]) -> None:
    """Refuse parameters that the notebook does not have: papermill would only warn and go on.

    Raises ScoutingError with every unknown name and the nearest right one.
    """
    known = known_parameters(notebook)
    strange = [name for name in parameters if name not in known]
    if strange:
        where = f"the first code cell of {notebook.name}: {', '.join(known)}"
        raise ScoutingError([unknown("parameter", name, known, where) for name in strange])


def run(
    notebook: Path,
    output: Path,
    parameters: dict[str, Any],
    *,
    progress: bool = False,
    kernels: str = PLAIN,
    timeout: float | None = None,
) -> nbformat.NotebookNode:
    """Run a notebook by papermill and write it executed: once, when it has ended or failed.

    ``kernels``: the class of kernel manager, by its full name. ``timeout``: seconds that one cell may take. Raises
    ScoutingError naming the cell and its error; the notebook is then at ``output`` with the error marked.
    """
    from papermill import execute_notebook
    from papermill.exceptions import PapermillExecutionError

    _register_engine()
    check_parameters(notebook, parameters)
    try:
        done = execute_notebook(
            str(notebook), str(output), parameters=parameters, progress_bar=progress, cwd=str(paths.ROOT),
            kernel_name="python3", log_output=False, kernel_manager_class=kernels, engine_name=_ENGINE,
            request_save_on_cell_execute=False, execution_timeout=timeout,
        )  # fmt: skip
    except PapermillExecutionError as err:
        told = f"{err.ename}: {err.evalue}" if err.evalue else err.ename
        if timeout and err.ename == "KeyboardInterrupt":  # how papermill ends a cell that takes too long
            told = f"it took longer than {timeout:g} seconds."
        raise ScoutingError(
            f"{notebook.name} stopped in code cell {err.exec_count}: {told} No report was written."
        ) from err
    except (OSError, UnicodeError, RuntimeError) as err:
        raise ScoutingError(f"{notebook.name} could not be run: {err} No report was written.") from err
    return done


def run_books(
    books: list[tuple[Path, dict[str, Any]]], name: str, aside: Path, plan: Plan, say: Callable, progress: bool,
    meanwhile: Callable[[], None] = lambda: None,
) -> list[nbformat.NotebookNode]:  # fmt: skip
    """Run the report's notebooks aside, each with its parameters; in their order, or at once where the plan says.

    ``meanwhile``: what this process does while kernels work. Where that fails, the notebooks are first waited for: none
    may write any more into a folder that is taken away.
    """
    threads = ThreadPoolExecutor(len(books) if plan.at_once else 1)
    try:
        each = threads.map if plan.at_once else map  # the second begins when it is asked
        running = each(lambda book: run_book(book[0], book[1], name, aside, plan, say, progress), books)
        try:
            meanwhile()
        except Exception:
            list(running if plan.at_once else ())
            raise
        return list(running)
    except BaseException:
        plan.stop()
        raise
    finally:  # who gives up does not wait: the kernels end with the process that asked for them
        threads.shutdown(wait=False, cancel_futures=True)


def run_book(
    notebook: Path, given: dict[str, Any], name: str, aside: Path, plan: Plan, say: Callable, progress: bool
) -> nbformat.NotebookNode:
    """Run one of the report's notebooks aside; a notebook that failed is kept where the plan says."""
    known = known_parameters(notebook)
    mine = {key: value for key, value in given.items() if key in known}
    if "out" in known and "charts" in plan.outputs:
        mine["out"] = str(aside / "charts")
    check_parameters(notebook, dict(plan.notebooks)[notebook.stem])
    say(f"running {notebook.name} for {name}")
    ran = aside / "notebooks" / notebook.name
    ran.parent.mkdir(exist_ok=True)
    try:
        run(notebook, ran, mine, progress=progress, kernels=plan.kernels, timeout=plan.timeout)
    except ScoutingError:
        if plan.keep and ran.is_file():
            _without_place(ran)
            with new_folder(plan.keep) as kept:
                shutil.copy(ran, kept / ran.name)
        raise
    return _without_place(ran)


def _without_place(path: Path) -> nbformat.NotebookNode:
    """The executed notebook without the folder it was made in: that folder is gone when anyone reads it."""
    done = nbformat.read(path, as_version=4)
    ran = done.metadata.papermill
    if "out" in ran["parameters"]:
        ran["parameters"]["out"] = ""
    for name in ("input_path", "output_path"):
        ran[name] = Path(ran[name]).name
    for cell in done.cells:
        if "injected-parameters" in cell.metadata.get("tags", []):
            lines = cell.source.splitlines()
            cell.source = "\n".join('out = ""' if line.startswith("out = ") else line for line in lines)
    nbformat.write(done, path)
    return done


@cache
def _register_engine() -> None:
    """papermill's own engine, once a process, save that a kernel that dies or hangs leaves its notebook, too.

    papermill writes a notebook once a cell has failed, and loses it where the kernel died or took too long. Here such
    an end is put into the cell that was running, as its error: all the rest is papermill's.
    """
    from papermill.engines import NBClientEngine, papermill_engines

    class Engine(NBClientEngine):
        @classmethod
        def execute_managed_notebook(cls, nb_man, kernel_name, **options):
            try:
                super().execute_managed_notebook(nb_man, kernel_name, **options)
            except Exception as err:
                code = [c for c in nb_man.nb.cells if c.cell_type == "code"]
                begun = sum(c.metadata.papermill["start_time"] is not None for c in code)
                if not begun:
                    raise
                cell = code[begun - 1]
                cell.execution_count = begun
                said = str(err).strip().splitlines()[0] if str(err).strip() else ""
                name = type(err).__name__
                traceback = [f"{name}: {said}"]
                cell.outputs.append(nbformat.v4.new_output("error", ename=name, evalue=said, traceback=traceback))
                nb_man.cell_exception(cell)

    papermill_engines.register(_ENGINE, Engine)


#: A report's cells are no person's history; and a machine that runs unattended may have no home to write it to.
_NO_HISTORY = "--HistoryManager.enabled=False"


class LocalKernelManager(AsyncKernelManager):
    """A kernel of the Python that asks for it, whatever kernels the user has installed besides.

    It talks over IPC: no ports to race for, nothing on the network. Windows has no such sockets: there it
    is TCP on 127.0.0.1.
    """

    @default("transport")
    def _local(self) -> str:
        return "tcp" if sys.platform == "win32" else "ipc"

    @default("ip")
    def _sockets(self) -> str:
        # Each kernel's own name for them: the usual one is found by looking which is free, and two that start at the
        # same moment find the same. Short, because a socket's path may have a hundred letters.
        if self.transport == "tcp":
            return localhost()
        return str(Path(tempfile.gettempdir()) / f"scouting-{uuid.uuid4().hex[:16]}")

    @property
    def kernel_spec(self) -> KernelSpec:
        quiet = "--log-level=50"  # its shutdown would tell of an interrupt that nobody made
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", quiet, _NO_HISTORY]
        return KernelSpec(argv=argv, display_name="Python 3", language="python")
