"""Running reports: parameters are checked first, what is made is whole, and what fails says where and why."""

from __future__ import annotations

import json
import re

import nbformat
import pytest

from netlab.problems import InputError
from netlab.report.parameters import parameter_cell, two_waves, validated
from netlab.report.running import NOTEBOOKS, ReportError, run, selected
from netlab.study import open_study

VOORBEELD = "data/voorbeeld"


@pytest.fixture(scope="module")
def study():
    return open_study(VOORBEELD)


@pytest.fixture(scope="module")
def compare():
    return nbformat.read(NOTEBOOKS / "3_compare.ipynb", as_version=4)


@pytest.fixture
def notebook(tmp_path):
    """Writes a small notebook with these code cells behind a cell of parameters."""

    def write(*sources):
        cells = [nbformat.v4.new_code_cell('study = ""\nlang = "nl"', metadata={"tags": ["parameters"]})]
        cells += [nbformat.v4.new_code_cell(s) for s in sources]
        path = tmp_path / "4_small.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
        return path

    return write


def test_the_notebooks_own_cell_says_what_it_takes(compare):
    assert set(parameter_cell(compare)) == {"study", "before", "after", "group", "measures", "lang"}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"befor": "start"}, ["'befor'", "Did you mean 'before'?"]),
        ({"before": "begin"}, ["wave 'begin'", "start, einde, opvolging"]),
        ({"before": "einde", "after": "start"}, ["'einde' does not come before 'start'"]),
        ({"after": 3}, ["after", "expected str", "3"]),
        ({"group": "grope"}, ["'grope'", "Did you mean 'groep'?"]),
        ({"measures": ["size", "densty"]}, ["'densty'", "Did you mean 'density'?"]),
        ({"lang": "fr"}, ["'fr'", "nl, en"]),
    ],
)
def test_a_wrong_parameter_is_named_with_the_valid_ones(compare, study, given, says):
    with pytest.raises(InputError) as error:
        validated(compare, given, study)
    for words in says:
        assert words in str(error.value)


def test_all_mistakes_are_named_at_once(compare, study):
    with pytest.raises(InputError) as error:
        validated(compare, {"before": "begin", "lang": "fr", "measures": ["x"]}, study)
    assert len(error.value.problems) == 3


def test_a_typo_stops_before_a_kernel_starts(monkeypatch):
    def never(*args, **more):
        raise AssertionError("a kernel was started")

    monkeypatch.setattr("papermill.execute_notebook", never)
    with pytest.raises(InputError):
        run("3_compare", VOORBEELD, after="eind")


def test_an_unknown_notebook_lists_those_there_are():
    with pytest.raises(InputError, match=r"3_compare"):
        run("3_compar", VOORBEELD)


def test_only_the_cells_of_one_language_and_one_kind_are_kept(compare):
    two = selected(compare, "nl", one_wave=False, design="groups")
    one = selected(compare, "en", one_wave=True, design="no-groups")
    assert not any(
        {"en", "one-wave", "no-groups", "randomised"} & set(c.metadata.tags) for c in two.cells if "tags" in c.metadata
    )
    assert not any({"nl", "change", "groups"} & set(c.metadata.tags) for c in one.cells if "tags" in c.metadata)
    assert len(two.cells) < len(compare.cells)


