"""What signs cost: all of them for all councils and years, one council's page, and the intervals of next figures.

Run by ``make bench``. All signs should be worked out in under five seconds.
"""

from __future__ import annotations

import time

from scouting import dataset
from scouting.pages.early_warning import expected, signs
from scouting.pages.early_warning.signs import signs_of
from scouting.pages.early_warning.tables import lately
from scouting.study import study

data = dataset.load()
known = data.catalog
before = time.perf_counter()
made = signs.signs(data.values, known.signs, known.indicators, known.areas)
print(f"{'all signs, all councils and years':<52}{time.perf_counter() - before:9.2f} s    {len(made):>7,} rows")
before = time.perf_counter()
found = expected.intervals(data.values, known.indicators, known.areas)
print(f"{'intervals of every council and measure':<52}{time.perf_counter() - before:9.2f} s    {len(found):>7,} rows")
of = study("Kent", indicators="children", data=data)
signs_of(data), data.panel
before = time.perf_counter()
rows = lately(of)
print(
    f"{'signs of one council beside its neighbours':<52}{time.perf_counter() - before:9.2f} s    {len(rows):>7,} rows"
)
