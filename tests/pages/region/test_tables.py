"""A group's tables: each council as in its own study, nothing of a council's own, words that blame nobody."""

import re

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from tests.blame import BLAME_WORDS

from scouting.errors import ScoutingError
from scouting.explain import figures_of, hosts_of
from scouting.own.tables import TABLES
from scouting.pages.region import show as region_page
from scouting.pages.region.show import listed, questions, tables
from scouting.pages.region.tables import region
from scouting.study import study

KENT, SURREY, DERBY = "E10000016", "E10000030", "E06000015"


@pytest.fixture(scope="module")
def south_west(data):
    return region("south west", data=data)


def shown(of, monkeypatch, *parts):
    """What some parts of the notebook put on the page, as HTML."""
    put = []
    monkeypatch.setattr("scouting.markup.display", lambda html: put.append(html.data))
    monkeypatch.setattr("scouting.pages.region.show.emit", lambda *_: None)
    for part in parts:
        part(of)
    return "".join(put)


EVERY = (
    lambda of: region_page.summary(of, "2026-11-23"),
    region_page.grid,
    region_page.sides,
    region_page.shared,
    region_page.exchange,
    region_page.unmet,
)


@pytest.mark.parametrize("name", ["Wiltshire", "Isles of Scilly", "Bournemouth, Christchurch and Poole"])
def test_each_council_stands_as_in_its_own_study(south_west, data, name):
    of = study(name, data=data)
    mine = south_west.verdicts[south_west.verdicts.area_code == of.area_code].set_index("indicator_id")
    for column in ("verdict", "level", "level_median", "sureness", "by_a_lot", "aside"):
        assert mine[column].equals(of.comparison[column].rename_axis("indicator_id").reindex(mine.index)), column
    assert mine.set_id.unique().tolist() == [of.neighbour_set.set_id]


def test_told_apart_is_what_a_councils_own_page_calls_clear(south_west, data):
    """The same words in the document of a group and in the study of each: nothing more, nothing less."""
    for code in south_west.codes[:6]:
        of, near = study(code, data=data), south_west.verdicts[south_west.verdicts.area_code == code]
        near = near.set_index("indicator_id").told_apart
        for good, way in ((True, "ahead"), (False, "behind")):
            assert set(near.index[near == way]) == set(of.clear(good=good).index)
    assert (south_west.verdicts.told_apart != "").sum() > 20


def test_topics_count_the_standings_by_name_and_not_by_merit(south_west, data):
    rows, facts = south_west.topics, data.catalog.indicators
    names = list(dict.fromkeys(rows.area_name))
    assert names == sorted(names) and len(names) == 15
    held = south_west.verdicts
    for row in rows.sample(40, random_state=1).itertuples():
        mine = held[(held.area_code == row.area_code) & (held.topic == row.topic)]
        mine = mine[(facts.polarity[mine.indicator_id] != "no_judgement").to_numpy()]
        mine = mine[mine.aside == ""]
        mine = mine[(facts.statistic[mine.indicator_id] != "count").to_numpy()]
        ahead, behind = ((mine.told_apart == way).sum() for way in ("ahead", "behind"))
        compared = ~mine.verdict.isin(["not compared", "too few to compare"])
        assert (row.indicators, row.compared) == (len(mine), compared.sum())
        assert (row.ahead, row.behind) == (ahead, behind)
        assert row.side == ("can offer" if ahead > behind else "asks" if behind > ahead else "")


def test_a_need_of_the_area_is_nobodys_ask(south_west, data):
    judged = south_west.verdicts[south_west.verdicts.told_apart != ""]
    facets = data.catalog.indicators.facet[judged.indicator_id.unique()]
    assert "need" not in set(facets) and len(facets) > 10
    needs = data.catalog.indicators.index[data.catalog.indicators.facet == "need"]
    plain = south_west.verdicts[south_west.verdicts.indicator_id.isin(needs)]
    assert plain.verdict.str.startswith("clearly").any() and (plain.told_apart == "").all()


