"""Groups of councils: a region, a combined authority, all of today, or a list by any published names."""

from __future__ import annotations

from collections.abc import Iterable

from scouting.catalog.areas import find_area
from scouting.catalog.tables import Catalog
from scouting.errors import Problems, ScoutingError, did_you_mean, unknown
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


def combined_authorities(catalog: Catalog) -> dict[str, list[str]]:
    """The codes of the councils of each combined authority, by its name; of one that is called like a region (North
    East) by that with "Combined Authority" behind it.

    >>> from scouting.catalog import read
    >>> [name for name, codes in combined_authorities(read()).items() if len(codes) == 7]
    ['West Midlands Combined Authority', 'North East Combined Authority']
    """
    table, regions = catalog.combined_authorities, region_codes(catalog)
    members = table.groupby("name", sort=False).area_code.agg(list)
    return {f"{name} Combined Authority" if name in regions else name: codes for name, codes in each_cell(members)}


def group_name(text: str, catalog: Catalog) -> str:
    """The name of the region or combined authority that a text names, as it is spelt, or ""; its code will do, too.

    >>> from scouting.catalog import read
    >>> group_name("greater manchester combined authority", read()), group_name("E47000014", read())
    ('Greater Manchester', 'North East Combined Authority')
    >>> group_name("north east", read()), group_name("Kent", read())
    ('North East', '')
    """
    return catalog.once(_spellings).get(text.strip().casefold(), "")


def _spellings(catalog: Catalog) -> dict[str, str]:
    """Every way to write a group, in small letters, and its name."""
    regions, table = region_codes(catalog), catalog.combined_authorities.drop_duplicates("authority_code")
    known = {name.casefold(): name for name in regions}
    for name, code in zip(table.name, table.authority_code, strict=True):
        spelt = f"{name} Combined Authority" if name in regions else name
        kinds = ("combined authority", "mayoral combined authority", "combined county authority")
        known |= {text.casefold(): spelt for text in (code, spelt, *(f"{name} {kind}" for kind in kinds))}
    return known


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
    """The codes of the councils meant: 'all' of today, those of a region or a combined authority, or councils by name,
    code or number.

    Each text may name several, parted by commas. In the order of their names, each once. London is its inner and outer
    boroughs together. Raises ScoutingError with every unknown name, and for more than ``check_listed`` lets pass.

    >>> from scouting.catalog import read
    >>> [len(councils([name], read())) for name in ("all", "South West", "London", "Hull, Bristol, City of, Kent")]
    [153, 15, 33, 3]
    >>> [len(councils([name], read())) for name in ("Greater Manchester", "West Midlands", "E47000007")]
    [10, 14, 7]
    """
    today, wanted = catalog.today(), list(wanted)
    check_listed(sum(written.count(",") + 1 for written in wanted), "councils")
    regions, combined = region_codes(catalog), combined_authorities(catalog)
    codes: set[str] = set()
    problems = Problems()
    for text in (part for written in wanted for part in parted(written, catalog)):
        group = group_name(text, catalog)
        if text.casefold() == ALL:
            codes |= set(today.index)
        elif group in regions:
            codes |= {code for code in today.index if region_of(code, catalog) == regions[group]}
        elif group:
            codes |= set(combined[group])
        else:
            codes |= set(_council(text, [*regions, *combined], catalog, problems))
    if not codes and not problems:
        problems.append("No council was named. Name councils, a region, or all.")
    problems.raise_if_any()
    return sorted(codes, key=lambda code: catalog.areas.name[code])


def _council(text: str, groups: list[str], catalog: Catalog, problems: Problems) -> list[str]:
    """The code of the council that a text names; of one that is none, a problem, with the group that it may mean."""
    try:
        return [find_area(catalog, text)]
    except ScoutingError as err:
        problems += [f"{problem}{did_you_mean(text, groups)}" for problem in err.problems]
        return []


def parted(text: str, catalog: Catalog) -> list[str]:
    """A list of councils as written, into its parts: commas part them, save those within a council's own name.

    >>> from scouting.catalog import read
    >>> parted("Hull, Bristol, City of, Kent", read())
    ['Hull', 'Bristol, City of', 'Kent']
    """
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
