"""The explorer: its views are the code it gives, a click leads somewhere, and no name is in what is saved."""

import json
from dataclasses import replace

import pandas as pd
import pytest
from IPython.core.formatters import PlainTextFormatter
from ipywidgets.embed import dependency_state

from netlab import figures
from netlab.figures.by_answer import answered
from netlab.problems import InputError
from netlab.scaffold import new_study
from netlab.study import open_study
from netlab.texts import say
from netlab.widgets import explore
from netlab.widgets.answers import known
from netlab.widgets.contact import about, contacts, fate_of
from netlab.widgets.views import DRAWINGS, PLOTS, Chosen, Worked, drawing_view, groupings, plot_view, questions


@pytest.fixture(scope="module")
def study():
    return open_study("data/voorbeeld")


@pytest.fixture(scope="module")
def work(study):
    return Worked(study)


def on_a_page(box):
    """The explorer with both figures there, as once a page asked for them."""
    for part in box.parts.values():
        part.appear()
    return box


@pytest.fixture
def box(study):
    return on_a_page(explore(study, "nl", names=True))


P04 = Chosen("P04", "start", "einde", "opvolging", group="groep")


def made_by(code):
    """The figure that two lines of code make in a fresh namespace, as somebody who pastes them gets it."""
    first, second = code.split("\n")
    space: dict = {}
    exec(first, space)
    return eval(second, space)


# ------------------------------------------------------------------------------------------------ the code of a view


@pytest.mark.slow
@pytest.mark.parametrize("names", [True, False])
@pytest.mark.parametrize("drawing", DRAWINGS)
def test_the_two_lines_of_a_drawing_make_the_same_figure(study, work, drawing, names):
    view = drawing_view(work, replace(P04, drawing=drawing, color="functie", size="weten", names=names))
    assert made_by(view.code(study.folder)).to_json() == view.figure().to_json()


@pytest.mark.slow
@pytest.mark.parametrize("egos", [(), ("P01", "P03", "P04", "V03")], ids=["all", "some"])
@pytest.mark.parametrize("plot", PLOTS)
def test_the_two_lines_of_a_group_make_the_same_figure(study, work, plot, egos):
    view = plot_view(work, replace(P04, plot=plot, egos=egos, width=800, lang="en"))
    assert made_by(view.code(study.folder)).to_json() == view.figure().to_json()


def test_some_participants_are_all_that_their_figure_is_about(work):
    some = {"P01", "P03", "P04"}
    figure = plot_view(work, replace(P04, egos=tuple(sorted(some)), group="")).figure()
    drawn = {ego for trace in figure.data if trace.customdata is not None for ego in trace.customdata}
    assert drawn == some


def test_a_figure_of_two_waves_says_so_where_one_is_chosen(box):
    box.after.value = ""
    assert box.view("above").function == "network"
    assert box.view("below") is None
    text = box.parts["below"].figure.layout.annotations[0].text
    assert text == say("explore.why_two_waves", "nl")
    box.plot.value = "dots"
    assert box.view("below").function == "dots"


def test_groups_are_columns_that_say_the_same_of_a_participant_in_every_wave(study):
    assert groupings(study.networks)[0] == "groep"  # the codebook's own first
    for name in groupings(study.networks):
        assert (study.networks.egos.groupby("ego")[name].nunique() <= 1).all()
    assert "ondernemend" not in groupings(study.networks)  # an outcome, which differs between waves


# ------------------------------------------------------------------------------------------------ what a click does


def marks_of(box, part, name):
    """The place of a trace that is shown, and whose its marks are."""
    figure = box.parts[part].figure
    (place,) = [n for n, trace in enumerate(figure.data) if trace.name == name and trace.visible][:1]
    return place, list(figure.data[place].customdata)


def test_a_click_on_a_contact_shows_it_and_rings_its_marks_in_both_drawings(study, box):
    box.ego.value = "P04"
    place, rows = marks_of(box, "above", "alters")
    box.parts["above"].figure.tell("plotly_click", [(place, 0)])
    alter = study.networks.alters.iloc[rows[0]]
    assert alter["ego"] == "P04"
    assert box._person == alter["person"]
    (ring,) = [t for t in box.parts["above"].figure.data if t.name == "chosen"]
    both = figures.before_after(study.networks, "P04", "start", "einde")
    person = study.networks.alters["person"]
    at = {(t.x[n], t.y[n]) for t in both.data if t.customdata for n, row in enumerate(t.customdata)
          if person.iloc[int(row)] == alter["person"]}  # fmt: skip
    assert set(zip(ring.x, ring.y, strict=True)) == at
    assert at


