"""How a command stands on the command line: its name, what it does, its examples, and what several are asked."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import TypeAlias

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def command(
    commands: Commands,
    name: str,
    does: Callable[[argparse.Namespace], int],
    what: str,
    examples: Sequence[str],
    study: bool = True,
) -> argparse.ArgumentParser:
    """A command of netlab, with examples under its help and, unless told otherwise, a study folder to work on."""
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


def languages(to: argparse.ArgumentParser) -> None:
    """The language of the answer."""
    to.add_argument("--lang", choices=("nl", "en"), default="nl", help="the language (default: nl)")


def output(to: argparse.ArgumentParser) -> None:
    """The file for a table."""
    to.add_argument("-o", "--output", metavar="FILE", help="write a .csv or .xlsx instead of showing the table")


def waves(to: argparse.ArgumentParser) -> None:
    """The two waves to compare."""
    to.add_argument("--before", help="the wave to start from (default: the codebook's first with networks)")
    to.add_argument("--after", help="the wave to compare it with (default: the next one)")
