"""Under which case, session and ego ids another tool knows the sessions of a participant, in whichever copy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from netlab.study import Study
from netlab.withdrawal.contents import contents, tables
from netlab.withdrawal.removing import GRAPH, GRAPHML, graph_case

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
FILE = re.compile(rf"(?P<case>.*)_(?P<session>{ID.pattern})(?=[_.])", re.IGNORECASE | re.DOTALL)
# Column names without capitals, `_` and spaces.
CASES = {"networkcanvascaseid", "caseid"}
SESSIONS = {"networkcanvassessionid", "networkcanvasegouuid", "sessionid", "sessionuuid"}
EGOS = {"ego", "egoid", "participant", "deelnemer", "respondent"}


@dataclass(frozen=True)
class Sessions:
    """The ids that stand for one participant, and the ids of others that never do.

    `cases` are spelled as they came; `ids` (sessions, ego ids) and `contacts` (ids that an export made for the contacts
    of this participant alone) have no capitals.
    """

    cases: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()
    contacts: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Places:
    """Where in the rows of a table the participant can stand: the numbers of the columns of each kind."""

    egos: tuple[int, ...]
    cases: tuple[int, ...]
    sessions: tuple[int, ...]

    def own(self, cells: list[str], ego: str, known: Sessions) -> bool:
        """Whether a row is this participant's: by a session that is not another's, by the case, or by the ego."""
        sessions = {cells[n].lower() for n in self.sessions if n < len(cells) and cells[n]}
        if sessions & known.ids:
            return True
        if sessions & known.others:
            return False
        if any(cells[n] in known.cases for n in self.cases if n < len(cells)):
            return True
        return any(cells[n] == ego for n in self.egos if n < len(cells))


def places(header: list[str], study: Study) -> Places:
    """The columns of a table in which a participant can stand, by their names and by study.toml."""
    asked = {str(c.get("ego", "ego")).casefold() for c in study.codebook.columns.values()}
    plain = [re.sub(r"[\W_]", "", c).casefold() for c in header]
    egos = (c.casefold() in asked or p in EGOS for c, p in zip(header, plain, strict=True))
    return Places(
        tuple(n for n, is_ego in enumerate(egos) if is_ego),
        tuple(n for n, p in enumerate(plain) if p in CASES),
        tuple(n for n, p in enumerate(plain) if p in SESSIONS),
    )


def _ego_of(study: Study, case: str) -> str:
    """The participant whom a case id names, by the pattern of study.toml where it fits."""
    pattern = study.codebook.source.get("case_id")
    match = re.fullmatch(pattern, case) if pattern else None
    return (match.groupdict().get("ego") if match else None) or case


def _read(study: Study, ego: str) -> tuple[set[str], set[str], set[str]]:
    """As far as reading the study tells: the case ids of an ego, its session ids, and both of the others."""
    egos = study.networks.egos
    named = study.codebook.columns.get("egos", {})
    plain = {c: re.sub(r"[\W_]", "", named.get(c, c)).casefold() for c in egos.columns}
    mine = egos["ego"] == ego
    found: dict[str, tuple[set[str], set[str]]] = {"cases": (set(), set()), "sessions": (set(), set())}
    for column, p in plain.items():
        kind = "cases" if p in CASES else "sessions" if p in SESSIONS else None
        if kind is not None:
            for n, rows in enumerate((mine, ~mine)):
                values = egos.loc[rows, column].dropna().astype("str")
                found[kind][n].update(values if kind == "cases" else values.str.lower())
    others = found["cases"][1] | found["sessions"][1]
    return found["cases"][0] - others, found["sessions"][0] - others, others


def _told(study: Study, ego: str) -> Iterator[tuple[str, set[str], bool]]:
    """What each row, graph and file name says together: a case id or none, session ids, whether it names the ego."""
    for file, data in contents(study.folder):
        if named := FILE.match(file.rsplit("/", 1)[-1]):
            yield named["case"], {named["session"].lower()}, False
        if file.lower().endswith(GRAPHML):
            for graph in GRAPH.finditer(data):
                yield graph_case(graph.group()), graph_ids(graph.group()), False
        for _, header, rows in tables(file, data) or []:
            at = places(header, study)
            if at.sessions or at.cases:
                for _, cells in rows:
                    there = [c for c in (*at.egos, *at.cases, *at.sessions) if c < len(cells)]
                    case = next((cells[n] for n in at.cases if n in there and cells[n]), "")
                    ids = {cells[n].lower() for n in at.sessions if n in there and cells[n]}
                    yield case, ids, any(cells[n] == ego for n in at.egos if n in there)


def graph_ids(graph: bytes) -> set[str]:
    """The ids of the session and the ego in one `<graph>`: those before its first node."""
    start = graph[: found.start()] if (found := re.search(rb"<(?:node|edge)[\s>]", graph)) else graph
    told = (rb"sessionUUID\s*=\s*[\"']([^\"']+)", rb"<data\s+key=[\"']networkCanvasUUID[\"']\s*>([^<]+)")
    return {v.decode("utf-8", "replace").strip().lower() for one in told for v in re.findall(one, start)}


def sessions_of(study: Study, ego: str) -> Sessions:
    """Every id under which a file of the study knows a session of this participant.

    Reading the study tells those that were used; copies that were not used (a merged file beside files per session, a
    zip beside its folder) are known by the same session, the same ego id or the same case.
    """
    cases, ids, others = _read(study, ego)
    told = list(_told(study, ego))
    known = -1
    while known < len(cases) + len(ids):  # a copy may know a session by other ids, and these lead to the next copy
        known = len(cases) + len(ids)
        for case, sessions, own in told:
            if sessions & others:
                continue
            by_case = case != "" and case not in others and (case in cases or _ego_of(study, case) == ego)
            if own or by_case or sessions & ids:
                ids |= sessions
                cases |= {case} - others - {""}
    alters = study.networks.alters
    made = alters["alter"].astype("str").str.lower()
    made = made[made.str.fullmatch(ID.pattern, na=False).astype(bool)]
    mine = (alters.loc[made.index, "ego"] == ego).to_numpy(dtype=bool)
    contacts = frozenset(made[mine]) - frozenset(made[~mine])
    return Sessions(frozenset({ego, *cases} - others), frozenset(ids), contacts, frozenset(others))
