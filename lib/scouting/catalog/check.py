"""The catalogue's contract: every problem of every table, a sentence each, all at once."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import pandas as pd

from scouting import paths, terms
from scouting.catalog.journeys import problems_of_journeys
from scouting.catalog.questions import EVIDENCE, asked, problems_of_questions
from scouting.catalog.tables import NUMBERS, TABLES, Catalog, breaks, look, terms_in
from scouting.catalog.themes import problems_of_themes
from scouting.errors import did_you_mean
from scouting.frames import each_cell, each_row

#: The parts of data/catalog/backtest.csv.
BACKTEST = ("area", "calibration", "brier", "top_ten", "shown", "forward")

#: The tables by name; one that cannot be read whole lacks columns, and what hangs on those is not judged.
Tables = Mapping[str, pd.DataFrame]
_COUNTED = {"proportion", "rate"}


def _indicators(tables: Tables) -> Iterator[str]:
    names = set(tables["indicators"].indicator_id)
    for row, one in enumerate(each_row(tables["indicators"])):
        where = f"indicators.csv row {row + 2} ({one.indicator_id})"
        for guard in terms_in(one.guards):
            if guard not in names:
                yield f"{where}, guards: '{guard}' is not an indicator.{did_you_mean(guard, names)}"
        if one.targeted == "yes" and not one.target:
            yield f"{where}, target: is blank, although targeted is yes."
        if one.statistic in _COUNTED and not (one.numerator_label and one.denominator_label):
            yield f"{where}: a {one.statistic} needs a numerator_label and a denominator_label."
        if one.numerator_code and not one.denominator_code and one.statistic == "proportion":
            yield f"{where}: the numerator_code of a proportion needs a denominator_code."
        for period, reason in breaks(one.breaks).items():
            if not reason or not re.match(r"\d{4}", period):
                yield f"{where}, breaks: '{period}: {reason}' is not written as PERIOD: reason."
        if one.facet == "timeliness" and "count" not in one.counting_note.lower():
            yield f"{where}, counting_note: a timeliness indicator must say whether counts exist."
        of_care = one.facet == "activity" and one.statistic == "rate"
        if one.counting_room and (of_care or one.facet in terms.NO_COUNTING_ROOM):
            never = f"{', '.join(terms.NO_COUNTING_ROOM)}, and rates of activity"
            yield f"{where}, counting_room: must be blank for {never}."


def _related(tables: Tables) -> Iterator[str]:
    """Mirrors and kin: what another indicator's verdict or noise is taken for."""
    facts = tables["indicators"]
    statistic = dict(zip(facts.indicator_id, facts.statistic, strict=True))
    mirrors = set(facts.indicator_id[facts.mirrors != ""])
    for row, one in enumerate(each_row(facts)):
        where = f"indicators.csv row {row + 2} ({one.indicator_id})"
        if one.mirrors in mirrors:
            yield f"{where}, mirrors: '{one.mirrors}' is a mirror itself. Name the indicator that is kept."
        for kin in terms_in(one.kin):
            if kin not in statistic:
                yield f"{where}, kin: '{kin}' is not an indicator.{did_you_mean(kin, statistic)}"
            elif kin == one.indicator_id:
                yield f"{where}, kin: an indicator cannot be its own kin."
            elif statistic[kin] != one.statistic:
                yield f"{where}, kin: '{kin}' is a {statistic[kin]}, not a {one.statistic}."
        if one.kin and not one.kin_reason:
            yield f"{where}, kin_reason: is blank, although kin is named."


def _neighbours(tables: Tables) -> Iterator[str]:
    members = tables["neighbours"].reset_index(drop=True)
    for row in members.index[members.area_code == members.neighbour_code]:
        yield f"neighbours.csv row {row + 2}: {members.area_code[row]} is its own neighbour."


def _defaults(tables: Tables) -> Iterator[str]:
    for service, defaults in tables["neighbour_sets"].groupby("service")["default"]:
        if service and (defaults == "yes").sum() != 1:  # a set of no one service is nobody's default
            yield f"neighbour_sets.csv: the service '{service}' needs exactly one default set."


