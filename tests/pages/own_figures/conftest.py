import pytest
from tests import shared

from scouting.dataset import Dataset


@pytest.fixture(scope="session")
def data(data):
    """Of the embedded figures need and re-referrals alone: own figures go to a new panel each time, made of all."""
    facts = data.catalog.indicators
    kept = data.values.indicator_id.isin([*facts.index[facts.facet == "need"], "re_referrals"])
    yield shared.hold("few data", Dataset(data.catalog, data.values[kept].reset_index(drop=True)))
    shared.let_go("few data")
