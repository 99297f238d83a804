"""pydantic's findings in plain words, each at its place in the file, with the nearest spelling."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, get_args

from pydantic import BaseModel

from gilrace.scenario.model import Lane
from gilrace.scenario.problem import Flaw, nearest, shown
from gilrace.scenario.shape import full_shape

Where = tuple[str | int, ...]
_KNOWN_SLIPS = {
    ("asyncio", "workers"): "an asyncio lane has limit: how many tasks at once",
    ("threads", "limit"): "a lane of threads has workers",
    ("processes", "limit"): "a lane of processes has workers",
    ("interpreters", "limit"): "a lane of interpreters has workers",
    ("interpreters", "start"): "interpreters are threads of one process: remove it",
    ("sequential", "workers"): "a sequential lane has one worker; remove it",
    ("sequential", "chunk"): "a sequential lane hands nothing over; remove it",
}


def flaw_of(error: Mapping[str, Any]) -> Flaw:
    """One of pydantic's errors as a sentence and what to do."""
    inner = error.get("ctx", {}).get("error")
    if isinstance(inner, Flaw):
        return inner
    where: Where = tuple(error["loc"])
    name = next((part for part in reversed(where) if isinstance(part, str)), "the file")
    word = _WORDS.get(error["type"])
    if word is None:
        return Flaw(f"{name}: {error['msg']}")
    return word(name, where, error)


def keys_at(where: Where) -> list[str]:
    """The keys that may stand where a path leads."""
    model: Any = full_shape()
    for part in where:
        if isinstance(part, str):
            model = _model_in(_field(model, part))
        if model is None:
            return []
    return [field.alias or name for name, field in model.model_fields.items() if not field.exclude]


def _field(model: type[BaseModel], key: str) -> Any:
    fields = model.model_fields.items()
    return next((field.annotation for name, field in fields if key == (field.alias or name)), None)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(argument) for argument in get_args(annotation))
    return next((model for model in found if model is not None), None)


def _unknown_key(name: str, where: Where, error: Mapping[str, Any]) -> Flaw:
    key = where[-1]
    keys = keys_at(where[:-1])
    parent = where[-2] if len(where) > 1 else ""
    slip = _KNOWN_SLIPS.get((str(parent), str(key)))
    what = "strategy" if set(keys) >= set(Lane.model_fields) else "key"
    return Flaw(f"unknown {what} {shown(str(key))}", slip or nearest(str(key), keys))


def _missing(name: str, where: Where, error: Mapping[str, Any]) -> Flaw:
    return Flaw(f"{name} is missing", f"add {name}:")


def _must_be(what: str, hint: str = "") -> Callable[[str, Where, Mapping[str, Any]], Flaw]:
    def word(name: str, where: Where, error: Mapping[str, Any]) -> Flaw:
        value = error["input"]
        if value is None:
            return Flaw(f"{name} has nothing after it", f"write {what}, or remove the key")
        kind = (
            "a mapping" if isinstance(value, dict) else "a list" if isinstance(value, list) else shown(value)
        )
        return Flaw(f"{name} must be {what}, not {kind}", hint)

    return word


def _bound(words: str, key: str) -> Callable[[str, Where, Mapping[str, Any]], Flaw]:
    def word(name: str, where: Where, error: Mapping[str, Any]) -> Flaw:
        return Flaw(f"{name} must be {words} {error['ctx'][key]}, not {shown(error['input'])}")

    return word


def _length(words: str, key: str) -> Callable[[str, Where, Mapping[str, Any]], Flaw]:
    def word(name: str, where: Where, error: Mapping[str, Any]) -> Flaw:
        return Flaw(f"{name} must have {words} {error['ctx'][key]} entries")

    return word


def _choice(name: str, where: Where, error: Mapping[str, Any]) -> Flaw:
    known = error["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", ")
    return Flaw(f"{name} cannot be {shown(error['input'])}", nearest(str(error["input"]), known))


def _pattern(name: str, where: Where, error: Mapping[str, Any]) -> Flaw:
    hints = {"name": "use small letters, digits and -", "url": "begin with http:// or https://"}
    return Flaw(f"{shown(error['input'])} is no {name}", hints.get(name, ""))


_MAPPING = _must_be("keys with values", "write it as `key: value` lines, indented")
_WORDS: dict[str, Callable[[str, Where, Mapping[str, Any]], Flaw]] = {
    "extra_forbidden": _unknown_key,
    "missing": _missing,
    "int_type": _must_be("a whole number"),
    "int_from_float": _must_be("a whole number"),
    "float_type": _must_be("a number"),
    "string_type": _must_be("text", "put it in quotes"),
    "list_type": _must_be("a list", "write one `- entry` a line"),
    "dict_type": _MAPPING,
    "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
    "literal_error": _choice,
    "greater_than": _bound("more than", "gt"),
    "greater_than_equal": _bound("at least", "ge"),
    "less_than": _bound("less than", "lt"),
    "less_than_equal": _bound("at most", "le"),
    "too_short": _length("at least", "min_length"),
    "too_long": _length("at most", "max_length"),
    "string_too_short": _must_be("some text"),
    "string_too_long": _must_be("a shorter text"),
    "string_pattern_mismatch": _pattern,
}
