"""Looking for councils and indicators by a few words, as the sector writes them."""

from __future__ import annotations

import pandas as pd

from scouting.catalog.areas import find_area, holding, plain
from scouting.catalog.tables import Catalog, series, terms_in
from scouting.errors import ScoutingError, did_you_mean
from scouting.frames import each_row


def councils(catalog: Catalog, text: str = "") -> pd.DataFrame:
    """The rows of ``areas`` of councils, of today and before, that a text means or stands in, by name.

    It may stand in a council's names, region, code or DfE number, from the beginning of a word on. Raises ScoutingError
    where no council has it.

    >>> from scouting.catalog import read
    >>> councils(read(), "Hull").name.tolist(), councils(read(), "Royal Borough of Greenwich").name.tolist()
    (['Kingston upon Hull'], ['Greenwich'])
    """
    rows, wanted = catalog.councils().sort_values("name"), plain(text)
    other = catalog.area_names.groupby("area_code").name.agg(" ".join).reindex(rows.index).fillna("")
    region = rows.region_code.map(catalog.name)
    within = rows.index + " " + rows.dfe_number + " " + rows["name"] + " " + region + " " + other
    found = [f" {wanted}" in f" {plain(line)}" for line in within]
    try:
        meant = rows.index == find_area(catalog, text, ended=True)
    except ScoutingError:
        meant = False
    rows = rows[meant | pd.Series(found, index=rows.index)]
    if rows.empty:
        near = holding(text, catalog.today().name)
        offer = f" Did you mean {' or '.join(near)}?" if near else ""
        raise ScoutingError(
            f"No council has '{text}' in its name, region, code or DfE number.{offer} All are listed by: scouting "
            "councils"
        )
    return rows


def indicators(catalog: Catalog, text: str = "") -> pd.DataFrame:
    """The rows of ``indicators`` that have every word of a text, in the order of the catalogue.

    A word may begin one of their id, title, short title, topic, service or facet, be an abbreviation of
    ``abbreviations.csv``, or, after ASCOF, the number of a measure. Raises ScoutingError where no indicator has them.

    >>> from scouting.catalog import read
    >>> indicators(read(), "UASC").index.tolist(), indicators(read(), "DToC joint").index.tolist()
    (['looked_after_unaccompanied'], ['delayed_transfers_joint'])
    """
    facts, within, typed = catalog.indicators, catalog.once(_words), plain(text.replace("_", " ")).split()
    means = {plain(row.abbreviation): terms_in(row.look_for) for row in each_row(catalog.abbreviations)}
    wanted = [[[word], *(plain(words).split() for words in means.get(word, []))] for word in typed]
    found = [
        all(any(all(f" {word}" in line for word in words) for words in ways) for ways in wanted) for line in within
    ]
    if not any(found):
        known = {word for line in within for word in line.split()} | set(means)
        offer = "".join(dict.fromkeys(did_you_mean(w, known) for w in typed if w not in known))
        raise ScoutingError(
            f"No indicator has '{text}' in its title, short title, topic or id.{offer} All are listed by: scouting "
            "indicators"
        )
    return facts[found]


def _words(catalog: Catalog) -> list[str]:
    """What each indicator is looked for in: a line of plain words, beginning with a space."""
    facts, every = catalog.indicators, series(catalog)
    ascof = every.source_id.isin(catalog.sources.source_id[catalog.sources.adapter.str.startswith("ascof")])
    own = ascof & ~every.source_code.str.contains("denominator")  # such a code names the measure that it is a part of
    codes = every.source_code[own].str.replace(r"[()]", "", regex=True).str.replace("_", " ")
    numbers = ("ascof " + codes.groupby(every.indicator_id).agg(" ".join)).reindex(facts.index).fillna("")
    columns = ["title", "short_title", "topic", "service", "facet"]
    texts = facts.index.str.replace("_", " ") + " " + facts[columns].agg(" ".join, axis=1) + " " + numbers
    return [f" {plain(text)}" for text in texts]
