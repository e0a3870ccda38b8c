"""What a rerun tells, from tables typed by hand: every cause, what is never said again, folders that hold no report."""

import json
import re

import pandas as pd
import pytest

from scouting.report import since, stamp
from scouting.report.since_council import COUNCIL

NO_CHANGES = pd.DataFrame({"old_code": [], "new_code": []}, dtype="str")
DERBY, RUTLAND, CUMBRIA, CUMBERLAND, FURNESS = "E06000015", "E06000017", "E10000006", "E06000063", "E06000064"
DIVIDED = pd.DataFrame({"old_code": [CUMBRIA] * 2, "new_code": [CUMBERLAND, FURNESS]})
#: A report of one measure, two years and two similar councils.
COMPARISON = {"indicator_id": "again", "area_code": DERBY, "area_name": "Derby", "unit": "%", "set_id": "dfe",
              "period": "2025", "period_end": "2025-03-31", "value": "20.04", "marker": "", "england": "22",
              "figures": "f1", "sizes": "s1", "verdict": "too close to call",
              "verdict_england": "clearly better"}  # fmt: skip
TRENDS = [{"indicator_id": "again", "period_end": f"{year}-03-31", "period": f"{year}", "value": value, "marker": ""}
          for year, value in ((2024, "19"), (2025, "20.04"))]  # fmt: skip
COUNCILS = [{"indicator_id": "again", "area_code": code, "name": name, "role": "neighbour", "value": "25",
             "level": "24"} for code, name in ((RUTLAND, "Rutland"), (CUMBRIA, "Cumbria"))]  # fmt: skip
NEIGHBOURS = [{"neighbour_code": row["area_code"], "name": row["name"], "set_id": "dfe"} for row in COUNCILS]
FACTS = {"indicator_id": "again", "title": "Seen again", "decimals": "1"}


@pytest.fixture
def lay(tmp_path):
    """Writes a report's tables: each row with other cells, or other rows; and its stamp."""

    def write(name, *, made="2026-10-01", comparison=None, trends=TRENDS, councils=COUNCILS, neighbours=NEIGHBOURS,
              facts=None, version="1.0.0", earlier="", without=(), **cells):  # fmt: skip
        folder = tmp_path / name
        (folder / "tables").mkdir(parents=True)
        rows = {"comparison": comparison or [COMPARISON | cells], "trends": trends, "councils": councils,
                "neighbours": neighbours, "indicators": facts or [FACTS]}  # fmt: skip
        for table, held in rows.items():
            if table not in without:
                columns = [*COUNCIL.tables[table][0], *COUNCIL.tables[table][1]]
                pd.DataFrame(held, columns=columns).to_csv(folder / "tables" / f"{table}.csv", index=False)
        stamp.write(stamp.Stamp(made, version, "code", "content", earlier), folder)
        return folder

    return write


def told(earlier, now, area_changes=NO_CHANGES):
    return since.since(COUNCIL, earlier, now, area_changes)


def sentences(earlier, now, area_changes=NO_CHANGES):
    found = told(earlier, now, area_changes)
    return found.rows.sentence.tolist() if found else []


def trend(*rows):
    """Rows of the trend: (period, its last day, value, marker)."""
    names = ("period", "period_end", "value", "marker")
    return [{"indicator_id": "again", **dict(zip(names, row, strict=True))} for row in rows]


def newer(**cells):
    """The report with a year more: the figure is 18.5%, or what is given."""
    row = {"period": "2026", "period_end": "2026-03-31", "value": "18.5"} | cells
    return {**row, "trends": [*TRENDS, {"indicator_id": "again", "marker": "", **row}]}


def test_a_new_figure_is_told_with_the_one_before_and_makes_the_verdict(lay):
    found = told(lay("was"), lay("now", made="2026-11-01", verdict="clearly better", **newer()))
    assert found.rows.to_dict("records") == [
        {"what": "verdict", "indicator_id": "again", "title": "Seen again", "column": "verdict",
         "period_before": "2025", "before": "too close to call", "period": "2026", "after": "clearly better",
         "cause": "new figure",
         "sentence": "Seen again, against similar councils: too close to call before, clearly better now. "
                     "Why: a new figure (2026: 18.5%, after 20.0% in 2025)."},
        {"what": "new figure", "indicator_id": "again", "title": "Seen again", "column": "", "period_before": "2025",
         "before": "20.0%", "period": "2026", "after": "18.5%", "cause": "",
         "sentence": "Seen again, 2026: 18.5%, after 20.0% in 2025."},
    ]  # fmt: skip
    assert (found.earlier, found.what, found.unlike) == ("2026-10-01", "report", False)
    assert found.sentence() == "Since the report of 1 October 2026: 1 verdict changed, 1 new figure, no revisions."


