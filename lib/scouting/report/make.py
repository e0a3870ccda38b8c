"""Make one council's report: check everything, run the notebook aside, put the whole in place or nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat

import scouting
from scouting import dataset, paths, recipes, values
from scouting.catalog.check import problems as catalog_problems
from scouting.errors import ScoutingError, unknown
from scouting.paths import new_folder, slug
from scouting.report import page, slides, tables
from scouting.study import Study, show, study
from scouting.terms import LOCAL, SERVICES, SMALL_COUNT

NOTEBOOK = "1_scouting_party"


def check_parameters(notebook: Path, parameters: dict[str, Any]) -> None:
    """Refuse parameters that the notebook does not have: papermill would only warn and go on.

    Raises ScoutingError with every unknown name and the nearest right one.
    """
    if not notebook.is_file():
        raise ScoutingError(f"{notebook} is missing. It comes with the project.")
    from papermill import inspect_notebook  # takes two seconds to import; listing councils should not wait for it

    known = inspect_notebook(str(notebook))
    strange = [name for name in parameters if name not in known]
    if strange:
        where = f"the first code cell of {notebook.name}: {', '.join(known)}"
        raise ScoutingError([unknown("parameter", name, known, where) for name in strange])


def run(notebook: Path, output: Path, parameters: dict[str, Any], *, progress: bool = False) -> nbformat.NotebookNode:
    """Run a notebook by papermill and write it executed. Raises ScoutingError naming the cell and its error."""
    from papermill import execute_notebook
    from papermill.exceptions import PapermillExecutionError

    check_parameters(notebook, parameters)
    try:
        done = execute_notebook(
            str(notebook), str(output), parameters=parameters, progress_bar=progress, cwd=str(paths.ROOT),
            kernel_name="python3", log_output=False, kernel_manager_class="scouting.report.kernel.LocalKernelManager",
        )  # fmt: skip
    except PapermillExecutionError as err:
        raise ScoutingError(
            f"{notebook.name} stopped in code cell {err.exec_count}: {err.ename}: {err.evalue} No report was written."
        ) from err
    except (OSError, UnicodeError) as err:
        raise ScoutingError(f"{notebook.name} could not be run: {err} No report was written.") from err
    return done


def facts(of: Study, parameters: dict[str, Any], as_of: dt.date) -> list[tuple[str, str]]:
    """What a reader needs to trace the report: who, against whom, with what, made when and by what."""
    chosen = of.neighbour_set
    given = ", ".join(f"{name} = {value!r}" for name, value in parameters.items() if name != "out")
    listed = [
        ("Report", title(of)),
        ("Council", f"{of.name} ({of.area_code})"),
        ("Neighbours", chosen.described),
        ("Made on", f"{as_of:%-d %B %Y}, by Scouting {scouting.__version__}"),
        ("Parameters", given),
        (
            "Licence of the figures",
            "Contains public sector information licensed under the Open Government Licence v3.0",
        ),
        ("Not for", "league tables, appraisal, sanction, or conclusions about any person"),
    ]
    used = set(of.sources().source_id)
    held = values.releases()
    for row in held[held.source_id.isin(used)].itertuples():
        listed.append((row.source_id, f"{row.file}, SHA-256 {row.sha256}"))
    return listed


def title(of: Study) -> str:
    """The report's title: the council, the service and the newest published period in it."""
    services = set(of.panel.indicators.service)
    what = {"children": "children's social care", "adults": "adult social care"}[services.pop()]
    if services:
        what = "social care"
    published = of.panel.indicators.source_id != LOCAL
    ends = of.comparison.period_end
    return f"{of.name} and its neighbours: {what} to {(ends[published] if published.any() else ends).max():%B %Y}"


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
    ours = {"charts", "tables", "notebooks", *(f"{target.name}.{end}" for end in ("html", "xlsx", "pptx"))}
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
) -> Path:
    """Make the report of one council and give its folder.

    The folder holds NAME.html (the page), NAME.xlsx, NAME.pptx, notebooks/, charts/ and tables/; it appears whole
    or not at all, and one that stood there before stays until then. Everything named is checked before anything runs.
    Raises ScoutingError.
    """
    as_of = as_of or dt.date.today()
    data = dataset.load()
    of = study(council, neighbours, indicators, last_period=last_period, small_counts=small_counts, data=data)
    wrong = catalog_problems(data.catalog)
    if wrong:
        raise ScoutingError(wrong)
    notebook = paths.NOTEBOOKS / f"{NOTEBOOK}.ipynb"
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
    check_parameters(notebook, {**parameters, "out": ""})
    # A set that was not asked for stops no report: its recipe is named here, and on the page among the sets left out.
    for problem in recipes.problems(data.catalog):
        say(f"A neighbour set is left out. {problem}")
    for notice in of.notices:
        say(notice)
    name = folder_name(of, ids)
    target = Path(out or paths.REPORTS).absolute() / name
    check_target(target)
    with new_folder(target) as aside:
        say(f"running {notebook.name} for {of.name}")
        (aside / "notebooks").mkdir()
        ran = aside / "notebooks" / notebook.name
        run(notebook, ran, {**parameters, "out": str(aside / "charts")}, progress=progress)
        done = _without_place(ran, aside)
        say("writing the page, the workbook, the slides and the tables")
        told = facts(of, parameters, as_of)
        page.write(done, title(of), told, aside / f"{name}.html")
        sheets = tables.tables(of)
        tables.write_csv(sheets, aside / "tables")
        shown = of.panel.indicators.title.loc[show.closer_ids(of)]
        tables.write_xlsx(sheets, told, aside / f"{name}.xlsx", of.panel.indicators.decimals, list(shown.items()))
        slides.write(of, [done], told, as_of, aside / f"{name}.pptx")
    return target


def _without_place(path: Path, aside: Path) -> nbformat.NotebookNode:
    """The executed notebook without the folder it was made in: that folder is gone when anyone reads it."""
    done = nbformat.read(path, as_version=4)
    ran = done.metadata.papermill
    ran["parameters"]["out"] = ""
    for name in ("input_path", "output_path"):
        ran[name] = Path(ran[name]).name
    for cell in done.cells:
        if "injected-parameters" in cell.metadata.get("tags", []):
            lines = cell.source.splitlines()
            cell.source = "\n".join('out = ""' if line.startswith("out = ") else line for line in lines)
    nbformat.write(done, path)
    return done
