"""The JSON Schema of scenario files, for editors that complete and underline while typing."""

from __future__ import annotations

from typing import Any

from gilrace.scenario.shape import full_shape

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """The schema, with every shorthand, the built-in workloads by name and the settings of each lane."""
    schema = full_shape().model_json_schema(by_alias=True)
    schema["$defs"]["Workload"]["properties"]["use"]["examples"] = _workloads()
    schema["$defs"]["Demo"]["properties"]["use"]["examples"] = _demos()
    return {
        "$schema": DIALECT,
        "title": "gilrace scenario",
        **{k: v for k, v in schema.items() if k != "title"},
    }


def _workloads() -> list[str]:
    from gilrace.workloads import REGISTRY

    return [*REGISTRY, "./file.py:function"]


def _demos() -> list[str]:
    from gilrace.lab.demos import NAMES

    return [*NAMES, "./my_demo.py"]
