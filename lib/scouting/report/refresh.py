"""Run the project's own notebooks in place, so that those in git carry the outputs of the embedded figures."""

from __future__ import annotations

import tempfile
from pathlib import Path

import nbformat

from scouting import paths
from scouting.report.run import run

#: What papermill and the kernel leave behind that differs from run to run.
_CELL_NOISE = ("papermill", "execution", "collapsed")

#: A widget lives with its kernel: what is left of it in a file is an empty name that changes with every run.
_WIDGET = "application/vnd.jupyter.widget-view+json"


def clean(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook without times, machine names and injected cells: only what a reader sees stays."""
    notebook.cells = [c for c in notebook.cells if "injected-parameters" not in c.metadata.get("tags", [])]
    for cell in notebook.cells:
        for name in _CELL_NOISE:
            cell.metadata.pop(name, None)
        if cell.cell_type == "code":
            cell.outputs = [o for o in cell.outputs if _WIDGET not in o.get("data", {})]
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    return notebook


#: The README's pictures: chart, and the indicators of the run that draws it.
_PICTURES = {"re-referrals-bars": "re_referrals"}


def pictures() -> None:
    """Draw the README's pictures from the embedded figures into docs/images."""
    for chart, indicators in _PICTURES.items():
        with tempfile.TemporaryDirectory() as folder:
            parameters = {"indicators": indicators, "out": folder}
            run(paths.NOTEBOOKS / "1_scouting_party.ipynb", Path(folder) / "run.ipynb", parameters)
            with paths.new_file(paths.ROOT / "docs" / "images" / f"{chart}.png") as aside:
                aside.write_bytes((Path(folder) / f"{chart}.png").read_bytes())


def main() -> None:
    """Run every notebook of the project with its own parameters and write it back; draw the README's pictures."""
    for path in sorted(paths.NOTEBOOKS.glob("*.ipynb")):
        print(f"running {path.name}")
        with tempfile.TemporaryDirectory() as folder:
            run(path, Path(folder) / path.name, {})
            done = nbformat.read(Path(folder) / path.name, as_version=4)
        with paths.new_file(path) as aside:
            nbformat.write(clean(done), aside)
    print("drawing the README's pictures")
    pictures()


if __name__ == "__main__":
    main()
