"""How far a study is linked: between each two waves how many are the same, unsure, gone, or have no proposal."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from netlab.links.deciding import by_netlab
from netlab.links.written import read_links
from netlab.study import Study

COLUMNS = ["before", "after", "egos", "alters", "linked", "same", "unsure", "gone", "none"]


def summary(study: Study) -> pd.DataFrame:
    """How far the alters of each wave are linked to the next, as links.csv has it at this moment.

    Returns
    -------
    DataFrame
        One row per pair of successive waves of a participant (one who skipped a wave counts between the two they were
        in): before, after, egos (participants with a network in both), alters (whom they named before), and of these:
        linked (decided by people to be somebody after, or the same by their id), same (proposed by netlab, not yet
        confirmed), unsure, gone, none (nothing proposed and nothing decided: nobody after looks like them).
    """
    networks, table = study.networks, read_links(study).table
    proposed = by_netlab(table)
    says = {"gone": table["status"] == "gone", "linked": (table["status"] == "same") & ~proposed}
    says |= {"same": (table["status"] == "same") & proposed, "unsure": table["status"] == "unsure"}
    ends = {}
    for name, which in says.items():
        rows = table[which]
        one = rows[["ego", "wave", "alter", "other_wave"]].itertuples(index=False, name=None)
        other = rows[["ego", "other_wave", "other_alter", "wave"]].itertuples(index=False, name=None)
        ends[name] = {*one, *other}
    alters = networks.alters.assign(wave=networks.alters["wave"].astype(object))
    networks_of = {key: (rows["alter"], rows["person"]) for key, rows in alters.groupby(["ego", "wave"])}
    nobody = (pd.Series(dtype="str"), pd.Series(dtype="str"))
    counts: dict[tuple[str, str], dict[str, int]] = {}
    egos = networks.egos.sort_values("wave", kind="stable")
    for ego, waves in egos.groupby("ego", sort=False)["wave"]:
        for before, after in pairwise(waves):
            count = counts.setdefault((before, after), dict.fromkeys(COLUMNS[2:], 0))
            count["egos"] += 1
            there = set(networks_of.get((ego, after), nobody)[1])
            for alter, person in zip(*networks_of.get((ego, before), nobody), strict=True):
                key = (ego, before, alter, after)
                kind = next((k for k in ("gone", "linked", "same", "unsure") if key in ends[k]), "none")
                if kind in ("unsure", "none") and person in there:
                    kind = "linked"
                count["alters"] += 1
                count[kind] += 1
    order = sorted(counts, key=lambda pair: tuple(networks.waves.index(w) for w in pair))
    return pd.DataFrame([{"before": a, "after": b, **counts[a, b]} for a, b in order], columns=COLUMNS)
