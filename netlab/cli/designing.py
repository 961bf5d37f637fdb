"""The command that answers before a study starts: power."""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from netlab.cli.answering import busy, opened, write
from netlab.cli.arguments import Commands, command, languages
from netlab.cli.design_words import LARGEST, Design, effect_size, in_words, kind_of

if TYPE_CHECKING:
    import pandas as pd


TABLES, PICTURES = (".csv", ".xlsx"), (".svg", ".png", ".pdf", ".html")
SMALLEST = 4  # people on the axis of the figure
MOST_SIMULATED = 200  # people in a simulated study
CURVES = 4  # in one figure
ROUNDED = 1 + 1e-9  # an effect that was found for n people is shown by n people, whatever the last decimal of its power


def power(args: argparse.Namespace) -> int:
    """`netlab power`: which effect n people show, how likely they show one, or how many people it needs."""
    with busy("netlab power"):
        design = _asked(args)
        table = _table(design)
        lines = in_words(design, table)
        drawn = args.output is not None and Path(args.output).suffix in PICTURES
        if drawn:
            _draw(design, table, Path(args.output))
    print("\n".join(lines))
    if drawn:
        print(args.output)
    elif args.output:
        write(table, args.output)
    return 0


def _asked(args: argparse.Namespace) -> Design:
    """The design on the command line, with a decimal comma or point; InputError with everything that is wrong."""
    from netlab.outputs import where_to_write
    from netlab.problems import InputError

    problems: list[str] = []
    people = [part for part in (args.n or "").replace(" ", "").split(",") if part]
    strange = [part for part in people if not (part.isascii() and part.isdecimal())]
    problems += [f"--n: {s!r} is not a number of people. Expected whole numbers with commas: 8,10,12." for s in strange]
    n = [] if strange else [int(part) for part in people]
    effect, sd, wanted = (_number(name, getattr(args, name), problems) for name in ("effect", "sd", "power"))
    if effect == 0:
        problems.append("--effect is 0. Expected another number: no study can show that there is no effect.")
    if args.study and args.sd:
        problems.append("--sd: the spread of the changes is that of the study. Leave out --sd, or the study.")
    if args.measure and not args.study:
        problems.append("--measure needs a study folder to take people from: netlab power STUDY --measure size.")
    if args.family < 1:
        problems.append(f"--family is {args.family}. Expected how many measures are declared beforehand: 1 or more.")
    if args.study and max(n, default=0) > MOST_SIMULATED:
        problems.append(f"--n: {max(n)} people are too many to simulate. Expected at most {MOST_SIMULATED}.")
    if args.output:
        try:
            where_to_write(args.output, TABLES + PICTURES)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    study, measure = None, ""
    if args.study:
        study = opened(args.study)
        measure = args.measure or next(iter(study.codebook.primary), "size")
    wanted = 0.8 if wanted is None else wanted
    return Design(study, measure, n, effect, sd, wanted, args.waves, args.groups, args.family, args.lang)


def _number(name: str, given: str | None, problems: list[str]) -> float | None:
    """A number as people write it; None when it was not given, and a problem more when it is none."""
    if given is None:
        return None
    try:
        value = float(given.replace(",", "."))
    except ValueError:
        value = math.nan
    if math.isfinite(value):
        return value
    problems.append(f"--{name}: {given!r} is not a number. Expected one such as 0.5.")
    return None


def _table(design: Design) -> pd.DataFrame:
    """The rows that were asked for."""
    from netlab.statistics.power import USUAL

    if design.study is None:
        return _by_formula(design, design.n or None, design.effect)
    if design.effect is None or design.n:
        return _simulated(design, design.n or USUAL, design.effect)
    curve = _simulated(design, range(SMALLEST, LARGEST + 1), design.effect)
    under = curve.index[curve["power"] < design.wanted]
    enough = curve.loc[under[-1] + 1 :] if len(under) else curve
    return enough.head(1) if len(enough) else curve.tail(1).assign(n=math.nan)


def _by_formula(design: Design, n: list[int] | None, effect: float | None) -> pd.DataFrame:
    """The rows for these numbers of people, by formula."""
    from netlab.statistics.power import power_table

    return power_table(n, design.waves, design.groups, effect, design.sd, design.wanted, family=design.family)


