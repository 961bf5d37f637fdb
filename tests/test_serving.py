"""Pages for a workshop: who gets in, what each may ask, and that nobody reaches another's drawing, scan or kernel."""

from __future__ import annotations

import asyncio
import http.client
import http.cookiejar
import itertools
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from kernel_processes import answer_of, kernels_of
from tornado.httputil import HTTPHeaders, HTTPServerRequest, RequestStartLine

from netlab.codebook import read_codebook
from netlab.drawings import load, save
from netlab.problems import InputError
from netlab.scaffold import new_study
from netlab.serving import addresses, running, serve
from netlab.serving.gate import PROTOCOL, Closed, Door, Gate, sound
from netlab.serving.kernels import VISITOR, OwnKernels
from netlab.serving.making import MADE, OUTSIDE
from netlab.serving.visitors import Visitor, cards, invited, links

SECRET = "Geheime Contactpersoon"  # a name in the drawing of P02
SCAN = b"\x89PNG\r\n\x1a\n" + b"geheime scan van P02"
RESEARCHER = "Voor de onderzoeker (ziet iedereen)"
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
    manager = SimpleNamespace(owners=owners, replaced={})
    visitors = {"token1": Visitor("P01"), "token2": Visitor("P02")}
    return Gate(visitors, "Dicht.", {"localhost", "127.0.0.1", "::1"}, 8866, kernel_manager=manager)


def asked(
    path: str, method: str = "GET", cookie: str | None = None, host: str = "localhost", name: str = "netlab_8866"
) -> HTTPServerRequest:
    headers = HTTPHeaders({"Host": host, "Sec-WebSocket-Protocol": PROTOCOL, "Cookie": f"{name}={cookie or ''}"})
    connection = SimpleNamespace(set_close_callback=lambda _: None)
    line = RequestStartLine(method, path, "HTTP/1.1")
    return HTTPServerRequest(headers=headers, connection=connection, start_line=line)


@pytest.mark.parametrize("cookie", [None, "", "token", "token1x", "TOKEN1"])
def test_who_has_no_cookie_of_ours_is_nobody(gate, cookie):
    assert gate.visitor(asked("/", cookie=cookie)) is None


def test_the_cookie_says_who_it_is(gate):
    assert gate.visitor(asked("/", cookie="token2")) == Visitor("P02")


@pytest.mark.parametrize("name", ["netlab", "netlab_8867"])
def test_the_cookie_of_a_server_on_another_port_is_not_taken_for_ours(gate, name):
    assert gate.visitor(asked("/", cookie="token2", name=name)) is None


@pytest.mark.parametrize("host", ["localhost:8866", "127.0.0.1:8866", "LOCALHOST", "[::1]:8866", "192.0.2.9:8866"])
def test_who_asks_for_an_address_of_this_server_gets_in(gate, host):
    assert gate.find_handler(asked("/open/token1", host=host)).handler_class is Door


@pytest.mark.parametrize(
    "host", ["", "evil.example", "evil.example:8866", "localhost.evil.example", "192.0.2.9.evil.example"]
)
def test_who_asks_for_another_computer_is_refused_with_a_link_and_a_cookie_too(gate, host):
    for path in ("/open/token1", "/", "/voila/static/voila.js"):
        assert gate.find_handler(asked(path, cookie="token1", host=host)).handler_class is Closed


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/voila/static/voila.js"),
        ("GET", "/voila/templates/lab/static/voila.js"),
        ("GET", "/voila/labextensions/%40jupyter-widgets/jupyterlab-manager/static/x.js"),
        ("GET", "/api/kernels/1a-2b"),
        ("GET", "/api/kernels/1a-2b/channels"),
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
        ("POST", "/voila/api/shutdown/1a-2b"),
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
        ("GET", "/voila/static//etc/passwd"),
        ("GET", "/voila/static/%2fetc/passwd"),
        ("GET", "/voila/templates/lab/conf.json"),
        ("GET", "/voila/templates/conf.json"),
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
    with pytest.raises(InputError, match=r"which wave is drawn\? Say --wave\. Known: voor, na\."):
        serve(new_study(str(tmp_path / "s")))


