"""Files that look official and are wrong: each is refused in words by the command, and the store is as it was.

Four releases of one format, as their publisher would write the next edition: what is held, and a year more that is
like the last. Each is then spoiled in some thirty ways.
"""

import csv

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from scouting import paths
from scouting.catalog import series
from scouting.cli.main import main
from scouting.ingest import build, editions
from scouting.ingest.formats.dfe_ees import filters
from scouting.terms import COUNCIL_TYPES, ENGLAND

PARTS = ["value", "numerator", "denominator"]
PLACES = [
    "time_period", "time_identifier", "geographic_level", "country_code", "country_name", "region_code", "region_name",
    "old_la_code", "new_la_code", "la_name",
]  # fmt: skip


_CODES = [("value", "source_code"), ("numerator", "numerator_code"), ("denominator", "denominator_code")]


def _place(area):
    """The columns that say where a row is."""
    local = area["type"] in COUNCIL_TYPES
    kind = "Local authority" if local else "National" if area["type"] == "country" else "Regional"
    region = area["region_code"] if local else area["area_code"] if kind == "Regional" else ""
    own = [area["dfe_number"], area["area_code"], area["name"]] if local else [""] * 3
    return dict(zip(PLACES[1:], ["Reporting year", kind, ENGLAND, "England", region, "", *own], strict=True))


class World:
    """The readings of one release with a year more (``rows``), and how they are written as its publisher does."""

    def __init__(self, source_id, held, catalog):
        self.source_id, self.catalog, self.held = source_id, catalog, held
        self.codes = series(catalog).query("source_id == @source_id").set_index("indicator_id")
        own = catalog.indicators.source_id.reindex(self.codes.index) == source_id
        self.codes = self.codes[own.to_numpy()]
        self.places = {area["area_code"]: _place(area) for area in catalog.areas.to_dict("records")}
        self.named = {
            code["indicator_id"]: [(part, *filters(code[column])) for part, column in _CODES if code[column]]
            for code in self.codes.reset_index().to_dict("records")
        }
        self.whole = self._with_next(held[held.indicator_id.isin(self.codes.index)])

    def _with_next(self, held):
        held = held.assign(year=held.period_end.dt.year)[["indicator_id", "area_code", "year", *PARTS, "marker"]]
        last = held[held.year == held.year.max()]
        last = last[last.area_code.isin(self.catalog.areas.index[self.catalog.areas.valid_to == ""])]
        rng = np.random.default_rng(7)
        moved = last.assign(year=held.year.max() + 1)
        by = rng.uniform(0.96, 1.05, len(last))
        counted = last.numerator.notna() & last.denominator.gt(0) & last.value.notna()
        multiplier = last.indicator_id.map(self.catalog.indicators.multiplier)
        moved["numerator"] = (last.numerator * by).round().clip(upper=last.denominator.where(multiplier == 100))
        exact = multiplier * moved.numerator / moved.denominator
        decimals = int(self.catalog.indicators.decimals[self.codes.index[0]])
        moved["value"] = exact.round(decimals).where(counted, (last.value * by).round())
        return pd.concat([held, moved], ignore_index=True)

    def lines(self, rows):
        """Rows of the file, a dict each: one per area, year and category, a measure in its column."""
        found = {}
        for row in rows.to_dict("records"):
            place = {"time_period": row["year"], **self.places[row["area_code"]]}
            for part, column, where in self.named[row["indicator_id"]]:
                # One line can hold several measures, and a count stand in the line of another category.
                key = (row["year"], row["area_code"], *where.values())
                line = found.setdefault(key, place | where)
                line[column] = (row["marker"] or "x") if pd.isna(row[part]) else f"{row[part]:.10g}"
        return list(found.values())

    def write(self, path, lines):
        heads = list(dict.fromkeys(head for line in lines for head in line))
        with path.open("w", encoding="utf-8", newline="") as file:
            out = csv.DictWriter(file, heads, restval="x", lineterminator="\n")
            out.writeheader()
            out.writerows(lines)
        return path


