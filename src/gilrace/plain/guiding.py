"""The guide in questions and sentences, and the glossary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gilrace.errors import GilraceError
from gilrace.guide.evidence import AGREES, DISAGREES, LEVEL
from gilrace.guide.rules import rules
from gilrace.scenario import load, resolve
from gilrace.tui.guide import GLOSSARY, QUESTIONS, advice
from gilrace.tui.measured import measured

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from gilrace.guide.evidence import Evidence
    from gilrace.plain.dialogue import Dialogue
    from gilrace.scenario import Scenario
    from gilrace.tui.guide import Advice
    from gilrace.tui.past import Past

SAID = {AGREES: "they agree", DISAGREES: "they disagree"}


def guide(dialogue: Dialogue, past: Mapping[str, Past]) -> Scenario | None:
    """Three questions, then advice; the scenario that shows it, when the person wants to race it."""
    answers: list[int] = []
    for question, known in QUESTIONS:
        chosen = dialogue.choose(question, known)
        if chosen is None:
            return None
        answers.append(chosen)
    found = advice(tuple(answers))
    dialogue.say(
        "", f"Use {found.tool}: {found.what.text}.", f"Because {found.because.text}.",
        f"Beware: {found.beware.text}.", f"Second choice: {found.second.text}.",
    )  # fmt: skip
    scenario = _seen(dialogue, found, past)
    return _loaded(dialogue, scenario) if scenario else None


def _seen(dialogue: Dialogue, found: Advice, past: Mapping[str, Past]) -> str:
    """The scenario of one of the claims, with what it said here; "" to go back."""
    shows = {"the advice": found.what, "because": found.because, "beware": found.beware,
             "the second choice": found.second}  # fmt: skip
    options = []
    for word, claim in shows.items():
        before = past.get(claim.scenario)
        here = f". Measured here, {before.when}: {before.headline}" if before and before.headline else ""
        options.append(f"Race {claim.scenario}, which shows {word}{here}")
    chosen = dialogue.choose("See it?", options)
    return "" if chosen is None else list(shows.values())[chosen].scenario


def _loaded(dialogue: Dialogue, name: str) -> Scenario | None:
    try:
        return load(resolve(name))
    except GilraceError as error:
        dialogue.say(str(error))
        return None


def glossary(dialogue: Dialogue) -> None:
    """What the words mean, and which scenario shows it."""
    dialogue.say("", *(f"{one.word}: {one.meaning} {one.scenario} shows it." for one in GLOSSARY))


def table(dialogue: Dialogue, file: Path | None) -> Scenario | None:
    """Rules of thumb beside what was measured here; the scenario of one of them, when it is to be raced."""
    found = measured(rules(), file)
    options = [f"{one.rule.work}: {one.rule.tool}, because {one.rule.why}. {_measured(one)}" for one in found]
    chosen = dialogue.choose("Which one shall be raced?", options)
    return None if chosen is None else _loaded(dialogue, found[chosen].rule.scenario)


def _measured(one: Evidence) -> str:
    name = one.rule.scenario
    if not one.measured:
        return f"{name} was not raced here yet."
    said = f"level with {one.beside}" if one.status == LEVEL else SAID[one.status]
    return f"Measured here in {name}: {one.measured}; rule and race: {said}."
