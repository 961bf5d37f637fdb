"""How fast netlab measures, as ratios from one run on this machine: against loops, and as the study grows."""

import statistics
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
import pandas as pd
from loops import MEASURES, igraph_loop, networkx_loop
from made_up import ANSWERED, CODEBOOK, tables, with_answers

from netlab.measures import measure, measures_of
from netlab.networks import EgoNetworks

SMALL, LARGE = 20_000, 100_000
ROOT = Path(__file__).parent.parent


def seconds(what: Callable[[], object]) -> float:
    """Processor time of one run: what else the machine does counts less than on the clock."""
    start = process_time()
    what()
    return process_time() - start


def race(times: int, *contenders: Callable[[], object]) -> list[float]:
    """The fastest run of each, taking turns so that a busy moment of the machine hits all."""
    rounds = [[seconds(what) for what in contenders] for _ in range(times)]
    return [min(runs) for runs in zip(*rounds, strict=True)]


def say(what: str, value: str, goal: str = "") -> None:
    print(f"  {what:<62}{value:>14}  {goal}".rstrip(), flush=True)


def fresh(networks: EgoNetworks) -> EgoNetworks:
    """The same tables with nothing worked out."""
    return replace(networks)


def six(networks: EgoNetworks) -> pd.DataFrame:
    """Only the measures that the loops have."""
    return pd.DataFrame({m.column: m.of(networks) for m in measures_of(networks) if m.column in MEASURES})


def read(size: int) -> EgoNetworks:
    frames = tables(size)
    took = seconds(lambda: EgoNetworks.from_frames(*frames, codebook=CODEBOOK))
    say(f"from_frames on {size:,} networks (not in the ratios)", f"{took:.2f} s")
    return EgoNetworks.from_frames(*frames, codebook=CODEBOOK)


def sample(networks: EgoNetworks, many: int) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The three tables of the first networks."""
    some = networks.of(networks.egos["ego"].unique()[: many // len(networks.waves)])
    return some.egos, some.alters, some.ties


def agree(ours: pd.DataFrame, theirs: np.ndarray, who: str) -> None:
    """Stop where a loop gives another value."""
    off = float(np.abs(ours[MEASURES].to_numpy()[: len(theirs)] - theirs).max())
    if not off <= 1e-9:
        sys.exit(f"netlab and the {who} loop differ by {off:g}: expected at most 1e-9 in {', '.join(MEASURES)}.")
    say("    largest difference between the two", f"{off:.0e}", "at most 1e-09")


def against_loops(networks: EgoNetworks) -> None:
    print(f"\nAll measures of {SMALL:,} networks against loops that have only the six of")
    print(f"  {', '.join(MEASURES)}")
    ours = six(networks)
    columns = len(measures_of(networks))
    loops = [
        ("networkx", networkx_loop, 300, 3, "at least 500 ×"),
        ("networkx, everyone's constraint", lambda *t: networkx_loop(*t, whole=True), 600, 3, "(its faster way)"),
        ("igraph", igraph_loop, SMALL, 7, "at least 6 ×"),
    ]
    for who, loop, many, times, goal in loops:
        part = sample(networks, many)
        every, only, theirs = race(
            times,
            lambda: measure(fresh(networks)),
            lambda: six(fresh(networks)),
            lambda loop=loop, part=part: loop(*part),
        )
        scaled = theirs * SMALL / len(part[0])
        say(f"{who}: its loop, on {len(part[0]):,} networks and scaled to all", f"{scaled:.2f} s")
        say(f"    netlab, all {columns} columns", f"{every:.3f} s")
        say("    netlab, the six only", f"{only:.3f} s")
        say("    loop / netlab, all columns", f"{scaled / every:.1f} ×", goal)
        say("    loop / netlab, the six only", f"{scaled / only:.1f} ×")
        agree(ours, loop(*part), who)


def growth(small: EgoNetworks) -> None:
    print(f"\nFrom {SMALL:,} to {LARGE:,} networks")
    large = read(LARGE)
    before, after = race(7, lambda: measure(fresh(small)), lambda: measure(fresh(large)))
    more, longer = len(large.ties) / len(small.ties), after / before
    say(f"all measures of {len(small.ties):,} and {len(large.ties):,} ties", f"{before:.2f}, {after:.2f} s")
    say("time grows / ties grow", f"{longer:.2f} / {more:.2f}", f"{longer / more:.2f}, at most 1.30")


def memory(networks: EgoNetworks) -> None:
    print("\nMemory (tracemalloc: everything numpy, pandas and Python allocate while measuring)")
    held = sum(t.memory_usage(deep=True).sum() for t in (networks.egos, networks.alters, networks.ties))
    again = fresh(networks)
    tracemalloc.start()
    measure(again)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    say("the three tables, memory_usage(deep=True)", f"{held / 1e6:.0f} MB")
    say("peak beside the tables / tables", f"{peak / 1e6:.0f} MB", f"{peak / held:.2f} ×, under 12")


def answers() -> None:
    print(f"\nWith answers to {len(ANSWERED.interpreters)} questions about each alter")
    egos, alters, ties = tables(SMALL)
    networks = EgoNetworks.from_frames(*with_answers(egos, alters), ties, codebook=ANSWERED)
    (took,) = race(5, lambda: measure(fresh(networks)))
    say(f"netlab, all {len(measures_of(networks))} columns", f"{took:.3f} s")


def commands() -> None:
    print("\nFrom a cold start, each in a fresh process")
    asked = {
        "import netlab": (["-c", "import netlab"], 7),
        "netlab --help": (["-m", "netlab", "--help"], 7),
        "netlab report data/voorbeeld --lang nl": (["-m", "netlab", "report", "data/voorbeeld", "--lang", "nl"], 3),
    }
    for name, (arguments, times) in asked.items():
        command = [sys.executable, *arguments]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            say(name, "not measured", done.stderr.strip().rpartition("\n")[2][:60])
            continue
        took = []
        for _ in range(times):
            start = perf_counter()
            subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
            took.append(perf_counter() - start)
        say(name, f"{statistics.median(took):.2f} s", f"median of {times}")


def main() -> None:
    versions = f"Python {sys.version.split()[0]}, pandas {pd.__version__}, numpy {np.__version__}"
    print(f"Made-up networks; processor time, the fastest of some runs; {versions}")
    networks = read(SMALL)
    say("networks, alters, ties", f"{len(networks.egos):,}, {len(networks.alters):,}, {len(networks.ties):,}")
    against_loops(networks)
    growth(networks)
    memory(networks)
    answers()
    commands()


if __name__ == "__main__":
    main()
