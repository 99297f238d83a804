"""The server on loopback: what it answers, that it tells its lateness, and that it goes."""

import os
import select
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from types import SimpleNamespace

import pytest

from gilrace.errors import InputError, LaneError, MachineError
from gilrace.workloads import origin as origin_module
from gilrace.workloads.http_answer import content_digest, place_of
from gilrace.workloads.http_text import question
from gilrace.workloads.lateness import Lateness, Ledger
from gilrace.workloads.origin import Origin, origin, provided, stats_at
from gilrace.workloads.origin_answers import LARGEST, Behaviour, changed, reply_to, shares_of

INSTANT = SimpleNamespace(delay_s=0.0, jitter_s=None, size_bytes=10)


def ask(url: str) -> tuple[int, bytes, str]:
    try:
        with urllib.request.urlopen(url, timeout=10) as response:
            return response.status, response.read(), response.headers.get("Content-Digest", "")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(), ""


def test_items_answer_and_fail_as_their_names_decide(quick_origin: Origin) -> None:
    behaviour = Behaviour(0.002, 0.001, 0.25, 3000)
    for item in range(12):
        reply = reply_to(str(item), behaviour)
        status, body, digest = ask(f"{quick_origin.url}/{item}")
        assert (status, digest) == (reply.status, reply.content_digest)
        assert status != 200 or (body == reply.body and len(body) == 3000 and digest == content_digest(body))


def test_a_query_changes_the_answer_to_one_request(quick_origin: Origin) -> None:
    status, body, _ = ask(f"{quick_origin.url}/1?error_rate=0&size_bytes=5000")
    assert (status, len(body)) == (200, 5000)
    assert ask(f"{quick_origin.url}/1?error_rate=1")[0] == 503


@pytest.mark.parametrize("query", ["delay=1", "delay_s=-1", "delay_s=nan", "size_bytes=lots", "error_rate=2"])
def test_a_query_that_cannot_be_is_refused_with_a_reason(quick_origin: Origin, query: str) -> None:
    status, body, _ = ask(f"{quick_origin.url}/1?{query}")
    assert status == 400
    assert b"server" in body


def test_the_share_of_errors_and_the_delays_are_as_ordered() -> None:
    replies = [reply_to(str(item), Behaviour(1.0, 0.5, 0.2, 10)) for item in range(4000)]
    failed = sum(reply.status == 503 for reply in replies) / len(replies)
    waits = sorted(reply.wait_s for reply in replies)
    assert 0.17 < failed < 0.23
    assert 0.5 <= waits[0] < 0.51
    assert 0.97 < waits[2000] < 1.03
    assert 1.49 < waits[-1] <= 1.5
    assert len({shares_of(str(item)) for item in range(4000)}) == 4000


def test_jitter_larger_than_the_delay_never_waits_less_than_nothing() -> None:
    assert min(reply_to(str(item), Behaviour(0.01, 1.0)).wait_s for item in range(100)) == 0.0


@pytest.mark.parametrize(
    "wish",
    [
        {"delay_s": -1},
        {"delay_s": float("nan")},
        {"error_rate": 1.5},
        {"size_bytes": LARGEST + 1},
        {"delay_s": "x"},
    ],
)
def test_a_behaviour_that_cannot_be_is_an_input_error(wish: dict[str, object]) -> None:
    with pytest.raises(InputError, match="server"), origin(SimpleNamespace(**wish)):
        pass


def test_what_is_not_said_of_a_server_is_as_usual() -> None:
    assert Behaviour.of(None) == Behaviour()
    assert Behaviour.of(INSTANT) == Behaviour(0.0, 0.0, 0.0, 10)
    assert changed(Behaviour(), "delay_s=2") == Behaviour(delay_s=2.0)


def test_the_server_tells_how_many_requests_it_answered_and_how_late() -> None:
    with origin(INSTANT) as running:
        for item in range(5):
            assert ask(f"{running.url}/{item}?error_rate={int(item == 4)}")[0] in (200, 503)
        stats = running.stats()
        assert (stats.requests, stats.errors, stats.measured) == (5, 1, 5)
        assert 0 <= stats.p50_s <= stats.p99_s <= stats.max_s < 5
        assert running.stats(after=3).measured == 2
        assert stats_at(f"{running.url}/{{item}}", after=5).measured == 0
    assert running.last == stats
    assert running.stats() == stats


