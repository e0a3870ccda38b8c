"""What a headline says of a measure, better and worse: which themes the catalogue must hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from scouting.catalog.tables import terms_in
from scouting.errors import did_you_mean
from scouting.frames import each_row


def problems_of_themes(tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """What a headline says: each measure that can be judged has one row of its own, whatever rows it shares."""
    facts = tables["indicators"]
    service = dict(zip(facts.indicator_id, facts.service, strict=True))
    alone: list[str] = []
    for row, one in enumerate(each_row(tables["themes"])):
        where, ids = f"themes.csv row {row + 2} ({one.service})", terms_in(one.indicators)
        alone += ids if len(ids) == 1 else []
        for i in ids:
            if i not in service:
                yield f"{where}, indicators: '{i}' is not an indicator.{did_you_mean(i, service)}"
            elif service[i] != one.service:
                yield f"{where}, service: '{i}' is of the service {service[i]}."
    told = facts.polarity.isin(["high_is_good", "low_is_good"]) & (facts.ended == "") & (facts.facet != "inspection")
    for i in facts.indicator_id[told]:
        if alone.count(i) != 1:
            yield f"themes.csv: {i} needs one row of its own, and has {alone.count(i)}."
