"""The example study is made by its script, byte for byte; its traps are there, and netlab finds the effect built in."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

import netlab as nl

DATA = Path(__file__).parent.parent / "data"


@pytest.fixture(scope="module")
def script():
    found = importlib.util.spec_from_file_location("make_voorbeeld", DATA / "make_voorbeeld.py")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def study():
    return nl.open_study(DATA / "voorbeeld")


def test_the_script_writes_what_is_committed(script, tmp_path):
    script.main(tmp_path)
    written = sorted(p.relative_to(tmp_path) for p in tmp_path.rglob("*") if p.is_file())
    committed = sorted(p.relative_to(DATA / "voorbeeld") for p in (DATA / "voorbeeld").rglob("*") if p.is_file())
    assert written == [p for p in committed if p != Path("study.toml")]
    for path in written:
        assert (tmp_path / path).read_bytes() == (DATA / "voorbeeld" / path).read_bytes(), path


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


def test_the_traps_are_there(study):
    networks = study.networks
    size = nl.measure(networks)["size"]
    assert size["P05", "start"] == 0
    assert size["P08", "start"] == 1
    assert size.xs("einde", level="wave").idxmax() == "P10"
    assert size["P10", "einde"] == 14
    for ego in ("P11", "V04"):
        assert networks.egos.loc[networks.egos["ego"] == ego, "wave"].to_list() == ["start"]
        assert nl.turnover(networks, "start", "einde").loc[ego, "reason"] == "wave_missing"
    asked = networks.egos.set_index("ego")["ties_asked"]
    assert set(asked[~asked].index) == {"P13"}
    assert nl.undefined(networks).loc[("P13", "start"), "density"] == "ties_not_asked"
    v03 = networks.alters[networks.alters["ego"] == "V03"]
    assert "P03" in set(v03["person"])


def test_an_answer_left_empty_is_unknown_and_a_fixed_one_is_filled(study):
    alters = study.networks.alters
    assert alters["waarde"].isna().any()
    function = alters.groupby(["ego", "person"])["functie"].agg(["nunique", lambda v: v.isna().any()])
    assert not (function.iloc[:, 1] & (function["nunique"] > 0)).any()


def changes(study, group: str, measure: str) -> np.ndarray:
    """The changes from start to end of the egos of a group who have both."""
    networks = study.networks
    table = nl.measure(networks).assign(ondernemend=networks.egos["ondernemend"].to_numpy())
    change = nl.change(table[[measure]], "start", "einde").set_index("ego")["change"].dropna()
    groups = networks.egos.drop_duplicates("ego").set_index("ego")["groep"]
    return change[groups[change.index] == group].to_numpy()


def interval(values: np.ndarray) -> tuple[float, float]:
    """The 95 % t interval of a mean."""
    return stats.t.interval(0.95, len(values) - 1, values.mean(), stats.sem(values))


@pytest.mark.parametrize(("nth", "group"), [(0, "traject"), (1, "vergelijking")])
@pytest.mark.parametrize(
    ("measure", "named"), [("size", "size"), ("share_external", "share outside"), ("ondernemend", "ondernemend")]
)
def test_what_was_built_in_lies_within_the_interval_of_what_netlab_finds(study, script, measure, named, nth, group):
    low, high = interval(changes(study, group, measure))
    assert low <= script.EXPECTED[named][nth] <= high


def test_the_trajectory_grows_and_the_comparison_group_does_not(study):
    low, high = interval(changes(study, "traject", "size"))
    assert low > 0
    low, high = interval(changes(study, "vergelijking", "size"))
    assert low < 0 < high


@pytest.mark.parametrize(
    ("measure", "named"),
    [
        ("size", "size"),
        ("share_external", "share outside"),
        ("share_strong", "share strong"),
        ("constraint", "constraint"),
        ("density", "density"),
        ("ondernemend", "ondernemend"),
    ],
)
def test_netlab_finds_the_means_that_the_script_wrote_in_the_readme(study, measure, named):
    """The script has its own count of alters, ties and constraint."""
    readme = (
        (DATA / "voorbeeld" / "README.md").read_text(encoding="utf-8").replace("vergelijkingsgroep", "vergelijking")
    )
    for group in ("traject", "vergelijking"):
        row = next(line for line in readme.splitlines() if line.startswith(f"| {named} | {group} |"))
        mean, sd, n = (float(cell) for cell in row.split("|")[4:7])
        found = changes(study, group, measure)
        assert len(found) == n
        assert found.mean() == pytest.approx(mean, abs=0.0051)
        assert found.std(ddof=1) == pytest.approx(sd, abs=0.0051)
