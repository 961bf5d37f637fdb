"""The parameters of a report: what its notebook takes and the study allows, checked before a kernel starts."""

from __future__ import annotations

import ast
from typing import Any

import nbformat

from netlab.measures import measures_of
from netlab.problems import InputError, suggestion
from netlab.statistics.comparing import studied_and_compared
from netlab.study import Study
from netlab.texts import LANGUAGES


def tags_of(cell: nbformat.NotebookNode) -> set[str]:
    """The tags of a cell."""
    return set(cell.metadata.get("tags", []))


def parameter_cell(notebook: nbformat.NotebookNode) -> dict[str, Any]:
    """The names and default values that the cell tagged `parameters` assigns."""
    cells = [c for c in notebook.cells if "parameters" in tags_of(c)]
    if len(cells) != 1:
        raise InputError(f"the notebook has {len(cells)} cells tagged 'parameters', expected one.")
    return {
        target.id: ast.literal_eval(line.value)
        for line in ast.parse(cells[0].source).body
        if isinstance(line, ast.Assign)
        for target in line.targets
        if isinstance(target, ast.Name)
    }


def waves_with_networks(study: Study) -> list[str]:
    """The waves in which somebody was interviewed, in order."""
    seen = set(study.networks.egos["wave"])
    return [w for w in study.networks.waves if w in seen]


def from_codebook(study: Study, before: str | None = None) -> dict[str, Any]:
    """What a report compares when nobody says: the first two waves that have networks, and the study's groups.

    With a wave to start from, `after` is the next one that has networks; empty where there is none. Groups are not
    compared as long as nobody, or everybody, is in the comparison group. Outcomes that are declared beforehand are in
    the report anyway, with the other outcomes.
    """
    seen, waves = waves_with_networks(study), study.networks.waves
    before = before or (seen[0] if seen else "")
    later = waves[waves.index(before) + 1 :] if before in waves else []
    group, outcomes = study.codebook.group, [o.column for o in study.codebook.outcomes]
    egos = study.networks.egos
    there = set(egos[group.column].dropna().astype(str)) if group and group.column in egos else set()
    compared = group.column if group and len(there) > 1 and group.comparison in there else ""
    return {
        "before": before,
        "after": next((w for w in later if w in seen), ""),
        "group": compared,
        "measures": [m for m in study.codebook.primary if m not in outcomes] or ["size"],
    }


def two_waves(study: Study, before: str | None = None, after: str | None = None) -> tuple[str, str]:
    """The waves to compare: those that are given, else the first with networks and the next with networks after it.

    Raises
    ------
    InputError
        For a wave that is not there or has no networks, a second one that does not come after the first, and where no
        wave with networks comes after the first.
    """
    told = from_codebook(study, before) | ({"after": after} if after else {})
    wrong = _wrong_waves(told["before"], told["after"], study)
    if not wrong and not told["after"]:
        wrong = [f"{study.name}: {_nothing_after(told['before'], study)}, so there is no change to take."]
    if wrong:
        raise InputError(wrong)
    return told["before"], told["after"]


def _nothing_after(before: str, study: Study) -> str:
    there = ", ".join(waves_with_networks(study)) or "none"
    return f"no wave with networks comes after {before!r} (waves with networks: {there})"


def _wrong_wave(name: str, wave: str, study: Study) -> str | None:
    if wave not in study.networks.waves:
        return f"parameter {name}: wave {wave!r} is not in study.toml. {suggestion(wave, study.networks.waves)}"
    if wave not in waves_with_networks(study):
        return f"parameter {name}: nobody was interviewed in wave {wave!r} yet. Waves with networks: " + ", ".join(
            waves_with_networks(study)
        )
    return None


def _wrong_waves(before: str | None, after: str | None, study: Study) -> list[str]:
    """What is wrong with two waves to compare; an empty `after` is none."""
    waves = study.networks.waves
    if before is not None and not waves_with_networks(study):
        return [f"{study.name}: nobody was interviewed in this study yet, so there is nothing to compare."]
    wrong = [
        said
        for name, wave in (("before", before), ("after", after or None))
        if wave is not None and (said := _wrong_wave(name, wave, study)) is not None
    ]
    if before in waves and after in waves and waves.index(before) >= waves.index(after):
        what = f"{before!r} does not come before {after!r}"
        if before == after:
            what = f"both are {after!r} (who names no wave to start from, starts from the first that has networks)"
        wrong.append(f"parameters before, after: {what}. In study.toml: {' → '.join(waves)}.")
    return wrong


def _wrong(values: dict[str, Any], study: Study) -> list[str]:
    """What the study does not allow."""
    after = values.get("after")
    wrong = _wrong_waves(values.get("before"), after, study)
    if values.get("group"):
        columns = [c for c in study.networks.egos.columns if c not in ("ego", "wave", "file", "line", "date")]
        if values["group"] not in columns:
            hint = suggestion(values["group"], columns)
            wrong.append(f"parameter group: {values['group']!r} is not a column of the participants. {hint}")
        elif after:
            try:
                studied_and_compared(study.networks, values["group"])
            except InputError as error:
                wrong += [f"parameter group: {problem}" for problem in error.problems]
    known = [m.column for m in measures_of(study.networks)]
    for measure in values.get("measures", []):
        if measure not in known:
            wrong.append(f"parameter measures: there is no measure {measure!r} here. {suggestion(measure, known)}")
    if values.get("lang", "en") not in LANGUAGES:
        wrong.append(f"parameter lang: {values['lang']!r} is unknown. {suggestion(values['lang'], LANGUAGES)}")
    if values.get("names"):
        wrong.append(
            "parameter names: a report never shows the names of contacts. Open the notebook itself (`netlab lab`) to "
            "see them on your own screen."
        )
    return wrong


def validated(notebook: nbformat.NotebookNode, given: dict[str, Any], study: Study) -> dict[str, Any]:
    """Every parameter of the notebook with its value: given, else from the codebook, else the notebook's own.

    Raises
    ------
    InputError
        Listing every unknown name, wrong type and value that the study does not have, with the valid ones.
    """
    own = parameter_cell(notebook)
    wrong = [f"there is no parameter {name!r}. {suggestion(name, own)}" for name in given if name not in own]
    for name, value in given.items():
        if name in own and not isinstance(value, type(own[name])):
            wrong.append(f"parameter {name}: expected {type(own[name]).__name__}, found {value!r}.")
    values = own
    if not wrong:
        told = from_codebook(study, given.get("before"))
        values = {**own, **{k: v for k, v in told.items() if k in own}, **given}
        wrong = _wrong(values, study)
        if not wrong and given.get("before") and "after" not in given and not values.get("after", True):
            nothing = _nothing_after(given["before"], study)
            wrong = [f"parameter before: {nothing}. To describe this wave alone, say that there is no second one: "
                     "--after '' (in Python: after=\"\")."]  # fmt: skip
    if wrong:
        raise InputError(wrong)
    return values
