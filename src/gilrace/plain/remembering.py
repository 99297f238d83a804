"""Recordings and past races: shown, replayed, compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gilrace.analysis import units
from gilrace.analysis.verdict import judge
from gilrace.errors import GilraceError
from gilrace.history import last, recorded
from gilrace.history.comparing import compare
from gilrace.plain import sentences
from gilrace.plain.results import Result, results
from gilrace.race.stored import folded
from gilrace.tui.past import local

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gilrace.plain.dialogue import Dialogue
    from gilrace.race.events import Event

MOST = 20
WHICH = "The name of a recording's file, or the number of a past race (Enter goes back):"


def past_races(dialogue: Dialogue) -> None:
    """The latest races, and the result of one of them."""
    try:
        runs = last(n=MOST)
    except GilraceError as error:
        dialogue.say(str(error))
        return
    if not runs:
        dialogue.say("No race has been kept yet.")
        return
    again = False
    while True:
        lines = [
            f"{run.scenario}, {local(run.started_at)}, {units.duration(run.seconds * 1e9)}. "
            f"{run.headline}. Race number {run.id}{'' if run.recorded else ', without its recording'}."
            for run in runs
        ]
        chosen = dialogue.choose("Past races, newest first:", lines, again=again)
        again = True
        if chosen is None:
            return
        show(dialogue, str(runs[chosen].id))


def replay_one(dialogue: Dialogue) -> None:
    """A recording by name."""
    name = dialogue.ask(WHICH)
    if name and name != "b":
        show(dialogue, name)


def compare_two(dialogue: Dialogue) -> None:
    """Two recordings, lane by lane."""
    names = [dialogue.ask(f"{which}. {WHICH}") for which in ("The race before", "The race after")]
    found = [_events(dialogue, name) for name in names if name not in ("", "b")]
    if len(found) == 2 and found[0] and found[1]:
        dialogue.say("", *sentences.comparison(compare(folded(found[0]), folded(found[1]))))


def show(dialogue: Dialogue, name: str) -> None:
    """The result of a recording, with its menu."""
    events = _events(dialogue, name)
    if events:
        state = folded(events)
        title = state.opened.title or state.opened.name if state.opened else name
        dialogue.say("", f"A recording of {title}. Nothing is running now.")
        dialogue.say(*sentences.standings(judge(state)))
        results(dialogue, Result(state, events))


def _events(dialogue: Dialogue, name: str) -> Sequence[Event]:
    """The events of a recording; none, and why, where it cannot be read."""
    try:
        return recorded(name)
    except GilraceError as error:
        dialogue.say(str(error))
        return ()
