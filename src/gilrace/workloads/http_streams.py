"""HTTP for an event loop, as thin as can be: asyncio streams with connections kept alive.

A race between threads and asyncio should compare ways of waiting; a heavy client library on one side
would be what is compared instead.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict

from gilrace.workloads.http_answer import Answer, NoAnswer, Place

BROKEN = (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError)


class Wire:
    """One connection, one question at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.fresh = True
        self.answering = False
        self.last = False

    async def ask(self, place: Place) -> Answer:
        """Send the question, read the answer; the connection is good for another unless ``last``."""
        self.answering = False
        self.writer.write(question(place))
        head = await self.reader.readuntil(b"\r\n\r\n")
        self.answering = True
        status, reason, headers = parsed(head)
        body = await self._body(headers)
        self.last = self.last or headers.get("connection", "").lower() == "close"
        self.fresh = False
        return Answer(status, reason, headers.get("content-digest", ""), body)

    async def _body(self, headers: dict[str, str]) -> bytes:
        if "content-length" in headers:
            return await self.reader.readexactly(int(headers["content-length"]))
        if headers.get("transfer-encoding", "").lower() == "chunked":
            return await self._chunks()
        self.last = True
        return await self.reader.read()

    async def _chunks(self) -> bytes:
        body = b""
        while size := int((await self.reader.readline()).split(b";")[0], 16):
            body += await self.reader.readexactly(size)
            await self.reader.readline()
        while (await self.reader.readline()).strip():
            pass
        return body


class Client:
    """Connections of one event loop: an idle one is taken, else one is made."""

    def __init__(self) -> None:
        self._idle: dict[tuple[bool, str, int], list[Wire]] = defaultdict(list)

    async def get(self, place: Place) -> Answer:
        """Ask and wait. Raises NoAnswer."""
        while True:
            try:
                wire = await self._wire(place)
            except OSError as error:
                raise NoAnswer(f"{place.authority}: {error}") from error
            try:
                answer = await wire.ask(place)
            except BROKEN as error:
                wire.writer.close()
                if wire.fresh or wire.answering:
                    raise NoAnswer(f"{place.authority}: {str(error) or type(error).__name__}") from error
            except BaseException:
                wire.writer.close()
                raise
            else:
                self._put_back(wire, place)
                return answer

    async def close(self) -> None:
        """Close the idle connections."""
        for wires in self._idle.values():
            for wire in wires:
                wire.writer.close()
            for wire in wires:
                try:
                    await wire.writer.wait_closed()
                except OSError:
                    continue
        self._idle.clear()

    async def _wire(self, place: Place) -> Wire:
        idle = self._idle[place.server]
        while idle:
            wire = idle.pop()
            if not wire.reader.at_eof():
                return wire
            wire.writer.close()
        return Wire(*await asyncio.open_connection(place.host, place.port, ssl=place.secure or None))

    def _put_back(self, wire: Wire, place: Place) -> None:
        if wire.last:
            wire.writer.close()
        else:
            self._idle[place.server].append(wire)


def question(place: Place) -> bytes:
    """The request's head."""
    lines = (f"GET {place.target} HTTP/1.1", f"Host: {place.authority}", "Accept-Encoding: identity", "", "")
    return "\r\n".join(lines).encode("latin-1")


def parsed(head: bytes) -> tuple[int, str, dict[str, str]]:
    """Status, reason and headers (names in lower case). Raises ValueError."""
    first, *lines = head.decode("latin-1").split("\r\n")
    version, _, rest = first.partition(" ")
    if not version.startswith("HTTP/1."):
        raise ValueError(f"{first[:40]!r} is no answer of HTTP/1.1")
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return int(rest[:3]), rest[4:], headers
