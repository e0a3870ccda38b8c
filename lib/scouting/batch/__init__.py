"""The packs of many councils, unattended: what a pack is, who makes them, what is left when some fail.

Nothing is imported here: a batch that finds nothing to do must not wait for papermill or matplotlib.
"""
