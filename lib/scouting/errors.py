"""Mistakes a person can mend, said so that they can mend them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Any

#: So many problems are told of one mistake; the rest is counted.
_TOLD = 100


class ScoutingError(Exception):
    """One or more problems, each a sentence that says what is wrong and where to mend it.

    >>> print(ScoutingError(["Unknown council 'Wilshire'.", "Unknown indicator 'x'."]))
    2 problems:
    - Unknown council 'Wilshire'.
    - Unknown indicator 'x'.
    """

    def __init__(self, problems: str | Iterable[str]):
        self.problems = [problems] if isinstance(problems, str) else list(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        if len(self.problems) == 1:
            return self.problems[0]
        told, rest = self.problems[:_TOLD], len(self.problems) - _TOLD
        more = [f"… and {rest:,} more like these."] if rest > 0 else []
        return "\n- ".join([f"{len(self.problems):,} problems:", *told, *more])


class Problems(list[str]):
    """Problems gathered one after another, so that a person is told all of them at once.

    >>> found = Problems()
    >>> found.attempt(int, "7")
    7
    >>> found.append("Unknown council 'Wilshire'.")
    >>> found.raise_if_any("children.yml")
    Traceback (most recent call last):
    scouting.errors.ScoutingError: children.yml: Unknown council 'Wilshire'.
    """

    def attempt(self, call: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        """What a call gives; None where it raises a ScoutingError, whose problems are kept."""
        try:
            return call(*arguments, **options)
        except ScoutingError as err:
            self += err.problems

    def raise_if_any(self, where: str = "") -> None:
        """Raise a ScoutingError with all of them, each after ``where`` (if given); nothing where there are none."""
        if self:
            raise ScoutingError([f"{where}: {problem}" for problem in self] if where else self)


#: The letters of a text that a sentence shows: longer than any name.
_SHOWN = 80


def shown(text: str) -> str:
    """A text as a sentence shows it: a long one cut.

    >>> shown("Wilshire"), len(shown("W" * 30_000))
    ('Wilshire', 81)
    """
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A sentence offering the nearest known spelling, or nothing.

    >>> did_you_mean("Wilshire", ["Wiltshire", "Shropshire"])
    ' Did you mean Wiltshire?'
    >>> did_you_mean("xyzzy", ["Wiltshire"])
    ''
    """
    return _offer(_near(word, known))


def _near(word: str, known: Iterable[str]) -> list[str]:
    if len(word) > _SHOWN:
        return []
    by_fold = {k.casefold(): k for k in known}
    return [by_fold[n] for n in get_close_matches(word.casefold(), by_fold, n=3, cutoff=0.75)]


def _offer(names: list[str]) -> str:
    if not names:
        return ""
    *others, last = names
    return f" Did you mean {', '.join(others)} or {last}?" if others else f" Did you mean {last}?"


def unknown(
    kind: str, word: str, known: Iterable[str], where: str, near: Callable[[str, Iterable[str]], list[str]] = _near
) -> str:
    """The sentence for an unknown name: what, the right ones that it is ``near`` to, where they are listed.

    >>> unknown("indicator", "sample_aa", ["sample_a"], "data/catalog/indicators.csv")
    "Unknown indicator 'sample_aa'. Did you mean sample_a? Indicators are listed in data/catalog/indicators.csv."
    """
    plural = kind[:-1] + "ies" if kind.endswith("y") else kind + "s"
    listed = f" {plural[0].upper()}{plural[1:]} are listed in {where}."
    offered = _offer(near(word, known)) if len(word) <= _SHOWN else ""
    return f"Unknown {kind} '{shown(word)}'.{offered}{listed}"
