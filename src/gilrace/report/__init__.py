"""A race as a document: one file a format, each with ``render(state, outcomes) -> str``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from gilrace.report import json

if TYPE_CHECKING:
    from gilrace.analysis.expect import Outcome
    from gilrace.race.state import RaceState


class Format(Protocol):
    """What a module of this folder offers."""

    def render(self, state: RaceState, outcomes: Sequence[Outcome]) -> str:
        """The whole document, ending with a newline."""
        ...


FORMATS: dict[str, Format] = {"json": json}
