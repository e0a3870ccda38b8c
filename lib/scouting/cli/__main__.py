"""``python -m scouting.cli``: what schedules call."""

from scouting.cli.main import main

main()
