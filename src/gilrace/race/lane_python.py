"""Which interpreter a lane runs on, and whether with a GIL: decided, or refused with advice, beforehand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gilrace.errors import MachineError
from gilrace.meters import interpreters
from gilrace.strategies import REGISTRY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gilrace.meters.interpreters import Interpreter
    from gilrace.scenario import LaneSpec

SWITCH = {"on": "1", "off": "0"}  # of ``-X gil`` and PYTHON_GIL


@dataclass(frozen=True, slots=True)
class LanePython:
    """What a lane's host is started with."""

    executable: str
    gil: str = ""  # "1" | "0" | "" = as the interpreter would have it


def lane_python(lane: LaneSpec, env: Mapping[str, str] | None = None) -> LanePython:
    """The interpreter for this lane. Raises MachineError with what to do when there is none that fits.

    PYTHON_GIL in ``env`` counts for lanes that say nothing, where the build has a choice.
    """
    found = interpreters.probe(lane.python or None, env=env)
    spec = REGISTRY.get(lane.strategy)
    if spec is not None and found.version_info < spec.oldest:
        oldest = ".".join(str(part) for part in spec.oldest)
        raise MachineError(
            f"{lane.strategy} need Python {oldest} or newer, and this lane runs on {found.version}",
            advice=f'give the lane such a Python: `python: "{oldest}"`; `gilrace doctor` lists those here',
        )
    return LanePython(str(found.executable), _switch(lane, found, env))


def _switch(lane: LaneSpec, found: Interpreter, env: Mapping[str, str] | None) -> str:
    if not found.free_threaded:
        if lane.gil == "off":
            raise MachineError(
                f"Python {found.version} ({found.executable}) has a GIL that cannot be switched off",
                advice='name a free-threaded build: `python: "3.13t"`',
            )
        return ""
    if lane.gil is not None:
        return SWITCH[lane.gil]
    return interpreters.gil_wish(found, env)
