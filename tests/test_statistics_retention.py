"""Which alters stay: the random-intercept logistic model, its predictors, and what it says when it can say nothing."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats
from test_changes import PLACE, two_waves, unsure

from netlab.codebook import Category, Codebook, Group, Interpreter
from netlab.networks import EgoNetworks
from netlab.problems import InputError
from netlab.statistics import label_permutation, random_intercept_logit, retention, retention_rows, separated, spearman
from netlab.texts import LANGUAGES, say

RNG = np.random.default_rng(3)
EGO = np.repeat(np.arange(8), 6)
X = np.column_stack([np.ones(48), RNG.random(48) < 0.5, EGO < 4]).astype(float)
YES = (RNG.random(48) < 1 / (1 + np.exp(-(X @ [0.2, 1, -0.5] + RNG.normal(size=8)[EGO])))).astype(float)


def near(values):
    return pytest.approx(values, nan_ok=True)


def marginal(estimate, spread, yes=YES, x=X, ego=EGO):
    """The log-likelihood by scipy's integration, one ego at a time."""
    total = 0.0
    for one in np.unique(ego):
        y, odds = yes[ego == one], x[ego == one] @ estimate

        def whole(u, y=y, odds=odds):
            at = odds + spread * u
            return np.exp((y * at - np.logaddexp(0, at)).sum()) * stats.norm.pdf(u)

        total += np.log(integrate.quad(whole, -8, 8, epsabs=1e-12)[0])
    return total


@pytest.mark.slow
def test_the_maximum_is_one_by_another_way_of_integrating():
    """Twenty-five nodes: the likelihood is the integral's, and lower on every side of the estimate."""
    fit = random_intercept_logit(YES, X, EGO, points=25)
    assert fit.likelihood == pytest.approx(marginal(fit.estimate, fit.spread), abs=1e-6)
    for step in [*np.eye(3), *-np.eye(3)]:
        assert marginal(fit.estimate + 0.02 * step, fit.spread) < fit.likelihood
    for spread in (fit.spread - 0.02, fit.spread + 0.02):
        assert marginal(fit.estimate, spread) < fit.likelihood


def test_without_spread_between_egos_it_is_the_plain_logistic_model():
    """Every ego has the same: statsmodels' logit gives the estimates and their errors."""
    y, x, ego = np.tile([1, 1, 0, 0, 0, 1], 6), np.tile([1, 1, 1, 0, 0, 0], 6), np.repeat(np.arange(6), 6)
    design = np.column_stack([np.ones(36), x])
    fit, oracle = random_intercept_logit(y, design, ego), sm.Logit(y, design).fit(disp=0)
    assert fit.reason == "zero_variance"
    assert np.isnan(fit.spread)
    assert fit.estimate == pytest.approx(oracle.params, abs=1e-4)
    assert np.sqrt(np.diag(fit.covariance)) == pytest.approx(oracle.bse, rel=1e-3)
    assert fit.likelihood == pytest.approx(oracle.llf, abs=1e-5)


def test_neither_the_order_nor_the_names_nor_the_units_matter():
    plain = random_intercept_logit(YES, X, EGO)
    order = np.random.default_rng(1).permutation(48)
    other = random_intercept_logit(YES[order], X[order] * [1, 0.001, 50], [f"E{e}" for e in EGO[order]])
    assert other.estimate * [1, 0.001, 50] == pytest.approx(plain.estimate, abs=1e-4)
    assert other.spread == pytest.approx(plain.spread, abs=1e-4)
    turned = random_intercept_logit(1 - YES, X, EGO)
    assert turned.estimate == pytest.approx(-plain.estimate, abs=1e-4)
    assert turned.covariance == pytest.approx(plain.covariance, rel=1e-3)


