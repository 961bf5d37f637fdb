"""Pages for a workshop: who gets in, what each may ask, and that nobody reaches another's drawing, scan or kernel."""

from __future__ import annotations

import http.cookiejar
import itertools
import json
import os
import re
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from tornado.httputil import HTTPHeaders, HTTPServerRequest, RequestStartLine

from netlab.codebook import read_codebook
from netlab.drawings import load, save
from netlab.problems import InputError
from netlab.scaffold import new_study
from netlab.serving import serve
from netlab.serving.gate import PROTOCOL, Gate, sound
from netlab.serving.running import OUTSIDE
from netlab.serving.visitors import Visitor, cards, invited, links

SECRET = "Geheime Contactpersoon"  # a name in the drawing of P02
SCAN = b"\x89PNG\r\n\x1a\n" + b"geheime scan van P02"
ROOT = Path(__file__).parent.parent


def message(kind: str, content: dict) -> dict:
    header = {"msg_id": secrets.token_hex(8), "msg_type": kind, "username": "", "session": "s", "version": "5.3"}
    return {"channel": "shell", "header": header, "parent_header": {}, "metadata": {}, "content": content}


def binary(told: dict) -> bytes:
    """A message as version 1 of the protocol has it: number of offsets, offsets, channel, four parts."""
    parts = [b"shell", *(json.dumps(told[k]).encode() for k in ("header", "parent_header", "metadata", "content"))]
    offsets = [8 * (len(parts) + 2)]
    for part in parts:
        offsets.append(offsets[-1] + len(part))
    return b"".join(n.to_bytes(8, "little") for n in (len(offsets), *offsets)) + b"".join(parts)


# ------------------------------------------------------------------ links and cards


def test_every_participant_has_a_link_of_their_own_that_is_another_every_time():
    first, second = (invited(["P01", "P02", "P01"], explore=True) for _ in range(2))
    assert list(first.values()) == [Visitor("P01"), Visitor("P02"), Visitor(None)]
    assert not set(first) & set(second)
    assert min(len(token) for token in first) >= 26  # 160 bits in base64 are 27 signs


def test_the_researcher_has_a_link_only_where_exploring_is_served():
    assert Visitor(None) not in invited(["P01"], explore=False).values()


def test_a_card_has_code_link_and_qr_of_a_participant_and_not_the_link_of_the_researcher():
    made = links(invited(["<P01>"], explore=True), "http://127.0.0.1:1")
    page = cards(made, "Workshop", "nl")
    assert "&lt;P01&gt;" in page
    assert made[Visitor("<P01>")] in page
    assert page.count("<svg") == 1
    assert made[Visitor(None)] not in page


# ------------------------------------------------------------------ the gate


@pytest.fixture
def gate():
    owners = {"1a-2b": Visitor("P01"), "3c-4d": Visitor("P02")}
    manager = SimpleNamespace(owners=owners)
    return Gate({"token1": Visitor("P01"), "token2": Visitor("P02")}, "Dicht.", kernel_manager=manager)


def asked(path: str, method: str = "GET", cookie: str | None = None) -> HTTPServerRequest:
    headers = HTTPHeaders({"Host": "x", "Sec-WebSocket-Protocol": PROTOCOL, "Cookie": f"netlab={cookie or ''}"})
    connection = SimpleNamespace(set_close_callback=lambda _: None)
    line = RequestStartLine(method, path, "HTTP/1.1")
    return HTTPServerRequest(headers=headers, connection=connection, start_line=line)


@pytest.mark.parametrize("cookie", [None, "", "token", "token1x", "TOKEN1"])
def test_who_has_no_cookie_of_ours_is_nobody(gate, cookie):
    assert gate.visitor(asked("/", cookie=cookie)) is None


