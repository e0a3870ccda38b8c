"""Planted worlds: councils whose figures are flat but for what a test plants, and the signs to look for in them."""

import numpy as np
import pandas as pd
import pytest

from scouting.pages.early_warning import signs
from scouting.terms import ENGLAND

COUNCILS = [f"E0600{n:04d}" for n in range(1, 41)]
YEARS = list(range(2014, 2026))


def _areas() -> pd.DataFrame:
    rows = [(code, "unitary", "", "") for code in COUNCILS] + [(ENGLAND, "country", "", "")]
    areas = pd.DataFrame(rows, columns=["area_code", "type", "valid_from", "valid_to"])
    return areas.set_index("area_code", drop=False).rename_axis(None)


class World:
    """``put`` adds an indicator's figures (councils x years), ``sign`` declares a sign, ``signs`` looks for them."""

    councils, years, areas = COUNCILS, YEARS, _areas()

    def __init__(self):
        self.rows, self.facts, self.declared = [], [], []

    @staticmethod
    def flat(seed, level=50.0, sd=3.0):
        """Every council at the same level, nothing but noise."""
        figures = np.random.default_rng(seed).normal(level, sd, (len(COUNCILS), len(YEARS)))
        return pd.DataFrame(figures, index=COUNCILS, columns=YEARS)

    def put(self, name, figures, breaks="", england=None, people=500.0):
        """``england``: its figures by year (default: the mean of all); ``people``: counted in each figure."""
        line = figures.mean() if england is None else pd.Series(england, index=figures.columns)
        for code, one in [*figures.iterrows(), (ENGLAND, line)]:
            for year, value in one.items():
                self.rows.append([name, code, str(year), pd.Timestamp(year, 3, 31), value, people])
        fact = {"indicator_id": name, "polarity": "low_is_good", "statistic": "mean", "multiplier": 1.0}
        self.facts.append({**fact, "decimals": 4.0, "breaks": breaks, "service": "children"})
        return self

    def sign(self, indicator_id, direction="rising", beside="", counted_by="", fewest=30):
        self.declared.append(
            [f"{indicator_id}_{direction}", "children", indicator_id, beside, direction, counted_by, fewest]
        )
        return self

    @property
    def values(self):
        sizes = [
            ["children_0_17", c, "2013", pd.Timestamp(2013, 6, 30), 1000.0 + k, np.nan] for k, c in enumerate(COUNCILS)
        ]
        columns = ["indicator_id", "area_code", "period", "period_end", "value", "denominator"]
        table = pd.DataFrame([*self.rows, *sizes], columns=columns)
        return table.assign(numerator=np.nan, lower_ci=np.nan, upper_ci=np.nan, marker="")

    @property
    def indicators(self):
        return pd.DataFrame(self.facts).set_index("indicator_id", drop=False).rename_axis(None)

    @property
    def table(self):
        columns = ["sign_id", "service", "indicator_id", "beside", "direction", "counted_by", "fewest"]
        return pd.DataFrame(self.declared, columns=columns)

    def signs(self, near=None):
        return signs.signs(self.values, self.table, self.indicators, self.areas, near)


@pytest.fixture
def world():
    """A new planted world at each call."""
    return World


@pytest.fixture(scope="session")
def made(data):
    """Every sign of every council on the embedded figures, beside its usual similar councils."""
    return signs.signs_of(data)