def new(rows):
    return rows.year == rows.year.max()


def council(rows):
    return rows.area_code.str.match("E0[689]|E10")


def times(factor, parts=PARTS, which=new):
    def spoil(rows):
        rows = rows.copy()
        rows.loc[which(rows), parts] *= factor
        return rows

    return spoil


def moved(which, columns=(*PARTS, "marker")):
    """Each council has the figures of the one before it."""

    def spoil(rows):
        rows = rows.sort_values(["indicator_id", "year", "area_code"], ignore_index=True)
        for _, one in rows[which(rows) & council(rows)].groupby(["indicator_id", "year"]):
            rows.loc[one.index, list(columns)] = np.roll(one[list(columns)].to_numpy(), 1, axis=0)
        return rows

    return spoil


def every(rows):
    return rows.year > 0


def without_last(rows, years=1):
    return rows[rows.year <= rows.year.max() - years]


def again(rows):
    """The last year once more, as the next."""
    held = without_last(rows)
    return pd.concat([held, held[new(held)].assign(year=held.year.max() + 1)])


def zeros(which):
    def spoil(rows):
        hidden = (rows.marker == "c") & which(rows)
        rows = rows.copy()
        rows.loc[hidden, ["value", "numerator"]] = 0.0
        return rows.assign(marker=rows.marker.mask(hidden, ""))

    return spoil


def england(rows):
    """The nation's figures in the row of one council."""
    whole = rows[rows.area_code == ENGLAND].set_index(["indicator_id", "year"])[PARTS]
    rows = rows.copy()
    mine = rows.area_code == "E06000054"
    rows.loc[mine, PARTS] = whole.reindex(pd.MultiIndex.from_frame(rows.loc[mine, ["indicator_id", "year"]])).to_numpy()
    return rows


def older_and_longer(rows):
    """An edition of two years ago on another basis, which begins three years earlier."""
    first = rows.year.min()
    early = [rows[rows.year == first].assign(year=year) for year in range(first - 3, first)]
    return times(0.6, ["value", "numerator"], every)(pd.concat([*early, without_last(rows, 3)]))


def corrected(rows):
    rows = without_last(rows).copy()
    few = rows.index[new(rows) & rows.value.notna() & council(rows)][:4]
    rows.loc[few, "value"] = rows.value[few].round(0) + 3
    rows.loc[few, ["numerator", "denominator"]] = np.nan
    return rows


def half(rows):
    return rows[~new(rows) | rows.area_code.isin(sorted(rows.area_code.unique())[::3])]


OTHER = "It is on another basis, or is another file"
COUNTS = "not what their counts give"
LEVEL = "by more than a quarter"
#: What is done to the rows, and what is said of it.
SPOILED = {
    "older and of another basis, with years before": (older_and_longer, "is on another basis than what is held"),
    "a correction or an older edition, it does not say": (corrected, "--published 2026-01-15"),
    "the next, all on another basis": (times(0.8, which=every), f"{OTHER}|{COUNTS}"),
    "all years times ten": (times(10, which=every), f"{OTHER}|outside the range|{COUNTS}"),
    "the new year times ten": (times(10, ["value", "numerator"]), f"{LEVEL}|outside the range|{COUNTS}"),
    "the new year times a hundred": (times(100, ["value", "numerator"]), f"{LEVEL}|outside the range|{COUNTS}"),
    "the new year in thousands": (times(0.001), f"{LEVEL}|{COUNTS}"),
    "percent as a share, rates per head": (times(0.01, ["value"]), f"{LEVEL}|{COUNTS}"),
    "counts times ten": (times(10, ["numerator", "denominator"]), LEVEL),
    "another age group, a ninth": (times(1 / 9, ["value", "numerator"]), LEVEL),
    "rows of the new year moved by one": (moved(new), "in quite another order of councils"),
    "rows of all years moved by one": (moved(every), OTHER),
    "figures moved by one beside their counts": (moved(new, ["value"]), "not what their counts give"),
    "the last year again": (again, "the same as those of 20"),
    "all years one year late": (lambda rows: without_last(rows).assign(year=lambda t: t.year + 1), OTHER),
    "zeros for suppressed, in the new year": (zeros(new), "in place of .* figures that are suppressed"),
    "zeros for suppressed, in the years held": (zeros(lambda rows: ~new(rows)), "figures that are suppressed"),
    "England's figures as a council's": (england, "over half of all England's"),
    "two councils of three": (half, "where .* were to be expected"),
    "regions alone": (lambda rows: rows[~council(rows)], "were to be expected"),
    "a year that is not over": (lambda rows: rows.assign(year=rows.year + new(rows) * 4), "that is still to come"),
}  # fmt: skip


