"""How well netlab proposes who is who, on two lists of made-up names of which the truth is known.

    python benchmarks/linking.py

The list in benchmarks/linking/names.csv is ours, and the scores were tuned on it. The other is two-waves of the shared
sample files (NETLAB_SHARED), written by others; it is measured only.
"""

import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from netlab.links import DEFAULT, proposals
from netlab.study import Study, open_study

HERE = Path(__file__).parent
SHARED = Path(os.environ.get("NETLAB_SHARED", HERE.parent.parent / "shared"))
STUDY = """
[files]
egos = "egos.csv"
alters = "alters.csv"
alter_ids = "per wave"
[[waves]]
id = "T1"
[[waves]]
id = "T2"
[[interpreters]]
column = "functie"
role = "note"
[[interpreters]]
column = "afdeling"
categories = ["zorg", "ict", "hr", "onthaal", "extern"]
"""


@dataclass(frozen=True)
class List:
    """Alters in two waves, and which of them are one person: a set of (ego, alter before, alter after)."""

    egos: pd.DataFrame
    alters: pd.DataFrame
    truth: set[tuple[str, str, str]]

    def study(self, folder: Path) -> Study:
        """The list as a study folder, opened."""
        (folder / "study.toml").write_text(STUDY, encoding="utf-8")
        self.egos.to_csv(folder / "egos.csv", index=False)
        self.alters.to_csv(folder / "alters.csv", index=False)
        return open_study(folder)


def own() -> List:
    """The list of names beside this file; the line is the id of an alter."""
    rows = pd.read_csv(HERE / "linking" / "names.csv", dtype=str, keep_default_na=False)
    columns = {"name": "name", "functie": "functie", "afdeling": "afdeling", "x": "plaats_x", "y": "plaats_y"}
    waves = []
    for n, wave in enumerate(("T1", "T2")):
        named = rows[rows[f"name_{wave}"] != ""]
        side = pd.DataFrame({there: named[f"{here}_{wave}"] for here, there in columns.items()})
        waves.append(side.assign(ego=named["participant"], wave=wave, alter=[f"{'ab'[n]}{i + 2}" for i in named.index]))
    alters = pd.concat(waves, ignore_index=True)
    kept = rows[rows["status"] == "kept"]
    truth = {(ego, f"a{line + 2}", f"b{line + 2}") for line, ego in zip(kept.index, kept["participant"], strict=True)}
    return List(alters[["ego", "wave"]].drop_duplicates(), alters, truth)


def two_waves(shared: Path) -> List:
    """The sample: its merged export of Network Canvas, and its table of who is who."""
    folder = shared / "samples" / "two-waves"
    (of_egos,) = folder.glob("merged/*_ego.csv")
    (of_alters,) = folder.glob("merged/*_attributeList_*.csv")
    egos = pd.read_csv(of_egos, dtype=str, keep_default_na=False)
    egos[["ego", "wave"]] = egos["networkCanvasCaseID"].str.split("_", expand=True)
    alters = pd.read_csv(of_alters, dtype=str, keep_default_na=False)
    alters = alters.merge(egos[["networkCanvasEgoUUID", "ego", "wave"]], on="networkCanvasEgoUUID")
    flags = [c for c in alters.columns if c.startswith("afdeling_")]
    department = (alters[flags] == "true").to_numpy()
    alters["afdeling"] = [
        "|".join(f.split("_")[1] for f, on in zip(flags, row, strict=True) if on) for row in department
    ]
    alters["alter"] = alters["networkCanvasUUID"]
    truth = pd.read_csv(folder / "truth_alter_matching.csv", dtype=str, keep_default_na=False)
    kept = truth[truth["status"] == "kept"]
    pairs = set(kept[["participant", "uuid_T1", "uuid_T2"]].itertuples(index=False, name=None))
    columns = ["ego", "wave", "alter", "name", "functie", "afdeling", "plaats_x", "plaats_y"]
    return List(egos[["ego", "wave"]], alters[columns], pairs)


@dataclass(frozen=True)
class Found:
    """What was proposed of a list, against the truth."""

    same: set[tuple[str, str, str]]
    unsure: set[tuple[str, str, str]]
    truth: set[tuple[str, str, str]]

    @property
    def recall(self) -> float:
        """The share of all true pairs that is proposed as the same."""
        return len(self.same & self.truth) / len(self.truth)

    @property
    def precision(self) -> float:
        """The share of the pairs proposed as the same that is true."""
        return len(self.same & self.truth) / len(self.same)

    @property
    def twice(self) -> int:
        """Alters in more than one pair that is proposed as the same."""
        return sum(len(self.same) - len({(p[0], p[n]) for p in self.same}) for n in (1, 2))


def measured(names: List, threshold: float = DEFAULT) -> Found:
    """The proposals for a list, against its truth."""
    with tempfile.TemporaryDirectory() as folder:
        rows = proposals(names.study(Path(folder)), "en", threshold)
    pairs = {
        status: set(
            rows.loc[rows["status"] == status, ["ego", "alter", "other_alter"]].itertuples(index=False, name=None)
        )
        for status in ("same", "unsure")
    }
    return Found(pairs["same"], pairs["unsure"], names.truth)


def report(title: str, names: List, show: bool) -> None:
    """Print the figures of a list and, on request, what was missed or wrong."""
    found = measured(names)
    print(f"{title}: {names.egos['ego'].nunique()} participants, {len(found.truth)} true pairs")
    print(f"  proposed as the same  {len(found.same):4}   recall {found.recall:.2f}   precision {found.precision:.2f}")
    print(f"  alters used twice     {found.twice:4}")
    rest = found.truth - found.same
    print(f"  true, in doubt        {len(rest & found.unsure):4}   (of {len(found.unsure)} pairs in doubt)")
    print(f"  true, not proposed    {len(rest - found.unsure):4}")
    if show:
        called = names.alters.set_index(["ego", "alter"])["name"]
        for what, pairs in (("wrong", found.same - found.truth), ("not proposed", rest - found.unsure)):
            for ego, a, b in sorted(pairs):
                print(f"    {what}: {ego}  {called[ego, a]} – {called[ego, b]}")
        for ego, a, b in sorted(found.unsure):
            true = "  (true)" if (ego, a, b) in found.truth else ""
            print(f"    in doubt: {ego}  {called[ego, a]} – {called[ego, b]}{true}")


if __name__ == "__main__":
    show = "--show" in sys.argv
    report("names.csv (tuned on)", own(), show)
    if SHARED.is_dir() and "--own" not in sys.argv:
        report("two-waves (not tuned on)", two_waves(SHARED), show)
