"""What is exported reads back the same, opens in other programs, and holds no names unless asked."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pandas as pd
import pyreadstat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

import netlab as nl
from netlab.codebook import Category, Codebook, Generator, Group, Interpreter, Outcome, TieType, Wave
from netlab.exports import FORMATS, export
from netlab.exports.spss import variable_names
from netlab.networks import EgoNetworks
from netlab.problems import InputError
from netlab.readers.drawn_tables import with_wished

pytestmark = pytest.mark.slow  # too long for the quick loop

BOOK = Codebook(
    waves=(Wave("voor", {"nl": "Voor", "en": "Before"}), Wave("na")),
    group=Group("groep", (Category("traject"), Category("rest")), comparison="rest"),
    generators=(Generator("raad", "Aan wie vraag je raad?", column="raad"), Generator("steun", column="steun")),
    tie_types=(TieType("kent"), TieType("leert_van", directed=True)),
    interpreters=(
        Interpreter("sterkte", "strength", categories=(Category("zwak"), Category("sterk", {"nl": "Sterk; zeer"}))),
        Interpreter("unit", "attribute", categories=(Category("A", code=3.0), Category("B", code=7.0)), fixed=True),
        Interpreter("overleg", "relation"),
        Interpreter("vragen", "asks"),
        Interpreter("opmerking", "note"),
    ),
    outcomes=(Outcome("score"),),
)
WAVES = ["voor", "na"]
# text as it stands in a cell: stripped, not empty, no control characters but a line break within
texts = (
    st.text(
        st.characters(exclude_categories=["Cc", "Cs"], include_characters="\n\t;,\"|='+@é"), min_size=1, max_size=12
    )
    .map(lambda t: " ".join(p.strip() for p in t.split("\n")).strip())
    .filter(lambda t: t and not t.casefold().startswith("sep="))
)
ids = st.one_of(st.sampled_from(["007", "7", "NA", "P01", "Zoë", "nan", "1.0", "a,b", 'a"b', "=1+1", "true"]), texts)


@st.composite
def studies(draw) -> EgoNetworks:
    """Networks with everything that may differ: waves, types, unknown answers, nobody named, ties not asked."""
    egos, alters, ties, links = [], [], [], []
    numbers = st.one_of(st.none(), st.floats(-1e6, 1e6), st.integers(-5, 5).map(float))
    maybe = lambda values: draw(st.one_of(st.none(), st.sampled_from(values)))  # noqa: E731
    for ego in draw(st.lists(ids, min_size=1, max_size=3, unique=True)):
        named: dict[str, list[str]] = {}
        for wave in draw(st.lists(st.sampled_from(WAVES), min_size=1, max_size=2, unique=True)):
            egos.append(
                {
                    "ego": ego,
                    "wave": wave,
                    "date": maybe(["2025-03-01", "2024-12-31"]),
                    "groep": maybe(["traject", "rest"]),
                    "unit": maybe(["A", "B"]),
                    "score": draw(numbers),
                    "ties_asked": draw(st.booleans()),
                    "pairs_missing": draw(st.integers(0, 2)),
                    "vrij": draw(st.one_of(st.none(), texts)),
                }
            )
            named[wave] = draw(st.lists(ids.filter(lambda a, e=ego: a != e), max_size=4, unique=True))
            for alter in named[wave]:
                answers = {"sterkte": maybe(["zwak", "sterk"]), "unit": maybe(["A", "B"])}
                answers |= {c: maybe([True, False]) for c in ("overleg", "raad", "steun")}
                answers |= {c: draw(st.one_of(st.none(), texts)) for c in ("name", "opmerking")}
                alters.append({"ego": ego, "wave": wave, "alter": alter, "vragen": draw(numbers), **answers})
            pairs = [(a, b) for a in named[wave] for b in named[wave] if a != b]
            for a, b in draw(st.lists(st.sampled_from(pairs), max_size=4, unique=True)) if pairs else []:
                kind = draw(st.sampled_from(["kent", "leert_van"]))
                ties.append(
                    {"ego": ego, "wave": wave, "source": a, "target": b, "type": kind, "thema": maybe(["x", "y"])}
                )
        if len(named) == 2 and all(named.values()):
            first, second = sorted(named, key=WAVES.index)
            one = {"ego": ego, "wave": first, "alter": named[first][0], "other_wave": second}
            status = draw(st.sampled_from(["same", "different", "unsure"]))
            links.append({**one, "other_alter": named[second][0], "status": status, "by": "mz"})
    columns = ["ego", "wave", "alter", "sterkte", "unit", "overleg", "vragen", "raad", "steun", "name", "opmerking"]
    return EgoNetworks.from_frames(
        pd.DataFrame(egos),
        pd.DataFrame(alters, columns=columns),
        pd.DataFrame(ties, columns=["ego", "wave", "source", "target", "type", "thema"]),
        replace(BOOK, alter_ids=draw(st.sampled_from(["own", "per wave", "roster"]))),
        pd.DataFrame(links) if links else None,
    )


def without(table: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """A table without what tells where it was read, texts as text."""
    table = table.drop(columns=[c for c in ("file", "line", *columns) if c in table.columns])
    text = [c for c in table.columns if table[c].dtype == object or isinstance(table[c].dtype, pd.StringDtype)]
    return table.astype(dict.fromkeys(text, "str"))


def assert_same(read: EgoNetworks, networks: EgoNetworks, **gone: list[str]) -> None:
    for name in ("egos", "alters", "ties", "links"):
        left = gone.get(name, [])
        there, expected = without(getattr(read, name)), without(getattr(networks, name), *left)
        if name == "links" and expected.empty:
            assert there.empty
            continue
        pd.testing.assert_frame_equal(there, expected, check_like=True, check_dtype=True)


WISHED = {
    "ego": ["007", "007", "P2"],
    "wave": ["na", "na", "voor"],
    "alter": ["w1", "02", "w1"],
    "name": ["Dr. Els", "=1+1", 'Zoë, de "buur"'],
    "x": [1.1, -0.25, 0.0],
    "y": [-0.5, 1.2, -1.25],
    "unit": ["A", None, "B"],
    "overleg": [True, None, False],
    "vrij": ["wil ik leren kennen", None, "later"],
}


def wishing(make_networks) -> EgoNetworks:
    """Two participants with contacts, and people they only wish for."""
    egos = pd.DataFrame({"ego": ["007", "P2"], "wave": ["na", "voor"]})
    alters = pd.DataFrame({"ego": ["007", "P2"], "wave": ["na", "voor"], "alter": ["a", "b"], "unit": ["A", "B"]})
    networks = EgoNetworks.from_frames(egos, alters, None, BOOK)
    return with_wished(networks, pd.DataFrame(WISHED))


@pytest.mark.parametrize("format", ["tables", "excel", "datapackage"])
def test_who_is_wished_for_has_a_table_that_reads_back_identical_and_no_name_unless_asked(
    format, tmp_path, make_networks
):
    networks = wishing(make_networks)
    assert networks.wished["unit"].dtype == networks.alters["unit"].dtype  # coded as for other contacts
    export(networks, tmp_path / "without", format)
    written = (tmp_path / "without" / "wished.csv").read_text(encoding="utf-8")
    assert not [w for w in ("Els", "1+1", "buur", "leren kennen", "later") if w in written]
    assert "wished: name" in (tmp_path / "without" / "README.txt").read_text(encoding="utf-8")
    again = nl.read(tmp_path / "without").wished
    pd.testing.assert_frame_equal(
        without(again, "name"), without(networks.wished, "name", "vrij"), check_like=True, check_dtype=True
    )
    if format == "datapackage":
        about = json.loads((tmp_path / "without" / "datapackage.json").read_text(encoding="utf-8"))
        (table,) = [r for r in about["resources"] if r["name"] == "wished"]
        fields = {f["name"]: f for f in table["schema"]["fields"]}
        header = written.split("\n")[0].replace('"', "").split(",")
        assert list(fields) == header
        assert {n: fields[n]["type"] for n in ("alter", "x", "overleg")} == {
            "alter": "string",
            "x": "number",
            "overleg": "boolean",
        }
        assert [c["value"] for c in fields["unit"]["categories"]] == ["A", "B"]
        return
    export(networks, tmp_path / "with", format, names=True)
    again = nl.read(tmp_path / "with").wished
    pd.testing.assert_frame_equal(without(again), without(networks.wished), check_like=True, check_dtype=True)


@pytest.mark.parametrize("format", ["graphml", "spss"])
def test_where_no_table_holds_who_is_wished_for_the_readme_says_so(format, tmp_path, make_networks):
    export(wishing(make_networks), tmp_path / "out", format)
    assert "whom a participant only wishes for" in (tmp_path / "out" / "README.txt").read_text(encoding="utf-8")


def test_wishes_of_networks_that_are_not_there_are_named(make_networks):
    networks = wishing(make_networks)
    more = with_wished(networks, pd.DataFrame({"ego": ["P9"], "wave": ["na"], "alter": ["w"]}))
    assert more.wished.empty
    assert more.cleaned.iloc[-1][["table", "ego", "reason"]].tolist() == ["wished", "P9", "no_network"]


@pytest.mark.parametrize("format", ["tables", "excel", "datapackage"])
@given(networks=studies())
@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_exported_reads_back_identical(format, networks):
    names = format != "datapackage"
    with tempfile.TemporaryDirectory() as folder:
        export(networks, Path(folder) / "out", format, names=names)
        read = nl.read(Path(folder) / "out")
    if names:
        assert_same(read, networks)
        for part in ("waves", "interpreters", "group", "generators", "tie_types", "outcomes", "alter_ids"):
            assert getattr(read.codebook, part) == getattr(networks.codebook, part)
    else:
        gone = {"egos": ["vrij"], "alters": ["name", "opmerking"], "ties": ["thema"], "links": ["by"]}
        assert_same(read, networks, **gone)


@pytest.fixture(scope="module")
def example() -> EgoNetworks:
    """Two participants, one wave without contacts, a tie in a direction, an id that looks like a number."""
    return EgoNetworks.from_frames(
        pd.DataFrame({"ego": ["007", "007", "B/1"], "wave": ["voor", "na", "voor"], "date": ["2025-01-02", None, None],
                      "groep": ["traject", "traject", "rest"], "score": [1.5, None, 3], "vrij": ["Jan", None, "Piet"]}),
        pd.DataFrame({"ego": ["007", "007", "007", "B/1"], "wave": "voor", "alter": ["01", "2", "=A1", "01"],
                      "name": ["Éva", "Jan", None, "Jo"], "sterkte": ["zwak", "sterk", None, "sterk"],
                      "unit": ["A", "B", "A", None], "overleg": [True, False, None, True], "vragen": [2, None, 0.5, 1],
                      "opmerking": ["geheim", None, None, None]}),
        pd.DataFrame({"ego": "007", "wave": "voor", "source": ["2", "=A1"], "target": ["01", "01"],
                      "type": ["leert_van", "kent"]}),
        BOOK,
    )  # fmt: skip


def data_of(element: ET.Element, names: dict[str, str], at: str) -> dict[str, str]:
    return {names[d.get("key")]: d.text for d in element.findall(f"{at}data")}


@pytest.mark.parametrize("per", ["network", "wave"])
def test_graphml_holds_every_contact_and_tie_with_typed_answers_and_nothing_for_unknown(tmp_path, example, per):
    export(example, tmp_path / "g", "graphml", per=per)
    files = sorted(p.name for p in (tmp_path / "g").glob("*.graphml"))
    assert files == (["007_na.graphml", "007_voor.graphml", "B-1_voor.graphml"] if per == "network" else
                     ["na.graphml", "voor.graphml"])  # fmt: skip
    root = ET.parse(tmp_path / "g" / ("007_voor.graphml" if per == "network" else "voor.graphml")).getroot()
    at = "{http://graphml.graphdrawing.org/xmlns}"  # the namespace and structure of the GraphML primer
    assert root.tag == f"{at}graphml"
    keys = {k.get("id"): k for k in root.findall(f"{at}key")}
    names = {i: k.get("attr.name") for i, k in keys.items()}
    types = {(k.get("for"), k.get("attr.name")): k.get("attr.type") for k in keys.values()}
    assert types["node", "overleg"] == "boolean"
    assert types["node", "vragen"] == "double"
    assert types["node", "sterkte"] == "string"
    graph = root.find(f"{at}graph")
    nodes = {n.get("id"): data_of(n, names, at) for n in graph.findall(f"{at}node")}
    prefix = "" if per == "network" else "007|"  # B/1 has a / in it, so another sign stands between ego and contact
    assert set(nodes) >= {f"{prefix}01", f"{prefix}2", f"{prefix}=A1"}
    assert len(nodes) == (3 if per == "network" else 4)
    first = nodes[f"{prefix}01"]
    assert (first["overleg"], first["vragen"], first["sterkte"], first["unit"]) == ("true", "2", "zwak", "A")
    assert not {"overleg", "sterkte"} & set(nodes[f"{prefix}=A1"])
    edges = {(e.get("source"), e.get("target")): e for e in graph.findall(f"{at}edge")}
    assert edges[f"{prefix}2", f"{prefix}01"].get("directed") == "true"
    other = next(e for ends, e in edges.items() if f"{prefix}=A1" in ends)
    assert other.get("directed") == "false"
    assert data_of(other, names, at)["type"] == "kent"
    assert len(edges) == 2
    about = data_of(graph, names, at)
    assert about["wave"] == "voor"
    assert about.get("score") == ("1.5" if per == "network" else None)


def test_graphml_is_read_by_networkx_and_igraph(tmp_path, example):
    import networkx

    export(example, tmp_path / "g", "graphml")
    path = tmp_path / "g" / "007_voor.graphml"
    path.write_text(path.read_text(encoding="utf-8").replace('directed="true"', 'directed="false"'), encoding="utf-8")
    graph = networkx.read_graphml(path)  # refuses mixed directions, so the one that has a direction is taken as none
    assert sorted(graph) == ["01", "2", "=A1"]
    assert graph.nodes["01"]["vragen"] == 2.0
    assert graph.nodes["2"]["overleg"] is False
    igraph = pytest.importorskip("igraph")
    assert igraph.Graph.Read_GraphML(str(path)).vcount() == 3


@pytest.mark.parametrize("per", ["network", "wave"])
def test_gexf_has_the_structure_that_gephi_reads(tmp_path, example, per):
    export(example, tmp_path / "g", "gexf", per=per)
    root = ET.parse(tmp_path / "g" / ("007_voor.gexf" if per == "network" else "voor.gexf")).getroot()
    at = "{http://www.gexf.net/1.2draft}"  # the schema of GEXF 1.2draft
    assert (root.tag, root.get("version")) == (f"{at}gexf", "1.2")
    graph = root.find(f"{at}graph")
    assert [e.tag.removeprefix(at) for e in graph] == ["attributes", "attributes", "nodes", "edges"]
    types = {"string", "double", "boolean"}
    declared = {}
    for attributes in graph.findall(f"{at}attributes"):
        ones = {a.get("id"): a for a in attributes}
        assert {a.get("type") for a in ones.values()} <= types
        declared[attributes.get("class")] = {i: a.get("title") for i, a in ones.items()}
    nodes = list(graph.find(f"{at}nodes"))
    assert len({n.get("id") for n in nodes}) == len(nodes) == (3 if per == "network" else 4)
    assert all(n.get("label") for n in nodes)
    values = {v.get("for"): v.get("value") for v in nodes[0].find(f"{at}attvalues")}
    assert {declared["node"][k]: v for k, v in values.items()}["sterkte"] == "zwak"
    edges = list(graph.find(f"{at}edges"))
    assert {e.get("source") for e in edges} | {e.get("target") for e in edges} <= {n.get("id") for n in nodes}
    assert sorted(e.get("type") for e in edges) == ["directed", "undirected"]
    assert "nan" not in ET.tostring(root, encoding="unicode").casefold()


def test_gexf_and_graphml_survive_what_xml_cannot_hold(tmp_path):
    networks = EgoNetworks.from_frames(
        pd.DataFrame({"ego": ["a\x01<&"], "wave": "1"}),
        pd.DataFrame({"ego": ["a\x01<&"], "wave": "1", "alter": ["\x00b"]}),
    )
    for format in ("graphml", "gexf"):
        path = export(networks, tmp_path / format, format)[0]
        ET.parse(path)


def test_files_of_networks_have_names_of_their_own_that_every_system_accepts(tmp_path):
    egos = ["a/b", "a:b", "A/B", "..", "é" * 200]
    networks = EgoNetworks.from_frames(
        pd.DataFrame({"ego": egos, "wave": "1"}), pd.DataFrame({"ego": egos, "wave": "1", "alter": "x"})
    )
    paths = export(networks, tmp_path / "g", "gexf")[:-1]
    assert len({p.name.casefold() for p in paths}) == 5
    assert all(re.fullmatch(r"[\w.-]{1,120}", p.name) for p in paths)


def test_spss_orders_no_answers_that_have_no_order(tmp_path):
    answers = (Category("live"), Category("digitaal"))
    roles = {
        "werkplek": "organisation",
        "functie": "attribute",
        "vorm": "channel",
        "weten": "know",
        "sterkte": "strength",
    }
    book = Codebook(interpreters=tuple(Interpreter(c, role=r, categories=answers) for c, r in roles.items()))
    egos = pd.DataFrame({"ego": ["A"], "wave": "1"})
    alters = pd.DataFrame({"ego": ["A"], "wave": "1", "alter": "1", **dict.fromkeys(roles, "live")})
    export(EgoNetworks.from_frames(egos, alters, codebook=book), tmp_path / "s", "spss")
    measures = pyreadstat.read_sav(str(tmp_path / "s" / "alters.sav"))[1].variable_measure
    nominal = {"werkplek", "functie", "vorm"}
    assert {c: measures[c] for c in roles} == {c: "nominal" if c in nominal else "ordinal" for c in roles}


def test_spss_has_labels_in_the_language_asked_and_system_missing_for_unknown(tmp_path, example):
    export(example, tmp_path / "s", "spss", lang="nl")
    frame, meta = pyreadstat.read_sav(str(tmp_path / "s" / "alters.sav"))
    assert frame["alter"].tolist() == ["01", "2", "=A1", "01"]
    assert frame["sterkte"].fillna(-1).tolist() == [1, 2, -1, 2]
    assert meta.variable_value_labels["sterkte"] == {1.0: "zwak", 2.0: "Sterk; zeer"}
    assert frame["unit"].fillna(-1).tolist() == [3, 7, 3, -1]  # the codes that the codebook gives
    assert meta.variable_value_labels["overleg"] == {0.0: "nee", 1.0: "ja"}
    assert meta.variable_measure["sterkte"] == "ordinal"
    assert meta.variable_measure["unit"] == "nominal"
    assert meta.variable_measure["vragen"] == "scale"
    assert meta.column_names_to_labels["alter"] == "code van het contact, van deze deelnemer"
    egos = pd.read_spss(tmp_path / "s" / "egos.sav", convert_categoricals=True)
    assert egos["wave"].tolist() == ["Voor", "na", "Voor"]
    assert egos["score"].fillna(-1).tolist() == [1.5, -1, 3]
    assert str(egos["date"].iloc[0])[:10] == "2025-01-02"


@pytest.mark.skipif(shutil.which("pspp-convert") is None, reason="needs pspp")
def test_spss_files_open_in_pspp(tmp_path, example):
    export(example, tmp_path / "s", "spss")
    out = tmp_path / "alters.csv"
    subprocess.run(["pspp-convert", str(tmp_path / "s" / "alters.sav"), str(out)], check=True)
    with out.open(encoding="utf-8") as file:
        assert [r["alter"] for r in csv.DictReader(file)] == ["01", "2", "=A1", "01"]


@given(st.lists(st.text(min_size=1, max_size=80), unique=True, max_size=12))
def test_names_of_variables_are_what_spss_accepts(columns):
    names = list(variable_names(columns).values())
    assert len({n.casefold() for n in names}) == len(columns)
    for name in names:
        assert len(name.encode()) <= 64
        assert name[0].isalpha()
        assert re.fullmatch(r"\w+", name)
        assert name.upper() not in ["ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH"]


def test_excel_keeps_ids_as_text_numbers_as_numbers_and_formulas_as_text(tmp_path, example):
    export(example, tmp_path / "x", "excel", lang="nl")
    book = load_workbook(tmp_path / "x" / "networks.xlsx")
    assert book.sheetnames == ["egos", "alters", "ties", "codebook"]
    alters = list(book["alters"].iter_rows())
    header = [c.value for c in alters[0]]
    rows = [dict(zip(header, row, strict=True)) for row in alters[1:]]
    assert [r["alterID"].value for r in rows] == ["01", "2", "=A1", "01"]
    assert [r["alterID"].data_type for r in rows] == ["s"] * 4  # not "f", a formula
    assert rows[0]["egoID"].value == "007"
    assert [r["vragen"].value for r in rows] == [2, None, 0.5, 1]
    assert [r["overleg"].value for r in rows] == [True, False, None, True]
    assert book["alters"].freeze_panes == "A2"
    assert book["egos"]["A2"].number_format == "@"
    said = [[c.value for c in row] for row in book["codebook"].iter_rows(min_row=2)]
    assert ["alters", "sterkte", "sterkte", "sterkte", "sterk", "Sterk; zeer"] in said


@pytest.mark.parametrize("text", ["x" * 32_768, "a\x01b"], ids=["too_long", "control_character"])
def test_excel_refuses_what_it_would_cut_off_or_cannot_hold(tmp_path, text):
    alters = pd.DataFrame({"ego": ["a"], "wave": "1", "alter": ["x"], "name": [text]})
    networks = EgoNetworks.from_frames(pd.DataFrame({"ego": ["a"], "wave": "1"}), alters)
    with pytest.raises(InputError, match="alters, row 2, column 'name'"):
        export(networks, tmp_path / "x", "excel", names=True)
    assert not (tmp_path / "x").exists()


# What the Table Schema and Data Package specifications (v1) require of a descriptor, written from their text.
PROFILE = {
    "type": "object",
    "required": ["name", "profile", "resources"],
    "properties": {
        "name": {"type": "string", "pattern": "^[a-z0-9._-]+$"},
        "profile": {"const": "tabular-data-package"},
        "licenses": {"type": "array", "minItems": 1},
        "resources": {
            "type": "array",
            "minItems": 3,
            "items": {
                "type": "object",
                "required": ["name", "path", "profile", "schema"],
                "properties": {
                    "name": {"type": "string", "pattern": "^[a-z0-9._-]+$"},
                    "path": {"type": "string", "pattern": r"^(?!/)(?!.*\.\.)"},
                    "schema": {
                        "type": "object",
                        "required": ["fields"],
                        "properties": {
                            "missingValues": {"type": "array", "items": {"type": "string"}},
                            "fields": {
                                "type": "array",
                                "items": {
                                    "type": "object",
                                    "required": ["name", "type", "description_nl", "description_en"],
                                    "properties": {
                                        "type": {"enum": ["string", "number", "integer", "boolean", "date"]},
                                        "constraints": {
                                            "type": "object",
                                            "properties": {
                                                "required": {"type": "boolean"},
                                                "enum": {"type": "array", "minItems": 1, "uniqueItems": True},
                                            },
                                            "additionalProperties": False,
                                        },
                                    },
                                },
                            },
                            "foreignKeys": {
                                "type": "array",
                                "items": {
                                    "type": "object",
                                    "required": ["fields", "reference"],
                                    "properties": {"reference": {"required": ["resource", "fields"]}},
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}


def test_a_data_package_is_valid_and_its_files_keep_its_promises(tmp_path, example):
    import jsonschema

    export(example, tmp_path / "d", "datapackage", study_name="Mijn onderzoek")
    package = json.loads((tmp_path / "d" / "datapackage.json").read_text(encoding="utf-8"))
    jsonschema.validate(package, PROFILE)
    tables = {}
    for resource in package["resources"]:
        with (tmp_path / "d" / resource["path"]).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        tables[resource["name"]] = rows
        schema = resource["schema"]
        names = [f["name"] for f in schema["fields"]]
        assert all(list(r) == names for r in rows)
        for field in schema["fields"]:
            values = [r[field["name"]] for r in rows]
            given = [v for v in values if v not in schema["missingValues"]]
            constraints = field.get("constraints", {})
            assert set(given) <= set(constraints.get("enum", given))
            assert len(given) == len(values) or not constraints.get("required")
            fits = {"number": r"-?[0-9.]+(e[+-]?\d+)?", "boolean": "true|false", "date": r"\d{4}-\d\d-\d\d"}
            assert all(re.fullmatch(fits.get(field["type"], r"(?s).*"), v) for v in given)
        keys = [tuple(r[k] for k in schema["primaryKey"]) for r in rows]
        assert len(set(keys)) == len(keys)
    for resource in package["resources"]:
        for key in resource["schema"].get("foreignKeys", []):
            there = {tuple(r[c] for c in key["reference"]["fields"]) for r in tables[key["reference"]["resource"]]}
            assert {tuple(r[c] for c in key["fields"]) for r in tables[resource["name"]]} <= there
    assert "licenses" not in package  # for the researcher to fill in


def test_an_archive_never_holds_names(tmp_path, example):
    with pytest.raises(InputError, match="archive"):
        export(example, tmp_path / "d", "datapackage", names=True)


@pytest.mark.parametrize("format", FORMATS)
def test_names_and_free_text_stay_behind_and_the_readme_says_so(tmp_path, example, format):
    paths = export(example, tmp_path / "o", format, lang="nl")
    assert paths[-1].name == "README.txt"
    words = paths[-1].read_text(encoding="utf-8")
    assert {"egos: vrij", "alters: name", "alters: opmerking"} <= {line.strip() for line in words.splitlines()}
    for path in paths[:-1]:
        data = path.read_bytes()
        if path.suffix == ".xlsx":
            sheets = load_workbook(path)
            data = str([[c.value for c in row] for s in sheets for row in s.iter_rows()]).encode()
        for name in ("Éva", "geheim", "Piet"):
            assert name.encode() not in data, f"{name} stands in {path.name}"


@pytest.mark.parametrize("format", [f for f in FORMATS if f != "datapackage"])
def test_with_names_they_are_there_and_the_readme_warns(tmp_path, example, format):
    paths = export(example, tmp_path / "o", format, names=True)
    assert "with names" in paths[-1].read_text(encoding="utf-8")
    assert format == "excel" or any("Éva".encode() in p.read_bytes() for p in paths[:-1])


def test_nothing_is_written_over(tmp_path, example):
    (tmp_path / "study.toml").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="there already"):
        export(example, tmp_path)
    assert (tmp_path / "study.toml").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("asked", "meant"), [({"format": "graphlm"}, "graphml"), ({"per": "waves"}, "wave"), ({"lang": "de"}, "nl")]
)
def test_what_netlab_cannot_export_is_refused_with_what_it_can(tmp_path, example, asked, meant):
    with pytest.raises(InputError, match=meant):
        export(example, tmp_path / "o", **asked)


def test_egor_finds_its_columns_and_an_id_for_each_network(tmp_path, example):
    export(example, tmp_path / "t")
    headers = {p.name: p.read_text(encoding="utf-8").splitlines()[0] for p in (tmp_path / "t").glob("*.csv")}
    assert headers["egos.csv"].startswith('"egoID","wave"')
    assert headers["alters.csv"].startswith('"egoID","wave","alterID"')
    assert headers["aaties.csv"].startswith('"egoID","wave","Source","Target"')
    assert "threefiles_to_egor" in (tmp_path / "t" / "README.txt").read_text(encoding="utf-8")


def test_the_example_study_reads_back_identical(tmp_path):
    networks = nl.open_study("data/voorbeeld").networks
    for format in ("tables", "excel"):
        export(networks, tmp_path / format, format, names=True)
        assert_same(nl.read(tmp_path / format), networks)


@pytest.mark.parametrize("format", ["datapackage", "tables", "excel", "gexf", "graphml", "spss"])
def test_names_and_remarks_in_a_source_never_leave(tmp_path, format):
    raw = tmp_path / "raw"
    raw.mkdir()
    secret = ["Aïcha", "Zylstra", "aicha@voorbeeld.be", "Kletskous", "Qeqertarsuaq", "Mopperpot"]
    given = {"voornaam": secret[0], "achternaam": secret[1], "email": secret[2], "opmerking": secret[3]}
    egos = ["ego;groep;voornaam;opmerking;woonplaats"]
    alters = ["ego;alter;" + ";".join(given) + ";soort;beschrijving"]
    for ego in range(1, 6):
        egos.append(f"P{ego};x;{secret[0]}{ego};{secret[5]};{secret[4]}")
        for alter in "abc":
            alters.append(f"P{ego};{alter};" + ";".join(given.values()) + f";team;{secret[5]} {alter}")
    (raw / "egos.csv").write_text("\n".join(egos), encoding="utf-8")
    (raw / "alters.csv").write_text("\n".join(alters), encoding="utf-8")
    (raw / "ties.csv").write_text("ego;source;target\nP1;a;b\n", encoding="utf-8")
    networks = nl.read(raw)
    assert networks.alters["name"].iloc[0] == "Aïcha Zylstra"
    assert [i.column for i in networks.codebook.interpreters if i.role != "note"] == ["soort"]
    export(networks, tmp_path / "out", format)
    paths = [p for p in (tmp_path / "out").rglob("*") if p.is_file()]
    assert paths
    for path in paths:
        text = path.read_bytes()
        if path.suffix == ".xlsx":
            sheets = load_workbook(path).worksheets
            text = " ".join(str(c.value) for s in sheets for row in s.iter_rows() for c in row).encode()
        if path.suffix == ".sav":
            text += pyreadstat.read_sav(path)[0].to_csv().encode()
        assert not [word for word in secret if word.encode() in text], path.name


@pytest.mark.parametrize("format", [f for f in FORMATS if f not in ("graphml", "gexf")])
def test_a_file_per_wave_is_refused_where_there_is_no_such_thing(tmp_path, example, format):
    with pytest.raises(InputError, match=f"for graphml and gexf: {format} has every wave"):
        export(example, tmp_path / "g", format, per="wave")
    assert not (tmp_path / "g").exists()
