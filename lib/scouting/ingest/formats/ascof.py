"""What the formats of the adult social care outcomes framework share: years, areas, limits, rates of two counts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

import pandas as pd

from scouting.catalog import Catalog
from scouting.errors import ScoutingError
from scouting.ingest.formats.areas import areas_of
from scouting.ingest.formats.common import Cells, assemble, figures, sum_of
from scouting.values import KEY

#: A code of nine characters, or two of them for one figure of two councils.
ONS_CODE = r"E\d{8}( / E\d{8})?"
_YEAR = re.compile(r"(\d{4})(?:-| to )(\d{2}|\d{4})")
_PER = re.compile(r"(?P<top>.+) per (?P<many>[\d,]+) of (?P<bottom>.+)")
_KEY = ["area_code", "period", "year"]
_CELLS = [*_KEY, "value", "marker"]


def period(label: str) -> tuple[str, int] | None:
    """A financial year as (label, the year in which it ends), or None for anything else.

    >>> period("2015 to 2016"), period("2019-20"), period("2019-21"), period("2019")
    (('2015-16', 2016), ('2019-20', 2020), None, None)
    """
    match = _YEAR.fullmatch(label.strip())
    if not match:
        return None
    start, end = int(match[1]), match[2]
    if end != str(start + 1)[-len(end) :]:
        return None
    return f"{start}-{(start + 1) % 100:02d}", start + 1


def years_of(labels: pd.Series, where: str) -> pd.DataFrame:
    """Columns period and year of published year labels (index kept). Raises ScoutingError for one that is none."""
    found = {label: year for label in labels.unique() if (year := period(label))}
    odd = [
        f"{where} row {labels.index[labels == k][0] + 2}: '{k}' is no financial year."
        for k in labels.unique()
        if k not in found
    ]
    if odd:
        raise ScoutingError(odd)
    return pd.DataFrame({"period": labels.map(lambda k: found[k][0]), "year": labels.map(lambda k: found[k][1])})


def at_areas(frame: pd.DataFrame, codes: pd.Series, names: pd.Series, catalog: Catalog, where: str) -> pd.DataFrame:
    """The rows with area_code and joint, found by ONS code; a row for two councils is there for each.

    Raises ScoutingError for areas that the catalogue lacks, with their names as published.
    """
    return frame.join(areas_of(catalog, where, codes, name=names, year=frame.get("year")))


def clean(texts: pd.Series) -> pd.Series:
    """Cells with the framework's own ways of writing brought to what figures are read from.

    The carers' survey of 2016-17 gives two figures in a cell, the official one first. A colon is a blank.

    >>> clean(pd.Series(["7.7 (7.6)", "54,360 (37,515)", "0.4 (:)", "(:)", ":", "1,234", "c"])).tolist()
    ['7.7', '54360', '0.4', '', '', '1,234', 'c']
    """
    text = texts.astype("str").str.strip()
    two = text.str.extract(r"^([\d.,]+|:?) ?\((?:[\d.,]+|:)\)$")[0]
    first = two.where(~two.str.fullmatch(r"\d{1,3}(,\d{3})+").fillna(False), two.str.replace(",", ""))
    return text.where(two.isna(), first).replace(":", "")


def read_at(rows: pd.DataFrame, texts: pd.Series, where: str) -> pd.DataFrame:
    """Cells of rows that have area_code, joint, period and year; a figure of two councils is marked 'j'."""
    found = rows[[*_KEY, "joint"]].reset_index(drop=True)
    found = found.join(figures(clean(texts), where).reset_index(drop=True))
    found["marker"] = found.marker.where(~found.joint | (found.marker != ""), "j")
    return found[[*_CELLS, "joint"]]


def rate_of(code: str, cells: Cells) -> pd.DataFrame:
    """Cells of a code as published, or of a rate of two counts: 'COUNT per 100,000 of COUNT & COUNT'.

    The release publishes the counts, not the rate. It is missing where any count is; years for which the
    release has no row of one of them are left out.
    """
    match = _PER.fullmatch(code)
    if not match:
        return cells(code)
    top = cells(match["top"])
    bottom = sum_of(match["bottom"].replace(" & ", " + "), cells)
    both = top[top.period.isin(bottom.period)].merge(bottom, on=_KEY, how="left", suffixes=("", "_2"))
    many = int(match["many"].replace(",", ""))
    both["value"] = many * both.value / both.value_2.where(both.value_2 > 0)
    both["marker"] = both.marker.where(both.marker != "", both.marker_2.fillna("x"))
    both["marker"] = both.marker.where(both.value.notna() | (both.marker != ""), "x")
    return both[_CELLS]


def survey(
    wanted: pd.DataFrame, cells: Cells, holds: Iterable[str], respondents: str, where: str
) -> tuple[pd.DataFrame, list[str]]:
    """Values of the wanted indicators, with limits where the release states a margin of error, and notes.

    ``holds``: the codes that the release has; ``respondents``: its word for how many answered.
    A figure of a survey that nobody answered is missing, whatever is printed. A margin printed as zero is a
    rounded one and gives no limits. Limits are the figure less and plus its margin, not cut at 0 or 100.
    Where a figure is withheld, so are the counts behind it.
    """
    holds, cells = set(holds), cache(cells)
    kept: dict[str, pd.DataFrame] = {}
    unanswered: dict[str, int] = {}

    def answered(code: str) -> pd.DataFrame:
        if code in kept:
            return kept[code]
        found = rate_of(code, cells)
        count = f"{code.removesuffix(' outcome')} {respondents}"
        if code.endswith(" outcome") and count in holds:
            asked = found[_KEY].merge(cells(count).drop_duplicates(_KEY), on=_KEY, how="left")
            nobody = (asked.value == 0).to_numpy() & found.value.notna().to_numpy()
            unanswered[code] = int(nobody.sum())
            found = found.assign(value=found.value.mask(nobody), marker=found.marker.mask(nobody, "x"))
        kept[code] = found
        return found

    source_id = wanted.source_id.iloc[0]
    values = assemble(wanted, source_id, answered, where)
    figure = wanted.indicator_id[wanted.source_code != ""]
    withheld = values.value.isna() & values.indicator_id.isin(figure)
    values.loc[withheld, ["numerator", "denominator"]] = float("nan")
    margin = wanted.source_code.str.removesuffix(" outcome") + " margin of error"
    stated = wanted.source_code.str.endswith(" outcome") & margin.isin(holds)
    if stated.any():
        asked = wanted.assign(source_code=margin, numerator_code="", denominator_code="")[stated]
        width = assemble(asked, source_id, cells, where).set_index(KEY).value
        width = width.where(width > 0).reindex(pd.MultiIndex.from_frame(values[KEY])).to_numpy()
        values["lower_ci"], values["upper_ci"] = values.value - width, values.value + width
    notes = [
        f"{where}: {number} figures of '{code}' that nobody answered for were read as missing."
        for code, number in unanswered.items()
        if number
    ]
    return values, notes


def parts(wanted: pd.DataFrame) -> set[str]:
    """Every plain code that the wanted rows name, sums and rates taken apart.

    >>> rows = pd.DataFrame({"source_code": ["A n per 100,000 of B d & C d"], "numerator_code": ["A n + D n"]})
    >>> sorted(parts(rows.assign(denominator_code="")))
    ['A n', 'B d', 'C d', 'D n']
    """
    found = set()
    for column in ("source_code", "numerator_code", "denominator_code"):
        for code in wanted[column]:
            for part in code.split(" + "):
                match = _PER.fullmatch(part.strip())
                found |= {match["top"], *match["bottom"].split(" & ")} if match else {part.strip()}
    return found - {""}
