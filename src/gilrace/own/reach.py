"""What a scenario file reaches for beyond built-in work: code, programs, other machines, files."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.machinery import PathFinder
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from gilrace.scenario import built_in
from gilrace.strategies import REGISTRY, plugins

if TYPE_CHECKING:
    from gilrace.scenario import Scenario, WorkloadSpec
    from gilrace.scenario.stage import StageSpec

USUAL_PYTHON = re.compile(r"(?:python)?3(?:\.\d{1,2}){0,2}t?|python")
WRITTEN = frozenset({"picture"})  # settings of built-in work that name a file to write
PREPARED = frozenset({"memory", "port", "key", "source"})  # set by the work itself, never by people
READ = frozenset({"folder"})


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing a scenario does: ``what`` as in "runs ./mine.py:work", ``file`` the code it names.

    ``harmless`` deeds only read.
    """

    what: str
    file: Path | None = None
    harmless: bool = False


def is_shipped(path: Path) -> bool:
    """Whether a file came with gilrace, wherever a link to it lies."""
    return path.resolve().is_relative_to(built_in().resolve())


def deeds(scenario: Scenario) -> tuple[Deed, ...]:
    """Everything beyond built-in work; nothing for a scenario that came with gilrace."""
    return () if is_shipped(scenario.path) else tuple(dict.fromkeys(_deeds(scenario)))


def interpreters(scenario: Scenario) -> Iterator[Deed]:
    """Programs that are started as interpreters: paths, and commands that are not called like a Python."""
    named = [lane.python for lane in scenario.lanes]
    if scenario.demo is not None:
        named.append(scenario.demo.python)
    for python in named:
        if python and not USUAL_PYTHON.fullmatch(python):
            yield Deed(f"starts {python}")


def _deeds(scenario: Scenario) -> Iterator[Deed]:
    folder = scenario.path.resolve().parent
    if scenario.demo is not None and scenario.demo.use.endswith(".py"):
        yield _code(f"{scenario.demo.use}:demo", scenario.path.parent)
    yield from (_code(place, folder) for place in _places(scenario))
    yield from interpreters(scenario)
    yield from _engines(scenario)
    yield from _settings(scenario)
    yield from _items(scenario, folder)


def _engines(scenario: Scenario) -> Iterator[Deed]:
    """Strategies that others give, and clusters that work is sent to."""
    for lane in scenario.lanes:
        plugin = None if lane.strategy in REGISTRY else plugins.found().get(lane.strategy)
        if plugin is not None and plugin.distribution.partition(" ")[0] != "gilrace":
            yield Deed(f"runs the strategy {lane.strategy} of {plugin.distribution}")
        if scheduler := lane.options.get("scheduler"):
            yield Deed(f"sends its work to the cluster at {scheduler}")


def _places(scenario: Scenario) -> Iterator[str]:
    """Functions as the file names them: ``./file.py:function``, ``module:function``."""
    work = scenario.workload
    if work is not None:
        parts: tuple[WorkloadSpec | StageSpec, ...] = (work, *work.stages)
        yield from (place for one in parts for place in (one.use, one.async_) if place and ":" in place)
        if work.items is not None and work.items.call:
            yield work.items.call


def _code(place: str, folder: Path) -> Deed:
    where = place.rpartition(":")[0]
    if where.endswith(".py"):
        return Deed(f"runs {place}", folder / where)
    found = PathFinder.find_spec(where.split(".")[0], [str(folder)])
    origin = found.origin if found is not None else None
    return Deed(f"runs {place}", Path(origin) if origin else None)


def _settings(scenario: Scenario) -> Iterator[Deed]:
    work = scenario.workload
    if work is None:
        return
    if work.url and not _is_loopback(work.url):
        yield Deed(f"sends requests to {work.url}")
    for settings in (work.settings, *(lane.settings for lane in scenario.lanes)):
        yield from _setting_deeds(settings, own=":" in work.use)
    for stage in work.stages:
        yield from _setting_deeds(stage.settings, own=":" in stage.use)


def _setting_deeds(settings: Mapping[str, Any], own: bool) -> Iterator[Deed]:
    for key, value in settings.items():
        if key == "url" and value and not _is_loopback(str(value)):
            yield Deed(f"sends requests to {value}")
        elif key in WRITTEN and value and not own:
            yield Deed(f"writes {value}")
        elif key in PREPARED and value and not own:
            yield Deed(f"uses {key} {value}")
        elif key in READ and value and not own:
            yield Deed(f"reads {value}", harmless=True)


def _items(scenario: Scenario, folder: Path) -> Iterator[Deed]:
    """Files that built-in work is told to read, where they are not beside the scenario."""
    items = scenario.workload.items if scenario.workload else None
    if items is None:
        return
    if items.glob is not None and any(
        _outside(folder, path) for path in (Path(items.glob), *_found(items.glob, folder))
    ):
        yield Deed(f"reads {items.glob}", harmless=True)
    for item in items.list or ():
        if isinstance(item, str) and ("/" in item or "\\" in item) and _outside(folder, Path(item)):
            yield Deed(f"reads {item}", harmless=True)


def _found(glob: str, folder: Path) -> list[Path]:
    try:
        return [path for path, _ in zip(folder.glob(glob), range(10_000), strict=False)]
    except (OSError, ValueError, NotImplementedError):
        return [Path("/")]


def _outside(folder: Path, path: Path) -> bool:
    return not (folder / path).resolve().is_relative_to(folder)


def _is_loopback(url: str) -> bool:
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
