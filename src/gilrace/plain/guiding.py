"""The guide in questions and sentences, and the glossary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gilrace.errors import GilraceError
from gilrace.scenario import load, resolve
from gilrace.tui.guide import GLOSSARY, QUESTIONS, advice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gilrace.plain.dialogue import Dialogue
    from gilrace.scenario import Scenario
    from gilrace.tui.past import Past


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
        "", f"Use {found.tool}: {found.what}.", f"Because {found.because}.", f"Beware: {found.beware}.",
        f"Second choice: {found.second}.",
    )  # fmt: skip
    before = past.get(found.scenario)
    if before and before.headline:
        dialogue.say(f"Measured here, {before.when}, in {found.scenario}: {before.headline}")
    if dialogue.choose("See it?", [f"Race {found.scenario}"]) is None:
        return None
    try:
        return load(resolve(found.scenario))
    except GilraceError as error:
        dialogue.say(str(error))
        return None


def glossary(dialogue: Dialogue) -> None:
    """What the words mean."""
    dialogue.say("", *(f"{word}: {meaning}" for word, meaning in GLOSSARY.items()))