def test_a_revision_is_told_with_both_figures_and_where_nothing_else_changed_it_is_the_cause(lay):
    was = lay("was", trends=[TRENDS[0] | {"value": "29"}, TRENDS[1]], verdict_england="clearly worse")
    found = told(was, lay("now"))
    assert found.rows.what.tolist() == ["verdict", "revision"]
    assert found.rows.sentence.tolist() == [
        "Seen again, against England: clearly worse before, clearly better now. "
        "Why: revised figures (2024: 19.0%, before it was 29.0%).",
        "Seen again, 2024: 19.0%, before it was 29.0%.",
    ]
    assert found.rows.iloc[1][["before", "after", "period_before", "period"]].tolist() == [
        "29.0%", "19.0%", "2024", "2024",
    ]  # fmt: skip


def test_what_the_machine_adds_behind_nine_digits_is_no_revision_and_a_digit_before_is(lay):
    now = lay("now")
    assert sentences(lay("a", trends=[TRENDS[0], TRENDS[1] | {"value": "20.040000000000003"}]), now) == []
    assert len(sentences(lay("b", trends=[TRENDS[0], TRENDS[1] | {"value": "20.0400003"}]), now)) == 1


@pytest.mark.parametrize(("one", "other", "alike"), [
    ("0.5", "0.5000000007", True), ("0.5", "0.5000000015", False), ("0.5", "0.9", False), ("3000000000", "3000000002",
     True), ("3000000000", "3000000004", False), ("-3000000000", "-3000000002", True), ("2", "-2", False),
    ("", "", True), ("", "0", False), ("0", "", False), ("7", "7.0", True),
])  # fmt: skip
def test_figures_are_the_same_number_to_nine_digits_and_missing_is_no_number(one, other, alike):
    assert since.same(one, other) is alike


def test_why_there_is_no_figure_may_change_and_the_same_reason_is_nothing_new(lay):
    gap = {"value": "", "marker": "x"}
    was = lay("was", trends=[TRENDS[0] | gap, TRENDS[1]])
    assert sentences(was, lay("same", trends=[TRENDS[0] | gap, TRENDS[1]])) == []
    now = lay("now", trends=[TRENDS[0] | {"value": "", "marker": "z"}, TRENDS[1]])
    assert sentences(was, now) == [
        "Seen again, 2024: no figure (not applicable), before it was no figure (not available)."
    ]
    # A figure's own marker (provisional) is no revision of it.
    assert sentences(lay("p", trends=[TRENDS[0] | {"marker": "p"}, TRENDS[1]]), lay("p now")) == []


def test_a_figure_that_is_suppressed_now_is_never_said_again_wherever_it_would_stand(lay):
    hidden = {"value": "", "marker": "c"}
    was = lay("was")
    now = lay("now", trends=[TRENDS[0], TRENDS[1] | hidden], **hidden)
    assert sentences(was, now) == [
        "Seen again, 2025: no figure (suppressed), before it was a figure that is suppressed now."
    ]
    later = newer()
    later["trends"] = [TRENDS[0], TRENDS[1] | hidden, later["trends"][2]]
    assert sentences(was, lay("later", **later)) == [
        "Seen again, 2026: 18.5%, after a figure that is suppressed now in 2025.",
        "Seen again, 2025: no figure (suppressed), before it was a figure that is suppressed now.",
    ]
    # One that is not there for another reason, or whose period the report has no more, is not said either.
    later["trends"] = [TRENDS[0], TRENDS[1] | {"value": "", "marker": "x"}, newer()["trends"][2]]
    assert sentences(was, lay("gone", **later)) == [
        "Seen again, 2026: 18.5%.", "Seen again, 2025: no figure (not available).",
    ]  # fmt: skip
    later["trends"] = [TRENDS[0], newer()["trends"][2]]
    assert sentences(was, lay("shorter", **later)) == ["Seen again, 2026: 18.5%."]