def test_lateness_is_ranked_over_the_requests_asked_for() -> None:
    ledger = Ledger()
    for late_ms in range(1, 101):
        ledger.note(late_ms / 1000, error=late_ms == 7)
    assert ledger.summary() == Lateness(100, 1, 100, 0.050, 0.099, 0.100)
    assert ledger.summary(after=98) == Lateness(100, 1, 2, 0.099, 0.100, 0.100)
    assert ledger.summary(after=200) == Lateness(100, 1)


def test_statistics_of_a_server_that_is_gone_are_a_lane_error() -> None:
    with origin(INSTANT) as running:
        url = running.url
    with pytest.raises(LaneError, match="no statistics"):
        stats_at(url)


def test_the_process_is_gone_when_the_block_ends_also_with_requests_under_way() -> None:
    with origin(SimpleNamespace(delay_s=600)) as running:
        handle = os.pidfd_open(running.pid)
        with pytest.raises(TimeoutError):
            urllib.request.urlopen(f"{running.url}/1", timeout=0.2)
    assert select.select([handle], [], [], 0)[0]
    os.close(handle)


def test_the_process_is_gone_when_the_block_raises() -> None:
    with pytest.raises(KeyError), origin(INSTANT) as running:
        handle = os.pidfd_open(running.pid)
        raise KeyError
    assert select.select([handle], [], [], 0)[0]
    os.close(handle)


def test_a_server_killed_in_mid_race_is_cleared_away_without_a_word() -> None:
    with origin(INSTANT) as running:
        os.killpg(running.pid, signal.SIGKILL)
    assert running.last is None


def test_the_server_goes_with_a_parent_that_is_killed() -> None:
    script = (
        "import sys, time\n"
        "from gilrace.workloads.origin import origin\n"
        "with origin() as running:\n"
        "    print(running.pid, flush=True)\n"
        "    time.sleep(600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        handle = os.pidfd_open(int(parent.stdout.readline()))
        parent.kill()
    assert select.select([handle], [], [], 10)[0]
    os.close(handle)


def test_the_server_refuses_every_address_but_loopback() -> None:
    for host in ("0.0.0.0", "::", "192.0.2.1", "example.org"):
        with pytest.raises(MachineError, match="only listens on loopback"), origin(INSTANT, host=host):
            pass


def test_a_port_that_is_taken_is_a_machine_error_that_names_it(quick_origin: Origin) -> None:
    port = int(quick_origin.url.rsplit(":", 1)[1].split("/")[0])
    with pytest.raises(MachineError, match=f":{port} is not to be had"), origin(INSTANT, port=port):
        pass


def test_a_missing_aiohttp_is_a_machine_error_that_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    (folder := origin_module.Path(str(tmp_path)) / "aiohttp").mkdir()
    (folder / "__init__.py").write_text("raise ModuleNotFoundError(\"No module named 'aiohttp'\")")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(MachineError, match="needs the package aiohttp"), origin(INSTANT):
        pass


def test_a_server_that_breaks_while_starting_shows_what_it_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    (origin_module.Path(str(tmp_path)) / "aiohttp.py").write_text("raise RuntimeError('broken on purpose')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(MachineError, match="broken on purpose"), origin(INSTANT):
        pass


def test_a_server_that_is_never_ready_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(origin_module, "START_S", 0.0)
    with pytest.raises(MachineError, match="not ready within"), origin(INSTANT):
        pass


def test_no_server_is_started_where_the_user_names_an_address() -> None:
    with provided({"url": "http://127.0.0.1:9/"}, SimpleNamespace(delay_s="nonsense")) as extra:
        assert extra == {}


def test_the_thin_server_answers_requests_sent_in_one_go_one_after_another() -> None:
    with origin(SimpleNamespace(delay_s=0.0, size_bytes=10, engine="thin")) as running:
        place = place_of(f"{running.url}/{{item}}", 1)
        with socket.create_connection((place.host, place.port), timeout=10) as link:
            close = b"GET /item/2 HTTP/1.1\r\nConnection: close\r\n\r\n"
            link.sendall(question(place) + close[:9])
            link.sendall(close[9:])
            told = b"".join(iter(lambda: link.recv(65536), b""))
    assert told.count(b"HTTP/1.1 200 OK") == 2


def test_the_thin_server_refuses_what_it_does_not_speak() -> None:
    with origin(SimpleNamespace(delay_s=0.0, size_bytes=10, engine="thin")) as running:
        place = place_of(f"{running.url}/{{item}}", 1)
        for asked, status in ((b"POST / HTTP/1.1\r\n\r\n", b"405"), (b"x" * 70_000, b"431")):
            with socket.create_connection((place.host, place.port), timeout=10) as link:
                link.sendall(asked)
                assert link.recv(65536).split()[1] == status
