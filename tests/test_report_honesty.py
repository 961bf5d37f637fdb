"""What a report says stands as methods ask: interval before p, no stars, no causal verb; over whole pages."""

from __future__ import annotations

import html
import json
import re

import pytest

from netlab.report.running import run
from netlab.texts import LANGUAGES, say

VOORBEELD = "data/voorbeeld"

NUMBER = r"[+−-]?\d+(?:[.,]\d+)?(?: ?%)?"
INTERVAL = re.compile(rf"{NUMBER} (?:tot|to) (?:> )?{NUMBER}|\[{NUMBER}[;,] {NUMBER}\]")
P = re.compile(r"\bp ?[=<:] ?(?:< ?)?\d")
FAMILY = {  # how a p in a sentence goes on
    "nl": re.compile(r"p ?[=<:] ?(?:< ?)?[\d,]+, (?:een van \d+ toetsen|de enige toets)"),
    "en": re.compile(r"p ?[=<:] ?(?:< ?)?[\d.]+, (?:one of \d+ tests|the only test)"),
}
CAUSAL = {
    "nl": re.compile(
        r"\b(veroorza\w*|dankzij|zorg(?:t|de|den) (?:ervoor|voor)|leid(?:t|de|den) tot|geleid tot|teweeg\w*|"
        r"beïnvloed\w*|verbeter(?:t|de|den)|verhoog(?:t|de)|verlaag(?:t|de)|door het traject|als gevolg van|"
        r"resulteer\w*|werkt(?:e)? in op|(?:heeft|had) effect op|effect van het traject|lever(?:t|de) \w+ op)\b",
        re.I,
    ),
    "en": re.compile(
        r"\b((?<!no )caus(?:e[sd]?|ing)|thanks to|led to|leads? to|leading to|because of the|brought about|"
        r"influenc\w+|affect\w*|improve[sd]?|result(?:s|ed)? in|due to the traj\w*|as a result|"
        r"has an effect on|effect of the traj\w*|"
        r"makes? (?:people|participants)|produc(?:es|ed))\b",
        re.I,
    ),
}