@pytest.mark.parametrize(("was", "now", "what"), [
    (("2025", "2025-03-31"), ("2024", "2024-03-31"), "another period"),
    (("2025-03", "2025-03-31"), ("2024-25 Q4", "2025-03-31"), "another period"),
    (("2025-03", "2025-03-31"), ("2025-26 Q1", "2025-06-30"), "another period"),
    (("2025-02", "2025-02-28"), ("2025-03", "2025-03-31"), "new figure"),
    (("2024", "2024-03-31"), ("2024", "2024-03-31"), ""),
    (("", ""), ("2025", "2025-03-31"), "new figure"),
    (("2025", "2025-03-31"), ("", ""), "another period"),
])  # fmt: skip
def test_an_older_period_or_one_of_another_kind_is_another_and_a_later_one_of_the_same_kind_is_new(lay, was, now, what):
    def report(made, period, end):
        trends = trend((period, end, "20", ""))
        return lay(made, made=made, period=period, period_end=end, value="20", trends=trends)

    found = told(report("2026-10-01", *was), report("2026-11-01", *now))
    assert found.rows.what.tolist() == ([what] if what else [])


def test_another_period_says_both_kinds_and_is_the_cause_of_a_verdict(lay):
    was = lay("was", period="2025-03", trends=trend(("2025-03", "2025-03-31", "20.04", "")), verdict="clearly worse")
    now = lay("now", period="2024-25 Q4", trends=trend(("2024-25 Q4", "2025-03-31", "20.04", "")))
    assert sentences(was, now) == [
        "Seen again, against similar councils: clearly worse before, too close to call now. "
        "Why: figures of another period (the quarter 2024-25 Q4 now, the month 2025-03 before).",
        "Seen again, the quarter 2024-25 Q4 now, the month 2025-03 before.",
    ]


def others(**cells):
    """The rows of the other councils, Rutland's with other cells."""
    return [COUNCILS[0] | cells, COUNCILS[1]]


@pytest.mark.parametrize("cells", [{"value": "26"}, {"level": "24.5"}, {"value": ""}])
def test_another_councils_figure_or_level_that_was_revised_is_told_by_its_name(lay, cells):
    found = told(lay("was", councils=others(**cells), verdict="clearly worse"), lay("now"))
    assert found.rows.cause.tolist() == ["revision", ""]
    assert found.rows.sentence.tolist() == [
        "Seen again, against similar councils: clearly worse before, too close to call now. "
        "Why: revised figures (of Rutland).",
        "Seen again: figures of Rutland were revised.",
    ]
    # Beside a new period of the council's own it is not told: others have a new one, too.
    assert "Rutland" not in "".join(sentences(lay("w", councils=others(**cells)), lay("n", **newer())))


def test_several_other_councils_are_named_up_to_three_and_counted_from_four(lay):
    codes = ["E06000001", "E06000002", "E06000003", "E06000004"]
    for n, said in ((2, "A1 and A2"), (3, "A1, A2 and A3"), (4, "4 other areas")):
        now = [COUNCILS[0] | {"area_code": code, "name": f"A{k + 1}"} for k, code in reversed([*enumerate(codes[:n])])]
        was = lay(f"was{n}", councils=[row | {"value": "9"} for row in now])
        assert sentences(was, lay(f"now{n}", councils=now)) == [f"Seen again: figures of {said} were revised."]


def test_the_councils_own_row_among_the_councils_is_no_other_area(lay):
    mine = {**COUNCILS[0], "area_code": DERBY, "name": "Derby"}
    assert sentences(lay("was", councils=[mine]), lay("now", councils=[mine | {"value": "1"}])) == []


@pytest.mark.parametrize("column", ["figures", "sizes"])
def test_figures_elsewhere_are_the_cause_only_where_nothing_that_is_shown_moved(lay, column):
    was = lay("was", verdict="clearly worse", **{column: "other"})
    assert re.search(
        r"Why: figures or populations of other councils changed, and [^()]*\.$", *sentences(was, lay("now"))
    )
    shown = lay("shown", verdict="clearly worse", councils=others(value="26"), **{column: "other"})
    assert "Why: revised figures (of Rutland)." in sentences(shown, lay("n"))[0]


def test_with_all_else_the_same_it_is_our_own_rule_by_the_versions(lay):
    was = lay("was", verdict="", verdict_england="clearly worse", version="0.9.0")
    found = told(was, lay("now", verdict="clearly worse"))
    why = "Why: our own rule: the figures and the similar councils are the same, worked out by Scouting 1.0.0 in place"
    assert found.rows.sentence.tolist() == [
        f"Seen again, against similar councils: too close to call before, clearly worse now. {why} of 0.9.0.",
        f"Seen again, against England: clearly worse before, clearly better now. {why} of 0.9.0.",
    ]
    assert found.rows[["before", "after"]].iloc[0].tolist() == ["too close to call", "clearly worse"]
    assert set(found.rows.cause) == {"our own rule"}
    back = told(lay("w2", verdict="clearly worse"), lay("n2", verdict=""))
    assert back.rows[["before", "after"]].iloc[0].tolist() == ["clearly worse", "too close to call"]


