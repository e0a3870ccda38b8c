"""Notebook 2: an index of councils under weights that the reader moves."""
