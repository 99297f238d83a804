"""The shape of a scenario file, as pydantic models: what keys there are and what each may hold.

A shorthand is widened before it is validated (``threads`` to ``{threads: {}}``, ``3`` to ``{count: 3}``)
in a way that keeps the path of every value as it stands in the file. What needs more than one value
to judge is judged in `gilrace.scenario.building`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from gilrace.scenario.model_lanes import EngineSettings, Lane
from gilrace.scenario.model_parts import (
    MOST_INTERPRETERS,
    MOST_ITEMS,
    MOST_PROCESSES,
    MOST_ROUNDS,
    MOST_STAGE,
    MOST_TASKS,
    MOST_THREADS,
    Bytes,
    Name,
    Seconds,
    Share,
    Strict,
    Text,
    Widened,
    alternatives,
    one_of,
    worker_count,
)
from gilrace.scenario.problem import Flaw, shown

__all__ = [
    "MOST_INTERPRETERS", "MOST_ITEMS", "MOST_PROCESSES", "MOST_ROUNDS", "MOST_TASKS", "MOST_THREADS",
    "Demo", "EngineSettings", "Expect", "Fails", "File", "Items", "Lane", "Needs", "Rounds", "Server",
    "Stage", "Teach", "Workload", "alternatives",
]  # fmt: skip


class Items(Widened):
    """How many items, or which."""

    model_config = ConfigDict(
        json_schema_extra=alternatives(
            {"type": "integer", "minimum": 1, "maximum": MOST_ITEMS}, {"type": "array", "minItems": 1}
        )
    )

    count: Annotated[int, Field(ge=1, le=MOST_ITEMS)] | None = None
    list_: Annotated[list[Any] | None, Field(alias="list", min_length=1)] = None
    range: Annotated[list[int], Field(min_length=1, max_length=3)] | None = None
    glob: Name | None = None
    call: Name | None = None

    @classmethod
    def _forms(cls) -> str:
        return "a count, a list, {range: [0, 100]}, {glob: data/*.txt} or {call: ./file.py:function}"

    @classmethod
    def _widen(cls, value: Any) -> Any:
        if isinstance(value, int) and not isinstance(value, bool):
            return {"count": value}
        return {"list": value} if isinstance(value, list) else value

    @model_validator(mode="after")
    def _one(self) -> Items:
        one_of(self, "items")
        return self


class Server(Strict):
    """A real HTTP server on loopback, in a process of its own."""

    delay: Annotated[Seconds, Field(le=60)] = 0.05
    jitter: Annotated[Seconds, Field(le=60)] = 0.0
    error_rate: Annotated[Share, Field(le=1)] = 0.0
    size: Annotated[Bytes, Field(le=100_000_000)] = 1_000
    engine: Literal["aiohttp", "thin"] = Field(
        "aiohttp",
        description="aiohttp, as services are written; thin: still on time at thousands of requests at once.",
    )


StageCount = Annotated[int | str, *worker_count("workers", MOST_STAGE, "a stage is a part of one lane")]


class Stage(Strict):
    """One stage of a pipeline."""

    use: Name = Field(description='A built-in workload, or yours: "./file.py:function".')
    async_: Name | None = Field(None, alias="async", description="The awaitable twin of your function.")
    name: Annotated[str, Field(min_length=1, max_length=30)] | None = None
    in_: Literal["sequential", "threads", "processes", "asyncio"] = Field("sequential", alias="in")
    workers: StageCount | None = Field(None, description="A number, or cores; tasks at once for asyncio.")
    settings: dict[str, Any] = Field({})


class Workload(Strict):
    """What is raced."""

    use: Name | None = Field(
        None, description='A built-in workload, or yours: "./file.py:function", "module:function".'
    )
    async_: Name | None = Field(None, alias="async", description="The awaitable twin of your function.")
    items: Items | None = None
    settings: dict[str, Any] = Field({}, description="Keyword arguments of the function.")
    server: Server | None = None
    url: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = None
    stages: Annotated[list[Stage], Field(min_length=2, max_length=8)] | None = Field(
        None, description="Instead of use: what is done with each item, one stage after another."
    )


class Rounds(Widened):
    """Counted rounds: a number, until the result is that sure, or for so long."""

    model_config = ConfigDict(
        json_schema_extra=alternatives({"type": "integer", "minimum": 1, "maximum": MOST_ROUNDS})
    )

    count: Annotated[int, Field(ge=1, le=MOST_ROUNDS)] | None = None
    until: Annotated[Share, Field(gt=0, le=1)] | None = None
    seconds: Annotated[Seconds, Field(gt=0, le=86_400)] | None = None

    @classmethod
    def _forms(cls) -> str:
        return "a number, {until: 3%} or {seconds: 30}"

    @classmethod
    def _widen(cls, value: Any) -> Any:
        return {"count": value} if isinstance(value, int) and not isinstance(value, bool) else value

    @model_validator(mode="after")
    def _one(self) -> Rounds:
        one_of(self, "rounds")
        return self


class Needs(Strict):
    """What a machine must have for the expectations to be judged."""

    cores: Annotated[int, Field(ge=1, le=4096)] | None = None
    python: Name | None = None
    packages: list[Name] = Field([])
    gil: bool | None = Field(None, description="Whether the Python that races has a GIL.")
    files: Annotated[int, Field(ge=1)] | None = Field(
        None, description="How many files and connections a process may have open (ulimit -Hn)."
    )


class Fails(Widened):
    """A lane that is meant to fail, and a word its reason must have."""

    model_config = ConfigDict(json_schema_extra=alternatives({"type": "string", "examples": ["processes"]}))

    lane: Name
    saying: Text = ""

    @classmethod
    def _forms(cls) -> str:
        return "fails: lane, or fails: {lane: processes, saying: pickle}"

    @classmethod
    def _widen(cls, value: Any) -> Any:
        return {"lane": value} if isinstance(value, str) else value


class Expect(Widened):
    """One expectation; a sentence like ``processes.speedup > 1.5`` is kept in ``text``."""

    model_config = ConfigDict(
        json_schema_extra=alternatives({"type": "string", "examples": ["processes.speedup > 1.5"]})
    )

    fastest: Name | None = None
    order: Name | None = None
    needs: Needs | None = None
    fails: Fails | None = None
    text: Annotated[Name | None, Field(exclude=True)] = None

    @classmethod
    def _forms(cls) -> str:
        return "a sentence such as threads.speedup < 1.2, or fastest: lane"

    @classmethod
    def _widen(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"text": value}
        if isinstance(value, dict) and "text" in value:
            raise Flaw("an expectation has no key text", "write the sentence itself: - threads.speedup < 1.2")
        return value

    @model_validator(mode="after")
    def _one(self) -> Expect:
        one_of(self, "an expectation")
        return self


class Teach(Strict):
    """A question before, the story beside, the reason after."""

    question: Text = ""
    choices: list[Text] = Field([])
    answer: Text = ""
    story: Text = ""
    because: Text = ""


def _yes_or_no(value: Any) -> Any:
    """``off`` and ``on`` are words in YAML 1.2; true and false mean the same."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if not isinstance(value, str):
        raise Flaw(f"{shown(value)} is no guard", "write on, off, both, or the name of a fix")
    return value


