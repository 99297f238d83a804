"""One operation an actor is about to do: what it touches, and whether it can be done now.

Synchronisation objects keep their whole state in one immutable value, so the same operation can be
asked about any earlier or imagined state, not only about the present one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

BLOCKED, GO, TIMER = 0, 1, 2  # cannot move; goes ahead; gives up (timeout, or a try that fails)

Mode = Callable[..., int]
Touch = tuple[str, bool]  # place, and whether it may be changed


class Model:
    """What every modelled object has: a name people read and one immutable state."""

    __slots__ = ("name", "run", "state")

    def __init__(self, run: Any, name: str, state: Any) -> None:
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
