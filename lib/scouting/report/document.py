"""A document to hand on, whole in its folder or not there: what the report, a region's document and the brief share."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar

import pandas as pd

import scouting
from scouting import dataset, paths, shelf, values
from scouting.catalog.check import problems as catalog_problems
from scouting.dataset import Dataset
from scouting.errors import ScoutingError
from scouting.frames import each_row
from scouting.own import seen, shown
from scouting.paths import new_folder, slug
from scouting.report import pdf, stamp, tables
from scouting.report.run import Plan, run_books
from scouting.report.since import Since, since
from scouting.terms import LICENCE, SERVICES, SMALL_COUNT
from scouting.words.figures import day_words

_WHAT = {"children": "children's social care", "adults": "adult social care"}


@dataclass(frozen=True)
class Document:
    """What all documents have in common. ``of``: the study or region that it is of, everything named in it checked.

    ``name``: of folder and files; ``parameters``: of its notebooks; ``notices``: what is said before it is made. Each
    kind has a ``title``; ``about``, the facts of who it is of; ``tables`` by their sheets' names; and ``write(books,
    sheets, news, stem)``, which writes the files for readers: ``books`` are the executed notebooks, ``news`` what
    changed since the one before, ``stem`` the path that endings are put to.
    """

    of: Any
    as_of: dt.date
    name: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    plan: Plan = field(default_factory=Plan)
    notices: tuple[str, ...] = ()

    title: ClassVar[Any]
    about: ClassVar[Any]
    tables: ClassVar[Any]
    write: ClassVar[Any]
    #: What its first fact is called, what is written besides the notebooks, and how it is compared with the one before.
    head, files, kind = "Report", "the page, the workbook and the tables", None

    def write_beside(self, sheets: dict[str, pd.DataFrame], stem: Path) -> None:
        """Write the files for readers that no notebook is needed for: done while notebooks run."""

    def made_from(self) -> tuple[list[Any], list[pd.DataFrame]]:
        """What its content depends on besides the figures and catalogue of its services: values, and tables."""
        return [], []

    def services(self) -> list[str]:
        """Its services in words."""
        return [_WHAT[s] for s in SERVICES if (self.of.panel.indicators.service == s).any()]

    def facts(self) -> list[tuple[str, str]]:
        """What a reader needs to trace it: who, against whom, with what, made when and by what, from which files."""
        given = ", ".join(f"{name} = {value!r}" for name, value in self.parameters.items())
        held = values.releases()
        used = held[held.source_id.isin(self.of.sources().source_id)]
        return [
            (self.head, self.title()),
            *self.about(),
            ("Made on", f"{day_words(self.as_of)}, by Scouting {scouting.__version__}"),
            ("Parameters", given),
            ("Licence of the figures", LICENCE),
            ("Not for", "league tables, appraisal, sanction, or conclusions about any person"),
            *((row.source_id, f"{row.file}, SHA-256 {row.sha256}") for row in each_row(used)),
        ]

    def content(self) -> str:
        """A digest of all that it is made from, beside the code: it tells whether there is anything new in it.

        Every figure of its services (explanations set indicators beside each other), the catalogue's rows of them, the
        councils, the releases' checksums, and what ``made_from`` gives.
        """
        known, (parts, frames) = self.of.data.catalog, self.made_from()
        services = known.indicators[known.indicators.service.isin(self.of.indicators.service.unique())]
        parts = [*parts, list(tables.digests(self.of.data.values, services.index))]
        frames = [services, known.areas, known.neighbour_sets, known.not_held, *frames, self.of.sources()]
        texts = [frame.astype(str).to_csv() for frame in frames]
        return hashlib.sha256(json.dumps([parts, texts], sort_keys=True, default=str).encode()).hexdigest()[:32]

    def stamp(self) -> stamp.Stamp:
        """The day, the code and the content."""
        return stamp.Stamp(self.as_of.isoformat(), scouting.__version__, shelf.code()[:16], self.content())

    def unchanged(self, folder: Path) -> bool:
        """Whether the one in a folder was made by this code from just this: it need not be made again.

        Notebooks and a pack's own entries are not looked at: whoever asks knows whether those are the same.
        """
        held = stamp.read(folder)
        return held is not None and (held.code, held.content) == (shelf.code()[:16], self.content())

    def make(
        self,
        out: Path | None = None,
        *,
        say: Callable[[str], None] = lambda _: None,
        progress: bool = False,
        force: bool = True,
    ) -> Path:
        """Make it and give its folder, in ``out``: NAME.html, NAME.xlsx, tables/ and what else its kind has.

        It appears whole or not at all, and one that stood there before stays until then; for good where nothing behind
        it changed, unless ``force``. Raises ScoutingError where a notebook fails or the folder cannot be written.
        """
        for notice in self.notices:
            say(notice)
        target = Path(out or paths.REPORTS).absolute() / self.name
        check_target(target)
        stamp.check(target)
        held = stamp.read(target)
        if held and not force and is_whole(target) and self.unchanged(target):
            say(f"Nothing changed since {day_words(held.made)}: the document of that day stays. --force makes it anew.")
            return target
        with new_folder(target) as aside:
            books = [(paths.NOTEBOOKS / f"{book}.ipynb", {**self.parameters, **own})
                     for book, own in self.plan.notebooks]  # fmt: skip
            sheets: dict[str, pd.DataFrame] = {}
            news: list[Since | None] = []

            def meanwhile() -> None:
                sheets.update(self.tables())
                tables.write_csv(sheets, aside / "tables")
                news.append(self._since(target, aside))
                if news[0] is not None:
                    sheets["since"] = news[0].rows
                    tables.write_csv({"since": news[0].rows}, aside / "tables")
                self.write_beside(sheets, aside / self.name)

            done = run_books(books, self.of.name, aside, self.plan, say, progress, meanwhile)
            say(f"writing {self.files}")
            self.write(done, sheets, news[0], aside / self.name)
            if "pdf" in self.plan.outputs:
                say(pdf.write(aside / f"{self.name}.html", aside / f"{self.name}.pdf") or "printed the page to a PDF")
            if "notebooks" not in self.plan.outputs:
                shutil.rmtree(aside / "notebooks")
            self.plan.finish(aside)
            self.note_down()
            check_target(target)  # once more: somebody may have put a file there meanwhile
            (aside / _MADE).write_text("".join(f"{name}\n" for name in _files(aside)), encoding="utf-8")
        return target

    def local(self) -> pd.DataFrame:
        """The figures of councils' own that it shows, small counts suppressed."""
        return self.of.own

    def note_down(self) -> None:
        """Keep which own figures it shows, before anybody can read it: what is suppressed later must not follow."""
        own, known = self.local(), (self.of.data.published or self.of.data).catalog
        if len(own):
            level = self.parameters.get("small_counts", SMALL_COUNT)
            shown.note_down(own, seen.read(known).figures, level, self.as_of)

    def _since(self, target: Path, aside: Path) -> Since | None:
        """What changed since the one that stands in ``target``, with the new one stamped."""
        if self.kind is None:
            return None
        made = self.stamp()
        stamp.write(made, aside)
        news = since(self.kind, target, aside, self.of.data.catalog.area_changes)
        if news is not None:
            stamp.write(replace(made, earlier=news.earlier), aside)
        return news


