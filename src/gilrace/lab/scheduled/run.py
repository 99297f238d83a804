"""One execution of a demo in which every step is chosen: what threads and coroutines have in common.

A *step* is everything an actor does from one switch point up to the next. Its touches are complete when
the next decision is asked for.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from types import CodeType, FrameType
from typing import Any

from gilrace.errors import InputError
from gilrace.lab.demo import Demo
from gilrace.lab.scheduled.env import ScheduledEnv
from gilrace.lab.scheduled.gil import seam
from gilrace.lab.scheduled.memory import Memory
from gilrace.lab.scheduled.op import BLOCKED, TIMER, Model, Op, Touch

Choose = Callable[["Run", list[int]], "int | None"]
Observe = Callable[["Run"], None]

STEPS_AT_MOST = 5000


class Unwind(BaseException):
    """Raised inside an actor whose execution is over, to leave its functions."""


@dataclass(slots=True)
class Part:
    """One source-level operation of a step, as a story tells it."""

    verb: str
    name: str
    timer: bool
    code: CodeType
    at: int  # offset of the instruction
    value: str | None = None  # what was read, written, put or got


def shown(value: Any) -> str:
    """A value in a few words."""
    text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"


class Event:
    """One step that was taken."""

    __slots__ = ("actor", "after", "enabled", "letters", "mode", "models", "op", "parts", "touches")

    def __init__(self, actor: int, op: Op, mode: int, enabled: list[int]) -> None:
        self.actor = actor
        self.op = op
        self.mode = mode
        self.enabled = enabled  # who could move before it
        self.touches: list[Touch] = list(op.touches)
        self.models: list[Model] = list(op.models)
        self.after: list[tuple[Model, Any]] = []  # states once the step was over
        self.letters = 1  # source-level operations in it
        self.parts: list[Part] = []  # filled in when the execution is told as a story

    def close(self) -> None:
        """Note the states the step left behind."""
        self.after = [(model, model.state) for model in self.models]

    @property
    def timer(self) -> bool:
        return self.mode == TIMER


class Run(ABC):
    """One execution; threads and coroutines differ only in how an actor is moved."""

    def __init__(self, demo: Demo, choose: Choose, observe: Observe | None = None) -> None:
        self.demo = demo
        self.choose = choose
        self.observe = observe
        self.count = len(demo.actors)
        self.events: list[Event] = []
        self.pending: list[Op | None] = [None] * self.count
        self.finished = [False] * self.count
        self.errors: dict[int, BaseException] = {}
        self.results: dict[int, Any] = {}
        self.models: dict[str, Model] = {}
        self.shared: dict[str, Any] = {}
        self.walks: list[Any] = []  # through watched containers, not at an end yet
        self.running: int | None = None
        self.cut = False  # ended by the chooser, not by the program
        self.broken: BaseException | None = None  # an error of the chooser or observer
        self.world: Any = None
        self.initial: dict[Model, Any] = {}  # states before the first step
        self.memory: Memory | None = None  # what actors have seen, where states must be told apart

    def named(self, thing: Any, name: str) -> str:
        """A name nobody else has; remembers the thing by it."""
        shelf: dict[str, Any] = self.models if isinstance(thing, Model) else self.shared
        base = name or f"{type(thing).__name__.lower()}"
        free, number = base, 2
        while free in self.models or free in self.shared:
            free, number = f"{base} {number}", number + 1
        shelf[free] = thing
        return free

    def prepare(self) -> None:
        """Build a fresh world. Raises `InputError` when the demo's setup fails."""
        try:
            self.world = self.demo.setup(ScheduledEnv(self))
        except Exception as error:
            raise InputError(
                f"setup() of {self.demo.name} failed: {type(error).__name__}: {error}"
            ) from error
        self.initial = {model: model.state for model in self.models.values()}

    def movable(self) -> list[int]:
        """Who can take a step now."""
        return [
            actor
            for actor, op in enumerate(self.pending)
            if op is not None and (op.mode is None or op.mode_now() != BLOCKED)
        ]

    def decide(self) -> int | None:
        """End the step before, choose the next actor; None when the execution is over."""
        try:
            return self._decide()
        except BaseException as error:  # noqa: BLE001 - handed to the caller of play()
            self.broken = error
            return None

    def _decide(self) -> int | None:
        if self.events:
            self.events[-1].close()
        if self.observe is not None:
            self.observe(self)
        movable = self.movable()
        if not movable:
            return None
        if len(self.events) >= STEPS_AT_MOST:
            raise InputError(f"{self.demo.name} took {STEPS_AT_MOST} steps without an end")
        chosen = self.choose(self, movable)
        if chosen is None:
            self.cut = True
            return None
        op = self.pending[chosen]
        assert op is not None
        self.events.append(Event(chosen, op, op.mode_now(), movable))
        return chosen

    def touch(self, op: Op) -> None:
        """Add an operation to the running step."""
        event = self.events[-1]
        event.touches.extend(op.touches)
        event.models.extend(model for model in op.models if model not in event.models)

    def touched(self, place: str, changes: bool) -> None:
        """Add a place that turned out to be touched while the operation was done."""
        if self.running is not None:
            self.events[-1].touches.append((place, changes))

    @abstractmethod
    def reach(self, op: Op) -> int:
        """Called by an operation before it is done; returns GO or TIMER once it may be done."""

    def note(self, me: int, op: Op, mode: int) -> None:
        """Remember an operation that is about to be done, where somebody wants to know."""
        if self.memory is None and self.observe is None:
            return
        here = seam()
        if self.memory is not None:
            self.memory.note(me, here, mode)
        if self.observe is not None:
            frame, at = here[-1]
            self.events[-1].parts.append(Part(op.verb, op.name, mode == TIMER, frame.f_code, at))

    @abstractmethod
    def frames(self, actor: int) -> list[FrameType]:
        """The functions an unfinished actor is in, innermost first."""

    def saw(self, value: Any) -> None:
        """Told the value an operation read or wrote, for stories."""
        if self.running is None:
            return
        if self.memory is not None:
            self.memory.saw(self.running, value)
        if self.observe is not None and self.events[-1].parts:
            self.events[-1].parts[-1].value = shown(value)

    def outside(self, op: Op) -> int:
        """An operation in setup or check, where nobody can be waited for."""
        mode = op.mode_now()
        if mode == BLOCKED:
            raise InputError(f"{op.verb} on {op.name} would wait for ever outside the actors")
        return mode

    @abstractmethod
    def play(self) -> None:
        """Run to the end. Raises what the chooser raised, or `InputError` for unusable demos."""

    def stuck(self) -> list[int]:
        """Actors who have not finished."""
        return [actor for actor in range(self.count) if not self.finished[actor]]