def test_a_wave_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"wave 'n' is not in study\.toml"):
        serve(new_study(str(tmp_path / "s")), wave="n")


def test_a_port_that_is_taken_is_said(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(InputError, match=r"cannot be used .* Does netlab serve run already\?"):
            serve(new_study(str(tmp_path / "s")), wave="na", port=taken.getsockname()[1])


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ({"port": 65536}, "port 65536 does not exist"),
        ({"port": -1}, "port -1 does not exist"),
        ({"host": "192.0.2.77"}, "It is no address of this computer"),  # an address for documentation
        ({"host": "256.0.0.1"}, "is no address"),
        ({"lang": "fr"}, "fr"),
    ],
)
def test_an_address_or_language_that_cannot_be_served_is_said_before_anything_starts(tmp_path, asked, meant):
    with pytest.raises(InputError, match=meant):
        serve(new_study(str(tmp_path / "s")), wave="na", **{"port": 0, **asked})


@pytest.mark.parametrize("closed", ["", "drawings"])
def test_a_study_in_which_no_drawing_can_be_written_hands_out_no_links(tmp_path, unwritable, closed):
    study = new_study(str(tmp_path / "alleen_lezen"), "nl")
    (study / "drawings").mkdir(exist_ok=True)
    if not closed:
        shutil.rmtree(study / "drawings")
    unwritable(study / closed)
    told: list[str] = []
    with pytest.raises(InputError, match=f"{study / closed}: nothing can be written"):
        serve(study, "voor", ["P01"], port=0, tell=told.append)
    assert told == []


def test_cards_are_not_written_among_the_files_of_a_study(tmp_path):
    study = new_study(str(tmp_path / "eigen"), "nl")
    with pytest.raises(InputError, match="raw/ of the study eigen"):
        serve(study, "voor", ["P01"], port=0, to_print=study / "raw" / "kaartjes.html")


def test_a_code_that_is_too_long_for_a_file_is_said_before_anything_starts(tmp_path):
    with pytest.raises(InputError, match="too long for a file"):
        serve(new_study(str(tmp_path / "s")), wave="na", egos=["P" * 300], port=0)


@pytest.mark.parametrize("egos", [["P77", "p77"], ["p01"]], ids=["asked for", "beside who is in the study"])
def test_two_codes_that_differ_in_capitals_only_are_refused(tmp_path, egos):
    with pytest.raises(InputError, match="differ in capitals only"):
        serve(new_study(str(tmp_path / "s")), wave="na", egos=egos, port=0)


@pytest.mark.parametrize("name", ["study.toml", "cards", "cards.csv"])
def test_cards_are_asked_for_as_a_web_page(tmp_path, name):
    study = new_study(str(tmp_path / "s"))
    before = (study / "study.toml").read_bytes()
    with pytest.raises(InputError, match=r"ends in \.html"):
        serve(study, wave="na", port=0, to_print=study / name)
    assert (study / "study.toml").read_bytes() == before


def test_a_page_that_is_no_page_of_cards_is_not_overwritten(tmp_path):
    page = tmp_path / "verslag.html"
    page.write_text("<!doctype html><p>een verslag van netlab serve")
    with pytest.raises(InputError, match="is there already, and is no page of cards"):
        running._write_cards(page, cards({}, "Workshop", "nl"))
    assert page.read_text() == "<!doctype html><p>een verslag van netlab serve"


def test_earlier_cards_make_place_for_new_ones_that_only_their_owner_can_read(tmp_path):
    page, first, second = tmp_path / "cards.html", cards({}, "Een lange titel", "nl"), cards({}, "Kort", "nl")
    running._write_cards(page, first)
    page.chmod(0o644)
    running._write_cards(page, second)
    assert page.read_text(encoding="utf-8") == second
    if os.name == "posix":
        assert page.stat().st_mode & 0o777 == 0o600


