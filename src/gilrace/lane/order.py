"""The order a lane host gets: what to run, how, and the descriptors it talks through."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class StageOrder:
    """One stage of a pipeline: what is done, how, and by how many."""

    name: str
    use: str
    async_use: str = ""
    strategy: str = "sequential"  # sequential | threads | processes | asyncio
    workers: int = 1
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WorkOrder:
    """Where the work is found.

    ``use`` and ``async_use`` are a built-in's name, ``module:function`` or ``/abs/file.py:function``.
    ``items`` is ``{"count": n}``, ``{"list": [...]}``, ``{"range": [a, b, c]}`` or
    ``{"call": "module:function"}``.
    """

    use: str
    async_use: str = ""
    items: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    folder: str = ""  # of the scenario: searched first for modules of the user's
    stages: tuple[StageOrder, ...] = ()  # instead of ``use``: the stages of a pipeline

    @property
    def built_in(self) -> bool:
        """Whether no user's module is involved."""
        places = [self.use, self.async_use, *(use for one in self.stages for use in (one.use, one.async_use))]
        return not any(":" in place for place in places) and "call" not in self.items

    def of_stage(self, stage: StageOrder) -> WorkOrder:
        """One stage's work, as if it were raced alone."""
        return replace(self, use=stage.use, async_use=stage.async_use, settings=stage.settings, stages=())


@dataclass(frozen=True, slots=True)
class EngineOrder:
    """Where a strategy from outside is found, and whom to name when it fails."""

    function: str  # "package.module:function"
    place: str  # the folder of its top-level module, for an interpreter that does not find it by itself
    distribution: str  # "name version"
    remedy: str = ""  # what to do where a package it needs is missing


@dataclass(frozen=True, slots=True)
class HeatOrder:
    """One heat, for one lane host."""

    work: WorkOrder
    strategy: str
    workers: int
    chunk: int | None = None  # items per task; None = workers claim slices of a few milliseconds
    start: str = ""  # start method of processes, "" = the interpreter's default
    track_fd: int = -1
    events_fd: int = -1
    go_fd: int = -1
    lifeline_fd: int = -1
    nice: int = 10
    engine: EngineOrder | None = None  # a strategy that another distribution gives
    options: Mapping[str, Any] = field(default_factory=dict)  # of the strategy, in this lane

    def to_json(self) -> str:
        """One JSON document."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, path: Path) -> HeatOrder:
        """The order written to a file. Raises OSError or ValueError."""
        record = json.loads(path.read_text("utf-8"))
        engine = EngineOrder(**record["engine"]) if record.get("engine") else None
        work = record["work"]
        work["stages"] = tuple(StageOrder(**stage) for stage in work.get("stages", ()))
        return cls(**{**record, "work": WorkOrder(**work), "engine": engine})
