"""The expectations of a recording, which carries the scenario as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gilrace.analysis.expect import Outcome, check_expectations
from gilrace.analysis.meant_to_fail import fails
from gilrace.scenario.expect import Expectation, Fastest, Form, Needs, lane_named, order, sentence
from gilrace.scenario.lane import LaneSpec
from gilrace.scenario.problem import Flaw

if TYPE_CHECKING:
    from gilrace.race.state import RaceState


def recorded_outcomes(state: RaceState) -> tuple[Outcome, ...]:
    """Judges the expectations a recording carries. One that cannot be read is skipped and says so."""
    read = [_read(entry, _lanes(state)) for entry in _entries(state)]
    judged = iter(check_expectations([x for x in read if isinstance(x, Expectation)], state))
    return tuple(next(judged) if isinstance(x, Expectation) else x for x in read)


def _entries(state: RaceState) -> Sequence[Any]:
    entries = state.opened.scenario.get("expect") if state.opened else None
    return entries if isinstance(entries, list | tuple) else ()


def _lanes(state: RaceState) -> list[LaneSpec]:
    return [LaneSpec(x.info.strategy, label=x.info.name, id=x.info.id) for x in state.lanes]


def _read(entry: Any, lanes: Sequence[LaneSpec]) -> Expectation | Outcome:
    text = ", ".join(_words(entry))
    try:
        return Expectation(text, _form(entry, lanes))
    except (Flaw, TypeError, ValueError) as error:
        return Outcome(text, "skipped", reason=f"cannot be read: {getattr(error, 'message', error)}")


def _words(entry: Any) -> Iterator[str]:
    if not isinstance(entry, Mapping):
        yield str(entry)
        return
    for key, value in entry.items():
        inner = ", ".join(f"{k} {v}" for k, v in value.items()) if isinstance(value, Mapping) else value
        yield f"{key}: {inner}"


def _form(entry: Any, lanes: Sequence[LaneSpec]) -> Form:
    if isinstance(entry, str):
        return sentence(entry, lanes)
    if not isinstance(entry, Mapping) or len(entry) != 1:
        raise ValueError("neither a sentence nor one key")
    key, value = next(iter(entry.items()))
    if key == "fastest":
        return Fastest(lane_named(str(value), lanes))
    if key == "fails":
        return fails(value, list(lanes))
    if key == "order":
        return order(str(value), lanes)
    if key == "needs" and isinstance(value, Mapping):
        python = value.get("python")
        packages = tuple(str(name) for name in value.get("packages") or ())
        text = str(python) if python else None
        return Needs(value.get("cores"), text, packages, value.get("gil"), value.get("files"))
    raise ValueError(f"unknown key {key}")