@pytest.mark.slow
def test_a_cell_that_raises_is_named_and_the_notebook_kept(notebook, tmp_path):
    path, html = notebook("1 + 1", "total = {}\ntotal['missing']", "2 + 2"), tmp_path / "out.html"
    with pytest.raises(ReportError) as error:
        run(path, VOORBEELD, html)
    kept = tmp_path / "out.failed.ipynb"
    assert "KeyError: 'missing'" in str(error.value)
    assert "total['missing']" in str(error.value)
    assert str(kept) in str(error.value)
    assert len(str(error.value).splitlines()) < 25
    assert not html.exists()
    states = [c.metadata.papermill.status for c in nbformat.read(kept, 4).cells if c.cell_type == "code"]
    assert states[-3:] == ["completed", "failed", "pending"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("how", "cause"), [("import os; os._exit(1)", "Dead"), ("import time; time.sleep(60)", "Timeout")]
)
def test_a_kernel_that_dies_or_hangs_is_marked_failed_though_papermill_says_completed(notebook, tmp_path, how, cause):
    path, html = notebook("1 + 1", how, "2 + 2"), tmp_path / "out.html"
    with pytest.raises(ReportError, match=cause):
        run(path, VOORBEELD, html, timeout=3)
    kept = nbformat.read(tmp_path / "out.failed.ipynb", 4)
    states = [c.metadata.papermill.status for c in kept.cells if c.cell_type == "code"]
    assert states[-3:] == ["completed", "failed", "pending"]
    assert kept.cells[0].source.startswith("# This run failed in cell")
    assert not html.exists()


@pytest.mark.slow
def test_a_failure_leaves_no_half_page_and_a_success_clears_the_failed_notebook(notebook, tmp_path):
    html = tmp_path / "out.html"
    with pytest.raises(ReportError):
        run(notebook("1 / 0"), VOORBEELD, html)
    assert [p.name for p in tmp_path.glob("out*")] == ["out.failed.ipynb"]
    run(notebook("'fine'"), VOORBEELD, html)
    assert [p.name for p in tmp_path.glob("out*")] == ["out.html"]


@pytest.fixture(scope="module")
def pages(example_report, tmp_path_factory):
    """The report of the example study: both languages, the Dutch one twice, and one wave in each."""
    folder = tmp_path_factory.mktemp("reports")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1767225600")  # 1 January 2026
        asked = {"nl2": {"lang": "nl"}, "one": {"lang": "en", "after": ""}, "een": {"lang": "nl", "after": ""}}
        made = {k: run("3_compare", VOORBEELD, folder / f"{k}.html", **v) for k, v in asked.items()}
    made |= {lang: example_report(lang) for lang in ("nl", "en")}
    return {k: page.read_text("utf-8") for k, page in made.items()}


def words_of(page: str) -> str:
    """What a person reads on a page: the article without scripts and tags, and the texts inside its figures."""
    article = page[page.index("<main>") : page.index("</main>")]
    forms = re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', article, re.S)
    inside = []

    def gather(part, key=""):
        if isinstance(part, dict):
            for name, value in part.items():
                gather(value, name)
        elif isinstance(part, list):
            for value in part:
                gather(value, key)
        elif isinstance(part, str) and key in ("text", "hovertext", "hovertemplate", "ticktext", "label", "customdata"):
            inside.append(part)

    for form in forms:
        gather(json.loads(form))
    text = re.sub(r"<script.*?</script>", " ", article, flags=re.S)
    return re.sub(r"<[^>]+>", " ", text + " ".join(inside))


@pytest.mark.slow
def test_the_same_input_gives_the_same_bytes(pages):
    assert pages["nl"] == pages["nl2"]


@pytest.mark.slow
def test_a_page_is_complete_in_itself(pages):
    for page in pages.values():
        assert page.count('id="plotly"') == 1
        assert not re.search(r'(src|href)="(https?:)?//', page)
        assert "netlab as nl" not in page  # no code
        assert "/tmp/" not in page


@pytest.mark.slow
def test_each_page_speaks_one_language(pages):
    assert "Deelnemers en gegevens" in pages["nl"]
    assert "Deelnemers en gegevens" not in pages["en"]
    english = re.compile(r"\b(the|participants?|before|after|kept|change|interviewed)\b", re.I)
    dutch = re.compile(r"\b(het|deelnemers?|voor|gebleven|verandering|bevraagd)\b", re.I)

    def without_quotes(page):  # what people said and the names of files stay as they are
        return words_of(re.sub(r"<blockquote>.*?</blockquote>|[\w/]+\.csv", " ", page, flags=re.S))

    assert not english.findall(without_quotes(pages["nl"]))
    assert not dutch.findall(without_quotes(pages["en"]))