def test_rows_that_are_alike_can_be_counted_together():
    """Yes of so many, or each on a row of its own: the same model."""
    yes, size = np.array([1, 3, 0, 2, 4, 1]), np.array([3, 4, 2, 5, 5, 4])
    x, ego = np.column_stack([np.ones(6), [0, 1, 0, 1, 0, 1]]), np.array([1, 1, 2, 2, 3, 3])
    rows = np.repeat(np.arange(6), size)
    single = np.concatenate([[1] * y + [0] * (n - y) for y, n in zip(yes, size, strict=True)])
    together, apart = random_intercept_logit(yes, x, ego, size), random_intercept_logit(single, x[rows], ego[rows])
    assert together.estimate == pytest.approx(apart.estimate, abs=1e-4)
    assert together.likelihood == pytest.approx(apart.likelihood, abs=1e-6)


ONES = np.ones(6)
SEPARATED = {
    "complete_separation": ([0, 0, 0, 1, 1, 1], [1, 2, 3, 4, 5, 6]),
    "quasi_separation": ([0, 0, 0, 1, 1, 1], [1, 2, 3, 3, 5, 6]),  # 3 is there with either
    "": ([0, 1, 0, 1, 0, 1], [1, 2, 3, 4, 5, 6]),
}


@pytest.mark.parametrize("kind", SEPARATED)
def test_separation_is_recognised(kind):
    """Albert & Anderson 1984, by eye: a line between yes and no with nothing on it, something on it, or none."""
    y, x = SEPARATED[kind]
    found, infinite = separated(np.array(y), np.column_stack([ONES, x]))
    assert found == kind
    assert infinite.tolist() == [bool(kind)] * 2


def test_a_cell_with_only_yes_separates_its_own_column_and_no_other():
    """Everyone with z = 1 says yes; among the others x and yes go together, without rule."""
    y = np.array([1, 1, 1, 0, 0, 1, 0, 1])
    z, x = np.array([1, 1, 0, 0, 0, 0, 0, 0]), np.array([0, 1, 1, 1, 0, 0, 0, 1])
    kind, infinite = separated(y, np.column_stack([np.ones(8), z, x]))
    assert (kind, infinite.tolist()) == ("quasi_separation", [False, True, False])


@settings(max_examples=25)
@given(st.integers(0, 10_000))
def test_what_is_separated_has_no_plain_estimate_either(seed):
    """statsmodels' logit runs away or says so where there is separation, and settles where there is none."""
    rng = np.random.default_rng(seed)
    y, x = rng.integers(0, 2, 9), np.column_stack([np.ones(9), rng.integers(0, 3, 9)])
    if len(set(y)) < 2 or np.ptp(x[:, 1]) == 0:
        return
    kind, _ = separated(y, x)
    fit = sm.GLM(y, x, family=sm.families.Binomial()).fit(maxiter=60, tol=1e-14)
    assert (np.abs(fit.params).max() > 12) == bool(kind)


@pytest.mark.parametrize(
    ("yes", "reason"),
    [
        ([1] * 6, "outcome_constant"),
        ([0] * 6, "outcome_constant"),
        ([0, 0, 1, 1, 0, 0], "constant_within_egos"),
        ([0, 0, 0, 1, 1, 1], "complete_separation"),
    ],
)
def test_where_there_is_no_maximum_it_says_why(yes, reason):
    x = np.column_stack([ONES, [1, 2, 3, 4, 5, 6]])
    fit = random_intercept_logit(np.array(yes), x, np.array([1, 1, 2, 2, 3, 3]))
    assert fit.reason == reason
    assert np.isnan([*fit.estimate, fit.spread, fit.likelihood]).all()
    assert all(say(f"statistics.reason.{reason}", lang) for lang in LANGUAGES)


def drawn(kept="Ss w", lost="s W", egos=6, links=None, **codebook):
    """Egos that each name strong (s) and weak (w) alters, kept or lost, capitals for colleagues outside."""
    named = {}
    for e in range(egos):
        first = {}
        for fate, letters in (("k", kept), ("l", lost)):
            for i, letter in enumerate(letters.replace(" ", "")):
                ring, place = {"s": "near", "w": "far"}[letter.lower()], "out" if letter.isupper() else "in"
                first[f"{fate}{i}"] = (ring, place)
        named[f"E{e}", "1"] = first
        named[f"E{e}", "2"] = {a: v for a, v in first.items() if a[0] == "k"} | {"n": ("far", "in")}
    return two_waves(named, ties={}, links=links, answers=("ring", "place"), **codebook)


