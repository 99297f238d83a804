"""A sweep in sentences: a scenario is chosen, its work is swept, the answer is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gilrace.console.plain import PlainFace
from gilrace.console.racing import race
from gilrace.console.sweeping import sweep_lines
from gilrace.errors import GilraceError
from gilrace.history import keep
from gilrace.plain.racing import INTERRUPT, Ended, may_run
from gilrace.sweep.answer import answer
from gilrace.sweep.sweeping import BUDGET_S, sweep_of

if TYPE_CHECKING:
    from gilrace.plain.dialogue import Dialogue
    from gilrace.scenario import Scenario


def sweep_and_tell(dialogue: Dialogue, scenario: Scenario, budget_s: float = BUDGET_S) -> None:
    """Sweep the scenario's work and tell what to use for it."""
    if not may_run(dialogue, scenario):
        return
    try:
        one = sweep_of(scenario, budget_s=budget_s)
    except GilraceError as error:
        dialogue.say(str(error))
        return
    dialogue.say(
        "",
        f"Sweeping {scenario.title} for {one.budget_s:.0f} seconds at most: "
        f"{len(one.candidates)} candidates. Ctrl-C ends it and keeps what was measured.",
    )
    session = one.session()
    raced = race(session, [PlainFace(dialogue.say_raw, result=False)])
    if raced.signal not in (0, INTERRUPT):
        raise Ended(raced.signal)
    if raced.error is not None:
        dialogue.say(str(raced.error))
    kept = keep(session.events())
    if kept.problem:
        dialogue.say(kept.problem)
    if raced.state.opened is not None:
        dialogue.say("", *sweep_lines(answer(raced.state), 100, pictures=False))
