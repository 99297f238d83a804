"""Who races: a lane's settings, and the id, letter and name it goes by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from gilrace.scenario.counts import DEFAULT_LIMIT, workers_of

if TYPE_CHECKING:
    from gilrace.scenario.stage import StageSpec

NOUNS = {"threads": "thread", "processes": "process", "interpreters": "interpreter"}
_LETTERS = "BCDEFGHJKLMNOQRUVWXYZ"


@dataclass(frozen=True, slots=True)
class LaneSpec:
    """One lane as the file has it. ``id``, ``letter`` and ``name`` are unique in a scenario."""

    strategy: str
    workers: int | str | None = None  # a number, "cores", or None for the strategy's default
    chunk: int | None = None  # items per task; None = workers claim slices of a few milliseconds
    start: str | None = None  # spawn | forkserver | fork; None = the interpreter's default
    limit: int | None = None  # asyncio: tasks at once
    python: str | None = None
    gil: str | None = None  # on | off, where a build has the choice; None = as the build would have it
    label: str | None = None
    stages: tuple[StageSpec, ...] = ()  # of a pipeline
    options: Mapping[str, Any] = field(default_factory=dict, hash=False)  # of the strategy itself
    settings: Mapping[str, Any] = field(default_factory=dict, hash=False)  # over those of the workload
    id: str = ""
    letter: str = ""
    name: str = ""
    yardstick: str = ""  # id of the lane its speed-up is against; "" = the scenario's

    def worker_count(self, cores: int, items: int = 0) -> int:
        """How many workers (asyncio: tasks at once) on so many cores.

        A default is no more than there are items (0 = not known); a number written in the file stands.
        """
        if self.strategy == "pipeline":
            return max(sum(stage.rows(cores) for stage in self.stages), 1)
        asked = self.limit if self.workers is None else self.workers
        return workers_of(self.strategy, asked, cores, items)

    def describe(self, cores: int, items: int = 0) -> str:
        """The settings in words: "2 processes, spawn, 40 per task, python3.13t"."""
        count = self.worker_count(cores, items)
        noun = NOUNS.get(self.strategy, "worker")
        plural = noun + ("" if count == 1 else "es" if noun.endswith("s") else "s")
        line = ", ".join(stage.describe(cores) for stage in self.stages)
        parts = {"sequential": "", "asyncio": f"limit {count}", "pipeline": line}
        chunk = f"{self.chunk} per task" if self.chunk else ""
        known = (
            parts.get(self.strategy, f"{count} {plural}"),
            self.start,
            chunk,
            self._python(),
            *self._told(),
        )
        return ", ".join(part for part in known if part)

    @property
    def detail(self) -> str:
        """The settings in words where the machine is not known: "cores processes, spawn"."""
        asked = self.workers if self.workers is not None else "default"
        line = ", ".join(f"{stage.name} in {stage.strategy}" for stage in self.stages)
        parts = {"sequential": "", "asyncio": f"limit {self.limit or DEFAULT_LIMIT}", "pipeline": line}
        workers = parts.get(self.strategy, f"{asked} workers" if asked != "cores" else "a worker per core")
        chunk = f"{self.chunk} per task" if self.chunk else ""
        return ", ".join(part for part in (workers, self.start, chunk, self.python, *self._told()) if part)

    def _python(self) -> str | None:
        """The interpreter, where the lane's name does not say it."""
        return None if self.python and self.name.endswith(self.python) else self.python

    def _told(self) -> list[str]:
        """What differs in this lane: "ovens 1", "how lock"."""
        differ = {**self.options, **self.settings}
        gil = [f"GIL {self.gil}"] if self.gil else []
        return [*gil, *(f"{key.replace('_', ' ')} {value}" for key, value in differ.items())]


def named(lanes: Iterable[LaneSpec], letters: dict[str, str]) -> tuple[LaneSpec, ...]:
    """The lanes with their ids, letters and names. ``letters`` are the strategies' wishes."""
    plain = list(lanes)
    result: list[LaneSpec] = []
    for lane in plain:
        rivals = [other for other in plain if other.strategy == lane.strategy and not other.label]
        name = lane.label or (_telling(lane, rivals) if len(rivals) > 1 else lane.strategy)
        wish = letters.get(lane.strategy, "")
        result.append(
            replace(
                lane,
                id=_free(_slug(lane.label or lane.strategy) or lane.strategy, [x.id for x in result]),
                letter=spare_letter(wish, [x.letter for x in result], letters.values()),
                name=_free(name, [x.name for x in result], "{} ({})"),
            )
        )
    return tuple(result)


def _telling(lane: LaneSpec, rivals: Sequence[LaneSpec]) -> str:
    """The strategy with the first setting that tells it from the others: "processes ×8"."""
    for setting, form in (
        ("workers", "×{}"),
        ("limit", "×{}"),
        ("chunk", "by {}"),
        ("start", "{}"),
        ("python", "{}"),
        ("gil", "GIL {}"),
    ):
        value = getattr(lane, setting)
        if value is not None and sum(getattr(other, setting) == value for other in rivals) == 1:
            return f"{lane.strategy} {form.format(value)}"
    return lane.strategy


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _free(wish: str, taken: Sequence[str], form: str = "{}-{}") -> str:
    number, name = 1, wish
    while name in taken:
        number += 1
        name = form.format(wish, number)
    return name


def spare_letter(wish: str, taken: Sequence[str], wishes: Iterable[str]) -> str:
    """The letter wished for where it is free, else the first that nobody wishes for."""
    if wish and wish not in taken:
        return wish
    spare = (letter for letter in _LETTERS if letter not in taken and letter not in set(wishes))
    return next(spare)
