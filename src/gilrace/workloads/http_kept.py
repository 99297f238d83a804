"""Connections of one event loop, kept alive: an idle one is taken, else one is made."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Protocol

from gilrace.workloads.http_answer import Answer, NoAnswer, Place

BROKEN = (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError)


class Wire(Protocol):
    """One connection, one question at a time."""

    fresh: bool  # nothing was answered on it yet
    answering: bool  # an answer has begun
    last: bool  # no further question may follow

    @property
    def gone(self) -> bool:
        """Whether the other side has closed it."""
        ...

    async def ask(self, place: Place) -> Answer:
        """Send the question, read the answer."""
        ...

    def close(self) -> None:
        """Close it."""
        ...

    async def closed(self) -> None:
        """Wait until it is closed. Raises OSError."""
        ...


class Kept:
    """A client: `connect` makes a wire."""

    def __init__(self, connect: Callable[[Place], Awaitable[Wire]]) -> None:
        self._connect = connect
        self._idle: dict[tuple[bool, str, int], list[Wire]] = defaultdict(list)

    async def get(self, place: Place) -> Answer:
        """Ask and wait; a kept connection that turns out closed is replaced. Raises NoAnswer."""
        while True:
            wire = self._waiting(place) or await self._new(place)
            try:
                answer = await wire.ask(place)
            except BROKEN as error:
                wire.close()
                if wire.fresh or wire.answering:
                    raise NoAnswer(f"{place.authority}: {str(error) or type(error).__name__}") from error
            except BaseException:
                wire.close()
                raise
            else:
                self._put_back(wire, place)
                return answer

    async def close(self) -> None:
        """Close the idle connections."""
        for wires in self._idle.values():
            for wire in wires:
                wire.close()
            for wire in wires:
                try:
                    await wire.closed()
                except OSError:
                    continue
        self._idle.clear()

    def _waiting(self, place: Place) -> Wire | None:
        idle = self._idle[place.server]
        while idle:
            wire = idle.pop()
            if not wire.gone:
                return wire
            wire.close()
        return None

    async def _new(self, place: Place) -> Wire:
        try:
            return await self._connect(place)
        except OSError as error:
            raise NoAnswer(f"{place.authority}: {error}") from error

    def _put_back(self, wire: Wire, place: Place) -> None:
        if wire.last:
            wire.close()
        else:
            self._idle[place.server].append(wire)
