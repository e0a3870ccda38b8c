"""The signs of ``data/catalog/signs.csv``, worked out for every council and year: a table in, a table out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scouting.compare import Blocks
from scouting.compare.blocks import SIZE_BY
from scouting.compare.panel import JOINT, TINY
from scouting.dataset import Dataset
from scouting.frames import each_row, place_of
from scouting.neighbours import default_set
from scouting.pages.early_warning.looks import Looks, looks, ratio_id, with_ratios
from scouting.stats import scales, trend
from scouting.terms import (
    FALLING,
    GOT_BETTER,
    LOST,
    NO_SIGN,
    NOT_ENOUGH,
    OF_ENGLAND,
    RISING,
    SIGN_DIRECTIONS,
    WARNING,
)  # fmt: skip

#: How often a flat series moves by chance, one way, in a year; and the level that gives it. Two looks are taken, the
#: latest figure and the mean of the latest two, each against up to eight before: the larger of the two exceeds 2.53
#: times its noise in one flat series of a hundred (worked out from 400,000 draws of normal noise).
CHANGE_ALARM, CHANGE_Z = 0.01, 2.53
#: A sign that more than this share of the councils shows in a year is England's, and no council's own.
ENGLAND_SHARE = 0.25

#: The columns of ``signs``.
COLUMNS = (
    "sign_id", "area_code", "period", "period_end", "state", "value", "before", "england_value", "england_before",
    "years", "from_period", "to_period", "noise", "z", "figure", "level", "gap", "people", "line", "indicator_id",
)  # fmt: skip
_NUMBERS = ["value", "before", "england_value", "england_before", "years", "noise", "z"]


def signs(
    values: pd.DataFrame, declared: pd.DataFrame, indicators: pd.DataFrame, areas: pd.DataFrame,
    near: dict[str, dict[str, list[str]]] | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Which figures of each council had moved in each year: one row per sign, council and period.

    ``values``: the figures, or any part of their rows (what was known on some day); ``declared``: the signs to look
    for, rows of ``signs.csv``; ``indicators`` and ``areas``: the catalogue's; ``near``: by service, the similar
    councils of each (default: all councils of England). A row rests on figures up to its own period and none after it.

    Columns: sign_id, area_code, period, period_end; state: "warning" (moved the wrong way, beyond ordinary years and
    beyond England, and on no better side than similar councils), "improvement lost" (moved so, and still better than
    they), "got better" (moved the other way), "of England" (a warning that over a quarter of the councils show in that
    year), "no sign", "not enough" (too few people or figures: never "no sign"); value (the latest figure, or the mean
    of the latest two: ``years``), before (the mean of up to eight before), england_value, england_before (the same of
    England), from_period (the first of those), noise, z (change beyond England's over noise, above zero the wrong way),
    gap (level less the middle level of similar councils), people (counted in the latest figure), indicator_id.

    >>> from scouting import dataset
    >>> data = dataset.load()
    >>> one = data.catalog.signs[data.catalog.signs.sign_id == "turnover"]
    >>> made = signs(data.values, one, data.catalog.indicators, data.catalog.areas)
    >>> sorted(made.state.unique())
    ['got better', 'no sign', 'not enough', 'warning']
    """
    pairs = declared[declared.beside != ""][["indicator_id", "beside"]].drop_duplicates()
    counted = declared.counted_by[declared.counted_by != ""].str.split(":").str[0]
    wanted = indicators.loc[indicators.index.isin([*declared.indicator_id, *declared.beside, *counted])]
    values, wanted = with_ratios(values, wanted, pairs.itertuples(index=False, name=None))
    if not values.indicator_id.isin(wanted.index).any():
        return pd.DataFrame(columns=list(COLUMNS))
    look = looks(values, wanted, areas)
    made = [_one(look, sign, areas, near) for sign in each_row(declared)]
    held = [rows for rows in made if rows is not None]
    return pd.concat(held, ignore_index=True) if held else pd.DataFrame(columns=list(COLUMNS))


