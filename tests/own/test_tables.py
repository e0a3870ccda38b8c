"""A council's own indicators: what is filled in for them, and what the catalogue's rules refuse."""

import pytest

from scouting import catalog
from scouting.catalog.check import rules
from scouting.own import read, tables

HEAD = "indicator_id,title,service,unit,polarity,statistic"


@pytest.fixture(scope="module")
def known():
    return catalog.read()


def read_text(folder, known, *rows, more=""):
    path = folder / "own.csv"
    path.write_text("\n".join([HEAD + more, *rows]), encoding="utf-8")
    return read.read(path, known)


def test_what_is_left_blank_is_filled_in(tmp_path, known):
    own = read_text(
        tmp_path,
        known,
        "visits_on_time,Visits to children in need that were made in time,children,%,high_is_good,proportion",
        'contacts,Contacts,adults,"per 10,000 adults",no_judgement,rate',
        "waiting,People who wait,adults,people,low_is_good,count",
    )
    assert own.problems == []
    table = own.tables["indicators"].set_index("indicator_id")
    first = table.loc["visits_on_time"]
    assert first.short_title == "Visits to children in need that…"
    assert first.means == first.title == "Visits to children in need that were made in time"
    assert (first.topic, first.facet, first.year_end) == ("own", "activity", "03-31")
    assert first.counting_note == "The council's own indicator: how it is counted was not noted."
    assert table.multiplier.tolist() == [100, 10_000, 1] and table.decimals.tolist() == [1, 1, 0]


def test_what_is_filled_in_keeps_the_rules_of_the_catalogue(tmp_path, known):
    own = read_text(tmp_path, known, "waiting,People who wait,adults,people,low_is_good,count")
    rule = rules(vars(known))["indicators"]
    row = own.tables["indicators"].iloc[0]
    for column in set(rule) & set(tables.TABLES["indicators"]):
        text = f"{row[column]:g}" if column in tables.NUMBERS else row[column]
        assert rule[column](text) == "", column


MISTAKES = {
    "blanks": (
        ",,,,,",
        # A row without a text is no row; this one has a note on how it is counted.
        [f"{c}: is blank. It must be filled in." for c in HEAD.split(",")],
    ),
    "a published id": (
        "re_referrals,Mine,children,points,no_judgement,score",
        ["indicator_id: 're_referrals' is a published indicator. Give yours another id."],
    ),
    "words that are not ours": (
        "Visits 1,Mine,kids,points,high,average",
        [
            "indicator_id: 'Visits 1' is not an id (small letters, digits and underscores).",
            "service: 'kids' is not one of adults, children.",
            "polarity: 'high' is not one of high_is_good, low_is_good, no_judgement.",
            "statistic: 'average' is not one of proportion, rate, mean, score, money, count.",
        ],
    ),
    "a rate per nothing": (
        "visits,Mine,children,visits,no_judgement,rate",
        ["multiplier: is blank, and the unit 'visits' does not say per how many (per 1,000 …)."],
    ),
    "a percentage without counts": (
        "visits,Mine,children,%,no_judgement,score",
        ["statistic: 'score', but a percentage is a proportion or a rate: it has two counts."],
    ),
    "a long title": (
        f"visits,{'x' * 121},children,points,no_judgement,score",
        ["title: has 121 characters; 120 are allowed."],
    ),
}


@pytest.mark.parametrize("what", MISTAKES)
def test_a_mistake_is_told_with_its_column(tmp_path, known, what):
    row, said = MISTAKES[what]
    own = read_text(tmp_path, known, row + ",counted by hand", more=",counting_note")
    got = [problem.removeprefix("own.csv, row 2, ") for problem in own.problems]
    assert got == said


@pytest.mark.parametrize(
    ("column", "text", "said"),
    [
        ("year_end", "02-30", "'02-30' is not a day on which a year can end, like 03-31."),
        ("year_end", "March", "'March' is not a month and day like 03-31."),
        ("multiplier", "0", "'0' must be above 0, and at most 1,000,000."),
        ("multiplier", "1e3", "'1e3' is not a number."),
        ("decimals", "7", "'7' is not a whole number from 0 to 6."),
        ("decimals", "1.5", "'1.5' is not a whole number from 0 to 6."),
        ("facet", "quality", "'quality' is not one of need, activity, timeliness, outcome, experience, workforce,"),
        ("short_title", "x" * 35, f"'{'x' * 35}' must have 1 to 34 characters."),
    ],
)  # fmt: skip
def test_a_column_that_may_be_blank_must_be_right(tmp_path, known, column, text, said):
    own = read_text(tmp_path, known, f"visits,Mine,children,points,no_judgement,score,{text}", more=f",{column}")
    (problem,) = own.problems
    assert problem.startswith(f"own.csv, row 2, {column}: {said}")


def test_an_indicator_twice_is_refused(tmp_path, known):
    row = "visits,Mine,children,points,no_judgement,score"
    assert read_text(tmp_path, known, row, row).problems == [
        "own.csv, row 3: the same indicator as in own.csv, row 2. Leave one of them out."
    ]