def test_a_click_on_a_line_of_the_group_shows_that_participants_drawing(box):
    place, egos = marks_of(box, "below", "rose")
    other = next(n for n, ego in enumerate(egos) if ego != box.ego.value)
    box.parts["below"].figure.tell("plotly_click", [(place, other)])
    assert box.ego.value == egos[other]
    assert egos[other] in box.parts["above"].figure.layout.title.text


def test_a_brush_makes_the_figures_those_of_the_participants_in_it(box):
    place, egos = marks_of(box, "below", "rose")
    box.parts["below"].figure.tell("plotly_selected", [(place, 0), (place, 3), (place, 4)])
    assert set(box.egos.value) == {egos[0], egos[3], egos[4]}
    shown = {e for t in box.parts["below"].figure.data if t.visible and t.customdata is not None for e in t.customdata}
    assert shown == set(box.egos.value)
    box._everyone.click()
    assert box.egos.value == ()


def test_a_brush_over_nothing_changes_nothing(box):
    box.parts["below"].figure.tell("plotly_selected", [])
    assert box.egos.value == ()


def test_the_chosen_contact_is_let_go_with_another_participant(box):
    box.choose(next(iter(contacts(box._study.networks, box._known, "P01", True))))
    assert box._person
    box.ego.value = "P02"
    assert box._person == ""


def written(trace):
    given = {name: value for name, value in trace.items() if not (isinstance(value, dict) and not value)}
    return json.dumps(given, default=lambda value: value.tolist(), sort_keys=True)


@pytest.mark.slow
def test_a_figure_after_another_is_the_figure_itself(box):
    """Whatever stood in the traces before is gone: what is seen is what the figure function gives, and nothing else."""
    for ego, plot in (("P10", "turnover"), ("P03", "small"), ("P05", "cohort"), ("P10", "slopes")):
        box.ego.value, box.plot.value = ego, plot
        for part in ("above", "below"):
            figure = box.view(part).figure()
            wanted = {"data": [t.to_plotly_json() for t in figure.data], "layout": figure.layout.to_plotly_json()}
            shown = [t.to_plotly_json() for t in box.parts[part].figure.data if t.visible and t.name != "chosen"]
            order = sorted(range(len(wanted["data"])), key=lambda n: wanted["data"][n]["type"], reverse=True)
            kept = sorted(shown, key=lambda t: t["type"], reverse=True)
            for trace, at in zip(kept, order, strict=True):
                given = {k: v for k, v in trace.items() if k not in ("uid", "visible")}
                assert written(given) == written(wanted["data"][at])
            layout, ours = box.parts[part].figure.layout.to_plotly_json(), {"hovermode", "dragmode", "meta"}
            assert {k for k, v in layout.items() if v not in (None, {}, [])} - ours == set(wanted["layout"]) - ours


# ------------------------------------------------------------------------------------------------ names


def saved(box):
    """All that Jupyter can save of a widget and what is in it."""
    return json.dumps(dependency_state([box]), default=str, ensure_ascii=False)


@pytest.mark.slow
def test_names_are_on_the_screen_and_never_in_what_is_saved(study, box):
    names = set(study.networks.alters["name"].dropna())
    sent = []
    for figure in (p.figure for p in box.parts.values()):
        figure.send_state = lambda key=None, f=figure: sent.append(f.get_state(key))
    box.ego.value, box.plot.value = "P04", "cohort"
    box.choose(next(iter(contacts(study.networks, box._known, "P04", True))))
    on_screen = json.dumps(
        [t.to_plotly_json() for t in box.parts["above"].figure.data], default=list, ensure_ascii=False
    )
    assert [n for n in names if n in on_screen]
    states = json.dumps(sent[-3:], default=str, ensure_ascii=False)
    assert "hovertext" not in states
    assert [n for n in names if n in states + saved(box)] == []


@pytest.mark.slow
def test_what_a_cell_that_ends_with_the_explorer_or_a_figure_of_it_keeps_has_no_name(study, box):
    shown = PlainTextFormatter()  # what Jupyter keeps as text/plain
    figures_there = [part.figure for part in box.parts.values()]
    assert len(figures_there) == 2
    names = set(study.networks.alters["name"].dropna())
    for widget in (box, *figures_there):
        text = shown(widget)
        assert len(text) < 80
        assert [n for n in names if n in text] == []
        bundle = json.dumps(widget._repr_mimebundle_(), default=str, ensure_ascii=False)
        assert "widget-view+json" in bundle
        assert [n for n in names if n in bundle + saved(box)] == []


