"""One actor's body really executed, instruction by instruction, with what was read and written on the way.

The interpreter itself reports every instruction before it is done (`sys.settrace` with opcode events);
shared things report the values. Which instruction a value belongs to is known from where the actor was.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import takewhile
from types import CodeType, FrameType
from typing import Any

from gilrace.errors import InputError
from gilrace.lab.demo import Demo
from gilrace.lab.explore.explorer import with_guard
from gilrace.lab.explore.microscope import Instruction, has_gil, instruction_at
from gilrace.lab.explore.play import stage
from gilrace.lab.explore.schedule import letter
from gilrace.lab.explore.story import Mark, place_of
from gilrace.lab.scheduled.run import Part, Run, shown

TICKS_AT_MOST = 500
# From 3.13 on, instructions are no longer reported once a thread without a tracer has come by them; on
# 3.12, tracers in several threads crash the interpreter.
ALL_TRACED = sys.version_info >= (3, 13)

Variables = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What the interpreter told before an instruction."""

    code: CodeType
    at: int
    depth: int
    variables: Variables
    parts: int  # operations done until then


@dataclass(frozen=True, slots=True)
class Tick:
    """One instruction that was executed."""

    instruction: Instruction
    depth: int  # functions entered since the body began
    switch: bool  # somebody else may get to act here, on this interpreter
    marks: tuple[Mark, ...]  # what it did with shared things and locks
    variables: Variables  # local variables before it, those with plain values


@dataclass(frozen=True, slots=True)
class Gap:
    """What is between reading a place and writing it."""

    object: str
    read: int  # ticks, from 0
    write: int
    switch: bool  # somebody else may come in between, on this interpreter
    gil_switch: bool  # on one with a GIL


@dataclass(frozen=True, slots=True)
class SlowMotion:
    """All that one actor did, alone."""

    demo: str
    guard: str
    actor: str
    kind: str  # of gilrace.lab.demo.KINDS
    python: str  # "3.11.7"
    gil: bool  # whether this interpreter runs with one
    ticks: tuple[Tick, ...]
    gaps: tuple[Gap, ...]
    complete: bool  # False: there was more than is shown


def in_slow_motion(
    demo: Demo, *, guard: str = "", actor: int | str = 0, line: int | None = None
) -> SlowMotion:
    """Execute an actor's body, the others standing still as long as it can move.

    ``actor`` counts from 0, or is a name, a letter of schedules, or a number from "1". With ``line`` only
    what belongs to that line of source is told, and what is called from it. Raises `InputError` for an
    unknown actor, and when nothing is done there.
    """
    chosen = with_guard(demo, guard)
    actor = _number(chosen, actor) if isinstance(actor, str) else actor
    recorder = Recorder(chosen, actor)
    parts = recorder.play()
    seen = recorder.seen
    ticks = _with_marks(seen[:TICKS_AT_MOST], parts, demo.kind)
    if line is not None:
        ticks = _of_line(ticks, line, chosen.actors[actor].name)
    return SlowMotion(
        demo=demo.name,
        guard=guard,
        actor=chosen.actors[actor].name,
        kind=demo.kind,
        python=".".join(map(str, sys.version_info[:3])),
        gil=has_gil(),
        ticks=tuple(ticks),
        gaps=tuple(_gaps(ticks, demo.kind)),
        complete=len(seen) <= TICKS_AT_MOST,
    )


def _number(demo: Demo, wanted: str) -> int:
    """Which actor is meant. Raises `InputError`."""
    for number, actor in enumerate(demo.actors):
        if wanted.lower() in (actor.name.lower(), letter(number).lower(), str(number + 1)):
            return number
    names = ", ".join(actor.name for actor in demo.actors)
    raise InputError(f"there is no actor {wanted!r} in {demo.name}", advice=f"choose from {names}")