def test_one_predictor_of_alike_egos_has_the_odds_ratio_of_the_table():
    """By hand: per ego 2 of 3 strong and 1 of 3 weak kept; log(8 × 8 / (4 × 4)), error √(1/8 + 1/4 + 1/4 + 1/8)."""
    row = retention(drawn("ssw", "sww", egos=4), "1", "2").iloc[0]
    assert row["odds_ratio"] == pytest.approx(4, rel=1e-3)
    reach = stats.t.ppf(0.975, 4 - 1) * np.sqrt(0.75)
    assert (row["low"], row["high"]) == pytest.approx((np.log(4) - reach, np.log(4) + reach), rel=1e-3)
    assert row["p"] == pytest.approx(2 * stats.t.sf(np.log(4) / np.sqrt(0.75), 3), rel=1e-3)
    assert row[["df", "n_alters", "n_egos", "yes", "left_out", "reason"]].tolist() == [3, 24, 4, 12, 0, "zero_variance"]
    assert row["gee_estimate"] == pytest.approx(np.log(4), rel=1e-3)  # all egos alike: nothing to average over,
    assert row[["gee_low", "gee_high"]].isna().all()  # and nothing that tells how far it could be off
    assert np.isnan(row["ego_spread"])


def test_predictors_by_name_from_alters_egos_and_measures():
    networks = drawn("sWw", "Sww")
    team = networks.egos["ego"].map(lambda e: "abc"[int(e[1]) % 3])
    networks = replace(networks, egos=networks.egos.assign(team=team, age=networks.egos["ego"].str[1:].astype(float)))
    names = ["strong", "strength", "same_organisation", "ring", "place", "team", "age", "size"]
    rows = retention_rows(networks, "1", "2", names)
    one = rows[rows["ego"] == "E4"].set_index("person")
    assert one.loc["E4/k1", names].tolist() == [0, 0, 0, "far", "out", "b", 4, 6]
    assert one.loc["E4/k0", names].tolist() == [1, 1, 1, "near", "in", "b", 4, 6]
    assert one["outcome"].tolist() == [1, 1, 1, 0, 0, 0]
    assert rows["left_out"].isna().all()
    with pytest.raises(InputError, match=r"(?s)'strng' is no column.*Did you mean 'strong'.*'sise' is no column"):
        retention(networks, "1", "2", ["strng", "sise"])
    with pytest.raises(InputError, match="at least one predictor"):
        retention(networks, "1", "2", [])


def test_same_and_multiplexity_are_about_the_one_alter():
    book = Codebook(interpreters=(PLACE, Interpreter("a", "relation"), Interpreter("b", "relation")))
    egos = pd.DataFrame([("E", "1", "out"), ("E", "2", "out")], columns=["ego", "wave", "place"])
    alters = pd.DataFrame(
        [("E", "1", "x", "out", True, True), ("E", "1", "y", "in", False, True), ("E", "1", "z", None, None, True)],
        columns=["ego", "wave", "alter", "place", "a", "b"],
    )
    networks = EgoNetworks.from_frames(egos, alters, None, book)
    rows = retention_rows(networks, "1", "2", ["same_place", "multiplexity", "same_organisation"])
    assert rows["same_place"].tolist() == near([1, 0, np.nan])
    assert rows["multiplexity"].tolist() == near([2, 1, np.nan])
    assert rows["same_organisation"].tolist() == near([0, 1, np.nan])  # `out` is outside by the codebook
    assert rows["left_out"].fillna("").tolist() == ["", "", "same_place, multiplexity, same_organisation"]


def test_an_alter_of_whom_something_is_unknown_is_named_and_counted():
    networks = drawn("ssw", "sww", egos=4)
    unknown = networks.alters["ring"].where(~((networks.alters["ego"] == "E1") & (networks.alters["alter"] == "k0")))
    networks = replace(networks, alters=networks.alters.assign(ring=unknown))
    rows = retention_rows(networks, "1", "2")
    assert rows.loc[rows["left_out"].notna(), ["person", "left_out"]].to_numpy().tolist() == [["E1/k0", "strong"]]
    row = retention(networks, "1", "2").iloc[0]
    assert row[["n_alters", "left_out", "n_egos", "egos_left_out"]].tolist() == [23, 1, 4, 0]


