"""The explanations of a few awkward councils and, for the long run, of all."""

import pytest
from benchmarks.every_council import every_finding

from scouting.pages.scouting_party.why import Why
from scouting.study import study

AWKWARD = (
    "Isles of Scilly", "City of London", "Westmorland and Furness", "Bournemouth, Christchurch and Poole",
    "Birmingham", "Rutland", "Kent", "Derby",
)  # fmt: skip


#: No neighbours, few people, a new council, a large one.
FEW = ("Isles of Scilly", "City of London", "Westmorland and Furness", "Kent")


class Studied(dict):
    """Name to findings, each worked out when it is first asked for."""

    def __init__(self, data):
        super().__init__()
        self.data = data

    def __missing__(self, name: str) -> Why:
        self[name] = Why(study(name, indicators="all", data=self.data))
        return self[name]


@pytest.fixture(scope="session")
def awkward(data):
    """Name to findings, all indicators."""
    return Studied(data)


@pytest.fixture(params=[FEW, pytest.param(AWKWARD, marks=pytest.mark.long)], ids=["few", "all"])
def whys(awkward, request):
    """The findings of a few awkward councils, in the long run of all of them."""
    return [awkward[name] for name in request.param]


@pytest.fixture(scope="session")
def everybody(data):
    """Leads, findings and evidence of every council, children's and adults' services."""
    return {
        service: every_finding(data, set_id, service)
        for service, set_id in (("children", "dfe_2025_05"), ("adults", "nhs_adult"))
    }
