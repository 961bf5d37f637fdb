"""Whether netlab's intervals and tests keep their promises, over thousands of simulated studies of few people.

    python benchmarks/calibration.py                    the tables of docs/statistics.md, printed
    python benchmarks/calibration.py --write            and put in docs/statistics.md
    python benchmarks/calibration.py --write coverage   only this part (or draws, tests, groups, models, warnings)

All numbers are drawn with fixed seeds: the same tables every time. About a quarter of an hour on one processor.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import calibration_models as modelled
import numpy as np
from calibration_models import MODELLED, stream

from netlab.simulation.power import proportion_interval
from netlab.statistics.calibration import calibration_warning
from netlab.statistics.correlation import spearman
from netlab.statistics.covariance import ancova
from netlab.statistics.inference import (
    bootstrap_t_of_rows,
    label_permutation_of_rows,
    sign_flip,
    welch_interval,
    wilcoxon,
)
from netlab.statistics.verdicts import is_clear

PAGE = Path(__file__).parent.parent / "docs" / "statistics.md"
PEOPLE = (8, 10, 12, 15, 30)
STUDIES, TESTED = 10_000, 4_000
Draw = Callable[[np.random.Generator, tuple[int, int]], np.ndarray]


def with_zeros(share: float, draw: Draw) -> Draw:
    """Changes of which a share is 0."""
    return lambda rng, shape: np.where(rng.random(shape) < share, 0.0, draw(rng, shape))


# what a change is drawn from, and its mean
CHANGES: dict[str, tuple[Draw, float]] = {
    "normal": (lambda rng, shape: rng.normal(0.5, 1, shape), 0.5),
    "count": (lambda rng, shape: rng.poisson(8, shape) - rng.poisson(6, shape) * 1.0, 2.0),
    "exponential": (lambda rng, shape: rng.exponential(1, shape), 1.0),
    "lognormal": (lambda rng, shape: rng.lognormal(0, 1, shape), float(np.exp(0.5))),
    "60 % zeros, else exponential": (with_zeros(0.6, lambda rng, shape: rng.exponential(1, shape)), 0.4),
    "60 % zeros, else normal around 1": (with_zeros(0.6, lambda rng, shape: rng.normal(1, 1, shape)), 0.4),
    "60 % zeros, else 1 + Poisson(1)": (with_zeros(0.6, lambda rng, shape: 1.0 + rng.poisson(1, shape)), 0.8),
    "60 % zeros, else normal around 0": (with_zeros(0.6, lambda rng, shape: rng.normal(0, 1, shape)), 0.0),
    "80 % zeros, else exponential": (with_zeros(0.8, lambda rng, shape: rng.exponential(1, shape)), 0.2),
    "difference of two lognormals": (lambda rng, shape: rng.lognormal(0, 1, shape) - rng.lognormal(0, 1, shape), 0.0),
}
# no effect: before and after could be exchanged, so that a change is as likely up as down
EXCHANGEABLE: dict[str, Draw] = {
    "normal": lambda rng, shape: rng.normal(0, 1, shape),
    "count": lambda rng, shape: rng.poisson(6, shape) - rng.poisson(6, shape) * 1.0,
    "exponential": lambda rng, shape: rng.exponential(1, shape) - rng.exponential(1, shape),
    "lognormal": lambda rng, shape: rng.lognormal(0, 1, shape) - rng.lognormal(0, 1, shape),
    "60 % zeros": with_zeros(0.6, lambda rng, shape: rng.normal(0, 1, shape)),
}
# the mean is 0, but the form is not the same up and down: not what a test by signs takes for no effect
LEANING: dict[str, Draw] = {
    "exponential − 1": lambda rng, shape: rng.exponential(1, shape) - 1,
    "lognormal − mean": lambda rng, shape: rng.lognormal(0, 1, shape) - np.exp(0.5),
}


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


def significant(p_values: Iterable[float]) -> float:
    """The share of p at most .05; a test that gives none has found nothing."""
    return float(np.mean(np.nan_to_num(np.array(list(p_values)), nan=1) <= 0.05 + 1e-12))


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


def two_groups(kind: str, n: int, m: int, studies: int = TESTED, wider: float = 1.0) -> dict[str, float]:
    """False positives of the comparison of two groups that change alike; `wider` is how much more the first spreads."""
    draw = {**EXCHANGEABLE, **LEANING}[kind]
    rng = stream(kind, n, m, "two")
    d, e = wider * draw(rng, (studies, n)), draw(rng, (studies, m))
    base, other = rng.normal(0, 1, (studies, n)), rng.normal(0, 1, (studies, m))
    pairs = list(zip(d, e, strict=True))
    low, high = np.array([welch_interval(*pair) for pair in pairs]).T
    p = label_permutation_of_rows(d, e, draws=1_999)
    return {
        "label permutation": significant(p),
        "Welch": float(np.mean((low > 0) | (high < 0))),
        "clear: both": float(np.mean(is_clear(low, high, p))),
        "ANCOVA": significant(ancova(x, x + a, y, y + b).p for x, a, y, b in zip(base, d, other, e, strict=True)),
    }


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
    """The share of p at most .05 of the models where there is no effect."""

    def row(name: str, p_values: Iterable[np.ndarray]) -> list[str]:
        cells = [name, *(written(significant(p)) for p in p_values)]
        progress(cells)
        return cells

    people, between, missed = modelled.PEOPLE, modelled.BETWEEN, modelled.MISSED
    rows = [row(name, (p_of(n) for n in people)) for name, p_of in modelled.MIXED.items()]
    parts = [table(["no effect", *(f"n = {n}" for n in people)], rows)]
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
            hit = np.nan_to_num(covered(kind, n))
            cells = [written(warned.mean())]
            cells += [written(hit[w].mean()) if w.sum() > 200 else "–" for w in (warned, ~warned)]
            rows.append([kind if n == 8 else "", str(n), *cells])
        progress(rows[-1])
    return table(["changes", "n", "warned", "coverage if warned", "coverage if not"], rows)


PARTS: dict[str, Callable[[], str]] = {
    "coverage": coverage,
    "draws": draws,
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
