"""What nbval does not see: notebooks are executed in order, without errors, magics or shell lines, and thin."""

from __future__ import annotations

import ast
from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").rglob("*.ipynb"))
VIEW = {"model_id", "version_major", "version_minor"}
LANGUAGES = {"nl", "en"}


@pytest.fixture(params=NOTEBOOKS, ids=[p.stem for p in NOTEBOOKS])
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def code(notebook):
    return [c for c in notebook.cells if c.cell_type == "code"]


def test_there_are_those_of_the_line_and_one_to_draw_in():
    assert [p.stem for p in NOTEBOOKS] == ["1_check", "2_explore", "3_compare", "4_draw"]


def test_every_cell_was_executed_once_from_top_to_bottom(notebook):
    assert [c.execution_count for c in code(notebook)] == list(range(1, len(code(notebook)) + 1))


def test_no_cell_holds_an_error(notebook):
    assert not [o for c in code(notebook) for o in c.outputs if o.output_type in ("error", "stream")]


def test_cells_are_plain_python_without_magics_or_shell_lines(notebook):
    for cell in code(notebook):
        ast.parse(cell.source)


def test_cells_call_netlab_and_define_nothing(notebook):
    heavy = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.Lambda)
    for cell in code(notebook):
        assert not [n for n in ast.walk(ast.parse(cell.source)) if isinstance(n, heavy)]


def test_every_text_stands_there_in_both_languages(notebook):
    texts = [set(c.metadata.tags) for c in notebook.cells if c.cell_type == "markdown"]
    assert all(len(t & LANGUAGES) == 1 for t in texts)
    assert sum("nl" in t for t in texts) == sum("en" in t for t in texts)


def test_no_state_of_a_widget_is_kept_in_which_names_could_stand(notebook):
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    shown = [o.data for c in code(notebook) for o in c.outputs if "application/vnd.jupyter.widget-view+json" in o.data]
    assert all(set(d["application/vnd.jupyter.widget-view+json"]) <= VIEW for d in shown)


def test_no_private_path_is_kept(notebook):
    home = str(Path(__file__).parent.parent)
    assert home not in nbformat.writes(notebook)
