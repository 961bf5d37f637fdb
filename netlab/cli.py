"""The netlab command: new, check, link, measure, change, report, lab."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

from netlab import __version__

if TYPE_CHECKING:
    import pandas as pd

    from netlab.study import Study

# Everything heavy is imported in the command that needs it: `netlab --help` answers in a tenth of a second.

EXAMPLES = """\
examples:
  netlab new mijn_onderzoek                 a study folder with commented examples
  netlab check data/mijn_onderzoek          everything that is wrong with the data, and what to do
  netlab measure data/voorbeeld -o m.xlsx   every measure of every network, for Excel (or .csv)
  netlab change data/voorbeeld -o c.csv     before, after and change of every measure
  netlab report data/voorbeeld --lang nl    the before/after report as one HTML page
  netlab lab                                JupyterLab on the notebooks

exit codes: 0 done · 1 a report failed, or check found problems that stop one · 2 wrong input · 130 interrupted
"""


def parser() -> argparse.ArgumentParser:
    """The command line of netlab."""
    top = argparse.ArgumentParser(
        prog="netlab",
        description="Ego networks before and after: from a study folder to measures, change and a report.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"netlab {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")

    def command(
        name: str, does: Callable[[argparse.Namespace], int], what: str, examples: Sequence[str], study: bool = True
    ) -> argparse.ArgumentParser:
        made = commands.add_parser(
            name,
            help=what,
            description=what[0].upper() + what[1:] + ".",
            epilog="examples:\n" + "\n".join(f"  netlab {name} {e}".rstrip() for e in examples),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        made.set_defaults(does=does)
        if study:
            made.add_argument("study", metavar="STUDY", help="the study folder (with study.toml)")
        return made

    new = command(
        "new", _new, "make a study folder with commented examples", ["mijn_onderzoek", "data/cursus_2027"], study=False
    )
    new.add_argument("name", metavar="NAME", help="its name (then it comes in data/), or a path")
    _languages(new, "nl")

    check = command(
        "check",
        _check,
        "list everything that is wrong with the data",
        ["data/voorbeeld --lang nl", "data/voorbeeld -o problems.xlsx"],
    )
    _languages(check, "nl")
    _output(check)

    link = command(
        "link",
        _link,
        "propose who is who in the next wave, for a person to decide in links.csv",
        ["data/mijn_onderzoek"],
    )
    link.set_defaults(output=None)

    measure = command(
        "measure",
        _measure,
        "every measure of every network",
        ["data/voorbeeld", "data/voorbeeld -o measures.xlsx", "data/voorbeeld --why -o reasons.csv"],
    )
    measure.add_argument("--why", action="store_true", help="why values are missing, instead of the values")
    _output(measure)

    change = command(
        "change",
        _change,
        "before, after and change of every measure",
        ["data/voorbeeld -o change.xlsx", "data/voorbeeld --before start --after opvolging"],
    )
    _waves(change)
    _output(change)

    report = command(
        "report",
        _report,
        "run a report and print the path of its HTML page",
        [
            "data/voorbeeld --lang nl",
            "data/voorbeeld --after '' --lang en",
            "data/voorbeeld --measures size,density --group ''",
        ],
    )
    report.add_argument("--notebook", default="3_compare", help="the notebook to run (default: 3_compare)")
    _waves(report)
    report.add_argument(
        "--group", help="the column that says who is in which group; '' for none (default: the codebook's)"
    )
    report.add_argument("--measures", help="the main measures, with commas (default: the codebook's primary measures)")
    _languages(report, "nl")
    report.add_argument("-o", "--output", metavar="FILE.html", help="where to write it (default: in reports/)")

    lab = command("lab", _lab, "open JupyterLab on the notebooks", ["", "-- --port 8890"], study=False)
    lab.add_argument("options", nargs="*", help="options for JupyterLab, after --")
    return top


def _languages(to: argparse.ArgumentParser, default: str) -> None:
    to.add_argument("--lang", choices=("nl", "en"), default=default, help=f"the language (default: {default})")


def _output(to: argparse.ArgumentParser) -> None:
    to.add_argument("-o", "--output", metavar="FILE", help="write a .csv or .xlsx instead of showing the table")


def _waves(to: argparse.ArgumentParser) -> None:
    to.add_argument("--before", help="the wave to start from (default: the codebook's first with networks)")
    to.add_argument("--after", help="the wave to compare it with (default: the next one)")


def _write(table: pd.DataFrame, output: str) -> None:
    """A table as CSV or Excel, numbers as numbers."""
    from netlab.problems import InputError, suggestion

    path = Path(output)
    if path.suffix not in (".csv", ".xlsx"):
        raise InputError(f"{output}: a table is written as .csv or .xlsx. {suggestion(path.suffix, ('.csv', '.xlsx'))}")
    if not path.parent.is_dir():
        raise InputError(f"{output}: there is no folder {path.parent}. Make it first.")
    if path.suffix == ".csv":
        table.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")
    else:
        table.to_excel(path, index=False)
    print(path)


def _show(table: pd.DataFrame) -> None:
    import pandas as pd

    with pd.option_context("display.max_rows", None, "display.max_columns", None, "display.width", 200):
        print(table.to_string(index=False, na_rep="", float_format=lambda v: f"{v:.3f}"))


def _give(table: pd.DataFrame, output: str | None) -> int:
    if output:
        _write(table, output)
    else:
        _show(table)
    return 0


def _new(args: argparse.Namespace) -> int:
    from netlab.scaffold import new_study

    folder = new_study(args.name, args.lang)
    print(f"{folder}\n\nNext: put your files in {folder / 'raw'}, describe them in {folder / 'study.toml'} "
          f"(every line is explained there),\nthen run: netlab check {folder} --lang {args.lang}")  # fmt: skip
    return 0


def _check(args: argparse.Namespace) -> int:
    import pandas as pd

    from netlab.checks import check
    from netlab.study import open_study
    from netlab.texts import say

    with _busy("netlab check"):
        table = check(open_study(args.study), args.lang)
    if args.output:
        _write(table, args.output)
    elif table.empty:
        print(say("check.nothing", args.lang))
    else:
        for row in table.itertuples():
            line = "" if pd.isna(row.line) else f", {say('report.line', args.lang)} {row.line}"
            where = f"{row.file}{line}" if row.file else "study.toml"
            who = " ".join(str(x) for x in (row.ego, row.wave) if x)
            stops = say("check.stops", args.lang) + " " if row.stops else ""
            print(f"{stops}{where}{f' ({who})' if who else ''}: {row.problem}.\n    {row.what_to_do}")
        print("\n" + say("check.count", args.lang, n=len(table), stopping=int(table["stops"].sum())))
    return 1 if table["stops"].any() else 0


def _link(args: argparse.Namespace) -> int:
    from netlab.links import link
    from netlab.study import open_study

    study = open_study(args.study)
    written = link(study)
    print(
        f"{study.folder / 'links.csv'}: {len(written)} new proposals to decide "
        "(status: same, different, unsure or gone)."
    )
    return 0


@contextmanager
def _busy(what: str) -> Iterator[None]:
    """A line with the time that passes, on a terminal and from the third second on."""
    from tqdm import tqdm

    done = Event()

    def tick() -> None:
        if not done.wait(2):
            with tqdm(desc=what, bar_format="{desc} … {elapsed}", leave=False) as bar:
                while not done.wait(0.5):
                    bar.update()

    ticking = Thread(target=tick, daemon=True)
    if sys.stderr.isatty():
        ticking.start()
    try:
        yield
    finally:
        done.set()
        if ticking.is_alive():
            ticking.join()


def _opened(path: str) -> Study:
    """The study, with a warning when its data have problems that stop a report."""
    from netlab.checks import problems_of
    from netlab.study import open_study

    study = open_study(path)
    stopping = int(problems_of(study)["stops"].sum())
    if stopping:
        print(f"netlab: {stopping} problems make numbers wrong; `netlab check {path}` names them.", file=sys.stderr)
    return study


def _measure(args: argparse.Namespace) -> int:
    from netlab.measures import measure, undefined

    with _busy("netlab measure"):
        networks = _opened(args.study).networks
        table = undefined(networks) if args.why else measure(networks)
    return _give(table.reset_index(), args.output)


def _change(args: argparse.Namespace) -> int:
    from netlab.changes import change
    from netlab.measures import measure, undefined
    from netlab.problems import InputError
    from netlab.report.parameters import from_codebook

    with _busy("netlab change"):
        study = _opened(args.study)
        values, why = measure(study.networks), undefined(study.networks)
    waves = from_codebook(study)
    before, after = args.before or waves["before"], args.after or waves["after"]
    if not after:
        raise InputError(f"{args.study}: only wave {before!r} has networks, so there is no change yet.")
    return _give(change(values, before, after, why), args.output)


def _report(args: argparse.Namespace) -> int:
    from netlab.report.running import run

    named = {n: getattr(args, n) for n in ("before", "after", "group") if getattr(args, n) is not None}
    if args.measures is not None:
        named["measures"] = [m.strip() for m in args.measures.split(",") if m.strip()]
    print(run(args.notebook, args.study, args.output, progress=sys.stderr.isatty(), lang=args.lang, **named))
    return 0


def _lab(args: argparse.Namespace) -> int:
    notebooks = Path(__file__).parent.parent / "notebooks"
    fast = Path(__file__).parent / "report" / "ipython"
    settings = {**os.environ, "IPYTHONDIR": os.environ.get("IPYTHONDIR", str(fast))}
    command = [
        sys.executable, "-m", "jupyterlab", "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate", f"--ServerApp.root_dir={notebooks.parent}",
        f"--LabApp.default_url=/lab/tree/{notebooks.name}/1_check.ipynb", *args.options,
    ]  # fmt: skip
    return subprocess.call(command, env=settings)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the netlab command; returns its exit code."""
    top = parser()
    args = top.parse_args(arguments)
    if args.command is None:
        top.print_help()
        return 0
    try:
        return args.does(args)
    except KeyboardInterrupt:
        print("\nInterrupted.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except Exception as error:
        from netlab.problems import InputError

        if isinstance(error, InputError):
            print("\n".join(f"netlab: {p}" for p in error.problems), file=sys.stderr)
            return 2
        if type(error).__name__ == "ReportError":
            print(f"netlab: {error}", file=sys.stderr)
            return 130 if isinstance(error.__cause__, KeyboardInterrupt) else 1
        raise
