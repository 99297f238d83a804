"""The checks of `gilrace doctor`, in the order they are shown. None of them may stop the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gilrace.meters import check_machine, check_python, check_seeing
from gilrace.meters.finding import BAD, Finding, warn

if TYPE_CHECKING:
    from gilrace.meters.terminal import Stream


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a check looks at."""

    env: Mapping[str, str]
    streams: Sequence[Stream | None]  # stdin, stdout, stderr
    root: Path = Path("/")  # where /proc, /sys and /dev are looked for


Check = Callable[[Surroundings], Finding]

CHECKS: dict[str, Check] = {
    "python": lambda s: check_python.python(),
    "packages": lambda s: check_python.packages(),
    "extras": lambda s: check_python.extras(),
    "interpreters": lambda s: check_python.interpreters_here(s.env),
    "processes": lambda s: check_python.start_methods(),
    "cores": lambda s: check_machine.cores(s.root),
    "memory": lambda s: check_machine.memory(s.root),
    "clock": lambda s: check_machine.clock(),
    "limits": lambda s: check_machine.limits_of_user(),
    "shared memory": lambda s: check_machine.shared_memory(s.root),
    "scratch": lambda s: check_machine.scratch(),
    "noise": lambda s: check_seeing.noise(s.root),
    "gil wait": lambda s: check_seeing.gil_wait(s.root),
    "terminal": lambda s: check_seeing.screen(s.env, s.streams),
}


def findings(surroundings: Surroundings, checks: Mapping[str, Check] = CHECKS) -> Iterator[Finding]:
    """Every check's finding, one by one as they are made. A check that fails is a finding too."""
    for name, check in checks.items():
        try:
            yield check(surroundings)
        except Exception as error:  # noqa: BLE001 - an odd machine is what a doctor is for
            yield warn(name, f"could not be looked at: {type(error).__name__}: {error}")


def can_race(made: Sequence[Finding]) -> bool:
    """Whether races can be run here at all."""
    return all(finding.level != BAD for finding in made)
