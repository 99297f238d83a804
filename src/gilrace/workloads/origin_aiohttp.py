"""The origin as an aiohttp server, as services are written."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import TYPE_CHECKING

from aiohttp import web

from gilrace.errors import InputError
from gilrace.workloads.origin_answers import Behaviour, changed, reply_to

if TYPE_CHECKING:
    from gilrace.workloads.lateness import Ledger

KEEP_ALIVE_S = 3600.0


class Front:
    """Answers requests."""

    def __init__(self, behaviour: Behaviour, ledger: Ledger) -> None:
        self.behaviour = behaviour
        self.ledger = ledger

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """The answer to a request, when it is due."""
        path, _, query = request.raw_path.partition("?")
        if path == "/stats":
            return self._stats(query)
        try:
            behaviour = changed(self.behaviour, query) if query else self.behaviour
        except InputError as error:
            return web.Response(status=400, text=f"{error}\n")
        return await self._item(path.removeprefix("/item").strip("/"), behaviour)

    async def _item(self, item: str, behaviour: Behaviour) -> web.Response:
        reply = reply_to(item, behaviour)
        clock = asyncio.get_running_loop().time
        due = clock() + reply.wait_s
        await asyncio.sleep(reply.wait_s)
        self.ledger.note(clock() - due, error=reply.status != 200)
        if reply.status != 200:
            return web.Response(status=reply.status)
        headers = {"Content-Type": "text/plain", "Content-Digest": reply.content_digest}
        return web.Response(body=reply.body, headers=headers)

    def _stats(self, query: str) -> web.Response:
        after = query.removeprefix("after=")
        return web.json_response(asdict(self.ledger.summary(int(after) if after.isdecimal() else 0)))


def maker(
    behaviour: Behaviour, ledger: Ledger
) -> tuple[Callable[[], asyncio.Protocol], Callable[[], Awaitable[None]]]:
    """What `loop.create_server` wants, and what ends the connections."""
    server = web.Server(Front(behaviour, ledger).handle, keepalive_timeout=KEEP_ALIVE_S, access_log=None)

    async def ended() -> None:
        await server.shutdown(0.1)

    return server, ended