def _changes(tables: Tables) -> Iterator[str]:
    areas, changes = tables["areas"], tables["area_changes"]
    for row, one in enumerate(each_row(changes)):
        if one.kind != "recoded" and one.old_code not in set(areas.area_code):
            yield f"area_changes.csv row {row + 2}, old_code: '{one.old_code}' is not in areas.csv."
    followed = set(changes.old_code[changes.kind != "recoded"])
    for code in sorted(set(areas.area_code[areas.valid_to != ""]) - followed):
        yield f"areas.csv ({code}) has ended, but area_changes.csv does not say who followed it."


def _tiles(tables: Tables) -> Iterator[str]:
    tiles = tables["tiles"].reset_index(drop=True)
    for row in tiles.index[tiles.duplicated(["q", "r"])]:
        yield f"tiles.csv row {row + 2} ({tiles.area_code[row]}): another council is on the hexagon " + (
            f"q {tiles.q[row]}, r {tiles.r[row]}."
        )


def _not_held(tables: Tables) -> Iterator[str]:
    told = pd.concat([tables[table][["service", "facet"]] for table in ("indicators", "not_held")])
    told = set(told.itertuples(index=False, name=None))
    for cell in itertools.product(terms.SERVICES, terms.FACETS):
        if cell not in told:
            yield f"not_held.csv: no indicator is of {' and '.join(cell)}, and no row says why."
    for gap in sorted(set(tables["not_held"].gap_id) & set(tables["indicators"].indicator_id)):
        yield f"not_held.csv ({gap}): is an indicator, so it is held. Delete the row."


def _signs(tables: Tables) -> Iterator[str]:
    facts = tables["indicators"].set_index("indicator_id", drop=False)
    for row, one in enumerate(each_row(tables["signs"])):
        where = f"signs.csv row {row + 2} ({one.sign_id})"
        mine = facts.service.get(one.indicator_id, one.service)
        if mine != one.service:
            yield f"{where}, service: '{one.indicator_id}' is of the service {mine}."
        counted, _, which = one.counted_by.partition(":")
        if one.counted_by and (counted not in facts.index or which not in ("numerator", "denominator")):
            yield f"{where}, counted_by: '{one.counted_by}' is no indicator with :numerator or :denominator after it."
        if one.beside and not one.counted_by:
            yield f"{where}, counted_by: a ratio has no count of its own, so name one."


def _named(tables: Tables) -> Iterator[str]:
    areas, named = tables["areas"], tables["named_2001"].reset_index(drop=True)
    no_council = set(areas.area_code[~areas.type.isin(terms.COUNCIL_TYPES)])
    ended = set(areas.area_code[areas.valid_to != ""])
    for row, code in each_cell(named.area_code):
        where = f"named_2001.csv row {row + 2} ({code}), area_code:"
        if code in no_council:
            yield f"{where} is not a council."
        if code in ended:
            yield f"{where} has ended. Give the council that has the same area today, or delete the row."


#: What one cell cannot show, and the tables that each rule needs whole.
BETWEEN = {
    _indicators: ["indicators"],
    _related: ["indicators"],
    _neighbours: ["neighbours"],
    _defaults: ["neighbour_sets"],
    _changes: ["areas", "area_changes"],
    _not_held: ["indicators", "not_held"],
    problems_of_questions: ["indicators", "questions"],
    problems_of_themes: ["indicators", "themes"],
    _signs: ["indicators", "signs"],
    problems_of_journeys: ["indicators", "journeys"],
    _tiles: ["tiles"],
    _named: ["areas", "named_2001"],
}


#: A rule takes a cell and gives what is wrong with it, or nothing.
Rule = Callable[[str], str]


def one_of(allowed) -> Rule:
    """The cell is one of a few words."""
    words = list(allowed)
    listed = ", ".join(words)
    return lambda cell: "" if cell in words else f"'{cell}' is not one of {listed}.{did_you_mean(cell, words)}"


def listed(allowed) -> Rule:
    """The cell is a list of a few words, joined by ";"; anything will do while there are none to be had."""
    words = set(allowed)

    def rule(cell: str) -> str:
        odd = [part for part in terms_in(cell) if part not in words]
        return f"'{odd[0]}' is not one of the words for it.{did_you_mean(odd[0], words)}" if words and odd else ""

    return rule