def test_asks_without_an_offer_are_those_that_no_pair_meets(south_west):
    met = {(r.area_code, t) for r in south_west.pairs.itertuples() for t in r.topics}
    asks = south_west.topics[south_west.topics.side == "asks"]
    wanted = {(r.area_name, r.topic) for r in asks.itertuples() if (r.area_code, r.topic) not in met}
    got = {(n, r.topic) for r in south_west.unmet().itertuples() for n in r.names.split("; ")}
    assert got == wanted


def test_hosts_if_all_asked_are_those_of_every_council_shared_out(south_west, data):
    rows, every = south_west.hosts, hosts_of(data, "dfe_2025_05", "children")
    wanted = every[every.area_code.isin(south_west.codes)]
    both = [set(zip(table.area_code, table.about_code, strict=True)) for table in (rows, wanted)]
    assert both[0] == both[1] and len(rows) > 15 and (rows.n_indicators > 0).all()
    assert rows.area_name.is_monotonic_increasing


def test_nobody_is_asked_at_another_size_without_both_sizes(data):
    """Pairs of a region: where a lead is at another size, the question tells how many people each figure is of."""
    of = region("South East", data=data)
    figures, told, unlike = figures_of(data), questions(of), 0
    for pair in of.exchange.itertuples():
        own, other = figures.place(pair.area_code), figures.place(pair.about_code)
        mine = told[(told.area_name == pair.area_name) & (told.about_name == pair.about_name)]
        for topic, indicator_id in pair.leads:
            i = figures.facts.index.get_loc(indicator_id)
            theirs, ours = figures.denominator[i, [other, own], -1]
            text, label = mine.question[mine.topic == topic].iloc[0], figures.facts.denominator_label.iloc[i]
            if theirs > 3 * ours or ours > 3 * theirs:
                assert re.search(rf"{pair.about_name}: [\d,]+ {label}, {pair.area_name}: [\d,]+", text)
                unlike += 1
    assert unlike >= 3


def test_the_page_blames_nobody_and_has_no_missing_number(south_west, data, monkeypatch):
    html = shown(south_west, monkeypatch, *EVERY)
    text = BeautifulSoup(html, "html.parser").get_text(" ")
    titles = "|".join(sorted(map(re.escape, data.catalog.indicators.short_title), key=len, reverse=True))
    text = re.sub(titles, " ", text)
    assert not set(re.findall(r"[a-z-]+", text.casefold())) & set(BLAME_WORDS)
    assert not re.search(r"\bnan\b|None", text)
    adults = shown(region("South West", indicators="adults", data=data), monkeypatch, *EVERY)
    assert (
        "Isles of Scilly is on no list of similar councils" in adults
        and "so it is compared with its region instead." in adults
    )


@pytest.fixture
def local(tmp_path, monkeypatch):
    """Local figures with sentinels that stand nowhere else: own, shared with the region, public; a hostile name."""
    folder = tmp_path / "local"
    folder.mkdir()

    def row(area, indicator, numerator, share, note, period="2025-26 Q2", end="2025-09-30", out_of=10000):
        value = 100 * numerator / out_of
        return f"{area},{indicator},{period},{end},{value},{numerator},{out_of},,{share},{note}"

    lines = {
        "figures": [
            row(KENT, "re_referrals", 1357, "own", "ownly zebra"),
            row(KENT, "re_referrals", 2468, "region", "regional okapi", "2025-26 Q1", "2025-06-30"),
            row(SURREY, "re_referrals", 3579, "public", "<b>public</b> gnu"),
            row(SURREY, "re_referrals", 3, "region", "tiny kudu", "2025-26 Q1", "2025-06-30"),
            row(DERBY, "re_referrals", 4681, "region", "far eland"),
            f"{SURREY},quagga,2025-04,2025-04-30,321,,,,own,",
            f"{SURREY},bongo,2025-04,2025-04-30,765,,,,region,",
        ],
        "indicators": [
            f"{i},{title},{title},How many.,children,own,activity,seen,1,0,no_judgement,count,,,,"
            for i, title in (("quagga", "Quagga sightings"), ("bongo", "<script>Bongo</script>"))
        ],
    }
    for table, rows in lines.items():
        text = "\n".join([",".join(TABLES[table]), *rows]) + "\n"
        (folder / f"{table}.csv").write_text(text, encoding="utf-8")
    monkeypatch.setattr("scouting.paths.LOCAL", folder)


