"""A scenario file, from its path to a `Scenario` or to all its problems at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from gilrace.scenario.building import build
from gilrace.scenario.faults import Where, flaw_of
from gilrace.scenario.judging import Findings
from gilrace.scenario.problem import Problem, ScenarioError
from gilrace.scenario.shape import shape_for
from gilrace.scenario.source import read_text
from gilrace.scenario.tree import Node, Reader

if TYPE_CHECKING:
    from gilrace.scenario.spec import Scenario

_MOST_TRIES = 6


def load(path: Path | str) -> Scenario:
    """The scenario of a file. Raises ScenarioError with every problem found."""
    scenario, problems = check(path)
    if scenario is None:
        raise ScenarioError(problems)
    return scenario


def check(path: Path | str) -> tuple[Scenario | None, tuple[Problem, ...]]:
    """The scenario and no problems, or None and every problem found."""
    path = Path(path)
    text = read_text(path)
    return (None, (text,)) if isinstance(text, Problem) else read(text, path)


def read(text: str, path: Path) -> tuple[Scenario | None, tuple[Problem, ...]]:
    """As `check`, of a text that is or might be at ``path``: its own files are looked for beside it."""
    reader = Reader(path)
    tree = reader.read(text)
    if tree is None:
        problems = reader.problems or [Problem(path, 1, 1, "the file is empty", "begin with `workload:`")]
        return None, tuple(problems)
    findings = Findings(path, tree)
    for problem in reader.problems:
        findings.keep(problem)
    scenario = _judged(tree, findings)
    return (None, findings.problems) if findings.problems else (scenario, ())


def _judged(tree: Node, findings: Findings) -> Scenario | None:
    """Validate, and when something is wrong judge what is left without it, so that all comes out at once."""
    written, faulty = tree.plain(), tree.plain()
    wrong: set[str | int] = set()
    for _ in range(_MOST_TRIES):
        try:
            file = shape_for(faulty).model_validate(faulty)
        except ValidationError as error:
            places = _noted(error, findings, wrong)
            wrong |= {where[0] for where in places if where}
            if not all(_cut(faulty, where) for where in sorted(places, key=_order, reverse=True)):
                return None
        else:
            return build(file, findings, written, wrong)
    return None


def _noted(error: ValidationError, findings: Findings, wrong: set[str | int]) -> list[Where]:
    """Where the errors are. In a part known to be wrong a later one is only an echo, and not noted."""
    places: list[Where] = []
    for one in error.errors(include_url=False):
        where: Where = tuple(one["loc"])
        if not where or where[0] not in wrong:
            findings.add(where, flaw_of(one), key=one["type"] == "extra_forbidden")
        places.append(where)
    return places


def _order(where: Where) -> tuple[tuple[int, str], ...]:
    return tuple((part, "") if isinstance(part, int) else (-1, part) for part in where)


def _cut(data: Any, where: Where) -> bool:
    """Remove what a path leads to, or its nearest ancestor; False when nothing would be left."""
    holder, key = None, None
    for part in where:
        inside = (
            part in data
            if isinstance(data, dict)
            else isinstance(data, list) and isinstance(part, int) and part < len(data)
        )
        if not inside:
            break
        holder, key, data = data, part, data[part]
    if holder is None:
        return False
    del holder[key]
    return True
