"""Explore a demo: completely where possible, bounded where asked for; always saying which.

Complete exploration visits one execution of each class. When a program can come back to a state it has
been in, has too many classes, or takes steps that touch several things (coroutines, and threads under a
GIL), the graph of its states is built instead: slower, but nothing needs to be known about conflicts.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from gilrace.errors import InputError
from gilrace.lab.demo import Demo
from gilrace.lab.explore.bounded import METHODS, Bound, explore_bounded
from gilrace.lab.explore.by_classes import TooManyError, explore_classes
from gilrace.lab.explore.by_states import explore_states
from gilrace.lab.explore.classes import GoingRoundError, WideStepError
from gilrace.lab.explore.play import Stage, stage
from gilrace.lab.explore.result import Exploration, Tally

STEPS_AT_MOST = 100_000
STATES_AT_MOST = 32_000
FIRST_SHARE = 16  # of these bounds is tried first: neither method is always the quicker one


def explore(
    demo: Demo,
    *,
    guard: str = "",
    model: str = "free",
    bound: Bound | None = None,
    steps_at_most: int = STEPS_AT_MOST,
    states_at_most: int = STATES_AT_MOST,
    stop: Callable[[], bool] | None = None,
) -> Exploration:
    """Whether and how often a demo fails.

    ``model`` is "free" (a switch is possible at every operation) or "gil" (only where an interpreter with
    a GIL can switch). Without ``bound`` everything is covered, unless there is more than allowed: the
    result's ``complete`` and ``covered`` say so. ``stop`` is asked between executions. Raises `InputError`
    for an unknown guard, model or bound and for demos that cannot be scheduled.
    """
    chosen = with_guard(demo, guard)
    began = time.perf_counter_ns()
    with stage(chosen, model) as here:
        tally = _bounded(here, bound) if bound else _completely(here, steps_at_most, states_at_most, stop)
        return Exploration(
            demo=demo.name,
            guard=_guard_name(demo, guard),
            model=model,
            actors=here.names(range(len(chosen.actors))),
            plays=here.plays,
            wall_ns=time.perf_counter_ns() - began,
            tally=tally,
            kind=demo.kind,
        )


def with_guard(demo: Demo, guard: str) -> Demo:
    """The demo with a guard by name; "" or "off" is unguarded, "on" the first guard. Raises `InputError`."""
    name = _guard_name(demo, guard)
    if not name:
        return demo
    if name not in demo.guard_names:
        raise InputError(
            f"{demo.name} has no guard {guard!r}",
            advice=f"its guards are: {', '.join(demo.guard_names) or 'none'}",
        )
    return demo.guarded(name)


def _guard_name(demo: Demo, guard: str) -> str:
    if guard == "on" and demo.guards:
        return demo.guards[0].name
    return "" if guard == "off" else guard


def _completely(here: Stage, steps: int, states: int, stop: Callable[[], bool] | None) -> Tally:
    try:
        return explore_classes(here, steps // FIRST_SHARE, stop)
    except (GoingRoundError, WideStepError):
        return explore_states(here, states, stop)
    except TooManyError:
        tally = explore_states(here, states // FIRST_SHARE, stop)
    if tally.complete or (stop is not None and stop()):
        return tally
    try:
        return explore_classes(here, steps, stop)
    except (GoingRoundError, TooManyError):
        return explore_states(here, states, stop)


def _bounded(here: Stage, bound: Bound) -> Tally:
    if bound.method not in METHODS:
        raise InputError(f"there is no bound {bound.method!r}", advice=f"choose from {', '.join(METHODS)}")
    return explore_bounded(here, bound)