@pytest.mark.slow
def test_without_names_no_name_is_anywhere(study):
    networks = study.networks
    told = []
    quiet = on_a_page(explore(study, "nl"))
    quiet.parts["above"].panel.send = lambda content, buffers=None: told.append(content)
    for ego in ("P01", "P04"):
        quiet.ego.value = ego
        for person in list(contacts(networks, quiet._known, ego, False))[:4]:
            quiet.choose(person)
    shown = [[t.to_plotly_json() for t in figure.data] for figure in (p.figure for p in quiet.parts.values())]
    everything = json.dumps([told, shown], default=list, ensure_ascii=False)
    assert told
    assert told[-1]["about"]["title"] == "contact 4"
    assert [n for n in set(networks.alters["name"].dropna()) if n in everything] == []
    assert [f for f in study.fragments["text"] if f in everything] == []


def numbers_in(figure):
    """The numbers that stand in or beside marks, as a reader finds them: number → the person of the nearest mark."""
    spots = [(t.x[n], t.y[n], row) for t in figure.data if t.name in ("alters", "new", "lost")
             for n, row in enumerate(t.customdata)]  # fmt: skip
    found = []
    for trace in figure.data:
        for x, y, text in zip(trace.x, trace.y, trace.text, strict=True) if "numbers" in str(trace.name) else ():
            near = min(spots, key=lambda spot: (spot[0] - x) ** 2 + (spot[1] - y) ** 2)
            found.append((int(text.removeprefix("<b>").removesuffix("</b>")), int(near[2])))
    return sorted(found), sorted(row for *_, row in spots)


@pytest.mark.parametrize("ego", ["P01", "P07", "V02"])
@pytest.mark.parametrize("drawing", ["beside", "overlay", "before"])
def test_without_names_every_mark_bears_the_number_that_its_contact_has_in_the_list(study, work, ego, drawing):
    networks = study.networks
    people = contacts(networks, known(networks, "en"), ego, False)
    assert list(people.values()) == [f"contact {n}" for n in range(1, len(people) + 1)]
    found, rows = numbers_in(drawing_view(work, replace(P04, ego=ego, drawing=drawing, lang="en")).figure())
    assert [row for _, row in sorted(found, key=lambda pair: pair[1])] == rows  # each mark one
    place = {person: n for n, person in enumerate(people, 1)}
    assert {(n, networks.alters["person"].iloc[row]) for n, row in found} <= {(n, p) for p, n in place.items()}


def test_numbers_go_by_wave_and_then_by_the_order_in_which_contacts_were_named(study):
    """By hand from raw/contacten.csv: P04 names three at the start, the first of its waves."""
    networks = study.networks
    first = networks.alters[(networks.alters["ego"] == "P04") & (networks.alters["wave"] == "start")]
    assert list(contacts(networks, known(networks, "nl"), "P04", True))[:3] == list(first["person"])
    hovers = [h for t in figures.network(networks, "P04", "start", lang="nl").data for h in t.hovertext or ()]
    assert sorted(h.split("<br>")[0] for h in hovers) == ["<b>contact 1</b>", "<b>contact 2</b>", "<b>contact 3</b>"]


def test_with_names_there_is_no_number_that_nothing_explains(study):
    figure = figures.before_after(study.networks, "P04", "start", "einde", names=True)
    assert [t.name for t in figure.data if "numbers" in str(t.name)] == []
    assert say("drawing.note_numbers", "nl") not in figure.to_json()


def test_the_ring_round_the_chosen_contact_leaves_its_number_to_be_read(box, study):
    quiet = on_a_page(explore(study, "en"))
    quiet.choose(next(iter(contacts(study.networks, quiet._known, "P01", False))))
    drawn = [t.name for t in quiet.parts["above"].figure.data if t.visible]
    assert drawn.index("chosen") < min(n for n, name in enumerate(drawn) if "numbers" in name)
    assert drawn.index("chosen") > drawn.index("alters")


# ------------------------------------------------------------------------------------------------ one contact


def test_a_contact_is_told_with_its_answers_per_wave_and_what_changed(tmp_path):
    study = open_study(new_study(str(tmp_path / "s"), "nl"))
    networks = study.networks
    words = known(networks, "nl")
    ego = networks.egos["ego"].iat[0]
    for person, name in contacts(networks, words, ego, True).items():
        told = about(networks, words, ego, person, ("voor", "na"), study.fragments, True)
        rows = networks.alters[(networks.alters["ego"] == ego) & (networks.alters["person"] == person)]
        assert told["title"] == name
        assert len(told["waves"]) == len(rows)
        for row in told["rows"]:
            assert len(row["answers"]) == len(rows)
            several = len({a for a in row["answers"] if a}) > 1
            assert row["changed"] == (several and row["label"] != say("review.tied", "nl"))


