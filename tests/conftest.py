from pathlib import Path

import pytest

from scouting import dataset, paths


def pytest_configure(config):
    import matplotlib

    matplotlib.use("Agg")


@pytest.fixture(scope="session")
def data():
    """The embedded figures and catalogue."""
    return dataset.load()


@pytest.fixture(scope="session")
def releases() -> Path:
    """The folder of published releases; tests that need it skip where it is absent."""
    folder = paths.ROOT.parent / "shared" / "releases"
    if not folder.is_dir():
        pytest.skip(f"the published releases are not here ({folder})")
    return folder
