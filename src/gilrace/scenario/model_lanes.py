"""The shape of a lane: a strategy's name, or the name with its settings."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from gilrace.scenario.model_parts import (
    MOST_INTERPRETERS,
    MOST_PROCESSES,
    MOST_QUEUE,
    MOST_TASKS,
    MOST_THREADS,
    Name,
    Widened,
    alternatives,
    one_of,
    worker_count,
)
from gilrace.scenario.problem import Flaw, shown


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


_threads = worker_count("threads", MOST_THREADS, "each takes a stack and a turn at the GIL")
_processes = worker_count("processes", MOST_PROCESSES, "each is an interpreter of 10 MB and more")
_interpreters = worker_count("interpreters", MOST_INTERPRETERS, "each is an interpreter of 10 MB and more")
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