def test_a_fragment_stands_with_the_contact_that_it_names(study):
    """P01, contact 4 of the start: `contact verwaterd`, in interviews/fragments.csv of the example study."""
    networks, words = study.networks, known(study.networks, "nl")
    here = (networks.alters["ego"] == "P01") & (networks.alters["wave"] == "start") & (networks.alters["alter"] == "4")
    (person,) = networks.alters.loc[here, "person"]
    told = about(networks, words, "P01", person, ("start", "einde"), study.fragments, True)
    assert [f["code"] for f in told["fragments"]] == ["contact verwaterd"]
    assert told["fragments"][0]["text"].startswith("Met [collega] is het een beetje doodgebloed.")
    assert about(networks, words, "P01", person, ("start", "einde"), study.fragments, False)["fragments"] == []
    assert fate_of(networks, "P01", person, "start", "start", "nl") == ""  # one wave: nothing became of anybody


# ------------------------------------------------------------------------------------------------ colour and size


def marks_by_row(figure):
    """Per row of alters its colour, size and symbol in a drawing of one wave."""
    return {
        row: (t.marker.color[n], t.marker.size[n], t.marker.symbol[n])
        for t in figure.data
        if t.name == "alters"
        for n, row in enumerate(t.customdata)
    }


def test_colour_is_the_same_for_the_same_answer_and_another_for_another(study):
    networks = study.networks
    found = marks_by_row(figures.network(networks, "P04", "start", color="functie"))
    by = pd.Series({row: mark[0] for row, mark in found.items()})
    answer = networks.alters["functie"].iloc[by.index].astype(object).fillna("?").set_axis(by.index)
    assert by.groupby(answer).nunique().eq(1).all()
    assert by.nunique() == answer.nunique()


def test_a_further_answer_is_a_larger_mark_and_an_unknown_one_has_a_cross(study):
    networks = study.networks
    drawn = figures.network(networks, "V02", "start", size="waarde")
    found = marks_by_row(drawn)
    codes = answered(networks, "waarde").place
    # by hand from raw/contacten.csv: V02's first contact has no answer to `Waarde`
    assert {codes[row] < 0 for row in found} == {True, False}
    round_ones = [(codes[row], size) for row, (_, size, symbol) in found.items() if symbol == "circle"]
    areas = sorted({(code, round(size**2, 3)) for code, size in round_ones})
    assert len(areas) > 1
    # the area goes up evenly: answer k of 5 has k fifths of the largest
    largest = {round(area / ((code + 1) / 5), 1) for code, area in areas}
    assert len(largest) == 1
    assert {symbol.endswith("-x") for row, (*_, symbol) in found.items() if codes[row] < 0} == {True}
    assert {symbol.endswith("-x") for row, (*_, symbol) in found.items() if codes[row] >= 0} == {False}


def test_the_legend_names_the_answers_and_unknown_only_where_somebody_is(study):
    shown = figures.network(study.networks, "V02", "start", size="waarde", lang="en").to_json()
    assert "Size: valuable for my work" in shown
    assert "not known" in shown or "unknown" in shown


def test_a_question_that_has_no_answers_to_choose_from_is_refused_by_name(study):
    with pytest.raises(InputError, match="'name' is not a question with a list of answers"):
        figures.before_after(study.networks, "P01", "start", "einde", color="name")
    assert "name" not in questions(study.networks)


def test_an_overlay_has_the_marks_of_the_drawing_after(study):
    """The same fates, at the same places relative to ego."""

    def fates(figure, lowest):
        ego = next(t for t in figure.data if t.name == "ego")
        x = max(ego.x)
        return {
            (t.name, row): pytest.approx((t.x[n] - x, t.y[n] - ego.y[0]), abs=0.01)
            for t in figure.data
            if t.name in ("alters", "new", "lost")
            for n, row in enumerate(t.customdata)
            if t.x[n] > lowest
        }

    two = figures.before_after(study.networks, "P04", "start", "einde")
    one = figures.overlay(study.networks, "P04", "start", "einde")
    first, second = fates(one, 0), fates(two, two.layout.width / 2)
    assert {key: at.expected for key, at in first.items()} == second
    assert first


def test_two_drawings_fit_on_a_page_of_768_pixels(study):
    figure = figures.before_after(study.networks, "P04", "start", "einde", width=740)
    assert figure.layout.width == 740
    circles = [s for s in figure.layout.shapes if s.type == "circle"]
    assert min(s.x0 for s in circles) >= 0
    assert max(s.x1 for s in circles) <= 740
    left = max(s.x1 for s in circles if s.x1 < 370)
    assert min(s.x0 for s in circles if s.x0 > 370) > left


