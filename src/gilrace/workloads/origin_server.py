"""The origin's process: an aiohttp server on loopback that waits, answers, and owns up to its lateness.

Started by `gilrace.workloads.origin`, which reads its lines on stdout: one when it listens, one with the
last statistics when it ends. ``GET /stats`` tells them meanwhile; every other path is an item.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
import signal
import sys
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from aiohttp import web

from gilrace.errors import GilraceError, InputError
from gilrace.lane.lifeline import tie_to
from gilrace.workloads.descriptors import raise_limit
from gilrace.workloads.lateness import Ledger
from gilrace.workloads.origin_answers import Behaviour, changed, reply_to

BACKLOG = 4096
KEEP_ALIVE_S = 3600.0


class Front:
    """Answers requests."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.ledger = Ledger()

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


def loopback(host: str) -> str:
    """The address, if only this machine can reach it. Raises InputError."""
    with suppress(ValueError):
        if ipaddress.ip_address(host).is_loopback:
            return host
    raise InputError(f"the server only listens on loopback, not on {host}", advice="Use 127.0.0.1.")


async def serve(host: str, port: int, behaviour: Behaviour) -> None:
    """Listen until SIGTERM. Raises OSError when the port is not to be had."""
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    front = Front(behaviour)
    web_server = web.Server(front.handle, keepalive_timeout=KEEP_ALIVE_S, access_log=None)
    listener = await loop.create_server(web_server, loopback(host), port, backlog=BACKLOG)
    _tell(port=listener.sockets[0].getsockname()[1])
    await ended.wait()
    listener.close()
    await web_server.shutdown(0.1)
    _tell(stats=asdict(front.ledger.summary()))


def _tell(**what: Any) -> None:
    """A line to the parent; it may be gone."""
    with suppress(OSError):
        sys.stdout.write(json.dumps(what) + "\n")
        sys.stdout.flush()


def main() -> int:
    """Serve as the JSON object in the first argument says."""
    wish = json.loads(sys.argv[1])
    tie_to(wish["lifeline"])
    raise_limit()
    try:
        asyncio.run(serve(wish["host"], wish["port"], Behaviour.checked(wish["behaviour"])))
    except GilraceError as error:
        _tell(error=error.message, advice=error.advice)
        return error.exit_code
    except OSError as error:
        _tell(error=f"{wish['host']}:{wish['port']} is not to be had: {error.strerror}")
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