def test_an_ego_without_second_drawing_is_left_out_and_counted():
    networks = drawn("ssw", "sww", egos=5)
    gone = (networks.egos["ego"] == "E4") & (networks.egos["wave"] == "2")
    networks = replace(
        networks,
        egos=networks.egos[~gone].reset_index(drop=True),
        alters=networks.alters[~((networks.alters["ego"] == "E4") & (networks.alters["wave"] == "2"))].reset_index(
            drop=True
        ),
    )
    row = retention(networks, "1", "2").iloc[0]
    assert row[["n_egos", "egos_left_out", "df"]].tolist() == [4, 1, 3]
    assert row["odds_ratio"] == pytest.approx(4, rel=1e-3)


def test_an_unsure_link_is_counted_at_both_ends():
    """E0's lost strong alter l0 may be the new n: one more is kept, and 24 alters stay 24."""
    sure, doubtful = drawn("ssw", "sww", egos=4), drawn("ssw", "sww", egos=4, links=[unsure("E0", "l0", "n")])
    assert retention(sure, "1", "2").index.get_level_values("unsure").tolist() == ["none"]
    table = retention(doubtful, "1", "2")
    assert table.index.get_level_values("unsure").tolist() == ["different", "same"]
    assert table["yes"].tolist() == [12, 13]
    assert table["n_alters"].tolist() == [24, 24]
    assert table["estimate"].iloc[0] == pytest.approx(retention(sure, "1", "2")["estimate"].iloc[0])
    assert table["odds_ratio"].iloc[1] == pytest.approx(9 * 8 / (3 * 4), rel=0.02)  # 9 of 12 strong, 4 of 12 weak
    with pytest.raises(InputError, match="Known: different, same"):
        retention_rows(sure, "1", "2", unsure="no")


def teams():
    """Eight egos that each name six; the first four keep 5, 4, 5, 3 of them, the others 2, 3, 1, 2."""
    named, rows = {}, []
    for e, kept in enumerate([5, 4, 5, 3, 2, 3, 1, 2]):
        named[f"E{e}", "1"] = "abcdef"
        named[f"E{e}", "2"] = "abcdef"[:kept]
        rows += [(f"E{e}", w, "course" if e < 4 else "other") for w in "12"]
    return two_waves(named, ties={}, egos=pd.DataFrame(rows, columns=["ego", "wave", "team"]))


def test_a_predictor_of_egos_has_fewer_degrees_of_freedom_and_a_test_per_ego():
    networks = teams()
    group = Group("team", (Category("course"), Category("other")), comparison="other")
    row = retention(replace(networks, codebook=replace(networks.codebook, group=group)), "1", "2", ["team"])
    assert row.index.tolist() == [("team", "course", "none")]  # the comparison group is what others are compared with
    row = row.iloc[0]
    rates = np.array([5, 4, 5, 3]) / 6, np.array([2, 3, 1, 2]) / 6
    assert row["df"] == 8 - 2
    assert row["of_ego"]
    assert row["ego_level"] == pytest.approx((17 - 8) / 24)
    assert row["ego_level_p"] == pytest.approx(label_permutation(*rates))
    assert row["odds_ratio"] == pytest.approx(17 * 16 / (7 * 8), rel=1e-3)  # zero variance: the table's


def test_the_test_per_ego_does_not_need_the_model():
    """The course keeps all six alters of everyone, so that its odds ratio has no estimate; of each other one is lost.
    By hand: shares 1 and 5/6; of C(8, 4) = 70 divisions this one and its mirror are as far apart."""
    named, rows = {}, []
    for e in range(8):
        named[f"E{e}", "1"], named[f"E{e}", "2"] = "abcdef", "abcdef"[: 6 if e < 4 else 5]
        rows += [(f"E{e}", w, "course" if e < 4 else "other") for w in "12"]
    networks = two_waves(named, ties={}, egos=pd.DataFrame(rows, columns=["ego", "wave", "team"]))
    group = Group("team", (Category("course"), Category("other")), comparison="other")
    row = retention(replace(networks, codebook=replace(networks.codebook, group=group)), "1", "2", ["team"]).iloc[0]
    assert row["reason"] == "quasi_separation"
    assert np.isnan(row["odds_ratio"])
    assert row["ego_level"] == pytest.approx(1 / 6)
    assert row["ego_level_p"] == pytest.approx(2 / 70)


