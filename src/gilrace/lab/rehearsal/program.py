"""The process that tells and explores one demo for a screen: a JSON request a line, a JSON answer a line.

Requests have ``do`` and its arguments; an answer has ``answer``, or ``error`` and ``advice``. What the demo
prints is dropped. Requests: ``describe`` (file, actors), which must come first; ``tell`` (schedule, guard,
model, finish); ``step`` (schedule, actor, guard, model); ``before`` (guard, model), for a schedule that
failed before and still does; ``explore`` (guard, model); ``magnify`` (guard, actor, line).

Code that goes on for too long without coming to a switch point or an end ends this process; where it was is
told through a pipe of its own.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict
from functools import partial
from typing import Any, TextIO

from gilrace.errors import GilraceError, InputError
from gilrace.lab.demo import Demo
from gilrace.lab.demos import load
from gilrace.lab.explore import patience
from gilrace.lab.explore.explorer import explore, with_guard
from gilrace.lab.explore.play import Stage, stage
from gilrace.lab.explore.remembered import failure_before, keep
from gilrace.lab.explore.schedule import letter
from gilrace.lab.explore.slowmotion import in_slow_motion
from gilrace.lab.explore.story import Story, tell_on
from gilrace.lab.explore.tree import tree
from gilrace.lab.rehearsal.leaves import leaves
from gilrace.lab.rehearsal.records import demo_record, story_record
from gilrace.lane import lifeline

LEAVES_AT_MOST = 36


def main(lifeline_fd: int, told_fd: int, limit_s: float) -> None:
    """Answer until there is no more to answer."""
    os.set_inheritable(told_fd, False)
    lifeline.tie_to(lifeline_fd)
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as answers, ExitStack() as kept:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        serve(sys.stdin, answers, kept, partial(patience.begin, limit_s, told_fd))
    os._exit(0)


def serve(requests: TextIO, answers: TextIO, kept: ExitStack, begin: Callable[[], None]) -> None:
    """Answer each request. Whatever goes wrong with one is its answer."""
    desk = Desk(kept)
    for line in requests:
        begin()
        try:
            answer = {"answer": desk.answer(json.loads(line))}
        except GilraceError as error:
            answer = {"error": error.message, "advice": error.advice}
        except Exception as error:  # noqa: BLE001 - a demo's code may raise anything
            answer = {"error": f"{type(error).__name__}: {error}", "advice": ""}
        patience.end()
        answers.write(json.dumps(answer, separators=(",", ":")) + "\n")
        answers.flush()


class Desk:
    """One demo and the stages it is played on, one for each guard and model."""

    def __init__(self, kept: ExitStack) -> None:
        self._kept = kept
        self._demo: Demo | None = None
        self._stages: dict[tuple[str, str], Stage] = {}

    def answer(self, request: dict[str, Any]) -> Any:
        """What was asked for, as plain data."""
        what = request.pop("do")
        act: Callable[..., Any] = getattr(self, f"_{what}")
        return act(**request)

    def _describe(self, file: str, actors: int | None) -> Any:
        self._demo, self._stages = load(file, actors), {}
        return demo_record(self._demo)

    def _tell(self, schedule: str, guard: str, model: str, finish: bool = False) -> Any:
        here = self._stage(guard, model)
        return story_record(tell_on(here, schedule, guard=guard, finish=finish))

    def _step(self, schedule: str, actor: int, guard: str, model: str) -> Any:
        return story_record(one_more(self._stage(guard, model), schedule, actor, guard))

    def _before(self, guard: str, model: str) -> Any:
        return failure_before(self._known, guard, model)

    def _explore(self, guard: str, model: str) -> Any:
        result = explore(self._known, guard=guard, model=model)
        keep(self._known, result)
        count = result.tally.interleavings
        few = count is not None and count <= LEAVES_AT_MOST
        root = tree(self._known, guard=guard, model=model, most=LEAVES_AT_MOST) if few else None
        return {**result.record(), "leaves": list(leaves(root)) if root else []}

    def _magnify(self, guard: str, actor: int | str, line: int | None) -> Any:
        return asdict(in_slow_motion(self._known, guard=guard, actor=actor, line=line))

    @property
    def _known(self) -> Demo:
        if self._demo is None:
            raise InputError("no demo was described")
        return self._demo

    def _stage(self, guard: str, model: str) -> Stage:
        key = (guard, model)
        if key not in self._stages:
            self._stages[key] = self._kept.enter_context(stage(with_guard(self._known, guard), model))
        return self._stages[key]


def one_more(here: Stage, schedule: str, actor: int, guard: str = "") -> Story:
    """The story of a schedule and one more step of that actor's, or its timer. Raises `InputError`."""
    try:
        return tell_on(here, schedule + letter(actor), guard=guard)
    except InputError as unfit:
        try:
            return tell_on(here, schedule + letter(actor, timer=True), guard=guard)
        except InputError:
            raise unfit from None
