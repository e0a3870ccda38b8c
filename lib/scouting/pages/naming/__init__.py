"""Notebook 3: what naming best and worst is worth."""