def known(tables: Tables, table: str, column: str, *, blank: bool = False) -> Rule:
    """The cell names a row of another table; anything will do while that table cannot be read."""
    names = set(tables[table].get(column, []))

    def rule(cell: str) -> str:
        if cell in names or (blank and not cell) or column not in tables[table]:
            return ""
        return f"'{cell}' is not in {table}.csv.{did_you_mean(cell, names)}"

    return rule


def written(pattern: str, meaning: str) -> Rule:
    """The cell is written in a certain way."""
    return lambda cell: "" if re.fullmatch(pattern, cell) else f"'{cell}' is not {meaning}."


def filled(cell: str) -> str:
    return "" if str(cell).strip() else "is blank."


def or_blank(rule: Rule) -> Rule:
    """The cell is blank or keeps another rule."""
    return lambda cell: rule(cell) if cell else ""


def _day(cell: str) -> str:
    try:
        sound = not cell or str(dt.date.fromisoformat(cell)) == cell
    except ValueError:
        sound = False
    return "" if sound else f"'{cell}' is not a date like 2025-03-31."


def _needed_day(cell: str) -> str:
    return _day(cell) if cell else "is blank."


def _shorter(most: int) -> Rule:
    return lambda cell: "" if cell and len(cell) <= most else f"'{cell}' must have 1 to {most} characters."


_ID = written(r"[a-z][a-z0-9_]*", "an id (small letters, digits and underscores)")
_AREA = written(r"E(06|08|09|10|12|13|92)\d{6}", "a nine-character ONS code")


