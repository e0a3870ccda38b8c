"""A council's own figures and targets, row by row, held against the indicators and what counts and rates must be."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

import pandas as pd

from scouting import bounds, plain_yaml, recipes
from scouting.catalog import Catalog
from scouting.catalog.check import rules
from scouting.errors import Problems, ScoutingError, did_you_mean, unknown
from scouting.frames import each_row
from scouting.own import cells, files, spellings, text_files
from scouting.own.cells import Sheet, one_line
from scouting.own.tables import ASKED, COUNTED, Row, councils, filled
from scouting.periods import Period
from scouting.terms import MARKERS, SHARES


@dataclass(frozen=True)
class Facts:
    """What the rows of a file are held against."""

    catalog: Catalog
    indicators: pd.DataFrame  # published and local, by indicator_id: statistic, unit, multiplier, decimals, year_end
    today: dt.date
    #: Indicators of the same file whose own row is wrong: that is told there, and not again for each figure.
    spoilt: frozenset[str] = frozenset()
    #: A council that is not found is told once: in YAML or a wide table it makes many rows.
    once: bool = False
    #: What a file calls those of its indicators whose days are months.
    monthly: frozenset[str] = frozenset()


def _indicator(facts: Facts) -> Callable[[str], dict]:
    known = facts.indicators.to_dict("index")
    titles: dict[str, list[str]] = {}
    for id_, about in known.items():
        for title in {about["title"].casefold(), about["short_title"].casefold()}:
            titles.setdefault(title, []).append(str(id_))

    def indicator(text: str) -> dict:
        if filled(text) in known:
            return known[text]
        if len(called := titles.get(text.casefold(), [])) == 1:
            return known[called[0]]
        if text in facts.spoilt:
            raise ScoutingError([])
        where = "data/catalog/indicators.csv, your own in data/local"
        raise ScoutingError(unknown("indicator", text, map(str, known), where))

    return indicator


#: Facets whose counts may have decimals: full-time equivalents, and pounds.
_IN_PARTS = ("workforce", "cost")
_MOST_COUNTED = 1_000_000_000_000


def _count(text: str, about: dict) -> tuple[float, str]:
    value, symbol = cells.figure(text)
    if value < 0:
        raise ScoutingError(f"'{text}' is negative. A count is 0 or more.")
    if value > _MOST_COUNTED:
        raise ScoutingError(f"'{text}' is above {_MOST_COUNTED:,}, more than England's councils count or spend.")
    if about.get("statistic") in COUNTED and about["facet"] not in _IN_PARTS and value % 1 > 0:
        allowed = f"Only measures of the facets {' and '.join(_IN_PARTS)} have decimals in their counts."
        raise ScoutingError(f"'{text}' is not a whole number, as a count is. {allowed}")
    return value, symbol


def _share(text: str) -> str:
    share = text.casefold() or "own"
    if share not in SHARES:
        allowed = "; ".join(f"{word}: {meaning}" for word, meaning in SHARES.items())
        raise ScoutingError(f"'{text}' does not say who may see it.{did_you_mean(share, SHARES)} Allowed: {allowed}.")
    return share


def _ended(text: str, year_end: str, facts: Facts, *, months: bool) -> Period:
    period = spellings.period(filled(text), year_end, months=months)
    if period.end > facts.today:
        raise ScoutingError(f"'{text}' has not ended yet: it ends on {period.end.day} {period.end:%B %Y}.")
    return period


def figures(facts: Facts) -> Callable[[Row], dict]:
    """A reader of rows of figures: a row of ``own_tables.TABLES["figures"]`` and kind; problems stay with the row."""
    council, indicator = councils(facts.catalog, once=facts.once), _indicator(facts)

    def one(row: Row) -> dict:
        area = row.read("council", council, "")
        about = row.read("indicator_id", indicator, {})
        year_end, months = about.get("year_end") or "03-31", row.texts.get("indicator_id", "") in facts.monthly
        period = row.read("period", lambda text: _ended(text, year_end, facts, months=months), None)
        value, symbol = row.read("value", lambda text: cells.figure(text, about.get("unit", "%")), (math.nan, ""))
        counts = [row.read(c, lambda text: _count(text, about), (math.nan, "")) for c in ("numerator", "denominator")]
        marker = row.read("marker", cells.marker, "")
        share = row.read("share", _share, "own")
        if not row.sound or period is None:
            return {}
        marker = _marked(row, marker, value, [symbol, *(beside for _, beside in counts)])
        numerator, denominator = (count for count, _ in counts)
        if marker in cells.GAPS and symbol:  # as DfE prints a suppressed row, whatever stands beside the symbol
            numerator = denominator = math.nan
        for column, problem in _disagreements(about, value, numerator, denominator, marker, share):
            row.say(column, problem)
        if row.sound and math.isnan(value) and marker not in cells.GAPS:
            value = about["multiplier"] * numerator / denominator
        return {
            "area_code": area, "indicator_id": about["indicator_id"], "period": period.label, "kind": period.kind,
            "period_end": period.end, "value": value, "numerator": numerator, "denominator": denominator,
            "marker": marker, "share": share, "note": row.texts.get("note", ""),
        }  # fmt: skip

    return one


def _marked(row: Row, marker: str, value: float, symbols: list[str]) -> str:
    """The one marker of a row: that of its own column, or the symbols in or beside its cells."""
    columns = dict(zip(("value", "numerator", "denominator"), symbols, strict=True))
    gap = next((symbol for symbol in symbols if symbol in cells.GAPS), "")
    if gap and not math.isnan(value):
        column = next(c for c, symbol in columns.items() if symbol == gap)
        row.say(
            column,
            f"'{gap}' ({MARKERS[gap]}), but the value {value:.15g} is given. Leave the value blank, or give the count.",
        )
        return marker
    found = symbols[0] or gap or next(filter(None, symbols), "")
    if found and marker and found != marker:
        column = next(c for c, symbol in columns.items() if symbol == found)
        row.say("marker", f"'{marker}', but the column {column} says '{found}'. Which is it?")
    return marker or found


def left_out(row: Row) -> Row | None:
    """A row of figures without its odd cells: no figure, and the marker x; None where it is not known what it is of."""
    if row.odd & {"council", "indicator_id", "period"}:
        return None
    blank = dict.fromkeys(row.odd | {"numerator", "denominator", "marker"}, "") | {"value": "x"}
    return Row(row.place, row.texts | blank)


def _disagreements(
    about: dict, value: float, numerator: float, denominator: float, marker: str, share: str
) -> Iterator[tuple[str, str]]:
    """What does not fit together in a row whose cells can all be read: column and problem."""
    statistic = about["statistic"]
    blank, counts = math.isnan(value), not (math.isnan(numerator) or math.isnan(denominator))
    if marker in cells.GAPS:
        for column, number in (("value", value), ("numerator", numerator)):
            if not math.isnan(number):
                yield column, f"is filled in, but the marker {marker} says that there is no figure. Leave one blank."
    elif statistic not in COUNTED:
        if blank:
            yield "value", f"is blank. It is needed (statistic: {statistic}), or a marker that says why there is none."
        elif statistic == "count" and value < 0:
            yield "value", f"'{value:.15g}' is negative. A count is 0 or more."
    elif not counts and (wrong := _outside(value, about)):
        yield "value", wrong
    elif not counts and not blank and share == "public" and about.get("publisher"):
        return  # published without counts: nothing small is left to protect
    elif not counts:
        what = "percentage" if about["unit"] == "%" else statistic
        lacking = " and ".join(c for c, n in (("numerator", numerator), ("denominator", denominator)) if math.isnan(n))
        problem = f"gives a {what} without its counts: small counts could not be protected. Fill in {lacking}."
        yield ("numerator" if math.isnan(numerator) else "denominator"), problem
    elif denominator == 0:
        yield "denominator", "is 0: there is no figure. Leave value and numerator blank and write the marker z."
    elif statistic == "proportion" and numerator > denominator:
        yield (
            "numerator",
            f"{numerator:.15g} is above the denominator {denominator:.15g} of a proportion: correct one of them.",
        )
    elif not blank:
        multiplier, decimals = float(about["multiplier"]), int(about["decimals"])
        parts = f"{multiplier:.15g} × {numerator:.15g} / {denominator:.15g}"
        worked = multiplier * numerator / denominator
        if abs(value - worked) > 10.0**-decimals / 2 + 1e-9 * (1 + abs(worked)):
            problem = f"{value:.15g} does not agree with its counts: {parts} is {worked:.{decimals}f}."
            yield "value", f"{problem} Correct one of them, or leave value blank."


def _outside(value: float, about: dict) -> str:
    """What is wrong with a figure that its indicator cannot have; nothing where it can, or there is none."""
    if about.get("statistic") not in COUNTED:
        return ""
    if value < 0:
        return f"'{value:.15g}' is negative. A {about['statistic']} is 0 or more."
    if about["statistic"] == "proportion" and value > about["multiplier"]:
        return f"'{value:.15g}' is above {about['multiplier']:g}, the most that a share of all can be."
    return ""


def targets(facts: Facts) -> Callable[[Row], dict]:
    """A reader of rows of targets: a row of ``own_tables.TABLES["targets"]``; problems stay with the row."""
    council, indicator = councils(facts.catalog), _indicator(facts)

    def one(row: Row) -> dict:
        about = row.read("indicator_id", indicator, {})
        return {
            "area_code": row.read("council", council, ""),
            "indicator_id": about.get("indicator_id", ""),
            "target": row.read("target", lambda text: _aim(filled(text), about), math.nan),
            "tolerance": row.read("tolerance", lambda text: _tolerance(text, about), math.nan),
            "note": row.texts.get("note", ""),
        }

    return one


def _aim(text: str, about: dict) -> float:
    value = cells.number(text, about.get("unit", ""))
    if wrong := _outside(value, about):
        raise ScoutingError(wrong)
    return value


def _tolerance(text: str, about: dict) -> float:
    if text and cells.number(text) < 0:
        raise ScoutingError(f"'{text}' is negative. A tolerance is 0 or more: how far from the target still meets it.")
    return _aim(text, about) if text else math.nan


_KEYS = ("set_id", "title", "publisher", "published", "neighbours", "councils")
_PUBLISHER = "The council's own set"
#: More councils than there are.
_MOST_IN_GROUP = 200


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
            row.say("set_id", f"'{about['set_id']}' is already the name of a set. Give yours another name.")
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
    rank = cells.number(text) if text else float("nan")
    if rank < 1 or rank > _MOST_IN_GROUP or rank % 1 > 0:
        raise ScoutingError(f"'{text}' is not a rank. Ranks are 1, 2, 3 …, nearest first, or blank.")
    return rank


def uneven(table: pd.DataFrame) -> list[str]:
    """A sentence for each row whose set has another title, publisher or date in an earlier row."""
    about = ["title", "publisher", "published"]
    first = table.groupby("set_id")[[*about, "place"]].transform("first")
    return [
        f"{row.place}, {column}: '{getattr(row, column)}', but the set '{row.set_id}' has "
        f"'{first[column][row.Index]}' in {first.place[row.Index]}. A set has one {column}."
        for column in about
        for row in each_row(table[table[column] != first[column]])
    ]


def is_set(path: Path) -> bool:
    """Whether a file is a neighbour set in YAML, told by its key set_id or its name. Raises nothing."""
    try:
        start = text_files.read_bytes(path, text_files.HEAD) if path.is_file() else b""
    except (ScoutingError, OSError):
        return False
    named = bool(start) and path.suffix.casefold() in (".yml", ".yaml")
    return named or (bool(re.search(rb"^set_id[ \t]*:", start, re.MULTILINE)) and b"\0" not in start)


def read(path: Path) -> Sheet:
    """A neighbour set in YAML as the table that one in CSV would be; each row's place is its council.

    Its keys: set_id, title, publisher, published, and neighbours (a list for each council, nearest first) or councils
    (a group: each is a neighbour of every other, without ranks). Raises ScoutingError with all that is wrong with it.
    """
    files.check_file(path, bounds.MOST_BYTES)
    held = _mapping(path, text_files.decoded(path)[0])
    problems = Problems(
        f"{path.name}: unknown key '{key}'.{did_you_mean(str(key), _KEYS)} Keys are {', '.join(_KEYS)}."
        for key in held
        if key not in _KEYS
    )
    problems += [f"{path.name}: the key {key} is missing." for key in ("set_id", "title") if key not in held]
    if ("neighbours" in held) == ("councils" in held):
        problems.append(f"{path.name}: give either neighbours (a list for each council) or councils (one group).")
    problems.raise_if_any()
    about = {key: _text(path, key, held.get(key)) for key in ("set_id", "title", "publisher", "published")}
    pairs = [about | dict(zip(("council", "neighbour", "rank"), pair, strict=True)) for pair in _pairs(path, held)]
    must, may = ASKED["neighbours"]
    cells = pd.DataFrame(pairs, columns=must + may, dtype="str")
    cells.index = "council " + cells.council
    return Sheet(path.name, "", cells)


def _mapping(path: Path, content: str) -> dict:
    """What a YAML text holds. Raises ScoutingError for one that cannot be read, or holds no keys or one twice."""
    held, twice = plain_yaml.load(content, path.name)
    Problems(f"{path.name}: '{key}' is there twice." for key in twice).raise_if_any()
    if not isinstance(held, dict):
        raise ScoutingError(f"{path.name} holds no keys. A set has {', '.join(_KEYS)}.")
    return held


def _text(path: Path, key: str, value: object) -> str:
    if isinstance(value, dict | list):
        raise ScoutingError(f"{path.name}, {key}: is a list or a mapping. It must be text.")
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
            raise ScoutingError(f"{path.name}, councils: a group needs at least two councils.")
        if len(group) > _MOST_IN_GROUP:
            raise ScoutingError(f"{path.name}, councils: has {bounds.told(len(group), _MOST_IN_GROUP, 'councils')}.")
        return [(*pair, "") for pair in permutations(group, 2)]
    if not isinstance(held["neighbours"], dict):
        raise ScoutingError(f"{path.name}, neighbours: must name each council with the list of its neighbours.")
    return [
        (str(council), neighbour, str(rank))
        for council, listed in held["neighbours"].items()
        for rank, neighbour in enumerate(_list(path, f"neighbours of {council}", listed), start=1)
    ]
