"""Every chart on the figures of awkward councils: nothing runs off the figure, no text lies over another or is tiny."""

import contextlib
import functools
import importlib
import inspect
import pkgutil
import re
import sys

import numpy as np
import pytest
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from scouting import charts
from scouting.charts import cells, layout, theme
from scouting.charts.emit import emit, save
from scouting.money import shares_of
from scouting.pages.check_data import show as check_data_page
from scouting.pages.check_data.tables import by_year
from scouting.pages.early_warning import show as early_warning_page
from scouting.pages.early_warning import show_backtest, views
from scouting.pages.indicator import show as indicator_page
from scouting.pages.indicator import show_movement
from scouting.pages.money import show as money_page
from scouting.pages.money.tables import look as look_at_money
from scouting.pages.naming import show as naming_page
from scouting.pages.naming.tables import look as look_at_naming
from scouting.pages.neighbours import show as neighbours_page
from scouting.pages.region import show as region_page
from scouting.pages.region.tables import region
from scouting.pages.story import show as story_page
from scouting.pages.what_if import question
from scouting.pages.what_if import show as what_if_page
from scouting.study import study  # fmt: skip

#: Long names, missing figures, new boundaries, no return of spend, all small, all large.
AWKWARD = [
    "Bournemouth, Christchurch and Poole", "City of London", "Isles of Scilly", "Westmorland and Furness",
    "Birmingham", "Rutland", "Kent", "Derby",
]  # fmt: skip
#: Of each kind of indicator one: proportion, rate, mean, pounds with a long unit, a survey with gaps, a judgement.
SOME = {
    "children": ["re_referrals", "looked_after_rate", "social_worker_caseload", "cost_children_social_care"],
    "adults": ["care_quality_of_life", "cost_adult_social_care"],
}
#: Points: 9 or more on a slide or page 25 cm wide.
LEAST = 9.0 * theme.WIDTH * 2.54 / 25


def kinds():
    """The modules that each draw one chart: those with a public ``draw`` of which no axes need be given."""
    found = (importlib.import_module(f"scouting.charts.{m.name}") for m in pkgutil.iter_modules(charts.__path__))
    return [m for m in found if hasattr(m, "draw") and next(iter(inspect.signature(m.draw).parameters)) != "ax"]


@contextlib.contextmanager
def kept():
    """What is drawn inside, as (kind, name, axes): nothing is rendered, saved or shown."""
    out, last, patch = [], [], pytest.MonkeyPatch()

    def drawing(module, draw):
        def drawn(*args, **options):
            last[:] = [(module.__name__.rpartition(".")[2], draw(*args, **options))]
            return last[0][1]

        return drawn

    def emitted(ax, name, alt, folder=None):
        out.append((last[0][0], name, ax))

    for module in kinds():
        patch.setattr(module, "draw", drawing(module, module.draw))
    for name, module in list(sys.modules.items()):
        if name.startswith("scouting.") and getattr(module, "emit", None) is emit:
            patch.setattr(module, "emit", emitted)
        if name.startswith("scouting.pages") and getattr(module, "save", None) is save:
            patch.setattr(module, "save", emitted)
    patch.setattr("scouting.markup.put", lambda *parts: None)
    # Fewer draws make wider bars of the same chart, and it is drawn ten times sooner.
    patch.setattr("scouting.money.shares_of", functools.partial(shares_of, draws=20))
    try:
        yield out
    finally:
        patch.undo()


def every_chart(council, data, service, ids, signs="all"):
    """The charts that the notebooks show of a council and a service, with these indicators looked at closely."""
    with kept() as out:
        of = study(council, indicators=service, data=data)
        neighbours_page.map(of)
        neighbours_page.verdicts(of)
        views.views(of, signs)
        for indicator_id in ids:
            story_page._export(of, indicator_id, "charts")
            one = study(council, indicators=indicator_id, data=data)
            for part in (indicator_page.everyone, indicator_page.on_map, indicator_page.funnel, show_movement.signals):
                part(one)
        recipe = {"children": "childrens_outcomes", "adults": "balanced_adults"}[service]
        asked = question.ask(council, recipe, data=data)
        what_if_page.place(asked, n=200)
        what_if_page.spending(asked, n=200)
        outcome = {"children": "re_referrals", "adults": "care_quality_of_life"}[service]
        about = look_at_money(council, service, outcome, data=data)
        money_page.quadrant(about)
        if service == "children":
            early_warning_page.history(of)
            look = look_at_naming(council, recipe, draws=200, data=data)
            naming_page.places(look)
            naming_page.progress(look)
            naming_page.in_2001(look)
    return out


def national_charts(data, held):
    """The charts that are of no one council, with what is ``held`` of a service or all."""
    with kept() as out:
        about = check_data_page.asked(data, held)
        check_data_page.years(about, by_year(data))
        show_backtest.backtest(study("Kent", data=data))
        region_page.grid(region("London", data=data))
        money_page.shares(look_at_money("Kent", "children", "re_referrals", data=data))
    return out


def texts(fig):
    """Every text that is seen in a figure."""
    axes = [ax for ax in fig.axes if ax.get_visible()]
    ticks = [t for ax in axes if ax.axison for a in (ax.xaxis, ax.yaxis) for t in a.get_ticklabels()]
    return [t for t in [*fig.texts, *(t for ax in axes for t in ax.texts), *ticks]
            if t.get_visible() and t.get_text().strip()]  # fmt: skip


