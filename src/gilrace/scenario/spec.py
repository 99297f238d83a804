"""A scenario, frozen: what every other part of gilrace reads. Times are seconds, sizes bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gilrace.scenario.expect import Expectation
    from gilrace.scenario.lane import LaneSpec
    from gilrace.scenario.stage import StageSpec


@dataclass(frozen=True, slots=True)
class ItemsSpec:
    """Exactly one is set."""

    count: int | None = None
    list: tuple[Any, ...] | None = None
    range: tuple[int, ...] | None = None  # start, stop, step as of the built-in range
    glob: str | None = None  # relative to the scenario file
    call: str | None = None  # "./file.py:function"


@dataclass(frozen=True, slots=True)
class Server:
    """What the HTTP server on loopback does."""

    delay_s: float = 0.05
    jitter_s: float = 0.0
    error_rate: float = 0.0  # 0..1
    size_bytes: int = 1_000
    engine: str = "aiohttp"  # or thin


@dataclass(frozen=True, slots=True)
class WorkloadSpec:
    """What is raced. ``use`` is a name in `gilrace.workloads.REGISTRY`, or a function of the user's."""

    use: str
    async_: str | None = None
    items: ItemsSpec | None = None  # None: the workload's default
    settings: Mapping[str, Any] = field(default_factory=dict)
    server: Server | None = None
    url: str | None = None
    stages: tuple[StageSpec, ...] = ()  # of a pipeline, whose ``use`` is empty

    @property
    def built_in(self) -> bool:
        """Whether it is one of gilrace's own workloads, or made of them."""
        return not any(":" in use for use in (self.use, *(stage.use for stage in self.stages)))


@dataclass(frozen=True, slots=True)
class Demo:
    """Which bug of the lab is shown, and how."""

    use: str
    actors: int | None = None  # None: the demo's own number
    guard: str = "off"  # off | on | both | a fix by name
    mode: str = "wild"  # wild | scheduled | explore
    within_s: float = 2.0
    python: str | None = None  # the interpreter it really runs on; None: gilrace's own
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RoundsSpec:
    """Exactly one is set."""

    count: int | None = None
    until: float | None = None  # width of the 95 % interval, as a share
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Teach:
    """A question before, the story beside, the reason after."""

    question: str = ""
    choices: tuple[str, ...] = ()
    answer: str = ""
    story: str = ""  # Markdown
    because: str = ""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario file, valid."""

    name: str
    title: str
    path: Path
    summary: str = ""
    tags: tuple[str, ...] = ()
    workload: WorkloadSpec | None = None
    demo: Demo | None = None
    lanes: tuple[LaneSpec, ...] = ()
    rounds: RoundsSpec = RoundsSpec(count=3)
    warmup: int = 0
    timeout_s: float = 60.0
    yardstick: str = ""  # lane id
    expect: tuple[Expectation, ...] = ()
    teach: Teach | None = None
    written: Mapping[str, Any] = field(default_factory=dict)  # the file's own keys and values

    @property
    def kind(self) -> str:
        """cpu | io | mixed | yours | demo."""
        if self.workload is None:
            return "demo"
        if not self.workload.built_in:
            return "yours"
        if self.workload.stages:
            return "mixed"
        from gilrace.workloads import load_spec

        return load_spec(self.workload.use).kind

    def lane(self, lane_id: str) -> LaneSpec:
        """The lane of that id. Raises KeyError."""
        for lane in self.lanes:
            if lane.id == lane_id:
                return lane
        raise KeyError(lane_id)

    def as_dict(self) -> dict[str, Any]:
        """The scenario as its file has it, with its name: plain data for a recording."""
        return {**self.written, "name": self.name}
