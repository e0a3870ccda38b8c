"""The real reports, parsed once for all tests; nothing of their text is kept outside of the process."""

from functools import cache
from pathlib import Path

import pandas as pd

from scouting import catalog
from scouting.reading.parse import paragraphs
from scouting.reading.topics import marked

FILE = Path("ofsted") / "inspection_reports_text_2012_2025.parquet"
KEY = ["area_code", "published", "section", "paragraph", "improve"]


@cache
def reports(releases: Path) -> pd.DataFrame:
    return pd.read_parquet(releases / FILE, columns=["urn", "la", "area_code", "framework", "published", "text"])


@cache
def parsed(releases: Path) -> pd.DataFrame:
    """Every paragraph of the two layouts, by the release's code of its council."""
    tables = [
        paragraphs(one.text).assign(area_code=one.area_code, published=one.published, framework=one.framework)
        for one in reports(releases).itertuples()
        if one.framework in ("ILACS", "SIF")
    ]
    return pd.concat(tables, ignore_index=True)


def sample() -> pd.DataFrame:
    """Paragraphs that a person read and labelled: KEY, topics, part ("lists": the lists were mended on them)."""
    return pd.read_csv(Path(__file__).with_name("sample.csv"), dtype=str, keep_default_na=False)


def judged(releases: Path) -> pd.DataFrame:
    """The sample with what the lists say (found) beside what a person said (topics)."""
    known = catalog.read()
    texts = parsed(releases).assign(improve=lambda rows: rows.improve.map({True: "yes", False: ""}))
    texts["area_code"] = texts.area_code.replace(dict(ENDED))
    both = sample().merge(texts, on=KEY, validate="one_to_one")
    found = marked(both.drop(columns="topics").assign(improve=both.improve == "yes"), known.reading_topics)
    return both.assign(found=found.topics)


#: Councils of the sample whose code in the release is an earlier one.
ENDED = {"E10000002": "E06000060", "E10000023": "E06000065", "E10000027": "E06000066"}