def all_text(of, monkeypatch):
    said = "\n".join(table.to_csv() for table in tables(of).values())
    return said, shown(of, monkeypatch, *EVERY)


def test_what_is_a_councils_own_is_nowhere_and_what_is_shared_is(local, data, monkeypatch):
    of = region("South East", data=data)
    csv, html = all_text(of, monkeypatch)
    # Within longer numbers of a table any digits may be: there a sentinel is looked for as a whole cell.
    assert not [cell for cell in ("13.57", "1357.0") if f",{cell}," in csv] and not re.search("13.6%|1,357", html)
    for text in (csv, html):
        assert not [word for word in ("ownly", "quagga", "Quagga", "far eland") if word in text]
        assert "regional okapi" in text
    assert "public</b> gnu" in csv and "&lt;b&gt;public&lt;/b&gt; gnu" in html and "<script>" not in html
    assert "&lt;script&gt;Bongo&lt;/script&gt; (local, unpublished)" in html
    held = listed(of)
    assert sorted(held.area_name) == ["Kent", "Surrey", "Surrey", "Surrey"]
    hidden = held[held.marker == "c"]
    assert len(hidden) == 1 and hidden.value.isna().all() and "tiny kudu" not in csv + html
    assert set(held.source[held.note != "<b>public</b> gnu"]) == {"local, unpublished"}
    assert held.source[held.note == "<b>public</b> gnu"].tolist() == [""]  # what is for everybody is not called so


def test_published_tables_are_the_same_with_and_without_local_rows(local, data, monkeypatch, tmp_path):
    made = tables(region("South East", indicators="re_referrals", data=data))
    monkeypatch.setattr("scouting.paths.LOCAL", tmp_path / "nothing")
    bare = tables(region("South East", indicators="re_referrals", data=data))
    assert set(made) - set(bare) == {"shared figures"}
    for name, table in bare.items():
        pd.testing.assert_frame_equal(table, made[name])


def test_what_is_shared_with_a_region_does_not_reach_a_group_beyond_it(local, data):
    beyond = region("Kent, Surrey, Derby", data=data)
    assert listed(beyond)[["area_name", "note"]].values.tolist() == [["Surrey", "<b>public</b> gnu"]]
    within = region("Kent, Surrey", data=data)
    assert "regional okapi" in set(listed(within).note) and within.name == "Kent and Surrey"


def test_every_mistake_is_told_at_once(data):
    with pytest.raises(ScoutingError) as caught:
        region("Kennt, Derby", "dfe_2025", "re_referals", data=data)
    told = str(caught.value)
    for word in ("Unknown council 'Kennt'", "Unknown neighbour set 'dfe_2025'", "Unknown indicator 're_referals'"):
        assert word in told
    with pytest.raises(ScoutingError, match="'Derby' names 1 council: a document of a group needs two or more"):
        region("Derby", data=data)


def test_names_of_groups(data):
    few = region("Derby,Kent,Rutland", indicators="re_referrals", data=data)
    assert few.name == "Derby, Kent and Rutland" and few.asked == ",".join(few.codes)
    four = region("Kent,Surrey,Medway,Slough", indicators="re_referrals", data=data)
    assert four.name == "4 councils of South East"
    assert np.unique(list(four.names.values())).tolist() == list(four.names.values())
