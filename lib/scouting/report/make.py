"""Make one council's report: check everything, run the notebook aside, put the whole in place or nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd

import scouting
from scouting import dataset, paths, recipes, values
from scouting.catalog.check import problems as catalog_problems
from scouting.dataset import Dataset
from scouting.errors import ScoutingError
from scouting.pages.scouting_party import show
from scouting.paths import new_folder, slug
from scouting.periods import newest_of_care
from scouting.report import first, pdf, room, since, slides, stamp, tables
from scouting.report.run import PLAIN, check_parameters, known_parameters, run
from scouting.report.sources import LICENCE
from scouting.study import Study, study
from scouting.terms import PACK_OUTPUTS, SERVICES, SMALL_COUNT
from scouting.words.figures import day_words

NOTEBOOK = "1_scouting_party"
#: The council's own signs of grip being lost: part of a report on a whole service, not of one on chosen indicators.
WARNING = "4_early_warning"


@dataclass(frozen=True)
class Plan:
    """How a report is made, where it is not the usual one: what a pack asks for.

    ``notebooks``: names, each with the parameters that it is given besides the report's own; none: the usual ones.
    ``name``: of folder and files. ``kernels``: the class of kernel manager; ``timeout``: seconds that one cell may
    take. ``keep``: the folder for the notebook of a run that failed. ``finish``: called with the folder before it is
    put in place. ``at_once``: run the notebooks beside each other, so that none waits while another's kernel starts or
    ends; for a process that Ctrl-C does not reach, as it would wait for all of them.
    """

    notebooks: tuple[tuple[str, dict[str, Any]], ...] = ()
    outputs: tuple[str, ...] = PACK_OUTPUTS
    name: str = ""
    kernels: str = PLAIN
    timeout: float | None = None
    keep: Path | None = None
    finish: Callable[[Path], None] = field(default=lambda _: None)
    at_once: bool = False


def facts(of: Study, parameters: dict[str, Any], as_of: dt.date) -> list[tuple[str, str]]:
    """What a reader needs to trace the report: who, against whom, with what, made when and by what."""
    chosen = of.neighbour_set
    given = ", ".join(f"{name} = {value!r}" for name, value in parameters.items() if name != "out")
    listed = [
        ("Report", title(of)),
        ("Council", f"{of.name} ({of.area_code})"),
        ("Similar councils", chosen.described),
        ("Made on", f"{day_words(as_of)}, by Scouting {scouting.__version__}"),
        ("Parameters", given),
        ("Licence of the figures", LICENCE),
        ("Not for", "league tables, appraisal, sanction, or conclusions about any person"),
    ]
    return listed + release_facts(of.sources().source_id)


def release_facts(source_ids: pd.Series) -> list[tuple[str, str]]:
    """The files of some releases, with their checksums."""
    held = values.releases()
    used = held[held.source_id.isin(source_ids)]
    return [(row.source_id, f"{row.file}, SHA-256 {row.sha256}") for row in used.itertuples()]


def title(of: Study) -> str:
    """The report's title: the council, the service and the month of its newest figure of care."""
    services = set(of.panel.indicators.service)
    what = {"children": "children's social care", "adults": "adult social care"}[services.pop()]
    if services:
        what = "social care"
    return f"{of.name} and similar councils: {what} to {newest_of_care(of.comparison, of.panel.indicators):%B %Y}"


def asked_ids(of: Study, indicators: str) -> str:
    """What was asked for as it is handed on: a service or 'all' by name, else the ids joined by commas."""
    plain = isinstance(indicators, str) and indicators.strip() in ("all", *SERVICES)
    return indicators.strip() if plain else ",".join(of.indicators.index)


def folder_name(of: Study, ids: str) -> str:
    """The report's name: the council, and what differs from the usual question, so that answers do not overwrite.

    A list of indicators is named by its one id, or by how many and a short hash of which.
    """
    parts = [slug(of.name)]
    if of.neighbour_set.set_id != of.usual_set:
        parts.append(slug(of.neighbour_set.set_id))
    if ids in ("all", *SERVICES):
        parts += [ids] if ids != "children" else []
    elif "," in ids:
        which = hashlib.sha256(ids.encode()).hexdigest()[:6]
        parts.append(f"{ids.count(',') + 1}-indicators-{which}")
    else:
        parts.append(slug(ids))
    return "-".join(parts)


def check_target(target: Path) -> None:
    """Raises ScoutingError where the report's folder holds what Scouting did not write: it would be lost."""
    if not target.is_dir():
        return
    ours = {"charts", "tables", "notebooks", "status.json"}
    ours |= {f"{target.name}{end}" for end in (".html", "-room.html", ".pdf", ".xlsx", ".pptx")}
    strange = sorted(p.name for p in target.iterdir() if p.name not in ours)
    if strange:
        raise ScoutingError(
            f"{target} holds {', '.join(strange[:5])}, which Scouting did not write and a new report would replace. "
            "Move it elsewhere, or name another folder with --out."
        )


