"""Reading the catalogue's tables. What they must hold is checked in ``catalog.check``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from scouting import paths
from scouting.errors import Problems, ScoutingError, unknown
from scouting.frames import row_of
from scouting.keeps import Keeps
from scouting.terms import COUNCIL_TYPES, QUALITY_STATEMENTS

#: Every table of the catalogue and its columns, in order.
TABLES = {
    "areas": "area_code dfe_number name region_code type valid_from valid_to",
    "area_names": "name area_code used_by",
    "area_changes": "old_code new_code changed kind note",
    "combined_authorities": "authority_code name area_code source licence",
    "abbreviations": "abbreviation stands_for look_for",
    "sources": "source_id title publisher licence landing_page lag_days lag_source adapter file "
    "period_covers published note",
    "indicators": "indicator_id title short_title means service topic facet targeted target guards mirrors kin "
    "kin_reason counting_room unit multiplier decimals polarity polarity_reason numerator_label denominator_label "
    "statistic source_id source_code numerator_code denominator_code recompute counting_note breaks "
    "ended status year_end owner next_review",
    "series": "indicator_id source_id source_code numerator_code denominator_code period_shift note",
    "neighbour_sets": "set_id title publisher published service default licence note",
    "neighbours": "set_id area_code rank neighbour_code closeness distance",
    "not_held": "gap_id service facet topic what status why question add",
    "questions": "question_id service topic about evidence question who bring",
    "themes": "service indicators people better worse",
    "signs": "sign_id service indicator_id beside direction counted_by fewest question fixed_on",
    "stages": "stage kind question indicators",
    "journeys": "journey_id service topics title branch step what how count multiplier decimals",
    "tiles": "area_code q r",
    "centres": "area_code easting northing",
    "inspections": "area_code framework inspection_date publication_date inspection_type overall_effectiveness "
    "impact_of_leaders help_and_protection children_in_care care_leavers safeguarding looked_after adoption lscb kind "
    "source_id",
    "other_inspections": "area_code framework inspection_date publication_date outcome previous_date service kind "
    "source_id",
    "assessments": f"area_code report_date rating {' '.join(QUALITY_STATEMENTS)} link",
    "backtest": "section predictor outcome part value lower upper against cases n councils",
    "aftermath": "grade score kind years value lower upper n councils place matched_place need matched_need",
    "ledger": "sealed_on predictor outcome area_code forecast everybody digest",
    "revisions": "source_id edition indicator_id both changed largest only_one newest newest_changed",
    "named_2001": "area_code list name note",
    "calibration": "years_back comparisons clear_from probable_from clear clear_kept probable probable_kept told_apart "
    "told_apart_judged",
    "reading_topics": "topic focus sections times words but_not",
    "reading": "area_code report_urn published framework section section_grade paragraph topics focuses improve",
}
#: Long, and asked for by one page: read when it is.
_LATER = "reading"
#: Columns that hold numbers; all others are text, blank where there is nothing to say.
NUMBERS = {
    "indicators": ("multiplier", "decimals"),
    "sources": ("lag_days",),
    "series": ("period_shift",),
    "neighbours": ("rank", "distance"),
    "journeys": ("branch", "step", "multiplier", "decimals"),
    "tiles": ("q", "r"),
    "centres": ("easting", "northing"),
    "inspections": (
        "overall_effectiveness",
        "impact_of_leaders",
        "help_and_protection",
        "children_in_care",
        "care_leavers",
        "safeguarding",
        "looked_after",
        "adoption",
        "lscb",
    ),
    "other_inspections": ("outcome",),
    "assessments": tuple(QUALITY_STATEMENTS),
    "backtest": ("value", "lower", "upper", "against", "cases", "n", "councils"),
    "aftermath": ("years", "value", "lower", "upper", "n", "councils", "place", "matched_place", "need",
        "matched_need"),
    "revisions": ("both", "changed", "largest", "only_one", "newest", "newest_changed"),
    "calibration": (
        "comparisons", "clear_from", "probable_from", "clear", "clear_kept", "probable", "probable_kept", "told_apart",
        "told_apart_judged",
    ),
    "reading_topics": ("times",),
    "reading": ("section_grade",),
}  # fmt: skip


@dataclass(frozen=True)
class Catalog(Keeps):
    """The catalogue: one DataFrame a table, columns as in ``TABLES``; ``indicators`` also indexed by id."""

    areas: pd.DataFrame
    area_names: pd.DataFrame
    area_changes: pd.DataFrame
    combined_authorities: pd.DataFrame
    abbreviations: pd.DataFrame
    sources: pd.DataFrame
    indicators: pd.DataFrame
    series: pd.DataFrame
    neighbour_sets: pd.DataFrame
    neighbours: pd.DataFrame
    not_held: pd.DataFrame
    questions: pd.DataFrame
    themes: pd.DataFrame
    signs: pd.DataFrame
    stages: pd.DataFrame
    journeys: pd.DataFrame
    tiles: pd.DataFrame
    centres: pd.DataFrame
    inspections: pd.DataFrame
    other_inspections: pd.DataFrame
    assessments: pd.DataFrame
    backtest: pd.DataFrame
    aftermath: pd.DataFrame
    ledger: pd.DataFrame
    revisions: pd.DataFrame
    named_2001: pd.DataFrame
    calibration: pd.DataFrame
    reading_topics: pd.DataFrame
    folder: Path = paths.CATALOG

    @cached_property
    def reading(self) -> pd.DataFrame:
        """What the reports of inspections say where: one row per paragraph with a topic. Read when first asked for."""
        return read_table(self.folder, _LATER)

    def councils(self) -> pd.DataFrame:
        """The rows of ``areas`` that are councils, of today and before."""
        return self.areas[self.areas.type.isin(COUNCIL_TYPES)]

    def today(self) -> pd.DataFrame:
        """The rows of ``areas`` that are councils of today.

        >>> len(read().today())
        153
        """
        return self.areas[self.areas.type.isin(COUNCIL_TYPES) & (self.areas.valid_to == "")]

    def indicator(self, indicator_id: str) -> pd.Series:
        """The row of one indicator. Raises ScoutingError with the nearest right spelling.

        >>> read().indicator("re_referrals").facet
        'outcome'
        """
        try:
            return row_of(self.indicators, indicator_id)
        except KeyError:
            known = self.indicators.index
            raise ScoutingError(unknown("indicator", indicator_id, known, "data/catalog/indicators.csv")) from None

    def name(self, area_code: str) -> str:
        """The display name of an area.

        >>> read().name("E06000054")
        'Wiltshire'
        """
        return self.areas.name.get(area_code, area_code)


def look(folder: Path, table: str) -> tuple[pd.DataFrame, list[str]]:
    """One table of the catalogue as text, as far as it can be read, and what keeps it from being read whole."""
    path, wanted = Path(folder) / f"{table}.csv", TABLES[table].split()
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    except FileNotFoundError:
        return pd.DataFrame(), [f"{path} is missing. The catalogue needs it."]
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as err:
        return pd.DataFrame(), [f"{path} cannot be read as CSV in UTF-8: {str(err).strip()}"]
    absent = [c for c in wanted if c not in frame]
    problems = [f"{path} lacks the column{'s'[: len(absent) > 1]} {', '.join(absent)}."] if absent else []
    return frame[[c for c in wanted if c in frame]], problems


def read_table(folder: Path, table: str) -> pd.DataFrame:
    """One table of the catalogue as text and numbers. Raises ScoutingError for a missing file or column."""
    path = Path(folder) / f"{table}.csv"
    frame, found = look(folder, table)
    problems = Problems(found)
    problems.raise_if_any()
    for column in NUMBERS.get(table, ()):
        numbers = pd.to_numeric(frame[column].where(frame[column] != ""), errors="coerce")
        for row in frame.index[numbers.isna() & (frame[column] != "")]:
            problems.append(f"{path.name} row {row + 2}, {column}: '{frame[column][row]}' is not a number.")
        frame[column] = numbers
    problems.raise_if_any()
    return frame


def read(folder: Path | None = None) -> Catalog:
    """The whole catalogue from a folder (default: the project's own).

    Raises ScoutingError with every unreadable file, missing column and number that is none.

    >>> sorted(read().indicators.service.unique())
    ['adults', 'children']
    """
    folder = Path(folder or paths.CATALOG)
    problems = Problems()
    tables = {table: problems.attempt(read_table, folder, table) for table in TABLES if table != _LATER}
    problems.raise_if_any()
    tables["areas"] = tables["areas"].set_index("area_code", drop=False).rename_axis(None)
    tables["indicators"] = tables["indicators"].set_index("indicator_id", drop=False).rename_axis(None)
    return Catalog(**tables, folder=folder)


def terms_in(cell: str) -> list[str]:
    """The entries of a cell that holds a list.

    >>> terms_in("re_referrals; social_worker_turnover"), terms_in("")
    (['re_referrals', 'social_worker_turnover'], [])
    """
    return [part.strip() for part in cell.split(";") if part.strip()]


def breaks(cell: str) -> dict[str, str]:
    """The breaks of a series: first period of the new series, and why.

    >>> breaks("2023: returns became person-level")
    {'2023': 'returns became person-level'}
    """
    parts = (entry.partition(":") for entry in terms_in(cell))
    return {period.strip(): reason.strip() for period, _, reason in parts}


def series(catalog: Catalog) -> pd.DataFrame:
    """Every (indicator, release) pair in order of precedence: the main release, then what fills it.

    Columns as ``series.csv`` with year_end of the indicator and place (0 for the main release).
    """
    main = catalog.indicators.assign(period_shift=0.0, note="")[catalog.series.columns]
    every = pd.concat([main, catalog.series], ignore_index=True)
    every["place"] = every.groupby("indicator_id").cumcount()
    every["year_end"] = every.indicator_id.map(catalog.indicators.year_end)
    return every
