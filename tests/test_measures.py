"""The table of measures as a whole: its columns, why values are missing, its summary and its texts."""

import re
import subprocess
import sys
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netlab.codebook import Category, Codebook, Interpreter, Outcome, Wave
from netlab.measures import describe, label, measure, measures_of, text_of, undefined
from netlab.networks import EgoNetworks
from netlab.problems import InputError
from netlab.texts import LANGUAGES, texts

# as DESIGN.md ("Columns of measure") names them
FIXED = [
    "size", "density", "mean_degree", "effective_size", "efficiency", "constraint", "constraint_size_part",
    "constraint_closure_part", "constraint_normalised", "hierarchy", "components", "component_ratio", "isolates",
    "largest_component_share", "fragmentation", "betweenness", "betweenness_normalised", "strong", "weak",
    "share_strong", "share_weak", "ring_median", "share_external", "types_mean", "share_multiplex", "face_to_face",
    "digital", "both", "balance", "mutual", "know", "value", "access", "cost", "ready", "coordinator", "consultant",
    "boundary", "liaison",
]  # fmt: skip
SCALE = tuple(Category(i) for i in ("1", "2", "3"))
CODEBOOK = Codebook(
    waves=(Wave("t1"), Wave("t2")),
    interpreters=(
        Interpreter("near", "strength", categories=SCALE, strong_from="2"),
        Interpreter("place", "organisation", categories=(Category("own"), Category("out")), external=("out",)),
        Interpreter("job", label={"nl": "functie", "en": "function"}, categories=SCALE),
        Interpreter("talk", "relation"),
        Interpreter("learn", "relation"),
        Interpreter(
            "how", "channel", categories=(Category("l", channel="face_to_face"), Category("d", channel="digital"))
        ),
        Interpreter("g", "brings", categories=SCALE[:2]),
        Interpreter("h", "asks", categories=SCALE[:2]),
        Interpreter("know", "know", categories=SCALE, from_="2"),
        Interpreter("value", "value", categories=SCALE, from_="2"),
        Interpreter("access", "access", categories=SCALE, from_="2"),
        Interpreter("cost", "cost", categories=SCALE, up_to="2"),
    ),
    outcomes=(Outcome("drive", {"nl": "gedrevenheid", "en": "drive"}),),
    brokerage="job",
)
ANSWERS = {i.column: (i.ids or [True, False]) for i in CODEBOOK.interpreters}


def drawn_networks(seed: int, many: int = 12) -> EgoNetworks:
    """Networks of 0 to 6 alters with every kind of gap: ties not asked, pairs, answers or ego's group unknown."""
    rng = np.random.default_rng(seed)
    egos, alters, ties = [], [], []
    for e in range(many):
        ego, wave, n = f"E{e}", ("t1", "t2")[e % 2], int(rng.integers(0, 7))
        job = rng.choice(["1", "2", "3", None])
        egos.append((ego, wave, bool(rng.random() < 0.8), int(rng.choice([0, 0, 0, 1, 3])), job))
        gap = rng.choice([0, 0.3, 1])
        for i in range(n):
            given = [rng.choice(values) if rng.random() >= gap else None for values in ANSWERS.values()]
            alters.append((ego, wave, f"a{i}", *given))
        ties += [(ego, wave, f"a{a}", f"a{b}") for a, b in combinations(range(n), 2) if rng.random() < 0.4]
    return EgoNetworks.from_frames(
        pd.DataFrame(egos, columns=["ego", "wave", "ties_asked", "pairs_missing", "job"]),
        pd.DataFrame(alters, columns=["ego", "wave", "alter", *ANSWERS]),
        pd.DataFrame(ties, columns=["ego", "wave", "source", "target"]),
        codebook=CODEBOOK,
    )


# ------------------------------------------------------------------ the table
def test_fixed_columns_are_there_in_order_whatever_the_study_asked(make_networks):
    table = measure(make_networks({"E": [(1, 2)]}))
    assert list(table) == FIXED
    assert (table.dtypes == "float64").all()


