"""What other tools export, as tables of ours: Fingertips, LG Inform, DfE's list of statistical neighbours."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

import pandas as pd

from scouting.catalog import Catalog
from scouting.catalog.areas import plain as plain_name
from scouting.catalog.areas import spellings
from scouting.own.cells import Sheet, heading, one_line
from scouting.own.layout import Asked
from scouting.own.spellings import like_period
from scouting.paths import slug
from scouting.words import many

FINGERTIPS, LG_INFORM, NEIGHBOURS = "a Fingertips export", "an LG Inform export", "DfE's list of statistical neighbours"
_FINGERTIPS = {"indicator_id", "indicator_name", "area_code", "time_period", "value"}
_FINGERTIPS_COLUMNS = {
    "area_code": "council", "indicator_id": "indicator_id", "time_period": "period", "value": "value",
    "count": "numerator", "denominator": "denominator",
}  # fmt: skip
_FINGERTIPS_SAID = (
    "Area Code is council, Time period is period, Value is value, Count is numerator, Denominator is denominator"
)
#: The codes of England's upper-tier councils begin so.
_UPPER = re.compile(r"E(06|08|09|10)[0-9]{6}")
_LG_INFORM_LEAVE = {"area_label", "area_long_label"}
_NEIGHBOUR = re.compile(r"sn_?[0-9]{1,2}")


def kind(names: Collection[str]) -> str:
    """Which tool's export has these column names; nothing where it is none's.

    >>> kind(["area", "area_label", "area_long_label", "2022/23", "2023/24"])
    'an LG Inform export'
    """
    held = set(names)
    if held >= _FINGERTIPS:
        return FINGERTIPS
    if len([name for name in held if _NEIGHBOUR.fullmatch(name)]) >= 5 and held & {"la_num", "la_number", "la_name"}:
        return NEIGHBOURS
    return LG_INFORM if "area" in held and "council" not in held and any(map(like_period, held)) else ""


#: That a file does not say which of our indicators it is about, and how to say it.
WHICH = (
    "Say which measure it is: --indicator re_referrals (scouting indicators lists them). One that Scouting does not "
    "have is added first, with its unit and whether high is good: the sheet indicators of scouting data template."
)


def fingertips(sheet: Sheet, asked: Asked, catalog: Catalog) -> Asked:
    """Keep the rows of upper-tier councils and of the indicators that were chosen, in our columns.

    Gives what was asked, with our names for what it calls its columns and indicators.
    """
    rows = sheet.cells
    if "category" in rows:
        rows = rows[rows.category == ""]
    upper = rows[rows.area_code.str.fullmatch(_UPPER)]
    gone = len(sheet.cells) - len(upper)
    told = f" {many(gone, 'row')} of other areas and of parts of the population left out." if gone else ""
    sheet.notes.append(f"{sheet.where()}: is {FINGERTIPS}: {_FINGERTIPS_SAID}.{told}")
    series = upper.assign(id=upper.indicator_id, sex=upper.get("sex", ""), age=upper.get("age", ""))
    series = series.groupby(["indicator_id", "indicator_name", "sex", "age"], sort=False).size().reset_index()
    called = {}
    for one in series.itertuples():
        names = [one.indicator_id, one.indicator_name, f"{one.indicator_id}, {one.sex}, {one.age}"]
        chosen = [asked.indicators[name.casefold()] for name in names if name.casefold() in asked.indicators]
        if not chosen and "" in asked.indicators and len(series) == 1:
            chosen = [asked.indicators[""]]
        if chosen:
            called[one.indicator_id, one.sex, one.age] = chosen[-1]
    listed = "; ".join(
        f"'{s.indicator_id}, {s.sex}, {s.age}' ({s.indicator_name})" for s in series.head(12).itertuples()
    )
    if len(set(called.values())) < len(called):
        sheet.problems.append(
            f"{sheet.where()}: one of your indicators matches several series in the file: {listed}. Name one "
            "with its sex and age."
        )
    elif not called:
        sheet.problems.append(
            f"{sheet.where()}: is {FINGERTIPS}: {_FINGERTIPS_SAID}. Say which series is which indicator: --indicator "
            f'"THEIRS=ours". It has {listed or "none for an upper-tier council"}. One that Scouting does not have is '
            "added first, with its unit and whether high is good: the sheet indicators of scouting data template."
        )
    keys = list(
        zip(upper.indicator_id, upper.get("sex", [""] * len(upper)), upper.get("age", [""] * len(upper)), strict=True)
    )
    upper = upper.assign(indicator_id=[called.get(key, "") for key in keys])
    upper = upper[upper.indicator_id != ""]
    note = upper.get("value_note", pd.Series("", index=upper.index)).str.casefold()
    blank = upper.value == ""
    marker = note.str.contains("suppress|disclosure").map({True: "c", False: "x"})
    upper = upper.assign(value=upper.value.where(~blank, marker))
    kept = {theirs: ours for theirs, ours in _FINGERTIPS_COLUMNS.items() if theirs in upper}
    sheet.cells = upper[list(kept)].set_axis(list(kept.values()), axis=1)
    return Asked({}, {"share": "public"} | asked.fixed, {}, asked.skip_cells)


def lg_inform(sheet: Sheet, asked: Asked, catalog: Catalog) -> Asked:
    """Keep the rows of councils: averages, England and regions stand among them."""
    rows = sheet.cells.drop(columns=[name for name in _LG_INFORM_LEAVE if name in sheet.cells])
    known = spellings(catalog)
    other = {plain_name(name) for name in catalog.areas.name} | {plain_name(code) for code in catalog.areas.area_code}

    def council(text: str) -> bool:
        if plain_name(text) in known or _UPPER.fullmatch(text):
            return True
        aside = plain_name(text) in other or re.match(
            r"[EWSNK][0-9]{8}$|(mean|average|median|minimum|maximum|total|all|area)(?![a-z])", text, re.I
        )
        return not aside

    kept = rows.area.map(council).astype(bool)
    left = [text for text in rows.area[~kept] if heading(text) != "area"]
    if left:
        shown = ", ".join(left[:5]) + (" …" if len(left) > 5 else "")
        sheet.notes.append(f"{sheet.where()}: is {LG_INFORM}. Left out rows that are not councils: {shown}.")
    sheet.cells = rows[kept].rename(columns={"area": "council"})
    if "indicator_id" not in sheet.cells and not {"", *asked.fixed} & {"indicator_id", *asked.indicators}:
        sheet.problems.append(f"{sheet.where()}: is {LG_INFORM}: a column per period. {WHICH}")
    return asked


def neighbours(sheet: Sheet, top: int, asked: Asked, catalog: Catalog) -> Asked:
    """The pairs of DfE's list, by DfE number and in its order; councils that have ended are left out."""
    names = [heading(text) for text in sheet.rows[top][1]]
    first = next(place for place, name in enumerate(names) if name in ("la_num", "la_number", "la_name"))
    places = {int(name.removeprefix("sn").strip("_")): p for p, name in enumerate(names) if _NEIGHBOUR.fullmatch(name)}
    found, by_row, ended = spellings(catalog), {}, set()
    today = set(catalog.today().area_code)
    for number, texts, _ in sheet.rows[top + 1 :]:
        council = one_line(texts[first]) if first < len(texts) else ""
        pairs = [(council, one_line(texts[p]), str(rank)) for rank, p in sorted(places.items()) if p < len(texts)]
        for council_text, neighbour, rank in pairs:
            if not council_text or neighbour in ("", "-"):
                continue
            old = [
                t
                for t in (council_text, neighbour)
                if found.get(plain_name(t), t) not in today and plain_name(t) in found
            ]
            ended |= set(old)
            if not old:
                by_row[f"row {number}, SN{rank}"] = {"council": council_text, "neighbour": neighbour, "rank": rank}
    sheet.cells = pd.DataFrame.from_dict(by_row, orient="index", columns=["council", "neighbour", "rank"], dtype="str")
    stem = sheet.file.rpartition(".")[0]
    given = {
        "set_id": "own_" + slug(stem).replace("-", "_")[:30],
        "title": f"DfE's statistical neighbours ({stem[:60]})",
        "publisher": "Department for Education",
    }
    sheet.notes.append(f"{sheet.where()}: is {NEIGHBOURS}.")
    if ended:
        names = sorted({catalog.name(found[plain_name(text)]) for text in ended})
        sheet.notes.append(f"{sheet.where()}: left out councils that have ended: {', '.join(names)}.")
    return Asked({}, given | asked.fixed, {}, asked.skip_cells)


TURN: dict[str, Callable[[Sheet, Asked, Catalog], Asked]] = {FINGERTIPS: fingertips, LG_INFORM: lg_inform}
