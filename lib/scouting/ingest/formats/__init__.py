"""The readers of the publishers' formats, by the name that sources.csv calls them."""

from __future__ import annotations

from scouting.ingest.formats import (
    ascof_open,
    ascof_outcomes,
    ascof_series,
    dfe_ees,
    dfe_lait,
    mhclg_deprivation,
    mhclg_outturn,
    oflog,
    ofsted,
    ons_census,
    ons_population,
)

#: Each module has ``read(path, wanted, catalog) -> Reading`` and ``fits(file, wanted, catalog) -> Fit | None``.
ADAPTERS = {
    "ascof_open": ascof_open,
    "ascof_outcomes": ascof_outcomes,
    "ascof_series": ascof_series,
    "dfe_ees": dfe_ees,
    "dfe_lait": dfe_lait,
    "mhclg_deprivation": mhclg_deprivation,
    "mhclg_outturn": mhclg_outturn,
    "oflog": oflog,
    "ofsted": ofsted,
    "ons_census": ons_census,
    "ons_population": ons_population,
}