# ------------------------------------------------------------------ the address in the links


class NoWay:
    """A socket of a computer that has no way to the internet."""

    def __init__(self, *_):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def connect(self, _):
        raise OSError(101, "Network is unreachable")


@pytest.fixture
def called(monkeypatch):
    """A computer with this name and full name."""

    def have(name: str, full: str) -> None:
        monkeypatch.setattr(addresses.socket, "gethostname", lambda: name)
        monkeypatch.setattr(addresses.socket, "getfqdn", lambda: full)

    return have


@pytest.mark.parametrize(
    ("name", "full", "names"),
    [
        ("Lokaal3", "lokaal3.school.example", {"lokaal3", "lokaal3.school.example", "lokaal3.local"}),
        ("mac.local", "mac.local", {"mac.local", "mac"}),
        ("pc.school.example", "pc.school.example.", {"pc.school.example", "pc", "pc.local"}),
        ("", "", set()),
    ],
)
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.168.4.2"])
def test_who_listens_for_others_is_reached_under_the_names_of_this_computer_only(called, host, name, full, names):
    called(name, full)
    assert addresses.own_names(host) == names
    gate = Gate({"token1": Visitor("P01")}, "Dicht.", addresses.own_names(host), 8866)
    for own in names:
        assert gate.find_handler(asked("/open/token1", host=f"{own.upper()}:8866")).handler_class is Door
    for other in ("evil.local", "school.example", "local", "x.lokaal3.local", "lokaal3.local.evil.example", ".local"):
        assert gate.find_handler(asked("/open/token1", host=f"{other}:8866")).handler_class is Closed


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_who_listens_for_this_computer_alone_has_no_name_for_others(called, host):
    called("lokaal3", "lokaal3.school.example")
    assert addresses.own_names(host) == set()


@pytest.fixture
def without_way(monkeypatch):
    """A computer without internet, with these networks: name → (address, up)."""

    def have(networks: dict[str, tuple[str, bool]]) -> None:
        found = {n: [SimpleNamespace(family=socket.AF_INET, address=a)] for n, (a, _) in networks.items()}
        monkeypatch.setattr(addresses.psutil, "net_if_addrs", lambda: found)
        up = {n: SimpleNamespace(isup=u) for n, (_, u) in networks.items()}
        monkeypatch.setattr(addresses.psutil, "net_if_stats", lambda: up)
        monkeypatch.setattr(addresses.socket, "socket", NoWay)

    return have


def test_without_internet_the_links_have_the_address_on_the_network_of_the_room(without_way):
    networks = {"lo": ("127.0.0.1", True), "docker0": ("172.17.0.1", True), "eth0": ("10.0.0.7", False)}
    without_way({**networks, "wlan0": ("192.168.4.2", True), "eth1": ("169.254.3.3", True)})
    at, others = addresses.reached_at("0.0.0.0")
    assert at == "192.168.4.2"
    assert others == ["172.17.0.1", "169.254.3.3"]  # what is down is none, nor this computer to itself
    (said,) = addresses.found_at("0.0.0.0", at, others, "nl")
    assert "192.168.4.2" in said
    assert "--host 172.17.0.1" in said


def test_a_computer_without_any_network_warns_that_its_links_will_not_open(without_way):
    without_way({"lo": ("127.0.0.1", True)})
    at, others = addresses.reached_at("0.0.0.0")
    assert (at, others) == (socket.gethostname(), [])
    assert addresses.found_at("0.0.0.0", at, others, "nl")[0].startswith("Let op: deze computer heeft nu geen adres")


def test_an_address_that_was_chosen_is_the_one_in_the_links():
    assert addresses.reached_at("192.168.4.2") == ("192.168.4.2", [])
    assert addresses.reached_at("fd00::2") == ("[fd00::2]", [])


# ------------------------------------------------------------------ how many kernels


