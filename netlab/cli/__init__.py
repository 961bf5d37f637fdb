"""The netlab command: new, convert, check, link, export, forget, measure, change, power, report, lab."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence

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
        "new",
        studies.new,
        "make a study folder with commented examples",
        ["mijn_onderzoek", "data/cursus_2027"],
        study=False,
    )
    new.add_argument("name", metavar="NAME", help="its name (then it comes in data/), or a path")
    _languages(new, "nl")

    convert = command(
        "convert",
        studies.convert,
        "make a study folder from another tool's files, with what had to be guessed marked",
        [
            "export.zip mijn_onderzoek",
            "survey.sav data/pilot --lang en",
            "export/ pilot --case-id '(?P<ego>P\\d+)_(?P<wave>T\\d)'",
        ],
        study=False,
    )
    convert.add_argument("source", metavar="SOURCE", help="a file, folder or zip that another tool wrote")
    convert.add_argument(
        "name", metavar="STUDY", help="the study folder to make: a name (then it comes in data/), or a path"
    )
    convert.add_argument(
        "--case-id", metavar="PATTERN", help="how a case id names participant and wave: (?P<ego>…) and (?P<wave>…)"
    )
    convert.add_argument("--cases", metavar="FILE", help="a table with case_id, ego and wave, where no pattern fits")
    convert.add_argument("--protocol", metavar="FILE", help="the file that describes the questions (.netcanvas)")
    convert.add_argument("--format", help="the name of the format, when it is recognised as another")
    _languages(convert, "nl")

    check = command(
        "check",
        studies.check,
        "list everything that is wrong with the data",
        ["data/voorbeeld --lang nl", "data/voorbeeld -o problems.xlsx"],
    )
    _languages(check, "nl")
    _output(check)

    link = command(
        "link",
        studies.link,
        "propose who is who in the next wave, for a person to decide in links.csv",
        ["data/mijn_onderzoek"],
    )
    _languages(link, "nl")

    export = command(
        "export",
        studies.export,
        "write the networks for another program or an archive",
        [
            "data/voorbeeld -o egor_tables",
            "data/voorbeeld -o gephi --format gexf --per wave",
            "data/voorbeeld -o archive --format datapackage --lang en",
        ],
    )
    export.add_argument("-o", "--output", metavar="FOLDER", required=True, help="the folder to write, new or empty")
    export.add_argument(
        "--format",
        choices=("tables", "graphml", "gexf", "spss", "excel", "datapackage"),
        default="tables",
        help="what to write (default: three tables, as egor takes them)",
    )
    export.add_argument("--per", choices=("network", "wave"), default="network", help="GraphML and GEXF: a file per …")
    export.add_argument("--names", action="store_true", help="with the names of contacts and remarks about them")
    _languages(export, "nl")

    forget = command(
        "forget",
        studies.forget,
        "remove a participant who withdraws from every file of the study",
        ["data/mijn_onderzoek P07", "data/mijn_onderzoek P07 --yes"],
    )
    forget.add_argument("ego", metavar="EGO", help="the code of the participant")
    forget.add_argument("--yes", action="store_true", help="do it without asking")
    _languages(forget, "nl")

    measure = command(
        "measure",
        results.measure,
        "every measure of every network",
        ["data/voorbeeld", "data/voorbeeld -o measures.xlsx", "data/voorbeeld --why -o reasons.csv"],
    )
    measure.add_argument("--why", action="store_true", help="why values are missing, instead of the values")
    _output(measure)

    change = command(
        "change",
        results.change,
        "before, after and change of every measure",
        ["data/voorbeeld -o change.xlsx", "data/voorbeeld --before start --after opvolging"],
    )
    _waves(change)
    _output(change)

    power = command(
        "power",
        designing.power,
        "which effect n people can show, or how many people an effect needs",
        [
            "--n 8,10,12,15",
            "--n 12 --groups 2 --lang en",
            "--effect 0.8",
            "--effect 2 --sd 2.5 --n 10,12,15",
            "data/voorbeeld --measure size --effect 1.5 -o power.svg",
        ],
        study=False,
    )
    power.add_argument(
        "study",
        metavar="STUDY",
        nargs="?",
        help="a study to take people from (a pilot, an earlier year): by simulation",
    )
    power.add_argument("--n", metavar="N,N,…", help="people, per group; several with commas")
    power.add_argument("--waves", type=int, default=2, help="waves (default: 2)")
    power.add_argument("--groups", type=int, default=1, help="1, or 2 to compare with another group (default: 1)")
    power.add_argument(
        "--effect",
        help="mean change, with two groups the difference in it: in standard deviations of the change, in the unit of "
        "--sd, or with STUDY in that of the measure (a share of 10 points: 0.10)",
    )
    power.add_argument("--sd", help="the standard deviation of the change, in the measure's own unit")
    power.add_argument("--measure", help="with STUDY: which measure (default: the first main measure)")
    power.add_argument("--power", default="0.8", help="the wanted chance of showing the effect (default: 0.8)")
    _languages(power, "nl")
    power.add_argument(
        "-o", "--output", metavar="FILE", help="write the table (.csv, .xlsx) or the figure (.svg, .png, .pdf, .html)"
    )

    report = command(
        "report",
        results.report,
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

    sheet = command(
        "sheet",
        workshop.sheet,
        "print sheets to draw on (PDF) and make an Excel workbook to type drawings into",
        ["data/mijn_onderzoek", "data/mijn_onderzoek --size A3 --lang en", "data/mijn_onderzoek --ego P01 --ego P02"],
    )
    sheet.add_argument("-o", "--output", metavar="FOLDER", help="where to write (default: sheets/ in the study)")
    sheet.add_argument("--size", choices=("A4", "A3"), default="A4", help="the paper (default: A4)")
    sheet.add_argument("--landscape", action="store_true", help="the long side below")
    sheet.add_argument("--ego", action="append", default=[], help="a code to print on a sheet; may be repeated")
    sheet.add_argument("--wave", help="the wave to print on the sheets")
    _languages(sheet, "nl")

    serve = command(
        "serve",
        workshop.serve,
        "drawing and exploring in the browser, for a workshop on this machine or a local network",
        ["data/mijn_onderzoek", "data/mijn_onderzoek --wave einde --ego P01 --ego P02", "data/pilot --host 0.0.0.0"],
    )
    serve.add_argument("--wave", help="the wave that is drawn (needed when the study has several)")
    serve.add_argument("--ego", action="append", default=[], help="who takes part; may be repeated (default: everyone)")
    serve.add_argument(
        "--host",
        default="127.0.0.1",
        help="where it listens: 0.0.0.0 for everyone on the network (default: this machine only)",
    )
    serve.add_argument("--port", type=int, default=8866, help="its port (default: 8866)")
    serve.add_argument("--cards", metavar="FILE.html", help="write cards with a link and QR code for each participant")
    _languages(serve, "nl")

    lab = command("lab", results.lab, "open JupyterLab on the notebooks", ["", "-- --port 8890"], study=False)
    lab.add_argument("options", nargs="*", help="options for JupyterLab, after --")
    return top


def _languages(to: argparse.ArgumentParser, default: str) -> None:
    to.add_argument("--lang", choices=("nl", "en"), default=default, help=f"the language (default: {default})")


def _output(to: argparse.ArgumentParser) -> None:
    to.add_argument("-o", "--output", metavar="FILE", help="write a .csv or .xlsx instead of showing the table")


def _waves(to: argparse.ArgumentParser) -> None:
    to.add_argument("--before", help="the wave to start from (default: the codebook's first with networks)")
    to.add_argument("--after", help="the wave to compare it with (default: the next one)")


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
