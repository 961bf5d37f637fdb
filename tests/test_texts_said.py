"""Every text of netlab is said somewhere, and what is said is there: keys stand or are put together in the code."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import netlab
from netlab import texts

HOME = Path(netlab.__file__).parent
WORD = r"([\w.]+)"  # what stands in a blank
ON_PAGES = ("draw", "explore", "review")  # the sections that go to the scripts of the widgets as they are
# put together without the name of their section: a reason in the section that the figure names; of a problem another
# test says whether something finds it
OVER = {r"change\.reason\.(\w+)", r"reason\.(\w+)", r"(?:problem|todo)\.(\w+)"}


def keys(entry: object, key: str = "") -> list[str]:
    if not isinstance(entry, dict):
        return [key]
    return [k for name, below in entry.items() for k in keys(below, f"{key}.{name}" if key else name)]


def pattern(node: ast.AST) -> str:
    """What an expression can give: what is written in it as it is, a word for all else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.escape(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(map(pattern, node.values)).replace(WORD + WORD, WORD)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return pattern(node.left) + pattern(node.right)
    return WORD


def in_python() -> tuple[set[str], set[str]]:
    """Every string in netlab's Python that is no docstring, and the patterns that begin with one."""
    nodes = [n for path in HOME.rglob("*.py") for n in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    told = {id(n.value) for n in nodes if isinstance(n, ast.Expr)}
    strings = {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in told}
    listed = [n for n in nodes if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "headings"]
    strings |= {w for n in listed for s in ast.walk(n) if isinstance(s, ast.Constant) for w in str(s.value).split()}
    made = {pattern(n) for n in nodes if isinstance(n, ast.JoinedStr | ast.BinOp)}
    return strings, {p for p in made if re.match(r"[a-z]\w*(\\\.|_)", p) and WORD in p}


def in_scripts() -> tuple[set[str], set[str]]:
    """Every string, and every name after a point or before a colon, in the scripts of the widgets; template texts."""
    script = "\n".join(path.read_text(encoding="utf-8") for path in sorted((HOME / "widgets").glob("*.mjs")))
    script = re.sub(r"^ *(?://|/?\*).*|(?<= )// .*", "", script, flags=re.MULTILINE)  # without the comments
    made = [re.sub(r"\$\{[^{}]*\}", lambda _: WORD, m) for m in re.findall(r"`((?:\w|\$\{[^{}`]*\})+)`", script)]
    names = set(re.findall(r'(?<=["\'.])\w+\b|\b\w+(?=:)', script))
    return names, {m for m in made if WORD in m and re.search("[a-z]", m.replace(WORD, ""))}


def is_made(key: str, patterns: set[str], words: set[str]) -> bool:
    """Whether a pattern gives a key with, in every blank, a number or one or two of these words."""

    def known(text: str) -> bool:
        cut = ({text[:n], text[n:]} for n in range(1, len(text)))
        return text.isdigit() or text in words or any(two <= words for two in cut)

    found = [match for p in patterns if (match := re.fullmatch(p, key))]
    return any(all(map(known, match.groups())) for match in found)


def unsaid(every: list[str]) -> list[str]:
    """The keys that nothing in netlab asks for."""
    strings, patterns = in_python()
    named, templates = in_scripts()
    left = [k for k in every if k not in strings and not is_made(k, patterns | OVER, strings)]
    on_page = {k for k in left if k.split(".")[0] in ON_PAGES and k.count(".") == 1}
    shown = {
        k for k in on_page if (name := k.split(".")[1]) in named or is_made(name, templates | patterns, named | strings)
    }
    return [k for k in left if k not in shown]


def test_every_text_is_said_somewhere():
    assert unsaid(keys(texts.texts("nl"))) == []


def written_out(node: ast.AST) -> list[str]:
    """The keys that an expression can be, as far as they are written out."""
    if isinstance(node, ast.IfExp):
        return written_out(node.body) + written_out(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) else []


def test_every_text_that_is_said_is_there():
    asked = {}
    for path in HOME.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say" and node.args:
                asked |= dict.fromkeys(written_out(node.args[0]), path.name)
    assert len(asked) > 300
    assert {key: file for key, file in asked.items() if not texts.has(key, "nl")} == {}


def test_a_text_that_nothing_asks_for_is_found():
    # in sections where keys are put together, with a word that is nowhere; in sections that are not there, with words
    # that are all over netlab
    made_up = [
        "plot.zqx",
        "report.column.zqx",
        "drawing.kept.zqx",
        "draw.zqx",
        "review.same_zqx",
        "month.mzqx",
        "zqx.kept",
        "change.kept",
        "change.range",
        "statistics.interval.t",
    ]
    assert unsaid(made_up) == made_up