def relabel(column, word):
    return lambda lines: [line | {column: word(line[column])} for line in lines]


def doubled(lines):
    return [*lines, next(line for line in reversed(lines) if line["new_la_code"] == "E06000054")]


def of_districts(lines):
    return [line | {"old_la_code": "", "new_la_code": f"E0700{n:04}", "la_name": f"District {n}"}
            if line["geographic_level"] == "Local authority" else line for n, line in enumerate(lines)]  # fmt: skip


def level_of_districts(lines):
    return relabel("geographic_level", lambda level: level.replace("Local authority", "Local authority district"))(
        lines
    )


def wales(lines):
    return [
        *lines,
        lines[-1]
        | {"old_la_code": "", "new_la_code": "W06000015", "la_name": "Cardiff", "geographic_level": "Local authority"},
    ]


def _categories(lines):
    return [head for head in lines[0] if head not in PLACES and not _is_figure(lines[0][head])]


def _is_figure(text):
    return text in ("c", "x", "z", "k", "low", "u") or text.replace(".", "").isdigit()


def other_category(lines):
    """What the table says of itself is something else."""
    return [line | {head: f"Young people aged 16 to 17, {line[head]}" for head in _categories(lines)} for line in lines]


def another_column(lines):
    """A column more, of words: an age group."""
    return [line | {"age_of_children": "Aged 10 to 15"} for line in lines]


def renamed(lines):
    measures = [head for head in lines[0] if head not in [*PLACES, *_categories(lines)]]
    return [
        {(f"now_{head}_total" if head in measures else head): cell for head, cell in line.items()} for line in lines
    ]


def no_category(lines):
    """The rows of the last category that a code names are not there."""
    head = _categories(lines)[-1]
    gone = sorted({line[head] for line in lines})[-1]
    return [line for line in lines if line[head] != gone]


#: What is done to the lines of the file, and what is said of it.
MISWRITTEN = {
    "a council twice": (doubled, "two rows of"),
    "districts": (of_districts, "has areas that data/catalog/areas.csv lacks"),
    "districts by their level": (level_of_districts, "is no geographic_level that can be read"),
    "a Welsh council more": (wales, "has areas that data/catalog/areas.csv lacks"),
    "other words for what it is about": (other_category, "is about something else|cannot be told|not a known release"),
    "about something that no code names": (another_column, "is about age_of_children 'Aged 10 to 15'"),
    "other names of columns": (renamed, "looks like|cannot be told|is not a known release"),
    "a category missing": (no_category, "has no rows of|is not a known release|is no table"),
    "a year that is none": (relabel("time_period", lambda year: f"{year}p"), "is no time_period"),
}


SOURCES = ["dfe_cpp_repeat_2025", "dfe_cla_2025", "dfe_care_leavers_accommodation_2025", "ons_children_2024"]
#: What changes nothing in a release: it has no counts, no figures beside them, or nothing that is suppressed.
NOT_OF = {
    "dfe_cpp_repeat_2025": {"zeros for suppressed, in the new year", "zeros for suppressed, in the years held"},
    "dfe_cla_2025": {"zeros for suppressed, in the new year", "zeros for suppressed, in the years held"},
    "ons_children_2024": {"zeros for suppressed, in the new year", "zeros for suppressed, in the years held",
                          "counts times ten", "figures moved by one beside their counts"},
}  # fmt: skip


