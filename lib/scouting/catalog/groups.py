"""Groups of councils: a region, all of today, or a list by any published names."""

from __future__ import annotations

from collections.abc import Iterable

from scouting.catalog.areas import find_area
from scouting.catalog.tables import Catalog
from scouting.errors import Problems, ScoutingError, unknown
from scouting.frames import each_cell
from scouting.texts import check_listed

ALL = "all"


def region_codes(catalog: Catalog) -> dict[str, str]:
    """The regions' codes by name, in the order of the catalogue.

    >>> from scouting.catalog import read
    >>> region_codes(read())["London"], len(region_codes(read()))
    ('E12000007', 9)
    """
    return {name: code for code, name in each_cell(catalog.areas.name[catalog.areas.type == "region"])}


def region(name: str, catalog: Catalog) -> str:
    """A region's name as it is spelt. Raises ScoutingError with the nearest right one.

    >>> from scouting.catalog import read
    >>> region("south east", read())
    'South East'
    """
    found = region_codes(catalog)
    for spelt in found:
        if spelt.casefold() == name.strip().casefold():
            return spelt
    raise ScoutingError(unknown("region", name, found, f"data/catalog/areas.csv: {', '.join(found)}"))


def region_of(area_code: str, catalog: Catalog) -> str:
    """The code of a council's region; of Inner and Outer London's, that of London.

    >>> from scouting.catalog import read
    >>> region_of("E09000001", read())
    'E12000007'
    """
    code = catalog.areas.region_code[area_code]
    return catalog.areas.region_code[code] if catalog.areas.type[code] == "part_region" else code


def names_and_codes(catalog: Catalog) -> list[tuple[str, str]]:
    """Name and ONS code of the councils of today, by name.

    >>> from scouting.catalog import read
    >>> names_and_codes(read())[0]
    ('Barking and Dagenham', 'E09000002')
    """
    today = catalog.today()
    return sorted(zip(today.name, today.index, strict=True))


def councils(wanted: Iterable[str], catalog: Catalog) -> list[str]:
    """The codes of the councils meant: 'all' of today, those of a region, or councils by name, code or number.

    Each text may name several, parted by commas. In the order of their names, each once. London is its inner and outer
    boroughs together. Raises ScoutingError with every unknown name, and for more than ``check_listed`` lets pass.

    >>> from scouting.catalog import read
    >>> [len(councils([name], read())) for name in ("all", "South West", "London", "Hull, Bristol, City of, Kent")]
    [153, 15, 33, 3]
    """
    today, wanted = catalog.today(), list(wanted)
    check_listed(sum(written.count(",") + 1 for written in wanted), "councils")
    regions = {name.casefold(): code for name, code in region_codes(catalog).items()}
    codes: set[str] = set()
    problems = Problems()
    for text in (part for written in wanted for part in _parted(written, catalog)):
        plain = text.casefold()
        if plain == ALL:
            codes |= set(today.index)
        elif plain in regions:
            codes |= {code for code in today.index if region_of(code, catalog) == regions[plain]}
        else:
            codes.add(problems.attempt(find_area, catalog, text))
    if not codes:
        problems.append("No council was named. Name councils, a region, or all.")
    problems.raise_if_any()
    return sorted(codes, key=lambda code: catalog.areas.name[code])


def _parted(text: str, catalog: Catalog) -> list[str]:
    """A list of councils as written, into its parts: commas part them, save those within a council's own name."""
    pieces = [piece.strip() for piece in text.split(",") if piece.strip()]
    found: list[str] = []
    while pieces:
        for n in range(min(3, len(pieces)), 0, -1):
            whole = ", ".join(pieces[:n])
            if n == 1 or _is_council(whole, catalog):
                found.append(whole)
                pieces = pieces[n:]
                break
    return found


def _is_council(text: str, catalog: Catalog) -> bool:
    try:
        return bool(find_area(catalog, text, ended=True))
    except ScoutingError:
        return False


def one_region(codes: Iterable[str], catalog: Catalog) -> str:
    """The region that holds all of some councils, London whole; nothing where they are of several.

    >>> from scouting.catalog import read
    >>> one_region(councils(["London"], read()), read()), one_region(["E06000054", "E10000016"], read())
    ('London', '')
    """
    found = {region_of(code, catalog) for code in codes}
    return catalog.name(found.pop()) if len(found) == 1 else ""