class Counted(OwnKernels):
    """Kernels without processes: which there are, and who has one open."""

    def __init__(self):
        super().__init__()
        self.there, self.made = {}, 0

    def __contains__(self, kernel):
        return kernel in self.there

    def get_kernel(self, kernel_id):
        return self.there[kernel_id]

    async def _start(self, visitor, **given):
        await asyncio.sleep(0.01)
        self.made += 1
        kernel = f"k{self.made}"
        self.there[kernel] = SimpleNamespace(
            execution_state="idle",
            last_activity=datetime.now(UTC),
            kernel_name="python3",
            kernel_spec=SimpleNamespace(metadata={}),
        )
        self.owners[kernel], self._kernel_connections[kernel] = visitor, 0
        return kernel

    async def shutdown_kernel(self, kernel_id, now=False, restart=False):
        del self.there[kernel_id]

    async def is_alive(self, kernel_id):
        return self.there[kernel_id].execution_state != "dead"

    async def has_begun(self, ego, minutes_ago):
        """The kernel that was begun for a participant so long ago, and has been idle since."""
        visitor = Visitor(ego)
        self.begun[visitor] = await self._start(visitor)
        self.there[self.begun[visitor]].last_activity -= timedelta(minutes=minutes_ago)
        return self.begun[visitor]


def opens(kernels: Counted, ego: str):
    async def page() -> str:
        VISITOR.set(Visitor(ego))
        return await kernels.start_kernel()

    return asyncio.ensure_future(page())


def test_a_page_that_is_loaded_again_and_again_keeps_two_kernels_and_the_one_that_is_open():
    async def loads() -> None:
        kernels = Counted()
        opened = await opens(kernels, "P01")
        kernels.notify_connect(opened)
        other = await opens(kernels, "P02")
        for _ in range(3):
            await opens(kernels, "P01")
        assert set(kernels.there) == {opened, other, "k5"}
        await asyncio.gather(*(opens(kernels, "P01") for _ in range(4)))  # all at once
        assert set(kernels.there) == {opened, other, "k9"}
        assert set(kernels.owners) == set(kernels.there)
        kernels.notify_disconnect(opened)
        await opens(kernels, "P01")
        assert set(kernels.there) == {other, "k9", "k10"}  # nobody had the oldest open any more
        for kernel in ("k9", "k10"):
            kernels.notify_connect(kernel)
        await opens(kernels, "P01")
        assert set(kernels.there) == {other, "k10", "k11"}  # all are open: the oldest makes room
        assert kernels.replaced["k9"] == kernels.replaced[opened] == Visitor("P01")
        assert other not in kernels.replaced

    asyncio.run(loads())


def test_a_kernel_whose_page_never_came_is_ended_and_one_whose_page_was_closed_stays(monkeypatch):
    async def loads() -> set[str]:
        monkeypatch.setattr("netlab.serving.kernels.UNMET", 0.2)
        kernels = Counted()
        met = await opens(kernels, "P01")
        kernels.notify_connect(met)
        kernels.notify_disconnect(met)  # the page may be loaded again
        unmet, busy = await opens(kernels, "P02"), await opens(kernels, "P03")
        kernels.there[busy].execution_state = "busy"  # the page is still being made
        await asyncio.sleep(0.05)
        assert unmet in kernels
        end = time.monotonic() + 10
        while unmet in kernels and time.monotonic() < end:
            await asyncio.sleep(0.02)
        return {met, busy} if set(kernels.there) == {met, busy} else set(kernels.there)

    assert asyncio.run(loads()) == {"k1", "k3"}


def test_a_kernel_that_was_begun_long_ago_stays_while_its_page_is_made_and_is_ended_when_that_never_comes(monkeypatch):
    async def loads() -> None:
        monkeypatch.setattr("netlab.serving.kernels.UNMET", 0.5)
        kernels = Counted()
        begun = await kernels.has_begun("P01", minutes_ago=20)
        assert await opens(kernels, "P01") == begun
        await asyncio.sleep(0.25)  # watched several times, and not yet half a second idle for this page
        assert begun in kernels
        end = time.monotonic() + 10
        while begun in kernels and time.monotonic() < end:
            await asyncio.sleep(0.02)
        assert begun not in kernels

    asyncio.run(loads())


