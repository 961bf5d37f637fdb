"""The commands that give something to draw or work in: sheets, the browser, JupyterLab."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from netlab.cli.arguments import Commands, command, languages

HOME = Path(__file__).parent.parent


def sheet(args: argparse.Namespace) -> int:
    """`netlab sheet`: write the sheets and the workbook, and name the files."""
    from netlab.outputs import where_to_write
    from netlab.sheets import make_sheets
    from netlab.texts import say

    if args.output is not None:
        where_to_write(args.output, study=args.study)
    made = make_sheets(args.study, args.output, args.size, args.landscape, args.lang, tuple(args.ego), args.wave)
    print("\n".join(str(path) for path in made))
    if new := _new(args.study, args.ego):
        print(say("sheet.new", args.lang, egos=", ".join(new)), file=sys.stderr)
    return 0


def _new(study: str, egos: list[str]) -> list[str]:
    """The codes that a study with participants does not have: perhaps slips of the pen."""
    from netlab.problems import InputError
    from netlab.study import open_study

    try:
        known = set(open_study(study).networks.egos["ego"]) if egos else set()
    except InputError:  # a study that nobody has filled yet: sheets need its study.toml only
        return []
    return [ego for ego in egos if ego not in known] if known else []


def serve(args: argparse.Namespace) -> int:
    """`netlab serve`: serve until Ctrl+C."""
    from netlab.cli.answering import busy
    from netlab.study import open_study

    with busy("netlab serve"):
        from netlab.serving import serve

        study = open_study(args.study)
    serve(study, args.wave, tuple(args.ego), args.host, args.port, args.lang, to_print=args.cards)
    return 0


def lab(args: argparse.Namespace) -> int:
    """`netlab lab`: JupyterLab on the notebooks; its exit code."""
    notebooks = HOME.parent / "notebooks"
    fast = HOME / "report" / "ipython"
    settings = {**os.environ, "IPYTHONDIR": os.environ.get("IPYTHONDIR", str(fast))}
    command = [
        sys.executable, "-m", "jupyterlab", "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate", f"--ServerApp.root_dir={notebooks.parent}",
        f"--LabApp.default_url=/lab/tree/{notebooks.name}/1_check.ipynb", *args.options,
    ]  # fmt: skip
    return subprocess.call(command, env=settings)


def add(commands: Commands) -> None:
    """Put sheet, serve and lab on the command line."""
    made = command(
        commands,
        "sheet",
        sheet,
        "print sheets to draw on (PDF) and make an Excel workbook to type drawings into",
        ["data/mijn_onderzoek", "data/mijn_onderzoek --size A3 --lang en", "data/mijn_onderzoek --ego P01 --ego P02"],
    )
    made.add_argument("-o", "--output", metavar="FOLDER", help="where to write (default: sheets/ in the study)")
    made.add_argument("--size", choices=("A4", "A3"), default="A4", help="the paper (default: A4)")
    made.add_argument("--landscape", action="store_true", help="the long side below")
    made.add_argument("--ego", action="append", default=[], help="a code to print on a sheet; may be repeated")
    made.add_argument("--wave", help="the wave to print on the sheets")
    languages(made)

    made = command(
        commands,
        "serve",
        serve,
        "drawing and exploring in the browser, for a workshop on this machine or a local network",
        ["data/mijn_onderzoek", "data/mijn_onderzoek --wave einde --ego P01 --ego P02", "data/pilot --host 0.0.0.0"],
    )
    made.add_argument("--wave", help="the wave that is drawn (needed when the study has several)")
    made.add_argument("--ego", action="append", default=[], help="who takes part; may be repeated (default: everyone)")
    made.add_argument(
        "--host",
        default="127.0.0.1",
        help="where it listens: 0.0.0.0 for everyone on the network (default: this machine only)",
    )
    made.add_argument("--port", type=int, default=8866, help="its port (default: 8866)")
    made.add_argument("--cards", metavar="FILE.html", help="write cards with a link and QR code for each participant")
    languages(made)

    made = command(commands, "lab", lab, "open JupyterLab on the notebooks", ["", "-- --port 8890"], study=False)
    made.add_argument("options", nargs="*", help="options for JupyterLab, after --")
