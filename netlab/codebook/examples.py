"""The examples that `netlab new` starts a study with: which of their texts still stand beside a study's own data."""

from __future__ import annotations

from pathlib import Path

from netlab.codebook.declared import Codebook
from netlab.codebook.study_toml import read_codebook
from netlab.texts import LANGUAGES, Text

TEMPLATES = Path(__file__).parent.parent / "new_study"
ABOUT = ("title", "subtitle", "notice")


def _words(text: Text | str) -> set[str]:
    """A text in every language in which it is there."""
    return {t for t in ([text] if isinstance(text, str) else text.values()) if t}


def _asked(codebook: Codebook) -> dict[str, set[str]]:
    """The texts that a report prints as what this study is called and asked, by the name of their field."""
    texts = {field: _words(getattr(codebook, field)) for field in ABOUT}
    if "alters" in codebook.files:  # what is asked in a drawing is asked in these words
        texts |= {f"text ({g.id})": _words(g.text) for g in codebook.generators}
        texts |= {f"text ({i.column})": _words(i.text) for i in codebook.with_role("strength")}
    return texts


def still_examples(folder: Path, codebook: Codebook) -> list[str]:
    """The fields of study.toml that say what `netlab new` made up, in a study with contacts of its own.

    Only the texts that a report prints as facts about the study: title, subtitle, notice, the question for names and
    the one about strength. None while the contacts are the made-up ones too: then these texts are true.
    """
    texts = _asked(codebook)
    example: set[str] = set()
    for lang in LANGUAGES:
        made_up = read_codebook(TEMPLATES / lang)
        given = folder / codebook.files.get("alters", "")
        if given.is_file() and given.read_bytes() == (TEMPLATES / lang / made_up.files["alters"]).read_bytes():
            return []
        example |= set().union(*_asked(made_up).values())
    return [field for field, words in texts.items() if words & example]
