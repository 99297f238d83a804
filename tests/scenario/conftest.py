"""Scenario files written for one test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gilrace.scenario import Problem, Scenario, check

RACE = """\
workload: {use: primes}
lanes: [sequential, threads, processes, asyncio]
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def written(content: str | bytes, name: str = "race.yaml") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return written


@pytest.fixture
def valid(write: Callable[..., Path]) -> Callable[[str], Scenario]:
    def read(content: str) -> Scenario:
        scenario, problems = check(write(content))
        assert scenario is not None, [str(problem) for problem in problems]
        return scenario

    return read


@pytest.fixture
def problems(write: Callable[..., Path]) -> Callable[[str | bytes], list[Problem]]:
    def read(content: str | bytes) -> list[Problem]:
        scenario, found = check(write(content))
        assert scenario is None
        return list(found)

    return read


@pytest.fixture
def race() -> str:
    return RACE
