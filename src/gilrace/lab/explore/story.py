"""One schedule told step by step: for a stepper, a page, or sentences.

A `Story` holds the steps that were made and the moments between them: moment 0 is before the first step,
moment ``n`` after step ``n``. Going back is looking at an earlier moment; trying something else is telling
the story of a shorter schedule with another letter at its end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from dis import opname
from types import CodeType
from typing import Any

from gilrace.lab.demo import Demo
from gilrace.lab.explore.explorer import with_guard
from gilrace.lab.explore.order import Trace, conflict
from gilrace.lab.explore.outcome import Outcome, circle, outcome, waited_for
from gilrace.lab.explore.play import Stage, stage
from gilrace.lab.explore.replay import replay
from gilrace.lab.explore.schedule import letter, one_step, spelled
from gilrace.lab.scheduled.memory import MARK
from gilrace.lab.scheduled.run import Part, Run, shown

ENTERING = ("BEFORE_WITH", "BEFORE_ASYNC_WITH")


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of source: lines from 1, columns from 0 (in UTF-8 bytes, as Python counts them)."""

    file: str
    function: str
    line: int
    end_line: int
    column: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Mark:
    """One source-level operation."""

    verb: str  # "read" "write" "acquire" "release" "wait for" "wake at" "notify" "put into" ...
    object: str  # name of the place or object
    value: str | None  # read, written, put or got
    timer: bool  # it gave up: a timeout fired, or a try failed
    place: Place


@dataclass(frozen=True, slots=True)
class Step:
    """One step: a letter or more of the schedule."""

    actor: int
    letters: str
    marks: tuple[Mark, ...]
    conflicts: tuple[int, ...]  # earlier steps (from 0) of others that touch the same


@dataclass(frozen=True, slots=True)
class ActorView:
    """An actor at a moment."""

    name: str
    letter: str
    status: str  # "ready" | "blocked" | "ended" | "failed"
    verb: str = ""  # what it is about to do
    object: str = ""
    place: Place | None = None
    variables: tuple[tuple[str, str], ...] = ()
    holds: tuple[str, ...] = ()
    waits_for: str = ""  # object it is blocked at
    waits_on: tuple[int, ...] = ()  # actors who hold it


@dataclass(frozen=True, slots=True)
class Moment:
    """Between two steps."""

    actors: tuple[ActorView, ...]
    values: tuple[tuple[str, str], ...]  # shared values by name
    objects: tuple[tuple[str, str], ...]  # locks, queues ... and their state in words
    ring: tuple[int, ...]  # actors who wait for each other in a circle
    movable: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """A schedule, told."""

    demo: Demo
    guard: str
    model: str
    schedule: str
    steps: tuple[Step, ...]
    moments: tuple[Moment, ...]
    outcome: Outcome | None  # None while somebody can still move


def tell(demo: Demo, schedule: str, *, guard: str = "", model: str = "free", finish: bool = False) -> Story:
    """Replay a schedule and note every step; with ``finish`` go on to an end afterwards.

    Raises `InputError` when the schedule does not fit. A loop in brackets is told once.
    """
    with stage(with_guard(demo, guard), model) as here:
        return tell_on(here, schedule, guard=guard, finish=finish)


def tell_on(here: Stage, schedule: str, *, guard: str = "", finish: bool = False) -> Story:
    """The same on a stage that is kept, for steppers: a few milliseconds a call."""
    moments: list[Moment] = []
    run = replay(here, schedule, lambda run: moments.append(_moment(run)), finish=finish)
    over = not moments[-1].movable
    return Story(
        demo=here.demo,
        guard=guard,
        model="gil" if here.gil else "free",
        schedule=spelled(run.events),
        steps=_steps(run),
        moments=tuple(moments),
        outcome=outcome(run) if over else None,
    )


def _steps(run: Run) -> tuple[Step, ...]:
    trace = Trace.of(run.events, run.count)
    return tuple(
        Step(
            actor=event.actor,
            letters=one_step(event),
            marks=tuple(_mark(part) for part in event.parts),
            conflicts=tuple(
                other
                for other in range(index)
                if trace.actors[other] != event.actor and conflict(trace.feet[other], trace.feet[index])
            ),
        )
        for index, event in enumerate(run.events)
    )


def _mark(part: Part) -> Mark:
    return Mark(part.verb, part.name, part.value, part.timer, place_of(part.code, part.at))


def place_of(code: CodeType, at: int) -> Place:
    """The source of the instruction at an offset."""
    positions = list(code.co_positions())
    at = max(at, 0) // 2
    if at and opname[code.co_code[2 * at]] in ENTERING:
        at -= 1  # the expression whose value is entered, not the whole statement
    line, end_line, column, end_column = positions[at]
    first = line or code.co_firstlineno
    return Place(code.co_filename, code.co_name, first, end_line or first, column or 0, end_column or 0)


def _moment(run: Run) -> Moment:
    movable = run.movable()
    return Moment(
        actors=tuple(_actor(run, actor, actor in movable) for actor in range(run.count)),
        values=tuple(pair for name in run.shared for pair in _values(run, name)),
        objects=tuple((name, model.shown()) for name, model in run.models.items()),
        ring=circle(run),
        movable=tuple(movable),
    )


def _actor(run: Run, actor: int, ready: bool) -> ActorView:
    view = ActorView(run.demo.actors[actor].name, letter(actor), "ended")
    if run.finished[actor]:
        return replace(view, status="failed") if actor in run.errors else view
    op = run.pending[actor]
    assert op is not None
    frames = run.frames(actor)
    model = None if ready else waited_for(run, actor)
    return replace(
        view,
        status="ready" if ready else "blocked",
        verb=op.verb,
        object=op.name,
        place=place_of(frames[0].f_code, frames[0].f_lasti) if frames else None,
        variables=_variables(dict(frames[0].f_locals)) if frames else (),
        holds=tuple(name for name, held in run.models.items() if actor in held.holders()),
        waits_for=model.name if model is not None else "",
        waits_on=model.holders() if model is not None else (),
    )


def _variables(values: dict[str, object]) -> tuple[tuple[str, str], ...]:
    """Local variables with plain values: shared things are shown elsewhere."""
    plain = (int, float, str, bool, type(None), bytes)
    return tuple((name, shown(value)) for name, value in values.items() if isinstance(value, plain))


def _values(run: Run, name: str) -> list[tuple[str, str]]:
    thing = run.shared[name]
    if isinstance(thing, list | set | dict):
        return [(name, _plainly(thing))]
    inside = object.__getattribute__(thing, "__dict__")
    if MARK not in inside:
        return [(name, shown(inside["plain"]))]
    kinds = (*run.models.values(), *run.shared.values())
    return [
        (f"{name}.{key}", shown(value))
        for key, value in inside.items()
        if key != MARK and not any(value is other for other in kinds) and not callable(value)
    ]


def _plainly(thing: Any) -> str:
    """A watched container as it would print, without that counting as an access."""
    if isinstance(thing, dict):
        return shown({key: dict.__getitem__(thing, key) for key in dict.keys(thing)})
    if isinstance(thing, list):
        return shown(list(list.__iter__(thing)))
    return shown(set(set.__iter__(thing)))
