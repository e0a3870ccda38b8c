"""A look at need and money of one council, each service."""

import pytest

from scouting.pages.money.tables import look


@pytest.fixture(scope="session")
def adults(data):
    return look("Kent", data=data)


@pytest.fixture(scope="session")
def children(data):
    return look("Kent", "children", "care_leavers_eet_19_21", data=data)