def rules(tables: Tables) -> dict[str, dict[str, Rule]]:
    """The rule of every column that has one."""
    area, source = known(tables, "areas", "area_code"), known(tables, "sources", "source_id")
    yes_no, number = one_of(["yes", "no"]), written(r"\d+(\.\d+)?", "a number")
    grade = written("[1-4]", "a grade from 1 (outstanding) to 4 (inadequate)")
    score = written("[1-4]", "a score from 1 to 4 (4 is the best)")
    # fmt: off
    return {
        "areas": {"area_code": _AREA, "dfe_number": written(r"\d{3}", "a DfE number of three digits"), "name": filled,
            "region_code": known(tables, "areas", "area_code", blank=True),
            "type": one_of([*terms.COUNCIL_TYPES, "region", "part_region", "country"]), "valid_from": _day,
            "valid_to": _day},
        "area_names": {"name": filled, "area_code": area, "used_by": filled},
        "area_changes": {"new_code": area, "changed": _day,
            "kind": one_of(["recoded", "continues", "split", "merged"])},
        "combined_authorities": {"authority_code": written(r"E47\d{6}", "a nine-character ONS code of E47"),
            "area_code": area, **dict.fromkeys(["name", "source", "licence"], filled)},
        "abbreviations": dict.fromkeys(["abbreviation", "stands_for", "look_for"], filled),
        "sources": {"source_id": _ID, "title": filled, "publisher": filled, "licence": filled,
            "landing_page": written(r"https://\S+", "an https address"),
            "lag_days": number, "lag_source": filled, "adapter": filled,
            "file": written(r"(?!/)(?!.*\.\.)[\w./&-]+", "a path inside the folder of releases")},
        "indicators": {"indicator_id": _ID, "title": filled, "short_title": _shorter(34), "means": filled,
            "service": one_of(terms.SERVICES), "topic": filled, "facet": one_of(terms.FACETS), "targeted": yes_no,
            "mirrors": known(tables, "indicators", "indicator_id", blank=True), "unit": filled, "multiplier": number,
            "decimals": number, "polarity": one_of(terms.POLARITIES), "polarity_reason": filled,
            "statistic": one_of(terms.STATISTICS), "source_id": source, "source_code": filled, "recompute": filled,
            "counting_note": filled, "counting_room": or_blank(written(r"[A-Z].*[.]", "a sentence, or blank")),
            "ended": or_blank(written(r"\d{4}(-\d{2})?", "a period like 2023-24 or 2024")),
            "status": one_of(["official", "in development"]),
            "year_end": written(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "a month and day like 03-31"),
            "owner": filled, "next_review": _day},
        "series": {"indicator_id": known(tables, "indicators", "indicator_id"), "source_id": source,
            "period_shift": written(r"-?\d+", "a whole number")},
        "neighbour_sets": {
            "set_id": lambda cell: f"'{cell}' is the name of another set." if cell in (*terms.ALIKE, terms.BY_HAND)
            else _ID(cell),
            "title": filled, "publisher": filled, "published": _day, "service": or_blank(one_of(terms.SERVICES)),
            "default": yes_no},
        "neighbours": {"set_id": known(tables, "neighbour_sets", "set_id"), "area_code": area, "rank": number,
            "neighbour_code": area, "closeness": or_blank(one_of(terms.CLOSENESS)), "distance": or_blank(number)},
        "not_held": {"gap_id": _ID, "service": one_of(terms.SERVICES), "facet": one_of(terms.FACETS),
            "status": one_of(terms.GAPS), **dict.fromkeys(["topic", "what", "why", "question", "add"], filled)},
        "questions": {"question_id": _ID, "service": one_of(terms.SERVICES), "evidence": one_of(EVIDENCE),
            "question": asked, **dict.fromkeys(["topic", "who", "bring"], filled)},
        "themes": {"service": one_of(terms.SERVICES),
            **dict.fromkeys(["indicators", "people", "better", "worse"], filled)},
        "signs": {"sign_id": _ID, "service": one_of(terms.SERVICES),
            "indicator_id": known(tables, "indicators", "indicator_id"),
            "beside": known(tables, "indicators", "indicator_id", blank=True),
            "direction": one_of(terms.SIGN_DIRECTIONS),
            "fewest": written(r"[1-9]\d+", "a number of people, 10 or more"),
            "question": written(r".+\?", "a question"), "fixed_on": lambda cell: filled(cell) or _day(cell)},
        "stages": {"stage": one_of(terms.STAGES), "kind": one_of(terms.STAGE_KINDS),
            "question": written(r".+\?", "a question"),
            "indicators": or_blank(listed(tables["indicators"].get("indicator_id", [])))},
        "journeys": {"journey_id": _ID, "service": or_blank(one_of(terms.SERVICES)), "what": filled,
            "multiplier": written("10*", "1, 10, 100 and so on"),
            **dict.fromkeys(["branch", "step", "decimals"], written(r"\d", "a whole number"))},
        "tiles": {"area_code": area, "q": written(r"-?\d+", "a whole number"),
            "r": written(r"-?\d+", "a whole number")},
        "centres": {"area_code": area, "easting": written(r"\d{5,6}", "a whole number of metres"),
            "northing": written(r"\d{4,6}", "a whole number of metres")},
        "inspections": {"area_code": known(tables, "areas", "area_code"), "framework": one_of(terms.FRAMEWORKS),
            "inspection_date": _day, "publication_date": _needed_day, "inspection_type": filled,
            "kind": one_of([terms.OFFICIAL, terms.COLLECTED]), "source_id": source,
            **dict.fromkeys(NUMBERS["inspections"], or_blank(grade))},
        "other_inspections": {"area_code": area, "framework": one_of(terms.OTHER_FRAMEWORKS), "inspection_date": _day,
            "publication_date": _needed_day, "outcome": or_blank(grade), "previous_date": _day,
            "kind": one_of([terms.OFFICIAL, terms.COLLECTED]), "source_id": source},
        "assessments": {"area_code": area, "report_date": _needed_day,
            "rating": one_of(terms.INSPECTION_GRADES.values()),
            **dict.fromkeys(terms.QUALITY_STATEMENTS, or_blank(score)),
            "link": written(r"(https://\S+)?", "an https address, or blank")},
        "backtest": {"section": one_of(BACKTEST), "predictor": filled, "outcome": one_of(terms.OUTCOMES)},
        "aftermath": {"grade": one_of(terms.INSPECTION_GRADES.values()), "kind": one_of(["after", "placebo"]),
            **dict.fromkeys(["value", "lower", "upper"], written(r"-?\d+(\.\d+)?", "a number"))},
        "ledger": {"sealed_on": _needed_day, "area_code": or_blank(area), "outcome": filled,
            "digest": written(r"[0-9a-f]{64}", "a digest")},
        "revisions": {"source_id": source, "indicator_id": known(tables, "indicators", "indicator_id")},
        "named_2001": {"area_code": area, "list": one_of(["best", "worst"]), "name": filled},
        "reading_topics": {"topic": known(tables, "indicators", "topic"), "sections": listed(terms.REPORT_SECTIONS),
            "times": written(r"[1-9]", "a number from 1 to 9"), "words": filled},
        "reading": {"area_code": area, "report_urn": written(r"\d+", "a number"), "published": _needed_day,
            "framework": one_of(terms.FRAMEWORKS), "section": one_of(terms.REPORT_SECTIONS),
            "section_grade": or_blank(grade), "paragraph": written(r"(improve )?\d+", "a number, or improve and one"),
            "topics": listed(tables["reading_topics"].get("topic", [])),
            "focuses": or_blank(listed(tables["reading_topics"].get("focus", []))), "improve": one_of(["yes", ""])},
        "calibration": {"years_back": written(r"\d+|all", "a number of years, or all"), "clear_from": number,
            "probable_from": number},
    }
    # fmt: on