def test_columns_of_the_codebook_stand_between_the_fixed_ones_in_its_order():
    columns = list(measure(drawn_networks(1)))
    assert [c for c in columns if c in FIXED] == FIXED
    block = columns[columns.index("share_weak") + 1 : columns.index("types_mean")]
    attributes = ["place", "job"]
    expected = ["ring_1", "ring_2", "ring_3", "ring_median", "share_external", "ei_job", "same_job"]
    expected += ["share_place_own", "share_place_out", "share_job_1", "share_job_2", "share_job_3"]
    for name in ["blau", "blau_unbiased", "iqv", "entropy", "entropy_normalised", "richness", "valid", "missing"]:
        expected += [f"{name}_{a}" for a in attributes]
    assert block == expected


def test_every_measure_is_a_series_named_after_its_column_on_every_network():
    networks = drawn_networks(2)
    table = measure(networks)
    for m in measures_of(networks):
        values = m.of(networks)
        assert values.name == m.column
        assert values.index.equals(networks.index)
        pd.testing.assert_series_equal(values, table[m.column])


def test_measures_do_not_depend_on_the_other_networks_in_the_table():
    networks = drawn_networks(3)
    table = measure(networks)
    for ego in ("E0", "E5", "E7"):
        pd.testing.assert_frame_equal(measure(networks.of([ego])), table.loc[[ego]])


def test_measuring_changes_nothing():
    networks = drawn_networks(4)
    before = [t.copy(deep=True) for t in (networks.egos, networks.alters, networks.ties)]
    measure(networks), undefined(networks), describe(networks)
    for was, table in zip(before, (networks.egos, networks.alters, networks.ties), strict=True):
        pd.testing.assert_frame_equal(was, table)


def test_two_measures_with_one_name_are_an_error_that_names_it(make_networks):
    networks = make_networks({"E": [(1, 2)]})
    twice = Codebook(
        interpreters=(Interpreter("a", categories=(Category("b_c"),)), Interpreter("a_b", categories=(Category("c"),)))
    )
    with pytest.raises(InputError, match=r"both be called 'share_a_b_c'.*rename one"):
        measure(EgoNetworks(networks.egos, networks.alters, networks.ties, twice))


def test_an_empty_study_gives_an_empty_table():
    networks = EgoNetworks.from_frames(
        pd.DataFrame(columns=["ego", "wave"], dtype=str), pd.DataFrame(columns=["ego", "wave", "alter"], dtype=str),
        codebook=CODEBOOK,
    )  # fmt: skip
    assert measure(networks).shape[0] == undefined(networks).shape[0] == 0
    assert (describe(networks)["n"] == 0).all()


# ------------------------------------------------------------------ why
@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_a_reason_stands_exactly_where_a_value_is_missing(seed):
    networks = drawn_networks(seed)
    table, why = measure(networks), undefined(networks)
    assert why.index.equals(table.index)
    assert list(why) == list(table)
    assert (why.isna() == table.notna()).all(axis=None)
    n = table["size"]
    assert ((why == "no_alters").any(axis=1) == (n == 0)).all()
    assert n[(why == "one_alter").any(axis=1)].isin([1]).all()
    assert n[(why == "ties_not_asked").any(axis=1)].gt(1).all()


def test_the_first_reason_that_applies_is_given(make_networks):
    """DESIGN.md: no_alters, one_alter, ties_not_asked, pairs_missing, attribute_missing, too_few_valid, no_exchange."""
    three = ["x", "y", "z"]
    names = {"none": [], "one": ["x"], "not": three, "gap": three}
    networks = make_networks(
        {key: [] for key in names}, names, ties_asked=[False, False, False, True], pairs_missing=[1, 1, 1, 1]
    )
    why = undefined(networks).droplevel("wave")
    assert why["fragmentation"].tolist() == ["no_alters", "one_alter", "ties_not_asked", "pairs_missing"]
    assert why["betweenness"].fillna("").tolist() == ["no_alters", "", "ties_not_asked", "pairs_missing"]
    assert why["coordinator"].tolist() == ["no_alters", "attribute_missing", "ties_not_asked", "pairs_missing"]
    assert why["share_strong"].tolist() == ["no_alters", *["attribute_missing"] * 3]


