"""How fast the explorer follows a choice, against the bare redraw of the same figures: 30 participants, 3 waves."""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from netlab.codebook import Category, Codebook, Group, Interpreter, Wave
from netlab.measures import measure
from netlab.networks import EgoNetworks
from netlab.study import Study
from netlab.widgets.explorer import explore

EGOS, WAVES, ROUNDS, TIMES = 30, ("voor", "na", "later"), 8, 3
RATIO, AIM = 2.0, 150.0


def made_up(seed: int = 5) -> Study:
    """Thirty participants with 6 to 15 contacts in each of three waves, half of them kept."""
    rng = np.random.default_rng(seed)
    ring, place = ("soms", "vaak", "dicht"), ("team", "dienst", "buiten")
    egos, alters, ties = [], [], []
    for n in range(EGOS):
        pool = [f"c{i}" for i in range(22)]
        where = dict(zip(pool, rng.choice(place, len(pool)), strict=True))
        for wave in WAVES:
            ego, here = f"P{n + 1:02d}", sorted(rng.choice(pool, rng.integers(6, 16), replace=False))
            egos.append((ego, wave, "traject" if n % 2 else "vergelijking"))
            alters += [(ego, wave, a, f"Naam {a}", rng.choice(ring), where[a], rng.choice(ring)) for a in here]
            ties += [(ego, wave, a, b) for i, a in enumerate(here) for b in here[i + 1 :] if rng.random() < 0.25]
    asked, where_at = tuple(map(Category, ring)), tuple(map(Category, place))
    book = Codebook(
        waves=tuple(map(Wave, WAVES)),
        group=Group("groep", (Category("traject"), Category("vergelijking")), "vergelijking"),
        interpreters=(
            Interpreter("nabij", "strength", categories=asked, strong_from="vaak"),
            Interpreter("plek", "organisation", categories=where_at, external=("buiten",), sector=True),
            Interpreter("hulp", "asks", categories=asked),
        ),
    )
    networks = EgoNetworks.from_frames(
        pd.DataFrame(egos, columns=["ego", "wave", "groep"]),
        pd.DataFrame(alters, columns=["ego", "wave", "alter", "name", "nabij", "plek", "hulp"]),
        pd.DataFrame(ties, columns=["ego", "wave", "source", "target"]),
        codebook=book,
    )
    folder = Path(tempfile.gettempdir()) / "made_up"
    return Study(folder, networks.codebook, networks, None, None, None, pd.DataFrame())


def milliseconds(work) -> float:
    start = perf_counter()
    work()
    return 1000 * (perf_counter() - start)


def main() -> int:
    """Choose everything in turn; each time, redraw the same figures barely and compare. The median of three runs."""
    study = made_up()
    measure(study.networks)
    box = explore(study, "nl", names=True)
    for part in box.parts.values():  # both figures are there, as on a page
        part.appear()
    egos, measures = list(box.ego.options), [m for _, m in box.measure.options]
    plots = ("cohort", "slopes", "small", "turnover")
    turns = {
        "participant": (lambda n: setattr(box.ego, "value", egos[(n * 7 + 1) % EGOS]), ["above"]),
        "measure": (lambda n: setattr(box.measure, "value", measures[(n * 5 + 1) % len(measures)]), ["below"]),
        "colour": (lambda n: setattr(box.color, "value", ("", "hulp")[(n + 1) % 2]), ["above", "below"]),
        "waves": (lambda n: setattr(box.after, "value", WAVES[1 + (n + 1) % 2]), ["above", "below"]),
        "figure": (lambda n: setattr(box.plot, "value", plots[n % len(plots)]), ["below"]),
    }
    for e in egos:  # places are worked out once per participant, as the first look at each does
        box.ego.value = e
    for plot in reversed(plots):
        box.plot.value = plot
    ratios = {}
    print(f"  {'a choice':<28}{'follows in':>12}{'bare redraw':>14}{'ratio':>9}")
    for name, (turn, parts) in turns.items():
        box.plot.value = "slopes"
        runs = []
        for _ in range(TIMES):
            took, bare = [], []
            for n in range(ROUNDS):
                took.append(milliseconds(lambda n=n, turn=turn: turn(n)))
                views = [v for v in map(box.view, parts) if v is not None]
                bare.append(sum(milliseconds(lambda v=v: go.FigureWidget(v.figure())) for v in views))
            runs.append((statistics.median(took), statistics.median(bare)))
        ratios[name] = statistics.median(a / b for a, b in runs)
        a, b = (statistics.median(run[i] for run in runs) for i in (0, 1))
        print(f"  {name:<28}{a:>9.0f} ms{b:>11.0f} ms{ratios[name]:>9.2f}  aim {AIM:.0f} ms")
    worst = max(ratios.values())
    print(f"  worst ratio {worst:.2f}, at most {RATIO:.2f}: {'reached' if worst <= RATIO else 'NOT REACHED'}")
    return int(worst > RATIO)


if __name__ == "__main__":
    sys.exit(main())
