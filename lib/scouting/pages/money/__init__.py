"""Notebook 9: outcomes beside spending."""
