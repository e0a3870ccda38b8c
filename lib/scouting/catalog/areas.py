"""Councils by any published name or number, and the councils that followed them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable

import pandas as pd

from scouting.catalog.tables import Catalog
from scouting.errors import ScoutingError, unknown
from scouting.frames import each_cell


def plain(name: str) -> str:
    """A name without case, accents, punctuation and the word council, for looking up only; 865.0 (Excel) is 865.

    >>> plain("Bournemouth, Christchurch & Poole Council"), plain("St. Helens"), plain("865.0")
    ('bournemouth christchurch and poole', 'st helens', '865')
    """
    text = unicodedata.normalize("NFKD", name).casefold().replace("&", " and ")
    text = re.sub(r"^\s*(\d+)\.0*\s*$", r"\1", text)
    text = re.sub(r"['’.]", "", "".join(c for c in text if not unicodedata.combining(c)))
    words = re.sub(r"[^\w]+", " ", text).split()
    return " ".join(w for w in words if len(words) == 1 or w not in ("council", "the"))


#: What people put before or after a council's name that the published name may lack.
_BEFORE = re.compile(
    r"^(city and county|(london |royal |metropolitan )?borough|lb|rb|city|county|unitary authority)( of)? |^of "
)
_AFTER = re.compile(
    r" ((london |royal |metropolitan |county )?boro(ugh)?|(metropolitan )?district|city|county|corporation|unitary|"
    r"(local |unitary )?authority|ua|lb|mbc|mdc|cc|bc|dc|cbc)( of)?$"
)


def _bare(found: Container[str], name: str) -> str:
    """A plain name that is found without what stands before and after it, taking away no more than is needed."""
    shorter = [name]
    for tried in shorter:
        if tried in found:
            return tried
        shorter += [less for style in (_AFTER, _BEFORE) if (less := style.sub("", tried)) not in shorter]
    return name


def spellings(catalog: Catalog) -> dict[str, str]:
    """Every way to write a council, looked up by ``plain``; today's councils win over those they replaced."""
    return catalog.once(_spellings)


def _spellings(catalog: Catalog) -> dict[str, str]:
    areas = catalog.councils().sort_values("valid_to", ascending=False)
    ended = {code: bool(day) for code, day in zip(areas.area_code, areas.valid_to, strict=True)}
    continues, found = _continues(catalog), {}
    published = zip(catalog.area_names.area_code, catalog.area_names.name, strict=True)
    for code, name in [*published, *zip(areas.area_code, areas.name, strict=True)]:
        if code not in ended:
            continue
        if ended[code]:
            found.setdefault(plain(name), continues.get(code, code))
        else:
            found[plain(name)] = code
    for code, number in zip(areas.area_code, areas.dfe_number, strict=True):
        found[plain(number)] = found[plain(code)] = continues.get(code, code)
    recoded = catalog.area_changes[catalog.area_changes.kind == "recoded"]
    return found | {plain(old): new for old, new in zip(recoded.old_code, recoded.new_code, strict=True)}


def _continues(catalog: Catalog) -> dict[str, str]:
    same = catalog.area_changes[catalog.area_changes.kind.isin(["recoded", "continues"])]
    return dict(zip(same.old_code, same.new_code, strict=True))


def find_area(catalog: Catalog, text: str, *, ended: bool = False) -> str:
    """The ONS code of a council from any published spelling, ONS code or DfE number.

    A council that was replaced is refused with the names of those that followed, unless ``ended`` allows it.
    Raises ScoutingError.

    >>> from scouting.catalog import read
    >>> find_area(read(), "wiltshire council"), find_area(read(), "865"), find_area(read(), "E06000054")
    ('E06000054', 'E06000054', 'E06000054')
    """
    found = spellings(catalog)
    code = found.get(_bare(found, plain(str(text))))
    if code is None:
        where = "data/catalog/areas.csv, and by the command: scouting councils"
        raise ScoutingError(unknown("council", str(text), catalog.today().name, where, near=holding))
    if catalog.areas.valid_to[code] and not ended:
        raise ScoutingError(ended_sentence(catalog, code))
    return code