# ------------------------------------------------------------------ table 1
def test_describe_gives_number_mean_spread_and_range_per_measure_and_wave():
    """By hand. Sizes 1 and 3 in t1: mean 2, sd √2; 2 in t2: no sd. Density: only the three alters with one tie, 1/3."""
    egos = pd.DataFrame({"ego": ["E", "F", "E"], "wave": ["t1", "t1", "t2"]})
    rows = [("E", "t1", "x"), ("F", "t1", "x"), ("F", "t1", "y"), ("F", "t1", "z"), ("E", "t2", "x"), ("E", "t2", "y")]
    alters = pd.DataFrame(rows, columns=["ego", "wave", "alter"])
    ties = pd.DataFrame([("F", "t1", "x", "y")], columns=["ego", "wave", "source", "target"])
    networks = EgoNetworks.from_frames(egos, alters, ties, codebook=Codebook(waves=(Wave("t1"), Wave("t2"))))
    table = describe(networks)
    assert list(table) == ["n", "missing", "mean", "sd", "median", "min", "max"]
    assert table.index.names == ["measure", "wave"]
    assert table.loc[("size", "t1")].tolist() == pytest.approx([2, 0, 2, 2**0.5, 2, 1, 3])
    assert pd.isna(table.loc[("size", "t2"), "sd"])
    assert table.loc[("density", "t1"), ["n", "missing", "mean"]].tolist() == pytest.approx([1, 1, 1 / 3])
    assert table.loc[("strong", "t1"), ["n", "missing"]].tolist() == [0, 2]
    assert table.index.get_level_values("measure").unique().tolist() == list(measure(networks))
    pd.testing.assert_frame_equal(describe(networks, "t2"), table.xs("t2", level="wave"))


def test_describe_names_an_unknown_wave():
    with pytest.raises(InputError, match=re.escape("'t3' is not in this study. Known: t1, t2.")):
        describe(drawn_networks(5), "t3")


# ------------------------------------------------------------------ texts
def test_every_measure_has_a_label_a_note_and_a_kind_in_both_languages():
    networks = drawn_networks(6)
    for m in measures_of(networks):
        for lang in LANGUAGES:
            name, note = label(m, networks.codebook, lang), text_of(m.column, "note", networks.codebook, lang)
            assert name, m.column
            assert "{" not in name + note, m.column
            assert note.endswith("."), m.column
        kinds = {text_of(m.column, "kind", networks.codebook, lang) for lang in LANGUAGES}
        assert kinds in ({"count"}, {"share"}, {"index"}), m.column


def test_labels_of_different_measures_differ():
    networks = drawn_networks(6)
    for lang in LANGUAGES:
        names = [label(m, networks.codebook, lang) for m in measures_of(networks)]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize("seed", [6, 7, 8])
def test_kinds_fit_the_values(seed):
    networks = drawn_networks(seed, many=40)
    table = measure(networks)
    for column in table:
        kind, values = text_of(column, "kind", networks.codebook, "nl"), table[column].dropna()
        if kind == "count":
            assert (values % 1 == 0).all(), column
        if kind == "share":
            assert values.between(-1e-12, 1 + 1e-12).all(), column


def test_labels_take_the_words_of_the_codebook():
    assert label("size", CODEBOOK, "nl") == "aantal contacten"
    assert "functie" in label("blau_job", CODEBOOK, "nl")
    assert "function" in label("share_job_2", CODEBOOK, "en")
    assert label("share_job_2", CODEBOOK, "en").endswith("2")
    assert label("drive", CODEBOOK, "nl") == "gedrevenheid"
    with pytest.raises(InputError, match=r"'densty' is not a measure.*Did you mean 'density'"):
        label("densty", CODEBOOK, "en")


def test_every_reason_has_words_in_both_languages():
    given = "wave_missing no_alters one_alter ties_not_asked pairs_missing attribute_missing too_few_valid no_exchange"
    for lang in LANGUAGES:
        assert set(given.split()) <= set(texts(lang)["reason"])


@pytest.mark.slow
def test_measuring_loads_no_figures():
    code = "import sys, netlab.measures; print([m for m in sys.modules if m.startswith(('plotly', 'netlab.figures'))])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