#: What no two rows of a table may share.
UNIQUE = {
    "areas": ["area_code"],
    "area_names": ["name"],
    "combined_authorities": ["area_code"],  # a council is in one at most
    "abbreviations": ["abbreviation"],
    "sources": ["source_id"],
    "indicators": ["indicator_id"],
    "series": ["indicator_id", "source_id"],
    "neighbour_sets": ["set_id"],
    "neighbours": ["set_id", "area_code", "neighbour_code"],
    "not_held": ["gap_id"],
    "questions": ["question_id"],
    "themes": ["indicators"],
    "signs": ["sign_id"],
    "stages": ["question"],
    "journeys": ["journey_id", "branch", "step"],
    "tiles": ["area_code"],
    "centres": ["area_code"],
    "inspections": ["area_code", "publication_date", "inspection_type"],
    "other_inspections": ["area_code", "framework", "publication_date"],
    "assessments": ["area_code", "report_date"],
    "backtest": ["section", "predictor", "outcome", "part"],
    "aftermath": ["grade", "score", "kind", "years"],
    "ledger": ["sealed_on", "predictor", "outcome", "area_code"],
    "revisions": ["source_id", "edition", "indicator_id"],
    "named_2001": ["area_code"],
    "calibration": ["years_back"],
    "reading": ["area_code", "published", "section", "paragraph", "improve"],
}


def _cells(tables: Tables) -> Iterator[str]:
    for table, columns in rules(tables).items():
        frame = tables[table].reset_index(drop=True)
        for column, rule in columns.items():
            if column not in frame:
                continue
            text = [f"{cell:g}" if isinstance(cell, float) else str(cell) for cell in frame[column].tolist()]
            wrong = {cell: rule("" if cell == "nan" else cell) for cell in dict.fromkeys(text)}
            for row, cell in enumerate(text):
                if wrong[cell]:
                    yield f"{table}.csv row {row + 2} ({frame.iloc[row, 0]}), {column}: {wrong[cell]}"
    for table, columns in UNIQUE.items():
        frame = tables[table].reset_index(drop=True)
        if not set(columns) <= set(frame):
            continue
        for row in frame.index[frame.duplicated(columns)]:
            what = " ".join(str(frame[c][row]) for c in columns)
            yield f"{table}.csv row {row + 2}: '{what}' is there twice."


def _found(tables: Tables) -> Iterable[str]:
    yield from _cells(tables)
    for rule, needs in BETWEEN.items():
        if all(set(TABLES[table].split()) <= set(tables[table]) for table in needs):
            yield from rule(tables)


def problems(catalog: Catalog) -> list[str]:
    """Every problem of the catalogue, a sentence each; none for a sound one.

    >>> from scouting.catalog import read
    >>> problems(read())
    []
    """
    return list(_found({table: getattr(catalog, table) for table in TABLES}))


def problems_in(folder: Path | None = None) -> list[str]:
    """Every problem of the tables in a folder (default: the project's own), whether or not they can be read.

    >>> problems_in()
    []
    """
    looked = {table: look(folder or paths.CATALOG, table) for table in TABLES}
    unreadable = [problem for _, found in looked.values() for problem in found]
    return unreadable + list(_found({table: frame for table, (frame, _) in looked.items()}))
