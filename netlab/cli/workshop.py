"""The commands for a workshop: sheets to draw on, and drawing and exploring in the browser."""

from __future__ import annotations

import argparse


def sheet(args: argparse.Namespace) -> int:
    """`netlab sheet`: write the sheets and the workbook, and name the files."""
    from netlab.sheets import make_sheets

    made = make_sheets(args.study, args.output, args.size, args.landscape, args.lang, tuple(args.ego), args.wave)
    print("\n".join(str(path) for path in made))
    return 0


def serve(args: argparse.Namespace) -> int:
    """`netlab serve`: serve until Ctrl+C."""
    from netlab.cli.answering import busy
    from netlab.study import open_study

    with busy("netlab serve"):
        from netlab.serving import serve

        study = open_study(args.study)
    serve(study, args.wave, tuple(args.ego), args.host, args.port, args.lang, to_print=args.cards)
    return 0
