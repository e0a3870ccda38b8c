"""A council's own neighbour sets: rows of a table, or a YAML file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import permutations
from pathlib import Path

import pandas as pd
import yaml

from scouting import recipes
from scouting.adapters import entries, text_files, uploads
from scouting.adapters.filled import Sheet, one_line
from scouting.adapters.own_tables import ASKED, Row, councils
from scouting.catalog import Catalog
from scouting.catalog.check import rules
from scouting.errors import ScoutingError, did_you_mean

#: A set with every council in it has some 25,000 pairs: far less than this.
MOST_BYTES = 1_000_000
_KEYS = ("set_id", "title", "publisher", "published", "neighbours", "councils")
_PUBLISHER = "The council's own set"


def neighbours(catalog: Catalog, *, once: bool = False) -> Callable[[Row], dict]:
    """A reader of rows of neighbours: a row of ``own_tables.TABLES["neighbours"]``; problems stay with the row.

    ``once``: a council that is not found is told the first time only.
    """
    rule, council = rules(vars(catalog))["neighbour_sets"], councils(catalog, once=once)
    taken = {*catalog.neighbour_sets.set_id, *recipes.names()}  # the rule of the column refuses the others

    def one(row: Row) -> dict:
        about = {column: row.texts.get(column, "") for column in ("set_id", "title", "publisher", "published")}
        about["publisher"] = about["publisher"] or _PUBLISHER
        about["published"] = _day(about["published"])
        for column, text in about.items():
            if (text or column in row.texts) and (wrong := rule[column](text)):
                row.say(column, wrong)
        if about["set_id"] in taken:
            row.say("set_id", f"'{about['set_id']}' is the name of a set there is. Give yours another one.")
        area, other = row.read("council", council, ""), row.read("neighbour", council, "")
        if area and area == other:
            row.say("neighbour", f"{catalog.name(area)} cannot be its own neighbour.")
        return about | {"area_code": area, "neighbour_code": other, "rank": row.read("rank", _rank, float("nan"))}

    return one


def _day(text: str) -> str:
    """A day, where only its year or its year and month are given: the first of them."""
    whole = re.fullmatch(r"((?:19|20)[0-9]{2})(-(?:0[1-9]|1[0-2]))?", text)
    return f"{whole[1]}{whole[2] or '-01'}-01" if whole else text


def _rank(text: str) -> float:
    rank = entries.number(text) if text else float("nan")
    if rank < 1 or rank % 1 > 0:
        raise ScoutingError(f"'{text}' is no rank. Ranks are 1, 2, 3 …, nearest first, or blank.")
    return rank


def uneven(table: pd.DataFrame) -> list[str]:
    """A sentence for each row whose set has another title, publisher or date in an earlier row."""
    about = ["title", "publisher", "published"]
    first = table.groupby("set_id")[[*about, "place"]].transform("first")
    return [
        f"{row.place}, {column}: '{getattr(row, column)}', but the set '{row.set_id}' has "
        f"'{first[column][row.Index]}' in {first.place[row.Index]}. A set has one {column}."
        for column in about
        for row in table[table[column] != first[column]].itertuples()
    ]


def is_set(path: Path) -> bool:
    """Whether a file is a neighbour set in YAML, told by its key set_id. Raises nothing."""
    try:
        start = text_files.read_bytes(path, text_files.HEAD) if path.is_file() else b""
    except ScoutingError:
        return False
    return bool(re.search(rb"^set_id[ \t]*:", start, re.MULTILINE)) and b"\0" not in start


def read(path: Path) -> Sheet:
    """A neighbour set in YAML as the table that one in CSV would be; each row's place is its council.

    Its keys: set_id, title, publisher, published, and neighbours (a list for each council, nearest first) or councils
    (a group: each is a neighbour of every other, without ranks). Raises ScoutingError with all that is wrong with it.
    """
    uploads.check_file(path, MOST_BYTES)
    held = _mapping(path, text_files.decoded(path))
    problems = [
        f"{path.name}: unknown key '{key}'.{did_you_mean(str(key), _KEYS)} Keys are {', '.join(_KEYS)}."
        for key in held
        if key not in _KEYS
    ]
    problems += [f"{path.name}: the key {key} is missing." for key in ("set_id", "title") if key not in held]
    if ("neighbours" in held) == ("councils" in held):
        problems.append(f"{path.name}: give either neighbours (a list for each council) or councils (one group).")
    if problems:
        raise ScoutingError(problems)
    about = {key: _text(path, key, held.get(key)) for key in ("set_id", "title", "publisher", "published")}
    pairs = [about | dict(zip(("council", "neighbour", "rank"), pair, strict=True)) for pair in _pairs(path, held)]
    must, may = ASKED["neighbours"]
    cells = pd.DataFrame(pairs, columns=must + may, dtype="str")
    cells.index = "council " + cells.council
    return Sheet(path.name, "", cells)


def _mapping(path: Path, content: str) -> dict:
    """What a YAML text holds. Anchors are refused: a small text with them can mean a table without end."""
    try:
        if any(isinstance(token, yaml.AnchorToken | yaml.AliasToken) for token in yaml.scan(content)):
            raise ScoutingError(f"{path.name}: has anchors or aliases (& and *). Write every council out.")
        doubled = list(_doubled(yaml.compose(content)))
        held = yaml.safe_load(content)
    except (yaml.YAMLError, RecursionError, ValueError) as err:
        said = one_line(str(err)) or "too deep"
        raise ScoutingError(f"{path.name} cannot be read as YAML: {said}") from None
    if doubled:
        raise ScoutingError([f"{path.name}: '{key}' is there twice." for key in doubled])
    if not isinstance(held, dict):
        raise ScoutingError(f"{path.name} holds no keys. A set has {', '.join(_KEYS)}.")
    return held


def _doubled(node: yaml.Node | None) -> Iterator[str]:
    """Keys that stand twice in one mapping, of which YAML would silently keep the last."""
    if isinstance(node, yaml.MappingNode):
        names = [key.value for key, _ in node.value]
        yield from sorted({str(name) for name in names if names.count(name) > 1})
        for _, value in node.value:
            yield from _doubled(value)


def _text(path: Path, key: str, value: object) -> str:
    if isinstance(value, dict | list):
        raise ScoutingError(f"{path.name}, {key}: is a list or a mapping. It must be one text.")
    return "" if value is None else one_line(str(value))


def _list(path: Path, key: str, value: object) -> list[str]:
    if not isinstance(value, list) or not value:
        raise ScoutingError(f"{path.name}, {key}: must be a list of councils (one a line, each after '- ').")
    return [_text(path, key, entry) for entry in value]


def _pairs(path: Path, held: dict) -> list[tuple[str, str, str]]:
    """Council, neighbour and rank as text."""
    if "councils" in held:
        group = _list(path, "councils", held["councils"])
        if len(group) < 2:
            raise ScoutingError(f"{path.name}, councils: a group has two councils at least.")
        return [(*pair, "") for pair in permutations(group, 2)]
    if not isinstance(held["neighbours"], dict):
        raise ScoutingError(f"{path.name}, neighbours: must name each council with the list of its neighbours.")
    return [
        (str(council), neighbour, str(rank))
        for council, listed in held["neighbours"].items()
        for rank, neighbour in enumerate(_list(path, f"neighbours of {council}", listed), start=1)
    ]
