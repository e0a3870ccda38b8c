"""Scouting: benchmark a council's social care against its statistical neighbours.

Public modules, lowest first: ``errors``, ``paths``, ``terms``; ``values``, ``catalog``,
``sentences``, ``stats``; ``adapters``, ``neighbours``, ``compare``, ``charts``;
``dataset``, ``study``; ``report``; ``cli``. Imports point down, never sideways.
"""

__version__ = "0.1.0"
