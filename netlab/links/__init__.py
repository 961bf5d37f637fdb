"""Which alter in one wave is which in the next: proposals written to links.csv, for a person to decide."""

from __future__ import annotations

import pandas as pd

from netlab.links.deciding import decide, open_pairs, undecide
from netlab.links.named_by_several import propose_persons, several
from netlab.links.proposing import DEFAULT, proposals
from netlab.links.summing import summary
from netlab.links.written import read_links, save, with_rows
from netlab.problems import expect
from netlab.study import Study

__all__ = [
    "DEFAULT",
    "decide",
    "link",
    "open_pairs",
    "proposals",
    "propose_persons",
    "several",
    "summary",
    "undecide",
]


def link(study: Study, lang: str = "nl", threshold: float = DEFAULT) -> pd.DataFrame:
    """Add proposals to the study's links.csv; what stands there already is never changed.

    People who seem to be named by several participants are proposed in persons_proposed.csv beside it, written anew
    each time: see `propose_persons`.

    Parameters
    ----------
    study : Study
    lang : {"nl", "en"}
        The language of the column `reason`.
    threshold : float
        The least score, 0 to 1, of a pair that is proposed as the same person.

    Returns
    -------
    DataFrame
        The proposals added, as `proposals` gives them. A second run adds nothing.

    Raises
    ------
    InputError
        When links.csv cannot be read or written, or has no column `by`.
    """
    expect("study", study, "nl.link({})")
    new = proposals(study, lang, threshold)
    if len(new):
        written = read_links(study)
        save(written, with_rows(written, new.to_dict("records")))
    propose_persons(study, lang)
    return new
