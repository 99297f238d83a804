"""The chart of speed-ups as a picture of its own, for slides and pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gilrace.analysis.verdict import judge
from gilrace.report.speedups import chart

if TYPE_CHECKING:
    from gilrace.analysis.expect import Outcome
    from gilrace.race.events import Event
    from gilrace.race.state import RaceState


def render(state: RaceState, outcomes: Sequence[Outcome], events: Sequence[Event] = ()) -> str:
    """The picture."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{chart(state, judge(state))}\n'
