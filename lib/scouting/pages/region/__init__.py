"""Notebook 8: a group of councils in one document."""
