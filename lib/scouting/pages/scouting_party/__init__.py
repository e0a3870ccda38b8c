"""Notebook 1: who is ahead, how sure, why, whom to visit and what to ask."""
