"""Numbers that others printed, on their own input: homophily against a roster, brokerage in a whole network."""

import json
from itertools import product

import pandas as pd
import pytest

from netlab.codebook import Category, Codebook, Interpreter
from netlab.measures.roles import ROLES, roles
from netlab.networks import EgoNetworks
from netlab.statistics.chance import homophily_of_groups


def from_mixing(matrix, sizes) -> EgoNetworks:
    """A whole network in which the egos of group g (rows) name so many people of group h (columns) together.

    Which of them names whom makes no difference to what is tested: the first of the possible pairs are taken in turn.
    """
    groups = [f"g{i}" for i in range(len(sizes))]
    people = {g: [f"{g}p{i:03}" for i in range(n)] for g, n in zip(groups, sizes, strict=True)}
    of = {p: g for g, some in people.items() for p in some}
    named = []
    for (i, g), (j, h) in product(enumerate(groups), repeat=2):
        ways = [(a, people[h][(x + y) % sizes[j]]) for y in range(sizes[j]) for x, a in enumerate(people[g])]
        named += [(a, b) for a, b in ways if a != b][: matrix[i][j]]
    table = pd.DataFrame(named, columns=["ego", "alter"])
    assert not table.duplicated().any()
    asked = Interpreter("group", categories=tuple(map(Category, groups)))
    return EgoNetworks.from_frames(
        pd.DataFrame({"ego": list(of), "group": list(of.values())}),
        table.assign(group=table["alter"].map(of)),
        codebook=Codebook(interpreters=(asked,), alter_ids="roster"),
    )


def by_group(matrix, sizes) -> pd.DataFrame:
    return homophily_of_groups(from_mixing(matrix, sizes), "group", draws=19).droplevel("wave")


@pytest.mark.reference("HO-06")
def test_colemans_own_example():
    """Coleman 1958 in netseg @ 1711b7a: .375 and .167 with n/N, .38125 and .175 exactly, which netlab takes.

    The exact ones by hand: s = 45/60, w = 59/99: (.75 - .59596) / .40404; s = 20/40, w = 39/99: (.5 - .39394) / .60606.
    """
    table = by_group([[45, 15], [20, 20]], [60, 40])
    assert table["coleman"].tolist()[:2] == pytest.approx([0.38125, 0.175], abs=0.0005)
    assert table["expected_same"].tolist()[:2] == pytest.approx([59 / 99, 39 / 99])


@pytest.mark.reference("HO-08")
def test_a_classroom_of_boys_and_girls():
    """netseg README @ 1711b7a, the data set Classroom: Coleman .9084249 and .7909699, odds ratio 16.58071.

    Yule's Q is (OR - 1) / (OR + 1) of the same: 15.58071 / 17.58071.
    """
    table = by_group([[40, 2], [5, 41]], [13, 13])
    assert table["coleman"].tolist()[:2] == pytest.approx([0.9084249, 0.7909699], abs=6e-6)
    assert table.loc["all", "odds_ratio"] == pytest.approx(16.58071, abs=6e-6)
    assert table.loc["all", "yules_q"] == pytest.approx(15.58071 / 17.58071, abs=1e-6)
    assert table.loc["all", "p"] == 0.05  # no shuffle of 19 comes near: (1 + 0) / 20


@pytest.mark.reference("GF-01")
def test_the_five_roles_in_a_small_network():
    """cograph test-centrality-batch3.R @ 91313a2, by hand there, and equal to sna's: a → v → b where not a → b."""
    ties = pd.DataFrame([tuple(arc) for arc in ("AB", "AC", "BC", "BD", "CD", "DA")], columns=["source", "target"])
    table = roles(ties, pd.Series([1, 1, 2, 2], index=list("ABCD")))
    assert table.index.tolist() == list("ABCD")
    assert table["coordinator"].tolist() == [0, 0, 0, 0]
    assert table["consultant"].tolist() == [1, 0, 0, 1]
    assert table["representative"].tolist() == [0, 1, 0, 1]
    assert table["gatekeeper"].tolist() == [1, 0, 1, 0]
    assert table["liaison"].tolist() == [0, 0, 0, 0]


@pytest.mark.reference("GF-02")
def test_brokering_across_disciplines(shared):
    """netrics' tests @ 10d90ba: of the first three people in Freeman's EIES 333, 207 and 3 paths across groups."""
    folder = shared / "reference"
    people = pd.read_csv(folder / "data" / "manynet_ison_networkers_nodes.csv")
    ties = pd.read_csv(folder / "data" / "manynet_ison_networkers_edges.csv")
    table = roles(ties, people.set_index("name")["discipline"])
    across = table[["representative", "gatekeeper", "liaison"]].sum(axis=1)
    (case,) = [
        c
        for c in json.loads((folder / "reference_numbers.json").read_text(encoding="utf-8"))["cases"]
        if c["id"] == "GF-02"
    ]
    assert across[:3].tolist() == case["expected"] == [333, 207, 3]
    assert table[list(ROLES)].sum(axis=None) > across.sum()
