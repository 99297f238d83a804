"""Theory beside practice: what the explorer says can happen on an interpreter, and what happens there.

The prediction is made by that same interpreter, from its own bytecode: with switches only where it can take
them when it has a GIL, anywhere when it has none.
"""

from __future__ import annotations

import json
from functools import cache

import pytest
from pythons import VERSIONS, python_or_skip, said_by

from gilrace.lab.demos import NAMES, load
from gilrace.lab.wild.session import WildSession
from gilrace.meters.interpreters import Interpreter, running

CASES = [(name, guard) for name in NAMES for guard in ("", *load(name).guard_names)]
QUICK = [
    "lost_update",
    "lost_update_plus",
    "lost_update_property",
    "dict_resized",
    "lost_wakeup",
    "lock_order",
]
Predictions = dict[tuple[str, str], bool]


@cache
def predictions(python: Interpreter) -> Predictions:
    """Of every demo and guard whether it can fail on that interpreter."""
    said = said_by(python, "-m", "gilrace.lab.explore")
    records = [json.loads(line) for line in said.splitlines()]
    assert all(record["complete"] for record in records)
    by_model = {(one["demo"], one["guard"], one["model"]): one["fails"] for one in records}
    model = "gil" if python.gil else "free"  # only threads are explored under a GIL, too
    return {
        (demo, guard): by_model.get((demo, guard, model), free)
        for (demo, guard, which), free in by_model.items()
        if which == "free"
    }


def agrees(python: Interpreter, name: str, guard: str, *, looked_for_s: float) -> None:
    can_fail = predictions(python)[name, guard]
    within_s = 30.0 if can_fail else looked_for_s
    seen = WildSession(load(name), guard, within_s, str(python.executable)).start().join()
    assert not seen.crashed, seen.sentence + seen.detail
    assert seen.failed == can_fail, f"predicted: {can_fail}; {seen.sentence}"
    assert seen.operations > 0 or seen.failed


@pytest.mark.wild
@pytest.mark.parametrize("name", QUICK)
def test_here_a_demo_fails_in_the_wild_exactly_when_the_model_of_this_interpreter_says_so(name: str) -> None:
    agrees(running(), name, "", looked_for_s=0.5)


@pytest.mark.wild
@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("name", "guard"), CASES)
def test_the_whole_table_agrees(version: str, name: str, guard: str) -> None:
    python = python_or_skip(version)
    agrees(python, name, guard, looked_for_s=0.5)
