"""What a face is, and which ones fit where a race is shown.

Narration goes to standard error, the result to standard output: a pipe gets the result alone.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol, TextIO

from gilrace.console.plain import PlainFace
from gilrace.meters.terminal import describe

if TYPE_CHECKING:
    from gilrace.analysis.expect import Outcome
    from gilrace.race.events import Event
    from gilrace.race.state import RaceState


class Face(Protocol):
    """Shows a race as it happens."""

    def open(self) -> None:
        """Takes what it needs of the terminal."""

    def show(self, event: Event, state: RaceState) -> None:
        """Called with every event and the state after it."""

    def tick(self, state: RaceState) -> None:
        """Called often while time passes; draws when it is time to."""

    def wait(self, words: str) -> None:
        """Called when another race has to end before this one begins: who races."""

    def close(self, state: RaceState, outcomes: Sequence[Outcome]) -> None:
        """Gives the terminal back and shows the result. Nothing may follow."""

    def stop(self) -> None:
        """Gives the terminal back without a result; harmless after `close` or without `open`."""


class ResultFace:
    """Writes the result and nothing before it."""

    def __init__(self, plain: PlainFace) -> None:
        self._plain = plain

    def open(self) -> None:
        """Nothing to prepare."""

    def show(self, event: Event, state: RaceState) -> None:
        """Not the result yet."""

    def tick(self, state: RaceState) -> None:
        """Not the result yet."""

    def wait(self, words: str) -> None:
        """Not the result yet."""

    def close(self, state: RaceState, outcomes: Sequence[Outcome]) -> None:
        """The result."""
        self._plain.close(state, outcomes)

    def stop(self) -> None:
        """Nothing to restore."""


def choose(*, plain: bool, quiet: bool, result_to_stdout: bool, several: bool = False) -> list[Face]:
    """The faces of a headless race: narration on stderr unless ``quiet``, the result on stdout.

    Where stdout is taken by data, the result follows the narration on stderr. One of ``several`` results says
    whose it is.
    """
    here = describe(os.environ, (sys.stdin, sys.stdout, sys.stderr))
    faces: list[Face] = []
    if not quiet:
        sentences = plain or here.accessible or not here.stderr or here.term in ("", "dumb")
        faces.append(narrator(sys.stderr, sentences, here.unicode, result=not result_to_stdout))
    if result_to_stdout:
        width, wrap = _width(sys.stdout), here.stdout and not (plain or here.accessible)
        told = PlainFace(writer(sys.stdout), here.unicode, width=width, wrap=wrap, named=several)
        faces.append(ResultFace(told))
    return faces


def narrator(stream: TextIO, sentences: bool, unicode: bool, result: bool) -> Face:
    """Sentences, or the live picture. ``result`` = it tells the result, too."""
    if sentences:
        return PlainFace(writer(stream), unicode, result=result)
    from rich.console import Console

    from gilrace.console.live import LiveFace

    return LiveFace(Console(file=stream, markup=False, emoji=False, highlight=False), result=result)


def writer(stream: TextIO) -> Callable[[str], None]:
    """Writes and flushes; what the stream's encoding lacks becomes a question mark."""

    def write(text: str) -> None:
        encoding = stream.encoding or "utf-8"
        stream.write(text.encode(encoding, "replace").decode(encoding))
        stream.flush()

    return write


def _width(stream: TextIO) -> int:
    """Cells of a terminal, at least 40; 100 for a file or a pipe."""
    try:
        return max(os.get_terminal_size(stream.fileno()).columns, 40)
    except (OSError, ValueError):  # not a terminal, or no descriptor at all
        return 100