def make(
    council: str,
    neighbours: str = "",
    indicators: str = "children",
    out: Path | None = None,
    *,
    last_period: bool = False,
    small_counts: int = SMALL_COUNT,
    visits: bool = False,
    as_of: dt.date | None = None,
    say: Callable[[str], None] = lambda _: None,
    progress: bool = False,
    data: Dataset | None = None,
    plan: Plan | None = None,
) -> Path:
    """Make the report of one council and give its folder.

    The folder holds NAME.html (the page), NAME-room.html, NAME.xlsx, NAME.pptx, notebooks/, charts/ and tables/; it
    appears whole or not at all, and one that stood there before stays until then. Everything named is checked first.
    ``data``: figures that were loaded and checked before; ``plan``: what a pack asks for. Raises ScoutingError.
    """
    as_of, plan = as_of or dt.date.today(), plan or Plan()
    checked, data = data is not None, data or dataset.load()
    of = study(council, neighbours, indicators, last_period=last_period, small_counts=small_counts, data=data)
    wrong = [] if checked else catalog_problems(data.catalog)
    if wrong:
        raise ScoutingError(wrong)
    ids = asked_ids(of, indicators)
    # Not named where the usual set leaves the council out: the notebook must say so as the study here does.
    instead = not neighbours and of.neighbour_set.set_id != of.usual_set
    parameters = {
        "council": of.area_code,
        "neighbours": "" if instead else of.neighbour_set.set_id,
        "indicators": ids,
        "last_period": last_period,
        "small_counts": small_counts,
        "visits": visits,
        "as_of": as_of.isoformat(),
    }
    if not plan.notebooks:
        whole = ids in ("all", *SERVICES) and not last_period
        plan = replace(plan, notebooks=((NOTEBOOK, {}), *([(WARNING, {"service": of.service})] if whole else [])))
    books = [(paths.NOTEBOOKS / f"{notebook}.ipynb", {**parameters, **own}) for notebook, own in plan.notebooks]
    # A set that was not asked for stops no report: its recipe is named here, and on the page among the sets left out.
    for problem in recipes.problems(data.catalog):
        say(f"A neighbour set is left out. {problem}")
    for notice in of.notices:
        say(notice)
    name = plan.name or folder_name(of, ids)
    target = Path(out or paths.REPORTS).absolute() / name
    check_target(target)
    with new_folder(target) as aside:
        done = run_books(books, of.name, aside, plan, say, progress)
        say("writing the page, the workbook, the slides and the tables")
        told = facts(of, parameters, as_of)
        sheets = tables.tables(of)
        tables.write_csv(sheets, aside / "tables")
        news = _since(target, aside, of, as_of)
        first.write(of, done, sheets, told, news, as_of, aside / f"{name}.html", plan.outputs)
        room.write(of, as_of, told, aside / f"{name}-room.html")
        if news is not None:
            sheets["since"] = news.rows
            tables.write_csv({"since": news.rows}, aside / "tables")
        if "workbook" in plan.outputs:
            shown = of.panel.indicators.title.loc[show.closer_ids(of)]
            tables.write_xlsx(sheets, told, aside / f"{name}.xlsx", of.panel.indicators.decimals, list(shown.items()))
        if "pdf" in plan.outputs:
            say(pdf.write(aside / f"{name}.html", aside / f"{name}.pdf") or "printed the page to a PDF")
        if "slides" in plan.outputs:
            slides.write(of, done, told, as_of, aside / f"{name}.pptx")
        if "notebooks" not in plan.outputs:
            shutil.rmtree(aside / "notebooks")
        plan.finish(aside)
    return target


def _since(target: Path, aside: Path, of: Study, as_of: dt.date) -> since.Since | None:
    """What changed since the pack that stands in ``target``, with the new one stamped."""
    made = stamp.of_study(of, as_of)
    stamp.write(made, aside)
    news = since.since(target, aside, of.data.catalog.area_changes)
    if news is not None:
        stamp.write(replace(made, earlier=news.earlier), aside)
    return news


def run_books(
    books: list[tuple[Path, dict[str, Any]]], name: str, aside: Path, plan: Plan, say: Callable, progress: bool
) -> list[nbformat.NotebookNode]:
    """Run the report's notebooks aside, each with its parameters; in their order, or at once where the plan says."""
    with ThreadPoolExecutor(len(books) if plan.at_once else 1) as threads:
        run = threads.map if plan.at_once else map
        return list(run(lambda book: run_book(*book, name, aside, plan, say, progress), books))


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
