"""The shape of a file with the strategies that other distributions give, each with its own options.

Looked for only when a file names a strategy that gilrace itself does not have, and for the schema.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, create_model

from gilrace.scenario.model import EngineSettings, File, Lane, alternatives
from gilrace.scenario.problem import Flaw, shown
from gilrace.strategies import REGISTRY, plugins

if TYPE_CHECKING:
    from gilrace.strategies.plugins import Plugin


def shape_for(content: Any) -> type[File]:
    """The shape that suits a file's plain data."""
    lanes = content.get("lanes") if isinstance(content, dict) else None
    named = {_first(one) for one in lanes} if isinstance(lanes, list) else set()
    return File if named <= set(Lane.model_fields) else full_shape()


def full_shape() -> type[File]:
    """The shape with every strategy there is on this machine."""
    known = plugins.found()
    return _shape(tuple(known.values())) if known else File


def wished_letters(lanes: Iterable[Lane]) -> dict[str, str]:
    """The letters that strategies wish for; those of plug-ins only where one is there."""
    letters = {spec.name: spec.letter for spec in REGISTRY.values()}
    if any(set(type(lane).model_fields) - set(Lane.model_fields) for lane in lanes):
        letters |= {name: plugin.letter for name, plugin in plugins.usable().items() if name not in letters}
    return letters


def _first(lane: Any) -> Any:
    return next(iter(lane), "") if isinstance(lane, dict) else lane if isinstance(lane, str) else ""


@cache
def _shape(known: tuple[Plugin, ...]) -> type[File]:
    fields: dict[str, Any] = {
        plugin.name: (_settings(plugin) | None, None) for plugin in known if plugin.name not in REGISTRY
    }

    class Base(Lane):
        model_config = ConfigDict(json_schema_extra=alternatives({"enum": [*Lane.model_fields, *fields]}))

    lane: Any = create_model("Lane", __base__=Base, **fields)
    lanes: Any = (Annotated[list[lane], Field(min_length=1, max_length=12)] | None, None)
    return create_model("File", __base__=File, __doc__=File.__doc__, lanes=lanes)


def _settings(plugin: Plugin) -> Any:
    """The model of a plug-in's lane; one that cannot race refuses every setting with the reason."""
    if plugin.problem:

        def refuse(value: Any) -> Any:
            raise Flaw(plugin.problem, "its name cannot be used here until then")

        return Annotated[EngineSettings, BeforeValidator(refuse)]
    fields: dict[str, Any] = {
        key: (Annotated[Any, BeforeValidator(_like(key, default))], default)
        for key, default in plugin.options.items()
        if key not in EngineSettings.model_fields
    }

    class Settings(EngineSettings):
        @classmethod
        def options(cls) -> set[str]:
            return set(fields)

    doc = f"Settings of {plugin.name}: {plugin.summary}." if plugin.summary else None
    return create_model(f"{plugin.name.title()}Settings", __base__=Settings, __doc__=doc, **fields)


def _like(key: str, default: Any) -> Any:
    def judged(value: Any) -> Any:
        kinds: Mapping[type, tuple[type, ...]] = {
            bool: (bool,),
            int: (int,),
            float: (int, float),
            str: (str,),
        }
        wanted = kinds.get(type(default))
        wrong_bool = isinstance(value, bool) and not isinstance(default, bool)
        if wanted and (wrong_bool or not isinstance(value, wanted)):
            raise Flaw(f"{key} cannot be {shown(value)}", f"its default is {shown(default)}")
        return value

    return judged
