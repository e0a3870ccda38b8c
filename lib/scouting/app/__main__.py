"""``python -m scouting.app``: the front page in the browser, on this machine only."""

from __future__ import annotations

import sys

from scouting.app.server import App, arguments

if __name__ == "__main__":
    App.launch_instance(argv=arguments(sys.argv[1:]))
