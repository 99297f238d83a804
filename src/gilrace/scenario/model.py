"""The shape of a scenario file, as pydantic models: what keys there are and what each may hold.

A shorthand is widened before it is validated (``threads`` to ``{threads: {}}``, ``3`` to ``{count: 3}``)
in a way that keeps the path of every value as it stands in the file. What needs more than one value
to judge is judged in `gilrace.scenario.building`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from gilrace.scenario import quantity
from gilrace.scenario.problem import Flaw, shown

MOST_THREADS = 10_000
MOST_PROCESSES = 64
MOST_INTERPRETERS = 64
MOST_TASKS = 100_000
MOST_STAGE = 1_000  # workers
MOST_QUEUE = 100_000
MOST_ITEMS = 10_000_000
MOST_ROUNDS = 1_000


def _schema(description: str, **more: Any) -> WithJsonSchema:
    return WithJsonSchema(
        {"anyOf": [{"type": "string"}, {"type": "number"}], "description": description, **more}
    )


Seconds = Annotated[
    float,
    BeforeValidator(quantity.seconds),
    _schema("A time: 50ms, 2s, 1m, or seconds.", examples=["50ms", "2s"]),
]
Bytes = Annotated[
    int, BeforeValidator(quantity.size), _schema("A size: 500B, 2KB, 1MB, or bytes.", examples=["2KB"])
]
Share = Annotated[
    float, BeforeValidator(quantity.share), _schema("A share: 3%, or 0 to 1.", examples=["3%", "1%"])
]
Text = Annotated[str, Field(max_length=20_000)]
Name = Annotated[str, Field(min_length=1, max_length=100)]


class Strict(BaseModel):
    """No unknown keys, no silent conversions."""

    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=False)


class Widened(Strict):
    """Also written as something shorter: ``_widen`` makes it a mapping."""

    @classmethod
    def _widen(cls, value: Any) -> Any:
        return value

    @classmethod
    def _forms(cls) -> str:
        return "`key: value` lines, indented"

    @model_validator(mode="before")
    @classmethod
    def _before(cls, value: Any) -> Any:
        wide = cls._widen(value)
        if not isinstance(wide, dict):
            what = "a list" if isinstance(value, list) else shown(value)
            raise Flaw(f"{what} cannot stand here", f"write {cls._forms()}")
        return wide


def alternatives(*shorter: dict[str, Any]) -> Callable[[dict[str, Any]], None]:
    """Add shorthands to a model's JSON Schema."""

    def change(schema: dict[str, Any]) -> None:
        full = dict(schema)
        schema.clear()
        schema["anyOf"] = [*shorter, full]

    return change


def one_of(model: BaseModel, what: str) -> None:
    """Exactly one field must be set. Raises Flaw."""
    fields = type(model).model_fields
    written = [name for name in fields if getattr(model, name) is not None]
    if len(written) != 1:
        names = ", ".join(field.alias or name for name, field in fields.items())
        raise Flaw(f"{what} is one of {names}; here are {len(written)}", "keep exactly one")


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


def _worker_count(strategy: str, most: int, reason: str) -> Any:
    def judged(value: Any) -> Any:
        if value == "cores":
            return value
        if not isinstance(value, int) or isinstance(value, bool):
            raise Flaw(f"{shown(value)} is no number of workers", "write a whole number, or cores")
        if value < 1:
            raise Flaw(f"{value} workers cannot race", "write 1 or more, or cores")
        if value > most:
            raise Flaw(f"{value} {strategy} are too many: {reason}", f"write at most {most}")
        return value

    numbers = {"type": "integer", "minimum": 1, "maximum": most}
    return BeforeValidator(judged), WithJsonSchema({"anyOf": [numbers, {"const": "cores"}]})


StageCount = Annotated[int | str, *_worker_count("workers", MOST_STAGE, "a stage is a part of one lane")]


class Stage(Strict):
    """One stage of a pipeline."""

    use: Name = Field(description='A built-in workload, or yours: "./file.py:function".')
    async_: Name | None = Field(None, alias="async", description="The awaitable twin of your function.")
    name: Annotated[str, Field(min_length=1, max_length=30)] | None = None
    in_: Literal["sequential", "threads", "processes", "asyncio"] = Field("sequential", alias="in")
    workers: StageCount | None = Field(None, description="A number, or cores; tasks at once for asyncio.")
    settings: dict[str, Any] = {}


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


