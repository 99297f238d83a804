"""A race as a document: one file a format, each with ``render(state, outcomes, events) -> str``.

``events`` is the whole recording; a format that draws what a state does not keep (the load of every core
over the whole race) reads it there, and leaves that part out when there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from gilrace.report import csv, html, json, junit, markdown, svg, trace

if TYPE_CHECKING:
    from gilrace.analysis.expect import Outcome
    from gilrace.race.events import Event
    from gilrace.race.state import RaceState

__all__ = ["FORMATS", "Format", "csv", "html", "json", "junit", "markdown", "svg", "trace"]


class Format(Protocol):
    """What a module of this folder offers."""

    def render(self, state: RaceState, outcomes: Sequence[Outcome], events: Sequence[Event] = ()) -> str:
        """The whole document, ending with a newline."""
        ...


FORMATS: dict[str, Format] = {
    "json": json,
    "csv": csv,
    "markdown": markdown,
    "html": html,
    "svg": svg,
    "junit": junit,
    "trace": trace,
}
