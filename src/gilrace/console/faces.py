"""Which face a race gets on this terminal: live bars, plain sentences, or the result alone."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import IO, TYPE_CHECKING

from gilrace.analysis.expect import Outcome
from gilrace.console.plain import PlainFace
from gilrace.meters.terminal import describe
from gilrace.race.events import Event
from gilrace.race.state import RaceState

if TYPE_CHECKING:
    from gilrace.console.racing import Face


class Narrated(PlainFace):
    """Sentences on one stream as the race goes, the result on another."""

    def __init__(self, narrate: Callable[[str], None], tell: Callable[[str], None], unicode: bool) -> None:
        super().__init__(narrate, unicode)
        self._tell = tell

    def close(self, state: RaceState, outcomes: Sequence[Outcome]) -> None:
        self._write = self._tell
        super().close(state, outcomes)


class ResultAlone(PlainFace):
    """Nothing until the race is over."""

    def show(self, event: Event, state: RaceState) -> None:
        """Nothing is told of a race that goes on."""


def choose(*, plain: bool, quiet: bool, result_to_stdout: bool) -> list[Face]:
    """The faces of ``gilrace run``: live on a terminal unless asked or forced otherwise."""
    here = describe(os.environ, (sys.stdin, sys.stdout, sys.stderr))
    tell = writer(sys.stdout if result_to_stdout else sys.stderr)
    if quiet:
        return [ResultAlone(tell, here.unicode)] if result_to_stdout else []
    if plain or here.accessible or not here.stderr or here.term in ("", "dumb"):
        return [Narrated(writer(sys.stderr), tell, here.unicode)]
    from rich.console import Console

    from gilrace.console.live import LiveFace

    live: Face = LiveFace(Console(stderr=True))
    return [live]


def writer(stream: IO[str]) -> Callable[[str], None]:
    """Writes and flushes; what the stream's encoding lacks becomes a question mark."""

    def write(text: str) -> None:
        encoding = stream.encoding or "utf-8"
        stream.write(text.encode(encoding, "replace").decode(encoding))
        stream.flush()

    return write
