"""A grid and a budget from the words of a command line."""

from __future__ import annotations

from gilrace.errors import InputError
from gilrace.scenario.problem import Flaw, nearest
from gilrace.scenario.quantity import seconds
from gilrace.sweep.candidate import STRATEGIES
from gilrace.sweep.grid import Grid

MOST_S = 86_400.0


def grid_of(strategies: str = "", workers: str = "", chunks: str = "") -> Grid:
    """``threads,processes``, ``1,2,4`` and ``1,16,auto``; empty = what fits. Raises InputError."""
    return Grid(
        tuple(_strategy(word) for word in _split(strategies)),
        tuple(_number("--workers", word) for word in _split(workers)),
        tuple(None if word == "auto" else _number("--chunks", word) for word in _split(chunks)),
    )


def budget_of(text: str) -> float:
    """Seconds of ``60s`` or ``2m``. Raises InputError."""
    try:
        found = seconds(text)
    except Flaw as flaw:
        try:
            found = float(text)
        except ValueError:
            raise InputError(f"--budget: {flaw.message}", advice=flaw.hint) from flaw
    if not 0 < found <= MOST_S:
        raise InputError(f"--budget is {found:g} s; it must be more than nothing and at most a day")
    return found


def _split(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _strategy(word: str) -> str:
    if word not in STRATEGIES:
        hint = nearest(word, STRATEGIES) or f"Write some of {', '.join(STRATEGIES)}."
        raise InputError(f"--strategies: there is no strategy {word!r} to sweep", advice=hint)
    return word


def _number(option: str, word: str) -> int:
    if not word.isascii() or not word.isdecimal() or not 0 < int(word) <= 1_000_000:
        more = " or auto" if option == "--chunks" else ""
        raise InputError(
            f"{option}: {word!r} is not a whole number above zero{more}", advice="Write 1,2,4,8."
        )
    return int(word)
