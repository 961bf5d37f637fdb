"""Deciding who is who in a panel: what it shows, what it writes, and that a saved notebook names nobody."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from netlab import links
from netlab.checks import check
from netlab.problems import InputError
from netlab.scaffold import new_study
from netlab.study import open_study
from netlab.texts import say
from netlab.widgets import review_links
from netlab.widgets.review import LinkReview

pytestmark = pytest.mark.slow  # too long for the quick loop

HEADER = "ego,wave,alter,other_wave,other_alter,score,reason,status,by\n"
# About the study that `netlab new` makes. By hand: P01 named Anaïs, Bram, Chaima, Dirk before and Bram, Anaïs, Chaima,
# Elif, Femke after; P02 Gust, Hanne, Ilse before and Hanne, Ilse, Jonas, Gust after.
LINKS = (
    HEADER
    + """P01,voor,1,na,2,1.00,zelfde naam,same,netlab
P01,voor,2,na,1,0.70,alleen voornaam,unsure,netlab
P01,voor,2,na,4,0.40,lijkt erop,unsure,netlab
P01,voor,4,na,4,0.35,zelfde functie,unsure,netlab
P01,voor,3,na,3,1.00,zelfde naam,same,onderzoeker
P02,voor,3,na,2,1.00,zelfde naam,same,netlab
"""
)
NAMES = ("Anaïs", "Bram", "Chaima", "Dirk", "Elif", "Femke", "Gust", "Hanne", "Ilse", "Jonas", "Karim", "Mieke")


class Panel:
    """A panel whose browser is this test: it sends what the browser would, and keeps what comes back."""

    def __init__(self, folder: Path, by: str | None = None, lang: str = "nl"):
        self.folder, self.heard = folder, []
        self.widget = review_links(open_study(folder), lang=lang, by=by)
        self.widget.send = lambda content, buffers=None: self.heard.append(content)
        self.ask(do="ready")

    def ask(self, **message) -> dict:
        self.widget._handle_custom_msg(json.loads(json.dumps(message)), [])
        json.dumps(self.heard[-1])  # as it goes over the wire
        return self.heard[-1]

    def decide(self, status: str, other: str | None = None, by: str = "RV") -> dict:
        question = self.now["question"]
        other = question["others"][0]["alter"] if other is None else other
        return self.ask(do="decide", key=question["key"], other=other, status=status, by=by)

    def goto(self, name: str) -> dict:
        """Browse to the question about the alter of this name."""
        self.ask(do="go", step=-100)
        while self.now["question"]["left"]["name"] != name:
            at = self.now["at"]
            assert self.ask(do="go", step=1)["at"] > at, f"nothing is asked about {name}"
        return self.now

    @property
    def now(self) -> dict:
        return self.heard[-1]

    def rows(self) -> dict[tuple[str, ...], tuple[str, str]]:
        """(ego, alter, other_alter) → (status, by), read back from links.csv."""
        with (self.folder / "links.csv").open(encoding="utf-8-sig", newline="") as file:
            return {(r["ego"], r["alter"], r["other_alter"]): (r["status"], r["by"]) for r in csv.DictReader(file)}


@pytest.fixture
def folder(tmp_path):
    made = new_study(str(tmp_path / "proef"), "nl")
    (made / "links.csv").write_text(LINKS, encoding="utf-8")
    return made


def names(question: dict) -> list[str]:
    return [other["name"] for other in question["others"]]


# ------------------------------------------------------------------------------------------------------ what is shown


def test_every_alter_with_an_open_pair_is_asked_about_once(folder):
    panel = Panel(folder)
    # by hand: Anaïs, Bram (two candidates, one question) and Dirk of P01, Ilse of P02; Chaima is decided
    assert (panel.now["total"], panel.now["open"]) == (4, 4)
    asked = set()
    for _ in range(4):
        asked.add((panel.now["question"]["ego"], panel.now["question"]["left"]["name"]))
        panel.ask(do="go", step=1)
    assert asked == {("P01", "Anaïs"), ("P01", "Bram"), ("P01", "Dirk"), ("P02", "Ilse")}


def test_the_best_candidate_stands_first_and_everyone_else_of_that_network_behind_it(folder):
    question = Panel(folder).goto("Bram")["question"]
    assert names(question) == ["Bram", "Elif", "Anaïs", "Femke"]
    # Chaima of the second wave is somebody's already, and the panel says so
    assert "Chaima (is dezelfde als Chaima)" in question["taken"]


def test_answers_stand_beside_each_other_in_the_codebooks_words(folder):
    question = Panel(folder).goto("Bram")["question"]
    left, right = question["left"]["answers"], question["others"][0]["answers"]
    table = dict(zip(question["labels"], zip(left, right, strict=True), strict=True))
    # by hand, from the contacts file: Bram before: soms, eigen team, zorg, live, soms, nooit; after: vaak … soms, soms
    assert table["hoe dichtbij"] == ("soms", "vaak")
    assert table["werkplek"] == ("eigen team", "eigen team")
    assert question["left"]["wave"] == "Start"
    assert question["right"] == "Einde"


def test_a_proposal_says_by_whom_with_what_score_and_why(folder):
    panel = Panel(folder)
    said = panel.goto("Anaïs")["question"]["others"][0]["proposal"]
    assert "dezelfde persoon" in said
    assert "1,00" in said
    assert "zelfde naam" in said
    assert "twijfelt" in panel.goto("Bram")["question"]["others"][0]["proposal"]
    nothing = panel.now["question"]["others"][2]["proposal"]
    assert nothing == say("review.no_proposal", "nl")


def test_who_knows_whom_is_shown_and_not_compared(folder):
    question = Panel(folder).goto("Dirk")["question"]
    place = question["labels"].index(say("review.tied", "nl"))
    ties = (folder / "raw" / "banden.csv").read_text(encoding="utf-8-sig").split("\n")
    tied = {tuple(line.split(";")[2:4]) for line in ties if line.startswith("P01;voor")}
    numbers = {"1": "Anaïs", "2": "Bram", "3": "Chaima", "4": "Dirk"}
    others = [numbers[n] for n in sorted(({a, b} - {"4"}).pop() for a, b in tied if "4" in (a, b))]
    assert question["left"]["answers"][place] == (", ".join(others) or say("review.nobody", "nl"))
    assert question["comparable"] == [i != place for i in range(len(question["labels"]))]


def test_a_fixed_answer_is_shown_as_each_wave_gave_it_not_as_a_proposal_filled_it(folder):
    """Else a proposal would make two alters agree, and their agreement would speak for the proposal."""
    book = folder / "study.toml"
    text = book.read_text(encoding="utf-8")
    head, _, tail = text.partition('column = "functie"\n')
    assert tail, "the codebook of a new study asks for functie"
    book.write_text(
        head + 'column = "functie"\nfixed = true\n' + tail.replace("\nfixed = true", "", 1), encoding="utf-8"
    )
    contacts = folder / "raw" / "contacten.csv"
    text = contacts.read_text(encoding="utf-8-sig")
    row = "P01;na;2;Anaïs;heel dichtbij;eigen team;zorg;live;vaak;vaak"
    assert row in text
    contacts.write_text(text.replace(row, row.replace(";zorg;", ";;")), encoding="utf-8-sig")

    study = open_study(folder)
    filled = study.networks.alters.set_index(["ego", "wave", "alter"])["functie"]
    assert filled["P01", "na", "2"] == "zorg"  # the proposal is followed in the numbers
    question = Panel(folder).goto("Anaïs")["question"]
    place = question["labels"].index("functie")
    assert question["left"]["answers"][place] == "zorg"
    assert question["others"][0]["answers"][place] == ""


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_panel_speaks_the_language_asked_for(folder, lang):
    panel = Panel(folder, lang=lang)
    assert panel.now["words"]["same"] == say("review.same", lang)
    assert panel.decide("same")["said"].startswith({"nl": "Bewaard:", "en": "Saved:"}[lang])


# --------------------------------------------------------------------------------------------------- what is written


def test_a_decision_is_in_the_file_before_the_next_pair_is_shown(folder):
    panel = Panel(folder)
    panel.goto("Ilse")
    answer = panel.decide("same")
    assert panel.rows()["P02", "3", "2"] == ("same", "RV")
    assert not answer["bad"]
    assert "Ilse" in answer["said"]
    assert answer["open"] == 3
    assert answer["question"]["left"]["name"] != "Ilse"


def test_same_decides_the_open_pairs_that_cannot_be_true_beside_it(folder):
    panel = Panel(folder)
    panel.goto("Bram")
    answer = panel.decide("same", other="4")  # Bram became Elif, says the researcher
    rows = panel.rows()
    assert rows["P01", "2", "4"] == ("same", "RV")
    assert rows["P01", "2", "1"] == ("different", "RV")  # then Bram is not the other Bram
    assert rows["P01", "4", "4"] == ("different", "RV")  # and Dirk is not Elif
    assert rows["P01", "1", "2"] == ("same", "netlab")  # about others nothing is decided
    # by hand: of Anaïs, Bram, Dirk and Ilse two are left
    assert answer["open"] == 2
    assert "2 paren" in answer["said"]
    assert check(open_study(folder))["stops"].sum() == 0
    assert "Vanzelf beslist" in panel.goto("Dirk")["question"]["decided"]


def test_someone_whom_nobody_proposed_can_be_chosen(folder):
    panel = Panel(folder)
    panel.goto("Dirk")
    panel.decide("same", other="5")
    assert panel.rows()["P01", "4", "5"] == ("same", "RV")
    assert panel.rows()["P01", "4", "4"] == ("different", "RV")


def test_different_leaves_the_other_candidates_open(folder):
    panel = Panel(folder)
    panel.goto("Bram")
    answer = panel.decide("different")
    assert panel.rows()["P01", "2", "1"] == ("different", "RV")
    assert answer["question"]["left"]["name"] == "Bram"
    assert names(answer["question"])[0] == "Elif"
    assert "Bram (is iemand anders)" in answer["question"]["taken"]
    assert answer["open"] == 4


def test_gone_is_written_without_another_alter(folder):
    panel = Panel(folder)
    panel.goto("Dirk")
    panel.decide("gone")
    assert panel.rows()["P01", "4", ""] == ("gone", "RV")
    assert panel.rows()["P01", "4", "4"] == ("different", "RV")
    networks = open_study(folder).networks
    assert set(networks.links.loc[networks.links["status"] == "gone", "alter"]) == {"4"}


def test_doubt_stays_open_and_is_not_asked_again_at_once(folder):
    panel = Panel(folder)
    seen = []
    while panel.now["question"]:
        seen.append(panel.now["question"]["left"]["name"])
        panel.decide("unsure")
    assert sorted(seen) == ["Anaïs", "Bram", "Dirk", "Ilse"]
    assert panel.now["open"] == 4
    assert panel.now["end"]["title"] == say("review.end_doubt_title", "nl")
    assert panel.rows()["P02", "3", "2"] == ("unsure", "RV")
    again = Panel(folder)  # the next time they are there again, with who doubted
    assert again.now["open"] == 4
    assert "twijfel van RV" in again.goto("Ilse")["question"]["others"][0]["proposal"]


def test_undo_brings_back_the_same_bytes(folder):
    panel, path = Panel(folder), folder / "links.csv"
    steps = [path.read_bytes()]
    panel.goto("Bram")
    panel.decide("same", other="4")  # decides three rows
    steps.append(path.read_bytes())
    panel.decide("gone")
    steps.append(path.read_bytes())
    panel.decide("unsure")
    assert len({*steps, path.read_bytes()}) == 4
    for before in reversed(steps):
        answer = panel.ask(do="undo")
        assert not answer["bad"]
        assert path.read_bytes() == before
    assert answer["question"]["left"]["name"] == "Bram"
    assert answer["question"]["others"][answer["chosen"]]["name"] == "Elif"
    assert not answer["undo"]
    assert panel.ask(do="undo")["bad"]


def test_undo_takes_back_the_decision_that_is_shown(folder):
    panel = Panel(folder)
    panel.goto("Ilse")
    panel.decide("same")
    panel.goto("Dirk")
    panel.decide("different")
    panel.goto("Ilse")
    assert "Beslist" in panel.now["question"]["decided"]
    panel.ask(do="undo")
    assert panel.rows()["P02", "3", "2"] == ("same", "netlab")
    assert panel.rows()["P01", "4", "4"] == ("different", "RV")


def test_resuming_shows_only_what_is_open(folder):
    panel = Panel(folder)
    panel.decide("same")
    panel.decide("different")
    left = panel.now["open"]
    assert 0 < left < 4
    assert (Panel(folder).now["total"], Panel(folder).now["open"]) == (left, left)
    panel.widget.close()


def test_when_nothing_is_open_the_panel_says_so(folder):
    panel = Panel(folder)
    for _ in range(10):
        if panel.now["question"]:
            panel.decide("different")
    assert panel.now["end"]["title"] == "Niets meer open"
    assert Panel(folder).now["end"]["title"] == "Niets meer open"
    assert links.open_pairs(open_study(folder)).empty


def test_without_proposals_the_panel_says_how_to_make_them_and_makes_them(folder):
    (folder / "links.csv").unlink()
    panel = Panel(folder)
    assert panel.now["end"]["command"].startswith("netlab link ")
    answer = panel.ask(do="propose")
    assert (folder / "links.csv").exists()
    assert answer["question"] is not None
    assert answer["open"] == answer["total"] > 0


# ------------------------------------------------------------------------------------------------------ what goes wrong


@pytest.mark.parametrize("by", ["", "   ", "netlab", "NetLab ", "R\nV"])
def test_nobody_and_netlab_cannot_decide(folder, by):
    panel, path = Panel(folder), folder / "links.csv"
    answer = panel.decide("same", by=by)
    assert answer["bad"]
    assert answer["ask_name"]
    assert path.read_text(encoding="utf-8") == LINKS
    assert panel.ask(do="name", by=by)["ask_name"]
    with pytest.raises(InputError, match="name or initials"):
        review_links(open_study(folder), by=by)


def test_who_decides_is_kept(folder):
    panel = Panel(folder, by=" Ria ")
    assert panel.now["by"] == "Ria"
    assert panel.ask(do="name", by="An V")["by"] == "An V"


def test_what_changed_in_the_file_meanwhile_is_not_written_over(folder):
    panel, path = Panel(folder), folder / "links.csv"
    panel.goto("Ilse")
    elsewhere = LINKS.replace("P02,voor,3,na,2,1.00,zelfde naam,same,netlab", "P02,voor,3,na,2,1.00,x,different,Ria")
    path.write_text(elsewhere, encoding="utf-8")
    answer = panel.decide("same")
    assert answer["bad"]
    assert path.read_text(encoding="utf-8") == elsewhere
    assert answer["open"] == 3
    assert panel.goto("Ilse")["question"]["decided"] == say("review.settled_outside", "nl")


def test_a_decision_that_contradicts_another_is_refused_whole(folder, monkeypatch):
    """When what follows from a decision cannot be written, the decision is not there either."""
    panel, path = Panel(folder), folder / "links.csv"
    panel.goto("Bram")
    written = []

    def decide(*told):
        if len(written) == 2:
            raise InputError("the disk is full")
        written.append(told)
        return real(*told)

    real = links.decide
    monkeypatch.setattr("netlab.widgets.review.links.decide", decide)
    answer = panel.decide("same", other="4")
    assert len(written) == 2
    assert "the disk is full" in answer["said"]
    assert answer["bad"]
    assert answer["question"]["left"]["name"] == "Bram"
    assert path.read_text(encoding="utf-8") == LINKS


def test_a_file_that_cannot_be_read_is_said_in_words(folder, monkeypatch):
    panel = Panel(folder)

    def locked(study):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("netlab.widgets.review.read_links", locked)
    answer = panel.decide("same")
    assert answer["bad"]
    assert "Excel" in answer["said"]


def test_rows_about_someone_who_was_not_named_are_counted_and_not_asked(folder):
    with (folder / "links.csv").open("a", encoding="utf-8") as file:
        file.write("P01,voor,9,na,5,,,unsure,Ria\nP01,voor,4,na,,,,unsure,Ria\n")
    panel = Panel(folder)
    assert panel.now["total"] == 4
    assert panel.now["said"] == say("review.strange", "nl", n=2)


def test_a_language_that_is_not_there_is_refused(folder):
    with pytest.raises(InputError, match="language 'fr'"):
        review_links(open_study(folder), lang="fr")


# ------------------------------------------------------------------------------------------------------------ privacy


def test_the_state_that_a_notebook_saves_names_nobody(folder):
    panel = Panel(folder, by="Ria")
    panel.decide("same")
    panel.ask(do="undo")
    text = json.dumps(panel.widget.get_state(), default=str, ensure_ascii=False) + repr(panel.widget)
    text += json.dumps(panel.widget._repr_mimebundle_(), default=str, ensure_ascii=False)
    assert "review.waiting" not in text
    assert say("review.waiting", "nl") in text
    assert [n for n in (*NAMES, "Ria", "eigen team", "zorg", str(folder)) if n in text] == []


def test_names_are_sent_only_to_a_panel_that_is_there(folder):
    sent = []
    widget = review_links(open_study(folder))
    widget.send = lambda content, buffers=None: sent.append(content)
    assert sent == []
    widget._handle_custom_msg({"do": "ready"}, [])
    assert "Anaïs" in json.dumps(sent, ensure_ascii=False)


# ---------------------------------------------------------------------------------------------------------- the browser


def review_files() -> list[str]:
    """The script and the style that the browser gets."""
    return [str(LinkReview._esm), str(LinkReview._css)]


def test_every_word_that_the_script_shows_is_there_in_both_languages():
    script = review_files()[0]
    used = set(re.findall(r"words\.(\w+)", script)) | {"same", "different", "unsure", "gone"}
    used |= {f"{status}_note" for status in ("same", "different", "unsure", "gone")}
    for lang in ("nl", "en"):
        assert [w for w in sorted(used) if not say(f"review.{w}", lang)] == []
