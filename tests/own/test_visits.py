"""What visits brought home: noted down whole or not at all, and checked when read."""

import pytest

from scouting.errors import ScoutingError
from scouting.own import visits


def note(data, folder, **other):
    given = {"council": "Wiltshire", "visited": "Shropshire", "topic": "front door", "found": "counts", "take": "copy"}
    return visits.note_down(data.catalog, **(given | other), folder=folder)


def test_a_visit_is_read_back_as_it_was_noted(data, tmp_path):
    note(data, tmp_path, note='They count "contacts", we do not\n=1+1', date="2026-03-02")
    note(data, tmp_path, visited="Kent", found="none", take="undecided", date="2026-05-04")
    got = visits.read(data.catalog, tmp_path)
    assert got.values.tolist() == [
        [
            "2026-03-02",
            "E06000054",
            "E06000051",
            "front door",
            "counts",
            "copy",
            'They count "contacts", we do not\n=1+1',
            "",
        ],
        ["2026-05-04", "E06000054", "E10000016", "front door", "none", "undecided", "", ""],
    ]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["version", "visits.csv"]


def test_all_that_is_wrong_is_told_together_and_nothing_is_written(data, tmp_path):
    with pytest.raises(ScoutingError) as err:
        note(data, tmp_path, visited="Wilshire", topic="front dor", found="serve", take="cop", date="2 March")
    said = err.value.problems
    assert len(said) == 5
    for part in ("Unknown council 'Wilshire'", "Did you mean front door?", "is not a date like 2026-03-31",
                 "found: 'serve' is not one of counts, watches, serves, chases, none. Did you mean serves?",
                 "take: 'cop' is not one of copy, leave, undecided. Did you mean copy?"):  # fmt: skip
        assert any(part in line for line in said), part
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ScoutingError, match="Wiltshire cannot visit itself"):
        note(data, tmp_path, visited="Wiltshire Council")


def test_a_file_mended_by_hand_is_checked_with_its_rows(data, tmp_path):
    path = note(data, tmp_path)
    text = path.read_text()
    path.write_text(text + text.splitlines()[1].replace("E06000051", "E12000001").replace("copy", "burn") + "\n")
    with pytest.raises(ScoutingError) as err:
        visits.read(data.catalog, tmp_path)
    assert [p.partition("row 3: ")[2][:50] for p in err.value.problems] == [
        "'E12000001' is not the ONS code of a council.",
        "take: 'burn' is not one of copy, leave, undecided.",
    ]
    path.write_text("date,topic\n")
    with pytest.raises(ScoutingError, match="lacks the columns area_code, visited_code, found, take, note"):
        visits.read(data.catalog, tmp_path)
