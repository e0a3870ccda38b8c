"""The page of a council: page one and every measure of both services, word for word its report's; who is similar."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

from scouting import markup
from scouting.catalog import Catalog
from scouting.catalog.groups import region_of
from scouting.dataset import Dataset
from scouting.frames import each_row
from scouting.pages.page_one import show as page_one
from scouting.pages.page_one.words import SERVICES, about
from scouting.pages.spine import show as spine
from scouting.pages.spine.tables import spine as spine_rows
from scouting.site import compact
from scouting.site.page import items, link, page
from scouting.study import Study, study
from scouting.words import many

#: What leads to the visit sheet in a report leads nowhere here.
_VISIT = re.compile(r'<a href="#whom-to-visit">(.*?)</a>')
_TYPES = {
    "unitary": "unitary council",
    "metropolitan": "metropolitan borough",
    "county": "county council",
    "inner_london": "London borough",
    "outer_london": "London borough",
}


@dataclass(frozen=True)
class Site:
    """What is made: the published figures, the councils and measures with a page, and the reports that are taken in.

    ``reports``: the address of a report's page in the site by (area_code, service).
    """

    data: Dataset
    councils: frozenset[str]
    measures: frozenset[str]
    reports: dict[tuple[str, str], str]

    def council(self, code: str, root: str = "") -> str:
        """A council's name, leading to its page where it has one."""
        name = self.data.catalog.name(code)
        return link(f"{root}{code}.html", name) if code in self.councils else escape(name)


def html(site: Site, area_code: str) -> str:
    """A council's page."""
    known = site.data.catalog
    name = known.name(area_code)
    services = {service: study(area_code, indicators=service, own=False, data=site.data) for service in SERVICES}
    leads = [link(f"#{service}", SERVICES[service]) for service in SERVICES] + [link("#similar", "Similar councils")]
    parts = [
        f"<h1>{escape(name)}</h1><p class=where>{escape(kind_of(area_code, known))}</p>",
        f'<nav class=within aria-label="On this page">{items(leads)}</nav>',
        *(_service(site, area_code, service, of) for service, of in services.items()),
        '<section class=similar id="similar"><h2>Similar councils</h2>',
        *(_similar(site, service, of) for service, of in services.items()),
        "</section>",
    ]
    return page(f"{name}: social care beside similar councils", "".join(parts), root="../")


def kind_of(area_code: str, catalog: Catalog) -> str:
    """What kind of council it is, and its region.

    >>> from scouting.catalog import read
    >>> kind_of("E06000054", read())
    'Unitary council, South West'
    """
    kind = _TYPES[catalog.areas.type[area_code]]
    if area_code == "E09000001":
        kind = "the City of London Corporation"
    return f"{kind[0].upper()}{kind[1:]}, {catalog.name(region_of(area_code, catalog))}"


def _service(site: Site, area_code: str, service: str, study: Study) -> str:
    title = SERVICES[service]
    told = " · ".join(about(study, "2000-01-01")[1:-1])  # without the day: a page that has not changed stays as it is
    first = _VISIT.sub(lambda found: found[1], page_one.html(study)).replace('aria-level="2"', 'aria-level="3"')
    ids = list(spine_rows(study).indicator_id)
    rows = compact.spine(spine.html(study), [f"{one}.html" if one in site.measures else "" for one in ids])
    report = site.reports.get((area_code, service), "")
    leads = [link(f"../what-if-{service}.html#{area_code}", "What if the weights were yours")]
    leads += [link(f"../{report}", f"The report on {title.lower()}")] if report else []
    return (
        f'<section class=service id="{service}"><h2>{title}</h2><p class=told>{escape(told)}</p>'
        f"{first}{items(leads, 'more')}<details class=every><summary>All {len(ids)} measures, beside similar "
        f"councils and England</summary>{rows}</details></section>"
    )


def _similar(site: Site, service: str, study: Study) -> str:
    """Who is similar for a service, nearest first."""
    known, chosen = site.data.catalog, study.neighbour_set
    lines = [
        f"{site.council(row.neighbour_code)} <small>{escape(known.name(region_of(row.neighbour_code, known)))}"
        f"{', ' + escape(row.closeness) if row.closeness else ''}</small>"
        for row in each_row(chosen.members)
    ]
    return (
        f"<h3>{SERVICES[service]}: {many(len(lines), 'council')}</h3>{items(lines, 'alike')}"
        f"{markup.sentences([f'{chosen.source}.'], 'small')}"
    )
