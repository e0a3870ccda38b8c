"""Notebook 7: what is held and what is odd about it, and the checks that the command prints."""
