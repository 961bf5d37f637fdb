"""The commands that answer with numbers or a report: measure, change, report."""

from __future__ import annotations

import argparse
import sys

from netlab.cli.answering import busy, give, opened
from netlab.cli.arguments import Commands, command, languages, output, waves


def measure(args: argparse.Namespace) -> int:
    """`netlab measure`: every measure, or why it is missing."""
    from netlab import measures

    with busy("netlab measure"):
        study = opened(args.study)
        table = measures.undefined(study.networks) if args.why else measures.measure(study.networks)
    return give(table.reset_index(), args.output, study.folder)


def change(args: argparse.Namespace) -> int:
    """`netlab change`: before, after and change of every measure."""
    from netlab import changes, measures
    from netlab.report.parameters import two_waves

    with busy("netlab change"):
        study = opened(args.study)
        before, after = two_waves(study, args.before, args.after)
        values, why = measures.measure(study.networks), measures.undefined(study.networks)
    return give(changes.change(values, before, after, why), args.output, study.folder)


def report(args: argparse.Namespace) -> int:
    """`netlab report`: run it and print where the page is."""
    from netlab.report.running import run

    named = {n: getattr(args, n) for n in ("before", "after", "group") if getattr(args, n) is not None}
    if args.measures is not None:
        named["measures"] = [m.strip() for m in args.measures.split(",") if m.strip()]
    print(run(args.notebook, args.study, args.output, progress=sys.stderr.isatty(), lang=args.lang, **named))
    return 0


def add(commands: Commands) -> None:
    """Put measure, change and report on the command line."""
    made = command(
        commands,
        "measure",
        measure,
        "every measure of every network",
        ["data/voorbeeld", "data/voorbeeld -o measures.xlsx", "data/voorbeeld --why -o reasons.csv"],
    )
    made.add_argument("--why", action="store_true", help="why values are missing, instead of the values")
    output(made)

    made = command(
        commands,
        "change",
        change,
        "before, after and change of every measure",
        ["data/voorbeeld -o change.xlsx", "data/voorbeeld --before start --after opvolging"],
    )
    waves(made)
    output(made)

    made = command(
        commands,
        "report",
        report,
        "run a report and print the path of its HTML page",
        [
            "data/voorbeeld --lang nl",
            "data/voorbeeld --after '' --lang en",
            "data/voorbeeld --measures size,density --group ''",
        ],
    )
    made.add_argument("--notebook", default="3_compare", help="the notebook to run (default: 3_compare)")
    waves(made)
    made.add_argument(
        "--group", help="the column that says who is in which group; '' for none (default: the codebook's)"
    )
    made.add_argument("--measures", help="the main measures, with commas (default: the codebook's primary measures)")
    languages(made)
    made.add_argument("-o", "--output", metavar="FILE.html", help="where to write it (default: in reports/)")
