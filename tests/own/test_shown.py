"""What reports have shown is kept, on this machine alone, and later reports heed it."""

import datetime as dt
import os

import pytest

from scouting import paths
from scouting.cli.main import main
from scouting.errors import ScoutingError
from scouting.own import seen, shown
from scouting.own.tables import TABLES, frame
from scouting.pages.own_figures import show as own_figures_page
from scouting.report.brief import council_brief
from scouting.report.council import council_report
from scouting.study import study

WILTSHIRE = "E06000054"
DAY = dt.date(2026, 11, 1)
ENDS = {"2025-07": "2025-07-31", "2025-08": "2025-08-31", "2025-09": "2025-09-30", "2025-26 Q2": "2025-09-30"}


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Own figures of a local table that every load reads: {period: count}."""
    monkeypatch.setattr("scouting.paths.LOCAL", tmp_path)

    def put(**counts):
        lines = [f"{WILTSHIRE},re_referrals,{p},{ENDS[p]},{n / 10},{n},1000,,own," for p, n in counts.items()]
        text = "\n".join([",".join(TABLES["figures"]), *lines]) + "\n"
        (tmp_path / "figures.csv").write_text(text, encoding="utf-8")
        return tmp_path

    return put


def given_out(data, *, day=DAY, small=5):
    """What a report of these figures would show: {period: count, or None}; and it is noted down as when one is made."""
    report = council_report("Wiltshire", indicators="re_referrals", small_counts=small, as_of=day, data=data)
    report.note_down()
    return {row.period: None if row.marker == "c" else row.numerator for row in report.of.own.itertuples()}


def test_a_quarter_that_comes_after_its_months_does_not_give_the_small_one_away(data, write):
    write(**{"2025-07": 40, "2025-08": 30})
    assert given_out(data) == {"2025-07": 40, "2025-08": 30}
    write(**{"2025-26 Q2": 73})  # the months are gone from the file, and not from what people have
    assert given_out(data) == {"2025-26 Q2": None}
    write(**{"2025-07": 40, "2025-08": 30, "2025-09": 3, "2025-26 Q2": 73})
    assert given_out(data) == {"2025-07": 40, "2025-08": 30, "2025-09": None, "2025-26 Q2": None}


def test_months_that_come_after_their_quarter_was_shown_go(data, write):
    write(**{"2025-26 Q2": 73})
    assert given_out(data) == {"2025-26 Q2": 73}
    write(**{"2025-07": 40, "2025-08": 30, "2025-09": 3, "2025-26 Q2": 73})
    for _ in range(2):
        assert given_out(data) == {"2025-07": None, "2025-08": None, "2025-09": None, "2025-26 Q2": 73}


def test_the_list_is_read_by_its_owner_alone_and_holds_each_once(data, write):
    folder = write(**{"2025-07": 40, "2025-08": 3})
    given_out(data)
    held, place = (folder / shown.NAME).read_bytes(), (folder / shown.NAME).stat().st_ino
    given_out(data, day=DAY + dt.timedelta(days=30))
    assert (folder / shown.NAME).read_bytes() == held
    assert (folder / shown.NAME).stat().st_ino == place  # nothing new, nothing written
    assert os.name == "nt" or (folder / shown.NAME).stat().st_mode & 0o077 == 0
    told = shown.read().set_index("period")
    assert told.loc["2025-08", ["numerator", "marker", "level", "day"]].tolist() == [3.0, "c", 5.0, "2026-11-01"]
    assert told.loc["2025-07", ["numerator", "marker"]].tolist() == [40.0, ""]


def test_a_brief_suppresses_under_the_level_that_it_is_given_and_is_kept_like_a_report(data, write):
    """A council that suppresses under 10 in its report does so in its brief."""
    write(**{"2025-07": 40, "2025-08": 7})
    for level, figures in ((10, [40, None]), (5, [40, 7])):
        brief = council_brief("Wiltshire", indicators="re_referrals", small_counts=level, as_of=DAY, data=data)
        assert [None if row.marker == "c" else row.numerator for row in brief.of.own.itertuples()] == figures
        brief.note_down()
        assert shown.read().level.iloc[-1] == level


def test_nothing_is_kept_where_nothing_of_ones_own_is_shown(data, tmp_path, monkeypatch):
    monkeypatch.setattr("scouting.paths.LOCAL", tmp_path / "nothing")
    given_out(data)
    assert not (tmp_path / "nothing").exists()


def command(capsys):
    """What ``scouting data shown`` prints, and its exit status."""
    with pytest.raises(SystemExit) as end:
        main(["data", "shown"])
    out, err = capsys.readouterr()
    return out + err, end.value.code


def test_the_command_lists_what_was_shown_and_what_suppressed_and_no_figure(data, write, capsys):
    folder = write(**{"2025-07": 40, "2025-08": 3})
    assert command(capsys) == ("No report has shown figures of a council's own.\n", 0)
    given_out(data)
    said, status = command(capsys)
    assert (said.splitlines(), status) == ([
        "Wiltshire, re_referrals, 2025-07: shown (from 2026-11-01)",
        "Wiltshire, re_referrals, 2025-08: suppressed, counts under 5 (from 2026-11-01)",
        "What was shown cannot be taken back, so later reports also suppress what would give a small count away with "
        "it.",
    ], 0)  # fmt: skip
    (folder / shown.NAME).write_text("area_code,period\n", encoding="utf-8")
    said, status = command(capsys)
    assert f"{folder / shown.NAME} cannot be read" in said and "restore it from a copy" in said and status == 2
    with pytest.raises(Exception, match="cannot be read"):
        seen.extended(data, WILTSHIRE)
    assert folder == paths.LOCAL


def test_what_is_kept_is_read_back_with_blank_counts_in_the_columns_that_later_versions_read(tmp_path):
    """A figure without counts is kept, too: the file is named, and has the columns, that any version looks for."""
    rows = frame("figures", [{"area_code": WILTSHIRE, "indicator_id": "caseload", "period": "2025-07", "value": 17.5,
                              "marker": "", "share": "public", "period_end": "2025-07-31"}])  # fmt: skip
    shown.note_down(rows, rows, 5, DAY, tmp_path)
    lines = (tmp_path / "shown.csv").read_text(encoding="utf-8").splitlines()
    assert lines == [",".join(shown.COLUMNS), f"{WILTSHIRE},caseload,2025-07,17.5,,,,5.0,2026-11-01"]
    held = shown.read(tmp_path)
    assert held.value.tolist() == [17.5] and held[["numerator", "denominator"]].isna().all(axis=None)


def test_what_was_missing_for_another_reason_is_not_kept_and_a_revision_stands_beside_what_it_revises(tmp_path):
    def figures(*rows):
        return frame("figures", [{"area_code": WILTSHIRE, "indicator_id": "caseload", "period": period,
                                  "value": value, "marker": marker, "share": "own"}
                                 for period, value, marker in rows])  # fmt: skip

    gone = figures(("2025-09", float("nan"), "x"))
    shown.note_down(gone, gone, 5, DAY, tmp_path)
    assert not (tmp_path / shown.NAME).exists()
    first = figures(("2025-08", 21.0, "p"), ("2025-09", float("nan"), "x"))
    shown.note_down(first, first, 5, DAY, tmp_path)
    whole = figures(("2025-08", 3.0, ""), ("2025-07", 17.5, ""))
    hidden = figures(("2025-08", float("nan"), "c"), ("2025-07", 17.5, ""))
    shown.note_down(hidden, whole, 10, DAY + dt.timedelta(days=30), tmp_path)
    rows = (tmp_path / shown.NAME).read_text(encoding="utf-8").splitlines()[1:]
    assert rows == [
        f"{WILTSHIRE},caseload,2025-07,17.5,,,,10.0,2026-12-01",
        f"{WILTSHIRE},caseload,2025-08,21.0,,,,5.0,2026-11-01",
        f"{WILTSHIRE},caseload,2025-08,3.0,,,c,10.0,2026-12-01",
    ]


@pytest.mark.parametrize(
    "text", ["area_code,value\nE06000054,many\n", "\xff", "", f"{','.join(shown.COLUMNS)}\n" + "x," * 9]
)
def test_a_list_that_was_spoilt_stops_reports_in_words(tmp_path, text):
    (tmp_path / "shown.csv").write_bytes(text.encode("latin-1"))
    with pytest.raises(ScoutingError) as told:
        shown.read(tmp_path)
    assert str(told.value).startswith(f"{tmp_path / 'shown.csv'} cannot be read (")
    assert str(told.value).endswith(
        "). It says what reports have shown, so that nothing suppressed follows from it: restore it from a copy."
    )


def test_looking_at_a_page_on_ones_own_screen_is_not_showing_it(data, write):
    """Nothing leaves this machine by it, and who looks can open the figures: see docs/own_figures.md."""
    folder = write(**{"2025-07": 40, "2025-08": 3})
    of = study("Wiltshire", indicators="re_referrals", data=data)
    assert of.own.marker.tolist() == ["", "c"]  # small counts are suppressed there, too
    own_figures_page.show(of)
    assert not (folder / shown.NAME).exists()
