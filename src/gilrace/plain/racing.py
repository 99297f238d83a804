"""A race in sentences: a guess before it, the race, what came of it, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gilrace.analysis.verdict import judge
from gilrace.console.plain import PlainFace
from gilrace.console.racing import race
from gilrace.errors import GilraceError, InputError
from gilrace.history import keep
from gilrace.own import trust
from gilrace.plain import sentences
from gilrace.plain.results import Result, results
from gilrace.scenario.override import override
from gilrace.tui.drawings.guess import choices
from gilrace.tui.starting import launch

if TYPE_CHECKING:
    from gilrace.plain.dialogue import Dialogue
    from gilrace.scenario import Scenario

INTERRUPT = 2  # SIGINT ends the race; other signals end the app


@dataclass(frozen=True)
class Ended(Exception):  # noqa: N818 - a signal asked for it
    """The app is to end, by a signal."""

    number: int


def race_and_ask(dialogue: Dialogue, scenario: Scenario) -> None:
    """Race it, as often as the person likes, each time with the menu of its results."""
    if not may_run(dialogue, scenario):
        return
    if scenario.demo is not None:
        _demo(dialogue, scenario)
        return
    guess, together = _guess(dialogue, scenario), False
    while guess is not None:
        wanted = _once(dialogue, scenario, guess, together)
        if wanted == "again":
            continue
        if wanted == "together":
            together = not together
        elif wanted == "other":
            scenario = _changed(dialogue, scenario)
        else:
            return
        guess = ""


def may_run(dialogue: Dialogue, scenario: Scenario) -> bool:
    """Whether it may; asked once about a scenario from elsewhere that runs code."""
    try:
        found = trust.doubt(scenario)
    except InputError as error:
        dialogue.say(str(error))
        return False
    if found is None:
        return True
    dialogue.say(f"{scenario.path}: {found.reason}.", *(f"It {deed.what}." for deed in found.deeds))
    answers = ("No", "Yes, as it is now", f"Yes, and all in {found.folder}")
    chosen = dialogue.choose("Let it?", answers)
    if not chosen:
        return False
    problem = trust.allow(found, trust.FOLDER if chosen == 2 else trust.FILE)
    if problem:
        dialogue.say(problem)
    return True


def _once(dialogue: Dialogue, scenario: Scenario, guess: str, together: bool) -> str:
    """Race it and show its results; what the person wants next."""
    session = launch(scenario, together)
    dialogue.say("", f"Racing {scenario.title}. Ctrl-C ends the race and keeps what was measured.")
    raced = race(session, [PlainFace(dialogue.say_raw, result=False)])
    if raced.signal not in (0, INTERRUPT):
        raise Ended(raced.signal)
    if raced.error is not None:
        dialogue.say(str(raced.error))
    events = session.events()
    teach = scenario.teach
    right = guess == teach.answer if guess and teach and teach.answer else None
    kept = keep(events, scenario.path, guessed=right)
    if kept.problem:
        dialogue.say(kept.problem)
    if raced.state.opened is None:
        return ""
    dialogue.say("", *sentences.standings(judge(raced.state)))
    if right is not None and teach and raced.state.closed == "complete":
        dialogue.say(
            f"You guessed {guess}: right." if right else f"You guessed {guess}; it is: {teach.answer}."
        )
    if teach and teach.because:
        dialogue.tell(teach.because)
    return results(dialogue, Result(raced.state, tuple(events), again=True))


def _guess(dialogue: Dialogue, scenario: Scenario) -> str | None:
    """What the person thinks; "" without a guess, None to go back."""
    if not scenario.teach or not scenario.teach.question:
        return ""
    known = choices(scenario)
    question = " ".join(scenario.teach.question.split())
    chosen = dialogue.choose(f"Guess first. {question}", known, least="races without a guess")
    return None if chosen is None else "" if chosen < 0 else known[chosen]


def _changed(dialogue: Dialogue, scenario: Scenario) -> Scenario:
    """The scenario with other workers or rounds; as it was where the answers cannot be used."""
    rounds = dialogue.ask("How many rounds? (Enter leaves it)")
    workers = dialogue.ask("How many workers in every lane that has any? (Enter leaves it)")
    try:
        return override(scenario, rounds=_number(rounds), workers=_number(workers))
    except InputError as error:
        dialogue.say(f"{str(error).replace('--', '')}. It stays as it was.")
        return scenario


def _number(answer: str) -> int | None:
    """A whole number, None for nothing. Raises InputError."""
    if not answer:
        return None
    if not (answer.isascii() and answer.isdecimal() and len(answer) < 10):
        raise InputError(f"{answer!r} is not a whole number")
    return int(answer)


def _demo(dialogue: Dialogue, scenario: Scenario) -> None:
    """A demo of the lab: stepped by hand, or really run, explored and told."""
    from gilrace.console.demos import load_demo, run_demo, told
    from gilrace.console.stepping import step_by_step

    ways = ("Really run it, and explore every interleaving", "Step by step: you choose who goes on")
    way = dialogue.choose("How?", ways)
    if way is None:
        return
    try:
        if way == 1:
            step_by_step(load_demo(scenario), dialogue.ask, dialogue.say)
            return
        ran = run_demo(scenario, dialogue.say)
    except GilraceError as error:
        dialogue.say(str(error))
        return
    dialogue.say("", *told(ran))
    if scenario.teach and scenario.teach.because:
        dialogue.tell(scenario.teach.because)
