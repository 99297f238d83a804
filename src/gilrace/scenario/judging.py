"""Collects what is wrong, each finding at its path in the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from gilrace.scenario.problem import Flaw, Problem

if TYPE_CHECKING:
    from gilrace.scenario.tree import Node

P = ParamSpec("P")
T = TypeVar("T")


class Findings:
    """Problems of one file. Of several at the same place the first is kept."""

    def __init__(self, path: Path, tree: Node) -> None:
        self.path = path
        self.tree = tree
        self._found: dict[tuple[int, int], Problem] = {}

    def add(self, where: tuple[str | int, ...], flaw: Flaw, *, key: bool = False) -> None:
        """Note a flaw at a value, or at the key itself."""
        line, column = self.tree.at(where, key=key)
        self.keep(Problem(self.path, line, column, flaw.message, flaw.hint))

    def keep(self, problem: Problem) -> None:
        """Note a problem whose place is known."""
        self._found.setdefault((problem.line, problem.column), problem)

    def attempt(
        self, where: tuple[str | int, ...], judge: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T | None:
        """What the call returns, or None with its flaw noted."""
        try:
            return judge(*args, **kwargs)
        except Flaw as flaw:
            self.add(where, flaw)
            return None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All of them, from top to bottom."""
        return tuple(sorted(self._found.values()))
