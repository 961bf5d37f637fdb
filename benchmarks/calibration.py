"""Whether netlab's intervals and tests keep their promises, over thousands of simulated studies of few people.

    python benchmarks/calibration.py                    the tables of docs/statistics.md, printed
    python benchmarks/calibration.py --write            and put in docs/statistics.md
    python benchmarks/calibration.py --write coverage   only this part (or one of the others)

All numbers are drawn with fixed seeds: the same tables every time. About twenty minutes on one processor.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import calibration_models as modelled
import numpy as np
from calibration_changes import CHANGES, EXCHANGEABLE, LEANING, Draw, significant, stream
from calibration_groups import PAIRS, SIZES, WARNED_OF, of_studies, two_groups
from calibration_models import MODELLED

from netlab.simulation.power import proportion_interval
from netlab.statistics.calibration import calibration_warning
from netlab.statistics.correlation import spearman
from netlab.statistics.exact import sign_flip, wilcoxon
from netlab.statistics.inference import bootstrap_t_of_rows
from netlab.statistics.verdicts import is_clear

PAGE = Path(__file__).parent.parent / "docs" / "statistics.md"
PEOPLE = (8, 10, 12, 15, 30)
STUDIES, TESTED = 10_000, 4_000


@cache
def covered(kind: str, n: int, studies: int = STUDIES, draws: int = 9_999) -> np.ndarray:
    """Of each simulated study: whether the bootstrap-t interval has the true mean in it (1), not (0), or is none."""
    draw, mean = CHANGES[kind]
    low, high = bootstrap_t_of_rows(draw(stream(kind, n), (studies, n)), draws=draws)
    return np.where(np.isnan(low), np.nan, (low <= mean) & (mean <= high))


def student(kind: str, n: int, studies: int = STUDIES) -> float:
    """The same of Student's t interval: the share that has the true mean in it."""
    from scipy.stats import t

    draw, mean = CHANGES[kind]
    d = draw(stream(kind, n), (studies, n))
    reach = t.ppf(0.975, n - 1) * d.std(axis=1, ddof=1) / np.sqrt(n)
    return float(((np.abs(d.mean(axis=1) - mean) <= reach) & (reach > 0)).mean())


def written(share: float) -> str:
    """A share to three decimals as papers write it."""
    return f"{share:.3f}".removeprefix("0") if share < 1 else "1.000"


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def coverage() -> str:
    """The share of intervals with the true mean in them; a sample without an interval is a miss."""
    rows = []
    for kind in CHANGES:
        found = [covered(kind, n) for n in PEOPLE]
        rows.append([kind, "bootstrap-t", *(written(np.nan_to_num(f).mean()) for f in found)])
        rows.append(["", "Student's t", *(written(student(kind, n)) for n in PEOPLE)])
        none = [np.isnan(f).mean() for f in found]
        if max(none) > 0:
            rows.append(["", "no interval", *(written(share) for share in none)])
        progress(rows[-1])
    return table(["changes", "", *(f"n = {n}" for n in PEOPLE)], rows)


def draws() -> str:
    """Coverage with fewer resamples."""
    kinds = ("normal", "exponential", "60 % zeros, else exponential")
    rows = [
        [kind, *(written(np.nan_to_num(covered(kind, 12, draws=b)).mean()) for b in (499, 999, 1_999, 9_999))]
        for kind in kinds
    ]
    return table(["changes, n = 12", "499", "999", "1,999", "9,999"], rows)


