"""Scenario files: YAML read into a frozen `Scenario`, or all its problems at once.

pydantic and the YAML reader are imported when the first file is read.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gilrace.scenario.expect import (
    Compare,
    DemoCompare,
    Expectation,
    Fastest,
    Needs,
    Order,
    SameResults,
)
from gilrace.scenario.lane import LaneSpec
from gilrace.scenario.places import built_in, find, resolve
from gilrace.scenario.problem import Problem, ScenarioError
from gilrace.scenario.spec import Demo, ItemsSpec, RoundsSpec, Scenario, Server, Teach, WorkloadSpec

__all__ = [
    "Compare",
    "Demo",
    "DemoCompare",
    "Expectation",
    "Fastest",
    "ItemsSpec",
    "LaneSpec",
    "Needs",
    "Order",
    "Problem",
    "RoundsSpec",
    "SameResults",
    "Scenario",
    "ScenarioError",
    "Server",
    "Teach",
    "WorkloadSpec",
    "built_in",
    "check",
    "find",
    "json_schema",
    "load",
    "resolve",
]


def load(path: Path | str) -> Scenario:
    """The scenario of a file. Raises ScenarioError with every problem found."""
    from gilrace.scenario import loading

    return loading.load(path)


def check(path: Path | str) -> tuple[Scenario | None, tuple[Problem, ...]]:
    """The scenario and no problems, or None and every problem found."""
    from gilrace.scenario import loading

    return loading.check(path)


def json_schema() -> dict[str, Any]:
    """The JSON Schema of scenario files."""
    from gilrace.scenario import schema

    return schema.json_schema()
