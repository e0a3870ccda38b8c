"""One zip with all that Scouting needs, for machines without a network: the project and the wheels of its lock.

``python bundle/make.py windows`` (unless changed) or ``this``, for the platform and Python that make it.
"""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

from packaging.markers import Marker, default_environment
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).resolve().parents[1]
#: What of the project goes in, as git has it: nothing of data/local, reports or of anybody's own.
PROJECT = ("lib", "data", "notebooks", "docs", "README.md", "CHANGELOG.md", "LICENSE", "pyproject.toml")
#: The Pythons that a bundle for Windows is for, newest first.
PYTHONS = ("3.13", "3.12", "3.11")
#: The release of each: some packages are pinned by it.
PATCH = 9
WINDOWS = {"os_name": "nt", "sys_platform": "win32", "platform_system": "Windows", "platform_machine": "AMD64"}
THIS = f"{sys.version_info[0]}.{sys.version_info[1]}"


def environments(target: str) -> dict[str, dict[str, str]]:
    """By version of Python, what a target answers to the markers of the lock."""
    here = {name: str(value) for name, value in default_environment().items()}
    if target == "this":
        return {THIS: here}
    versions = {python: {"python_version": python, "python_full_version": f"{python}.{PATCH}"} for python in PYTHONS}
    return {python: {**here, **WINDOWS, **version} for python, version in versions.items()}


def pins(lock: str, env: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Of each package of the lock that a target takes: its version, and its lines without the marker."""
    found = {}
    for block in re.split(r"\n(?=[a-zA-Z0-9])", lock):
        head, _, hashes = block.partition("\\")
        pin, _, marker = head.partition(";")
        if "==" in pin and (not marker.strip() or Marker(marker.strip()).evaluate(env)):
            name, version = pin.strip().split("==")
            found[canonicalize_name(name)] = (version, f"{pin.strip()} \\{hashes.rstrip()}\n")
    return found


def requirements(target: str) -> dict[str, dict[str, tuple[str, str]]]:
    """By version of Python, the pins of a bundle, by name."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return {python: dict(sorted(pins(lock, env).items())) for python, env in environments(target).items()}


def wheels(target: str, wanted: dict[str, dict[str, tuple[str, str]]], folder: Path) -> list[Path]:
    """The wheels of a target, fetched into a folder where they are not there yet, each by its hash."""
    if importlib.util.find_spec("pip") is None:
        subprocess.run([sys.executable, "-m", "ensurepip"], check=True)
    folder.mkdir(parents=True, exist_ok=True)
    for python, held in wanted.items():
        listed = folder / f"{python}.txt"
        listed.write_text("".join(lines for _, lines in held.values()), encoding="utf-8")
        platform = [] if target == "this" else ["--platform", "win_amd64", "--python-version", f"{python}.{PATCH}"]
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
             "--only-binary=:all:", "--require-hashes", *platform, "-r", str(listed), "-d", str(folder)],
            check=True,
        )  # fmt: skip
    return of_pins(sorted(folder.glob("*.whl")), wanted)


def of_pins(files: list[Path], wanted: dict[str, dict[str, tuple[str, str]]]) -> list[Path]:
    """Those wheels that one of the pins names. Ends where a pin has none."""
    named = {path: parse_wheel_filename(path.name)[:2] for path in files}
    asked = {(name, version) for held in wanted.values() for name, (version, _) in held.items()}
    kept = [path for path, (name, version) in named.items() if (name, str(version)) in asked]
    if absent := asked - {(name, str(version)) for name, version in map(named.get, kept)}:
        sys.exit(f"No wheel is there for {', '.join(sorted(map('=='.join, absent)))}")
    return kept


def contents(wanted: dict[str, dict[str, tuple[str, str]]], files: list[Path]) -> dict[str, bytes | Path]:
    """What a bundle holds, by its place in it: texts as they are, files by where they lie."""
    listed = subprocess.run(["git", "ls-files", "-z", *PROJECT], cwd=ROOT, capture_output=True, check=True).stdout
    held: dict[str, bytes | Path] = {name: ROOT / name for name in listed.decode().split("\0") if name}
    held |= {f"wheels/{path.name}": path for path in files}
    held |= {f"requirements/{python}.txt": "".join(lines for _, lines in pinned.values()).encode()
             for python, pinned in wanted.items()}  # fmt: skip
    start = (ROOT / "bundle" / "Scouting.cmd").read_text(encoding="ascii").replace("{PYTHONS}", " ".join(wanted))
    return {**held, "start.py": ROOT / "bundle" / "start.py", "Scouting.cmd": start.replace("\n", "\r\n").encode()}


def write(held: dict[str, bytes | Path], path: Path) -> None:
    """One zip, with a folder of its own in it; the same contents give the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as out:
        for name, content in sorted(held.items()):
            about = zipfile.ZipInfo(f"{path.stem}/{name}")
            about.external_attr = 0o644 << 16
            about.compress_type = zipfile.ZIP_STORED if name.endswith(".whl") else zipfile.ZIP_DEFLATED
            out.writestr(about, content if isinstance(content, bytes) else content.read_bytes())


def main(target: str = "windows", folder: Path = ROOT / "dist") -> Path:
    if target not in ("windows", "this"):
        sys.exit(f"Unknown target '{target}': windows or this")
    wanted = requirements(target)
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    path = folder / f"scouting-{version}-{'windows' if target == 'windows' else sys.platform}.zip"
    write(contents(wanted, wheels(target, wanted, ROOT / "build" / f"wheels-{target}")), path)
    print(f"The bundle: {path}, {path.stat().st_size / 1e6:,.0f} MB, for Python {', '.join(wanted)}")
    return path


if __name__ == "__main__":
    main(*sys.argv[1:2])