def differences() -> str:
    """The share of Welch's intervals with the true difference between two groups in them, and those warned about."""
    rows, warned = [], []
    for kind in PAIRS:
        found = {sizes: of_studies(kind, *sizes) for sizes in SIZES}
        rows.append([kind, "Welch", *(written(np.nan_to_num(hit).mean()) for hit, _ in found.values())])
        none = [np.isnan(hit).mean() for hit, _ in found.values()]
        if max(none) > 0.0005:
            rows.append(["", "no interval", *(written(share) for share in none)])
        for n, m in WARNED_OF:
            hit, doubted = found[n, m]
            first = kind if (n, m) == WARNED_OF[0] else ""
            warned.append([first, f"{n} and {m}", *warned_cells(np.nan_to_num(hit), doubted)])
        progress(rows[-1])
    sizes = [f"{n} and {m}" for n, m in SIZES]
    told = ["changes", "people", "warned", "coverage if warned", "coverage if not"]
    return "\n\n".join([table(["changes", "", *sizes], rows), table(told, warned)])


def warned_cells(hit: np.ndarray, doubted: np.ndarray) -> list[str]:
    """The share of samples that are warned about, and the coverage of those and of the others; – for too few."""
    return [written(doubted.mean()), *(written(hit[w].mean()) if w.sum() > 200 else "–" for w in (doubted, ~doubted))]


def one_group(kinds: dict[str, Draw], n: int, studies: int = TESTED) -> dict[str, dict[str, float]]:
    """False positives of the tests of one group, per kind of change."""
    found: dict[str, dict[str, float]] = {}
    for kind, draw in kinds.items():
        d = draw(stream(kind, n, "one"), (studies, n))
        low, high = bootstrap_t_of_rows(d, draws=1_999)
        p = np.array([sign_flip(row) for row in d])
        found[kind] = {
            "sign-flip": significant(p),
            "Wilcoxon": significant(wilcoxon(row) for row in d),
            "bootstrap-t interval without 0": float(np.mean((low > 0) | (high < 0))),
            "clear: both": float(np.mean(is_clear(low, high, p))),
        }
    return found


def together(n: int, studies: int = MODELLED) -> float:
    """False positives of Spearman's correlation of two changes that have nothing to do with each other."""
    rng = stream(n, "together")
    one, other = rng.poisson(3, (studies, n)) - 3.0, rng.normal(0, 1, (studies, n))
    return significant(spearman(a, b, draws=1_999)[1] for a, b in zip(one, other, strict=True))


def tests() -> str:
    """The share of p at most .05 where there is no effect."""
    people = {n: one_group(EXCHANGEABLE, n, TESTED if n < 30 else MODELLED) for n in PEOPLE}
    rows = []
    for kind in EXCHANGEABLE:
        for test in next(iter(people[8].values())):
            rows.append([kind, test, *(written(people[n][kind][test]) for n in PEOPLE)])
        progress(rows[-1])
    parts = [table(["one group, no effect", "test", *(f"n = {n}" for n in PEOPLE)], rows)]

    leaning = {n: one_group(LEANING, n, MODELLED) for n in PEOPLE}
    rows = [
        [kind, test, *(written(leaning[n][kind][test]) for n in PEOPLE)]
        for kind in LEANING
        for test in next(iter(leaning[8].values()))
    ]
    parts.append(table(["one group, mean 0, leaning", "test", *(f"n = {n}" for n in PEOPLE)], rows))

    return "\n\n".join(parts)


def groups() -> str:
    """The same for two groups, and for two changes that have nothing to do with each other."""
    sizes = [(8, 8), (10, 10), (12, 12), (15, 12), (12, 6)]
    rows = []
    for kind in ("normal", "count", "60 % zeros", "exponential − 1"):
        both = [two_groups(kind, n, m) for n, m in sizes]
        rows += [[kind, test, *(written(b[test]) for b in both)] for test in both[0]]
        progress(rows[-1])
    for which, wider in (("first", 2.0), ("second", 0.5)):
        both = [two_groups("normal", n, m, wider=wider) for n, m in sizes]
        kind = f"normal, {which} group spreads twice as much"
        rows += [[kind, test, *(written(b[test]) for b in both)] for test in both[0]]
    two = table(["two groups that change alike", "test", *(f"{n} and {m}" for n, m in sizes)], rows)
    unrelated = [["Spearman, permutation", *(written(together(n)) for n in PEOPLE)]]
    return "\n\n".join([two, table(["two changes, unrelated", *(f"n = {n}" for n in PEOPLE)], unrelated)])