def _gil(value: Any) -> Any:
    """``off`` and ``on`` are words in YAML 1.2; true and false mean the same."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if value not in (None, "on", "off", "default"):
        raise Flaw(f"{shown(value)} is no state of a GIL", "write on, off or default")
    return None if value == "default" else value


GilChoice = Annotated[
    Literal["on", "off"] | None,
    BeforeValidator(_gil),
    WithJsonSchema({"enum": ["on", "off", "default", True, False]}),
]


class SequentialSettings(Widened):
    """Settings every lane has."""

    label: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    python: Name | None = Field(None, description="An interpreter: python3.13t, 3.12, or a path.")
    gil: GilChoice = Field(None, description="on or off, for a free-threaded interpreter; else its default.")
    settings: dict[str, Any] = Field({}, description="Settings of the workload that differ in this lane.")

    @classmethod
    def _widen(cls, value: Any) -> Any:
        return {} if value is None else value

    @classmethod
    def options(cls) -> set[str]:
        """Fields that are the strategy's own business, and are handed to it as they are."""
        return set()

    def options_written(self) -> dict[str, Any]:
        """Those of them that the file has."""
        return self.model_dump(include=self.options(), exclude_unset=True)


_threads = _worker_count("threads", MOST_THREADS, "each takes a stack and a turn at the GIL")
_processes = _worker_count("processes", MOST_PROCESSES, "each is an interpreter of 10 MB and more")
_interpreters = _worker_count("interpreters", MOST_INTERPRETERS, "each is an interpreter of 10 MB and more")
ThreadCount = Annotated[int | str, *_threads]
ProcessCount = Annotated[int | str, *_processes]
InterpreterCount = Annotated[int | str, *_interpreters]


class ThreadSettings(SequentialSettings):
    """Settings of a lane of threads."""

    workers: ThreadCount | None = Field(None, description="A number, or cores.")
    chunk: Annotated[int, Field(ge=1)] | None = Field(
        None, description="Items per task; without it, about 1 ms each."
    )


class ProcessSettings(SequentialSettings):
    """Settings of a lane of processes."""

    workers: ProcessCount | None = Field(None, description="A number, or cores.")
    chunk: Annotated[int, Field(ge=1)] | None = Field(
        None, description="Items per task; without it, about 1 ms each."
    )
    start: Literal["spawn", "forkserver", "fork"] | None = None


class InterpreterSettings(SequentialSettings):
    """Settings of a lane of subinterpreters (Python 3.14 and newer)."""

    workers: InterpreterCount | None = Field(None, description="A number, or cores.")
    chunk: Annotated[int, Field(ge=1)] | None = Field(
        None, description="Items per task; without it, about 1 ms each."
    )


class AsyncioSettings(SequentialSettings):
    """Settings of a lane of tasks on one event loop."""

    limit: Annotated[int, Field(ge=1, le=MOST_TASKS)] | None = Field(None, description="Tasks at once.")
    chunk: Annotated[int, Field(ge=1)] | None = Field(None, description="Items per task.")


class PipelineSettings(SequentialSettings):
    """Settings of a lane whose stages run side by side, each in its own way."""

    queue: Annotated[int, Field(ge=1, le=MOST_QUEUE)] | None = Field(
        None, description="Items that fit between one stage and the next; 16 without it."
    )

    @classmethod
    def options(cls) -> set[str]:
        """Its queues are the strategy's own."""
        return {"queue"}


class EngineSettings(SequentialSettings):
    """Settings of a lane whose strategy another distribution gives; its own options come on top."""

    workers: ThreadCount | None = Field(None, description="A number, or cores.")
    chunk: Annotated[int, Field(ge=1)] | None = Field(None, description="Items per task.")


class Lane(Widened):
    """A strategy's name, or the name with settings."""

    model_config = ConfigDict(
        json_schema_extra=alternatives(
            {"enum": ["sequential", "threads", "processes", "asyncio", "interpreters", "pipeline"]}
        ),
    )

    sequential: SequentialSettings | None = None
    threads: ThreadSettings | None = None
    processes: ProcessSettings | None = None
    asyncio: AsyncioSettings | None = None
    interpreters: InterpreterSettings | None = None
    pipeline: PipelineSettings | None = None

    @classmethod
    def _forms(cls) -> str:
        return "a strategy, as in - threads or - threads: {workers: 4}"

    @classmethod
    def _widen(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {value: {}}
        if isinstance(value, dict):
            return {key: {} if inner is None else inner for key, inner in value.items()}
        return value

    @model_validator(mode="after")
    def _one(self) -> Lane:
        one_of(self, "a lane")
        return self


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
    packages: list[Name] = []
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
    choices: list[Text] = []
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
    settings: dict[str, Any] = {}


class File(Strict):
    """A gilrace scenario: a race (``workload`` and ``lanes``) or a ``demo``."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)] | None = None
    title: Annotated[str, Field(max_length=200)] = ""
    summary: Text = ""
    tags: list[Name] = []
    workload: Workload | None = None
    demo: Demo | None = None
    lanes: Annotated[list[Lane], Field(min_length=1, max_length=12)] | None = None
    rounds: Rounds | None = None
    warmup: Annotated[int, Field(ge=0, le=100)] = Field(
        0, description="Rounds that are raced first and not counted."
    )
    timeout: Annotated[Seconds, Field(gt=0, le=86_400)] = 60.0
    yardstick: Name | None = Field(None, description="The lane that speed-ups are against.")
    expect: list[Expect] = []
    teach: Teach | None = None
