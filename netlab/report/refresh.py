"""Runs the committed notebooks again and keeps their outputs: `make refresh`, after a change that you meant."""

from __future__ import annotations

import sys

import nbformat
from nbclient import NotebookClient

from netlab.report.export import NARROWER
from netlab.report.running import NOTEBOOKS, kernel_surroundings


def refreshed(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook executed from top to bottom, without what differs from run to run."""
    with kernel_surroundings():
        client = NotebookClient(
            notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(NOTEBOOKS)}}
        )
        client.execute()
    for number, cell in enumerate(notebook.cells, 1):
        cell.metadata.pop("execution", None)
        cell.id = f"cell-{number:02d}"
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(NARROWER, None)  # only a page has a narrow screen
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return notebook


def main() -> int:
    """Refresh every notebook, or those named on the command line."""
    for path in sorted(NOTEBOOKS.rglob("*.ipynb")):
        if ".ipynb_checkpoints" in path.parts or (sys.argv[1:] and path.stem not in sys.argv[1:]):
            continue
        nbformat.write(refreshed(nbformat.read(path, as_version=4)), path)
        print(path.relative_to(NOTEBOOKS.parent))
    return 0


if __name__ == "__main__":
    sys.exit(main())
