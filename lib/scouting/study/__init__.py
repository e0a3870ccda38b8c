"""One council's study: its tables, and how a notebook shows them."""

from scouting.study.choose import study
from scouting.study.core import Study, every_comparison

__all__ = ["Study", "every_comparison", "study"]
