"""What a demo is: one ordinary Python file, the same source whether it really runs or is stepped.

A demo file defines ``demo()`` (or ``demo(actors=2)`` when the number of actors is free) and returns a
`Demo`. Its parts are plain functions:

``setup(env) -> world``
    builds one fresh, tiny world: ``env.share(Account(100), "account")``, ``env.Lock(name="door")`` ...
    What ``env`` hands out is real in the wild and a model when every step is scheduled.
``body(world, *args)``
    what one actor does, **once**, in that world; ``async def`` for asyncio demos. It may return what it
    saw (see `Demo.unique`). An exception that leaves a body is a failure.
``check(world, runs) -> str | None``
    called when every body has ended: a sentence saying what is wrong, or None. ``runs`` is the number
    of bodies that were run in this world (one for each actor when scheduled).

Scheduled, one world is built for every interleaving and each actor runs its body once in it. In the wild
thousands of worlds are built and every actor walks through all of them, so a demo needs no loop of its
own; where `Demo.repeat` is true a body may also be run any number of times in the same world.

Only what was handed to ``env.share`` (attributes of an object; entries of a dict, list or set) and what
``env`` made is watched. A body must not keep anything else that another actor can see.

A `Guard` is a fix by name: other bodies (and, where needed, another setup) that make the demo correct.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeVar

FAILURES = ("invariant", "exception", "deadlock", "lost wake-up", "livelock", "starvation")
KINDS = ("threads", "asyncio", "processes")

T = TypeVar("T")
Body = Callable[..., Any]
Setup = Callable[["Env"], Any]
Check = Callable[[Any, int], "str | None"]


class Env(Protocol):
    """What a demo's setup is handed: the standard library's tools, each with a name people read.

    For asyncio demos Lock, Condition, Semaphore, Event and Queue are the awaitable ones, and ``sleep`` and
    ``wait_for`` are awaited. For processes demos they are those of multiprocessing.
    """

    def share(self, thing: T, name: str) -> T:
        """Watch every access to ``thing``: an object of an ordinary class, a dict, a list or a set."""
        ...

    def Lock(self, *, name: str = "") -> Any: ...
    def RLock(self, *, name: str = "") -> Any: ...
    def Condition(self, lock: Any = None, *, name: str = "") -> Any: ...
    def Semaphore(self, value: int = 1, *, name: str = "") -> Any: ...
    def Event(self, *, name: str = "") -> Any: ...
    def Barrier(self, parties: int, *, name: str = "") -> Any: ...
    def Queue(self, maxsize: int = 0, *, name: str = "") -> Any: ...

    def RawValue(self, kind: str, value: Any, *, name: str = "") -> Any:
        """A number in shared memory with ``.value``; ``kind`` is a ctypes letter ("i", "d")."""
        ...

    def Value(self, kind: str, value: Any, *, name: str = "") -> Any:
        """The same with ``get_lock()``; each single read or write takes that lock by itself."""
        ...

    def sleep(self, seconds: float) -> Any: ...

    def wait_for(self, awaitable: Any, timeout: float) -> Any:
        """asyncio demos: the awaitable's result, or TimeoutError."""
        ...


@dataclass(frozen=True, slots=True)
class Actor:
    """One thread, task or process of a demo."""

    name: str
    body: Body
    args: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Guard:
    """A fix: with it, no interleaving fails (the explorer proves that for every shipped demo)."""

    name: str  # "lock", "order", "queue", "atomic", "timeout" ...
    summary: str  # one sentence: what it changes and why that helps
    actors: tuple[Actor, ...]
    setup: Setup | None = None  # None: the demo's own
    check: Check | None = None  # None: the demo's own
    removes: str = ""  # the Coffman condition it takes away, for deadlocks


@dataclass(frozen=True, slots=True)
class Demo:
    """One deliberate bug with its fixes."""

    name: str
    title: str
    summary: str  # one sentence: who does what
    actors: tuple[Actor, ...]
    setup: Setup
    check: Check
    guards: tuple[Guard, ...]
    fails: tuple[str, ...]  # of FAILURES: what can happen unguarded
    kind: str = "threads"  # of KINDS
    gil: bool = True  # False: fails only where there is no GIL
    repeat: bool = False  # a body may be run again and again in the same world
    unique: str = ""  # when bodies return what must never be seen twice: what it is ("balance read")
    lesson: str = ""  # one sentence to remember
    file: str = ""  # the source, filled in by the registry
    settings: Mapping[str, Any] = field(default_factory=dict)  # what demo() was called with

    def guard(self, name: str) -> Guard:
        """The guard of that name; raises KeyError."""
        return {guard.name: guard for guard in self.guards}[name]

    @property
    def guard_names(self) -> tuple[str, ...]:
        return tuple(guard.name for guard in self.guards)

    def guarded(self, name: str) -> Demo:
        """The same demo with the guard's bodies, setup and check in place, and nothing that fails."""
        guard = self.guard(name)
        return replace(
            self,
            actors=guard.actors,
            setup=guard.setup or self.setup,
            check=guard.check or self.check,
            fails=(),
        )


def failed_check(error: Exception) -> str:
    """What a check says that raises: an assertion speaks for itself."""
    if isinstance(error, AssertionError) and str(error):
        return str(error)
    return f"the check raised {type(error).__name__}" + (f": {error}" if str(error) else "")


def everyone(names: tuple[str, ...], body: Body, *args: Any) -> tuple[Actor, ...]:
    """Actors who all do the same."""
    return tuple(Actor(name, body, args) for name in names)


def people(count: int) -> tuple[str, ...]:
    """Names with different first letters, in alphabetical order, for ``count`` actors (up to 26)."""
    return tuple(_NAMES.split()[:count])


_NAMES = (
    "Ann Bob Cleo Dan Eve Finn Gus Hal Ida Jon Kim Leo Mia "
    "Ned Oda Pia Quin Rob Sue Tom Una Vic Wim Xia Yan Zoe"
)
