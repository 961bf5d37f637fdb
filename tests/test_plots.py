"""The plots of a group: every ego a mark, every missing one named, every sentence true for the numbers."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import isotonic_regression

from netlab.codebook import Category, Codebook, Group, Interpreter, Wave
from netlab.figures.bars import turnover_bars
from netlab.figures.courses import course
from netlab.figures.estimates import intervals
from netlab.figures.flows import flow
from netlab.figures.panels import spread, stacked, ticks
from netlab.figures.plots import slopes
from netlab.figures.shares import composition_bars
from netlab.figures.strips import dots
from netlab.problems import InputError
from netlab.statistics import bootstrap_t
from netlab.texts import say

CODEBOOK = Codebook(
    waves=(Wave("t1", {"nl": "Start", "en": "Start"}), Wave("t2", {"nl": "Einde", "en": "End"})),
    group=Group("groep", (Category("cursus", {"nl": "cursus", "en": "course"}), Category("rest")), comparison="rest"),
    interpreters=(
        Interpreter(
            "plek",
            "organisation",
            {"nl": "werkplek", "en": "workplace"},
            categories=(
                Category("in", {"nl": "binnen", "en": "inside"}),
                Category("uit", {"nl": "buiten", "en": "outside"}),
            ),
            external=("uit",),
        ),
    ),
)


def changes_of(before, after, measure="size", egos=None, reason="wave_missing"):
    """The table of `change` for one measure, from two lists with None for unknown."""
    before, after = pd.Series(before, dtype=float), pd.Series(after, dtype=float)
    table = pd.DataFrame(
        {
            "ego": egos or [f"E{i:02d}" for i in range(1, len(before) + 1)],
            "measure": measure,
            "before": before,
            "after": after,
        }
    )
    table["change"] = table["after"] - table["before"]
    table["reason"] = np.where(table["change"].isna(), reason, None)
    return table


def statistics_of(changes, low, high, **more):
    """A row of `compare` with a given interval."""
    known = changes["change"].dropna()
    row = {"measure": changes["measure"].iloc[0], "n": len(known), "change_mean": known.mean(), **more}
    return pd.DataFrame([{**row, "boot_low": low, "boot_high": high}]).set_index("measure")


def transitions_of(rows):
    """The table of `transitions` from rows of ego, before, after, count and, for a range, its two ends."""
    table = [(e, b, a, n[0] if len(n) == 1 else np.nan, n[0], n[-1]) for e, b, a, *n in rows]
    return pd.DataFrame(table, columns=["ego", "before", "after", "count", "count_min", "count_max"])


def turnover_of(rows):
    """The table of `turnover` from ego → (kept, lost, new, how many pairs are in doubt), or a reason."""
    found = {}
    for ego, row in rows.items():
        if isinstance(row, str):
            found[ego] = {"reason": row}
            continue
        *sure, doubt = row
        ends = {c: (n, n + doubt) for c, n in zip(("kept", "lost", "new"), sure, strict=True)}
        found[ego] = {c: low if low == high else np.nan for c, (low, high) in ends.items()}
        found[ego] |= {f"{c}_min": low for c, (low, _) in ends.items()}
        found[ego] |= {f"{c}_max": high for c, (_, high) in ends.items()}
        found[ego]["reason"] = "unsure" if doubt else None
    columns = [f"{c}{end}" for c in ("kept", "lost", "new") for end in ("", "_min", "_max")]
    return pd.DataFrame.from_dict(found, orient="index", columns=[*columns, "reason"]).rename_axis("ego")


def shares_of(rows):
    """The table of `measure` with the shares of workplace, from rows of ego, wave, size, share outside."""
    table = pd.DataFrame(rows, columns=["ego", "wave", "size", "share_plek_uit"])
    table["share_plek_in"] = 1 - table["share_plek_uit"]
    return table.set_index(["ego", "wave"])


TWO_GROUPS = pd.concat(
    [
        changes_of([4, 5, 6, 7], [6, 8, 6, None]),
        changes_of([5, 5, 3], [4, 6, 3], egos=["V01", "V02", "V03"]),
    ],
    ignore_index=True,
)
GROUP = pd.Series(
    {"E01": "cursus", "E02": "cursus", "E03": "cursus", "E04": "cursus"} | dict.fromkeys(["V01", "V02", "V03"], "rest")
)
TRANSITIONS = transitions_of(
    [
        ("E01", "weak", "strong", 3),
        ("E01", "weak", "weak", 2),
        ("E01", "strong", "strong", 4),
        ("E01", "absent", "weak", 2),
        ("E02", "weak", "absent", 2, 3),
        ("E02", "absent", "weak", 1, 2),
        ("E02", "weak", "weak", 1, 2),
        ("V01", "strong", "weak", 2),
        ("V01", "strong", "unknown", 1),
    ]
)
TURNOVER = turnover_of(
    {
        "E01": (4, 2, 3, 0),
        "E02": (3, 1, 5, 2),
        "E03": (0, 0, 0, 0),
        "E04": "wave_missing",
        "V01": (5, 3, 0, 0),
        "V02": "not_linked",
    }
)
SHARES = shares_of(
    [
        ("E01", "t1", 4, 0.25),
        ("E01", "t2", 4, 0.75),
        ("E02", "t1", 5, 0.2),
        ("E02", "t2", 5, 0.4),
        ("E03", "t1", 4, 0.5),
        ("E04", "t1", 0, np.nan),
        ("E04", "t2", 4, 0.5),
        ("V01", "t1", 2, 0.5),
        ("V01", "t2", 2, 0.0),
    ]
)
STATISTICS = statistics_of(
    TWO_GROUPS.iloc[:4], 0.5, 3, n_comparison=3, difference=1.7, difference_low=0.2, difference_high=3.1
)
COURSE = pd.DataFrame(
    [
        *[("E01", w, v) for w, v in (("t1", 4), ("t2", 6), ("t3", 8))],
        *[("E02", w, v) for w, v in (("t1", 5), ("t3", 6))],
        *[("E03", w, v) for w, v in (("t1", 6), ("t2", 8))],
        *[("V01", w, v) for w, v in (("t1", 5), ("t2", 5), ("t3", 4))],
        ("V02", "t2", np.nan),
    ],
    columns=["ego", "wave", "size"],
).set_index(["ego", "wave"])
MODEL = pd.DataFrame(
    [
        *[
            ("size", "cursus", w, n, m, m - 1, m + 1, "")
            for w, n, m in (("t1", 3, 5.0), ("t2", 2, 7.1), ("t3", 2, 7.3))
        ],
        *[("size", "rest", w, 1, m, np.nan, np.nan, "too_few") for w, m in (("t1", 5.0), ("t2", 5.0), ("t3", 4.0))],
    ],
    columns=["measure", "group", "wave", "n", "estimate", "low", "high", "reason"],
).set_index(["measure", "group", "wave"])
WHO = pd.Series({e: "cursus" if e[0] == "E" else "rest" for e in ("E01", "E02", "E03", "V01", "V02")})
WHY = pd.DataFrame({"size": np.where(COURSE["size"].isna(), "no_alters", None)}, index=COURSE.index)
PLOTS = {
    "course": lambda **how: course(COURSE, MODEL, "size", CODEBOOK, WHO, WHY, **how),
    "slopes": lambda **how: slopes(TWO_GROUPS, "size", CODEBOOK, "t1", "t2", GROUP, STATISTICS, **how),
    "intervals": lambda **how: intervals(TWO_GROUPS, STATISTICS, CODEBOOK, group=GROUP, **how),
    "flow": lambda **how: flow(TRANSITIONS, CODEBOOK, "t1", "t2", GROUP, TURNOVER["reason"], **how),
    "turnover_bars": lambda **how: turnover_bars(TURNOVER, CODEBOOK, GROUP, **how),
    "composition_bars": lambda **how: composition_bars(SHARES, "plek", CODEBOOK, "t1", "t2", GROUP, **how),
    "dots": lambda **how: dots(SHARES, "size", CODEBOOK, "t2", GROUP, **how),
}


def title(figure):
    return re.sub(r"<[^>]+>", "", figure.layout.title.text.replace("<br>", " "))


def written(figure):
    """Every text on the page in one string; lines are joined with a space."""
    return " ".join(re.sub(r"<[^>]+>", "", str(a.text).replace("<br>", " ")) for a in figure.layout.annotations)


def traces(figure, name, axis=None):
    return [t for t in figure.data if t.name == name and (axis is None or t.xaxis == axis)]


def egos_in(figure, *names):
    """The ids that the marks of these traces carry."""
    return [
        e for name in names for t in traces(figure, name) for e in (t.customdata if t.customdata is not None else [])
    ]


def pixel(figure, annotation):
    """Where an annotation on paper stands, in pixels from the bottom of the drawing area."""
    return annotation.y * (figure.layout.height - figure.layout.margin.t - figure.layout.margin.b)


# ------------------------------------------------------------------ what holds for every plot


@pytest.mark.slow
@pytest.mark.parametrize("name", PLOTS)
@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("width", [390, 1180])
def test_every_plot_fits_its_width_in_both_languages(name, lang, width):
    figure = PLOTS[name](lang=lang, width=width)
    assert figure.layout.width == width
    assert title(figure)
    words = title(figure) + written(figure)
    assert "nan" not in words
    assert not re.search(r"\{\w+\}|_", words)  # no placeholder left open, no name of the code
    assert ("deelnemer" in words, "participant" in words) == (lang == "nl", lang == "en")


@pytest.mark.parametrize("name", PLOTS)
def test_numbers_of_a_figure_have_at_most_four_decimals(name):
    for trace in PLOTS[name]().data:
        for values in (trace.x, trace.y):
            numbers = np.array([v for v in (values if values is not None else []) if v is not None], dtype=float)
            assert np.allclose(numbers, numbers.round(4), rtol=0, atol=1e-12, equal_nan=True)


@pytest.mark.parametrize("name", PLOTS)
def test_the_same_tables_give_the_same_figure_and_stay_as_they_were(name):
    tables = [TWO_GROUPS, STATISTICS, TRANSITIONS, TURNOVER, SHARES, GROUP, COURSE, MODEL, WHO, WHY]
    copies = [t.copy() for t in tables]
    assert PLOTS[name]().to_json() == PLOTS[name]().to_json()
    for table, copy in zip(tables, copies, strict=True):
        assert table.equals(copy)


@pytest.mark.parametrize("name", PLOTS)
def test_the_comparison_group_comes_last_on_the_same_scale(name):
    figure = PLOTS[name](lang="en")
    words = written(figure)
    assert words.index("Course") < words.index("Rest")
    if name != "intervals":  # there both groups share one pair of axes
        assert figure.layout.xaxis.range == figure.layout.xaxis2.range
    if name in ("slopes", "course"):
        assert figure.layout.yaxis.range == figure.layout.yaxis2.range


# ------------------------------------------------------------------ slopes


def test_slopes_show_every_ego_and_name_the_missing():
    figure = PLOTS["slopes"]()
    shown = set(egos_in(figure, "rose", "fell", "same"))
    assert shown == {"E01", "E02", "E03", "V01", "V02", "V03"}
    assert f"E04 ({say('change.reason.wave_missing', 'nl')})" in written(figure)
    assert "3 van 4 deelnemers" in written(figure)
    for ego in shown:  # its code stands at the end of its line
        assert any(a.text == ego for a in figure.layout.annotations)


def test_a_slope_runs_from_the_value_before_to_the_value_after():
    (rose,) = traces(slopes(changes_of([4, 9], [6, 8]), "size"), "rose")
    assert list(rose.y[:2]) == [4, 6]
    assert "<b>E01</b>" in rose.hovertext[0]
    assert "4 → 6 (+2)" in rose.hovertext[0]


def test_rising_falling_and_unchanged_lines_differ_without_colour():
    figure = slopes(changes_of([4, 9, 5], [6, 8, 5]), "size")
    looks = {(t.line.dash, t.marker.symbol) for name in ("rose", "fell", "same") for t in traces(figure, name)}
    assert len(looks) == 3


def test_lines_that_coincide_are_drawn_apart_and_it_says_so():
    figure = slopes(changes_of([4, 4, 4], [6, 6, 6]), "size")
    (rose,) = traces(figure, "rose")
    starts = np.array(rose.y[::3], dtype=float)
    assert len(set(starts)) == 3
    assert starts.mean() == pytest.approx(4)
    assert "iets uit elkaar" in written(figure)


def test_the_title_of_slopes_counts_who_rose():
    # by hand: 4→6 and 5→8 rise, 6→6 stays, of three known; 5→4 falls, 5→6 rises, 3→3 stays
    assert title(PLOTS["slopes"]()) == "Aantal contacten: hoger bij 2 van 3 (cursus) en 1 van 3 (rest)"
    # by hand: mean of −1, −2, +1 is −0.67
    figure = slopes(changes_of([5, 5, 5], [4, 3, 6]), "size", lang="en")
    assert title(figure) == "Number of contacts: lower for 2 of 3 participants, −0.7 on average"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([5, 5], [5, 5], "Aantal contacten: onveranderd bij 2 deelnemers"),
        ([5, None], [None, 5], "Aantal contacten: van niemand beide metingen"),
        ([5], [7], "Aantal contacten: hoger bij 1 deelnemer (+2)"),
        ([5, 5], [6, 4], "Aantal contacten: bij 1 hoger, bij 1 lager"),
    ],
)
def test_the_title_of_slopes_holds_in_the_odd_cases(before, after, expected):
    assert title(slopes(changes_of(before, after), "size")) == expected


def test_the_interval_is_drawn_from_the_mean_before():
    changes = changes_of([4, 6], [6, 8])
    figure = slopes(changes, "size", statistics=statistics_of(changes, 1, 3))
    (bar,) = traces(figure, "interval")
    assert list(bar.y) == [6, 8]  # by hand: mean before 5, plus 1 and plus 3
    assert "gemiddeld 5,0 → 7,0: +2,0 [+1,0; +3,0]" in written(figure)
    assert "95%-interval" in written(figure)
    assert not traces(slopes(changes, "size"), "interval")


def test_equal_changes_have_a_mean_and_no_interval():
    changes = changes_of([4, 6], [5, 7])
    figure = slopes(changes, "size", statistics=statistics_of(changes, np.nan, np.nan), lang="en")
    assert not traces(figure, "interval")
    assert "+1.0 (no interval)" in written(figure)


def test_statistics_of_other_egos_are_refused():
    changes = changes_of([4, 6], [6, 8])
    with pytest.raises(InputError, match="about 5 egos, the plot shows 2"):
        slopes(changes, "size", statistics=statistics_of(changes, 1, 3).assign(n=5))
    with pytest.raises(InputError, match="no row for 'size'"):
        slopes(changes, "size", statistics=statistics_of(changes, 1, 3).rename({"size": "density"}))


def test_shares_are_percentages_and_change_in_percentage_points():
    figure = slopes(changes_of([0.2, 0.4], [0.5, 0.6], "density"), "density", lang="en")
    assert "20%" in figure.layout.yaxis.ticktext
    assert "mean 30% → 55%: +25 percentage points" in written(figure)  # by hand: (20+40)/2, (50+60)/2


def test_dutch_ticks_have_a_decimal_comma():
    figure = slopes(changes_of([0.21, 0.32], [0.25, 0.31], "constraint"), "constraint")
    assert all("." not in t for t in figure.layout.yaxis.ticktext)
    assert any("," in t for t in figure.layout.yaxis.ticktext)


def test_codes_stay_apart_with_forty_egos_and_leave_with_eighty():
    rng = np.random.default_rng(1)
    forty = slopes(changes_of(rng.random(40), rng.random(40), "density"), "density")
    places = sorted(pixel(forty, a) for a in forty.layout.annotations if re.fullmatch(r"E\d+", a.text))
    assert len(places) == 40
    assert np.diff(places).min() >= 13.9
    eighty = slopes(changes_of(rng.random(80), rng.random(80), "density"), "density")
    assert not [a for a in eighty.layout.annotations if re.fullmatch(r"E\d+", a.text)]
    assert len(set(egos_in(eighty, "rose", "fell", "same"))) == 80
    assert "wijs een punt aan" in written(eighty)


def test_a_code_is_never_read_as_markup():
    figure = slopes(changes_of([4, 5], [6, 5], egos=["<b>x", "A&B"]), "size")
    assert any(a.text == "&lt;b&gt;x" for a in figure.layout.annotations)
    assert any("A&amp;B" in h for t in traces(figure, "same") for h in t.hovertext)


def test_a_long_code_is_shortened_and_whole_in_the_hover():
    long = "deelnemer-met-een-code-van-40-letters-01"
    figure = slopes(changes_of([4, 5], [6, 7], egos=[long, "E02"]), "size", width=390)
    assert any(a.text.startswith("deelnemer-") and a.text.endswith("…") for a in figure.layout.annotations)
    assert any(long in h for t in traces(figure, "rose") for h in t.hovertext)
    table = turnover_of({long: (4, 2, 3, 0)})
    assert turnover_bars(table, width=390).layout.yaxis.ticktext[0].endswith("…")


def test_an_ego_without_a_group_keeps_a_line():
    figure = slopes(TWO_GROUPS, "size", CODEBOOK, group=GROUP.drop("V03"))
    assert "V03" in egos_in(figure, "same")
    assert "Groep onbekend" in written(figure)


def test_an_unknown_measure_is_named():
    with pytest.raises(InputError, match="Did you mean 'size'"):
        slopes(TWO_GROUPS, "sise")


# ------------------------------------------------------------------ intervals


def test_intervals_show_every_change_and_one_zero_line():
    figure = PLOTS["intervals"]()
    assert sorted(egos_in(figure, "egos")) == ["E01", "E02", "E03", "V01", "V02", "V03"]
    low, high = figure.layout.xaxis.range
    assert low == -high
    assert "Niet in de figuur: E04" in written(figure)


def test_the_title_of_intervals_counts_what_the_statistics_call_clear():
    """An interval without zero is not enough: p counts too, and that is said once, in the table of `compare`."""
    both = pd.concat([changes_of([4, 6, 5], [6, 8, 8]), changes_of([0.4, 0.6, 0.2], [0.5, 0.5, 0.4], "density")])
    parts = statistics_of(both.iloc[:3], 1, 4, clear=True), statistics_of(both.iloc[3:], 0.1, 0.3, clear=False)
    stats = pd.concat(parts)
    figure = intervals(both, stats, lang="en")
    assert title(figure) == "A clear change in 1 of 2 measures: number of contacts"
    figure = intervals(both, stats.assign(clear=False), lang="en")
    assert title(figure) == "The mean change is clear in none of the 2 measures"
    assert "95% interval without zero and p below 0.05" in " ".join(written(figure).split())


def test_a_table_that_does_not_say_what_is_clear_is_judged_by_the_same_rule():
    """Six changes up, all different: p = 2/2⁶ = .03 by hand; of five it is 2/2⁵ = .06, whatever the interval."""
    for n, told in ((6, "een duidelijke gemiddelde verandering"), (5, "geen duidelijke gemiddelde verandering")):
        changes = changes_of([4] * n, [5 + i for i in range(n)])
        assert told in title(intervals(changes, statistics_of(changes, 1, 4)))


def test_with_a_comparison_group_the_title_is_about_the_difference():
    clear = intervals(TWO_GROUPS, STATISTICS.assign(clear_difference=True), CODEBOOK, group=GROUP)
    assert title(clear).startswith("Aantal contacten: de groepen veranderden duidelijk verschillend")
    same = intervals(TWO_GROUPS, STATISTICS.assign(clear_difference=False), CODEBOOK, group=GROUP)
    assert title(same).startswith("Aantal contacten: de groepen veranderden niet duidelijk verschillend")
    assert "+1,7 [+0,2; +3,1]" in written(PLOTS["intervals"]())


def test_a_comparison_group_without_its_own_table_still_gets_an_interval():
    course, rest = changes_of([4, 5, 6], [6, 8, 6]), changes_of(range(12), [0, 2, 2, 1, 4, 7, 6, 5, 8, 10, 10, 9])
    rest["ego"] = [f"V{i:02d}" for i in range(12)]
    both = pd.concat([course, rest], ignore_index=True)
    group = pd.Series(["cursus"] * 3 + ["rest"] * 12, index=both["ego"])
    stats = statistics_of(course, 0.5, 3, n_comparison=12, difference=1.7, difference_low=0.2, difference_high=3.1)
    ends = [tuple(t.x) for t in traces(intervals(both, stats, CODEBOOK, group=group), "interval")]
    assert (0.5, 3) in ends  # the course's, as given
    assert (0.2, 3.1) in ends  # the difference's, as given
    (own,) = set(ends) - {(0.5, 3), (0.2, 3.1)}
    assert own == pytest.approx(bootstrap_t(rest["change"]), abs=1e-4)  # as compare would, by netlab.statistics
    # and of a mapping each group has its own
    each = {"cursus": stats, "rest": statistics_of(rest, -0.9, 0.9)}
    ends = [tuple(t.x) for t in traces(intervals(both, each, CODEBOOK, group=group), "interval")]
    assert (-0.9, 0.9) in ends


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_contrast_that_the_design_asks_for_is_drawn_and_said(lang):
    """With lots drawn, `compare` prints the analysis of covariance: so does the figure, in mark, title and note."""
    ends = {"ancova": 1.2, "ancova_low": -0.3, "ancova_high": 2.7, "p_ancova": 0.1, "clear_difference": False}
    for contrast, drawn in (("did", (0.2, 3.1)), ("ancova", (-0.3, 2.7))):
        figure = intervals(TWO_GROUPS, STATISTICS.assign(contrast=contrast, **ends), CODEBOOK, group=GROUP, lang=lang)
        assert tuple(traces(figure, "interval")[-1].x) == drawn
        words = " ".join(written(figure).split())
        for which, key in (("did", "intervals_welch"), ("ancova", "intervals_ancova")):
            assert (say(f"plot.{key}", lang) in words) == (which == contrast)
        for which, key in (("did", "differ_one_measure_none"), ("ancova", "ended_one_measure_none")):
            said = title(figure) == say(f"plot.{key}", lang, which=say("measure.size.label", lang).capitalize())
            assert said == (which == contrast)


def test_no_analysis_of_covariance_to_draw_leaves_its_row_without_a_mark():
    none = dict.fromkeys(("ancova", "ancova_low", "ancova_high", "p_ancova"), np.nan)
    figure = intervals(TWO_GROUPS, STATISTICS.assign(contrast="ancova", **none), CODEBOOK, group=GROUP)
    assert say("plot.groups_end", "nl") in written(figure)
    assert not [t for t in traces(figure, "mean") if t.marker.symbol == "diamond"]


def test_an_interval_that_leaves_out_zero_is_written_so():
    """By hand: +0.04 in one decimal would be 0.0, so all three numbers get two."""
    changes = changes_of([4] * 6, [4.5, 4.5, 4.5, 4.5, 5, 5])
    words = written(intervals(changes, statistics_of(changes, 0.04, 1.2), lang="en"))
    assert "+0.67 [+0.04, +1.20]" in words


# ------------------------------------------------------------------ course


def test_a_course_is_a_line_through_everybodys_values_dotted_over_a_missed_wave():
    figure = course(COURSE, MODEL, "size", CODEBOOK, WHO, WHY, lang="en")
    (solid,), (dotted,) = traces(figure, "egos", "x"), traces(figure, "missed", "x")
    lines = dict(zip(solid.customdata[::4], np.array(solid.y, dtype=float).reshape(-1, 4), strict=True))
    assert list(lines["E01"][:3]) == [4, 6, 8]
    assert np.isnan(lines["E02"][1])
    assert list(dotted.x[:2]) == [0, 2]  # E02 from the first wave to the third
    assert list(dotted.y[:2]) == [5, 6]
    assert dotted.line.dash
    assert not traces(figure, "missed", "x2")  # nobody of the others missed one in between
    assert "Dotted: a wave in between is missing." in written(figure)


def test_the_means_of_the_model_and_their_intervals_lie_on_top_with_n_and_numbers_below():
    figure = course(COURSE, MODEL, "size", CODEBOOK, WHO, WHY, lang="en")
    assert [float(v) for v in traces(figure, "means", "x")[0].y] == [5.0, 7.1, 7.3]
    bars = np.array(traces(figure, "interval", "x")[0].y, dtype=float).reshape(-1, 3)[:, :2]
    assert np.allclose(bars, [[4, 6], [6.1, 8.1], [6.3, 8.3]])
    words = written(figure)
    assert [words.count(f"n = {n}") for n in (3, 2, 1)] == [1, 2, 3]
    assert "[6.3, 8.3]" in words
    assert "(no interval)" in words
    assert title(figure) == "Number of contacts, estimated mean: 5.0 → 7.1 → 7.3 (course) and 5.0 → 5.0 → 4.0 (rest)"
    assert figure.data[-1].name == "means"  # above the lines of egos


def test_a_course_names_who_has_no_value_in_a_wave_and_why():
    words = " ".join(written(course(COURSE, MODEL, "size", CODEBOOK, WHO, WHY, lang="en")).split())
    assert "No value at End: E02 (not interviewed in this wave); V02 (nobody was named)." in words
    assert "No value at T3: E03 and V02 (not interviewed in this wave)." in words


def test_a_course_without_groups_and_without_a_model_keeps_the_lines():
    none = MODEL.xs("cursus", level="group", drop_level=False).rename(index={"cursus": "all"})
    none = none.assign(n=[4, 3, 3], estimate=np.nan, low=np.nan, high=np.nan, reason="all_equal")
    figure = course(COURSE, none, "size", lang="en")
    assert title(figure) == "Number of contacts: no mean can be estimated"
    assert set(egos_in(figure, "egos")) == {"E01", "E02", "E03", "V01"}
    assert say("statistics.reason.all_equal", "en").capitalize() in " ".join(written(figure).split())


def test_a_model_of_other_egos_or_other_groups_is_refused():
    with pytest.raises(InputError, match="the plot shows"):
        course(COURSE, MODEL.assign(n=9), "size", CODEBOOK, WHO)
    with pytest.raises(InputError, match="no group 'all'"):
        course(COURSE, MODEL, "size", CODEBOOK)
    with pytest.raises(InputError, match="no measure 'density' in the table"):
        course(COURSE, MODEL, "density")


# ------------------------------------------------------------------ flow


def height(trace):
    """The thickness of a band at its left end: the first and the last point but one of its outline."""
    return abs(trace.y[0] - trace.y[len(trace.y) // 2 * 2 - 1])


def test_bands_are_as_thick_as_their_numbers():
    figure = flow(TRANSITIONS, CODEBOOK)
    one = {t.name: height(t) for t in figure.data if t.name != "column"}
    # by hand: weak → strong 3, strong → strong 4, strong → unknown 1
    assert one["weak strong"] / one["strong strong"] == pytest.approx(3 / 4, abs=1e-3)
    assert one["strong unknown"] / one["strong strong"] == pytest.approx(1 / 4, abs=1e-3)


def test_a_doubt_is_a_range_drawn_as_two_people():
    figure = flow(TRANSITIONS, CODEBOOK)
    words = {t.name: t.meta for t in figure.data if t.name != "column"}
    # by hand: E01 2 and E02 1 or 2 stay weak; E02 lost 2 or 3; new 2 and 1 or 2
    assert words["weak weak"] == "3–4"
    assert words["weak absent"] == "2–3"
    assert words["absent weak"] == "3–4"
    one = {t.name: height(t) for t in figure.data if t.name != "column"}
    assert one["weak weak"] / one["strong strong"] == pytest.approx(3 / 4, abs=1e-3)
    assert one["weak absent"] / one["strong strong"] == pytest.approx(3 / 4, abs=1e-3)
    assert title(figure) == "3 van zwak naar sterk, 3–4 nieuw, 2–3 weg"
    assert "Een bereik" in written(figure)


def test_every_number_of_a_flow_is_written_and_bands_differ_without_colour():
    figure = flow(TRANSITIONS, CODEBOOK, lang="en")
    bands = [t for t in figure.data if t.name != "column"]
    for band in bands:
        assert any(a.text == band.meta for a in figure.layout.annotations)
    looks = {t.name: (t.fillpattern.shape, t.line.dash, t.line.width, t.fillcolor) for t in bands}
    assert len({looks[n] for n in ("weak weak", "weak strong", "strong weak", "absent weak", "weak absent")}) == 5
    assert "9 weak" in written(figure)  # before, by hand: 3 + 2 + 1 + 3 of the larger reading


def test_unknown_strength_appears_only_where_it_occurs():
    assert "unknown" in written(flow(TRANSITIONS, CODEBOOK, lang="en"))
    known = TRANSITIONS[TRANSITIONS["after"] != "unknown"]
    assert "unknown" not in written(flow(known, CODEBOOK, lang="en"))


def test_the_missing_of_a_flow_are_named_and_an_empty_one_says_so():
    figure = PLOTS["flow"]()
    assert "E04 (niet bevraagd" in written(figure)
    assert "V02 (niet vastgelegd" in written(figure)
    assert "2 van 4 deelnemers" in written(figure)
    assert title(flow(TRANSITIONS.iloc[:0], lang="en")) == "No contact to compare"


def test_groups_are_compared_by_kept_weak_ties():
    # by hand: the course kept 3 + 2 + (1 to 2) weak ties, of which 3 became strong; the rest had none
    assert title(PLOTS["flow"]()) == "Gebleven zwakke banden die sterk werden: 3 van 6–7 (cursus) en 0 van 0 (rest)"


# ------------------------------------------------------------------ bars


def lengths(figure, name):
    return {e: x for t in traces(figure, name) for e, x in zip(t.customdata, t.x, strict=True)}


def test_bars_are_as_long_as_the_counts():
    figure = turnover_bars(TURNOVER)
    assert lengths(figure, "kept") == {"E01": 4, "E02": 3, "V01": 5}
    assert lengths(figure, "lost") == {"E01": 2, "E02": 1, "V01": 3}
    assert lengths(figure, "new") == {"E01": 3, "E02": 5}
    bases = {e: b for t in traces(figure, "lost") for e, b in zip(t.customdata, t.base, strict=True)}
    assert bases == {"E01": -2, "E02": -1, "V01": -3}  # from there to zero


def test_contacts_in_doubt_stand_on_both_sides():
    unsure = traces(turnover_bars(TURNOVER), "unsure")
    spans = sorted((b, b + x) for t in unsure for b, x in zip(t.base, t.x, strict=True))
    # by hand, E02: lost 1 to 3, so from −3 to −1; kept 3 to 5, so from 3 to 5
    assert spans == [(-3, -1), (3, 5)]
    assert "Gestippeld" in written(turnover_bars(TURNOVER))
    assert not traces(turnover_bars(TURNOVER.drop("E02")), "unsure")


def test_the_largest_gain_is_on_top_and_nobody_disappears():
    figure = turnover_bars(TURNOVER)
    # by hand, new − lost: E02 +4, E01 +1, E03 0, V01 −3
    assert list(figure.layout.yaxis.ticktext) == ["E02", "E01", "E03", "V01"]
    assert "noemde niemand" in written(figure)
    assert "E04 (niet bevraagd" in written(figure)


def test_the_title_of_turnover_adds_up():
    # by hand, before: 6 + (3 + 1 + 2) + 0 + 8 = 20; kept 4 + (3 to 5) + 5 = 12 to 14
    # after: 7 + (3 + 2 + 5) + 5 = 22, so new 8 to 10
    assert title(turnover_bars(TURNOVER)) == "Contacten: 12–14 van 20 gebleven, 8–10 nieuw"
    nobody = turnover_bars(turnover_of({"E04": "wave_missing"}), lang="en")
    assert title(nobody) == "Nobody's contacts can be compared over two waves"


# ------------------------------------------------------------------ shares


def test_composition_shows_means_and_every_ego():
    figure = composition_bars(SHARES, "plek", CODEBOOK, "t1", "t2")
    # by hand, outside: before (.25 + .20 + .50) / 3, after (.75 + .40 + 0) / 3
    means = {tuple(t.x) for t in traces(figure, "mean")}
    assert (round(0.95 / 3, 4), round(1.15 / 3, 4)) in means
    assert sorted(set(egos_in(figure, "before"))) == sorted(set(egos_in(figure, "after"))) == ["E01", "E02", "V01"]
    assert "E03 (niet bevraagd" in written(figure)
    assert "E04 (noemde" in written(figure)


def test_the_title_of_composition_follows_the_first_group():
    # by hand, course outside: (25 + 20) / 2 → (75 + 40) / 2; rest: 50 → 0
    assert title(PLOTS["composition_bars"](lang="en")) == "Share of ‘inside’: 78% → 42% (course) and 50% → 100% (rest)"
    only = composition_bars(SHARES.drop("V01"), "plek", CODEBOOK, "t1", "t2")
    assert title(only) == "Het aandeel ‘binnen’ ging het meest omlaag: 78 % → 42 %"


def test_composition_of_one_wave_names_the_largest_share():
    figure = composition_bars(SHARES, "plek", CODEBOOK, "t1", lang="en")
    # by hand, inside at the start: (75 + 80 + 50 + 50) / 4 = 63.75; E04 named nobody
    assert title(figure) == "Share of ‘inside’: 64%"
    assert set(egos_in(figure, "after")) == {"E01", "E02", "E03", "V01"}
    assert not traces(figure, "before")
    assert f"E04 ({say('reason.no_alters', 'en')})" in written(figure)


def test_answers_with_the_same_label_stay_two_rows():
    (asked,) = CODEBOOK.interpreters
    twins = replace(asked, categories=(Category("in", "elders"), Category("uit", "elders")))
    figure = composition_bars(SHARES, "plek", replace(CODEBOOK, interpreters=(twins,)), "t1", "t2")
    assert len(traces(figure, "mean")) == 2


def test_composition_of_something_that_is_not_there_says_what_is():
    with pytest.raises(InputError, match="Did you mean 'plek'"):
        composition_bars(SHARES, "plekk", CODEBOOK, "t1", "t2")
    with pytest.raises(InputError, match="its waves: t1, t2"):
        composition_bars(SHARES, "plek", CODEBOOK, "t1", "t9")


# ------------------------------------------------------------------ dots


def test_dots_show_every_ego_at_its_value():
    figure = dots(SHARES, "size", CODEBOOK, "t1")
    (marks,) = traces(figure, "egos")
    assert dict(zip(marks.customdata, marks.x, strict=True)) == {"E01": 4, "E02": 5, "E03": 4, "E04": 0, "V01": 2}
    assert title(figure) == "Aantal contacten: 0 tot 5, gemiddeld 3,0"  # by hand: 15 / 5
    (mean,) = traces(figure, "mean")
    assert list(mean.x) == [3]


def test_dots_need_a_wave_where_there_are_two_and_name_who_is_missing():
    with pytest.raises(InputError, match="Give the wave"):
        dots(SHARES, "size")
    assert f"E03 ({say('reason.wave_missing', 'nl')})" in written(dots(SHARES, "size", CODEBOOK, "t2"))
    reasons = SHARES.astype(object).where(SHARES.isna(), None).mask(SHARES.isna(), "no_alters")
    figure = dots(SHARES, "share_plek_uit", CODEBOOK, "t1", reasons=reasons)
    assert f"E04 ({say('reason.no_alters', 'nl')})" in written(figure)


def test_equal_values_pile_up_and_the_title_says_for_how_many():
    table = pd.DataFrame({"ego": [f"E{i}" for i in range(12)], "wave": "1", "size": 5.0}).set_index(["ego", "wave"])
    figure = dots(table, "size", lang="en")
    (marks,) = traces(figure, "egos")
    assert len(set(marks.y)) == 12
    assert title(figure) == "Number of contacts: 5 for 12 participants"


# ------------------------------------------------------------------ places


def test_spread_keeps_labels_apart_in_order_and_as_near_as_can_be():
    wanted, gap = np.array([10.0, 12, 50, 11, 90, 91]), 8.0
    got = spread(wanted, gap, 0, 200)
    order = np.argsort(wanted, kind="stable")
    assert np.diff(got[order]).min() >= gap - 1e-9
    # least squares under an order is isotonic regression of the places less their steps, as scipy does it
    expected = isotonic_regression(wanted[order] - gap * np.arange(6)).x + gap * np.arange(6)
    assert got[order] == pytest.approx(expected)


def test_spread_stays_within_its_bounds_and_leaves_what_is_apart():
    assert list(spread([20, 60], 10, 0, 100)) == [20, 60]
    assert list(spread([98, 99, 100], 10, 0, 100)) == [80, 90, 100]
    assert list(spread([], 10, 0, 100)) == []


def test_stacked_marks_never_overlap():
    places, size = np.random.default_rng(3).random(60) * 100, 7
    levels = stacked(places, size)
    for level in np.unique(levels):
        assert np.diff(np.sort(places[levels == level])).min(initial=size) >= size - 1e-9


def test_ticks_are_round_and_counts_have_whole_ticks():
    assert list(ticks(0, 14, about=8)[0]) == [0, 2, 4, 6, 8, 10, 12, 14]
    values, decimals = ticks(0.12, 0.33, about=5)
    assert list(values) == [0.15, 0.2, 0.25, 0.3]
    assert decimals == 2
    assert all(float(v).is_integer() for v in ticks(0, 1.4, whole=True)[0])


# ------------------------------------------------------------------ nobody and one


def test_a_group_with_nobody_to_show_has_no_panel_and_the_note_names_its_egos():
    rest = ["V01", "V02", "V03"]
    gone = TWO_GROUPS.assign(after=TWO_GROUPS["after"].mask(TWO_GROUPS["ego"].isin(rest)))
    gone = gone.assign(
        change=gone["after"] - gone["before"], reason=np.where(gone["after"].isna(), "wave_missing", None)
    )
    figure = slopes(gone, "size", CODEBOOK, "t1", "t2", GROUP)
    assert "Rest" not in written(figure)
    assert "V01, V02 en V03 (niet bevraagd" in written(figure)
    assert title(figure) == title(slopes(gone[~gone["ego"].isin(rest)], "size", CODEBOOK, "t1", "t2"))
    without = SHARES.copy()
    without.loc["V01"] = np.nan
    for figure in (
        turnover_bars(TURNOVER.drop("V01"), CODEBOOK, GROUP),
        composition_bars(without, "plek", CODEBOOK, "t1", "t2", GROUP),
        dots(without, "size", CODEBOOK, "t2", GROUP),
    ):
        assert "Rest" not in written(figure)
        assert "V01" in written(figure) or "V02" in written(figure)
    stats = statistics_of(gone[~gone["ego"].isin(rest)], 0.5, 3)
    assert "n = 0" not in written(intervals(gone, stats, CODEBOOK, group=GROUP))


def test_somebody_new_without_a_group_who_drew_once_makes_no_third_panel():
    """P91 drew for the first time, and stands in no list of groups yet."""
    new = pd.DataFrame([{"ego": "P91", "measure": "size", "before": 4.0, "reason": "wave_missing"}])
    turned = pd.concat([TURNOVER, turnover_of({"P91": "wave_missing"})])
    shares = pd.concat([SHARES, shares_of([("P91", "t1", 4, 0.25)])])
    figures = {
        "slopes": (
            slopes(pd.concat([TWO_GROUPS, new]), "size", CODEBOOK, "t1", "t2", GROUP),
            slopes(TWO_GROUPS, "size", CODEBOOK, "t1", "t2", GROUP),
        ),
        "flow": (
            flow(TRANSITIONS, CODEBOOK, "t1", "t2", GROUP, turned["reason"]),
            flow(TRANSITIONS, CODEBOOK, "t1", "t2", GROUP, TURNOVER["reason"]),
        ),
        "turnover": (turnover_bars(turned, CODEBOOK, GROUP), turnover_bars(TURNOVER, CODEBOOK, GROUP)),
        "composition": (
            composition_bars(shares, "plek", CODEBOOK, "t1", "t2", GROUP),
            composition_bars(SHARES, "plek", CODEBOOK, "t1", "t2", GROUP),
        ),
        "dots": (
            dots(shares, "size", CODEBOOK, "t2", GROUP.reindex(shares.index.unique("ego"))),
            dots(SHARES, "size", CODEBOOK, "t2", GROUP),
        ),
    }
    for name, (figure, before) in figures.items():
        assert "Groep onbekend" not in written(figure), name
        assert title(figure).replace(" 6 deelnemers", " 5 deelnemers") == title(before), name
        assert "P91" in written(figure), name
    figure = dots(shares, "size", CODEBOOK, "t1", GROUP)  # in the wave that P91 has, P91 is shown
    assert "Groep onbekend · 1 deelnemer" in written(figure)


def test_where_nobody_is_shown_at_all_every_group_says_of_how_many():
    nobody = TWO_GROUPS.assign(after=np.nan, change=np.nan, reason="wave_missing")
    assert "Rest · 0 van 3 deelnemers" in written(slopes(nobody, "size", CODEBOOK, "t1", "t2", GROUP))


def test_one_ego_is_enough_for_every_plot():
    one = changes_of([4], [6])
    assert "+2,0 (geen interval)" in written(intervals(one, statistics_of(one, np.nan, np.nan)))
    assert title(flow(transitions_of([("E01", "weak", "strong", 1)]))) == "1 van zwak naar sterk, 0 nieuw, 0 weg"
    assert title(turnover_bars(turnover_of({"E01": (1, 0, 0, 0)}))) == "Contacten: 1 van 1 gebleven, 0 nieuw"
    assert title(dots(SHARES.loc[["V01"]], "size", wave="t1")) == "Aantal contacten: 2 (1 deelnemer)"
    assert "1 deelnemer" in written(composition_bars(SHARES.loc[["V01"]], "plek", CODEBOOK, "t1", "t2"))
