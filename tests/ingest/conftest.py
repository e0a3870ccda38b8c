"""A copy of the embedded store to add to, and next editions in the publisher's shape."""

import csv
import hashlib

import pytest

from scouting import paths
from scouting.catalog import series
from scouting.ingest import build, editions
from scouting.ingest.formats import dfe_ees
from scouting.terms import COUNCIL_TYPES

HEAD = [
    "time_period", "time_identifier", "geographic_level", "country_code", "country_name", "region_code", "region_name",
    "old_la_code", "new_la_code", "la_name", "category", "CPP_start", "CPP_subsequent", "CPP_subsequent_percent",
]  # fmt: skip
#: What the table says of itself.
TABLE = "Child Protection Plans which are a second or subsequent plan"


@pytest.fixture
def store_of(tmp_path, data):
    """Makes a store of what a few releases of the embedded one say (all of them where none is named)."""

    def make(*source_ids):
        store = tmp_path / "a store" / "values.parquet"
        rows, log = build.read(paths.STORE)
        if source_ids:
            rows, log = (table[table.source_id.isin(source_ids)].reset_index(drop=True) for table in (rows, log))
        build.store_of(editions.as_releases(log, rows), data.catalog, store)
        return store

    return make


@pytest.fixture
def store(tmp_path, data, plans):
    """A store of repeat child protection plans, 2013 to 2025: 9 of 40 of every council in every year."""
    store, path = tmp_path / "a store" / "values.parquet", plans("d3_2025.csv", range(2013, 2026), usual=9)
    wanted = series(data.catalog).query("source_id == 'dfe_cpp_repeat_2025'")
    rows = dfe_ees.read(path, wanted, data.catalog).values
    sha = hashlib.sha256(path.read_bytes()).hexdigest()
    build.store_of([build.Release("dfe_cpp_repeat_2025", path.name, sha, rows, len(rows), [])], data.catalog, store)
    return store


@pytest.fixture
def contents():
    """Gives every file of a store's folder but locks, byte for byte."""
    return lambda store: {
        path.name: path.read_bytes() for path in sorted(store.parent.iterdir()) if path.suffix != ".lock"
    }


@pytest.fixture
def plans(tmp_path, data):
    """Writes an edition of repeat child protection plans: every council of today, 10 of 40 repeat plans in each year.

    ``counts``: other numbers by ONS code, ``usual``: of all others; ``only``: how many councils; ``head``: other
    headings.
    """
    areas = data.catalog.areas
    today = areas[areas.type.isin(COUNCIL_TYPES) & (areas.valid_to == "")]

    def write(name="download (3)", years=(2026,), counts=None, only=None, head=HEAD, usual=10):
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow(head)
            for year in years:
                out.writerow([year, "", "National", "E92000001", "England", *[""] * 5, TABLE, 6000, 1500, 25])
                for area in today.head(only or len(today)).itertuples():
                    repeat = (counts or {}).get(area.area_code, usual)
                    row = [year, "", "Local authority", "E92000001", "England", area.region_code, "", area.dfe_number]
                    out.writerow([*row, area.area_code, area.name, TABLE, 40, repeat, repeat / 40 * 100])
        return path

    write.head = HEAD
    return write
