"""Counting primes by trial division: pure Python, nothing but the interpreter at work."""

from __future__ import annotations

from math import isqrt

from gilrace.lane.work import Workload

SPEC = Workload(
    name="primes",
    summary="Count primes by trial division, in pure Python.",
    kind="cpu",
    settings={"below": 20_000},
    default_items=240,
)


def call(item: int, below: int = 20_000) -> int:
    """How many primes there are below ``below + item``."""
    return sum(1 for number in range(2, below + item) if is_prime(number))


def is_prime(number: int) -> bool:
    """Whether no number up to the square root divides it. ``number`` is at least 2."""
    if number % 2 == 0:
        return number == 2
    for divisor in range(3, isqrt(number) + 1, 2):  # noqa: SIM110 - a generator costs more
        if number % divisor == 0:
            return False
    return True
