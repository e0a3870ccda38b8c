"""What is worked out of a catalogue, a dataset or a study once, and kept with it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cached_property
from typing import Any


class Keeps:
    """Keeps what others work out of it: they ask ``once``, and whoever adds an analysis touches nothing below it.

    >>> class Stone(Keeps): pass
    >>> def weigh(stone, unit): return [unit]
    >>> stone = Stone()
    >>> stone.once(weigh, "kg") is stone.once(weigh, "kg"), stone.once(weigh, "lb")
    (True, ['lb'])
    """

    @cached_property
    def _made(self) -> dict[tuple, Any]:
        return {}

    def once(self, make: Callable, *key: Hashable) -> Any:
        """What ``make(self, *key)`` gives, made when first asked for."""
        if (make, *key) not in self._made:
            self._made[make, *key] = make(self, *key)
        return self._made[make, *key]
