"""HTTP for an event loop by a bare `asyncio.Protocol`: the least a loop can do for a connection.

Streams cost twice the time for each answer; with ten thousand of them at once, that is seconds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Generator

from gilrace.workloads.http_answer import Answer, Place
from gilrace.workloads.http_kept import Kept
from gilrace.workloads.http_text import END_OF_HEAD, parsed, question

LONGEST_HEAD = 64 * 1024


class ProtocolWire(asyncio.Protocol):
    """One connection, one question at a time. An answer is read by a generator, fed with what arrives."""

    def __init__(self) -> None:
        self.fresh = True
        self.answering = False
        self.last = False
        self.gone = False
        self.received = bytearray()
        self._transport: asyncio.Transport | None = None
        self._reading: Generator[None, None, Answer] | None = None
        self._answer: asyncio.Future[Answer] | None = None
        self._closed = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is open."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """A piece of an answer."""
        self.received += data
        self._go_on()

    def eof_received(self) -> None:
        """The other side has closed."""
        self.gone = True
        self._go_on()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is closed, or broken."""
        self.gone = True
        if exc is not None:
            self._fail(exc)
        self._go_on()
        if not self._closed.done():
            self._closed.set_result(None)

    async def ask(self, place: Place) -> Answer:
        """Send the question, read the answer; the connection is good for another unless ``last``."""
        assert self._transport is not None
        self.answering = False
        self._answer = asyncio.get_running_loop().create_future()
        self._reading = reading(self)
        self._transport.write(question(place))
        self._go_on()
        return await self._answer

    def close(self) -> None:
        """Close it."""
        if self._transport is not None:
            self._transport.close()

    async def closed(self) -> None:
        """Wait until it is closed."""
        await self._closed

    def _go_on(self) -> None:
        if self._reading is None or self._answer is None:
            return
        try:
            next(self._reading)
        except StopIteration as over:
            self._reading = None
            self.fresh = False
            if not self._answer.done():
                self._answer.set_result(over.value)
        except (ValueError, EOFError) as error:
            self._fail(error if isinstance(error, ValueError) else ConnectionResetError("it was closed"))

    def _fail(self, error: Exception) -> None:
        self._reading = None
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)


def reading(wire: ProtocolWire) -> Generator[None, None, Answer]:
    """Read one answer from what is received; yields where more is needed. Raises ValueError, EOFError."""
    while (end := wire.received.find(END_OF_HEAD)) < 0:
        wire.answering = bool(wire.received)
        if len(wire.received) > LONGEST_HEAD:
            raise ValueError("the head of the answer does not end")
        yield from _more(wire)
    wire.answering = True
    status, reason, headers = parsed(_taken(wire, end + len(END_OF_HEAD)))
    body = yield from _body(wire, headers)
    wire.last = wire.last or headers.get("connection", "").lower() == "close"
    return Answer(status, reason, headers.get("content-digest", ""), body)


def _body(wire: ProtocolWire, headers: dict[str, str]) -> Generator[None, None, bytes]:
    if "content-length" in headers:
        return (yield from _exactly(wire, int(headers["content-length"])))
    if headers.get("transfer-encoding", "").lower() == "chunked":
        return (yield from _chunks(wire))
    wire.last = True
    while not wire.gone:
        yield
    return _taken(wire, len(wire.received))


def _chunks(wire: ProtocolWire) -> Generator[None, None, bytes]:
    body = b""
    while size := int((yield from _line(wire)).split(b";")[0], 16):
        body += yield from _exactly(wire, size)
        yield from _line(wire)
    while (yield from _line(wire)).strip():
        pass
    return body


def _line(wire: ProtocolWire) -> Generator[None, None, bytes]:
    while (end := wire.received.find(b"\n")) < 0:
        yield from _more(wire)
    return _taken(wire, end + 1)


def _exactly(wire: ProtocolWire, size: int) -> Generator[None, None, bytes]:
    if size < 0:
        raise ValueError("an answer cannot be shorter than nothing")
    while len(wire.received) < size:
        yield from _more(wire)
    return _taken(wire, size)


def _more(wire: ProtocolWire) -> Generator[None, None, None]:
    if wire.gone:
        raise EOFError
    yield


def _taken(wire: ProtocolWire, size: int) -> bytes:
    piece = bytes(wire.received[:size])
    del wire.received[:size]
    return piece


class Client(Kept):
    """Bare protocols, kept alive."""

    def __init__(self) -> None:
        super().__init__(connected)


async def connected(place: Place) -> ProtocolWire:
    """A connection. Raises OSError."""
    loop = asyncio.get_running_loop()
    _, wire = await loop.create_connection(ProtocolWire, place.host, place.port, ssl=place.secure or None)
    return wire
