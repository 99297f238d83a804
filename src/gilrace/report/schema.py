"""The JSON Schema of the report that ``--json`` writes: keys, types and units, in version `json.SCHEMA`.

Later versions of gilrace may add keys; a key that is here keeps its meaning for as long as ``schema`` is the
same number.
"""

from __future__ import annotations

from typing import Any, get_type_hints

from gilrace.analysis.budget import KINDS
from gilrace.race.events import LaneInfo
from gilrace.race.heat import Heat
from gilrace.race.schema import object_schema, type_schema
from gilrace.report.json import HEAT, SCHEMA

_TEXT, _NUMBER, _WHOLE, _YES = (
    {"type": "string"},
    {"type": "number"},
    {"type": "integer"},
    {"type": "boolean"},
)
_FREE: dict[str, Any] = {"type": "object"}


def report_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of a race's document."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"A gilrace report, schema {SCHEMA}",
        "description": "Times are nanoseconds, sizes bytes, shares 0 to 1. Every heat is in lanes/heats.",
        **_object(
            schema={"const": SCHEMA},
            gilrace=_TEXT,
            race=_or_null(_race()),
            machine=_FREE,
            scenario=_FREE,
            lanes=_list(_lane()),
            verdict=_verdict(),
            expectations=_list(_object(text=_TEXT, status=_TEXT, measured=_TEXT, reason=_TEXT)),
            outliers=_list(_object(lane=_TEXT, round=_WHOLE, factor=_NUMBER, text=_TEXT)),
            steadiness=_or_null(_object(loops=_WHOLE, scatter=_NUMBER, worst=_NUMBER)),
            caveats=_list(_object(code=_TEXT, text=_TEXT, advice=_TEXT)),
        ),
    }


def _race() -> dict[str, Any]:
    return _object(
        name=_TEXT,
        title=_TEXT,
        work=_TEXT,
        items=_WHOLE,
        mode={"enum": ["fair", "together"]},
        yardstick=_TEXT,
        rounds=_WHOLE,
        warmups=_WHOLE,
        started_at=_TEXT,
        closed={"enum": ["complete", "stopped", "failed", ""]},
    )


def _lane() -> dict[str, Any]:
    remedy = _or_null(_object(change=_TEXT, scenario=_TEXT))
    return _object(
        **object_schema(LaneInfo)["properties"],
        status=_TEXT,
        rank=_or_null(_WHOLE),
        reason=_TEXT,
        sentence=_TEXT,
        why=_object(pattern=_TEXT, text=_TEXT, remedy=remedy),
        tied_with=_list(_TEXT),
        wall_ns=_or_null(_estimate()),
        speedup=_or_null(_estimate()),
        budget=_or_null(_budget()),
        heats=_list(_heat()),
    )


def _estimate() -> dict[str, Any]:
    return _object(value=_NUMBER, low=_NUMBER, high=_NUMBER, rounds=_WHOLE, assumed=_YES)


def _budget() -> dict[str, Any]:
    parts = {"type": "object", "propertyNames": {"enum": list(KINDS)}, "additionalProperties": _NUMBER}
    return _object(hands=_WHOLE, whole_ns=_NUMBER, parts=parts, doubt=_NUMBER)


def _heat() -> dict[str, Any]:
    hints = get_type_hints(Heat)
    metrics = {"type": "object", "additionalProperties": _or_null(_NUMBER)}
    return _object(heat=_WHOLE, **{**{name: type_schema(hints[name]) for name in HEAT}, "metrics": metrics})


def _verdict() -> dict[str, Any]:
    return _object(
        headline=_TEXT, confidence=_TEXT, winner=_or_null(_TEXT), complete=_YES, ranking=_list(_TEXT)
    )


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    """All of these are there; more may be."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}