def _simulated(design: Design, n: Iterable[int], effect: float | None) -> pd.DataFrame:
    """The rows for these numbers of people, drawn from the study."""
    import pandas as pd

    from netlab.problems import InputError
    from netlab.report.parameters import waves_with_networks
    from netlab.simulation import power_simulated

    assert design.study is not None
    there, waves = waves_with_networks(design.study), design.waves
    wrong = [] if there else ["nobody was interviewed in this study yet: there are no people to draw from."]
    if design.groups not in (1, 2):
        wrong.append(f"--groups is {design.groups}. Expected 1, or 2 to compare with another group.")
    if waves < 2:
        wrong.append(f"--waves is {waves}. Expected 2 or more: a change needs two waves.")
    elif waves > 2 and design.groups == 2:
        wrong.append(
            f"--waves is {waves} with --groups 2. People of a study are drawn for two groups over two waves only: "
            "leave out --waves, or leave out the study: then a formula answers."
        )
    elif waves > max(len(there), 2):
        wrong.append(
            f"--waves is {waves}, and {len(there)} waves of this study have networks ({', '.join(there)}). "
            "Ask for fewer, or leave out the study: then a formula answers."
        )
    if wrong:
        raise InputError(wrong)
    networks, later = design.study.networks, there[1:waves] or None
    told: dict[str, Any] = {"after": later, "power": design.wanted, "level": 1 - design.p}
    if design.groups == 1:
        parts = [power_simulated(networks, design.measure, there[0], effect, n, **told)]
    else:
        parts = [power_simulated(networks, design.measure, there[0], effect, one, comparison=one, **told) for one in n]
    return pd.concat(parts, ignore_index=True).assign(family_size=design.family)


def _draw(design: Design, table: pd.DataFrame, path: Path) -> None:
    """The chance against the number of people: of the effect that was asked, or of each that was found."""
    from netlab.figures import save
    from netlab.figures.power import power_curve
    from netlab.measures import label
    from netlab.outputs import whole
    from netlab.problems import InputError

    rows = [row for _, row in table[table["d"].notna()].iterrows()][: 1 if design.effect is not None else CURVES]
    if not rows:
        raise InputError(f"{path}: there is no effect to draw: with so few people none is large enough.")
    top = max([LARGEST, *(int(v) for v in table["n"].dropna())])
    step = max(1, (top - SMALLEST) // (LARGEST if len(rows) == 1 else 12))
    sizes = sorted({*range(SMALLEST, top + 1, step), *(int(v) for v in table["n"].dropna() if v >= SMALLEST)})
    curves = {}
    for row in rows:
        if design.study is not None:
            curve = _simulated(design, sizes, float(row["effect"]))
        else:
            effect = float(row["d"] if math.isnan(row["effect"]) else row["effect"]) * ROUNDED
            curve = _by_formula(design, sizes, effect)
        curves["" if len(rows) == 1 else effect_size(design, row)] = curve
    unit = ""
    if design.study is not None and kind_of(design) == "count":
        unit = label(design.measure, design.study.codebook, design.lang)
    figure = power_curve(curves, design.wanted, unit, design.lang)
    with whole(path) as half:
        if path.suffix == ".html":
            figure.write_html(half, include_plotlyjs=True)
        else:
            save(figure, half)


def add(commands: Commands) -> None:
    """Put power on the command line."""
    made = command(
        commands,
        "power",
        power,
        "which effect n people can show, or how many people an effect needs",
        [
            "--n 8,10,12,15",
            "--n 12 --groups 2 --lang en",
            "--n 12 --family 4",
            "--effect 0.8",
            "--effect 2 --sd 2.5 --n 10,12,15",
            "data/voorbeeld --measure size --effect 1.5 -o power.svg",
        ],
        study=False,
    )
    made.add_argument(
        "study",
        metavar="STUDY",
        nargs="?",
        help="a study to take people from (a pilot, an earlier year): by simulation",
    )
    made.add_argument("--n", metavar="N,N,…", help="people, per group; several with commas")
    made.add_argument("--waves", type=int, default=2, help="waves (default: 2)")
    made.add_argument("--groups", type=int, default=1, help="1, or 2 to compare with another group (default: 1)")
    made.add_argument(
        "--effect",
        help="mean change, with two groups the difference in it: in standard deviations of the change, in the unit of "
        "--sd, or with STUDY in that of the measure (a share of 10 points: 0.10)",
    )
    made.add_argument("--sd", help="the standard deviation of the change, in the measure's own unit")
    made.add_argument(
        "--measure", help="with STUDY: which measure, or outcome (default: the first that is declared beforehand)"
    )
    made.add_argument(
        "--family",
        type=int,
        default=1,
        metavar="M",
        help="measures declared beforehand, for whose number p is corrected (default: 1)",
    )
    made.add_argument("--power", default="0.8", help="the wanted chance of showing the effect (default: 0.8)")
    languages(made)
    made.add_argument(
        "-o", "--output", metavar="FILE", help="write the table (.csv, .xlsx) or the figure (.svg, .png, .pdf, .html)"
    )
