"""A race as a document: one file a format, each with ``render(state, outcomes, events) -> str``.

``events`` is the whole recording; a format that draws what a state does not keep (the load of every core
over the whole race) reads it there, and leaves that part out when there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from gilrace.analysis.expect import Outcome
    from gilrace.race.events import Event
    from gilrace.race.state import RaceState

__all__ = ["FORMATS", "Format"]


class Format(Protocol):
    """What a module of this folder offers."""

    def render(self, state: RaceState, outcomes: Sequence[Outcome], events: Sequence[Event] = ()) -> str:
        """The whole document, ending with a newline."""
        ...


@dataclass(frozen=True, slots=True)
class Later:
    """The format of a module that is loaded with its first document: most races are written down in none."""

    name: str

    def render(self, state: RaceState, outcomes: Sequence[Outcome], events: Sequence[Event] = ()) -> str:
        """The whole document, ending with a newline."""
        module: Format = import_module(f"{__name__}.{self.name}")
        return module.render(state, outcomes, events)


FORMATS: dict[str, Format] = {
    name: Later(name) for name in ("json", "csv", "markdown", "html", "svg", "junit", "trace")
}