def holding(text: str, names: Iterable[str]) -> list[str]:
    """The names that hold every word of a text: whole, else most of it, else but for one wrong letter.

    Words are held against words, so that a council is never offered because its letters are near another's.

    >>> holding("Cheshire West", ["Cheshire East", "Cheshire West and Chester"])
    ['Cheshire West and Chester']
    >>> holding("Oxfrodshire", ["Oxfordshire", "Bedford"]), holding("Mid Sussex", ["East Sussex", "West Sussex"])
    (['Oxfordshire'], [])
    """
    typed = [word for word in plain(text).split() if word not in ("of", "and")]
    words = {name: plain(name).split() for name in names}
    for like in (str.__eq__, _begins, _slip):
        found = [name for name, held in words.items() if all(any(like(a, b) for b in held) for a in typed)]
        if typed and found:
            return found
    return []


def _begins(typed: str, word: str) -> bool:
    """Whether most of a word was typed: Northamptonshir, or the town of a shire."""
    return word.startswith(typed) and (len(typed) >= 0.75 * len(word) or word == f"{typed}shire")


def _slip(typed: str, word: str) -> bool:
    """Whether a letter is missing or too many, or in a long word another or in another place."""
    if abs(len(typed) - len(word)) > 1:
        return False
    mine, theirs = ({text[:n] + text[n + 1 :] for n in range(len(text))} for text in (typed, word))
    return typed == word or word in mine or typed in theirs or (len(word) > 6 and bool(mine & theirs))


def followed_by(catalog: Catalog, code: str) -> list[str]:
    """The codes of the councils that followed one that was split or merged.

    >>> from scouting.catalog import read
    >>> followed_by(read(), "E10000006")
    ['E06000063', 'E06000064']
    """
    changes = catalog.area_changes
    return changes.new_code[(changes.old_code == code) & changes.kind.isin(["split", "merged"])].tolist()


def ended_sentence(catalog: Catalog, code: str, offer: str = "") -> str:
    """What to say of a council that is no more: who followed it, and ``offer`` (else where its last figures are)."""
    name = catalog.name(code)
    ended = pd.Timestamp(catalog.areas.valid_to[code])
    after = " and ".join(catalog.name(c) for c in followed_by(catalog, code)) or "no council in the catalogue"
    offer = offer or f'Ask for one of them, or for its last period with: scouting report "{name}" --last-period'
    return f"{name} ended on {ended.day} {ended:%B %Y}; it was followed by {after}. {offer}"


def to_areas(catalog: Catalog, codes: pd.Series) -> pd.DataFrame:
    """Published area codes as areas of the catalogue, one row an area: joint codes give a row each.

    ``codes``: ONS codes or DfE numbers as text. Gives index (that of ``codes``), area_code (missing
    where the catalogue has no such area) and joint (True for a return that two councils share).

    >>> from scouting.catalog import read
    >>> to_areas(read(), pd.Series(["865", "940 / 941", "nowhere"])).values.tolist()
    [['E06000054', False], ['E06000061', True], ['E06000062', True], [nan, False]]
    """
    areas = catalog.areas.sort_values("valid_to", ascending=False)
    same = _continues(catalog)
    known = {code: same.get(code, code) for code in [*areas.index, *same]}
    # Sorted so that today's council comes last and takes the number it shares with its forerunner.
    known |= {number: same.get(code, code) for code, number in each_cell(areas.dfe_number) if number}
    parts = codes.str.split("/").rename("part").explode()
    joint = parts.index.duplicated(keep=False)
    found = parts.str.strip().map(known)
    return pd.DataFrame({"area_code": found, "joint": joint}, index=parts.index)