class Recorder:
    """One execution in which one actor's instructions are reported."""

    def __init__(self, demo: Demo, who: int) -> None:
        self.seen: list[Report] = []
        self._files = {demo.file, demo.actors[who].body.__code__.co_filename}
        wrap = self._task if demo.kind == "asyncio" else self._function
        cast = [
            replace(one, body=wrap(one.body)) if ALL_TRACED or number == who else one
            for number, one in enumerate(demo.actors)
        ]
        self._demo = replace(demo, actors=tuple(cast))
        self._who = who
        self._run: Run

    def play(self) -> list[Part]:
        """Let the actor move whenever it can; what it did with shared things."""
        with stage(self._demo) as here:
            self._run = here.ready(self._choose, lambda run: None)
            self._run.play()
        return self._parts()

    def _parts(self) -> list[Part]:
        return [part for event in self._run.events if event.actor == self._who for part in event.parts]

    def _choose(self, run: Run, movable: list[int]) -> int | None:
        if run.finished[self._who] or len(self.seen) > TICKS_AT_MOST:
            return None
        return self._who if self._who in movable else movable[0]

    def _traced(self, frame: FrameType, event: str, argument: object) -> Any:
        if frame.f_code.co_filename not in self._files:
            return None
        frame.f_trace_opcodes = True
        if event in ("call", "opcode") and self._run.running == self._who:
            self._report(frame, event == "opcode")
        return self._traced

    def _report(self, frame: FrameType, again: bool) -> None:
        """Note an instruction; a function's entry may be reported twice."""
        here = (frame.f_code, max(frame.f_lasti, 0))
        last = self.seen[-1] if self.seen else None
        if len(self.seen) <= TICKS_AT_MOST and (again or last is None or (last.code, last.at) != here):
            report = Report(*here, self._depth(frame), _variables(frame.f_locals), len(self._parts()))
            self.seen.append(report)

    def _depth(self, frame: FrameType | None) -> int:
        depth = -1
        while frame is not None:
            depth += frame.f_code.co_filename in self._files
            frame = frame.f_back
        return depth

    def _function(self, body: Callable[..., Any]) -> Callable[..., Any]:
        def reported(world: Any, *args: Any) -> Any:
            with _tracing(self._traced):
                return body(world, *args)

        return reported

    def _task(self, body: Callable[..., Any]) -> Callable[..., Any]:
        async def reported(world: Any, *args: Any) -> Any:
            with _tracing(self._traced):
                return await body(world, *args)

        return reported


@contextmanager
def _tracing(traced: Callable[..., Any]) -> Iterator[None]:
    before = sys.gettrace()
    sys._getframe().f_trace_opcodes = (
        True  # 3.12 reports no instructions to tracers set before the first wish
    )
    sys.settrace(traced)
    try:
        yield
    finally:
        sys.settrace(before)


def _variables(values: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    plain = (int, float, str, bool, bytes, type(None))
    return tuple((name, shown(value)) for name, value in values.items() if isinstance(value, plain))


def _with_marks(seen: Sequence[Report], parts: Sequence[Part], kind: str) -> list[Tick]:
    """Give each instruction what was done until the next was reported."""
    ends = [*(report.parts for report in seen[1:]), len(parts)]
    ticks = []
    for report, end in zip(seen, ends, strict=True):
        here = instruction_at(report.code, report.at)
        marks = tuple(_mark(part) for part in parts[report.parts : end])
        switch = may_switch(here, kind, gil=has_gil())
        ticks.append(Tick(here, report.depth, switch, marks, report.variables))
    return ticks


def may_switch(one: Instruction, kind: str, *, gil: bool) -> bool:
    """Whether another actor may come in at an instruction: tasks change only where one is suspended."""
    if kind == "asyncio":
        return one.name == "YIELD_VALUE"
    return one.switch if kind == "threads" and gil else True


def _mark(part: Part) -> Mark:
    return Mark(part.verb, part.name, part.value, part.timer, place_of(part.code, part.at))


def _of_line(ticks: Sequence[Tick], line: int, who: str) -> list[Tick]:
    """The first time the line is done, with what is called from it. Raises `InputError` for others."""
    on = [number for number, tick in enumerate(ticks) if tick.instruction.place.line == line]
    if not on:
        lines = sorted({tick.instruction.place.line for tick in ticks})
        raise InputError(
            f"{who} does nothing on line {line}", advice=f"choose from lines {', '.join(map(str, lines))}"
        )
    first = ticks[on[0]]
    rest = ticks[on[0] :]
    return list(takewhile(lambda tick: tick.depth > first.depth or tick.instruction.place.line == line, rest))


def _gaps(ticks: Sequence[Tick], kind: str) -> Iterator[Gap]:
    """Of every write of something that was read before, what lies between the two."""
    read_at: dict[str, int] = {}
    for number, tick in enumerate(ticks):
        for mark in tick.marks:
            if mark.verb == "read":
                read_at[mark.object] = number
            elif mark.verb in ("write", "delete") and mark.object in read_at:
                yield _gap(ticks, kind, mark.object, read_at.pop(mark.object), number)


def _gap(ticks: Sequence[Tick], kind: str, what: str, read: int, write: int) -> Gap:
    # A call of a C function may switch when it is over, so the reading instruction counts.
    between = ticks[read:write]
    under_a_gil = any(may_switch(tick.instruction, kind, gil=True) for tick in between)
    return Gap(what, read, write, any(tick.switch for tick in between), under_a_gil)
