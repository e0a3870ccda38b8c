"""The order of tests, here for the folders tests, lib and notebooks alike.

pytest-randomly shuffles them by the seed that it prints: any order must pass. With several processes one of them runs
all tests of a file, and those of files that share what takes long to make; what takes longest begins first, so that no
process is left alone with it at the end.
"""

import pytest

#: Files whose tests share what takes long to make (whole reports, a browser and a server): one process makes it, once.
TOGETHER = {
    "reports": "adults one_number read_back",
    "browser": "alone app_pages batch_index every_page front_page hostile_text print report_page what_if",
}
_HOME = {"reports": "tests/report", "browser": "tests/browser"}
GROUPS = {f"{_HOME[group]}/test_{name}.py": group for group, names in TOGETHER.items() for name in names.split()}
GROUPS["tests/app/test_server.py"] = "browser"
#: What takes longest, longest first.
LONGEST = ("reports", "browser", "notebooks/", "tests/test_notebooks.py", "tests/charts/test_every_chart.py",
           "tests/batch/", "tests/report/", "tests/explain/", "tests/pages/")  # fmt: skip


def group_of(nodeid: str) -> str:
    """What is run by one process: a file, or files that share."""
    file = nodeid.split("::")[0]
    return GROUPS.get(file, file)


def _rank(item: pytest.Item) -> int:
    group = group_of(item.nodeid)
    return next((rank for rank, start in enumerate(LONGEST) if group.startswith(start)), len(LONGEST))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    cells = [item for item in items if item.path.suffix == ".ipynb"]
    cells.sort(key=lambda item: (item.path, item.cell_num))  # a notebook's cells go on from each other
    items[:] = sorted([*cells, *(item for item in items if item.path.suffix != ".ipynb")], key=_rank)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log):
    from xdist.scheduler import LoadScopeScheduling

    class Groups(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return group_of(nodeid)

    config.option.loadscopereorder = False  # in the order above, not by the number of cases
    return Groups(config, log)
