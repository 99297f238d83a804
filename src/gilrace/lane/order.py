"""The order a lane host gets: what to run, how, and the descriptors it talks through."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


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

    @property
    def built_in(self) -> bool:
        """Whether no user's module is involved."""
        return ":" not in self.use and ":" not in self.async_use and "call" not in self.items


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
    chunk: int | None = None  # items per task; None = workers claim slices of about a millisecond
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
        return cls(**{**record, "work": WorkOrder(**record["work"]), "engine": engine})