def plain(part: str) -> str:
    """The words of a piece of HTML."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", part))).strip()


def article_of(page: str) -> str:
    """The page without what participants said."""
    article = page[page.index("<main>") : page.index("</main>")]
    return re.sub(r"<blockquote>.*?</blockquote>", "", article, flags=re.S)


def sentences_of(article: str) -> list[str]:
    """Every sentence in paragraphs, list items, summaries and headings, and in the words of figures."""
    figures = re.findall(r'<script type="application/json">(.*?)</script>', article, re.S)
    parts = [
        plain(p) for p in re.findall(r"<(?:p|li|summary|h[1-4])\b[^>]*>(.*?)</(?:p|li|summary|h[1-4])>", article, re.S)
    ]
    found: list[str] = []

    def gather(part, key=""):
        if isinstance(part, dict):
            for name, value in part.items():
                gather(value, name)
        elif isinstance(part, list):
            for value in part:
                gather(value, key)
        elif isinstance(part, str) and key in ("text", "hovertext", "ticktext"):
            found.append(plain(part.replace("<br>", " ")))

    for figure in figures:
        gather(json.loads(figure))
    return [s for part in [*parts, *found] for s in re.split(r"(?<=[.!?])\s+(?=[A-ZÉ])", part) if s]


def tables_of(article: str) -> list[tuple[str, list[str], list[list[str]]]]:
    """Caption, headings and rows of every table."""
    found = []
    for match in re.finditer(
        r'(?:<p class="caption[^"]*">([^<]*)</p>)?<div class="scroll[^"]*"><table.*?</table>', article, re.S
    ):
        table = match.group(0)
        rows = [
            [plain(c) for c in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", r, re.S)]
            for r in re.findall(r"<tr>(.*?)</tr>", table, re.S)
        ]
        found.append((html.unescape(match.group(1) or ""), rows[0], rows[1:]))
    return found


def faults(page: str, lang: str) -> list[str]:
    """Every sentence and table that breaks a rule."""
    article, wrong = article_of(page), []
    for sentence in sentences_of(article):
        for found in P.finditer(sentence):
            before = [m.end() for m in INTERVAL.finditer(sentence) if m.end() <= found.start()]
            other = [m.end() for m in P.finditer(sentence) if m.end() <= found.start()]
            if not before or (other and max(before) < max(other)):
                wrong.append(f"p without an interval before it: {sentence}")
            if not FAMILY[lang].match(sentence, found.start()):
                wrong.append(f"p without the size of its family: {sentence}")
        verb = CAUSAL[lang].search(sentence.replace(say("report.summary_no_comparison", lang), ""))
        if verb:
            wrong.append(f"causal verb {verb.group(0)!r}: {sentence}")
        if "*" in sentence:
            wrong.append(f"star: {sentence}")
    for caption, heads, rows in tables_of(article):
        tested = [i for i, h in enumerate(heads) if h == "p" or h.startswith("p ")]
        spans = [i for i, h in enumerate(heads) if h.startswith("95")]
        if tested and not (spans and min(spans) < min(tested)):
            wrong.append(f"a column of p without an interval before it: {caption or heads}")
        if tested and not re.search(r"\d", caption):
            wrong.append(f"p without the size of its family: {caption or heads}")
        wrong += [f"star: {row}" for row in [heads, *rows] if any("*" in cell for cell in row)]
    return wrong


@pytest.mark.parametrize(
    ("said", "lang", "fault"),
    [
        ("<p>De groep groeide, p = 0,03.</p>", "nl", "p without an interval"),
        (
            "<p>Change +1, p &lt; 0.001; interval +0.5 to +1.5.</p>",
            "en",
            "p without",
        ),
        ("<p>A 1.0 to 2.0; p = 0.01, and B p = 0.02.</p>", "en", "p without an interval"),
        ("<p>+0,33, 95%-interval +0,05 tot +0,61; p = 0,028.</p>", "nl", "p without the size of its family"),
        ("<p>Het traject zorgde voor grotere netwerken.</p>", "nl", "causal verb 'zorgde voor'"),
        ("<p>De groei is er dankzij het traject.</p>", "nl", "causal verb 'dankzij'"),
        ("<p>The course led to larger networks.</p>", "en", "causal verb 'led to'"),
        ("<p>The course improved networks.</p>", "en", "causal verb 'improved'"),
        ("<p>+1.8***</p>", "en", "star"),
        (
            '<div class="scroll"><table><tr><th>n</th><th>p</th><th>95% interval</th></tr></table></div>',
            "en",
            "column of p",
        ),
        (
            '<div class="scroll"><table><tr><th>95% interval</th><th>p</th></tr></table></div>',
            "en",
            "size of its family",
        ),
    ],
)
def test_the_rules_find_what_breaks_them(said, lang, fault):
    assert any(fault in f for f in faults(f"<main>{said}</main>", lang))


@pytest.mark.parametrize(
    ("said", "lang"),
    [
        ("<p>+0,33, 95%-interval +0,05 tot +0,61; p = 0,028, een van 4 toetsen.</p>", "nl"),
        (
            "<p>A 1.0 to 2.0; p = 0.01, one of 2 tests, and B 0.5 to 1.0; p &lt; 0.001, the only test.</p>",
            "en",
        ),
        ("<blockquote><p>Het traject zorgde voor alles***</p></blockquote>", "nl"),  # what somebody said
    ],
)
def test_the_rules_let_pass_what_keeps_to_them(said, lang):
    assert faults(f"<main>{said}</main>", lang) == []


@pytest.fixture(scope="module", params=LANGUAGES)
def pages(request, example_report, tmp_path_factory):
    """The example study in one language, with its comparison group and without."""
    alone = run("3_compare", VOORBEELD, tmp_path_factory.mktemp("honest") / "h.html", lang=request.param, group="")
    made = {"with": example_report(request.param), "without": alone}
    return request.param, {k: path.read_text("utf-8") for k, path in made.items()}


@pytest.mark.slow
def test_interval_before_p_no_stars_and_no_causal_verb_with_and_without_a_comparison_group(pages):
    lang, both = pages
    for page in both.values():
        assert faults(page, lang) == []
        article = article_of(page)
        assert sum(len(P.findall(s)) for s in sentences_of(article)) >= 2  # so that there was something to find
        assert sum(any(h == "p" for h in heads) for _, heads, _ in tables_of(article)) >= 3


@pytest.mark.slow
def test_without_a_comparison_group_the_report_says_that_it_does_not_know_why(pages):
    lang, both = pages
    said = say("report.summary_no_comparison", lang)
    assert said in html.unescape(both["without"])
    assert said not in html.unescape(both["with"])


@pytest.mark.slow
def test_the_parts_of_further_stand_once_each_where_the_study_has_them(pages):
    lang, both = pages
    for page in both.values():
        article = article_of(page)
        for part in ("absent", "outcomes", "ties.kept.heading", "ties.became_strong.heading", "referring", "course"):
            assert article.count(f"<h3>{say(f'report.{part}', lang)}</h3>") == 1
