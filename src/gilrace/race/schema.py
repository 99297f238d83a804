"""The JSON Schema of a line of a recording, made from the events themselves: it is never out of date.

A recording is a text file of lines (UTF-8, each ended by a newline), a JSON object a line, in the order in
which things happened. The first is of kind ``race`` and carries ``format``; readers refuse a newer one. A
kind or a key that a reader does not know is to be skipped. A last line without its newline was cut short and
does not count.
"""

from __future__ import annotations

import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import Any

from gilrace.race.events import FORMAT, KINDS

_PLAIN = {int: "integer", float: "number", str: "string", bool: "boolean", type(None): "null"}


def line_schema() -> dict[str, Any]:
    """JSON Schema 2020-12: any of the kinds of events."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"A line of a gilrace recording, format {FORMAT}",
        "description": " ".join(str(__doc__).split("\n\n", 1)[1].split()),
        "oneOf": [_event(kind, cls) for kind, cls in KINDS.items()],
    }


def _event(kind: str, cls: type[Any]) -> dict[str, Any]:
    made = object_schema(cls)
    made["title"] = cls.__name__
    made["description"] = " ".join((cls.__doc__ or "").split())
    made["properties"] = {"kind": {"const": kind}, **made["properties"]}
    made["required"] = ["kind", *made["required"]]
    return made


def object_schema(cls: type[Any]) -> dict[str, Any]:
    """Of a dataclass: what has no default is required."""
    hints = typing.get_type_hints(cls)
    names = fields(cls)
    return {
        "type": "object",
        "properties": {f.name: type_schema(hints[f.name]) for f in names},
        "required": [f.name for f in names if f.default is MISSING and f.default_factory is MISSING],
    }


def type_schema(hint: Any) -> dict[str, Any]:
    """Of a type as a dataclass of gilrace's names it; anything for one that is not among them."""
    if hint in _PLAIN:
        return {"type": _PLAIN[hint]}
    if is_dataclass(hint) and isinstance(hint, type):
        return object_schema(hint)
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        return {"type": "array", "items": type_schema(inner[0])}
    if origin is Mapping:
        free = {} if inner[1] is Any else {"additionalProperties": type_schema(inner[1])}
        return {"type": "object", **free}
    return {"anyOf": [type_schema(x) for x in inner]} if inner else {}
