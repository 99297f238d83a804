"""HTTP for an event loop by the aiohttp client, for races that are about it."""

from __future__ import annotations

import sys
from typing import Any

from gilrace.errors import MachineError
from gilrace.workloads.http_answer import Answer, NoAnswer, Place


class Client:
    """A session without limits of its own: the lane decides how much happens at once."""

    def __init__(self) -> None:
        try:
            import aiohttp
        except ImportError as error:
            raise MachineError(
                f"client: aiohttp needs the package aiohttp, which {sys.executable} "
                f"(Python {sys.version.split()[0]}) does not have",
                advice=f"install it there ({sys.executable} -m pip install aiohttp), or leave `client` out: "
                "streams need nothing",
            ) from error
        self._aiohttp: Any = aiohttp
        self._session: Any = None

    async def get(self, place: Place) -> Answer:
        """Ask and wait. Raises NoAnswer."""
        try:
            async with self._opened().get(self._url(place)) as response:
                body = await response.read()
                digest = response.headers.get("Content-Digest", "")
                return Answer(response.status, response.reason or "", digest, body)
        except TimeoutError:
            raise
        except (self._aiohttp.ClientError, OSError) as error:
            raise NoAnswer(f"{place.authority}: {error}") from error

    async def close(self) -> None:
        """Close the session and its connections."""
        if self._session is not None:
            await self._session.close()

    def _opened(self) -> Any:
        if self._session is None:
            self._session = self._aiohttp.ClientSession(
                connector=self._aiohttp.TCPConnector(limit=0),
                timeout=self._aiohttp.ClientTimeout(total=None),
                auto_decompress=False,
                headers={"Accept-Encoding": "identity"},
            )
        return self._session

    def _url(self, place: Place) -> Any:
        from yarl import URL

        return URL(place.url, encoded=True)
