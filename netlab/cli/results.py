"""The commands that answer with numbers, a report or a notebook: measure, change, report, lab."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from netlab.cli.answering import busy, give, opened

HOME = Path(__file__).parent.parent


def measure(args: argparse.Namespace) -> int:
    """`netlab measure`: every measure, or why it is missing."""
    from netlab import measures

    with busy("netlab measure"):
        networks = opened(args.study).networks
        table = measures.undefined(networks) if args.why else measures.measure(networks)
    return give(table.reset_index(), args.output)


def change(args: argparse.Namespace) -> int:
    """`netlab change`: before, after and change of every measure."""
    from netlab import changes, measures
    from netlab.problems import InputError
    from netlab.report.parameters import from_codebook

    with busy("netlab change"):
        study = opened(args.study)
        values, why = measures.measure(study.networks), measures.undefined(study.networks)
    waves = from_codebook(study)
    before, after = args.before or waves["before"], args.after or waves["after"]
    if not after:
        raise InputError(f"{args.study}: only wave {before!r} has networks, so there is no change yet.")
    return give(changes.change(values, before, after, why), args.output)


def report(args: argparse.Namespace) -> int:
    """`netlab report`: run it and print where the page is."""
    from netlab.report.running import run

    named = {n: getattr(args, n) for n in ("before", "after", "group") if getattr(args, n) is not None}
    if args.measures is not None:
        named["measures"] = [m.strip() for m in args.measures.split(",") if m.strip()]
    print(run(args.notebook, args.study, args.output, progress=sys.stderr.isatty(), lang=args.lang, **named))
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
