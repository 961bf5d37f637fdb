"""The pattern that takes a case id apart into participant and wave: whether it is one, and what it finds."""

from __future__ import annotations

import re


def wrong_pattern(case_id: str | None) -> str | None:
    """What is wrong with a pattern for case ids, to be said after its name; None when nothing is."""
    try:
        groups = re.compile(case_id or "(?P<ego>)").groupindex
    except re.error as error:
        return f"case_id {case_id!r} is not a regular expression ({error})."
    return None if "ego" in groups else f"case_id {case_id!r} has no group (?P<ego>…) that says who the ego is."


def taken_apart(case_id: str, case: str) -> tuple[str, str | None] | None:
    """Ego and wave of one case id; None when the pattern does not fit the whole of it.

    Nor does it fit where a group that the pattern has found nothing: a wave that it knows of and this id does not name.
    The wave is None where the pattern has no such group.
    """
    match = re.fullmatch(case_id, case)
    found = match.groupdict() if match else {}
    if not found.get("ego") or ("wave" in found and not found["wave"]):
        return None
    return found["ego"], found.get("wave")
