"""What a pack is: a file of data/packs that says what is made for which councils, checked before anything runs."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scouting import paths
from scouting.errors import ScoutingError, did_you_mean, unknown
from scouting.recipes.files import load
from scouting.terms import ASKED_OUTPUTS, PACK_OUTPUTS

#: The parameters that every notebook is given by the pack's own entries, so never by hand.
GIVEN = ("council", "neighbours", "indicators", "last_period", "as_of", "out")
_KEYS = {"title": str, "notebooks": list, "indicators": (str, list), "councils": (str, list), "neighbours": str,
         "outputs": list}  # fmt: skip
#: The notebook that shows a group of councils in one document.
OF_A_GROUP = "8_region"
_NEEDED = ("title", "notebooks", "indicators", "councils")


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
    path = Path(name_or_path)
    if path.suffix not in (".yml", ".yaml"):
        if str(name_or_path) not in names():
            raise ScoutingError(unknown("pack", str(name_or_path), names(), f"data/packs: {', '.join(names())}"))
        path = paths.PACKS / f"{name_or_path}.yml"
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as err:
        raise ScoutingError(f"{path} cannot be read as a pack: {getattr(err, 'strerror', None) or err}") from None
    written, twice = load(text, path.name)
    if not isinstance(written, dict):
        raise ScoutingError(f"{path.name} is no pack: it must have the entries {', '.join(_NEEDED)}.")
    problems = [f"'{key}' is there twice." for key in twice] + _form(written)
    notebooks, wrong = _notebooks(written.get("notebooks"))
    problems += wrong
    if not re.fullmatch(r"[a-z][a-z0-9_]*", path.stem):
        problems.append(f"The file's name '{path.stem}' must be small letters, digits and underscores.")
    if problems:
        raise ScoutingError([f"{path.name}: {problem}" for problem in problems])
    indicators, councils = written["indicators"], written["councils"]
    return Pack(
        path.stem, written["title"].strip(), notebooks,
        indicators.strip() if isinstance(indicators, str) else ",".join(indicators),
        tuple([councils.strip()] if isinstance(councils, str) else councils),
        (written.get("neighbours") or "").strip(), tuple(written.get("outputs", PACK_OUTPUTS)),
    )  # fmt: skip


def _form(written: dict) -> list[str]:
    problems = [f"Unknown entry '{k}'.{did_you_mean(str(k), _KEYS)}" for k in written if k not in _KEYS]
    problems += [f"The entry '{key}' is missing." for key in _NEEDED if _is_blank(written.get(key))]
    problems += [f"'{key}' has a character that cannot be shown: {text!a}." for key, value in written.items()
                 for text in _texts(value) if any(unicodedata.category(c) in ("Cc", "Cs") for c in text)]  # fmt: skip
    words = {str: "a text", list: "a list", (str, list): "a text or a list of texts"}
    for key, kind in _KEYS.items():
        value = written.get(key)
        texts = isinstance(value, list) and key != "notebooks"
        if value is not None and (
            not isinstance(value, kind) or (texts and not all(isinstance(v, str) for v in value))
        ):
            problems.append(f"'{key}' must be {words[kind]}.")
        elif key == "outputs":
            known = (*PACK_OUTPUTS, *ASKED_OUTPUTS)
            problems += [unknown("output", v, known, f"this message: {', '.join(known)}")
                         for v in value or [] if v not in known]  # fmt: skip
    return problems


def _is_blank(value: object) -> bool:
    return not value or (isinstance(value, str) and not value.strip())


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

    data, problems = dataset.load(), []
    problems += catalog_problems(data.catalog)

    def attempt(judge, *arguments):
        try:
            judge(*arguments)
        except ScoutingError as err:
            problems.extend(f"{pack.name}.yml: {problem}" for problem in err.problems)

    held = sorted(path.stem for path in paths.NOTEBOOKS.glob("*.ipynb"))
    for notebook, own in pack.notebooks:
        if notebook == OF_A_GROUP:
            problems.append(
                f"{pack.name}.yml: {notebook} is one document for a group, not one for each council. Make it with: "
                f"scouting region data/packs/{pack.name}.yml"
            )
            continue
        if notebook not in held:
            problems.append(f"{pack.name}.yml: {unknown('notebook', notebook, held, 'the folder notebooks')}")
            continue
        attempt(check_parameters, paths.NOTEBOOKS / f"{notebook}.ipynb", own)
    attempt(chosen, data, pack.indicators)
    if pack.neighbours:
        attempt(check_set, data.catalog, pack.neighbours)
    if problems:
        raise ScoutingError(problems)
