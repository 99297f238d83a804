"""HTTP for an event loop by asyncio's streams, as one would write it without a library.

A race between threads and asyncio should compare ways of waiting; a heavy client library on one side
would be what is compared instead.
"""

from __future__ import annotations

import asyncio

from gilrace.workloads.http_answer import Answer, Place
from gilrace.workloads.http_kept import Kept
from gilrace.workloads.http_text import END_OF_HEAD, parsed, question


class StreamWire:
    """One connection, one question at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.fresh = True
        self.answering = False
        self.last = False

    @property
    def gone(self) -> bool:
        """Whether the other side has closed it."""
        return self.reader.at_eof()

    async def ask(self, place: Place) -> Answer:
        """Send the question, read the answer; the connection is good for another unless ``last``."""
        self.answering = False
        self.writer.write(question(place))
        head = await self.reader.readuntil(END_OF_HEAD)
        self.answering = True
        status, reason, headers = parsed(head)
        body = await self._body(headers)
        self.last = self.last or headers.get("connection", "").lower() == "close"
        self.fresh = False
        return Answer(status, reason, headers.get("content-digest", ""), body)

    def close(self) -> None:
        """Close it."""
        self.writer.close()

    async def closed(self) -> None:
        """Wait until it is closed. Raises OSError."""
        await self.writer.wait_closed()

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


class Client(Kept):
    """Streams, kept alive."""

    def __init__(self) -> None:
        super().__init__(connected)


async def connected(place: Place) -> StreamWire:
    """A connection. Raises OSError."""
    return StreamWire(*await asyncio.open_connection(place.host, place.port, ssl=place.secure or None))
