"""How an execution ended, in the words of the lab: fine, or which kind of failure and why."""

from __future__ import annotations

from dataclasses import dataclass

from gilrace.lab.demo import failed_check
from gilrace.lab.scheduled.locks import Condition
from gilrace.lab.scheduled.op import Model, Op
from gilrace.lab.scheduled.run import Run
from gilrace.lab.scheduled.signals import Event
from gilrace.lab.scheduled.tasklocks import Condition as TaskCondition
from gilrace.lab.scheduled.tasklocks import Event as TaskEvent

SIGNALS = (Condition, Event, TaskCondition, TaskEvent)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of one execution."""

    kind: str = ""  # of gilrace.lab.demo.FAILURES; "" when all is well
    message: str = ""  # one sentence
    actors: tuple[int, ...] = ()  # who is concerned

    @property
    def failed(self) -> bool:
        return bool(self.kind)


def outcome(run: Run) -> Outcome:
    """Judge an execution that came to its end."""
    if run.errors:
        return _raised(run)
    if run.stuck():
        return _stuck(run)
    return _checked(run)


def _raised(run: Run) -> Outcome:
    who = min(run.errors)
    error = run.errors[who]
    words = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return Outcome("exception", f"{_name(run, who)} raised {words}", tuple(sorted(run.errors)))


def _checked(run: Run) -> Outcome:
    try:
        wrong = run.demo.check(run.world, run.count)
    except Exception as error:  # noqa: BLE001 - a failing check is the demo's failure
        wrong = failed_check(error)
    return Outcome("invariant", str(wrong)) if wrong else Outcome()


def _stuck(run: Run) -> Outcome:
    ring = circle(run)
    if ring:
        return Outcome("deadlock", _ring_sentence(run, ring), ring)
    left = tuple(run.stuck())
    signal = any(isinstance(waited_for(run, actor), SIGNALS) for actor in left)
    words = "; ".join(_waits(run, actor) for actor in left)
    if signal:
        return Outcome("lost wake-up", f"{words}: nobody is left to wake {_them(left)}", left)
    return Outcome("deadlock", f"{words}: nobody is left to let {_them(left)} go on", left)


def _them(actors: tuple[int, ...]) -> str:
    return "them" if len(actors) > 1 else "it"


def waited_for(run: Run, actor: int) -> Model | None:
    """The object a blocked actor waits at."""
    op = run.pending[actor]
    if op is None or op.mode is None or op.mode_now():
        return None
    return blocker(op)


def blocker(op: Op) -> Model:
    """Of an operation's objects the one that is in its way: a held lock, else the first."""
    held = [model for model in op.models[1:] if model.holders()]
    woken = len(op.models) > 1 and bool(op.models[0].state[1])
    return held[0] if held and woken else op.models[0]


def circle(run: Run) -> tuple[int, ...]:
    """Actors who wait for each other in a ring, from the smallest; () when there is none."""
    waits: dict[int, tuple[int, ...]] = {}
    for actor in run.stuck():
        model = waited_for(run, actor)
        waits[actor] = model.holders() if model is not None else ()
    for start in sorted(waits):
        path, at = [start], start
        while len(waits.get(at, ())) == 1:
            at = waits[at][0]
            if at == start:
                return tuple(path)
            if at in path:
                break
            path.append(at)
    return ()


def _ring_sentence(run: Run, ring: tuple[int, ...]) -> str:
    if len(ring) == 1:
        model = waited_for(run, ring[0])
        assert model is not None
        return f"{_name(run, ring[0])} waits for {model.name}, which it holds itself"
    return ", ".join(_waits(run, actor) for actor in ring)


def _waits(run: Run, actor: int) -> str:
    model = waited_for(run, actor)
    if model is None:
        return f"{_name(run, actor)} cannot go on"
    holders = [_name(run, holder) for holder in model.holders()]
    held = f" (held by {', '.join(holders)})" if holders else ""
    return f"{_name(run, actor)} waits for {model.name}{held}"


def _name(run: Run, actor: int) -> str:
    return run.demo.actors[actor].name