# ------------------------------------------------------------------------------------------------ the page


def asks(box, part, **message):
    box._heard(part, message)


def test_a_figure_is_made_when_the_page_asks_and_the_second_when_the_first_is_seen(study):
    box = explore(study, "en")
    asks(box, "above", do="ready", width=1100, tries=1)
    asks(box, "below", do="ready", width=1100, tries=1)
    assert [part.figure is None for part in box.parts.values()] == [False, True]
    asks(box, "above", do="seen")
    assert box.parts["below"].figure is not None


def test_a_figure_or_a_panel_that_does_not_follow_is_replaced_and_shows_the_same(study):
    box = on_a_page(explore(study, "en"))
    box.ego.value = "P04"
    part = box.parts["above"]
    figure, panel = part.figure, part.panel
    asks(box, "above", do="late")
    assert part.figure is not figure
    assert part.boxes[0].children == (part.figure,)
    assert "P04" in part.figure.layout.title.text
    asks(box, "above", do="ready", width=1180, tries=1)
    assert part.panel is panel
    asks(box, "above", do="ready", width=1180, tries=2)  # it asked before, and heard nothing
    assert part.panel is not panel
    assert part.boxes[1].children == (part.panel,)


@pytest.mark.slow
def test_what_is_told_says_which_figure_it_belongs_to(study):
    box, told = on_a_page(explore(study, "en")), []
    box.parts["above"].panel.send = lambda content, buffers=None: told.append(content)
    for ego in ("P02", "P03"):
        box.ego.value = ego
        assert told[-1]["turn"] == box.parts["above"].figure.layout.meta
        assert ego in told[-1]["title"]
    assert told[-1]["turn"] > told[-2]["turn"]


@pytest.mark.parametrize("drawing", DRAWINGS)
@pytest.mark.parametrize("width", [280, 380, 600, 760, 1180])
def test_a_drawing_is_never_wider_than_the_page(work, drawing, width):
    figure = drawing_view(work, replace(P04, drawing=drawing, width=width)).figure()
    assert figure.layout.width <= width
    for trace in figure.data:
        if trace.mode == "markers":
            assert all(0 <= x <= figure.layout.width for x in trace.x if x is not None)


@pytest.mark.parametrize("drawing", DRAWINGS)
@pytest.mark.parametrize(("width", "height"), [(1240, 900), (1652, 1080), (1652, 860), (1652, 640), (2500, 1400)])
def test_a_drawing_grows_with_a_page_in_whose_window_it_can_be_seen_whole(work, drawing, width, height):
    own, large = (
        drawing_view(work, replace(P04, drawing=drawing, **room)).figure()
        for room in ({"width": 1180}, {"width": width, "height": height})
    )
    assert own.layout.width <= large.layout.width <= width
    round_ones = [[s for s in f.layout.shapes if s.type == "circle"] for f in (own, large)]
    across = [max(s.x1 - s.x0 for s in circles) for circles in round_ones]
    lowest = max(s.y1 for s in round_ones[1])
    assert lowest <= height or across[1] == across[0]
    # the disc grows as the figure does, and not only the white beside it
    assert across[1] / across[0] == pytest.approx(large.layout.width / own.layout.width, rel=0.02)
    if height >= 1080:
        assert across[1] > 1.3 * across[0]


@pytest.mark.parametrize("plot", PLOTS)
def test_a_plot_fits_a_telephone_and_a_cohort_has_the_room_it_needs(work, plot):
    figure = plot_view(work, replace(P04, plot=plot, width=380)).figure()
    assert figure.layout.width <= (500 if plot == "cohort" else 380)


def test_a_finger_brushes_nothing_and_a_mouse_does(study):
    box = on_a_page(explore(study, "en"))
    assert box.parts["below"].figure.layout.dragmode == "select"
    asks(box, "below", do="ready", width=1180, touch=True, tries=1)
    assert box.parts["below"].figure.layout.dragmode is False


def test_without_a_browser_to_draw_with_the_page_says_so_in_its_own_language(study, monkeypatch):
    def nothing(*_, **__):
        raise RuntimeError("Kaleido requires Google Chrome to be installed.")

    monkeypatch.setattr("plotly.graph_objects.Figure.to_image", nothing)
    box, told = explore(study, "nl"), []
    box.parts["above"].panel.send = lambda content, buffers=None: told.append(content)
    asks(box, "above", do="save", format="svg")
    assert [message["said"] for message in told] == [say("explore.no_picture", "nl")]
