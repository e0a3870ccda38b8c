"""What is imported before kernels are forked makes no controls: no page would ever hear of them."""

import subprocess
import sys


def test_no_control_is_made_before_a_page_listens():
    code = "import sys, scouting.batch.ready, scouting.app.ready; sys.exit('ipywidgets' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
