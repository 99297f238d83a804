"""Counts, schedules, replays and what a GIL hides are the same on every interpreter found here."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import closeups
import gilshapes
import pytest
import replays
from gilshapes import CAUTIOUS, SAFE, TORN
from pythons import VERSIONS, python_or_skip, said_by

from gilrace.meters.interpreters import Interpreter, running

OTHERS = [version for version in VERSIONS if version != running().name]
TIMES = 100  # each; all demos together a thousand


@cache
def explored(interpreter: Interpreter) -> list[dict[str, Any]]:
    said = said_by(interpreter, "-m", "gilrace.lab.explore")
    return [json.loads(line) for line in said.splitlines()]


@cache
def replayed(interpreter: Interpreter) -> dict[str, tuple[str, str, int]]:
    said = said_by(interpreter, replays.__file__, str(TIMES))
    return {name: tuple(record) for name, record in json.loads(said).items()}


@cache
def closely(interpreter: Interpreter) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said_by(interpreter, closeups.__file__))
    return found


@pytest.mark.parametrize("other", OTHERS)
def test_every_demo_gives_the_same_counts_and_schedules(other: str) -> None:
    assert explored(python_or_skip(other)) == explored(running())


@pytest.mark.parametrize("version", VERSIONS)
def test_a_thousand_replays_are_identical_and_the_same_as_here(version: str) -> None:
    there = replayed(python_or_skip(version))
    assert [same for _, _, same in there.values()] == [TIMES] * len(replays.DEMOS)
    assert sum(same for _, _, same in there.values()) == 1_000
    assert there == replayed(running())


@pytest.mark.parametrize("other", OTHERS)
def test_other_interpreters_bytecode_is_understood_alike(other: str) -> None:
    expected = {body.__name__: body not in SAFE for body in (*SAFE, *TORN, *CAUTIOUS)}
    assert json.loads(said_by(python_or_skip(other), gilshapes.__file__)) == expected


@pytest.mark.parametrize("other", OTHERS)
def test_the_microscope_sees_the_same_gaps(other: str) -> None:
    assert closely(python_or_skip(other)) == closely(running())
