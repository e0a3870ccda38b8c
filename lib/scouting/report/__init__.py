"""A council's report: papermill runs the notebook, the page and the tables are made from it, all or nothing."""

from scouting.report.make import make

__all__ = ["make"]
