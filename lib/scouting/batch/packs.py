"""What a pack is: a file of data/packs that says what is made for which councils, checked before anything runs."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scouting import paths, texts
from scouting.errors import Problems, did_you_mean, unknown
from scouting.recipes.files import Entry, Form, find, load
from scouting.terms import PACK_OUTPUTS

#: What it holds only when asked: a PDF takes a browser and its time, a paper is for a committee.
ASKED_OUTPUTS = ("pdf", "docx")

#: The parameters that every notebook is given by the pack's own entries, so never by hand.
GIVEN = ("council", "neighbours", "indicators", "last_period", "as_of", "out")
#: The notebook that shows a group of councils in one document.
OF_A_GROUP = "8_region"


def _are_texts(value: Any) -> bool:
    """Whether a value is a list of texts, or says nothing."""
    return value is None or (isinstance(value, list) and all(isinstance(v, str) for v in value))


_TEXT = Entry(lambda value: isinstance(value, str | None), "'{key}' must be a text.")
_TEXTS = Entry(lambda v: isinstance(v, str) or _are_texts(v), "'{key}' must be a text or a list of texts.", needed=True)
_LIST = Entry(lambda value: isinstance(value, list | None), "'{key}' must be a list.", needed=True)
_FORM = Form(
    {
        "title": _TEXT._replace(needed=True),
        "notebooks": _LIST,
        "indicators": _TEXTS,
        "councils": _TEXTS,
        "neighbours": _TEXT,
        "outputs": Entry(_are_texts, _LIST.message, list(PACK_OUTPUTS)),
    },
    "{} is not a pack",
)


@dataclass(frozen=True)
class Pack:
    """A pack as it is written. ``notebooks``: names and their own parameters, in the order of the page.

    ``indicators``: a service, 'all', or ids joined by commas in their order. ``councils``: as written: 'all', a
    region, or councils. ``neighbours``: a set, or blank for the service's own.
    """

    name: str
    title: str
    notebooks: tuple[tuple[str, dict[str, Any]], ...]
    indicators: str
    councils: tuple[str, ...]
    neighbours: str = ""
    outputs: tuple[str, ...] = PACK_OUTPUTS


def names() -> list[str]:
    """The names of the packs in data/packs, in alphabetical order.

    >>> "children" in names()
    True
    """
    return sorted(path.stem for path in paths.PACKS.glob("*.yml"))


def read(name_or_path: str | Path) -> Pack:
    """A pack by its name in data/packs, or from a file ending in .yml or .yaml.

    Raises ScoutingError with every problem of the file's form; ``check`` judges the names in it.

    >>> read("children").indicators
    'children'
    """
    path = find(name_or_path, paths.PACKS, names(), "pack", "data/packs")
    written, problems = load(texts.read(path, "pack"), path.name)
    said, wrong = _FORM.judge(written, path.stem, path.name)
    problems += wrong
    problems += [f"'{key}' has a character that cannot be shown: {text!a}." for key, value in written.items()
                 for text in _texts(value) if any(unicodedata.category(c) in ("Cc", "Cs") for c in text)]  # fmt: skip
    known, outputs = (*PACK_OUTPUTS, *ASKED_OUTPUTS), (_are_texts(said["outputs"]) and said["outputs"]) or []
    problems += [unknown("output", v, known, f"this message: {', '.join(known)}")
                 for v in outputs if v not in known]  # fmt: skip
    notebooks, wrong = _notebooks(said["notebooks"])
    problems += wrong
    problems.raise_if_any(path.name)
    indicators, councils = said["indicators"], said["councils"]
    return Pack(
        path.stem, said["title"].strip(), notebooks,
        indicators.strip() if isinstance(indicators, str) else ",".join(indicators),
        tuple([councils.strip()] if isinstance(councils, str) else councils),
        (said["neighbours"] or "").strip(), tuple(outputs),
    )  # fmt: skip


def _texts(value: object) -> list[str]:
    """Every text of an entry, however deep."""
    if isinstance(value, str):
        return [value]
    parts = [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for part in parts for text in _texts(part)]


def _notebooks(written: object) -> tuple[tuple[tuple[str, dict[str, Any]], ...], list[str]]:
    found, problems = [], []
    for place, entry in enumerate(written if isinstance(written, list) else [], start=1):
        own = entry.get("parameters") or {} if isinstance(entry, dict) else None
        if own is None or not isinstance(entry.get("notebook"), str) or not isinstance(own, dict):
            problems.append(f"Notebook {place} must be 'notebook: NAME', with 'parameters:' under it if it has some.")
            continue
        problems += [f"Notebook {place}: unknown entry '{key}'.{did_you_mean(str(key), ('notebook', 'parameters'))}"
                     for key in entry if key not in ("notebook", "parameters")]  # fmt: skip
        problems += [f"Notebook {place}: '{key}' is given to every notebook by the pack; leave it out."
                     for key in own if key in GIVEN]  # fmt: skip
        problems += [f"Notebook {place}: '{key}' must be a text, a number, true or false."
                     for key, value in own.items() if not isinstance(value, str | int | float | bool)]  # fmt: skip
        if any(entry["notebook"] == name for name, _ in found):
            problems.append(f"Notebook {place}: {entry['notebook']} is there twice.")
        found.append((entry["notebook"], own))
    return tuple(found), problems


def check(pack: Pack) -> None:
    """Judge every name of a pack: notebooks and their parameters, indicators, the set of neighbours.

    Raises ScoutingError with all of them at once, each with the nearest right one.
    """
    from scouting import dataset  # with what follows, two seconds: a batch with nothing to do has no need of it
    from scouting.catalog.check import problems as catalog_problems
    from scouting.neighbours import check_set
    from scouting.report.run import check_parameters
    from scouting.study.choose import chosen

    data, problems = dataset.load(), Problems()
    held = sorted(path.stem for path in paths.NOTEBOOKS.glob("*.ipynb"))
    for notebook, own in pack.notebooks:
        if notebook == OF_A_GROUP:
            problems.append(
                f"{notebook} is one document for a group, not one for each council. Make it with: "
                f"scouting region data/packs/{pack.name}.yml"
            )
            continue
        if notebook not in held:
            problems.append(unknown("notebook", notebook, held, "the folder notebooks"))
            continue
        problems.attempt(check_parameters, paths.NOTEBOOKS / f"{notebook}.ipynb", own)
    problems.attempt(chosen, data, pack.indicators)
    if pack.neighbours:
        problems.attempt(check_set, data.catalog, pack.neighbours)
    Problems([*catalog_problems(data.catalog), *(f"{pack.name}.yml: {p}" for p in problems)]).raise_if_any()
