"""A JupyterLab of its own for a browser test: started, opened, its notebook run, and ended."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat

ROOT = Path(__file__).parent.parent.parent
LOADING = 120_000  # milliseconds for a page of JupyterLab on a busy machine
RUN = """async () => {
    const app = window.jupyterapp;
    await app.started;
    const notebook = app.shell.currentWidget;
    await notebook.context.ready;
    await notebook.context.sessionContext.ready;
    await notebook.context.sessionContext.session.kernel.info;
    return app.commands.execute("notebook:run-all-cells");
}"""


@contextlib.contextmanager
def started(folder: Path):
    """A JupyterLab that saves the state of widgets with the notebook: (address, token, its folder)."""
    work = folder / "work"
    work.mkdir()
    settings = folder / "settings"
    for place, values in {
        "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
        "@jupyter-widgets/jupyterlab-manager/plugin": {"saveState": True},
    }.items():
        path = settings / f"{place}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}",
        "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}", "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate", "--LabApp.extension_manager=readonly",
        "--LabApp.expose_app_in_browser=True", f"--ServerApp.root_dir={work}",
    ]  # fmt: skip
    places = {
        "JUPYTER_CONFIG_DIR": folder / "config",
        "JUPYTERLAB_SETTINGS_DIR": settings,
        "JUPYTERLAB_WORKSPACES_DIR": folder / "workspaces",
        "JUPYTER_RUNTIME_DIR": folder / "runtime",
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
    }
    with (folder / "log").open("w", encoding="utf-8") as log:
        server = subprocess.Popen(
            command,
            env={**os.environ, **{k: str(v) for k, v in places.items()}},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"{address}/api?token={token}", timeout=2).close()
                break
            except OSError:
                assert server.poll() is None, (folder / "log").read_text(encoding="utf-8")[-2000:]
                time.sleep(0.5)
        yield address, token, work
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)


def notebook(lab, name, *cells, text=()):
    """A notebook with these code cells, and markdown cells behind them, in the folder of this JupyterLab."""
    made = [nbformat.v4.new_code_cell(source) for source in cells]
    made += [nbformat.v4.new_markdown_cell(source) for source in text]
    # without a kernel in the notebook, JupyterLab asks for one
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=made, metadata=kernel), lab[2] / f"{name}.ipynb")


def opened(context, lab, name):
    """A page with a notebook in it."""
    address, token, _ = lab
    page = context.new_page()
    page.goto(f"{address}/doc/tree/{name}.ipynb?token={token}&reset", timeout=LOADING)
    page.wait_for_function("window.jupyterapp && window.jupyterapp.shell.currentWidget", timeout=60_000)
    return page


def run(page, there):
    """Run all cells, until this selector is on the page."""
    assert page.evaluate(RUN)
    page.wait_for_selector(there, timeout=60_000)


def saved_notebook(page, lab, name, sign="widget-state+json"):
    """The text of the notebook's file after saving it, once it has this sign in it."""
    page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
    for _ in range(50):
        text = (lab[2] / f"{name}.ipynb").read_text(encoding="utf-8")
        if sign in text:
            break
        time.sleep(0.2)
    return text
