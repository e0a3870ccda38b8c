"""The command ``scouting``, a module for each task."""
