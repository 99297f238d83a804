"""Whether the machine of a race had what its expectations need."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from gilrace.analysis.reading import cores, measured

if TYPE_CHECKING:
    from gilrace.race.state import RaceState
    from gilrace.scenario.expect import Needs

_VERSION = re.compile(r"(?P<op>>=|==|>|<=|<)?\s*(?:python)?(?P<major>\d+)(?:\.(?P<minor>\d+))?(?P<free>t?)")


def unmet(needs: Needs, state: RaceState) -> str:
    """Why these needs are not met, in a sentence; empty when they are.

    Cores and interpreters are those of the recording. Packages are looked for on this machine unless
    the recording lists them.
    """
    return next(_lacks(needs, state), "")


def unmet_here(needs: Needs, there: int, pythons: Iterable[tuple[str, bool]]) -> str:
    """The same for what was run on this machine: usable cores, and (version, has a GIL) of what ran."""
    asked = _VERSION.fullmatch(needs.python.strip()) if needs.python else None
    if needs.cores and there < needs.cores:
        return f"needs {needs.cores} cores, here are {there}"
    if needs.python and not (asked and any(_fits(asked, *known) for known in pythons if known[0])):
        return f"needs Python {needs.python}, it did not run under that"
    missing = [name for name in needs.packages if importlib.util.find_spec(name.partition(".")[0]) is None]
    return f"needs {', '.join(missing)}, not installed here" if missing else ""


def _lacks(needs: Needs, state: RaceState) -> Iterator[str]:
    there = cores(state)
    if needs.cores and there < needs.cores:
        yield f"needs {needs.cores} cores, this race had {there or 'an unknown number'}"
    physical = state.opened.machine.get("physical_cores") if state.opened else None
    if needs.cores and isinstance(physical, int) and 0 < physical < needs.cores:
        yield f"needs {needs.cores} cores, this race's {there} are hardware threads of {physical}"
    if needs.python and not _has_python(needs.python, state):
        yield f"needs Python {needs.python}, no lane ran under it"
    if needs.gil is not None and any(gil is not needs.gil for gil in _own_gils(state)):
        yield f"needs a Python {'with' if needs.gil else 'without'} a GIL, which this race had not"
    files = state.opened.machine.get("files") if state.opened else None
    if needs.files and isinstance(files, int) and 0 <= files < needs.files:
        yield f"needs {needs.files} open files, a process may have {files} here: see ulimit -Hn"
    missing = [name for name in needs.packages if not _has_package(name, state)]
    if missing:
        yield f"needs {', '.join(missing)}, not installed here"


def _has_python(wanted: str, state: RaceState) -> bool:
    if any(lane.info.python == wanted and measured(lane) for lane in state.lanes):
        return True
    asked = _VERSION.fullmatch(wanted.strip())
    return asked is not None and any(_fits(asked, *known) for known in _pythons(state))


def _pythons(state: RaceState) -> Iterator[tuple[str, bool]]:
    """Version and whether it has a GIL, of every interpreter that ran."""
    for lane in state.lanes:
        for heat in measured(lane):
            yield heat.python, heat.gil


def _own_gils(state: RaceState) -> Iterator[bool]:
    """Whether there was a GIL, in every heat of the lanes that name no interpreter, or else of all lanes."""
    nameless = [lane for lane in state.lanes if not lane.info.python]
    return (heat.gil for lane in nameless or state.lanes for heat in measured(lane))


def _fits(asked: re.Match[str], version: str, gil: bool) -> bool:
    found = tuple(int(part) for part in re.findall(r"\d+", version)[:2])
    limit = tuple(int(part) for part in (asked["major"], asked["minor"]) if part)
    if not found or (asked["free"] and gil):
        return False
    found = found[: len(limit)]
    op = asked["op"] or (">=" if not asked["free"] else "==")
    return {
        ">=": found >= limit,
        ">": found > limit,
        "==": found == limit,
        "<=": found <= limit,
        "<": found < limit,
    }[op]


def _has_package(name: str, state: RaceState) -> bool:
    listed = state.opened.machine.get("packages") if state.opened else None
    if listed is not None:
        return name in listed
    return importlib.util.find_spec(name.partition(".")[0]) is not None
