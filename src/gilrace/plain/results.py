"""The menu of a result: why, timeline, expectations, replay, export."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gilrace.analysis.caveats import caveat
from gilrace.analysis.recorded import recorded_outcomes
from gilrace.analysis.verdict import judge
from gilrace.console.plain import PlainFace
from gilrace.console.racing import replay
from gilrace.console.result import told
from gilrace.errors import GilraceError
from gilrace.plain import sentences
from gilrace.tui.export import export

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gilrace.analysis.verdict import Verdict
    from gilrace.plain.dialogue import Dialogue
    from gilrace.race.events import Event
    from gilrace.race.state import RaceState

SHOWN = {
    "why": "Why: where the time went",
    "timeline": "Timeline: who did what when",
    "expected": "Expectations, and what to keep in mind",
    "clock": "Replay on one clock",
    "events": "Replay as it was run, event by event",
    "verdict": "The verdict again",
    "export": "Export the recording and every report into this folder",
}
AGAIN = {
    "again": "The same race again",
    "other": "Again with other workers or rounds",
    "together": "All lanes together, or in fair heats again",
}


@dataclass(frozen=True)
class Result:
    """A state and the events it was folded from."""

    state: RaceState
    events: Sequence[Event]
    again: bool = False  # whether it can be raced again from here


def results(dialogue: Dialogue, result: Result) -> str:
    """Show what is asked for until the person goes back (""), or wants one of `AGAIN`."""
    options, again = SHOWN | AGAIN if result.again else SHOWN, False
    while True:
        chosen = dialogue.choose("What next?", list(options.values()), again=again)
        again = True
        wanted = "" if chosen is None else list(options)[chosen]
        if wanted in AGAIN or not wanted:
            return wanted
        dialogue.say("")
        _show(dialogue, result, wanted)


def _show(dialogue: Dialogue, result: Result, wanted: str) -> None:
    verdict = judge(result.state)
    if wanted == "why":
        dialogue.say(*sentences.reasons(result.state, verdict), *sentences.changes(verdict))
    elif wanted == "timeline":
        dialogue.say(*sentences.timeline(result.state))
    elif wanted == "expected":
        dialogue.say(*_expectations(result.state, verdict))
    elif wanted == "clock":
        dialogue.say(*sentences.on_one_clock(result.state))
    elif wanted == "events":
        replay(result.events, [PlainFace(dialogue.say_raw, result=False)])
    elif wanted == "verdict":
        dialogue.say(*sentences.standings(verdict))
    else:
        _export(dialogue, result.events)


def _expectations(state: RaceState, verdict: Verdict) -> list[str]:
    outcomes = recorded_outcomes(state)
    lines = [told(outcome) for outcome in outcomes] or ["Nothing was expected of this race."]
    known = [caveat(code) for code in verdict.caveats]
    doubts = [*verdict.remarks, *(f"{x.text}; {x.advice}" if x.advice else x.text for x in known)]
    return lines + [f"Keep in mind: {text}." for text in doubts]


def _export(dialogue: Dialogue, events: Sequence[Event]) -> None:
    try:
        dialogue.say(f"Saved the recording and every report in the folder {export(events).name}.")
    except GilraceError as error:
        dialogue.say(str(error))