def test_the_cookie_says_who_it_is(gate):
    assert gate.visitor(asked("/", cookie="token2")) == Visitor("P02")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/voila/static/voila.js"),
        ("GET", "/voila/templates/lab/static/voila.js"),
        ("GET", "/voila/labextensions/%40jupyter-widgets/jupyterlab-manager/static/x.js"),
        ("GET", "/api/kernels/1a-2b"),
        ("GET", "/api/kernels/1a-2b/channels"),
        ("POST", "/voila/api/shutdown/1a-2b"),
    ],
)
def test_a_visitor_may_ask_for_the_page_its_kernel_and_the_files_of_voila(gate, method, path):
    assert gate.allows(Visitor("P01"), asked(path, method))


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/kernels/3c-4d"),
        ("GET", "/api/kernels/3c-4d/channels"),
        ("DELETE", "/api/kernels/3c-4d"),
        ("POST", "/voila/api/shutdown/3c-4d"),
        ("GET", "/api/kernels"),
        ("POST", "/api/kernels"),
        ("POST", "/api/kernels/1a-2b/restart"),
        ("GET", "/api/kernels/unknown/channels"),
        ("POST", "/"),
        ("GET", "//"),
        ("GET", "/voila/files/drawings/P02_na.json"),
        ("GET", "/voila/tree"),
        ("GET", "/voila/render/x.ipynb"),
        ("GET", "/voila/api/contents/"),
        ("GET", "/api/contents"),
        ("GET", "/login"),
        ("GET", "/voila/static/../../drawings/P02_na.json"),
        ("GET", "/voila/static/%2e%2e/%2e%2e/drawings/P02_na.json"),
        ("GET", "/voila/static/%252e%252e/drawings/P02_na.json"),
        ("GET", "/voila/static/..%5c..%5cdrawings"),
        ("GET", "/voila/execution/1a-2b"),
        ("GET", "/drawings/P02_na.json"),
    ],
)
def test_a_visitor_may_ask_nothing_else(gate, method, path):
    assert not gate.allows(Visitor("P01"), asked(path, method))


def test_style_sheets_from_elsewhere_leave_the_page_and_others_stay():
    page = '<link rel="stylesheet" href="https://cdn.example/x.css" type="text/css" /><link href="/voila/a.css">'
    assert OUTSIDE.sub("", page) == '<link href="/voila/a.css">'


# ------------------------------------------------------------------ what cannot be served


def test_a_study_with_several_waves_must_say_which_is_drawn(tmp_path):
    with pytest.raises(InputError, match=r"which wave is drawn\? Known: voor, na\."):
        serve(new_study(str(tmp_path / "s")))


def test_a_wave_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"wave 'n' is not in study\.toml"):
        serve(new_study(str(tmp_path / "s")), wave="n")


def test_a_port_that_is_taken_is_said(tmp_path):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(InputError, match="cannot be used"):
            serve(new_study(str(tmp_path / "s")), wave="na", port=taken.getsockname()[1])


# ------------------------------------------------------------------ a server, asked by people who mean ill


class Browser:
    """Someone at a server: keeps cookies, follows links."""

    def __init__(self, address: str):
        self.address, self.jar = address, http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, path: str, method: str = "GET") -> tuple[int, str]:
        url = path if path.startswith("http") else self.address + path
        try:
            with self.opener.open(urllib.request.Request(url, method=method), timeout=90) as answer:
                return answer.status, answer.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode("utf-8", "replace")

    @property
    def cookie(self) -> str:
        return "; ".join(f"{c.name}={c.value}" for c in self.jar)


