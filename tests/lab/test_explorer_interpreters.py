"""Counts, schedules and what a GIL hides are the same on every interpreter found here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import gilrace
from gilrace.meters.interpreters import Interpreter, found

OTHERS = [one for one in found() if one.version_info[:2] != sys.version_info[:2] and "a" not in one.version]


def explored(python: str) -> list[dict[str, object]]:
    source = str(Path(gilrace.__file__).parent.parent)
    ended = subprocess.run(
        [python, "-m", "gilrace.lab.explore"],
        env={**os.environ, "PYTHONPATH": source, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=True,
        timeout=55,
    )
    return [json.loads(line) for line in ended.stdout.splitlines()]


@pytest.fixture(scope="module")
def here() -> list[dict[str, object]]:
    return explored(sys.executable)


@pytest.mark.skipif(not OTHERS, reason="no other interpreter is found here")
@pytest.mark.parametrize("other", OTHERS, ids=[one.name for one in OTHERS])
def test_every_demo_gives_the_same_counts_and_schedules(
    other: Interpreter, here: list[dict[str, object]]
) -> None:
    assert explored(str(other.executable)) == here
