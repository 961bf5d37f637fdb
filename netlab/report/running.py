"""One report: its notebook run by papermill with checked parameters, into one HTML file or one clear error."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import papermill
from papermill.engines import NBClientEngine, papermill_engines

from netlab.checks import check
from netlab.outputs import where_to_write, whole
from netlab.problems import InputError, expect, suggestion
from netlab.report.export import to_html
from netlab.report.parameters import from_codebook, tags_of, validated
from netlab.study import Study, open_study

HOME = Path(__file__).parent.parent.parent
NOTEBOOKS = HOME / "notebooks"
PROFILE = Path(__file__).parent / "ipython"
MOST_NAMED = 10
DESIGNS = ("no-groups", "groups", "randomised")  # tags of what is said of how groups came about
ANSI = re.compile(r"\x1b\[[0-9;]*m")


class QuietEngine(NBClientEngine):
    """papermill's own engine, which saves the notebook when it ends instead of twice per cell.

    A report holds megabytes of figures: writing them ninety times took longer than making them.
    """

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **more: Any) -> None:
        """Run all cells; papermill saves once they are done or one has failed."""
        save, nb_man.save = nb_man.save, lambda **_: None
        try:
            super().execute_managed_notebook(nb_man, kernel_name, **more)
        finally:
            nb_man.save = save


papermill_engines.register("netlab", QuietEngine)


class ReportError(RuntimeError):
    """A notebook that failed: the message names the cell, the cause and the notebook that was kept."""


def found_notebook(name: str | Path) -> Path:
    """The path of a notebook given by name (`3_compare`) or path."""
    for path in (Path(name), NOTEBOOKS / f"{name}.ipynb", NOTEBOOKS / str(name)):
        if path.suffix == ".ipynb" and path.is_file():
            return path.resolve()
    known = sorted(p.stem for p in NOTEBOOKS.glob("*.ipynb"))
    raise InputError(f"there is no notebook {str(name)!r}. {suggestion(str(name), known)}")


def design_of(study: Study, group: str) -> str:
    """Which of the DESIGNS a report with this column of groups has; without one it has no groups."""
    if not group:
        return "no-groups"
    declared = study.codebook.group
    return "randomised" if declared and declared.column == group and declared.randomised else "groups"


def selected(notebook: nbformat.NotebookNode, lang: str, one_wave: bool, design: str) -> nbformat.NotebookNode:
    """The notebook without the other language's cells, and with the cells that fit what is compared.

    Cells tagged `nl` or `en` are of one language; `change` needs two waves, `one-wave` is for a single one. Of the
    DESIGNS, `groups` needs a comparison group that was there already, `randomised` one that was drawn by lot, and
    `no-groups` is for a report without. A cell tagged `screen` shows something that needs a running kernel, and is in
    no page.
    """
    other = {"change" if one_wave else "one-wave"} | set(DESIGNS) - {design}
    gone = {"nl", "en"} - {lang} | other | {"screen"}
    kept = nbformat.from_dict(notebook)
    kept.cells = [c for c in notebook.cells if not tags_of(c) & gone]
    return kept


@contextlib.contextmanager
def kernel_surroundings() -> Iterator[None]:
    """Kernels started here read netlab's own small IPython profile, not the user's start-up files."""
    before = os.environ.get("IPYTHONDIR")
    os.environ["IPYTHONDIR"] = str(PROFILE)
    try:
        yield
    finally:
        if before is None:
            del os.environ["IPYTHONDIR"]
        else:
            os.environ["IPYTHONDIR"] = before


def culprit(notebook: nbformat.NotebookNode) -> int | None:
    """Which cell a run stopped at: the one that raised, else the last one that was started.

    papermill calls every cell completed when the kernel died or a cell timed out, so its `status` says nothing then.
    """
    code = [i for i, c in enumerate(notebook.cells) if c.cell_type == "code"]
    raised = [i for i in code if notebook.cells[i].metadata.get("papermill", {}).get("exception")]
    started = [i for i in code if notebook.cells[i].metadata.get("papermill", {}).get("start_time")]
    return next(iter(raised or started[-1:]), None)


def stamped(notebook: nbformat.NotebookNode, how: str, cause: str) -> tuple[nbformat.NotebookNode, int | None]:
    """The partly executed notebook, honestly marked: a banner on top, and the state of every cell as it was."""
    at = culprit(notebook)
    for i, cell in enumerate(notebook.cells):
        if cell.cell_type != "code" or "papermill" not in cell.metadata:
            continue
        state = "pending" if at is None or i > at else how if i == at else "completed"
        cell.metadata["papermill"]["status"] = state
        cell.metadata["papermill"]["exception"] = state == how
    notebook.metadata.setdefault("papermill", {})["exception"] = True
    notebook.metadata["papermill"]["status"] = how
    notebook.cells = [c for c in notebook.cells if "papermill-error-cell-tag" not in tags_of(c)]
    at = culprit(notebook)
    where = "before the first cell" if at is None else f"in cell {at + 1}"
    banner = nbformat.v4.new_markdown_cell(
        f"# This run {how} {where}\n\n```\n{cause}\n```\n\nCells below it did not run."
    )
    banner.id = "netlab-banner"
    notebook.cells.insert(0, banner)
    return notebook, at


def _cause(error: BaseException) -> str:
    """What went wrong, in a few lines, without terminal colours."""
    name, value = getattr(error, "ename", type(error).__name__), getattr(error, "evalue", None) or str(error)
    lines = ANSI.sub("", f"{name}: {value}").strip().splitlines()
    return "\n".join(lines[:12]) or name


def failed(error: BaseException, executed: Path, kept: Path) -> str:
    """Keep the partly executed notebook as `kept` and say in one screen what happened."""
    how = "was interrupted" if isinstance(error, KeyboardInterrupt) else "failed"
    cause = _cause(error)
    try:
        notebook = nbformat.read(executed, as_version=4)
    except (OSError, nbformat.reader.NotJSONError):
        return f"The report {how} before its notebook started.\n{cause}"
    total = len(notebook.cells)
    notebook, at = stamped(notebook, "interrupted" if how.startswith("was") else "failed", cause)
    nbformat.write(notebook, kept)
    where = "before its first cell"
    if at is not None:
        source = [line for line in notebook.cells[at + 1].source.splitlines() if line.strip()]
        where = f"in cell {at + 1} of {total}:\n" + "\n".join(f"    {line}" for line in source[:6])
    return f"The report {how} {where}\n\n{cause}\n\nThe partly executed notebook is kept: {kept}"


def output_name(notebook: Path, study: Study, values: dict[str, Any]) -> str:
    """`voorbeeld_compare_start-einde_nl.html`."""
    what = re.sub(r"^\d+_", "", notebook.stem)
    waves = "-".join(values[w] for w in ("before", "after") if values.get(w))
    parts = [study.name, what, *([waves] if waves else []), *([values["lang"]] if "lang" in values else [])]
    return "_".join(re.sub(r"[^\w.-]+", "-", p) for p in parts) + ".html"


def _no_stopping_problems(study: Study) -> None:
    problems = check(study, "en")
    stopping = problems[problems["stops"]]
    if stopping.empty:
        return
    lines = ["These problems would make the numbers wrong:"]
    for r in stopping.head(MOST_NAMED).itertuples():
        line = "" if pd.isna(r.line) else f", line {r.line}"
        lines.append(f"{r.file}{line}{f', {r.ego}' if r.ego else ''}: {r.problem}. {r.what_to_do}")
    if len(stopping) > MOST_NAMED:
        lines.append(f"… and {len(stopping) - MOST_NAMED} more: `netlab check {study.folder}` lists them.")
    raise InputError(lines)


def run(
    notebook: str | Path = "3_compare",
    study: str | Path = "data/voorbeeld",
    output: str | Path | None = None,
    timeout: int = 600,
    progress: bool = False,
    **parameters: Any,
) -> Path:
    """Run a report notebook on a study and write one self-contained HTML file.

    Parameters
    ----------
    notebook : str or Path
        Its name in notebooks/, or a path.
    study : str or Path
        The study folder.
    output : str or Path, optional
        The HTML to write; by default reports/<study>_<notebook>_<waves>_<lang>.html.
    timeout : int
        Seconds one cell may take.
    progress : bool
        Show a progress bar over the cells.
    **parameters
        The notebook's own parameters: before, after (empty: describe one wave), group, measures, lang.

    Returns
    -------
    Path
        The HTML, complete: it appears under its name only when everything succeeded.

    Raises
    ------
    InputError
        Before anything runs: an unknown parameter, wave, group or measure, data that would make numbers wrong, or a
        page that cannot be written there.
    ReportError
        When a cell fails, the kernel dies or time runs out; the partly executed notebook is kept as `….failed.ipynb`.
    """
    path = found_notebook(notebook)
    expect("path", study, "nl.report.run(notebook, {})")
    opened = open_study(study)
    source = nbformat.read(path, as_version=4)
    values = validated(source, parameters, opened) | {"study": _portable(opened.folder)}
    _no_stopping_problems(opened)
    target = _target(output, output_name(path, opened, values), opened)
    kept = target.with_suffix(".failed.ipynb")
    one_wave = not values.get("after", from_codebook(opened)["after"])
    ready = selected(source, values.get("lang", "en"), one_wave, design_of(opened, values.get("group", "")))
    with tempfile.TemporaryDirectory(prefix="netlab-") as folder:
        prepared, executed = Path(folder) / path.name, Path(folder) / "executed.ipynb"
        nbformat.write(ready, prepared)
        try:
            with kernel_surroundings():
                done = papermill.execute_notebook(
                    prepared,
                    executed,
                    values,
                    engine_name="netlab",
                    kernel_name="python3",
                    language="python",
                    cwd=NOTEBOOKS,
                    progress_bar={"desc": target.stem, "leave": False} if progress else False,
                    execution_timeout=timeout,
                    shutdown_kernel="immediate",
                    store_widget_state=False,
                )
        except BaseException as error:
            message = failed(error, executed, kept)
            if not isinstance(error, Exception | KeyboardInterrupt):
                raise
            raise ReportError(message) from error
        page = to_html(done, values.get("lang", "en"))
        with whole(target) as half:
            half.write_text(page, encoding="utf-8")
    kept.unlink(missing_ok=True)
    return target


def _target(output: str | Path | None, name: str, study: Study) -> Path:
    """Where the page comes: where somebody wants it, else in reports/, which is made where it is not there."""
    folder = HOME / "reports"
    if not output:
        with contextlib.suppress(OSError):  # the next line says what is wrong
            folder.mkdir(exist_ok=True)
    return where_to_write(output or folder / name, (".html",), study.folder)


def _portable(folder: Path) -> str:
    """The study folder as a report names it: below the workbench where it is, so that no private path is kept."""
    folder = folder.resolve()
    return folder.relative_to(HOME).as_posix() if folder.is_relative_to(HOME) else str(folder)