class Demo(Strict):
    """A deliberate bug from the lab, with its fixes."""

    use: Name
    actors: Annotated[int, Field(ge=2, le=26)] | None = None
    guard: Annotated[
        Name,
        BeforeValidator(_yes_or_no),
        WithJsonSchema({"type": ["string", "boolean"], "description": "off, on, both, or a fix by name."}),
    ] = "off"
    mode: Literal["wild", "scheduled", "explore"] = "wild"
    within: Annotated[Seconds, Field(gt=0, le=3_600)] = 2.0
    python: Name | None = Field(None, description="An interpreter: python3.13t, 3.12, or a path.")
    settings: dict[str, Any] = Field({})


class File(Strict):
    """A gilrace scenario: a race (``workload`` and ``lanes``) or a ``demo``."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)] | None = None
    title: Annotated[str, Field(max_length=200)] = ""
    summary: Text = ""
    tags: list[Name] = Field([])
    workload: Workload | None = None
    demo: Demo | None = None
    lanes: Annotated[list[Lane], Field(min_length=1, max_length=12)] | None = None
    rounds: Rounds | None = None
    warmup: Annotated[int, Field(ge=0, le=100)] = Field(
        0, description="Rounds that are raced first and not counted."
    )
    timeout: Annotated[Seconds, Field(gt=0, le=86_400)] = 60.0
    yardstick: Name | None = Field(None, description="The lane that speed-ups are against.")
    expect: list[Expect] = Field([])
    teach: Teach | None = None
