"""Is grip being lost? Signs of the stages of difficulty, declared in a table and worked out from values alone."""

from scouting.warning.signs import signs, trace
from scouting.warning.stages import latest, stages

__all__ = ["latest", "signs", "stages", "trace"]
