"""The index of inspection reports (data/catalog/reading.csv), made from their texts. No sentence of them is kept."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from scouting import paths
from scouting.catalog import Catalog, find_area, followed_by, to_areas
from scouting.catalog.tables import TABLES
from scouting.errors import Problems, ScoutingError
from scouting.frames import each_row
from scouting.reading.parse import paragraphs
from scouting.reading.topics import marked

#: The release in sources.csv, and what is read of its file.
_ADAPTER = "ofsted_reports"
_COLUMNS = ["urn", "la", "area_code", "framework", "published", "text"]
#: The layouts that are read. Of SIF, reports of 2014 to 2018, what was recommended alone: what they found has aged.
_WHOLE, _RECOMMENDED = "ILACS", "SIF"


def build(folder: Path, catalog: Catalog) -> list[str]:
    """Make reading.csv from a folder of releases, and tell what was read and what was not.

    Raises ScoutingError where the file of reports is missing or is another one; then nothing is written.
    """
    source = catalog.sources[catalog.sources.adapter == _ADAPTER].sort_values("published").iloc[-1]
    path = Path(folder) / source.file
    if not path.is_file():
        raise ScoutingError(f"{path} is missing ({source.title}, {source.publisher}). See {source.landing_page}")
    try:
        reports = pd.read_parquet(path, columns=_COLUMNS)
    except (OSError, ValueError, KeyError) as err:
        raise ScoutingError(f"{path} is not the file of reports: {str(err).strip()}") from None
    made, lines = index(reports, catalog)
    with paths.new_file(paths.CATALOG / "reading.csv") as aside:
        made.to_csv(aside, index=False, lineterminator="\n", encoding="utf-8")
    return lines


def index(reports: pd.DataFrame, catalog: Catalog) -> tuple[pd.DataFrame, list[str]]:
    """Reports as the rows of reading.csv, one per paragraph with a topic, and how many were read in words.

    ``reports``: urn, la, area_code, framework, published, text. Raises ScoutingError with every report whose code and
    name are two councils'.
    """
    codes, tables, unread = _codes(reports, catalog), [], []
    for report in each_row(reports.assign(code=codes).sort_values(["code", "published"])):
        found = paragraphs(report.text or "") if report.framework in (_WHOLE, _RECOMMENDED) else pd.DataFrame()
        if found.empty:
            unread.append(f"{catalog.name(report.code)}, report of {report.published}: not read ({report.framework}).")
            continue
        found = found if report.framework == _WHOLE else found[found.improve]
        facts = {"area_code": report.code, "report_urn": report.urn, "published": report.published}
        tables.append(found.assign(**facts, framework=report.framework))
    whole = marked(pd.concat(tables, ignore_index=True), catalog.reading_topics)
    on_topic = whole[whole.topics != ""]
    made = on_topic.assign(
        section_grade=on_topic.section_grade.astype("Int64"), improve=on_topic.improve.map({True: "yes", False: ""})
    )[TABLES["reading"].split()]
    said = (
        f"{len(tables)} of {len(reports)} reports were read: {len(on_topic):,} of {len(whole):,} paragraphs and points"
    )
    return made, [f"{said} have a topic.", *unread]


def _codes(reports: pd.DataFrame, catalog: Catalog) -> pd.Series:
    """Today's code of each report's council: its code, or of those that followed it the one whose name the report has.

    A release may write the code of a county that had ended before the report was published.
    """
    codes, problems = to_areas(catalog, reports.area_code).area_code, Problems()
    ended = catalog.areas.valid_to.reindex(codes).to_numpy()
    for at, report in reports[(ended != "") & (ended < reports.published)].iterrows():
        named, ways = problems.attempt(find_area, catalog, report.la, ended=True), followed_by(catalog, codes[at])
        if named not in ways:
            problems.append(f"The report of {report.la} of {report.published} has the code {report.area_code}, that of "
                            f"{catalog.name(codes[at])}.")  # fmt: skip
        codes[at] = named
    problems.raise_if_any()
    return codes
