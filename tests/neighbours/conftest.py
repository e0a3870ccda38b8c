import pandas as pd
import pytest


@pytest.fixture(scope="module")
def three():
    """The rows of the reference numbers: two features of three councils."""
    return pd.DataFrame({"a": [10.0, 20, 40], "b": [1.0, 3, 2]}, index=["E1", "E2", "E3"])


@pytest.fixture(scope="module")
def nhs(data):
    """The default set of adult social care, worked out."""
    return data.calculated("nhs_adult")
