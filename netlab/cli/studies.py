"""The commands that make, check and complete a study folder: new, convert, check, link, export, forget."""

from __future__ import annotations

import argparse

from netlab.cli.answering import busy, write
from netlab.cli.arguments import Commands, command, languages, output

MOST_ALIKE = 8  # problems of one kind in one file that are shown one by one


def new(args: argparse.Namespace) -> int:
    """`netlab new`: make a study folder, and say what to do next."""
    from netlab.scaffold import new_study

    folder = new_study(args.name, args.lang)
    print(f"{folder}\n\nNext: put your files in {folder / 'raw'}, describe them in {folder / 'study.toml'} "
          f"(every line is explained there),\nthen run: netlab check {folder} --lang {args.lang}")  # fmt: skip
    return 0


def check(args: argparse.Namespace) -> int:
    """`netlab check`: every problem, in words; 1 where one makes numbers wrong."""
    import pandas as pd

    from netlab import checks
    from netlab.study import open_study
    from netlab.texts import say

    with busy("netlab check"):
        study = open_study(args.study)
        table = checks.check(study, args.lang)
    if args.output:
        write(table, args.output, study.folder)
    elif table.empty:
        print(say("check.nothing", args.lang))
    else:
        alike = table.groupby(["file", "what_to_do"], sort=False)
        sizes, place = alike["file"].transform("size"), alike.cumcount()
        for row, n, size in zip(table.itertuples(), place, sizes, strict=True):
            if n >= MOST_ALIKE < size - 1:
                if n == MOST_ALIKE:
                    print(say("check.alike", args.lang, n=size - n, file=row.file))
                continue
            line = "" if pd.isna(row.line) else f", {say('report.line', args.lang)} {row.line}"
            where = f"{row.file}{line}" if row.file else "study.toml"
            who = " ".join(str(x) for x in (row.ego, row.wave) if x)
            stops = say("check.stops", args.lang) + " " if row.stops else ""
            print(f"{stops}{where}{f' ({who})' if who else ''}: {row.problem}.\n    {row.what_to_do}")
        print("\n" + say("check.count", args.lang, n=len(table), stopping=int(table["stops"].sum())))
    return 1 if table["stops"].any() else 0


def link(args: argparse.Namespace) -> int:
    """`netlab link`: write proposals, and say how many of each kind."""
    from netlab import links
    from netlab.study import open_study
    from netlab.texts import say

    study = open_study(args.study)
    with busy("netlab link"):
        written = links.link(study, args.lang)
        counts, persons = links.summary(open_study(args.study)), links.several(study, args.lang)
    by_status = {status: int((written["status"] == status).sum()) for status in ("same", "unsure")}
    key = "written" if len(written) else "nothing" if len(study.networks.waves) > 1 else "one_wave"
    print(say(f"link.{key}", args.lang, file=study.folder / "links.csv", n=len(written), **by_status))
    for row in counts.to_dict("records"):
        print(say("link.summary", args.lang, **row))
    if len(persons):
        print(say("link.persons", args.lang, file=study.folder / "persons_proposed.csv", n=len(persons)))
    return 0


def convert(args: argparse.Namespace) -> int:
    """`netlab convert`: make a study folder of a source, and say what it was recognised as and what to confirm."""
    from netlab import conversion
    from netlab.texts import say

    with busy("netlab convert"):
        made = conversion.convert(
            args.source, args.name, args.lang, args.case_id, args.cases, args.protocol, args.format
        )
    print(say("convert.recognised", args.lang, recognised=made.recognised))
    print(say("convert.made", args.lang, folder=made.folder))
    if made.guesses:
        print("\n" + say("convert.confirm", args.lang, file=made.folder / "study.toml"))
        print("\n".join(f"  - {guess}" for guess in made.guesses))
    if made.unused:
        shown = ", ".join(made.unused[:6]) + (", …" if len(made.unused) > 6 else "")
        print("\n" + say("convert.unused", args.lang, n=len(made.unused), files=shown))
    print("\n" + say("convert.next", args.lang, folder=made.folder))
    return 0


