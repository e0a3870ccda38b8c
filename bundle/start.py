"""What starts Scouting from a bundle: an environment is made once from the wheels beside this file, without a network.

Python's own library alone. ``start.py`` opens the pages in the browser; ``start.py report Wiltshire`` and the like run
that command; ``start.py app --port=8866`` opens the pages with more words for them.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PYTHON = f"{sys.version_info[0]}.{sys.version_info[1]}"


def environment() -> Path:
    """The Python of the environment, made where it is not there yet or was broken off."""
    wanted = HERE / "requirements" / f"{PYTHON}.txt"
    if not wanted.is_file():
        held = ", ".join(sorted(path.stem for path in wanted.parent.glob("*.txt")))
        sys.exit(f"This bundle is for Python {held}, and this is {PYTHON}. Install one of these.")
    key = hashlib.sha256(wanted.read_bytes()).hexdigest()[:8]
    local = os.environ.get("LOCALAPPDATA")
    folder = (Path(local) / "Scouting" if local else HERE / ".scouting") / f"{PYTHON}-{key}"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    ready = folder / "ready"
    if not ready.is_file():
        print(f"The first start makes Scouting's environment in {folder}: a few minutes and about 1 GB.", flush=True)
        run([sys.executable, "-m", "venv", "--clear", str(folder)])
        run([
            str(python), "-m", "pip", "--isolated", "--quiet", "--disable-pip-version-check", "install", "--no-index",
            "--no-deps", "--require-hashes", "--find-links", str(HERE / "wheels"), "-r", str(wanted),
        ])  # fmt: skip
        ready.write_text("", encoding="utf-8")
    return python


def run(command: list) -> None:
    done = subprocess.run(command)
    if done.returncode:
        sys.exit(f"Scouting's environment could not be made: see above. The next start tries again. ({command[2]})")


def main(words: list) -> int:
    command = ["-m", "scouting.app", *words[1:]] if words[:1] in ([], ["app"]) else ["-m", "scouting.cli", *words]
    env = {**os.environ, "PYTHONPATH": str(HERE / "lib")}
    env.pop("SCOUTING_HOME", None)
    try:
        return subprocess.run([str(environment()), *command], env=env).returncode
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