def kernel_of(page: str) -> str:
    return re.search(r'kernelId"?:\s*"([\w-]+)"', page)[1]


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A study in which P02 has a drawing and a scan, served: (links, address, study)."""
    study = new_study(str(tmp_path_factory.mktemp("served") / "s"))
    book = read_codebook(study)
    alter = {"alter": "aaaaaa", "name": SECRET, "x": None, "y": None, "wished": False, "generators": [], "answers": {}}
    save(study, "P02", "na", {"what": "add", "about": {"alter": alter}}, 0, "P02", book)
    save(study, "P01", "na", {"what": "goal", "about": {"goal": "mijn eigen doel"}}, 0, "P01", book)
    (study / "drawings" / "papier").mkdir()
    (study / "drawings" / "papier" / "P02_na.png").write_bytes(SCAN)
    (study / "drawings" / "papier" / "P01_na.png").write_bytes(SCAN.replace(b"geheime scan van P02", b"scan van P01"))
    code = f"from netlab.serving import serve; serve({str(study)!r}, wave='na', port=0)"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", code], stdout=subprocess.PIPE, text=True, env=environment, cwd=study.parent
    )
    found = {}
    for line in process.stdout:
        if match := re.fullmatch(r"(.*)  (http://\S+)", line.rstrip()):
            found[match[1]] = match[2]
        if "Ctrl+C" in line:
            break
    address = found["P01"].partition("/open/")[0]
    yield found, address, study
    last = Browser(address)
    page = connected(last, address, kernel_of(last.get(found["P03"])[1]))  # open while the server stops
    kernels = psutil.Process(process.pid).children(recursive=True)
    assert kernels
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=60) == 0
    assert "Gestopt." in process.stdout.read()
    assert psutil.wait_procs(kernels, timeout=20)[1] == []
    page.close()


@pytest.fixture(scope="module")
def first(served):
    """P01 with the page open: (browser, page)."""
    browser = Browser(served[1])
    status, page = browser.get(served[0]["P01"])
    assert status == 200
    return browser, page


ATTEMPTS = [
    *("/voila/files/drawings/{name}", "/voila/files/../drawings/{name}", "/files/drawings/{name}"),
    *("/drawings/{name}", "/static/drawings/{name}", "/voila/static/../../../drawings/{name}"),
    *("/voila/static/%2e%2e/drawings/{name}", "/voila/files/{whole}", "/voila/static/{whole}", "/{whole}"),
    *("/voila/static//{whole}", "/voila/templates/lab/static/{whole}", "/voila/labextensions/{whole}"),
    *("/voila/render/drawings/{name}", "/api/contents/drawings/{name}", "/voila/api/contents/drawings/{name}"),
]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["P02_na.json", "papier/P02_na.png"])
@pytest.mark.parametrize("known", [False, True], ids=["without a link", "with another's link"])
def test_the_drawing_and_scan_of_another_are_not_given(served, first, name, known):
    browser = first[0] if known else Browser(served[1])
    whole = str(served[2] / "drawings" / name)
    for attempt in ATTEMPTS:
        status, body = browser.get(attempt.format(name=name, whole=whole))
        assert status in (403, 404), attempt
        assert SECRET not in body, attempt
        assert "geheime scan" not in body, attempt


@pytest.mark.slow
def test_without_a_link_there_is_no_page_and_no_kernel(served):
    nobody = Browser(served[1])
    for path in ("/", "/open/wrong", "/voila/static/voila.js", "/api/kernels", "/?token=x"):
        status, body = nobody.get(path)
        assert status == 403
        assert "kernelId" not in body
    assert nobody.cookie == ""


@pytest.mark.slow
def test_the_page_asks_nothing_from_elsewhere(first):
    page = first[1]
    assert re.findall(r'<(?:link|script|img)[^>]*(?:href|src)="(?:https?:)?//[^"]*"', page) == []


def connected(browser: Browser, address: str, kernel: str, protocol: str | None = PROTOCOL):
    from websocket import create_connection

    return create_connection(
        f"{address.replace('http', 'ws')}/api/kernels/{kernel}/channels",
        cookie=browser.cookie,
        subprotocols=[protocol] if protocol else None,
        timeout=60,
    )


def heard(raw: bytes) -> tuple[str, dict, dict, dict, bytes]:
    """A message from the kernel: channel, header, parent header, content, and all of it."""
    count = int.from_bytes(raw[:8], "little")
    at = [int.from_bytes(raw[8 * n : 8 * (n + 1)], "little") for n in range(1, count + 1)]
    parts = [raw[a:b] for a, b in itertools.pairwise(at)]
    return parts[0].decode(), json.loads(parts[1]), json.loads(parts[2]), json.loads(parts[4]), raw


def said_until_idle(socket, told: dict) -> list[tuple]:
    """Everything that comes until the kernel has done this message: on iopub messages come in order."""
    socket.send_binary(binary(told))
    came = []
    end = time.monotonic() + 60
    while time.monotonic() < end:
        came.append(heard(socket.recv()))
        channel, _, parent, content, _ = came[-1]
        last = parent.get("msg_id") == told["header"]["msg_id"]
        if channel == "iopub" and last and content.get("execution_state") == "idle":
            return came
    raise AssertionError("the kernel did not answer")


@pytest.mark.slow
def test_a_visitor_cannot_run_code_in_their_own_kernel(served, first, tmp_path):
    socket = connected(first[0], served[1], kernel_of(first[1]))
    made = tmp_path / "made"
    code = {"code": f"open({str(made)!r}, 'w').close()", "silent": False, "store_history": False}
    code |= {"user_expressions": {"x": f"open({str(made)!r}, 'w')"}, "allow_stdin": False, "stop_on_error": True}
    for kind in ("execute_request", "inspect_request", "complete_request", "debug_request", "input_reply"):
        socket.send_binary(binary(message(kind, code)))
        socket.send(json.dumps(message(kind, code)))
    said_until_idle(socket, message("kernel_info_request", {}))  # the kernel has passed all that came before
    socket.close()
    assert not made.exists()


@pytest.mark.slow
def test_the_older_protocol_in_which_voila_hangs_is_refused(served, first):
    from websocket import WebSocketBadStatusException

    with pytest.raises(WebSocketBadStatusException, match="403"):
        connected(first[0], served[1], kernel_of(first[1]), protocol=None)


@pytest.mark.slow
def test_a_message_that_claims_endless_parts_does_not_keep_the_server_busy(served, first):
    socket = connected(first[0], served[1], kernel_of(first[1]))
    socket.send_binary(b"\xff" * 16)
    said_until_idle(socket, message("kernel_info_request", {}))
    socket.close()


def test_a_sound_message_of_a_widget_is_passed_on():
    assert sound(binary(message("comm_msg", {"comm_id": "x", "data": {}})))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff" * 7,
        b"\xff" * 64,
        json.dumps(message("comm_msg", {})),
        binary(message("execute_request", {"code": "1"})),
        binary(message("shutdown_request", {})),
        binary(message("comm_msg", {}))[:-60],
        binary({**message("comm_msg", {}), "header": ["comm_msg"]}),
        binary({**message("comm_msg", {}), "header": {"msg_type": ["comm_msg"]}}),
    ],
)
def test_anything_else_is_not(raw):
    assert not sound(raw)


@pytest.mark.slow
def test_the_kernel_of_another_cannot_be_reached(served, first):
    from websocket import WebSocketBadStatusException

    second = Browser(served[1])
    kernel = kernel_of(second.get(served[0]["P02"])[1])
    connected(second, served[1], kernel).close()  # its owner can
    for browser in (first[0], Browser(served[1])):
        with pytest.raises(WebSocketBadStatusException, match="403"):
            connected(browser, served[1], kernel)
        for method, path in (
            ("GET", "/api/kernels/{}"),
            ("DELETE", "/api/kernels/{}"),
            ("POST", "/voila/api/shutdown/{}"),
        ):
            assert browser.get(path.format(kernel), method)[0] == 403
    assert second.get(f"/api/kernels/{kernel}")[0] == 200


@pytest.mark.slow
def test_the_drawing_in_a_page_gives_and_changes_only_the_participants_own(served, first):
    """Someone speaks to the widget of their own page directly and asks for what is another's."""
    _, address, study = served
    socket = connected(first[0], address, kernel_of(first[1]))
    info = said_until_idle(socket, message("comm_info_request", {"target_name": "jupyter.widget"}))
    (comms,) = [content["comms"] for _, header, _, content, _ in info if header["msg_type"] == "comm_info_reply"]

    def answers(do: dict) -> str:
        for comm in comms:
            data = {"method": "custom", "content": {"page": "x", "id": 1, **do}}
            socket.send_binary(binary(message("comm_msg", {"comm_id": comm, "data": data})))
        came = said_until_idle(socket, message("kernel_info_request", {}))
        return b"".join(raw for *_, raw in came).decode("utf-8", "replace")

    opened = answers({"do": "ready", "ego": "P02", "wave": "na"})
    assert "mijn eigen doel" in opened  # the way is open, to one's own drawing
    assert SECRET not in opened
    assert "scan van P01" in answers({"do": "picture", "file": "papier/P01_na.png"})
    for file in ("papier/P02_na.png", "../drawings/papier/P02_na.png", "papier/P01_na/../P02_na.png"):
        assert "geheime scan" not in answers({"do": "picture", "file": file})
    step = {"what": "goal", "about": {"goal": "door P01 gezet"}, "id": "abc"}
    answers({"do": "step", "step": step, "base": 1, "ego": "P02", "who": "P02"})
    socket.close()
    assert load(study, "P02", "na")["goal"] is None
    mine = load(study, "P01", "na")
    assert mine["goal"] == "door P01 gezet"
    assert {entry["who"] for entry in mine["history"]} == {"P01"}