def near(*rows, set_id="dfe"):
    return [{"neighbour_code": code, "name": name, "set_id": set_id} for code, name in rows]


def test_who_joined_and_left_is_the_cause_against_similar_councils_alone(lay):
    was = lay("was", neighbours=near((RUTLAND, "Rutland"), (CUMBRIA, "Cumbria")), verdict="a", verdict_england="b")
    found = told(was, lay("now", neighbours=near((RUTLAND, "Rutland"), ("E06000001", "Hartlepool"))))
    moved = "Of the similar councils, Hartlepool joined; Cumbria left"
    assert found.rows.iloc[0][["what", "before", "after", "cause", "sentence"]].tolist() == [
        "neighbours", "dfe", "dfe", "neighbour set", moved,
    ]  # fmt: skip
    assert found.rows.cause.tolist() == ["neighbour set", "neighbour set", "our own rule"]
    assert f"Why: other similar councils ({moved})." in found.rows.sentence[1]


def test_the_same_councils_from_another_list_are_said_and_an_empty_list_is_a_list(lay):
    same = [(RUTLAND, "Rutland")]
    was, now = lay("was", neighbours=near(*same)), lay("now", neighbours=near(*same, set_id="ours"))
    row = told(was, now).rows.iloc[0]
    assert row[["what", "before", "after", "sentence"]].tolist() == [
        "neighbours", "dfe", "ours", "Similar councils are taken from another list",
    ]  # fmt: skip
    assert "Rutland left" in sentences(was, lay("none", neighbours=[]))[0]


def test_a_neighbour_that_was_divided_is_a_boundary_and_whoever_else_moved_is_the_set(lay):
    heirs = [(CUMBERLAND, "Cumberland"), (FURNESS, "Westmorland and Furness")]
    was = lay("was", verdict="a", verdict_england="b")
    said = "Cumbria (E10000006) was followed by Cumberland (E06000063) and Westmorland and Furness (E06000064)."
    rows = told(was, lay("now", neighbours=near((RUTLAND, "Rutland"), *heirs)), DIVIDED).rows
    assert rows.what.tolist() == ["neighbours", "verdict", "verdict"] and rows.sentence[0] == said
    assert rows.cause.tolist() == ["boundary", "boundary", "our own rule"]
    assert f"Why: a boundary change ({said.rstrip('.')})." in rows.sentence[1]
    # One of the two that followed stands in the list; and Rutland gave way to Kent.
    rows = told(was, lay("two", neighbours=near(("E10000016", "Kent"), heirs[0])), DIVIDED).rows
    assert rows.sentence[:2].tolist() == [
        "Cumbria (E10000006) was followed by Cumberland (E06000063).",
        "Of the similar councils, Kent joined; Rutland left",
    ]
    assert rows.cause[2] == "boundary; neighbour set"
    assert "(the two reports cannot tell which of them moved it)" in rows.sentence[2]
    # Cumbria left, and nobody that followed it came: that is another set.
    rows = told(was, lay("gone", neighbours=near((RUTLAND, "Rutland"))), DIVIDED).rows
    assert rows.sentence[0] == "Of the similar councils, Cumbria left"


def test_a_follower_that_joins_while_the_old_council_stays_has_joined(lay):
    now = lay("now", neighbours=[*NEIGHBOURS, *near((CUMBERLAND, "Cumberland"))])
    assert sentences(lay("was"), now, DIVIDED) == ["Of the similar councils, Cumberland joined"]


def test_another_code_of_the_council_itself_is_the_cause_against_england_too(lay):
    was = lay("was", area_code=CUMBRIA, area_name="Cumbria", neighbours=[], verdict="a", verdict_england="b")
    now = lay("now", area_code=CUMBERLAND, area_name="Cumberland", neighbours=[])
    rows = told(was, now, DIVIDED).rows
    assert rows.what.tolist() == ["council", "verdict", "verdict"]
    assert rows.sentence[0] == "Cumbria (E10000006) was followed by Cumberland (E06000063)."
    assert set(rows.cause) == {"boundary"}


