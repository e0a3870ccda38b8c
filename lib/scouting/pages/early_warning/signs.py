"""The signs of ``data/catalog/signs.csv``, worked out for every council and year: a table in, a table out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scouting.dataset import Dataset
from scouting.frames import each_row, place_of
from scouting.pages.early_warning.looks import Looks, looks, ratio_id, with_ratios
from scouting.terms import NO_SIGN, NOT_ENOUGH, SHOWN, SIGN_DIRECTIONS, Z95

#: How often a flat series shows a change by chance, one way, a year; and the level that gives it. Two looks are taken,
#: the latest figure and the mean of the latest two, each against up to eight before: the larger of the two exceeds
#: 1.89 times its noise in one flat series of twenty (worked out from 400,000 draws of normal noise).
CHANGE_ALARM, CHANGE_Z = 0.05, 1.89

#: The columns of ``signs``.
COLUMNS = (
    "sign_id", "area_code", "period", "period_end", "state", "judged", "basis", "value", "before", "noise", "z",
    "since", "years", "from_period", "indicator_id",
)  # fmt: skip
#: Days within which the figure beside another must have ended to be of the same time.
_SAME_TIME = np.timedelta64(366, "D")


def signs(values: pd.DataFrame, declared: pd.DataFrame, indicators: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """Which sign each council showed in each year: one row per sign, council and period.

    ``values``: the figures, or any part of their rows (what was known on some day); ``declared``: the signs to look
    for, rows of ``signs.csv``;
    ``indicators`` and ``areas``: the catalogue's. A row rests on figures up to its own period and on none after it.
    Columns: sign_id, area_code, period, period_end; state (shown, no_sign, not_enough: a rule that cannot be judged
    whole is never "no sign"); judged (whole, part, none: a standing that stands out shows a sign though no change can
    be judged, so what can be judged is told apart from what came out); basis (change, standing, change and standing;
    blank where not shown); value, before (what it is held against: the mean of earlier figures, or the middle council),
    noise, z (in the sign's own direction, so that above nought is towards it; missing where not judged); since (period
    in which the sign, shown ever since, began); years (how many of the latest make the value, 1 or 2); from_period (the
    earliest figure behind the row), indicator_id: with the sign's ``beside`` the keys to its rows of values.

    >>> from scouting import dataset
    >>> data = dataset.load()
    >>> one = data.catalog.signs[data.catalog.signs.sign_id == "turnover_rising"]
    >>> made = signs(data.values, one, data.catalog.indicators, data.catalog.areas)
    >>> sorted(made.state.unique())
    ['no_sign', 'not_enough', 'shown']
    """
    pairs = declared[declared.rule == "ratio_change"][["indicator_id", "beside"]].drop_duplicates()
    wanted = indicators.loc[indicators.index.isin([*declared.indicator_id, *declared.beside])]
    values, wanted = with_ratios(values, wanted, pairs.itertuples(index=False, name=None))
    if not values.indicator_id.isin(wanted.index).any():
        return pd.DataFrame(columns=COLUMNS)
    look = looks(values, wanted, areas)
    made = [_one(look, sign, areas) for sign in each_row(declared)]
    held = [rows for rows in made if rows is not None]
    return pd.concat(held, ignore_index=True) if held else pd.DataFrame(columns=COLUMNS)


def _one(look: Looks, sign, areas: pd.DataFrame) -> pd.DataFrame | None:
    """The rows of one sign; none where no figure of its indicator is held."""
    p = look.panel
    name = ratio_id(sign.indicator_id, sign.beside) if sign.rule == "ratio_change" else sign.indicator_id
    if name not in p.indicators.index:
        return None
    i, direction = place_of(p.indicators.index, name), SIGN_DIRECTIONS[sign.direction]
    way = int(direction > 0)
    change, standing = direction * look.change[way, i], direction * look.standing[i]
    changed = change > CHANGE_Z
    judged = np.isfinite(change)
    if sign.rule == "change_while_flat":
        flat, known = _flat(look, sign.beside, p.ends[i])
        changed, judged = changed & flat, judged & known
    stands = standing > Z95
    if sign.rule == "standing":
        changed, judged = np.zeros_like(changed), np.isfinite(standing)
    elif sign.rule == "either":
        judged = judged & np.isfinite(standing)
    else:
        stands = np.zeros_like(stands)
    shown = changed | stands
    # Of two bases that do not show, the nearer to showing is told.
    by_change = changed | (~stands & (sign.rule != "standing") & ~(change / CHANGE_Z < standing / Z95))
    if sign.rule not in ("either", "standing"):
        by_change = np.ones_like(by_change)
    middle = np.broadcast_to(look.middle[i], shown.shape)
    told = {
        "value": (look.after[way, i], p.figures[i, p.councils]),
        "before": (look.before[way, i], middle),
        "noise": (look.change_noise[way, i], look.standing_noise[i]),
        "z": (change, standing),
        "years": (look.years[way, i], np.ones_like(standing)),
    }
    basis = np.select(
        [changed & stands, changed, stands], ["change and standing", "change", "standing"], default=""
    ).astype(object)
    state = np.select([shown, judged], [SHOWN, NO_SIGN], default=NOT_ENOUGH).astype(object)
    part = np.isfinite(standing) if sign.rule == "either" else np.zeros_like(judged)
    how = np.select([judged, part], ["whole", "part"], default="none").astype(object)
    columns = {"state": state, "judged": how, "basis": basis, **{k: np.where(by_change, *v) for k, v in told.items()}}
    columns["since"] = p.labels[i][_began(shown)]
    slot = np.broadcast_to(np.arange(shown.shape[1]), shown.shape)
    earliest = np.where(by_change & np.isfinite(look.since[way, i]), look.since[way, i], slot).astype(int)
    columns["from_period"] = p.labels[i][earliest]
    return _rows(look, sign, i, columns, areas)


def _flat(look: Looks, beside: str, ends) -> tuple[np.ndarray, np.ndarray]:
    """Whether the figure beside has not risen beyond noise, and whether that is known, at each of the days ``ends``."""
    p = look.panel
    shape = (int(p.councils.sum()), len(ends))
    if beside not in p.indicators.index:
        return np.zeros(shape, bool), np.zeros(shape, bool)
    b = p.indicators.index.get_loc(beside)
    theirs = np.flatnonzero(~np.isnat(p.ends[b]))
    at = np.searchsorted(p.ends[b][theirs], ends, side="right") - 1
    slot = theirs[np.maximum(at, 0)]
    near = (at >= 0) & ~np.isnat(ends) & (ends - p.ends[b][slot] < _SAME_TIME)
    rise = np.where(near, look.change[1, b][:, slot], np.nan)
    return rise <= CHANGE_Z, np.isfinite(rise)


def _began(shown: np.ndarray) -> np.ndarray:
    """The slot in which the run of shown signs that reaches each slot began; the slot itself where none is shown."""
    slot = np.broadcast_to(np.arange(shown.shape[1]), shown.shape)
    last_without = np.maximum.accumulate(np.where(shown, -1, slot), axis=1)
    return np.where(shown, last_without + 1, slot)


def _rows(look: Looks, sign, i: int, columns: dict[str, np.ndarray], areas: pd.DataFrame) -> pd.DataFrame:
    """The blocks of one sign as rows: the councils that there were, in the periods that there are."""
    p = look.panel
    councils, ends = p.areas[p.councils], p.ends[i].astype("datetime64[D]")
    first = pd.to_datetime(areas.valid_from.reindex(councils).replace("", "1900-01-01")).to_numpy()
    last = pd.to_datetime(areas.valid_to.reindex(councils).replace("", "2200-01-01")).to_numpy()
    there = (p.labels[i] != "") & (ends >= first[:, None]) & (ends <= last[:, None])
    a, t = np.nonzero(there)
    rows = pd.DataFrame({"sign_id": sign.sign_id, "area_code": councils[a], "period": p.labels[i][t]})
    rows["period_end"] = p.ends[i][t]
    for name, block in columns.items():
        rows[name] = block[a, t]
    shown = rows.state == SHOWN
    rows["since"] = rows.since.where(shown, "")
    rows.loc[rows.state == NOT_ENOUGH, ["value", "before", "noise", "z", "years"]] = np.nan
    return rows.assign(indicator_id=sign.indicator_id)


def signs_of(data: Dataset) -> pd.DataFrame:
    """Every sign of ``signs.csv`` for every council and year: as ``signs`` gives it."""
    return data.once(_signs)


def _signs(data: Dataset) -> pd.DataFrame:
    known = data.catalog
    return data.kept("signs", lambda _: signs(data.values, known.signs, known.indicators, known.areas))
