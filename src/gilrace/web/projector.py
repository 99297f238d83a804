"""The server of the projector page: textual-serve behind our gate, on loopback, for a few sessions."""

from __future__ import annotations

import os
import secrets
import shlex
import socket
import sys
from collections.abc import Sequence
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from aiohttp import web
from textual_serve.server import Server

from gilrace.errors import MachineError
from gilrace.safety import SWITCH as SAFE
from gilrace.web.gate import COOKIE, HEADERS, Gate

HOST = "127.0.0.1"
SHOW_ONLY = "GILRACE_SHOW_ONLY"
PAGES = Path(__file__).parent / "pages"


class Projector(Server):  # type: ignore[misc]  # textual-serve has no types
    """Shows one command's screens to whoever has the printed address."""

    def __init__(self, command: Sequence[str], port: int, most: int) -> None:
        self.listener = _listening(port)
        port = self.listener.getsockname()[1]
        super().__init__(shlex.join(command), HOST, port, "gilrace", templates_path=PAGES)
        self.gate = Gate(secrets.token_urlsafe(24), port)
        self.most = most
        self.open_ones = 0

    @property
    def address(self) -> str:
        """What to open."""
        return f"{self.public_url}/?key={self.gate.token}"

    def run(self) -> None:
        """Serve until SIGINT or SIGTERM; sessions end with it."""
        web.run_app(self._make_app(), sock=self.listener, print=None, access_log=None)

    async def _make_app(self) -> web.Application:
        app: web.Application = await super()._make_app()
        app.middlewares.append(self._guarded)
        return app

    async def on_startup(self, app: web.Application) -> None:
        """Nothing to say: the address was printed."""

    @web.middleware
    async def _guarded(self, request: web.Request, handler: Any) -> web.StreamResponse:
        if request.path == "/" and "key" in request.query and request.headers.get("Host") in self.gate.hosts:
            return self._let_in(request.query["key"])
        cookie = SimpleCookie(request.headers.get("Cookie", "")).get(COOKIE)
        why = self.gate.refusal(request.headers, cookie.value if cookie else "", socket=request.path == "/ws")
        if not why and request.path.startswith("/download"):
            why = "nothing is downloaded here"
        if why:
            return web.Response(status=403, text=f"gilrace: {why}\n", headers=HEADERS)
        response: web.StreamResponse = await handler(request)
        if not response.prepared:
            response.headers.update(HEADERS)
        return response

    def _let_in(self, key: str) -> web.Response:
        if not self.gate.knows(key):
            return web.Response(status=403, text="gilrace: that key is not mine\n", headers=HEADERS)
        headers = {**HEADERS, "Location": "/"}
        response = web.Response(status=303, headers=headers)
        response.set_cookie(COOKIE, self.gate.token, httponly=True, samesite="Strict", path="/")
        return response

    async def handle_websocket(self, request: web.Request) -> web.StreamResponse:
        """One session; refused when there are as many as there may be."""
        if self.open_ones >= self.most:
            return web.Response(status=503, text=f"gilrace: {self.most} sessions are open, which is all\n")
        self.open_ones += 1
        try:
            answer: web.StreamResponse = await super().handle_websocket(request)
        finally:
            self.open_ones -= 1
        return answer


def projector(words: Sequence[str], port: int, most: int) -> Projector:
    """A projector of ``gilrace WORDS``, which can watch and replay and nothing else. Raises MachineError."""
    os.environ.update({SAFE: "1", SHOW_ONLY: "1", "TERM": "xterm-256color", "COLORTERM": "truecolor"})
    return Projector((sys.executable, "-P", "-m", "gilrace", *words), port, most)


def _listening(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise MachineError(
            f"port {port} is not to be had: {error.strerror}", advice="Name another, or 0 for any free one."
        ) from error
    return listener
