"""Hand-made figures of a dozen councils, and the comparison of every council on the embedded figures."""

import numpy as np
import pandas as pd
import pytest

from scouting.compare import blocks_of, compare, panel_of
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
        #: How many children each council has.
        self.children = {code: 1000.0 + k for k, code in enumerate(self.codes)}

    def put(self, name, figures, markers=None, denominator=np.nan, limits=None, **facts):
        """``figures``: DataFrame indexed by area, one column per year; missing ones have no row unless ``markers``
        ({(area, year): symbol}) says why. ``denominator``: one for all, or one per area. ``limits``: half the width of
        95% limits."""
        people = denominator if isinstance(denominator, pd.Series) else pd.Series(denominator, figures.index)
        for area, line in figures.iterrows():
            for year, value in line.items():
                marker = (markers or {}).get((area, year), "")
                if np.isnan(value) and not marker:
                    continue
                lower, upper = (value - limits, value + limits) if limits is not None else (np.nan, np.nan)
                self.rows.append([name, area, str(year), pd.Timestamp(int(year), 3, 31), value, np.nan,
                                  people[area], lower, upper, marker, "test"])  # fmt: skip
        kind = {
            "polarity": "high_is_good",
            "statistic": "mean",
            "multiplier": 1.0,
            "decimals": 6,
            "breaks": "",
            "service": "children",
            "facet": "outcome",
            "kin": "",
            "mirrors": "",
            "ended": "",
            "status": "official",
            "source_id": "test",
            "year_end": "03-31",
        }
        self.facts.append({"indicator_id": name, **kind, **facts})
        return self

    @property
    def values(self):
        names = (
            "indicator_id area_code period period_end value numerator denominator lower_ci upper_ci marker source_id"
        )
        sizes = [["children_0_17", c, "2024", pd.Timestamp(2024, 6, 30), n, *[np.nan] * 4, "", "test"]
                 for c, n in self.children.items()]  # fmt: skip
        return pd.DataFrame([*self.rows, *sizes], columns=names.split())

    @property
    def indicators(self):
        return pd.DataFrame(self.facts).set_index("indicator_id", drop=False).rename_axis(None)

    def blocks(self):
        return blocks_of(self.values, self.indicators, self.areas)

    def panel(self):
        return panel_of(self.values, self.indicators, self.areas)

    def compare(self, area, neighbours, region_codes=(NORTH,)):
        rows = compare(self.panel(), area, neighbours, "test", list(region_codes))
        return rows.set_index("indicator_id", drop=False)


def _walk(seed=0, years=range(2016, 2026), areas=(*TWELVE, NORTH, INNER, LONDON, ENGLAND)):
    rng = np.random.default_rng(seed)
    level = rng.normal(100, 15, (len(areas), 1))
    return pd.DataFrame(level + rng.normal(0, 2, (len(areas), len(years))), index=list(areas), columns=list(years))


def _shares(seed=0, years=range(2016, 2026), scatter=0.2, lasting=0.0, areas=(*TWELVE, NORTH, INNER, LONDON, ENGLAND)):
    rng = np.random.default_rng(seed)
    people = pd.Series(rng.integers(120, 900, len(areas)).astype(float), list(areas))
    logit = np.zeros((len(areas), len(years)))
    logit[:, 0] = scatter * rng.standard_normal(len(areas))
    for t in range(1, len(years)):
        logit[:, t] = lasting * logit[:, t - 1] + scatter * np.sqrt(1 - lasting**2) * rng.standard_normal(len(areas))
    logit += rng.normal(-0.8, 0.5, (len(areas), 1))
    counts = rng.binomial(people.to_numpy(int)[:, None], 1 / (1 + np.exp(-logit)))
    return pd.DataFrame(100 * counts / people.to_numpy()[:, None], index=list(areas), columns=list(years)), people


@pytest.fixture
def small():
    """A new small world at each call."""
    return Small


@pytest.fixture
def walk():
    """Random figures: each area has its own level, and each year moves by itself."""
    return _walk


@pytest.fixture
def shares():
    """Random percentages of whole counts, and how many people they are of. Years ``scatter`` more than counts alone
    would make them (on the logit), and ``lasting`` is how much of that is left in the next year."""
    return _shares


@pytest.fixture(scope="session")
def every(data):
    """The comparison of every council on the embedded figures, with the indicators' facts beside it."""
    rows = every_comparison(data, "dfe_2025_05")
    facts = data.catalog.indicators[["polarity", "statistic", "multiplier", "decimals"]]
    return rows.join(facts, on="indicator_id")