def test_a_number_of_egos_is_correlated_with_what_they_keep():
    networks = teams()
    age = networks.egos["ego"].map(
        dict(zip([f"E{e}" for e in range(8)], [30, 41, 35, 50, 44, 52, 61, 47], strict=True))
    )
    networks = replace(networks, egos=networks.egos.assign(age=age.astype(float)))
    row = retention(networks, "1", "2", ["age"]).iloc[0]
    oracle = spearman([30, 41, 35, 50, 44, 52, 61, 47], [5, 4, 5, 3, 2, 3, 1, 2])
    assert (row["ego_level"], row["ego_level_p"]) == pytest.approx(oracle)
    assert row["estimate"] < 0


def test_which_weak_ties_became_strong():
    """Of the weak alters that stayed: a became strong, b not, c lost and d of unknown strength at first."""
    first = {"a": "far", "b": "far", "c": "far", "d": None, "e": "near"}
    second = {"a": "near", "b": "far", "d": "near", "e": "near"}
    networks = two_waves({("E", "1"): first, ("E", "2"): second}, answers=("ring",))
    rows = retention_rows(networks, "1", "2", ["size"], outcome="became_strong").set_index("person")
    assert rows["outcome"].to_dict() == near({"E/a": 1, "E/b": 0, "E/d": np.nan})
    assert rows.loc["E/d", "left_out"] == "outcome"
    plain = two_waves({("E", "1"): "ab", ("E", "2"): "a"})
    with pytest.raises(InputError, match="no strength of ties"):
        retention(plain, "1", "2", ["size"], outcome="became_strong")


def test_a_true_false_column_says_something_of_the_new_alters():
    networks = drawn("ssw", "sww", egos=4)
    through = (networks.alters["alter"] == "n") & networks.alters["ego"].isin(["E0", "E3"])
    networks = replace(networks, alters=networks.alters.assign(through_co_participant=through))
    rows = retention_rows(networks, "1", "2", ["size"], outcome="through_co_participant")
    assert rows["person"].tolist() == [f"E{e}/n" for e in range(4)]
    assert rows["outcome"].tolist() == [1, 0, 0, 1]
    with pytest.raises(InputError, match=r"'stayed' is no outcome.*Known: kept, became_strong, through_co_participant"):
        retention(networks, "1", "2", outcome="stayed")


@pytest.mark.parametrize(
    ("kept", "lost", "reasons"),
    [
        ("ss", "ww", ["complete_separation", "predictor_constant"]),
        ("ssw", "ww", ["quasi_separation", "predictor_constant"]),
        ("sswW", "", ["outcome_constant", "outcome_constant"]),
        ("Ss", "Ss", ["predictor_constant", "zero_variance"]),
        ("SwSw", "sSwW", ["zero_variance", "zero_variance"]),
    ],
)
def test_a_predictor_without_numbers_says_why(kept, lost, reasons):
    table = retention(drawn(kept, lost), "1", "2", ["strong", "same_organisation"])
    assert table["reason"].tolist() == reasons
    assert table["estimate"].notna().tolist() == [r == "zero_variance" for r in reasons]
    assert table[["low", "high", "p", "odds_ratio"]].notna().all(axis=1).tolist() == [
        r == "zero_variance" for r in reasons
    ]


def test_of_two_predictors_that_say_the_same_both_are_to_blame_and_a_third_is_not():
    networks = drawn("SswW", "sSwW")
    networks = replace(networks, alters=networks.alters.assign(near=networks.alters["ring"] == "near"))
    table = retention(networks, "1", "2", ["strong", "near", "same_organisation"])
    assert table["reason"].tolist() == ["collinear", "collinear", "other_predictor"]
    assert table["estimate"].isna().all()