def _one(look: Looks, sign, areas: pd.DataFrame, near) -> pd.DataFrame | None:
    """The rows of one sign; none where no figure of its indicator is held."""
    p, name = look.panel, ratio_id(sign.indicator_id, sign.beside)
    if name not in p.indicators.index:
        return None
    i, worse = place_of(p.indicators.index, name), SIGN_DIRECTIONS[sign.direction]
    people, few = people_of(p, i, sign)
    gap = look.gap(i, near and near.get(sign.service))
    towards, away = _moved(look, i, worse), _moved(look, i, -worse)
    # The look that shows, else the one that is nearer to it the wrong way.
    way = np.where(away & ~towards, int(worse < 0), int(worse > 0))
    picked = {
        name: np.where(way == 1, block[1, i], block[0, i])
        for name, block in vars(look).items()
        if name in ("change", "after", "before", "england_after", "england_before", "noise", "years", "since")
    }
    one_year = picked["years"] == 1
    few = few | (~one_year & np.c_[np.zeros(len(few), bool), few[:, :-1]])
    able = np.isfinite(picked["change"]) & ~few
    judged = able & np.isfinite(gap)
    towards, away = towards & judged, away & judged
    warning = towards & (worse * gap >= 0)
    everybody = warning.sum(0) > ENGLAND_SHARE * np.maximum(able.sum(0), 1)
    state = np.select(
        [~judged, warning & everybody, warning, towards, away], [NOT_ENOUGH, OF_ENGLAND, WARNING, LOST, GOT_BETTER],
        default=NO_SIGN,
    ).astype(object)  # fmt: skip
    slot = np.broadcast_to(np.arange(state.shape[1]), state.shape)
    since = np.where(np.isfinite(picked["since"]), picked["since"], slot).astype(int)
    until = np.where(np.isfinite(picked["years"]), slot - np.nan_to_num(picked["years"]), slot).astype(int)
    columns = {
        "state": state, "value": picked["after"], "before": picked["before"],
        "england_value": picked["england_after"], "england_before": picked["england_before"],
        "years": picked["years"], "from_period": p.labels[i][since], "to_period": p.labels[i][until],
        "noise": picked["noise"],
        "z": worse * picked["change"], "figure": p.figures[i, p.councils], "level": look.level[i], "gap": gap,
        "people": people,
    }  # fmt: skip
    return _rows(look, sign, i, columns, areas)


def _moved(look: Looks, i: int, way: int) -> np.ndarray:
    """Whether each figure moved one way beyond ordinary years and England, itself moved that way, and no trend of its
    own clearly says the opposite: (councils, periods)."""
    p, at = look.panel, int(way > 0)
    moved = (way * look.change[at, i] > CHANGE_Z) & (way * (look.after[at, i] - look.before[at, i]) > 0)
    figures, opposite = p.figures[i, p.councils], FALLING if way > 0 else RISING
    for council, t in zip(*np.nonzero(moved), strict=True):
        until = slice(0, t + 1)
        y = figures[council, until]
        steps = np.sign(y[:, None] - y[None, :])[np.tril_indices(len(y), -1)]
        if way * np.nansum(steps) < 0:  # the exact test is dear, and needed only where most pairs went the other way
            found = trend.direction(y, p.position[i, until], p.segment[i, until], 0)
            moved[council, t] = found.word != opposite
    return moved


