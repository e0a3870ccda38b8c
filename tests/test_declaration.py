"""One declaration of what the project needs; the lock and the conda file keep in step with it."""

import re
import subprocess
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from scouting import __version__, paths

PROJECT = tomllib.loads((paths.ROOT / "pyproject.toml").read_text())
USED = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["install"]]
BESIDE = [*PROJECT["project"]["optional-dependencies"]["cluster"], *PROJECT["dependency-groups"]["dev"]]
NEEDED = [*USED, *BESIDE]
USERS, LOCK = ((paths.ROOT / f"requirements{part}.lock").read_text() for part in ("", "-dev"))


@pytest.mark.parametrize("lock", [USERS, LOCK], ids=["users", "developers"])
def test_lock_has_a_hash_for_every_requirement_and_no_index_address(lock):
    assert not re.search(r"index-url|find-links|trusted-host|https?://|file:", lock)
    blocks = re.split(r"\n(?=[a-z0-9])", lock)
    named = [b for b in blocks if re.match(r"[a-z0-9][\w.-]*==", b)]
    assert len(named) > 50
    assert [b.split()[0] for b in named if "--hash=sha256:" not in b] == []


def _locked(lock):
    locked = {}
    for name, version in re.findall(r"^([A-Za-z0-9][\w.-]*)==([^\s;\\]+)", lock, re.M):
        locked.setdefault(canonicalize_name(name), []).append(version)
    return locked


@pytest.mark.parametrize(("lock", "needed"), [(USERS, USED), (LOCK, NEEDED)], ids=["users", "developers"])
def test_lock_meets_the_declaration(lock, needed):
    for need in map(Requirement, needed):
        versions = _locked(lock).get(canonicalize_name(need.name), [])
        assert versions and all(need.specifier.contains(v) for v in versions), need


def test_users_get_what_developers_test_with_and_nothing_that_is_for_these_alone():
    users, all_of_it = _locked(USERS), _locked(LOCK)
    assert {name: all_of_it[name] for name in users} == users
    assert set(users) & {canonicalize_name(Requirement(text).name) for text in BESIDE} == set()


def test_conda_file_is_in_step():
    lines = (paths.ROOT / "environment.yml").read_text().splitlines()
    listed = [line.strip()[2:] for line in lines if re.match(r"  - \w", line)]
    conda = {canonicalize_name(Requirement(x).name): str(Requirement(x).specifier) for x in listed if x != "pip:"}
    declared = {canonicalize_name(Requirement(x).name): str(Requirement(x).specifier) for x in NEEDED}
    python = PROJECT["project"]["requires-python"]
    extra = {k: v for k, v in conda.items() if k not in declared}
    assert {k: conda.get(k) for k in declared} == declared
    assert extra == {"python": python, "pip": "", "conda-forge": "", "nodefaults": ""}


def test_versions_agree():
    """In the package, its citation and the newest part of the changelog; ruff before a commit is that of the lock."""
    assert PROJECT["project"]["version"] == __version__
    assert yaml.safe_load((paths.ROOT / "CITATION.cff").read_text(encoding="utf-8"))["version"] == __version__
    parts = re.findall(r"^## (.+)$", (paths.ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert parts[0] == "Unreleased" and parts[1].startswith(f"{__version__} - ")
    assert [one for one in parts[1:] if not re.fullmatch(r"\d+\.\d+\.\d+ - \d{4}-\d\d-\d\d", one)] == []
    hooks = yaml.safe_load((paths.ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"][0]["hooks"]
    asked = {one for hook in hooks for one in hook["additional_dependencies"]}
    assert len(asked) == 1 and f"\n{asked.pop()} " in LOCK


def test_git_does_not_ignore_the_package():
    answer = subprocess.run(
        ["git", "check-ignore", "lib/scouting/cli/main.py", "data/values.parquet"],
        cwd=paths.ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert answer.stdout == ""


def test_no_release_file_is_in_the_project():
    """The project holds figures in its own tables, never a publisher's file."""
    files = [p for p in (paths.ROOT / "data").rglob("*") if p.is_file() and "/." not in p.as_posix()]
    assert not {p.name for p in files} & {"bds_long_0.parquet", "lait_data_dictionary.csv", "sn_may_2025.xlsx"}
    assert {p.suffix for p in files} <= {".csv", ".parquet", ".sha256", ".md", ".yml"}


def test_data_log_names_every_release_and_checksum():
    """The log a person reads and the store agree on what was read."""
    from scouting import values

    log = (paths.DATA / "README.md").read_text(encoding="utf-8")
    held = values.releases()
    assert len(held) > 10
    assert [r.file for r in held.itertuples() if r.sha256 not in log or r.file.split("/")[-1] not in log] == []
    assert "Open Government Licence v3.0" in log
