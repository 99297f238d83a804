"""Both ways of asking: good answers, bad ones, and none, with the same outcome."""

import asyncio
import hashlib
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from gilrace.errors import LaneError
from gilrace.workloads import fetch, http_blocking, http_streams, http_waiting
from gilrace.workloads.http_answer import HttpStatus, NoAnswer, Place, place_of
from gilrace.workloads.origin import Origin

HOW = ["blocking", "streams", "protocol", "aiohttp"]


def fetched(how: str, *urls: str, timeout_s: float = 10.0) -> list[fetch.Fetched]:
    """What is at these addresses, asked one after another by one thread or loop."""
    if how == "blocking":
        try:
            return [fetch.call(url, timeout_s=timeout_s) for url in urls]
        finally:
            fetch.teardown()

    async def all_of_them() -> list[fetch.Fetched]:
        try:
            return [await fetch.acall(url, client=how, timeout_s=timeout_s) for url in urls]
        finally:
            await fetch.ateardown()

    return asyncio.run(all_of_them())


@contextmanager
def server(*replies: bytes) -> Iterator[tuple[str, list[int]]]:
    """Its address, and a list that gets the number of each connection asked on; then it sends a reply.

    Connections stay open until the replies for them are used up; an empty reply closes the connection.
    """
    left, asked, numbers = list(replies), [], iter(range(100))

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            number = next(numbers)
            while self.request.recv(65536):
                asked.append(number)
                reply = left.pop(0) if left else b""
                self.request.sendall(reply.removesuffix(b"CLOSE"))
                if not reply or reply.endswith(b"CLOSE"):
                    return

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

    with Server(("127.0.0.1", 0), Handler) as listening:
        thread = threading.Thread(target=listening.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.server_address[1]}/x", asked
        finally:
            listening.shutdown()
            thread.join()


def good(body: bytes, headers: bytes = b"") -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n%s\r\n%s" % (len(body), headers, body)


def outcome(body: bytes) -> fetch.Fetched:
    return 200, len(body), hashlib.sha256(body).hexdigest()


@pytest.mark.parametrize("how", HOW)
def test_one_connection_is_kept_for_several_questions(how: str) -> None:
    with server(good(b"one"), good(b""), good(b"three")) as (url, asked):
        assert fetched(how, url, url, url) == [outcome(b"one"), outcome(b""), outcome(b"three")]
        assert asked == [0, 0, 0]


@pytest.mark.parametrize("how", HOW)
def test_a_kept_connection_that_was_closed_meanwhile_is_replaced(how: str) -> None:
    with server(good(b"one"), b"CLOSE", good(b"two")) as (url, asked):
        assert fetched(how, url, url) == [outcome(b"one"), outcome(b"two")]
        assert asked == [0, 0, 1]


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize(
    "reply",
    [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"3;x=y\r\none\r\n4\r\n two\r\n0\r\nTrailer: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\none twoCLOSE",
        b"HTTP/1.1 200 OK\r\nConnection: close\r\ncontent-length:7\r\n\r\none twoCLOSE",
        b"HTTP/1.0 200 Fine\r\nContent-Length: 7\r\n\r\none twoCLOSE",
    ],
    ids=["chunked", "until closed", "closing", "old"],
)
def test_bodies_of_every_kind_are_read_whole(how: str, reply: bytes) -> None:
    with server(reply, reply) as (url, _):
        assert fetched(how, url, url) == [outcome(b"one two")] * 2


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-CLOSE",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshortCLOSE",
        b"SSH-2.0-OpenSSH_9.2\r\n\r\nCLOSE",
        good(b"changed", b"Content-Digest: sha-256=:AAAA:\r\n"),
    ],
    ids=["closed", "head broken off", "body broken off", "not HTTP", "changed on the way"],
)
def test_a_broken_answer_is_no_answer(how: str, reply: bytes) -> None:
    with server(reply, reply) as (url, _), pytest.raises(NoAnswer):
        fetched(how, url)


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("status", [b"404 Not Found", b"503 Service Unavailable", b"302 Found"])
def test_a_status_other_than_success_is_an_error_that_names_it(how: str, status: bytes) -> None:
    reply = b"HTTP/1.1 %s\r\nContent-Length: 0\r\n\r\n" % status
    with server(reply) as (url, _), pytest.raises(HttpStatus, match=f"{status.decode()} for /x"):
        fetched(how, url)


@pytest.mark.parametrize("how", HOW)
def test_a_refused_connection_is_no_answer_that_names_the_server(how: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(NoAnswer, match=f"127.0.0.1:{port}"):
        fetched(how, f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize("how", HOW)
def test_a_server_that_stalls_is_a_timeout(how: str, quick_origin: Origin) -> None:
    with pytest.raises(TimeoutError, match="no answer in time"):
        fetched(how, f"{quick_origin.url}/1?delay_s=60&error_rate=0", timeout_s=0.05)


def test_each_thread_has_a_connection_of_its_own() -> None:
    with server(good(b"one"), good(b"two")) as (url, asked):
        for _ in range(2):
            thread = threading.Thread(target=fetched, args=("blocking", url))
            thread.start()
            thread.join()
        assert asked == [0, 1]


def test_a_loop_opens_as_many_connections_as_it_asks_at_once_and_no_more(quick_origin: Origin) -> None:
    async def twice_ten() -> int:
        places = [place_of(f"{quick_origin.url}/{n}?error_rate=0", 0) for n in range(10)]
        client = http_streams.Client()
        for _ in range(2):
            await asyncio.gather(*(client.get(place) for place in places))
        kept = sum(len(wires) for wires in client._idle.values())
        await client.close()
        return kept

    assert asyncio.run(twice_ten()) == 10


def test_an_unknown_client_is_a_lane_error_that_lists_the_known_ones() -> None:
    async def choose() -> None:
        http_waiting.client_of("requests")

    with pytest.raises(LaneError, match="streams, protocol, aiohttp"):
        asyncio.run(choose())


@pytest.mark.parametrize(
    ("url", "item", "place"),
    [
        (
            "http://h:81/a/{item}?b={item}",
            "x y/ä",
            Place(False, "h", 81, "/a/x%20y%2F%C3%A4?b=x%20y%2F%C3%A4"),
        ),
        ("http://h", 3, Place(False, "h", 80, "/")),
        ("https://h?q=1", 3, Place(True, "h", 443, "/?q=1")),
        ("", "http://[::1]:8/z", Place(False, "::1", 8, "/z")),
    ],
)
def test_an_item_is_filled_into_the_address_or_is_one(url: str, item: object, place: Place) -> None:
    assert place_of(url, item) == place


@pytest.mark.parametrize("url", ["", "ftp://h/", "h:80", "http:///x"])
def test_what_is_no_address_is_an_error_that_says_what_to_give(url: str) -> None:
    with pytest.raises(ValueError, match="give `url"):
        place_of(url, 3)


def test_setting_up_imports_the_client_and_tearing_down_twice_is_harmless(quick_url: str) -> None:
    hooks: list[Callable[[], None]] = [fetch.teardown, fetch.teardown]
    fetch.setup(quick_url)
    for hook in hooks:
        hook()
    assert http_blocking._connections() == {}
