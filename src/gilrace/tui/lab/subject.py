"""Which demo a lab screen is about: from a scenario, or a copy of a demo's file that is being mended."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gilrace import safety
from gilrace.errors import InputError

if TYPE_CHECKING:
    from gilrace.scenario import Scenario, Teach

LIVE_S = 120.0  # how long a wild screen lets a demo run


@dataclass(frozen=True)
class Subject:
    """A demo by name or file, and where to begin."""

    title: str
    use: str  # a shipped demo's name, or the path of a file
    actors: int | None = None
    guard: str = ""  # "" = off
    mended: bool = False  # a copy that somebody tries to mend
    hint: str = ""  # what to try, as the scenario words it
    python: str = ""  # the interpreter it really runs on; "" = gilrace's own
    guessed: str = ""  # what to say of the guess that was made


def subject_of(scenario: Scenario, guess: str = "") -> Subject:
    """What a demo scenario shows. Raises InputError for a scenario that is a race."""
    demo = scenario.demo
    if demo is None:
        raise InputError(f"{scenario.name} is a race, not a demo")
    use = str((scenario.path.parent / demo.use).resolve()) if demo.use.endswith(".py") else demo.use
    guard = "" if demo.guard in ("off", "both") else demo.guard
    hint = scenario.teach.story if scenario.teach else ""
    guessed = _judged(scenario.teach, guess)
    return Subject(
        scenario.title, use, demo.actors, guard, hint=hint, python=demo.python or "", guessed=guessed
    )


def _judged(teach: Teach | None, guess: str) -> str:
    """Whether a guess was right, and why; "" without one."""
    if teach is None or not guess or not teach.answer:
        return ""
    verdict = (
        f"You guessed {guess}: right."
        if guess == teach.answer
        else f"You guessed {guess}; it is {teach.answer}."
    )
    return f"{verdict} {' '.join(teach.because.split())}"


def copied(file: str, folder: Path) -> Path:
    """A copy of a demo's file in a folder, under a name that is free there. Raises InputError."""
    safety.refuse("no copy is made to be mended")
    stem = Path(file).stem
    names = (f"my_{stem}{number or ''}.py" for number in range(1000))
    path = next(folder / name for name in names if not (folder / name).exists())
    try:
        shutil.copyfile(file, path)
    except OSError as error:
        raise InputError(f"cannot write {path.name} here: {error.strerror}") from error
    return path
