"""Notebook 5: one indicator, every council."""
