"""Signs of difficulty and of recovery, declared in a table and worked out from values alone."""

from scouting.warning.signs import signs, trace
from scouting.warning.stages import counted, latest, stages

__all__ = ["counted", "latest", "signs", "stages", "trace"]
