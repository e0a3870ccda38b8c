"""The explanations of a few awkward councils and, for the long run, of all."""

import pytest
from benchmarks.every_council import every_finding

from scouting.pages.scouting_party.why import Why
from scouting.study import study

AWKWARD = (
    "Isles of Scilly", "City of London", "Westmorland and Furness", "Bournemouth, Christchurch and Poole",
    "Birmingham", "Rutland", "Kent", "Derby",
)  # fmt: skip


@pytest.fixture(scope="session")
def awkward(data):
    """Name to findings, all indicators."""
    return {name: Why(study(name, indicators="all", data=data)) for name in AWKWARD}


@pytest.fixture(scope="session")
def everybody(data):
    """Leads, findings and evidence of every council, children's and adults' services."""
    return {
        service: every_finding(data, set_id, service)
        for service, set_id in (("children", "dfe_2025_05"), ("adults", "nhs_adult"))
    }
