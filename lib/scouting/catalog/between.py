"""Rules of the catalogue that no single cell can show: between cells, rows and tables. Run by ``catalog.check``."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping

import pandas as pd

from scouting import terms
from scouting.catalog.tables import breaks, terms_in
from scouting.errors import did_you_mean

#: The tables by name; one that cannot be read whole lacks columns, and what hangs on those is not judged.
Tables = Mapping[str, pd.DataFrame]
_COUNTED = {"proportion", "rate"}


def _indicators(tables: Tables) -> Iterator[str]:
    names = set(tables["indicators"].indicator_id)
    for row, one in enumerate(tables["indicators"].itertuples(index=False)):
        where = f"indicators.csv row {row + 2} ({one.indicator_id})"
        for guard in terms_in(one.guards):
            if guard not in names:
                yield f"{where}, guards: '{guard}' is not an indicator.{did_you_mean(guard, names)}"
        if one.targeted == "yes" and not one.target:
            yield f"{where}, target: is blank, yet targeted is yes."
        if one.statistic in _COUNTED and not (one.numerator_label and one.denominator_label):
            yield f"{where}: a {one.statistic} needs numerator_label and denominator_label."
        if one.numerator_code and not one.denominator_code and one.statistic == "proportion":
            yield f"{where}: the numerator_code of a proportion needs a denominator_code."
        for period, reason in breaks(one.breaks).items():
            if not reason or not re.match(r"\d{4}", period):
                yield f"{where}, breaks: '{period}: {reason}' is not written as PERIOD: reason."
        if one.facet == "timeliness" and "count" not in one.counting_note.lower():
            yield f"{where}, counting_note: a timeliness indicator says whether counts exist."


def _related(tables: Tables) -> Iterator[str]:
    """Mirrors and kin: what another indicator's verdict or noise is taken for."""
    facts = tables["indicators"]
    statistic = dict(zip(facts.indicator_id, facts.statistic, strict=True))
    mirrors = set(facts.indicator_id[facts.mirrors != ""])
    for row, one in enumerate(facts.itertuples(index=False)):
        where = f"indicators.csv row {row + 2} ({one.indicator_id})"
        if one.mirrors in mirrors:
            yield f"{where}, mirrors: '{one.mirrors}' is a mirror itself. Name the indicator that is kept."
        for kin in terms_in(one.kin):
            if kin not in statistic:
                yield f"{where}, kin: '{kin}' is not an indicator.{did_you_mean(kin, statistic)}"
            elif kin == one.indicator_id:
                yield f"{where}, kin: an indicator is not its own kin."
            elif statistic[kin] != one.statistic:
                yield f"{where}, kin: '{kin}' is a {statistic[kin]}, not a {one.statistic}."
        if one.kin and not one.kin_reason:
            yield f"{where}, kin_reason: is blank, yet kin is named."


def _neighbours(tables: Tables) -> Iterator[str]:
    members = tables["neighbours"].reset_index(drop=True)
    for row in members.index[members.area_code == members.neighbour_code]:
        yield f"neighbours.csv row {row + 2}: {members.area_code[row]} is its own neighbour."


def _defaults(tables: Tables) -> Iterator[str]:
    for service, defaults in tables["neighbour_sets"].groupby("service")["default"]:
        if service and (defaults == "yes").sum() != 1:  # a set of no one service is nobody's default
            yield f"neighbour_sets.csv: the service '{service}' needs exactly one default set."


def _changes(tables: Tables) -> Iterator[str]:
    areas, changes = tables["areas"], tables["area_changes"]
    for row, one in enumerate(changes.itertuples()):
        if one.kind != "recoded" and one.old_code not in set(areas.area_code):
            yield f"area_changes.csv row {row + 2}, old_code: '{one.old_code}' is not in areas.csv."
    followed = set(changes.old_code[changes.kind != "recoded"])
    for code in sorted(set(areas.area_code[areas.valid_to != ""]) - followed):
        yield f"areas.csv ({code}) has ended, but area_changes.csv does not say who followed it."


def _tiles(tables: Tables) -> Iterator[str]:
    areas, tiles = tables["areas"], tables["tiles"].reset_index(drop=True)
    for row in tiles.index[tiles.duplicated(["q", "r"])]:
        yield f"tiles.csv row {row + 2} ({tiles.area_code[row]}): another council is on the hexagon " + (
            f"q {tiles.q[row]}, r {tiles.r[row]}."
        )
    today = areas.area_code[areas.type.isin(terms.COUNCIL_TYPES) & (areas.valid_to == "")]
    for code in sorted(set(today) - set(tiles.area_code)):
        yield f"tiles.csv: the council {code} has no hexagon."


def _not_held(tables: Tables) -> Iterator[str]:
    told = pd.concat([tables[table][["service", "facet"]] for table in ("indicators", "not_held")])
    told = set(told.itertuples(index=False, name=None))
    for cell in itertools.product(terms.SERVICES, terms.FACETS):
        if cell not in told:
            yield f"not_held.csv: no indicator is of {' and '.join(cell)}, and no row says why."
    for gap in sorted(set(tables["not_held"].gap_id) & set(tables["indicators"].indicator_id)):
        yield f"not_held.csv ({gap}): is an indicator, so it is held."


def _signs(tables: Tables) -> Iterator[str]:
    service = dict(zip(tables["indicators"].indicator_id, tables["indicators"].service, strict=True))
    for row, one in enumerate(tables["signs"].itertuples(index=False)):
        where = f"signs.csv row {row + 2} ({one.sign_id})"
        if bool(one.beside) != (one.rule in terms.RULES_OF_PAIRS):
            pairs = " and ".join(terms.RULES_OF_PAIRS)
            yield f"{where}, beside: the rules {pairs} need a second indicator, all others none."
        if one.kind == "recovery" and one.rule not in ("change", "ratio_change"):
            yield f"{where}, rule: a sign of recovery is a change, not '{one.rule}'."
        if service.get(one.indicator_id, one.service) != one.service:
            yield f"{where}, service: '{one.indicator_id}' is of the service {service[one.indicator_id]}."
        if (one.back_tested == "yes") != (one.service == "children"):
            yield f"{where}, back_tested: only children's services have inspections to test signs on."


def _named(tables: Tables) -> Iterator[str]:
    areas, named = tables["areas"], tables["named_2001"].reset_index(drop=True)
    no_council = set(areas.area_code[~areas.type.isin(terms.COUNCIL_TYPES)])
    ended = set(areas.area_code[areas.valid_to != ""])
    for row, code in named.area_code.items():
        where = f"named_2001.csv row {row + 2} ({code}), area_code:"
        if code in no_council:
            yield f"{where} is not a council."
        if code in ended:
            yield f"{where} has ended. Give the council that has the same area today, or take the row out."


#: What one cell cannot show, and the tables that each rule needs whole.
BETWEEN = {
    _indicators: ["indicators"],
    _related: ["indicators"],
    _neighbours: ["neighbours"],
    _defaults: ["neighbour_sets"],
    _changes: ["areas", "area_changes"],
    _not_held: ["indicators", "not_held"],
    _signs: ["indicators", "signs"],
    _tiles: ["areas", "tiles"],
    _named: ["areas", "named_2001"],
}