def people_of(p: Blocks, i: int, sign) -> tuple[np.ndarray, np.ndarray]:
    """How many people each figure of a sign is of, and whether that is too few: both (councils, periods).

    ``counted_by`` of the sign names the count; else it is the figure's own denominator, else what its published limits
    amount to. Of a figure that is counted elsewhere and not here, numbers were too small to publish. Where nobody's
    count is held, a council a twentieth the size of the middle one has too few.
    """
    figures, joint = p.figures[i, p.councils], p.markers[i, p.councils] == JOINT
    if sign.counted_by:
        count = _count_beside(p, i, *sign.counted_by.split(":"))
    else:
        count, unit = p.denominator[i, p.councils], float(p.indicators.multiplier.iloc[i])
        kind = p.indicators.statistic.iloc[i]
        unit = unit if kind == scales.PROPORTION else 1.0
        answers = scales.size_of(kind, figures / unit, p.sampling[i, p.councils] / unit)
        count = np.where(np.isfinite(count), count, answers)
    held = np.isfinite(figures)
    usual = (np.isfinite(count) & held).sum(0) >= 0.5 * np.maximum(held.sum(0), 1)
    size = p.sizes[p.indicators.service.iloc[i]][p.councils]
    tiny = (size < TINY * np.nanmedian(size))[:, None] if np.isfinite(size).any() else np.zeros((len(size), 1), bool)
    few = np.where(np.isfinite(count), count < int(sign.fewest), np.where(usual & ~joint, True, tiny))
    return np.where(held, count, np.nan), few


def _count_beside(p: Blocks, i: int, name: str, which: str) -> np.ndarray:
    """The counts of another indicator in the periods of this one, (councils, periods)."""
    out = np.full(p.figures[i, p.councils].shape, np.nan)
    if name in p.indicators.index:
        k = place_of(p.indicators.index, name)
        block = {"numerator": p.numerator, "denominator": p.denominator}[which][k, p.councils]
        mine, theirs = np.nonzero((p.ends[i][:, None] == p.ends[k][None, :]) & ~np.isnat(p.ends[i])[:, None])
        out[:, mine] = block[:, theirs]
    return out


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
    blind = rows.state == NOT_ENOUGH
    rows.loc[blind, _NUMBERS] = np.nan
    rows.loc[blind, ["from_period", "to_period"]] = ""
    line = "England" if look.published[i] else "the middle council"
    return rows.assign(line=line, indicator_id=sign.indicator_id)


def latest(made: pd.DataFrame) -> pd.DataFrame:
    """Each council's latest row of each sign: that of its indicator's latest period, whether or not the council has a
    figure in it."""
    ordered = made.sort_values("period_end", kind="stable")
    return ordered.drop_duplicates(["sign_id", "area_code"], keep="last").sort_index()


def with_side(last: pd.DataFrame, area_code: str, codes: list[str], declared: pd.DataFrame) -> pd.DataFrame:
    """One council's rows of ``latest``, the side taken beside the similar councils ``codes``.

    gap and the states that hang on it are those of ``signs`` with these councils as the similar ones; a sign that is
    England's stays so.
    """
    own = last[last.area_code == area_code].set_index("sign_id")
    others = last[last.area_code.isin(set(codes) - {area_code})].groupby("sign_id")["level"]
    middle = others.median().where(others.count() * 2 >= max(len(codes), 1)).reindex(own.index)
    gap = own.level - middle
    worse = declared.set_index("sign_id").direction.map(SIGN_DIRECTIONS).reindex(own.index)
    moved = own.state.isin([WARNING, LOST])
    state = own.state.mask(moved, np.where(worse * gap >= 0, WARNING, LOST))
    state = state.mask(gap.isna() & (own.state != OF_ENGLAND), NOT_ENOUGH)
    return own.assign(gap=gap, state=state).reset_index()


def signs_of(data: Dataset) -> pd.DataFrame:
    """Every sign of ``signs.csv`` for every council and year, beside its usual similar councils: as ``signs`` gives
    it."""
    return data.once(_kept)


def _kept(data: Dataset) -> pd.DataFrame:
    return data.kept("signs", _signs)


def _signs(data: Dataset) -> pd.DataFrame:
    known, near = data.catalog, {}
    for service in SIZE_BY:
        every = data.every_neighbour(default_set(known, service))
        near[service] = every.groupby("area_code").neighbour_code.agg(list).to_dict()
    return signs(data.values, known.signs, known.indicators, known.areas, near)
