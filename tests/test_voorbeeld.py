"""The example study is made by netlab's simulator and dressed by its scripts, byte for byte; its traps are there, and
netlab finds the effect built in."""

from __future__ import annotations

import csv
import importlib
from collections import Counter
from itertools import combinations
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from scipy import stats

import netlab as nl
from netlab.statistics import retention

DATA = Path(__file__).parent.parent / "data"
GROUPS = {"traject": "traject", "vergelijking": "vergelijkingsgroep"}  # netlab's id, the word in the files
NAMED = {  # netlab's measure → its name in the README
    "size": "size",
    "share_external": "share outside",
    "share_strong": "share strong",
    "constraint": "constraint",
    "density": "density",
    "ondernemend": "ondernemend",
}


@pytest.fixture(scope="module")
def script():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(DATA))
        yield importlib.import_module("make_voorbeeld")


@pytest.fixture(scope="module")
def built_in(script):
    return importlib.import_module("voorbeeld_readme")


@pytest.fixture(scope="module")
def study():
    return nl.open_study(DATA / "voorbeeld")


def rows(name: str) -> list[dict[str, str]]:
    """A file of the study as Python's csv reads it."""
    path = DATA / "voorbeeld" / name
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";" if name.startswith("raw") else ","))


@pytest.fixture(scope="module")
def counted() -> pd.DataFrame:
    """Every measure of every network, counted in the files without netlab; index ego, wave."""
    named: dict[tuple[str, str], list[dict]] = {(r["Code"], r["Meting"]): [] for r in rows("raw/deelnemers.csv")}
    for row in rows("raw/contacten.csv"):
        named[row["Code"], row["Meting"]].append(row)
    graphs = {at: nx.Graph([("ego", r["Nr"]) for r in some]) for at, some in named.items()}
    for row in rows("raw/banden.csv"):
        graphs[row["Code"], row["Meting"]].add_edge(row["Van"], row["Naar"])
    table = {}
    for ego in rows("raw/deelnemers.csv"):
        at = (ego["Code"], ego["Meting"])
        some, graph, n = named[at], graphs[at], len(named[at])
        table[at] = {"size": n, "ondernemend": float(ego["Ondernemend gedrag"].replace(",", "."))}
        if n:
            table[at]["share_external"] = sum(r["Waar werkt"] == "buiten de organisatie" for r in some) / n
            table[at]["share_strong"] = sum(r["Hoe dichtbij"] != "soms" for r in some) / n
        if n and ego["Banden gevraagd"] == "ja":
            table[at]["constraint"] = nx.constraint(graph, ["ego"])["ego"]
        if n > 1 and ego["Banden gevraagd"] == "ja":
            table[at]["density"] = (graph.number_of_edges() - n) / (n * (n - 1) / 2)
    return pd.DataFrame.from_dict(table, orient="index").rename_axis(["ego", "wave"])


@pytest.fixture(scope="module")
def change(study) -> pd.DataFrame:
    """The changes from start to end that netlab finds: a row per ego, a column per measure."""
    networks = study.networks
    table = nl.measure(networks).assign(ondernemend=networks.egos["ondernemend"].to_numpy())
    return nl.change(table[[*NAMED]], "start", "einde").pivot(index="ego", columns="measure", values="change")


def of_group(study, change: pd.DataFrame, group: str, measure: str) -> np.ndarray:
    """The changes of a measure of the egos of a group who have both waves."""
    groups = study.networks.egos.drop_duplicates("ego").set_index("ego")["groep"]
    return change.loc[groups[change.index] == group, measure].dropna().to_numpy()


# ------------------------------------------------------------------ the files


def test_the_script_writes_what_is_committed(script, tmp_path):
    script.main(tmp_path)
    written = sorted(p.relative_to(tmp_path) for p in tmp_path.rglob("*") if p.is_file())
    committed = sorted(p.relative_to(DATA / "voorbeeld") for p in (DATA / "voorbeeld").rglob("*") if p.is_file())
    assert written == [p for p in committed if p != Path("study.toml")]
    for path in written:
        assert (tmp_path / path).read_bytes() == (DATA / "voorbeeld" / path).read_bytes(), path


@pytest.mark.slow
def test_another_seed_makes_another_study_with_the_traps_of_its_course(script):
    """Empty, small and large networks, ties not asked, and people whom both groups name."""
    for seed in (1, 2, 3):
        networks = script.course(seed)
        size = nl.measure(networks)["size"]
        assert (size["P05", "start"], size["P08", "start"]) == (0, 1)
        ends = size.xs("einde", level="wave")
        assert ends["P10"] == ends[ends.index.str.startswith("P")].max()
        assert not networks.egos.set_index("ego")["ties_asked"]["P13"].any()
        made = script.make_egos(np.random.default_rng(seed), networks)
        shared = script.share_persons(made)
        assert [len(of) for of in shared.values()] == [1, 3]
        assert all(len({a.someone for a in ego.alters}) == len(ego.alters) for ego in made)