@pytest.mark.slow
def test_the_quality_of_the_data_comes_first_then_the_four_blocks_in_order(pages):
    headings = re.findall(r"<h2[^>]*>(.*?)</h2>", pages["en"])
    assert headings[0] == "Participants and data"
    assert [h[:2] for h in headings if h[:1].isdigit()] == ["1.", "2.", "3.", "4."]
    assert headings[-1] == "What this report was made from"


@pytest.mark.slow
def test_one_wave_is_described_without_a_word_of_change(pages):
    change = r"\b(chang|kept|lost|gained|grew|increas|decreas|became|before and)\w*"
    verandering = r"\b(verander|gebleven|verloren|nieuw contact|groei|steeg|daal|werd groter|voor en na)\w*"

    def without_quotes(page):
        return words_of(re.sub(r"<blockquote>.*?</blockquote>", " ", page, flags=re.S))

    assert not re.findall(change, without_quotes(pages["one"]), re.I)
    assert not re.findall(verandering, without_quotes(pages["een"]), re.I)
    assert "Table 1" in pages["one"]


@pytest.mark.slow
def test_no_alter_is_named_in_a_group_report(pages):
    names = set(open_study(VOORBEELD).networks.alters["name"].dropna())
    told = words_of(pages["nl"])
    assert len(names) > 100
    assert not [n for n in names if re.search(rf"\b{re.escape(n)}\b", told)]


@pytest.fixture
def odd_study(tmp_path):
    """Writes a small study of two waves; `codebook` adds to its study.toml."""

    def write(codebook="", title="Klein", waves=("voor", "na"), sizes=(3, 4)):
        head = f"[study]\ntitle = {json.dumps(title)}\n[files]\negos = 'e.csv'\nalters = 'a.csv'\n"
        head += "".join(f"[[waves]]\nid = '{w}'\n" for w in waves)
        (tmp_path / "study.toml").write_text(head + codebook, encoding="utf-8")
        egos = [f"{e},{w}" for e in "ABC" for w in waves]
        alters = [f"{e},{w},{i}" for e in "ABC" for w, n in zip(waves, sizes, strict=True) for i in range(11, 11 + n)]
        (tmp_path / "e.csv").write_text("\n".join(["ego,wave", *egos]) + "\n", encoding="utf-8")
        (tmp_path / "a.csv").write_text("\n".join(["ego,wave,alter", *alters]) + "\n", encoding="utf-8")
        return tmp_path

    return write


@pytest.mark.slow
def test_a_study_that_asked_only_for_names_has_a_report_that_says_so(odd_study, tmp_path):
    page = run("3_compare", odd_study(), tmp_path / "o.html", lang="en").read_text("utf-8")
    assert "How strong the ties are was not asked in this study." in page
    # every ego grew by one: a change without spread has no interval, and that is not "no clear change"
    assert "No interval can be computed" in page
    assert "For none of these measures" not in page
    assert str(tmp_path) not in page


@pytest.mark.slow
def test_no_text_of_a_study_can_break_its_page(odd_study, tmp_path):
    title = "x <!--<script> </script> & \" ' {} %{y}"
    page = run("3_compare", odd_study(title=title), tmp_path / "o.html", lang="nl").read_text("utf-8")
    article = page[page.index("<main>") : page.index("</main>")]
    figures = article.count("<figure")
    assert figures > 0
    assert article.count("</figure>") == figures
    forms = re.findall(r'<script type="application/json">(.*?)</script>', article, re.S)
    assert len(forms) == 3 * figures
    assert all("<" not in form for form in forms)
    assert "<!--" not in article


def test_a_group_without_a_declared_comparison_stops_before_a_kernel_starts(compare, study):
    with pytest.raises(InputError, match="comparison group is not known"):
        validated(compare, {"group": "organisatie"}, study)


# ------------------------------------------------------------------ names, and everybody's own study

SECRET = ("Zebedeus Quastenboer", "Wolfgundis Ypma")


