"""The origin as a bare `asyncio.Protocol`: keeps its promised delays with thousands of connections at once.

It speaks as much HTTP/1.1 as its clients here need: GET with kept connections, one request at a time on
each.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from http import HTTPStatus
from typing import TYPE_CHECKING
from weakref import WeakSet

from gilrace.errors import InputError
from gilrace.workloads.http_text import END_OF_HEAD
from gilrace.workloads.origin_answers import Behaviour, Reply, changed, reply_to

if TYPE_CHECKING:
    from gilrace.workloads.lateness import Ledger

LONGEST_HEAD = 64 * 1024


class Connection(asyncio.Protocol):
    """One client: reads a head, waits as long as the item says, answers."""

    def __init__(self, behaviour: Behaviour, ledger: Ledger) -> None:
        self.behaviour = behaviour
        self.ledger = ledger
        self._loop = asyncio.get_running_loop()
        self._received = b""
        self._last = False
        self._due: asyncio.TimerHandle | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Someone has come."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody waits any more."""
        self._transport = None
        if self._due is not None:
            self._due.cancel()

    def close(self) -> None:
        """Close it; nothing more is answered."""
        if self._transport is not None:
            self._transport.close()

    def data_received(self, data: bytes) -> None:
        """A piece of a request."""
        self._received += data
        self._next()

    def _next(self) -> None:
        if self._due is not None:
            return
        head, end, rest = self._received.partition(END_OF_HEAD)
        if not end:
            if len(head) > LONGEST_HEAD:
                self._send(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, b"", close=True)
            return
        self._received = rest
        self._last = b"connection: close" in head.lower()
        method, _, target = head.decode("latin-1").split("\r\n", 1)[0].rpartition(" ")[0].partition(" ")
        if method != "GET":
            self._send(HTTPStatus.METHOD_NOT_ALLOWED, b"", close=True)
            return
        self._answer(target)

    def _answer(self, target: str) -> None:
        path, _, query = target.partition("?")
        if path == "/stats":
            after = query.removeprefix("after=")
            summary = asdict(self.ledger.summary(int(after) if after.isdecimal() else 0))
            self._send(HTTPStatus.OK, json.dumps(summary).encode())
            return
        try:
            behaviour = changed(self.behaviour, query) if query else self.behaviour
        except InputError as error:
            self._send(HTTPStatus.BAD_REQUEST, f"{error}\n".encode())
            return
        reply = reply_to(path.removeprefix("/item").strip("/"), behaviour)
        due = self._loop.time() + reply.wait_s
        self._due = self._loop.call_at(due, self._item, reply, due)

    def _item(self, reply: Reply, due: float) -> None:
        self._due = None
        self.ledger.note(self._loop.time() - due, error=reply.status != HTTPStatus.OK)
        header = f"Content-Digest: {reply.content_digest}\r\n" if reply.content_digest else ""
        self._send(HTTPStatus(reply.status), reply.body, header)

    def _send(self, status: HTTPStatus, body: bytes, header: str = "", *, close: bool = False) -> None:
        if self._transport is None:
            return
        head = f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Length: {len(body)}\r\n{header}\r\n"
        self._transport.write(head.encode("latin-1") + body)
        if close or self._last:
            self._transport.close()
        elif self._received:
            self._loop.call_soon(self._next)


def maker(
    behaviour: Behaviour, ledger: Ledger
) -> tuple[Callable[[], Connection], Callable[[], Awaitable[None]]]:
    """What `loop.create_server` wants, and what ends the connections."""
    open_ones: WeakSet[Connection] = WeakSet()

    def connection() -> Connection:
        made = Connection(behaviour, ledger)
        open_ones.add(made)
        return made

    async def ended() -> None:
        for one in list(open_ones):
            one.close()

    return connection, ended
