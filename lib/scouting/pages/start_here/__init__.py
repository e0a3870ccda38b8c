"""Notebook 0: what is in the box."""
