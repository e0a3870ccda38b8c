"""The front page, the lists of councils and measures, and what the search knows."""

from __future__ import annotations

import json
from html import escape

import pandas as pd

from scouting import markup
from scouting.catalog import terms_in
from scouting.catalog.areas import plain
from scouting.catalog.groups import region_codes, region_of
from scouting.catalog.tables import Catalog
from scouting.frames import each_row
from scouting.pages.page_one.words import SERVICES
from scouting.pages.spine.tables import STEPS, step
from scouting.report import first
from scouting.site import drawings
from scouting.site.council import Site
from scouting.site.page import items, link, page
from scouting.study.core import releases_behind
from scouting.terms import LICENCE
from scouting.words import many
from scouting.words.figures import day_words

#: Where the pages of councils and measures are.
PAGES = "pages/"
_LEAD = (
    "How each council in England compares with similar councils on adults’ and children’s social care: what stands "
    "out, how sure that is, and whom to ask. Everything here works offline."
)
_READ = "How to read it"


def index(site: Site, made: str) -> str:
    """The front page: search, a map whose hexagons lead to councils, the regions, how to read it.

    ``made``: the day on which the figures of the site last changed.
    """
    known, codes = site.data.catalog, site.councils
    newest = site.data.panel.ends[:, -1].max()
    tiles = known.tiles
    x, y, wide, high = drawings.hexagons(tiles)
    drawn = "".join(
        _hexagon(known.name(code), f"{PAGES}{code}.html" if code in codes else "", drawings.hexagon(a, b))
        for code, a, b in zip(tiles.area_code, x, y, strict=True)
    )
    places = {"councils.html": many(len(codes), "council") + ", by region",
              "measures.html": many(len(site.measures), "measure") + ", in the order of the journey",
              "what-if-children.html": "What if the weights were yours: children",
              "what-if-adults.html": "What if the weights were yours: adults"}  # fmt: skip
    body = (
        f"<h1>Social care in England, council by council</h1><p class=lead>{_LEAD}</p>"
        f'<div class=front><div><div id="big"></div>{items([link(a, b) for a, b in places.items()], "ways")}'
        f"<h2>{_READ}</h2>{markup.sentences(first.reading(known))}"
        f"<p class=small>Figures to {pd.Timestamp(newest):%B %Y}. Made {day_words(made)}.</p></div>"
        f'<figure><svg class="map whole" viewBox="0 0 {wide} {high}" aria-hidden="true">{drawn}</svg>'
        "<figcaption>Each hexagon is a council, near its true place. Choose one.</figcaption></figure></div>"
        f"<h2>Councils</h2>{_regions(site)}"
    )
    return page("Social care in England, council by council", body)


def _hexagon(name: str, href: str, outline: str) -> str:
    """A hexagon that leads to a council's page. The keyboard finds councils in the list beneath."""
    shape = f'<path d="{outline}"><title>{escape(name)}</title></path>'
    return f'<a href="{href}" tabindex="-1">{shape}</a>' if href else shape


def councils(site: Site) -> str:
    """Every council by region, by name."""
    return page("Councils", f"<h1>Councils</h1>{_regions(site)}", here="councils.html")


def _regions(site: Site) -> str:
    known = site.data.catalog
    of = {code: region_of(code, known) for code in site.councils}
    parts = []
    for name, region in region_codes(known).items():
        mine = sorted((code for code in of if of[code] == region), key=known.name)
        if mine:
            parts.append(f"<div><h3>{escape(name)}</h3>{items([site.council(c, PAGES) for c in mine])}</div>")
    return f'<div class="columns-of">{"".join(parts)}</div>'


def measures(site: Site) -> str:
    """Every measure, by service and step of the journey."""
    facts = _facts(site)
    steps = step(facts)
    parts = []
    for service, title in SERVICES.items():
        parts.append(f'<h2 id="{service}">{title}</h2><div class="columns-of">')
        for name in STEPS:
            mine = facts[(facts.service == service) & (steps == name)]
            lines = [link(f"{PAGES}{row.Index}.html", row.title) for row in each_row(mine)]
            parts.append(f"<div><h3>{escape(name)}</h3>{items(lines)}</div>" if lines else "")
        parts.append("</div>")
    leads = items([link(f"#{service}", title) for service, title in SERVICES.items()])
    nav = f'<nav class="within" aria-label="On this page">{leads}</nav>'
    return page("Measures", f"<h1>Measures</h1>{nav}{''.join(parts)}", here="measures.html")


def places(site: Site) -> str:
    """What the search looks through, as a script: name, address, further words by which it is found."""
    known = site.data.catalog
    others = known.area_names.groupby("area_code").name.agg(" ".join)
    found = [
        [known.name(code), f"{PAGES}{code}.html",
         plain(f"{known.name(code)} {others.get(code, '')} {known.areas.dfe_number[code]} {code}")]
        for code in sorted(site.councils, key=known.name)
    ]  # fmt: skip
    facts = _facts(site)
    short = _abbreviations(known, facts)
    found += [[row.title, f"{PAGES}{row.Index}.html", plain(f"{row.title} {row.short_title} {short[row.Index]}")]
              for row in each_row(facts)]  # fmt: skip
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f"const places = {text};\n"


def _facts(site: Site) -> pd.DataFrame:
    """The catalogue's rows of the measures that have a page."""
    facts = site.data.panel.indicators
    return facts[facts.index.isin(site.measures)]


def _abbreviations(catalog: Catalog, facts: pd.DataFrame) -> dict[str, str]:
    """What the sector calls each measure for short: UASC, EHCP, S47."""
    said = {
        i: f" {plain(f'{i} {row.title} {row.short_title} {row.topic}'.replace('_', ' '))}"
        for i, row in facts.iterrows()
    }
    found = dict.fromkeys(facts.index, "")
    for row in each_row(catalog.abbreviations):
        for way in terms_in(row.look_for):
            for i, line in said.items():
                if all(f" {word}" in line for word in plain(way).split()):
                    found[i] += f" {row.abbreviation}"
    return found


def sources(site: Site) -> str:
    """Every release behind the figures, with its publisher, newest period and page."""
    rows = releases_behind(site.data, site.data.panel.indicators.index)
    shown = {
        "Release": rows.title,
        "Publisher": rows.publisher,
        "Newest period ends": [day_words(day) for day in rows.newest],
        "Published at": rows.landing_page.str.removeprefix("https://"),
    }
    files = {"Release": rows.title, "File": rows.file, "SHA-256": rows.sha256}
    body = (
        "<h1>Sources</h1>"
        + markup.sentences([f"Every figure here comes from these releases. {LICENCE}."])
        + f'<div class="wide" role="group" aria-label="Releases" tabindex="0">{markup.table(shown, "Releases")}</div>'
        + '<details><summary>The files that were read</summary><div class="wide" role="group" aria-label="Files" '
        f'tabindex="0">{markup.table(files, "Files")}</div></details>'
    )
    return page("Sources", body, here="sources.html")
