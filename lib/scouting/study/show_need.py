"""What a page shows of an outcome allowed for need, from the tables of ``study.money``."""

from __future__ import annotations

import pandas as pd

from scouting import context
from scouting.sentences import need as words
from scouting.sentences.index import rank_words
from scouting.study import markup
from scouting.study.money import Money

#: Ranks that a council must move by to be counted as moved much.
MOVED = 20


def own_row(table: pd.DataFrame, code: str) -> pd.Series | None:
    """The row of one council, or None."""
    mine = table[table.area_code == code]
    return mine.iloc[0] if len(mine) else None


def need(look: Money) -> None:
    """The outcome allowed for need: as published and adjusted, the gap split, the same by other measures of need."""
    o, made, name = look.outcome(), look.adjusted(), look.of.name
    row = own_row(made.table, look.of.area_code)
    lines = [words.fit_sentence(o.facts.title, made, look.context)]
    if row is not None:
        lines += words.gap_sentences(row, o.facts, name, o.period)
        lines.append(words.rank_sentence(row, name))
    if made.helps:
        moved = context.moved_most(made, look.of.area_code, MOVED)
        lines.append(words.moved_sentence(moved, MOVED, name))
    lines += [words.policy_sentence(made), words.EXPLAINED, words.CHOICE]
    markup.put(markup.sentences(lines), _under_others(look), _declared(look))


def _under_others(look: Money) -> str:
    """The own rank under each set of measures of need."""
    rows, titles = [], look.of.data.catalog.indicators.short_title
    for name in context.CONTEXTS:
        made = look.adjusted(name=name)
        row = own_row(made.table, look.of.area_code)
        told = row is not None and pd.notna(row.adjusted_rank)
        rows.append(
            {
                "Measures of need": f"{name}: {', '.join(titles[i] for i in made.context)}",
                "Predict": words.percent(made.r2) if made.helps else "nothing: not adjusted",
                "Rank with need allowed for": rank_words(row, "adjusted_rank") if told else "none",
                "Not explained": "none" if row is None or pd.isna(row.unexplained) else words.about(
                    row.unexplained, row.unexplained_low, row.unexplained_high, look.outcome().facts.unit,
                    int(look.outcome().facts.decimals) + 1),
            }
        )  # fmt: skip
    return markup.table(pd.DataFrame(rows), f"{look.of.name} under each set of measures of need")


def _declared(look: Money) -> str:
    """What councils declared of their own policy, the own figure beside the others' middle."""
    held = look.declared
    if held.empty:
        return ""
    mine, others = held.reindex([look.of.area_code]).iloc[0], held.drop(look.of.area_code, errors="ignore")
    shown = pd.DataFrame(
        {
            "Declared policy": held.columns,
            look.of.name: ["not declared" if pd.isna(v) else f"{v:g}" for v in mine],
            "Median of the others": ["none" if pd.isna(v) else f"{v:g}" for v in others.median()],
            "Others": others.notna().sum().to_numpy(),
        }
    )
    return markup.table(shown, "Local policies, as councils declared them", numbers=list(shown.columns[1:]))