def test_new_figures_stand_before_revisions_and_indicators_come_last(lay):
    second = COMPARISON | {"indicator_id": "moves", "period": "2025"}
    facts = [FACTS, {"indicator_id": "moves", "title": "Moved home", "decimals": "0"}]
    more = [row | {"indicator_id": "moves"} for row in TRENDS]
    was = lay("was", comparison=[COMPARISON, second, second | {"indicator_id": "old"}], facts=[*facts, {
        "indicator_id": "old", "title": "Old one", "decimals": "0"}],
        trends=[TRENDS[0] | {"value": "1"}, TRENDS[1], *more])  # fmt: skip
    newest = {"period": "2026", "period_end": "2026-03-31", "value": "7.6"}
    now = lay("now", comparison=[COMPARISON, second | newest, second | {"indicator_id": "new"}],
              facts=[*facts, {"indicator_id": "new", "title": "New one", "decimals": "0"}],
              trends=[*TRENDS, *more, {"indicator_id": "moves", "marker": "", **newest}])  # fmt: skip
    rows = told(was, now).rows
    assert rows.what.tolist() == ["new figure", "revision", "indicator", "indicator"]
    assert rows.sentence.tolist() == [
        "Moved home, 2026: 8%, after 20% in 2025.", "Seen again, 2024: 19.0%, before it was 1.0%.",
        "New one: new in this report.", "Old one: no longer in this report.",
    ]  # fmt: skip
    assert rows.indicator_id[2:].tolist() == ["new", "old"] and rows.title[2:].tolist() == ["New one", "Old one"]


def test_the_day_from_which_nothing_changed_is_that_of_the_last_change(lay):
    def keep(folder, found):
        found.rows.to_csv(folder / "tables" / "since.csv", index=False)
        return folder

    was = lay("was", made="2026-10-01", verdict="clearly worse")
    found = told(was, lay("now", made="2026-11-01"))
    now = keep(lay("kept", made="2026-11-01", earlier="2026-10-01"), found)
    assert since.short(now, COUNCIL) == found.sentence()
    again = told(now, lay("again", made="2026-11-01"))  # the same day: what it said stands
    assert (again.earlier, again.sentence()) == ("2026-10-01", found.sentence())
    later = told(now, lay("later", made="2026-12-01"))
    assert (later.earlier, len(later.rows), later.what) == ("2026-11-01", 0, "report")
    assert later.sentence() == "Nothing changed since 1 November 2026."
    quiet = keep(lay("quiet", made="2026-12-01", earlier="2026-11-01"), later)
    assert told(quiet, lay("last", made="2027-01-01")).earlier == "2026-11-01"
    # A first report has nothing of its own to keep, and neither has one whose columns are another version's.
    first = lay("first", made="2026-12-01")
    assert since.short(first, COUNCIL) == "" and told(first, lay("same day", made="2026-12-01")) is None
    assert told(first, lay("next", made="2027-01-01")).earlier == "2026-12-01"
    alone = lay("alone", made="2026-12-01")
    found.rows.to_csv(alone / "tables" / "since.csv", index=False)
    assert since.short(alone, COUNCIL) == ""
    found.rows.drop(columns="cause").to_csv(now / "tables" / "since.csv", index=False)
    assert since.short(now, COUNCIL) == "" and since.short(now.parent / "nowhere", COUNCIL) == ""


@pytest.mark.parametrize("table", [*COUNCIL.tables])
def test_a_report_without_one_of_the_tables_or_columns_is_another_versions(lay, table):
    now = lay("now", made="2026-11-01")
    lost = lay("lost", without=[table])
    renamed = lay("renamed")
    path = renamed / "tables" / f"{table}.csv"
    held = pd.read_csv(path, dtype=str, keep_default_na=False)
    held.rename(columns={held.columns[-1]: "another"}).to_csv(path, index=False)
    for was in (lost, renamed):
        found = told(was, now)
        assert found.unlike and found.rows[["what", "cause"]].to_numpy().tolist() == [["version", "our own rule"]]
        assert found.sentence() == (
            "Nothing is compared with the report of 1 October 2026: another version of Scouting made it."
        )


def test_of_what_cannot_be_read_nothing_is_told(lay):
    now, spoilt, bare = lay("now"), lay("spoilt"), lay("bare")
    (spoilt / "tables" / "trends.csv").write_bytes(b"indicator_id,period\n\xff\xfe,2025\n")
    (bare / "tables" / "pack.json").write_text(json.dumps({"made": "2026-13-01"}), encoding="utf-8")
    for folder in (spoilt, bare, bare.parent / "nowhere"):
        assert told(folder, now) is None and told(now, folder) is None


def test_a_row_without_its_key_is_passed_over(lay):
    was = lay("was", comparison=[COMPARISON, COMPARISON | {"indicator_id": "", "verdict": "a"}])
    assert sentences(was, lay("now")) == []
