"""Nothing is lost: a page opened again, a kernel that died, two pages at once, a damaged file."""

from __future__ import annotations

import pytest
from page import add_at, alters, begin, drag, key, mark, middle, place, saved, shown, three

from netlab import drawings as dr

pytestmark = pytest.mark.slow


def test_a_page_opened_again_has_everything_and_can_still_undo(context, study):
    page = shown(context, study)
    three(page)
    begin(page)
    assert page.locator(".nd-alter").count() == 3
    key(page, "undo").click()
    assert set(alters(saved(page))) == {"Els", "Jan"}
    key(page, "redo").click()
    assert set(alters(saved(page))) == {"Els", "Jan", "Piet"}


def test_a_dead_kernel_loses_no_step_they_are_offered_when_the_drawing_is_opened_again(context, study):
    page = shown(context, study)
    three(page)
    page.kernel.alive = False
    drag(page, middle(page, "Piet"), place(page, 0.1, -0.2))
    add_at(page, "Mia", 0.6, -0.1)
    assert set(alters(page.kernel.widget.drawing)) == {"Els", "Jan", "Piet"}  # nothing reached Python
    page.wait_for_selector(".nd-state.nd-bad", timeout=10_000)
    assert "nog niet bewaard" in page.inner_text(".nd-state")
    page.close()

    again = shown(context, study)  # another kernel, another page
    key(again, "offer-take").wait_for(timeout=15_000)
    assert set(alters(again.kernel.widget.drawing)) == {"Els", "Jan", "Piet"}  # nothing without being asked
    key(again, "offer-take").click()
    drawing = saved(again)
    assert set(alters(drawing)) == {"Els", "Jan", "Piet", "Mia"}
    assert alters(drawing)["Piet"]["answers"]["nabijheid"] == "heel_dichtbij"
    assert again.evaluate("Object.keys(localStorage).length") == 0  # no name stays behind in the browser


def test_an_answer_that_is_lost_on_the_way_saves_a_step_once(context, study):
    page = shown(context, study)
    hear = page.kernel.hear
    page.kernel.hear = lambda message, buffers: (hear(message, buffers), [])[1]  # it hears, its answer is lost
    page.evaluate("0")
    key(page, "mode add").click()
    add_at(page, "Els", 0.45, 0.25)
    page.wait_for_timeout(300)
    page.kernel.hear = hear
    drawing = saved(page, timeout=10)
    assert [a["name"] for a in drawing["alters"]] == ["Els"]
    assert len(drawing["history"]) == 1


def test_two_pages_that_change_different_things_both_count_and_see_each_other(context, study):
    first = shown(context, study)
    three(first)
    second = shown(context, study)
    drag(first, middle(first, "Els"), place(first, 0.2, 0.15))
    saved(first)
    add_at(second, "Mia", 0.6, -0.1)  # drawn on the version from before
    assert set(alters(saved(second))) == {"Els", "Jan", "Piet", "Mia"}
    assert second.locator(".nd-notice").count() == 0
    assert mark(second, "Els").count() == 1
    assert alters(saved(second))["Els"]["answers"]["nabijheid"] == "heel_dichtbij"


def test_two_pages_that_change_the_same_thing_show_a_conflict_and_both_versions_are_kept(context, study):
    first = shown(context, study)
    three(first)
    second = shown(context, study)
    drag(first, middle(first, "Els"), place(first, 0.2, 0.15))
    saved(first)
    drag(second, middle(second, "Els"), place(second, 0.5, 0.7))
    drawing = saved(second)
    assert alters(drawing)["Els"]["answers"]["nabijheid"] == "heel_dichtbij"  # the first stands
    (beside,) = (study.folder / "drawings").glob("*.conflict-*.json")
    assert second.inner_text(".nd-notice small") == f"drawings/{beside.name}"  # for the facilitator
    assert "toon dit aan je begeleider" in second.inner_text(".nd-notice span")
    assert beside.name not in second.inner_text(".nd-notice span")
    other = dr.read_drawing(beside.read_bytes(), beside.name)
    assert (alters(other)["Els"]["x"], alters(other)["Els"]["y"]) == pytest.approx((0.5, 0.7), abs=0.02)
    assert middle(second, "Els") == pytest.approx(place(second, 0.2, 0.15), abs=6)  # what is seen is what is saved
    key(second, "understood 0").click()
    assert second.locator(".nd-notice").count() == 0


def test_a_damaged_drawing_is_said_and_not_written_over(context, study):
    three(shown(context, study))
    path = dr.path_of(study.folder, "P90", "start")
    cut = path.read_bytes()[:200]
    path.write_bytes(cut)
    page = shown(context, study)
    assert "P90_start.json" in page.inner_text(".nd-notice")
    assert not page.locator(".nd-svg").is_visible()
    key(page, "aside").click()
    page.wait_for_selector(".nd-svg", state="visible")
    (aside,) = path.parent.glob("*.damaged-*.json")
    assert aside.read_bytes() == cut


def test_a_page_asks_until_a_slow_python_answers_and_is_not_begun_again_by_later_answers(context, study):
    page = shown(context, study)
    page.clock.install()
    page.kernel.alive = False
    begin(page, answered=False)
    page.clock.run_for(60_000)  # a minute without an answer, as when many open their page at once
    assert page.locator(".netlab-drawing[data-ready]").count() == 0
    page.kernel.alive = True
    page.clock.run_for(16_000)
    page.wait_for_selector(".netlab-drawing[data-ready]")
    key(page, "next").click()
    heading = page.inner_text(".nd-guide h3")
    asked = next(m for m in reversed(page.kernel.heard) if m["do"] == "ready")
    ((answer, _),) = page.kernel.hear(asked, [])
    page.evaluate("(answer) => window.fromPython(answer)", answer)
    assert page.inner_text(".nd-guide h3") == heading
