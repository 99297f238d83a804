"""Judges a workload: is it there, does it have these settings, are its items possible."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gilrace import workloads
from gilrace.scenario import functions
from gilrace.scenario.model import MOST_ITEMS, Items, Lane, Workload
from gilrace.scenario.problem import Flaw, nearest, shown
from gilrace.scenario.spec import ItemsSpec, Server, WorkloadSpec

if TYPE_CHECKING:
    from gilrace.lane.work import Workload as BuiltIn
    from gilrace.scenario.judging import Findings

_HERE = "workload"


def judged(written: Workload, findings: Findings) -> WorkloadSpec:
    """The workload without its stages, with what is wrong noted."""
    staged = written.stages is not None
    if not staged and not written.use:
        findings.add((_HERE,), Flaw("use is missing", "name what is raced, as in use: primes"))
    return WorkloadSpec(
        use="" if staged or not written.use else use_of(written, findings)[0],
        async_=written.async_,
        items=_items(written.items, findings),
        settings=written.settings,
        server=_server(written),
        url=written.url,
    )


def use_of(written: Workload, findings: Findings, here: tuple[str | int, ...] = (_HERE,)) -> tuple[str, bool]:
    """What is used, as the registry has it, and whether it can be told a ``url``."""
    if ":" in (written.use or ""):
        return written.use or "", _own(written, findings, here)
    name = _built_in(written, findings, here)
    return name, name in workloads.REGISTRY and workloads.load_spec(name).server


def lane_settings(written: Workload, lane: Lane, where: tuple[str | int, ...], findings: Findings) -> None:
    """Judge the settings that differ in one lane; a workload that is not known has been told already."""
    for strategy in type(lane).model_fields:
        given = getattr(getattr(lane, strategy), "settings", None)
        use = written.use or ""
        if given and ":" in use:
            _known_to(given, use, (*where, strategy, "settings"), findings)
        elif given and use.replace("-", "_") in workloads.REGISTRY:
            spec = workloads.load_spec(use.replace("-", "_"))
            _settings(given, spec, (*where, strategy, "settings"), findings)


def _known_to(given: Mapping[str, Any], use: str, where: tuple[str | int, ...], findings: Findings) -> None:
    try:
        known = functions.locate(use, findings.path.parent).parameters
    except Flaw:
        return
    for key in given if known is not None else ():
        if key not in (known or ()):
            flaw = Flaw(f"{use} has no parameter {shown(key)}", nearest(key, known or ()) or "remove it")
            findings.add((*where, key), flaw, key=True)


def _server(written: Workload) -> Server | None:
    server = written.server
    if server is None:
        return None
    return Server(server.delay, server.jitter, server.error_rate, server.size, server.engine)


def _own(written: Workload, findings: Findings, here: tuple[str | int, ...]) -> bool:
    folder = findings.path.parent
    found = findings.attempt((*here, "use"), functions.locate, written.use or "", folder)
    if written.async_:
        findings.attempt((*here, "async"), functions.locate, written.async_, folder)
    _known_to(written.settings, written.use or "", (*here, "settings"), findings)
    if found is None or found.parameters is None:
        return True
    _parameters(written, found.parameters, findings)
    return "url" in found.parameters


def _parameters(written: Workload, known: tuple[str, ...], findings: Findings) -> None:
    for key in ("server", "url"):
        if getattr(written, key) is not None and "url" not in known:
            flaw = Flaw(f"{written.use} has no parameter 'url' to be told the address", "give it one")
            findings.add((_HERE, key), flaw, key=True)


def _built_in(written: Workload, findings: Findings, here: tuple[str | int, ...]) -> str:
    """The name as the registry has it: ``sum-squares`` is ``sum_squares``."""
    name = (written.use or "").replace("-", "_")
    if name not in workloads.REGISTRY:
        findings.add((*here, "use"), _unknown(written.use or ""))
        return name
    if written.async_:
        flaw = Flaw(f"{name} brings its own awaitable twin", "remove async, or name your function in use")
        findings.add((*here, "async"), flaw, key=True)
    spec = workloads.load_spec(name)
    _settings(written.settings, spec, (*here, "settings"), findings)
    for key in ("server", "url"):
        if getattr(written, key) is not None and not spec.server:
            findings.add((_HERE, key), Flaw(f"{name} asks no server", f"remove {key}"), key=True)
    return name


def _unknown(use: str) -> Flaw:
    if use.endswith(".py") or "/" in use:
        return Flaw(f"{shown(use)} names no function", "add it after a colon: ./file.py:function")
    hint = f'{nearest(use, workloads.REGISTRY)}; your own is written "./file.py:function"'
    return Flaw(f"there is no built-in workload {shown(use)}", hint)


def _settings(
    settings: Mapping[str, Any], spec: BuiltIn, inside: tuple[str | int, ...], findings: Findings
) -> None:
    for key, value in settings.items():
        where = (*inside, key)
        if key not in spec.settings:
            hint = nearest(key, spec.settings) or "remove it"
            findings.add(where, Flaw(f"{spec.name} has no setting {shown(key)}", hint), key=True)
        elif not _fits(value, spec.settings[key]):
            default = spec.settings[key]
            findings.add(where, Flaw(f"{key} cannot be {shown(value)}", f"its default is {shown(default)}"))


def _fits(value: object, default: object) -> bool:
    """Whether a value is of the default's kind, loosely: a whole number is a number, None says nothing."""
    if default is None:
        return True
    if isinstance(default, bool) or isinstance(value, bool):
        return isinstance(default, bool) and isinstance(value, bool)
    if isinstance(default, float):
        return isinstance(value, (int, float))
    if isinstance(default, (list, tuple)):
        return isinstance(value, list)
    return isinstance(value, type(default))


def _items(written: Items | None, findings: Findings) -> ItemsSpec | None:
    if written is None:
        return None
    where, folder = (_HERE, "items"), findings.path.parent
    if written.range is not None:
        findings.attempt((*where, "range"), _counted, written.range)
    if written.glob is not None:
        findings.attempt((*where, "glob"), _matching, written.glob, folder)
    if written.call is not None:
        findings.attempt((*where, "call"), functions.locate, written.call, folder)
    return ItemsSpec(
        count=written.count,
        list=tuple(written.list_) if written.list_ is not None else None,
        range=tuple(written.range) if written.range is not None else None,
        glob=written.glob,
        call=written.call,
    )


def _counted(numbers: list[int]) -> None:
    try:
        items = range(*numbers)
        count = max(0, (items.stop - items.start + items.step - (1 if items.step > 0 else -1)) // items.step)
    except ValueError:
        raise Flaw("a range with step 0 never ends", "write [start, stop, step] with another step") from None
    if not count:
        raise Flaw("this range is empty", "write [start, stop] or [start, stop, step], stop excluded")
    if count > MOST_ITEMS:
        raise Flaw(f"{count} items are too many", f"write a range of at most {MOST_ITEMS}")


def _matching(pattern: str, folder: Path) -> None:
    try:
        found = next(
            (path for path in itertools.islice(folder.glob(pattern), 100_000) if path.is_file()), None
        )
    except (NotImplementedError, ValueError, IndexError, OSError) as error:
        hint = "write a pattern relative to this file, as in data/*.txt"
        raise Flaw(f"{shown(pattern)} is no pattern: {error}", hint) from None
    if found is None:
        raise Flaw(f"no file matches {shown(pattern)}", f"looked in {folder.resolve()}")
