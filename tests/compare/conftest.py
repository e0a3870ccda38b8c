"""Hand-made figures of a dozen councils, and the comparison of every council on the embedded figures."""

import numpy as np
import pandas as pd
import pytest

from scouting.compare import compare, panel
from scouting.study import every_comparison

TWELVE = [f"E060000{n:02d}" for n in range(1, 13)]
NORTH, INNER, LONDON, ENGLAND = "E12000001", "E13000001", "E12000007", "E92000001"


def _areas() -> pd.DataFrame:
    """Ten councils of the north, two of inner London, which is part of London."""
    rows = [(c, "unitary", NORTH) for c in TWELVE[:10]] + [(c, "inner_london", INNER) for c in TWELVE[10:]]
    rows += [(NORTH, "region", ENGLAND), (INNER, "part_region", LONDON), (LONDON, "region", ENGLAND)]
    areas = pd.DataFrame([*rows, (ENGLAND, "country", "")], columns=["area_code", "type", "region_code"])
    return areas.set_index("area_code", drop=False).rename_axis(None)


class Small:
    """A small world: ``put`` adds an indicator's figures (areas x years), ``panel`` and ``compare`` use them."""

    codes, areas = TWELVE, _areas()

    def __init__(self):
        self.rows, self.facts = [], []

    def put(self, name, figures, markers=None, denominator=np.nan, limits=None, **facts):
        """``figures``: DataFrame indexed by area, a column a year; missing ones have no row unless ``markers``
        ({(area, year): symbol}) says why. ``limits``: half the width of 95% limits."""
        for area, line in figures.iterrows():
            for year, value in line.items():
                marker = (markers or {}).get((area, year), "")
                if np.isnan(value) and not marker:
                    continue
                lower, upper = (value - limits, value + limits) if limits is not None else (np.nan, np.nan)
                self.rows.append([name, area, str(year), pd.Timestamp(int(year), 3, 31), value, np.nan,
                                  denominator, lower, upper, marker, "test"])  # fmt: skip
        kind = {
            "polarity": "high_is_good",
            "statistic": "mean",
            "multiplier": 1.0,
            "decimals": 6,
            "breaks": "",
            "service": "children",
        }
        self.facts.append({"indicator_id": name, **kind, **facts})
        return self

    @property
    def values(self):
        names = (
            "indicator_id area_code period period_end value numerator denominator lower_ci upper_ci marker source_id"
        )
        sizes = [["children_0_17", c, "2024", pd.Timestamp(2024, 6, 30), 1000.0 + k, *[np.nan] * 4, "", "test"]
                 for k, c in enumerate(self.codes)]  # fmt: skip
        return pd.DataFrame([*self.rows, *sizes], columns=names.split())

    @property
    def indicators(self):
        return pd.DataFrame(self.facts).set_index("indicator_id", drop=False).rename_axis(None)

    def panel(self):
        return panel(self.values, self.indicators, self.areas)

    def compare(self, area, neighbours, region_codes=(NORTH,)):
        rows = compare(self.panel(), area, neighbours, "test", list(region_codes))
        return rows.set_index("indicator_id", drop=False)


def _walk(seed=0, years=range(2016, 2026), areas=(*TWELVE, NORTH, INNER, LONDON, ENGLAND)):
    rng = np.random.default_rng(seed)
    level = rng.normal(100, 15, (len(areas), 1))
    return pd.DataFrame(level + rng.normal(0, 2, (len(areas), len(years))), index=list(areas), columns=list(years))


@pytest.fixture
def small():
    """A new small world at each call."""
    return Small


@pytest.fixture
def walk():
    """Random figures: each area its own level, each year its own wobble."""
    return _walk


@pytest.fixture(scope="session")
def every(data):
    """The comparison of every council on the embedded figures, with the indicators' facts beside it."""
    rows = every_comparison(data, "dfe_2025_05")
    facts = data.catalog.indicators[["polarity", "statistic", "multiplier", "decimals"]]
    return rows.join(facts, on="indicator_id")
