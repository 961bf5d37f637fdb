"""The scripts of the widgets: their pure functions in node, and the piece in which the page gets each of them."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from netlab.widgets.drawing import NetworkDrawing
from netlab.widgets.part import ExplorerPanel
from netlab.widgets.review import LinkReview

JS = Path(__file__).parent / "js"
WIDGETS = [NetworkDrawing, ExplorerPanel, LinkReview]
node = pytest.mark.skipif(shutil.which("node") is None, reason="no node")


@pytest.mark.slow
@node
def test_the_thinking_of_the_scripts_holds_in_node():
    ran = subprocess.run(["node", "--test", *sorted(map(str, JS.glob("*.test.mjs")))], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-1000:]
    assert "# fail 0" in ran.stdout
    assert "# pass 0" not in ran.stdout


@node
@pytest.mark.parametrize("widget", WIDGETS)
def test_joined_a_script_is_a_module_that_node_understands(widget, tmp_path):
    whole = tmp_path / "whole.mjs"
    whole.write_text(str(widget._esm), encoding="utf-8")
    ran = subprocess.run(["node", "--check", str(whole)], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize("widget", WIDGETS)
def test_a_script_loads_nothing_and_asks_no_network(widget):
    both = str(widget._esm) + str(widget._css)
    assert not re.search(r"^\s*(@?import)\s", both, re.MULTILINE)
    assert set(re.findall(r"https?://[^\"'`\s]+", both)) <= {"http://www.w3.org/2000/svg"}  # a name, not an address