def test_only_links_in_doubt_are_a_problem(study):
    problems = nl.check(study, "nl")
    # README: P03 (1), P07 (2), P12 (1) links that stayed unsure
    assert problems["ego"].to_list() == ["P03", "P07", "P07", "P12"]
    assert not problems["stops"].any()
    assert study.networks.cleaned.empty


def test_the_egos_and_waves_are_those_of_the_readme(study):
    egos = study.networks.egos
    assert egos.groupby("groep", observed=True)["ego"].nunique().to_dict() == {"traject": 14, "vergelijking": 12}
    assert egos.groupby("wave", observed=True).size().to_dict() == {"start": 26, "einde": 24, "opvolging": 15}


# ------------------------------------------------------------------ the traps


def test_networks_that_are_empty_small_or_large_are_there(study):
    size = nl.measure(study.networks)["size"]
    assert size["P05", "start"] == 0
    assert size["P08", "start"] == 1
    assert size.xs("einde", level="wave").max() == size["P10", "einde"] >= 12


def test_who_was_not_interviewed_again_is_missing_and_not_without_contacts(study):
    networks = study.networks
    for ego in ("P11", "V04"):
        assert networks.egos.loc[networks.egos["ego"] == ego, "wave"].to_list() == ["start"]
        assert nl.turnover(networks, "start", "einde").loc[ego, "reason"] == "wave_missing"


def test_one_participant_was_never_asked_who_knows_whom(study):
    asked = study.networks.egos.set_index("ego")["ties_asked"]
    assert set(asked[~asked].index) == {"P13"}
    assert nl.undefined(study.networks).loc[("P13", "start"), "density"] == "ties_not_asked"


def test_people_of_one_study_name_each_other_and_the_same_others(study):
    """Counted in persons.csv: participants of the trajectory name each other, one of the comparison group names one of
    them, and there is somebody whom both groups know."""
    said = rows("persons.csv")
    assert {(r["ego"][0], r["person"][0]) for r in said} == {("P", "P"), ("P", "X"), ("V", "P"), ("V", "X")}
    by: dict[str, set[str]] = {}
    for row in said:
        by.setdefault(row["person"], set()).add(row["ego"])
    assert all(len(egos) > 1 for person, egos in by.items() if person.startswith("X"))
    assert any({ego[0] for ego in egos} == {"P", "V"} for person, egos in by.items() if person.startswith("X"))
    alters = study.networks.alters
    found = alters[alters["person"].isin(by)].drop_duplicates(["ego", "person"])
    assert found.groupby("person")["ego"].agg(set).to_dict() == by


def test_two_people_with_one_first_name_are_two(study):
    different = [r for r in rows("links.csv") if r["status"] == "different"]
    assert {r["ego"][0] for r in different} == {"P", "V"}
    names = {(r["Code"], r["Meting"], r["Nr"]): r["Naam"] for r in rows("raw/contacten.csv")}
    for row in different:
        one = names[row["ego"], row["wave"], row["alter"]]
        other = names[row["ego"], row["other_wave"], row["other_alter"]]
        assert one.split()[0] == other.split()[0]
        assert one != other


def test_names_change_their_spelling_and_lost_contacts_are_sometimes_gone():
    said = rows("links.csv")
    names = {(r["Code"], r["Meting"], r["Nr"]): r["Naam"] for r in rows("raw/contacten.csv")}
    same = [r for r in said if r["status"] == "same"]
    written = [
        (names[r["ego"], r["wave"], r["alter"]], names[r["ego"], r["other_wave"], r["other_alter"]]) for r in same
    ]
    assert 0 < sum(one != other for one, other in written) < len(written) / 2
    assert {"gone", "unsure"} < {r["status"] for r in said}


def test_an_answer_left_empty_is_unknown_and_a_fixed_one_is_filled(study):
    alters = study.networks.alters
    assert alters["waarde"].isna().any()
    function = alters.groupby(["ego", "person"])["functie"].agg(["nunique", lambda v: v.isna().any()])
    assert not (function.iloc[:, 1] & (function["nunique"] > 0)).any()


def test_a_fragment_about_a_contact_is_true_of_that_contact(study):
    """By the words of voorbeeld_texts.toml, in the tables that netlab reads: new, lost, and where somebody works."""
    told = study.fragments[study.fragments["alter"].notna()]
    alters = study.networks.alters.set_index(["ego", "wave", "alter"])
    fates = nl.fates(study.networks, "start", "einde").set_index(["ego", "person"])["fate"].astype(str)
    assert len(told) > 20
    for row in told.itertuples():
        alter = alters.loc[(row.ego, row.wave, row.alter)]
        wanted = {"nieuwe contacten": "new", "contact verwaterd": "lost", "band verdiept": "kept"}.get(row.code)
        assert wanted in (None, fates[row.ego, alter["person"]]), row
        if "[medecursist]" in row.text:
            assert alter["person"].startswith("P")
        if "buiten de organisatie]" in row.text:
            assert alter["plek"] == "buiten"


