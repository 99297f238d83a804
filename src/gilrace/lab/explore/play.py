"""Play one execution of a demo with a chooser, on whatever moves its kind of actors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from gilrace.errors import InputError
from gilrace.lab.demo import Demo
from gilrace.lab.explore import patience
from gilrace.lab.scheduled.run import Choose, Observe, Run
from gilrace.lab.scheduled.tasks import TaskRun
from gilrace.lab.scheduled.threads import Crew, ThreadRun

MODELS = ("free", "gil")


class Stage:
    """Where a demo is played again and again; keeps the threads. Use `stage`."""

    def __init__(self, demo: Demo, model: str, crew: Crew) -> None:
        self.demo = demo
        self.gil = model == "gil" and demo.kind == "threads"
        self.crew = crew
        self.plays = 0

    def names(self, actors: Iterable[int]) -> tuple[str, ...]:
        """What people call these actors."""
        return tuple(self.demo.actors[actor].name for actor in actors)

    def play(self, choose: Choose, observe: Observe | None = None) -> Run:
        """One execution, to its end or until the chooser returns None."""
        run = self.ready(choose, observe)
        run.play()
        return run

    def ready(self, choose: Choose, observe: Observe | None = None) -> Run:
        """An execution that is still to be played."""
        self.plays += 1
        patience.go_on()
        if self.demo.kind == "asyncio":
            return TaskRun(self.demo, choose, observe)
        return ThreadRun(self.demo, choose, observe, crew=self.crew, gil=self.gil)


@contextmanager
def stage(demo: Demo, model: str = "free") -> Iterator[Stage]:
    """A stage for a demo; ``model`` is "free" (a switch anywhere) or "gil" (where a GIL build can).

    Raises `InputError` for an unknown model.
    """
    if model not in MODELS:
        raise InputError(f"there is no model {model!r}", advice=f"choose from {', '.join(MODELS)}")
    with Crew() as crew:
        yield Stage(demo, model, crew)