def test_a_kernel_that_waits_for_its_page_is_kept_however_long_that_takes_and_one_that_was_left_is_not():
    async def waits() -> None:
        kernels = Counted()
        kernels.cull_idle_timeout = 1800
        begun, left = await kernels.has_begun("P01", minutes_ago=90), await opens(kernels, "P02")
        kernels.there[left].last_activity -= timedelta(minutes=90)
        kernels._kernels = kernels.there
        await kernels.cull_kernels()
        assert set(kernels.there) == {begun}
        assert await opens(kernels, "P01") == begun

    asyncio.run(waits())


def test_a_kernel_that_died_before_its_page_was_opened_is_replaced():
    async def dies() -> None:
        kernels = Counted()
        begun = await kernels.has_begun("P01", minutes_ago=1)
        kernels.there[begun].execution_state = "dead"
        opened = await opens(kernels, "P01")
        assert opened != begun
        assert set(kernels.there) == set(kernels.owners) == {opened}

    asyncio.run(dies())


def test_only_the_visitor_whose_page_had_to_make_room_is_told_so(gate):
    gate.settings["kernel_manager"].replaced["5e-6f"] = Visitor("P01")
    for cookie, status in (("token1", 410), ("token2", 403), (None, 403)):
        asking = gate.find_handler(asked("/api/kernels/5e-6f", cookie=cookie))
        assert asking.handler_class is Closed
        assert asking.handler_kwargs["status"] == status


def test_a_study_in_which_nobody_is_yet_asks_who_takes_part(tmp_path):
    study = tmp_path / "leeg"
    (study / "drawings").mkdir(parents=True)
    (study / "study.toml").write_text('[[waves]]\nid = "start"\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"no participants yet\. Name them: --ego P01"):
        serve(study)


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


def called_so(link: str, name: str) -> int:
    """The answer to a link in which the computer is called by another name."""
    address, _, path = link.partition("://")[2].partition("/")
    asking = http.client.HTTPConnection(address, timeout=30)
    asking.request("GET", f"/{path}", headers={"Host": f"{name}:{asking.port}"})
    return asking.getresponse().status


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
    temporary = tmp_path_factory.mktemp("t")  # a short path, as sockets need
    process, found, lines = started(study, temporary)
    address = found["P01"].partition("/open/")[0]
    yield found, address, study, lines, process
    last = Browser(address)
    page = connected(last, address, kernel_of(last.get(found["P03"])[1]))  # open while the server stops
    assert kernels_of(psutil.Process(process.pid))
    assert any(temporary.iterdir())
    stopped(process, signal.SIGINT, temporary)
    page.close()
    for path in study.rglob("*"):  # no link stays behind in the study
        assert not any(
            link.rpartition("/")[2].encode() in path.read_bytes() for link in found.values() if path.is_file()
        )


def started(study: Path, temporary: Path, more: str = "wave='na', port=0", first: str = "", **options):
    """A server with its own folder for temporary files: the process, who → link, every line until it is up."""
    code = f"from netlab.serving import gate, kernels, pages, serve; {first}\nserve({str(study)!r}, {more})"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)}
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", code],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=study.parent,
        **options,
    )
    found, lines = {}, []
    for line in process.stdout:
        lines.append(line.rstrip())
        if match := re.fullmatch(r"(.*)  (http://\S+)", line.rstrip()):
            found[match[1]] = match[2]
        if "Ctrl+C" in line:
            break
    return process, found, lines


