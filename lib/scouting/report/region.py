"""The document of a group of councils: its notebook run, one page, one workbook, its tables; whole or not at all."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import scouting
from scouting import dataset, paths
from scouting.catalog.check import problems as catalog_problems
from scouting.dataset import Dataset
from scouting.errors import ScoutingError
from scouting.pages.region.show import tables as tables_of
from scouting.pages.region.tables import Region, region
from scouting.paths import new_folder, slug
from scouting.periods import newest_of_care
from scouting.report import first, page, region_since, stamp, tables
from scouting.report.make import Plan, check_target, release_facts, run_book
from scouting.report.since import Since
from scouting.report.sources import LICENCE
from scouting.terms import SERVICES, SMALL_COUNT
from scouting.words.figures import day_words

NOTEBOOK = "8_region"
_WHAT = {"children": "children's social care", "adults": "adult social care"}


def title(of: Region) -> str:
    """The document's title: the group, the service and the month of its newest figure of care."""
    services = [_WHAT[s] for s in SERVICES if (of.indicators.service == s).any()]
    newest = newest_of_care(of.verdicts, of.indicators)
    return f"{of.name}: {' and '.join(services)} to {newest:%B %Y}, council by council and topic by topic"


def folder_name(of: Region, neighbours: str, indicators: str) -> str:
    """The document's name: the group and what differs from the usual question, so that answers do not overwrite.

    >>> folder_name(region("South West", indicators="re_referrals"), "", "re_referrals")
    'region-south-west-re-referrals'
    """
    parts = [f"region-{slug(of.asked)}"]
    if "," in of.asked:
        parts = [f"region-{len(of.codes)}-councils-{_short(of.asked)}"]
    if neighbours:
        parts.append(slug(neighbours))
    if "," in indicators:
        parts.append(f"{len(of.indicators)}-indicators-{_short(indicators)}")
    elif indicators != "children":
        parts.append(slug(indicators))
    return "-".join(parts)


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:6]


def facts(of: Region, parameters: dict, as_of: dt.date) -> list[tuple[str, str]]:
    """What a reader needs to trace the document: who, with what, made when and by what, from which files."""
    given = ", ".join(f"{name} = {value!r}" for name, value in parameters.items())
    return [
        ("Report", title(of)),
        ("Councils", ", ".join(f"{name} ({code})" for code, name in of.names.items())),
        ("Similar councils", "each council's own statistical neighbours: see the sheet councils"),
        ("Made on", f"{day_words(as_of)}, by Scouting {scouting.__version__}"),
        ("Parameters", given),
        ("Licence of the figures", LICENCE),
        ("Not for", "league tables, appraisal, sanction, or conclusions about any person"),
        *release_facts(of.sources().source_id),
    ]  # fmt: skip


def make(
    councils: str,
    neighbours: str = "",
    indicators: str = "children",
    out: Path | None = None,
    *,
    small_counts: int = SMALL_COUNT,
    as_of: dt.date | None = None,
    say: Callable[[str], None] = lambda _: None,
    progress: bool = False,
    data: Dataset | None = None,
    recipe: str = "",
    force: bool = False,
) -> Path:
    """Make the document of a group of councils and give its folder: NAME.html, NAME.xlsx, notebooks/, charts/, tables/.

    ``councils``: a region, 'all', or councils joined by commas. It appears whole or not at all, and tells what changed
    since the one that stood there; where nothing behind it did, that one stays, unless ``force``. ``recipe``: a word
    for how it is made beside the code (notebook, libraries): another word makes it anew. Raises ScoutingError with
    what is wrong before anything runs.
    """
    as_of, data = as_of or dt.date.today(), data or dataset.load()
    of = region(councils, neighbours, indicators, small_counts=small_counts, data=data)
    wrong = catalog_problems(data.catalog)
    if wrong:
        raise ScoutingError(wrong)
    ids = indicators.strip() if indicators.strip() in ("all", *SERVICES) else ",".join(of.indicators.index)
    parameters = {"councils": of.asked, "neighbours": neighbours, "indicators": ids, "small_counts": small_counts,
                  "as_of": as_of.isoformat()}  # fmt: skip
    for notice in of.notices:
        say(notice)
    name = folder_name(of, neighbours, ids)
    target = Path(out or paths.REPORTS).absolute() / name
    check_target(target)
    digest = content(of, ids, small_counts, recipe)
    if not force and (made := _there(target, digest)):
        say(f"Nothing changed since {day_words(made)}: the document of that day stays. --force makes it anew.")
        return target
    plan = Plan(((NOTEBOOK, {}),))
    with new_folder(target) as aside:
        done = run_book(paths.NOTEBOOKS / f"{NOTEBOOK}.ipynb", parameters, of.name, aside, plan, say, progress)
        say("writing the page, the workbook and the tables")
        told, sheets = facts(of, parameters, as_of), tables_of(of)
        sheets["indicators"] = sheets["indicators"].assign(
            figures=tables.digests(data.values, of.indicators.index).to_numpy(),
            sizes=tables.sizes(data.values, of.indicators).to_numpy(),
        )
        tables.write_csv(sheets, aside / "tables")
        news = _since(target, aside, stamp.Stamp(as_of.isoformat(), scouting.__version__, stamp.code(), digest), data)
        if news is not None:
            sheets["since"] = news.rows
            tables.write_csv({"since": news.rows}, aside / "tables")
        page.write_body(first.of_region(news) + page.body(done), title(of), told, aside / f"{name}.html")
        tables.write_xlsx(sheets, told, aside / f"{name}.xlsx")
    return target


def content(of: Region, ids: str, small_counts: int, recipe: str = "") -> str:
    """A digest of all that a group's document is made from, beside the code: it tells whether one is due.

    Every figure of its services (pairs are looked for among all that can name anybody), the catalogue's rows of them,
    each council's neighbours, what members share, and the releases' checksums.
    """
    known = of.data.catalog
    services = known.indicators[known.indicators.service.isin(of.indicators.service.unique())]
    sets = {code: [of.sets[code].set_id, list(of.sets[code].codes)] for code in of.codes}
    parts = [of.codes, ids, small_counts, recipe, sets, list(tables.digests(of.data.values, services.index))]
    frames = [services, known.areas, known.neighbour_sets, known.not_held, of.shared, of.shared_facts, of.sources()]
    texts = [frame.astype(str).to_csv() for frame in frames]
    return hashlib.sha256(json.dumps([parts, texts], sort_keys=True, default=str).encode()).hexdigest()[:32]


def _there(target: Path, digest: str) -> str:
    """The day of the document that stands there whole, made by this code from just this; blank where there is none."""
    held, name = stamp.read(target), target.name
    whole = all((target / part).is_file() for part in (f"{name}.html", f"{name}.xlsx", "tables/verdicts.csv"))
    return held.made if held and whole and (held.code, held.content) == (stamp.code(), digest) else ""


def _since(target: Path, aside: Path, made: stamp.Stamp, data: Dataset) -> Since | None:
    """What changed since the document that stands in ``target``, with the new one stamped."""
    stamp.write(made, aside)
    news = region_since.since(target, aside, data.catalog.area_changes)
    if news is not None:
        stamp.write(replace(made, earlier=news.earlier), aside)
    return news
