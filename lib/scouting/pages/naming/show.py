"""What the notebook on naming shows. Ranks, groups and chances: no council is named but the reader's own.

Isles of Scilly alone is named besides, in the lesson in small numbers, as the smallest council of all.
"""

from __future__ import annotations

import pandas as pd

from scouting import index, markup
from scouting import words as say
from scouting.charts import chances, climb, named_groups
from scouting.charts.emit import emit
from scouting.pages.naming import gains, named, words
from scouting.pages.naming.tables import SCALES, SCILLY, Naming
from scouting.pages.what_if.words import ACTIVITY
from scouting.recipes import weights
from scouting.terms import FACETS
from scouting.words.figures import chance


def what(of: Naming) -> None:
    """The weights: on what and how, how many councils are ranked, and the reader's own rank."""
    w, facts, n = of.weighting, of.study.data.catalog.indicators, len(of.score)
    shares = w.shares[w.shares > 0].sort_values(ascending=False, kind="stable")
    left = of.matrix.left_out
    table = {
        "Measure": facts.title[shares.index],
        "Kind": facts.facet[shares.index].map(FACETS),
        "Share of the weight": [say.figure(100 * s, "%", 1) for s in shares],
        "Note": [left.get(i, "") for i in shares.index],
    }
    lines = [
        f"{w.title}: {say.many(len(shares), 'measure')}, on {SCALES[w.normalisation]}. {w.note}",
        ACTIVITY if w.mostly_activity else "",
        f"{n} of {say.many(len(of.study.data.catalog.today()), 'council')} are ranked. The others have too few of the "
        "figures, or too few people behind them.",
        words.place_sentence(of.own, of.study.name),
    ]
    markup.put(
        markup.heading(3, w.title),
        markup.sentences(w.notices, "notice"),
        markup.sentences(lines),
        markup.folded("What it weighs", markup.table(table, w.title, numbers=["Share of the weight"])),
    )


def places(of: Naming, out: str = "") -> None:
    """The chance that each of the 15 best and the 14 last is deserved: ranks, not names."""
    rows, n, own = of.places, len(of.score), of.study
    drawn = rows.assign(name=rows.area_code.map({own.area_code: own.name}).fillna(""))
    told = named.deserved(rows)
    again = [say.number(x, 0) for x in told.expected]
    title = f"Drawn again, the same weights would name about {again[0]} of their {named.BEST} best again"
    title += f", and about {again[1]} of their {named.LAST} last"
    chart = chances.draw(drawn, title=title, subtitle=f"{of.weighting.title}, {say.many(n, 'council')}")
    emit(chart, "naming-chances", chances.alt_text(drawn, title=title), out or None)
    mine = of.chances()
    lines = words.deserved_sentences(told, n)
    if mine is not None:
        lines.append(words.own_chances(*mine, named.BEST, named.LAST, own.name))
    markup.put(markup.sentences(lines), markup.folded("The table behind the chart", _places_table(drawn)))


def _places_table(rows: pd.DataFrame) -> str:
    size = rows.groupby("group").place.transform("size")
    shown = {
        "Rank": [f"{say.ordinal(p)} of the {n} {g}" for p, n, g in zip(rows.place, size, rows.group, strict=True)],
        "Chance of being in the group": [chance(c) for c in rows.chance],
        "If all were alike": [say.figure(100 * c, "%", 0) for c in rows.by_luck],
        "": [f"{name}, this council" if name else "" for name in rows.name],
    }
    caption = "Ranks, not names; the 1st of the last has the lowest index of all"
    return markup.table(shown, caption, numbers=list(shown)[1:3])


def stars(of: Naming) -> None:
    """Stars by the stated cut-offs, with the chance of each: the reader's own, and how sure those of all are."""
    rows = named.stars(of.table)
    shown = {
        "Stars": [stars.capitalize() for stars in words.STARS],
        "Councils": rows.councils,
        "Chance of meriting exactly that many": ["" if pd.isna(c) else chance(c) for c in rows.chance],
        "Sure (95% or more)": rows.sure,
    }
    own = words.star_sentence(of.own, of.study.name)
    caption = f"Stars of {say.many(len(of.score), 'council')} by the stated cut-offs"
    markup.put(
        markup.sentences([words.cuts_sentence(index.STAR_CUTS, len(of.score)), own, *words.stars_sentences(rows)]),
        markup.table(shown, caption, numbers=list(shown)[1:]),
    )


