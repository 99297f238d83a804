"""One operation an actor is about to do: what it touches, and whether it can be done now.

Synchronisation objects keep their whole state in one immutable value, so the same operation can be
asked about any earlier or imagined state, not only about the present one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from gilrace.lab.demo import Demo

BLOCKED, GO, TIMER = 0, 1, 2  # cannot move; goes ahead; gives up (timeout, or a try that fails)

Mode = Callable[..., int]
Touch = tuple[str, bool]  # place, and whether it may be changed


class Execution(Protocol):
    """What shared things and modelled objects ask of the execution they are in."""

    demo: Demo
    count: int  # of actors
    running: int | None  # the actor whose step it is; None in setup and check
    walks: list[Any]  # through watched containers, not at an end yet

    def named(self, thing: Any, name: str) -> str:
        """A name nobody else has; remembers the thing by it."""
        ...

    def reach(self, op: Op) -> int:
        """Called by an operation before it is done; returns GO or TIMER once it may be done."""
        ...

    def touched(self, place: str, changes: bool) -> None:
        """Told a place that turned out to be touched while the operation was done."""
        ...

    def saw(self, value: Any) -> None:
        """Told the value that the operation read or wrote."""
        ...


class Model:
    """What every modelled object has: a name people read and one immutable state."""

    __slots__ = ("name", "run", "state")

    def __init__(self, run: Execution, name: str, state: Any) -> None:
        self.run = run
        self.name = run.named(self, name)
        self.state: Any = state

    def holders(self) -> tuple[int, ...]:
        """Actors who must act before somebody blocked here can go on; () when nobody in particular."""
        return ()

    def shown(self) -> str:
        """The state in a few words."""
        return repr(self.state)


@dataclass(slots=True)
class Op:
    """An operation, before it is done."""

    verb: str
    name: str  # of the object or place
    touches: tuple[Touch, ...] = ()
    models: tuple[Model, ...] = ()
    mode: Mode | None = None  # states of the models -> BLOCKED, GO or TIMER; None: always GO
    alone: bool = True  # a switch may always come after it, whatever the interpreter

    def mode_now(self) -> int:
        """Whether it can be done in the present state."""
        if self.mode is None:
            return GO
        return self.mode(*[model.state for model in self.models])


def on(verb: str, *models: Model, mode: Mode | None = None) -> Op:
    """An operation on modelled objects; it may change each of them."""
    return Op(verb, models[0].name, tuple((model.name, True) for model in models), models, mode)
