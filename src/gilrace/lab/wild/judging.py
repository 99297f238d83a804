"""What a chunk shows: violations, and the witness for the first of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gilrace.lab.demo import Demo, failed_check
from gilrace.lab.wild.walk import Chunk, Tally


@dataclass(slots=True)
class Judged:
    """A chunk's worlds judged. ``witness`` has the keys of `gilrace.lab.wild.events.Witness`."""

    operations: int = 0
    worlds: int = 0
    failed_worlds: int = 0
    violations: int = 0
    witness: dict[str, Any] | None = None


def judge(chunk: Chunk, tallies: list[Tally]) -> Judged:
    """Check every world that can be judged: all bodies in it ended as they should."""
    judged = Judged(operations=sum(sum(tally.ran) + len(tally.failures) for tally in tallies))
    spoilt = _judge_failures(chunk.demo, tallies, judged)
    spoilt |= {world for tally in tallies for world in tally.called_off}
    for index, world in enumerate(chunk.worlds):
        ran = [tally.ran[index] if index < len(tally.ran) else 0 for tally in tallies]
        if index not in spoilt and any(ran) and (chunk.demo.repeat or min(ran)):
            _judge_world(chunk, index, world, tallies, judged)
    return judged


def _judge_failures(demo: Demo, tallies: list[Tally], judged: Judged) -> set[int]:
    """Exceptions that left a body; the worlds in which that happened."""
    worlds = {failure.world for tally in tallies for failure in tally.failures}
    judged.worlds = judged.failed_worlds = len(worlds)
    for actor, tally in zip(demo.actors, tallies, strict=True):
        judged.violations += len(tally.failures)
        if tally.failures and judged.witness is None:
            first = tally.failures[0]
            judged.witness = {
                "failure": "exception",
                "sentence": f"{actor.name}'s operation {first.operation + 1} raised {first.words}",
                "actors": [actor.name],
                "operations": [first.operation + 1],
                "world": first.world,
                "detail": first.trace,
            }
    return worlds


def _judge_world(chunk: Chunk, index: int, world: Any, tallies: list[Tally], judged: Judged) -> None:
    runs = sum(tally.ran[index] for tally in tallies if index < len(tally.ran))
    wrong = _checked(chunk.demo, world, runs)
    pair, doubles = _seen_twice(chunk.demo, index, tallies) if chunk.demo.unique else (None, 0)
    judged.worlds += 1
    if not (wrong or pair):
        return
    judged.failed_worlds += 1
    judged.violations += max(doubles, 1)
    if judged.witness is None:
        judged.witness = {
            "failure": "invariant",
            "world": index,
            "detail": wrong or "",
            **_told(chunk, wrong, pair),
        }


def _checked(demo: Demo, world: Any, runs: int) -> str:
    try:
        return demo.check(world, runs) or ""
    except Exception as error:  # noqa: BLE001 - a failing check is the demo's failure
        return failed_check(error)


def _told(chunk: Chunk, wrong: str, pair: tuple[Any, ...] | None) -> dict[str, Any]:
    if pair is None:
        return {"sentence": wrong, "actors": [], "operations": []}
    value, (one, first), (other, second) = pair
    names = [chunk.demo.actors[one].name, chunk.demo.actors[other].name]
    return {
        "sentence": f"{names[0]}'s operation {first + 1} and {names[1]}'s operation {second + 1} "
        f"both had {value} as {chunk.demo.unique}",
        "actors": names,
        "operations": [first + 1, second + 1],
        "value": repr(value),
    }


def _seen_twice(demo: Demo, index: int, tallies: list[Tally]) -> tuple[tuple[Any, ...] | None, int]:
    """A value seen twice, best by two actors, with who saw it when; and how many were seen too often."""
    first: dict[Any, tuple[int, int]] = {}
    pair: tuple[Any, ...] | None = None
    doubles = 0
    for actor, tally in enumerate(tallies):
        for operation, value in enumerate(tally.seen[index] if index < len(tally.seen) else ()):
            if value is None:
                continue
            if value not in first:
                first[value] = (actor, operation)
                continue
            doubles += 1
            if pair is None or (pair[1][0] == pair[2][0] and first[value][0] != actor):
                pair = (value, first[value], (actor, operation))
    return pair, doubles
