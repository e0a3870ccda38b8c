"""Notebook 6: who is like us, and whether verdicts depend on it."""