def faults(ax):
    """What is wrong with the texts of a chart, in words: tiny, off the figure, one over another."""
    fig = ax.get_figure(root=True)
    with theme.use():
        fig.draw_without_rendering()
    whole, seen = fig.bbox, [(t, t.get_window_extent()) for t in texts(fig)]
    # A mark without a letter or figure is no word: its size is its cell's.
    found = [f"{t.get_text()!r} is {t.get_fontsize():.1f} points" for t, _ in seen
             if t.get_fontsize() < LEAST and any(map(str.isalnum, t.get_text()))]  # fmt: skip
    found += [f"{t.get_text()!r} reaches outside the figure" for t, box in seen
              if box.x0 < 0 or box.y0 < 0 or box.x1 > whole.width or box.y1 > whole.height]  # fmt: skip
    for i, (one, a) in enumerate(seen):
        for other, b in seen[i + 1 :]:
            # Pixels of grace: boxes hold the room of letters that hang, whether or not there are any.
            near = min(a.x1, b.x1) - max(a.x0, b.x0) > 1 and min(a.y1, b.y1) - max(a.y0, b.y0) > 2
            if near and (one.get_rotation() % 90 == other.get_rotation() % 90 == 0 or meet(one, other)):
                found.append(f"{one.get_text()!r} overlaps {other.get_text()!r}")
    return found


def meet(one, other):
    """Whether two slanted texts do, by the corners of each along its own slant."""
    return outline(one).intersects_path(outline(other), filled=True)


def outline(text):
    angle, place = text.get_rotation(), text.get_transform().transform(text.get_unitless_position())
    text.set_rotation(0)
    box = text.get_window_extent()
    text.set_rotation(angle)
    corners = [(box.x0, box.y0), (box.x1, box.y0), (box.x1, box.y1), (box.x0, box.y1)]
    turned = Affine2D().rotate_deg_around(*place, angle).transform(corners)
    return Path([*turned, turned[0]], closed=True)


def check(drawn):
    wrong = [f"{kind} {name}: {fault}" for kind, name, ax in drawn for fault in faults(ax)]
    assert not wrong, "\n".join(wrong)


@pytest.fixture(scope="module")
def some(data):
    """Of two awkward councils, and of no one council: every kind of chart once, some often."""
    return [
        *every_chart("Bournemouth, Christchurch and Poole", data, "children", ["re_referrals"], "moved"),
        *every_chart("City of London", data, "adults", ["care_quality_of_life"], "moved"),
        *national_charts(data, "adults"),
    ]


def test_no_text_runs_off_lies_over_another_or_is_tiny(some):
    check(some)


def test_every_kind_of_chart_was_looked_at(some):
    assert {module.__name__.rpartition(".")[2] for module in kinds()} == {kind for kind, *_ in some}


def test_cells_with_the_same_sign_have_one_hue(some, eyes):
    """What a cell's hue says, its sign says too: nobody has to see the hue. (Too close to call leans neither way.)"""
    hues = {}
    for kind, name, ax in some:
        marks = {t.get_label()[5:]: t.get_text() for t in ax.texts if t.get_label().startswith("mark:")}
        signs = {name: re.sub(r"\d", "", sign) for name, sign in {**eyes.glyphs(ax), **marks}.items()}
        for patch in (p for p in ax.patches if str(p.get_label()).startswith("cell:")):
            sign, away = signs.get(patch.get_label()[5:], ""), 1 - np.array(patch.get_facecolor()[:3])
            # Near paper there is too little of a hue to be seen. Letters mean what the chart's own words say.
            if (
                sign not in (cells.GLYPHS["too close to call"], cells.GLYPHS["too few to compare"])
                and away.max() >= 0.2
            ):
                chart = "" if sign and not sign.isalpha() else kind
                hues.setdefault((chart, sign.replace(" ", "")), []).append(away / away.max())
    for sign, found in hues.items():
        assert np.ptp(found, axis=0).max() <= 0.25, sign
    assert sum(map(len, hues.values())) > 500 and len(hues) > 8


def test_faults_are_seen():
    ax = layout.frame(None, "rug", 1.0, "A title")[0]
    ax.axis("off")
    for x, text in ((0.2, "one over"), (0.22, "another"), (0.95, "a text that runs off the figure")):
        ax.text(x, 0.5, text)
    ax.text(0.5, 0.9, "small", fontsize=7)
    ax.text(0, 1.2, "over the title", fontsize=15, transform=ax.transAxes)
    for x, text in ((0.6, "slanted side by side"), (0.66, "slanted, and no nearer")):
        ax.text(x, 0, text, rotation=40, rotation_mode="anchor", label="slanted")
    found = " / ".join(faults(ax))
    for words in ("'another'", "'a text that runs off the figure' reaches", "'small' is 7.0", "'A title' overlaps"):
        assert words in found
    assert "slanted" not in found
    for x in (0.80, 0.81):
        ax.text(x, 0, "slanted and too near", rotation=40, rotation_mode="anchor")
    assert "'slanted and too near' overlaps 'slanted and too near'" in " / ".join(faults(ax))


@pytest.mark.long
@pytest.mark.parametrize("service", ["children", "adults"])
@pytest.mark.parametrize("council", AWKWARD)
def test_no_text_runs_off_or_lies_over_another_whoever_is_drawn(council, service, data):
    check(every_chart(council, data, service, SOME[service]))


@pytest.mark.long
def test_no_text_runs_off_or_lies_over_another_where_no_council_is_drawn(data):
    check(national_charts(data, "all"))