@pytest.fixture
def world(request, tmp_path, data, monkeypatch):
    """A release, in a store of its own in the place of the project's."""
    rows, log = build.read(paths.STORE)
    rows, log = (table[table.source_id == request.param].reset_index(drop=True) for table in (rows, log))
    store = tmp_path / "store" / "values.parquet"
    build.store_of(editions.as_releases(log, rows), data.catalog, store)
    monkeypatch.setattr(paths, "STORE", store)
    monkeypatch.setattr(editions, "read_catalog", lambda: data.catalog)
    monkeypatch.setattr("scouting.catalog.read", lambda: data.catalog)
    monkeypatch.setattr(editions.dt, "date", _Day)
    return World(request.param, rows, data.catalog)


class _Day(editions.dt.date):
    @classmethod
    def today(cls):
        return cls(2027, 6, 1)


def _add(path):
    return CliRunner().invoke(main, ["data", "add", str(path)])


def _offenders(world, tmp_path, cases, lines_of):
    held = {path.name: path.read_bytes() for path in paths.STORE.parent.iterdir() if path.suffix != ".lock"}
    wrong = []
    for n, (name, (spoil, said)) in enumerate(cases.items()):
        path = world.write(tmp_path / f"wrong_{n}.csv", lines_of(spoil))
        answer = _add(path)
        now = {path.name: path.read_bytes() for path in paths.STORE.parent.iterdir() if path.suffix != ".lock"}
        words = pd.Series([" ".join(answer.output.split())]).str.contains(said)[0]
        if answer.exit_code != 2 or now != held or not words or "Traceback" in answer.output:
            wrong.append((name, answer.exit_code, now == held, answer.output[:600]))
    return wrong


@pytest.mark.long
@pytest.mark.parametrize("world", SOURCES, indirect=True)
def test_a_wrong_edition_is_refused_in_words_and_changes_nothing(world, tmp_path):
    cases = {name: how for name, how in SPOILED.items() if name not in NOT_OF.get(world.source_id, set())}
    wrong = _offenders(world, tmp_path, cases, lambda spoil: world.lines(spoil(world.whole)))
    lines = world.lines(world.whole)
    wrong += _offenders(world, tmp_path, MISWRITTEN, lambda spoil: spoil(lines))
    assert wrong == [], f"{len(wrong)} of {len(cases) + len(MISWRITTEN)}"


@pytest.mark.parametrize("world", SOURCES[:1], indirect=True)
def test_one_of_each_kind_is_refused(world, tmp_path):
    """The small version: another basis, level, order, age and subject."""
    some = ["older and of another basis, with years before", "counts times ten", "rows of the new year moved by one"]
    wrong = _offenders(world, tmp_path, {n: SPOILED[n] for n in some}, lambda spoil: world.lines(spoil(world.whole)))
    lines, about = world.lines(world.whole), "about something that no code names"
    wrong += _offenders(world, tmp_path, {about: MISWRITTEN[about]}, lambda spoil: spoil(lines))
    assert wrong == []


@pytest.mark.parametrize(
    "world", [SOURCES[0], *(pytest.param(source, marks=pytest.mark.long) for source in SOURCES[1:])], indirect=True
)
def test_the_right_next_edition_is_taken(world, tmp_path):
    answer = _add(world.write(tmp_path / "next.csv", world.lines(world.whole)))
    assert answer.exit_code == 0, answer.output
    assert "Newer: it goes to" in answer.output and f"New: {world.whole.year.max()}, " in answer.output
    assert "0 differ beyond rounding" in answer.output


def test_over_sixty_wrong_files_are_in_the_tables():
    assert sum(len(SPOILED) + len(MISWRITTEN) - len(NOT_OF.get(source, ())) for source in SOURCES) > 100