def stopped(process: subprocess.Popen, sign: signal.Signals, temporary: Path) -> str:
    """Stop a server: it ends by itself, and no process and no file of it is left; what it still said."""
    kernels = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(sign)
    assert process.wait(timeout=90) == 0
    said = process.stdout.read()
    assert "Gestopt." in said
    assert psutil.wait_procs(kernels, timeout=20)[1] == []
    assert list(temporary.iterdir()) == []
    return said


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
@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/?token={token}", {}),
        ("/", {"Authorization": "token {token}"}),
        ("/", {"Authorization": "Bearer {token}"}),
        ("/", {"Cookie": "netlab2={token}"}),
        ("/", {"Cookie": 'netlab="{token}x"'}),
        ("/", {"Cookie": "netlab={token}"}),
        ("/", {"Referer": "http://x/open/{token}"}),
        ("/open/{token}/drawings/P02_na.json", {}),
        ("/open/{token}/../../drawings/P02_na.json", {}),
        ("/open/{token}%2f..%2fdrawings%2fP02_na.json", {}),
        ("/drawings/P02_na.json?token={token}", {}),
        ("/voila/files/drawings/P02_na.json?token={token}", {"Authorization": "token {token}"}),
    ],
)
def test_a_token_anywhere_but_in_its_link_opens_nothing(served, path, headers):
    token = served[0]["P02"].rpartition("/")[2]
    asked = urllib.request.Request(
        served[1] + path.format(token=token), headers={k: v.format(token=token) for k, v in headers.items()}
    )
    with pytest.raises(urllib.error.HTTPError, match="403") as refused:
        urllib.request.urlopen(asked, timeout=60)
    body = refused.value.read().decode()
    assert SECRET not in body
    assert "kernelId" not in body
    assert refused.value.headers["Set-Cookie"] is None


@pytest.mark.slow
def test_while_a_page_waits_it_says_so_in_its_language(first):
    page = first[1]
    assert '<html lang="nl">' in page
    assert "Even geduld: je pagina wordt klaargezet." in page
    assert "performance.now()" in page  # the seconds are counted
    assert "Running" not in page


@pytest.mark.slow
def test_a_page_gets_the_kernel_that_was_begun_for_it(served):
    links, _, _, _, process = served
    end = time.monotonic() + 120
    server = psutil.Process(process.pid)
    while len(kernels_of(server)) < len(links) and time.monotonic() < end:
        assert process.poll() is None, "the server ended by itself"
        time.sleep(0.2)
    asked = time.time()
    kernel = kernel_of(Browser(served[1]).get(links[RESEARCHER])[1])
    (mine,) = [k for k in kernels_of(server) if kernel in " ".join(answer_of(k.cmdline, []))]
    assert mine.create_time() < asked


@pytest.mark.slow
def test_a_page_that_was_prepared_long_before_it_is_opened_opens_and_stays_open_while_it_answers(
    tmp_path, tmp_path_factory
):
    from websocket import ABNF

    study, temporary = new_study(str(tmp_path / "s")), tmp_path_factory.mktemp("t")
    more = "wave='na', port=0, egos=['P01'], explore=False"
    process, found, _ = started(study, temporary, more, "kernels.UNMET = 5; gate.PING = 0.5")
    try:
        assert any("staan klaar" in line for line in process.stdout)  # reads on until it says so
        time.sleep(6)
        (prepared,) = kernels_of(psutil.Process(process.pid))
        address = found["P01"].partition("/open/")[0]
        browser = Browser(address)
        page = browser.get(found["P01"])[1]
        assert MADE in page
        assert kernel_of(page) in " ".join(prepared.cmdline())
        listening, asleep = (connected(browser, address, kernel_of(page)) for _ in range(2))
        end = time.monotonic() + 5  # ten signs of life, answered while it listens
        while time.monotonic() < end:
            said_until_idle(listening, message("kernel_info_request", {}))
        listening.close()
        while asleep.recv_frame().opcode != ABNF.OPCODE_CLOSE:
            pass  # it answered none of them, and is let go
    finally:
        stopped(process, signal.SIGTERM, temporary)