# ------------------------------------------------------------------ the effect


@pytest.mark.parametrize("measure", NAMED)
def test_netlab_measures_what_is_counted_in_the_files(study, counted, measure):
    table = nl.measure(study.networks).assign(ondernemend=study.networks.egos["ondernemend"].to_numpy())
    found = table[measure].rename_axis(["ego", "wave"])
    found.index = found.index.set_levels(found.index.levels[1].astype(str), level=1)
    pd.testing.assert_series_equal(found, counted[measure].reindex(found.index), check_names=False, check_dtype=False)


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("measure", NAMED)
def test_the_readme_says_what_the_files_hold(study, counted, measure, group):
    word = GROUPS[group]
    codes = {r["Code"] for r in rows("raw/deelnemers.csv") if r["Groep"] == word}
    wide = counted[measure].unstack("wave")
    values = (wide["einde"] - wide["start"]).loc[sorted(codes)].dropna()
    readme = (DATA / "voorbeeld" / "README.md").read_text(encoding="utf-8")
    row = next(line for line in readme.splitlines() if line.startswith(f"| {NAMED[measure]} | {word} |"))
    mean, sd, n = (float(cell) for cell in row.split("|")[4:7])
    assert len(values) == n
    assert values.mean() == pytest.approx(mean, abs=0.0051)
    assert values.std() == pytest.approx(sd, abs=0.0051)


@pytest.mark.parametrize(("nth", "group"), list(enumerate(GROUPS)))
@pytest.mark.parametrize("measure", NAMED)
def test_netlab_finds_the_effect_built_in_within_what_chance_allows(study, change, built_in, measure, nth, group):
    """The 99.9 % t interval: of twelve such statements about a sample nobody chose one in eighty would fail."""
    values = of_group(study, change, group, measure)
    low, high = stats.t.interval(0.999, len(values) - 1, values.mean(), stats.sem(values))
    assert low <= built_in.EXPECTED[NAMED[measure]][nth] <= high


def test_the_trajectory_grows_and_the_comparison_group_does_not(study, change):
    for group, grows in (("traject", True), ("vergelijking", False)):
        values = of_group(study, change, group, "size")
        low, high = stats.t.interval(0.95, len(values) - 1, values.mean(), stats.sem(values))
        assert low < high
        assert (low > 0) == grows


def test_strong_ties_stay_as_much_more_often_as_was_built_in(study, script):
    """Log-odds, with unsure links as different and as the same person; the 99.9 % interval again."""
    found = retention(study.networks, "start", "einde", ["strong"], level=0.999)
    assert set(found.index.get_level_values("unsure")) == {"different", "same"}
    assert (found["low"] < script.COURSE["kept_strong"]).all()
    assert (found["high"] > script.COURSE["kept_strong"]).all()
    assert (found["low"] < found["high"] - 1).all()


def test_nothing_is_built_into_the_comparison_group(built_in):
    assert {expected[1] for expected in built_in.EXPECTED.values()} == {0.0}


@pytest.mark.slow
def test_what_is_said_to_be_built_in_is_what_other_seeds_give(script, built_in):
    """120 studies with seeds that the table was not made from, without the traps; four standard errors."""
    found = {"P": [], "C": []}
    for seed in range(20_001, 20_121):
        networks = nl.simulate(**(script.COURSE | {"waves": 2, "questions": []}), seed=seed).networks
        table = nl.measure(networks)[[m for m in NAMED if m != "ondernemend"]]
        table = table.assign(ondernemend=networks.egos["score"].to_numpy())
        by_ego = table.xs("t2", level="wave") - table.xs("t1", level="wave")
        for letter, some in found.items():
            some.append(by_ego[by_ego.index.str.startswith(letter)])
    for nth, some in enumerate(found.values()):
        changes = pd.concat(some)
        for measure, name in NAMED.items():
            values = changes[measure].dropna()
            assert built_in.EXPECTED[name][nth] == pytest.approx(values.mean(), abs=4 * stats.sem(values)), (name, nth)


def test_the_course_is_the_simulators(script, study):
    """Contact by contact: as many are named, kept and tied in the files as in the simulated study."""
    made = script.course()
    for table in ("egos", "alters", "ties"):
        given, read = (
            Counter(map(tuple, getattr(n, table)[["ego", "wave"]].astype(str).to_numpy()))
            for n in (made, study.networks)
        )
        assert given == read
    for waves in combinations(("start", "einde", "opvolging"), 2):
        one, other = (nl.turnover(n, *waves).sort_index() for n in (made, study.networks))
        columns = ["kept_max", "lost_min", "new_min"]  # the simulated study has no doubt
        pd.testing.assert_frame_equal(one[columns], other[columns], check_dtype=False)
