"""What the models of a scenario file are made of: strictness, shorthands, quantities, limits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

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


def worker_count(strategy: str, most: int, reason: str) -> Any:
    """Validator and schema of a number of workers, or the word cores."""

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