def test_too_few_egos_for_their_predictors_and_nobody_at_all():
    assert retention(drawn("ssw", "sww", egos=1), "1", "2").iloc[0][["df", "reason"]].tolist() == [0, "too_few_egos"]
    nobody = two_waves({("E", "1"): {}, ("E", "2"): {"a": "far"}}, answers=("ring",))
    row = retention(nobody, "1", "2").iloc[0]
    assert row[["n_alters", "n_egos", "egos_left_out"]].tolist() == [0, 0, 1]
    assert np.isnan(row["estimate"])


def test_every_p_stands_with_its_family():
    table = retention(drawn("sWwS", "Swws"), "1", "2", ["strong", "same_organisation"])
    assert table["family_size"].tolist() == [2, 2]
    assert table["family"].tolist() == ["exploratory"] * 2
    assert (table["p_adjusted"] >= table["p"]).all()


def test_alters_of_one_ego_are_not_so_many_people():
    """Egos keep nearly all or nearly none: the plain model takes the teams apart, this one hardly."""
    ego = np.repeat(np.arange(8), 10)
    team = (ego < 4).astype(float)
    yes = np.concatenate([[1] * k + [0] * (10 - k) for k in (9, 9, 8, 2, 1, 8, 2, 2)])
    x = np.column_stack([np.ones(80), team])
    fit, plain = random_intercept_logit(yes, x, ego), sm.Logit(yes, x).fit(disp=0)
    assert plain.pvalues[1] < 0.01
    error = np.sqrt(fit.covariance[1, 1])
    assert error > 2 * plain.bse[1]
    assert 2 * stats.t.sf(abs(fit.estimate[1]) / error, 6) > 0.05


def test_the_table_has_the_model_and_its_cross_check_with_limits_of_t():
    """The rows given to the model, and to statsmodels' GEE, by hand; t on 8 egos minus intercept and team."""
    named, rows = {}, []
    for e in range(8):
        first = {f"a{i}": "near" if X[6 * e + i, 1] else "far" for i in range(6)}
        named[f"E{e}", "1"] = first
        named[f"E{e}", "2"] = {a: r for i, (a, r) in enumerate(first.items()) if YES[6 * e + i]}
        rows += [(f"E{e}", w, float(e < 4)) for w in "12"]
    networks = two_waves(named, ties={}, answers=("ring",), egos=pd.DataFrame(rows, columns=["ego", "wave", "team"]))
    table = retention(networks, "1", "2", ["strong", "team"])
    fit, reach = random_intercept_logit(YES, X, EGO), stats.t.ppf(0.975, 6)
    assert table["estimate"].tolist() == pytest.approx(fit.estimate[1:], abs=1e-4)
    error = np.sqrt(np.diag(fit.covariance))[1:]
    assert table["high"].tolist() == pytest.approx(fit.estimate[1:] + reach * error, abs=1e-3)
    assert table["odds_low"].tolist() == pytest.approx(np.exp(fit.estimate[1:] - reach * error), rel=1e-3)
    gee = sm.GEE(YES, X, EGO, family=sm.families.Binomial(), cov_struct=sm.cov_struct.Exchangeable())
    oracle = gee.fit(cov_type="bias_reduced")
    assert table["gee_estimate"].tolist() == pytest.approx(oracle.params[1:])
    assert table["gee_low"].tolist() == pytest.approx(oracle.params[1:] - reach * oracle.bse[1:])
    assert table["ego_spread"].tolist() == near([fit.spread] * 2)
    assert table["spread"].iloc[1] == pytest.approx(X[:, 2].std(ddof=1))
    assert set(table["df"]) == {6}


def test_of_fewer_than_four_egos_no_odds_ratio_is_given_and_it_is_said_why():
    for egos, reason in ((2, True), (3, True), (4, False)):
        row = retention(drawn("SSsw", "sWww", egos=egos), "1", "2").iloc[0]
        assert (row["reason"] == "fewer_than_four_egos") == reason
        assert row[["odds_ratio", "odds_low", "odds_high", "p"]].isna().all() == reason