def own_study(folder, waves=("t0", "t1")):
    """A study with waves and participants of its own, names for ids, and a fault that quotes a cell."""
    (folder / "raw").mkdir(parents=True)
    (folder / "study.toml").write_text(
        '[files]\negos = "raw/egos.csv"\nalters = "raw/alters.csv"\n\n[columns.alters]\nname = "alter"\n\n'
        + "".join(f'[[waves]]\nid = "{w}"\n\n' for w in waves)
        + '[[interpreters]]\ncolumn = "dicht"\nrole = "strength"\nstrong_from = "vaak"\n'
        + "".join(f'[[interpreters.categories]]\nid = "{c}"\n' for c in ("soms", "vaak")),
        encoding="utf-8",
    )
    rows = [f"Q{n},{w}" for n in (1, 2) for w in waves]
    (folder / "raw/egos.csv").write_text("ego,wave\n" + "\n".join(rows) + "\n", encoding="utf-8")
    told = [f"{row},{name},{c}" for row in rows for name, c in zip(SECRET, ("soms", SECRET[0]), strict=True)]
    doubled = [f"Q1,{waves[0]},{SECRET[0]},soms"]
    text = "ego,wave,alter,dicht\n" + "\n".join(told + doubled) + "\n"
    (folder / "raw/alters.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("name", ["1_check", "2_explore", "3_compare", "4_draw"])
def test_no_page_of_any_notebook_names_a_contact_and_each_is_made_of_everybodys_own_study(tmp_path, name):
    page = run(name, own_study(tmp_path / "eigen"), tmp_path / "o.html").read_text("utf-8")
    assert not [part for secret in SECRET for part in secret.split() if part in page]
    assert "Q1" in page or name == "4_draw"


@pytest.mark.slow
def test_a_study_of_one_wave_is_explored_without_comparing(tmp_path):
    page = run("2_explore", own_study(tmp_path / "eigen", ("t0",)), tmp_path / "o.html").read_text("utf-8")
    assert "Q1" in page


def test_a_report_refuses_to_show_names_also_where_the_notebook_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr("papermill.execute_notebook", lambda *a, **k: pytest.fail("a kernel was started"))
    with pytest.raises(InputError, match="never shows the names of contacts"):
        run("2_explore", VOORBEELD, tmp_path / "o.html", names=True)
    opened = nbformat.read(NOTEBOOKS / "2_explore.ipynb", 4)
    opened.cells[2].source = opened.cells[2].source.replace("names = False", "names = True")
    assert "names = True" in opened.cells[2].source
    nbformat.write(opened, tmp_path / "mine.ipynb")
    with pytest.raises(InputError, match="never shows the names of contacts"):
        run(tmp_path / "mine.ipynb", VOORBEELD, tmp_path / "o.html")


# ------------------------------------------------------------------ which waves


@pytest.mark.parametrize(
    ("given", "waves"),
    [
        ({}, ("start", "einde")),
        ({"before": "einde"}, ("einde", "opvolging")),  # study.toml: start, einde, opvolging
        ({"after": "opvolging"}, ("start", "opvolging")),
        ({"before": "start", "after": "opvolging"}, ("start", "opvolging")),
    ],
)
def test_the_wave_to_compare_with_is_the_next_after_the_one_to_start_from(compare, study, given, waves):
    told = validated(compare, given, study)
    assert (told["before"], told["after"]) == waves
    assert two_waves(study, **given) == waves


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"before": "opvolging"}, "no wave with networks comes after 'opvolging'"),
        ({"after": "start"}, "both are 'start'"),
        ({"before": "einde", "after": "einde"}, "both are 'einde'"),
        ({"before": "einde", "after": "start"}, "'einde' does not come before 'start'"),
        ({"before": "eind"}, "Did you mean 'einde'"),
    ],
)
def test_one_wave_twice_or_the_wrong_way_round_is_refused(compare, study, given, says):
    for checked in (lambda: validated(compare, given, study), lambda: two_waves(study, **given)):
        with pytest.raises(InputError, match=says):
            checked()


def test_the_last_wave_alone_is_described_when_that_is_said(compare, study):
    assert validated(compare, {"before": "opvolging", "after": ""}, study)["after"] == ""