def others(of: Naming) -> None:
    """How many would be named by other reasonable weights: every set in the box for the service, on every scale."""
    rows = of.others
    known, ours = of.study.data.catalog, of.weighting
    title_of = {name: ours.title if name == ours.name else weights.read(name, known).title for name in set(rows.name)}
    best, last = (rows[rows.group == group].reset_index(drop=True) for group in ("best", "last"))
    columns = {"Weights": best.name.map(title_of), "Scale": best.scale.map(SCALES)}
    for mine, size, word in ((best, named.BEST, "best"), (last, named.LAST, "last")):
        columns[f"Of the {size} {word}"] = mine.kept
        columns[f"Of the {word}, ranked there"] = mine.scored
    shown = pd.DataFrame(columns)
    lines = [
        *words.kept_sentences(rows[rows.same], "the same weights on another scale"),
        *(words.kept_sentences(rows[~rows.same], "another set of weights") if (~rows.same).any() else []),
    ]
    markup.put(
        markup.sentences(lines),
        markup.folded(
            "Set by set", markup.table(shown, "Named by the other weights too", numbers=list(shown.columns[2:]))
        ),
    )


def progress(of: Naming, out: str = "") -> None:
    """Level against improvement: behind but improving fastest, with what the start alone led one to expect."""
    found, own = of.progress, of.study
    basis = words.basis_sentence(found.used, found.left_out, of.span)
    if len(found.rows) < named.BEST + named.LAST:
        markup.put(markup.sentences([basis]))
        return
    rows = found.rows.assign(name="", role="other")
    mine = rows.area_code == own.area_code
    rows.loc[mine, ["name", "role"]] = [own.name, "focus"]
    up = int((rows.moved > 0).sum())
    title = f"{up} of {say.many(len(rows), 'council')} improved by more than such figures usually move; chance gives "
    title += f"about {round(0.025 * len(rows))}"
    chart = climb.draw(rows, title=title, subtitle=of.weighting.title, start=f"Level of the first {of.span} years")
    emit(chart, "naming-improvement", climb.alt_text(rows, title=title), out or None)
    far, now = (gains.far_out(found.rows, at=end) for end in ("start", "end"))
    lines = words.progress_sentences(found.rows, far, now, found.slope, named.BEST, of.span)
    last = words.own_progress(rows[mine].iloc[0] if mine.any() else None, own.name)
    titles = own.data.catalog.indicators.short_title
    used = {
        "Measure": titles[found.used.indicator_id].to_numpy(),
        "Share of the weight": [say.figure(100 * s, "%", 1) for s in found.used.share],
        "From": found.used.start.to_numpy(),
        "To": found.used.end.to_numpy(),
    }
    markup.put(
        markup.sentences([basis, *lines, last]),
        markup.folded("What is compared", markup.table(used, "Means of these years", numbers=["Share of the weight"])),
    )


def in_2001(of: Naming, out: str = "") -> None:
    """The two lists of 2001 as groups, against today's median and against chance; by name only the reader's own."""
    known, own = of.study.data.catalog.named_2001, of.study
    rows = known.merge(of.table[["area_code", "rank", "rank_low", "rank_high"]], on="area_code")
    rows = rows[rows["rank"].notna()].assign(name=rows.area_code.map({own.area_code: own.name}).fillna(""))
    found = of.groups.set_index("list")
    parts = [f"{found.above[one]} of {found.scored[one]} {said.lower()}" for one, said in words.LISTS.items()]
    title = f"Above the middle today: {parts[0]}, {parts[1]}"
    style = {"of": len(of.score), "words": words.LISTS, "title": title}
    chart = named_groups.draw(rows, subtitle=of.weighting.title, **style)
    emit(chart, "naming-2001", named_groups.alt_text(rows, **style), out or None)
    row = of.own if of.own is not None else pd.Series({"rank": float("nan")})
    markup.put(markup.sentences([*words.groups_sentences(of.groups), words.own_2001(of.list_of_2001(), row, own.name)]))


def small(of: Naming) -> None:
    """The lesson in small numbers: what the figures of the smallest council of all rest on."""
    known = of.study.data.catalog
    rows = named.small_numbers(of.study.data.panel.take(of.weighting.shares.index), SCILLY)
    markup.put(markup.sentences(words.small_sentences(rows, known.indicators, known.name(SCILLY))))