@pytest.mark.slow
def test_a_page_that_cannot_be_made_ends_without_its_mark_and_is_one_line_at_the_computer(tmp_path, tmp_path_factory):
    study, temporary = new_study(str(tmp_path / "s")), tmp_path_factory.mktemp("t")
    fault = "import os\nif os.environ['NETLAB_EGO'] == 'P01': os._exit(1)\nraise ValueError('kapot')"
    more = "wave='na', port=0, egos=['P01', 'P02'], explore=False"
    process, found, _ = started(study, temporary, more, f"pages.CODE = {fault!r}", stderr=subprocess.STDOUT)
    try:
        for link in found.values():
            browser = Browser(link.partition("/open/")[0])
            status, page = browser.get(link)
            assert (status, page.count('id="netlab-waiting"'), MADE in page) == (200, 1, False)
            assert browser.get(f"/api/kernels/{kernel_of(page)}")[0] == 403  # it was ended
    finally:
        said = stopped(process, signal.SIGTERM, temporary)
    one, other = (line for line in said.splitlines() if "ging niet open" in line)
    assert one.startswith("P01: de pagina ging niet open")
    assert other.startswith("P02: de pagina ging niet open")
    assert "ValueError: kapot" in other
    assert "Traceback" not in said


@pytest.mark.slow
def test_a_page_whose_loading_is_broken_off_leaves_at_most_two_kernels_and_opens_after_that(served):
    links, address, _, _, process = served
    browser = Browser(address)
    browser.get(links["P02"])

    def mine() -> int:
        return len(kernels_of(psutil.Process(process.pid), "P02"))

    host, _, port = address.partition("//")[2].rpartition(":")
    for _ in range(4):
        with socket.create_connection((host, int(port))) as page:
            page.sendall(f"GET / HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: {browser.cookie}\r\n\r\n".encode())
            time.sleep(0.5)
    status, page = browser.get("/")
    assert status == 200
    ended = time.monotonic() + 30
    while mine() > 2 and time.monotonic() < ended:
        time.sleep(0.2)
    assert 1 <= mine() <= 2
    connected(browser, address, kernel_of(page)).close()


@pytest.mark.slow
def test_who_is_at_the_computer_reads_who_can_open_a_link_and_who_is_in_the_files_already(served):
    lines = served[3]
    assert any(line.startswith("Alleen op deze computer te openen.") and "--host 0.0.0.0" in line for line in lines)
    assert any(line.startswith("Ook in de bestanden, voor deze meting: P01, P02, P03.") for line in lines)


@pytest.mark.slow
def test_everyone_on_the_network_gets_links_that_open_and_a_warning_and_an_early_stop_leaves_nothing(
    tmp_path, tmp_path_factory
):
    study = new_study(str(tmp_path / "s"))
    temporary = tmp_path_factory.mktemp("t")
    more = "wave='na', port=0, host='0.0.0.0', egos=['P01', 'P09']"
    process, found, lines = started(study, temporary, more)
    try:
        said = "\n".join(lines)
        assert "niet versleuteld" in said
        assert "Nieuw in dit onderzoek: P09." in said
        host = found["P01"].partition("://")[2].rpartition(":")[0]
        if re.fullmatch(r"\d+(\.\d+){3}", host):  # else this machine has no network
            assert not host.startswith(("127.", "0."))
            own, stranger = (f"{name}.local" for name in (socket.gethostname().partition(".")[0], "stranger"))
            assert called_so(found["P01"], own) == 302
            assert called_so(found["P01"], stranger) == 403
            assert Browser(found["P01"].partition("/open/")[0]).get("/open/wrong")[0] == 403
    finally:
        stopped(process, signal.SIGTERM, temporary)  # while kernels are being begun


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
    """Everything that comes until the kernel has answered this request and done it: the two come by different ways."""
    socket.send_binary(binary(told))
    came, idle, answered = [], False, False
    end = time.monotonic() + 60
    while time.monotonic() < end:
        came.append(heard(socket.recv()))
        _, header, parent, content, _ = came[-1]
        if parent.get("msg_id") == told["header"]["msg_id"]:
            idle |= content.get("execution_state") == "idle"
            answered |= header["msg_type"].endswith("_reply")
        if idle and answered:
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
    _, address, study, *_ = served
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