def export(args: argparse.Namespace) -> int:
    """`netlab export`: write the networks for another program, and name the files."""
    from netlab import exports
    from netlab.outputs import where_to_write
    from netlab.study import open_study

    study = open_study(args.study)
    where_to_write(args.output, study=study.folder)
    with busy("netlab export"):
        files = exports.export(study.networks, args.output, args.format, args.per, args.lang, study.name, args.names)
    print("\n".join(str(f) for f in files))
    return 0


def forget(args: argparse.Namespace) -> int:
    """`netlab forget`: show what there is of a participant, ask, and remove it."""
    import sys

    from netlab import withdrawal
    from netlab.problems import InputError
    from netlab.texts import say

    if not args.yes:
        print(withdrawal.told(withdrawal.traces(args.study, args.ego, args.lang), args.lang))
        if not sys.stdin.isatty():
            raise InputError("forget changes files for good: say --yes, or run it where you can answer.")
        answer = input("\n" + say("withdrawal.ask", args.lang, ego=args.ego) + " ")
        if answer.strip().casefold() not in ("ja", "j", "yes", "y"):
            print(say("withdrawal.nothing", args.lang))
            return 0
    with busy("netlab forget"):
        gone = withdrawal.forget(args.study, args.ego, confirmed=True, lang=args.lang)
    if args.yes:
        print(withdrawal.told(gone, args.lang, done=True) + "\n")
    print(withdrawal.closing(gone, args.ego, args.lang))
    return 0


def add(commands: Commands) -> None:
    """Put new, convert, check, link, export and forget on the command line."""
    made = command(
        commands,
        "new",
        new,
        "make a study folder with commented examples",
        ["mijn_onderzoek", "data/cursus_2027"],
        study=False,
    )
    made.add_argument("name", metavar="NAME", help="its name (then it comes in data/), or a path")
    languages(made)

    made = command(
        commands,
        "convert",
        convert,
        "make a study folder from another tool's files, with what had to be guessed marked",
        [
            "export.zip mijn_onderzoek",
            "survey.sav data/pilot --lang en",
            "export/ pilot --case-id '(?P<ego>P\\d+)_(?P<wave>T\\d)'",
        ],
        study=False,
    )
    made.add_argument("source", metavar="SOURCE", help="a file, folder or zip that another tool wrote")
    made.add_argument(
        "name", metavar="STUDY", help="the study folder to make: a name (then it comes in data/), or a path"
    )
    made.add_argument(
        "--case-id", metavar="PATTERN", help="how a case id names participant and wave: (?P<ego>…) and (?P<wave>…)"
    )
    made.add_argument("--cases", metavar="FILE", help="a table with case_id, ego and wave, where no pattern fits")
    made.add_argument("--protocol", metavar="FILE", help="the file that describes the questions (.netcanvas)")
    made.add_argument("--format", help="the name of the format, when it is recognised as another")
    languages(made)

    made = command(
        commands,
        "check",
        check,
        "list everything that is wrong with the data",
        ["data/voorbeeld --lang nl", "data/voorbeeld -o problems.xlsx"],
    )
    languages(made)
    output(made)

    made = command(
        commands,
        "link",
        link,
        "propose who is who in the next wave, for a person to decide in links.csv",
        ["data/mijn_onderzoek"],
    )
    languages(made)

    made = command(
        commands,
        "export",
        export,
        "write the networks for another program or an archive",
        [
            "data/voorbeeld -o data/egor_tables",
            "data/voorbeeld -o data/gephi --format gexf --per wave",
            "data/voorbeeld -o data/archive --format datapackage --lang en",
        ],
    )
    made.add_argument("-o", "--output", metavar="FOLDER", required=True, help="the folder to write, new or empty")
    made.add_argument(
        "--format",
        choices=("tables", "graphml", "gexf", "spss", "excel", "datapackage"),
        default="tables",
        help="what to write (default: three tables, as egor takes them)",
    )
    made.add_argument("--per", choices=("network", "wave"), default="network", help="GraphML and GEXF: a file per …")
    made.add_argument("--names", action="store_true", help="with the names of contacts and remarks about them")
    languages(made)

    made = command(
        commands,
        "forget",
        forget,
        "remove a participant who withdraws from every file of the study",
        ["data/mijn_onderzoek P07", "data/mijn_onderzoek P07 --yes"],
    )
    made.add_argument("ego", metavar="EGO", help="the code of the participant")
    made.add_argument("--yes", action="store_true", help="do it without asking")
    languages(made)
