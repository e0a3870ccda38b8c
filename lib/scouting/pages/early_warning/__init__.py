"""Notebook 4: signs of difficulty and of recovery, and how well such signs foretold inspections."""
