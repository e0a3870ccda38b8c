"""What if the weights were yours, for every council: the part of a report's page, and a choice of council."""

from __future__ import annotations

from html import escape
from pathlib import Path

from scouting.frames import place_of
from scouting.pages.page_one.words import SERVICES
from scouting.pages.what_if import inside
from scouting.report.page import element
from scouting.report.room import topic
from scouting.site.council import Site
from scouting.site.page import items, link, page
from scouting.study import study

#: The elements of the page that hold the councils, and that choose one.
COUNCILS, CHOICE = "what-if-councils", "council"
#: The part's own heading: the page has it.
_HEADING = "<h2>What if the weights were yours</h2>"


def script() -> str:
    """What the page runs: the choice of a council, then the what-if of a report's page as it is."""
    choose = Path(__file__).with_name("choose.js").read_text(encoding="utf-8")
    return choose.replace("// INSIDE", inside.script())


def html(site: Site, service: str) -> str:
    """The what-if of a service. The page carries each council's place and similar councils' places, and no other."""
    known = site.data.catalog
    codes = sorted(site.councils, key=known.name)
    of = study(codes[0], indicators=service, own=False, data=site.data)
    made = inside.weighting(of)
    if made is None:
        raise ValueError(f"the measures of the index for {service} are not all in the catalogue")
    matrix = inside.matrix(of, made)
    held = inside.held(of, made, matrix, topic)
    councils = {}
    for code in codes:
        near = study(code, indicators=service, own=False, data=site.data).neighbour_set.codes
        councils[code] = [known.name(code), place_of(matrix.areas, code),
                          [place_of(matrix.areas, one) for one in near if one in matrix.areas]]  # fmt: skip
    options = "".join(f'<option value="{code}">{escape(known.name(code))}</option>' for code in codes)
    others = items([link(f"what-if-{other}.html", title) for other, title in SERVICES.items() if other != service])
    body = (
        f"<h1>What if the weights were yours: {SERVICES[service].lower()}</h1>"
        f'<nav class="within" aria-label="The other service">{others}</nav>'
        f'<p class="pick"><label for="{CHOICE}">Council</label> <select id="{CHOICE}" autocomplete="off">'
        f'<option value="">Choose a council</option>{options}</select></p>'
        f"{inside.section(of, made, matrix).replace(_HEADING, '')}"
        f"{element(inside.DATA, held)}{element(COUNCILS, councils)}"
    )
    here = f"what-if-{service}.html"
    return page(f"What if the weights were yours: {SERVICES[service]}", body, scripts=("what-if.js",), here=here)
