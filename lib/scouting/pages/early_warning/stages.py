"""Signs counted: how many of a group of them are shown, and whether chance would show as many."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import binom

from scouting.pages.early_warning.signs import CHANGE_ALARM
from scouting.terms import NO_SIGN, NOT_ENOUGH, SHOWN, STAGES

#: How often a council stands beyond noise and spread by chance, one way: half of two-sided 95%.
STANDING_ALARM = 0.025

#: How often chance shows a sign of each rule, at most.
_ALARM = {
    "standing": STANDING_ALARM,
    "either": 1 - (1 - CHANGE_ALARM) * (1 - STANDING_ALARM),
}
#: A stage is judged when at least this share of its signs can be.
ENOUGH = 0.5
#: Signs of a stage are more than chance when chance would show as many in under one council of twenty.
BEYOND_CHANCE = 0.05


def latest(made: pd.DataFrame, on: pd.Timestamp | None = None, lag_days: pd.Series | None = None) -> pd.DataFrame:
    """Each council's latest row of each sign, of those known ``on`` a day (default: all that is held).

    ``lag_days``: by indicator_id, how long after its period's end a figure is public; none: at once.
    A sign's latest row is that of its indicator's latest period, whether or not the council has a figure in it.
    """
    if on is not None:
        wait = 0 if lag_days is None else made.indicator_id.map(lag_days).to_numpy(float)
        made = made[made.period_end + pd.to_timedelta(wait, unit="D") <= on]
    ordered = made.sort_values("period_end", kind="stable")
    return ordered.drop_duplicates(["sign_id", "area_code"], keep="last").sort_index()


def counted(rows: pd.DataFrame, declared: pd.DataFrame, group: str) -> pd.DataFrame:
    """How many of the latest signs (rows of ``latest``) are shown: one row per council, service, kind and group.

    ``group``: the column of ``declared`` that the signs are grouped by. Columns: area_code, service, kind, the group;
    n_shown, n_no_sign, n_not_enough, n_signs (declared); n_looked (those that could have been shown: judged whole or
    in part, whatever came out); by_chance (how many of them chance would show). In the order of ``rows``.

    >>> declared = pd.DataFrame({"sign_id": ["a", "b"], "service": "adults", "kind": "warning", "rule": "change",
    ...                          "topic": "workforce"})
    >>> latest = pd.DataFrame({"sign_id": ["a"], "area_code": ["E1"], "state": ["shown"], "judged": ["whole"]})
    >>> counted(latest, declared, "topic").loc[0, ["n_shown", "n_not_enough", "n_signs", "by_chance"]].tolist()
    [1.0, 1.0, 2.0, 0.05]
    """
    facts = declared.set_index("sign_id")[["service", "kind", group, "rule"]]
    rows = rows.join(facts, on="sign_id")
    # What could have been shown must not hang on what was: a sign judged in part has its standing alone.
    alarm = rows.rule.map(_ALARM).fillna(CHANGE_ALARM)
    rows["by_chance"] = alarm.where(rows.judged != "part", STANDING_ALARM).where(rows.judged != "none", 0.0)
    rows["n_looked"] = (rows.judged != "none").astype(int)
    for state in (SHOWN, NO_SIGN, NOT_ENOUGH):
        rows[f"n_{state}"] = (rows.state == state).astype(int)
    keys = ["area_code", "service", "kind", group]
    summed = [*(f"n_{s}" for s in (SHOWN, NO_SIGN, NOT_ENOUGH)), "n_looked", "by_chance"]
    table = rows.groupby(keys, as_index=False, sort=False)[summed].sum()
    table = table.join(facts.groupby(keys[1:]).size().rename("n_signs"), on=keys[1:])
    # A sign of which no figure at all is held has no row, and cannot be judged either.
    return table.assign(n_not_enough=table.n_signs - table.n_shown - table.n_no_sign)


def stages(rows: pd.DataFrame, declared: pd.DataFrame) -> pd.DataFrame:
    """How the latest signs (rows of ``latest``) speak for each stage: one row per council, service, kind and stage.

    For the back-test alone: a council's page names no stage. Columns: as ``counted`` gives them; chance (that it would
    show as many or more, as if signs were independent); state: "not_enough" where under half of the signs can be
    judged, "shown" where more are shown than chance would, "few" where some are but no more than that, else "no_sign".
    """
    table = counted(rows, declared, "stage")
    judged = (table.n_shown + table.n_no_sign).to_numpy()
    share = np.divide(table.by_chance, table.n_looked, out=np.zeros(len(table)), where=table.n_looked > 0)
    table["chance"] = np.where(table.n_looked > 0, binom.sf(table.n_shown - 1, table.n_looked, share), np.nan)
    table["state"] = np.select(
        [judged < ENOUGH * table.n_signs, (table.n_shown > 0) & (table.chance < BEYOND_CHANCE), table.n_shown > 0],
        [NOT_ENOUGH, SHOWN, "few"],
        default=NO_SIGN,
    )
    order = pd.Categorical(table.stage, list(STAGES), ordered=True)
    return table.iloc[np.lexsort([order.codes, table.kind == "recovery", table.service, table.area_code])].reset_index(
        drop=True
    )
