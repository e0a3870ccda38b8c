"""What is held and what is odd about it: tables to read before a figure is trusted, and the same in lines of text."""

from scouting.checks.held import breaks, by_year, coverage, gaps, newest_missing, skipped
from scouting.checks.odd import RULES, odd, odd_own
from scouting.checks.tell import of_build, of_store, problems, reliability

__all__ = [
    "RULES",
    "breaks",
    "by_year",
    "coverage",
    "gaps",
    "newest_missing",
    "odd",
    "odd_own",
    "of_build",
    "of_store",
    "problems",
    "reliability",
    "skipped",
]