def checked(data: Dataset | None) -> Dataset:
    """Figures that were loaded and checked before, or those of the project, their catalogue checked now."""
    if data is None:
        data = dataset.load()
        if wrong := catalog_problems(data.catalog):
            raise ScoutingError(wrong)
    newest, today = data.values.period_end.max(), dt.date.today()
    if newest.date() > today:
        raise ScoutingError(
            f"This machine's clock says {day_words(today)}, and there are figures to {day_words(newest.date())}: ages "
            "and what is due would be wrong. Set the clock right."
        )
    return data


def asked_ids(of: Any, indicators: str) -> str:
    """What was asked for as it is handed on: a service or 'all' by name, else the ids joined by commas."""
    plain = isinstance(indicators, str) and indicators.strip() in ("all", *SERVICES)
    return indicators.strip() if plain else ",".join(of.indicators.index)


def folder_name(start: str, set_id: str, ids: str) -> str:
    """A document's name: who, and what differs from the usual question, so that answers do not overwrite.

    A list of indicators is named by its one id, or by how many and a short hash of which.

    >>> folder_name("derby", "", "children"), folder_name("derby", "region", "re_referrals")
    ('derby', 'derby-region-re-referrals')
    """
    parts = [start, *([slug(set_id)] if set_id else [])]
    if "," in ids:
        parts.append(f"{ids.count(',') + 1}-indicators-{short(ids)}")
    elif ids != "children":
        parts.append(slug(ids))
    return "-".join(parts)


def short(text: str) -> str:
    """A short hash, for a name that would be too long."""
    return hashlib.sha256(text.encode()).hexdigest()[:6]


def is_whole(target: Path) -> bool:
    """Whether the page, the workbook and the tables of a document are there."""
    named = (f"{target.name}.html", f"{target.name}.xlsx", "tables/verdicts.csv")
    return all((target / part).is_file() for part in named)


#: The list of what Scouting wrote into a document's folder.
_MADE = "tables/files.txt"


def _files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


def check_target(target: Path) -> None:
    """Raises ScoutingError where a document's folder holds what Scouting did not write: it would be lost."""
    if not target.is_dir():
        return
    held = _files(target)
    if _MADE in held:
        ours = {_MADE, *(target / _MADE).read_text(encoding="utf-8", errors="replace").splitlines()}
        strange = [name for name in held if name not in ours]
    else:  # a version that kept no list made it, or nothing did
        ours = {"charts", "tables", "notebooks", "status.json"}
        ours |= {f"{target.name}{end}" for end in (".html", "-room.html", ".pdf", ".xlsx", ".pptx")}
        strange = [name for name in held if name.split("/")[0] not in ours]
    if strange:
        raise ScoutingError(
            f"{target} holds {', '.join(strange[:5])}, which Scouting did not write and a new report would replace. "
            "Move it elsewhere, or name another folder with --out."
        )