def models() -> str:
    """The share of p at most .05 of the models where there is no effect, and of the effect that 80 % should find."""

    def row(name: str, p_values: Iterable[np.ndarray]) -> list[str]:
        cells = [name, *(written(significant(p)) for p in p_values)]
        progress(cells)
        return cells

    people, between, missed = modelled.PEOPLE, modelled.BETWEEN, modelled.MISSED
    rows = [row(name, (p_of(n) for n in people)) for name, p_of in modelled.MIXED.items()]
    parts = [table(["no effect", *(f"n = {n}" for n in people)], rows)]
    rows = [row(name, (p_of(n) for n in people)) for name, p_of in modelled.FOUND.items()]
    parts.append(table(["the effect that 80 % should find", *(f"n = {n}" for n in people)], rows))
    rows = [row("network size, 3 waves: third since first", (modelled.sizes_of_groups(n, m) for n, m in between))]
    parts.append(table(["two groups that change alike", *(f"{n} and {m}" for n, m in between)], rows))
    rows = [
        row("network size, 3 waves: third since first", (modelled.p_with_gaps(modelled.sizes(n), n) for n in missed))
    ]
    parts.append(table(["a quarter of the values missing", *(f"n = {n}" for n in missed)], rows))
    kept = [modelled.kept_by_group(egos) for egos in (12, 24)]
    rows = [
        row(f"group effect on who stays, {what}", (k[place] for k in kept))
        for place, what in enumerate(("model", "shares per ego, label permutation"))
    ]
    return "\n\n".join([*parts, table(["no effect", "12 egos", "24 egos"], rows)])


def warnings() -> str:
    """How often each kind of sample is warned about, and what the interval covers with and without a warning."""
    rows = []
    for kind in CHANGES:
        for n in (8, 12, 30):
            draw, _ = CHANGES[kind]
            d = draw(stream(kind, n), (STUDIES, n))
            warned = np.array([calibration_warning(row) is not None for row in d])
            cells = warned_cells(np.nan_to_num(covered(kind, n)), warned)
            rows.append([kind if n == 8 else "", str(n), *cells])
        progress(rows[-1])
    return table(["changes", "n", "warned", "coverage if warned", "coverage if not"], rows)


PARTS: dict[str, Callable[[], str]] = {
    "coverage": coverage,
    "draws": draws,
    "differences": differences,
    "tests": tests,
    "groups": groups,
    "models": models,
    "warnings": warnings,
}


def progress(row: list[str]) -> None:
    print("  " + "  ".join(row), file=sys.stderr, flush=True)


def put(page: str, part: str, tables: str) -> str:
    """The page with the tables of one part between its two marks."""
    start, end = f"<!-- calibration: {part} -->", f"<!-- end: {part} -->"
    before, rest = page.split(start)
    return f"{before}{start}\n\n{tables}\n\n{end}{rest.split(end)[1]}"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("parts", nargs="*", choices=[[], *PARTS], help="all without one")
    arguments.add_argument("--write", action="store_true", help="put the tables in docs/statistics.md")
    asked = arguments.parse_args()
    low, high = proportion_interval(np.array([0.95]), STUDIES)
    print(f"  a share of .95 over {STUDIES:,} studies is known to ± {(high - low)[0] / 2:.3f}", file=sys.stderr)
    for part in asked.parts or PARTS:
        start = time.monotonic()
        tables = PARTS[part]()
        print(f"  {part}: {time.monotonic() - start:.0f} seconds", file=sys.stderr, flush=True)
        print(f"\n{tables}", flush=True)
        if asked.write:
            PAGE.write_text(put(PAGE.read_text(encoding="utf-8"), part, tables), encoding="utf-8")


if __name__ == "__main__":
    main()
