"""The house format of Explore Education Statistics (DfE): one CSV, measures as columns."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from scouting.catalog import Catalog
from scouting.errors import Problems, ScoutingError
from scouting.ingest.formats.areas import areas_of
from scouting.ingest.formats.common import NUMBER, Reading, assemble, codes, figures, read_csv
from scouting.ingest.glance import Fit, Glance
from scouting.terms import ENGLAND, MARKERS

COLUMNS = ["time_period", "geographic_level", "region_code", "old_la_code", "new_la_code", "la_name"]
LEVELS = ["National", "Regional", "Local authority"]
#: Columns that say where and when a row is, or how final: every other column of words says what it is about.
PLACES = {*COLUMNS, "time_identifier", "country_code", "country_name", "region_name", "version"}
_SYMBOLS = ["", *MARKERS]


def filters(code: str) -> tuple[str, dict[str, str]]:
    """A code as the column it names and the rows it means.

    >>> filters("care_leaver_percent @ care_leaver_age=19 to 21 years; breakdown=Total")
    ('care_leaver_percent', {'care_leaver_age': '19 to 21 years', 'breakdown': 'Total'})
    """
    column, _, rest = code.partition(" @ ")
    pairs = (part.split("=", 1) for part in rest.split("; ") if part)
    return column.strip(), {name.strip().casefold(): value.strip() for name, value in pairs}


def period(label: str) -> tuple[str, int]:
    """A time period as (label, the year in which it ends).

    >>> period("2025"), period("202425")
    (('2025', 2025), ('2024/25', 2025))
    """
    if len(label) == 6:
        return f"{label[:4]}/{label[4:]}", int(label[:2] + label[4:])
    return label, int(label)


def fits(file: Glance, wanted: pd.DataFrame, catalog: Catalog) -> Fit | None:
    """Whether a file is in the house format, and which of the columns that the codes need it has.

    Where the codes name categories, at least one code must mean one of the first rows. The newest year among these
    tells editions with the same columns apart.
    """
    if file.kind != "csv" or not set(COLUMNS) <= set(file.columns):
        return None
    named = [filters(code) for code in codes(wanted)]
    needs = {name for column, where in named for name in (column, *where)}
    pairs = {pair for _, where in named for pair in where.items()}
    rows = [{str(name).casefold(): text for name, text in row.items()} for row in file.sample]
    seen = sum(any(where.items() <= row.items() for row in rows) for _, where in named if where)
    absent = needs - {*file.columns, *map(str.casefold, file.columns)}
    if pairs and not seen and not absent:
        absent = {f"{name} '{value}'" for name, value in pairs}
    newest = max((str(row.get("time_period")) for row in rows), default="")
    return Fit(frozenset(needs), frozenset(absent), seen, newest, frozenset(value for _, value in pairs))


def says(frame: pd.DataFrame) -> dict[str, list[str]]:
    """What a table says of itself: the columns whose cells are words (age group, category) and the words of each.

    >>> says(pd.DataFrame({"time_period": ["2025"], "age_group": ["0 to 17"], "number": ["5"], "rate": ["c"]}))
    {'age_group': ['0 to 17']}
    """
    found = {}
    for column in frame.columns.difference(list(PLACES), sort=False):
        words = pd.Series(frame[column].unique())
        words = words[~words.str.lower().str.strip("[]:").isin(_SYMBOLS)]
        if len(words) and not words.str.strip().str.fullmatch(NUMBER).any():
            found[column] = words.to_list()
    return found


def _another(file: str, about: dict[str, list[str]], wanted: pd.DataFrame) -> list[str]:
    """What a file says of itself (``says``) that the codes do not mean, a sentence each."""
    found = []
    for column, where in map(filters, sorted(codes(wanted))):
        for name, words in about.items():
            has = ", ".join(f"'{word}'" for word in words[:4]) + (", …" if words[4:] else "")
            if name in where and where[name] not in words:
                found.append(
                    f"{file} has no rows of {name} '{where[name]}'. It is about {has}. It is another table; or, if the "
                    "publisher now writes the same in other words, mend the code in data/catalog."
                )
            elif name not in where and len(words) == 1:
                found.append(
                    f"{file} is about {name} {has}, which the code '{column}' does not name. If that is what it means, "
                    f"write it into the code in data/catalog: {column} @ {name}={words[0]}"
                )
    return list(dict.fromkeys(found))


def read(path: Path, wanted: pd.DataFrame, catalog: Catalog) -> Reading:
    """Values of the wanted indicators; a code is a column, with the rows it means after ' @ '.

    Areas are found by DfE number, which stays where an ONS code changes. A row for two councils
    (a joint return) gives each a figure marked 'j' and no counts. What the file says of itself (its age group, its
    category) is part of what a code means: a code must name it.
    Raises ScoutingError for a file of another shape, an unknown column or category, one that a code does not name,
    and text that is no figure.
    """
    path = Path(path)
    frame = read_csv(path, COLUMNS)
    odd = frame[~frame.time_period.str.fullmatch(r"\d{4}|\d{6}")]
    if len(odd):
        raise ScoutingError(f"{path.name} row {odd.index[0] + 2}: '{odd.time_period.iloc[0]}' is no time_period.")
    level = frame.geographic_level
    odd = frame[~level.isin(LEVELS)]
    if len(odd):
        first = f"{path.name} row {odd.index[0] + 2}: '{odd.geographic_level.iloc[0]}'"
        raise ScoutingError(f"{first} is no geographic_level that can be read ({', '.join(LEVELS)}).")
    above = frame.region_code.where(level == "Regional", ENGLAND)
    published = frame.old_la_code.where(level == "Local authority", above)
    labels = {label: period(label) for label in frame.time_period.unique()}
    place = pd.DataFrame({"period": frame.time_period.map(lambda t: labels[t][0])})
    place["year"] = frame.time_period.map(lambda t: labels[t][1])
    # One line an area: rows of joint returns are doubled here, once, for all columns.
    place = place.join(
        areas_of(catalog, path.name, published, name=frame.la_name, other=frame.new_la_code, region=frame.region_code,
                 year=place.year, year_end=wanted.year_end.iloc[0])
    )  # fmt: skip

    measures = {filters(code)[0] for code in codes(wanted)}
    about = {name.casefold(): words for name, words in says(frame).items() if name not in measures}
    # Capitals of these headings change from edition to edition; those of measures do not.
    frame = frame.rename(columns={name: name.casefold() for name in map(str, frame) if name.casefold() in about})
    problems = Problems()
    problems += _another(path.name, about, wanted)

    def cells(code: str) -> pd.DataFrame:
        column, where = filters(code)
        gone = [name for name in (column, *where) if name not in frame]
        if gone:
            raise ScoutingError(f"{path.name} has no column '{gone[0]}'. Mend the code in data/catalog.")
        chosen = pd.Series(True, index=frame.index)
        for name, value in where.items():
            chosen &= frame[name] == value
        if not chosen.any() and not problems:
            raise ScoutingError(f"{path.name} has no rows of '{code}'. Mend the code in data/catalog.")
        read_once = figures(frame[column][chosen], f"{path.name}, {column},")
        found = place[place.index.isin(read_once.index)].join(read_once)
        shared = found.joint & found.value.notna()
        found["marker"] = found.marker.where(~shared, "j")
        return found[["area_code", "period", "year", "value", "marker"]]

    made = problems.attempt(assemble, wanted, wanted.source_id.iloc[0], cells, path.name)
    problems.raise_if_any()
    return Reading(made, len(frame))
