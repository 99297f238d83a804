"""The JSON Schema says what the reader does, as far as a schema can."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from gilrace.scenario import check, find, json_schema
from gilrace.scenario.model import Lane
from gilrace.scenario.tree import Reader
from gilrace.strategies import REGISTRY, plugins

TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}


def valid(value, schema, root):
    """Whether a value satisfies a schema: the keywords that gilrace's schema has."""
    if "$ref" in schema:
        return valid(value, root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    if "anyOf" in schema and not any(valid(value, one, root) for one in schema["anyOf"]):
        return False
    if "const" in schema and value != schema["const"]:
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    return typed(value, schema) and sized(value, schema) and inside(value, schema, root)


def typed(value, schema):
    names = schema.get("type", [])
    names = [names] if isinstance(names, str) else names
    fits = [
        isinstance(value, TYPES[name]) and (name == "boolean") == isinstance(value, bool) for name in names
    ]
    return any(fits) or not names


def sized(value, schema):
    if isinstance(value, str):
        return re.search(schema.get("pattern", ""), value) and len(value) >= schema.get("minLength", 0)
    if isinstance(value, (int, float)):
        return schema.get("minimum", value) <= value <= schema.get("maximum", value)
    return len(value or []) >= schema.get("minItems", 0) if isinstance(value, list) else True


def inside(value, schema, root):
    if isinstance(value, list):
        return all(valid(one, schema.get("items", {}), root) for one in value)
    if not isinstance(value, dict):
        return True
    known = schema.get("properties", {})
    if not all(name in value for name in schema.get("required", [])):
        return False
    extra = schema.get("additionalProperties", True)
    return all(
        valid(one, known[key], root) if key in known else extra is True or (extra and valid(one, extra, root))
        for key, one in value.items()
    )


def plain(text):
    return Reader(Path("test.yaml")).read(text).plain()


@pytest.fixture(scope="module")
def schema():
    return json.loads(json.dumps(json_schema()))


def test_every_shipped_scenario_satisfies_the_schema(schema):
    for file in find():
        assert valid(plain(file.read_text("utf-8")), schema, schema), file


WHOLE = """\
name: whole
workload: {use: fetch, items: {range: [0, 9]}, server: {delay: 50ms, error_rate: 1%, size: 2KB}}
lanes: [sequential, threads: {workers: cores}, processes: , asyncio: {limit: 3, python: '3.13', label: x}]
rounds: {until: 3%}
timeout: 60
yardstick: sequential
expect: [fastest: x, order: x < threads, same_results, needs: {cores: 2}, threads.wall < 2s]
"""


@pytest.mark.parametrize("text", [WHOLE, "demo: {use: lost_update, guard: false, within: 2s}\n"])
def test_every_shorthand_satisfies_the_schema_and_the_reader(schema, write, text):
    assert check(write(text))[1] == ()
    assert valid(plain(text), schema, schema)


@pytest.mark.parametrize(
    "text",
    [
        "titel: x",
        "lanes: [thread]",
        "lanes: []",
        "lanes: [threads: {workers: 0}]",
        "lanes: [threads: {workers: many}]",
        "rounds: 0",
        "rounds: many",
        "workload: {use: 5}",
        "workload: {use: primes, items: []}",
        "expect: [fastst: x]",
        "demo: {}",
    ],
)
def test_what_the_schema_refuses_the_reader_refuses(schema, write, text):
    assert not valid(plain(text), schema, schema)
    assert check(write(text))[0] is None


def test_every_registered_strategy_can_be_written_as_a_lane(schema):
    assert list(Lane.model_fields) == list(REGISTRY)
    assert schema["$defs"]["Lane"]["anyOf"][0]["enum"] == [*REGISTRY, *plugins.found()]
