"""The netlab command: new, convert, check, link, export, forget, measure, change, report, power, sheet, serve, lab."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from netlab import __version__
from netlab.cli import designing, results, studies, workshop

# Everything heavy is imported in the command that needs it: `netlab --help` answers in a tenth of a second.

EXAMPLES = """\
examples:
  netlab new mijn_onderzoek                 a study folder with commented examples
  netlab convert export.zip mijn_onderzoek  a study folder from Network Canvas, Qualtrics, EgoWeb, SPSS, Excel, …
  netlab check data/mijn_onderzoek          everything that is wrong with the data, and what to do
  netlab link data/mijn_onderzoek           who is who in the next wave: proposals for a person to decide
  netlab measure data/voorbeeld -o m.xlsx   every measure of every network, for Excel (or .csv)
  netlab change data/voorbeeld -o c.csv     before, after and change of every measure
  netlab power --n 12                       which effect twelve participants can show
  netlab report data/voorbeeld --lang nl    the before/after report as one HTML page
  netlab serve data/mijn_onderzoek          drawing and exploring in the browser, for a workshop
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
    for part in (studies, results, designing, workshop):
        part.add(commands)
    return top


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
