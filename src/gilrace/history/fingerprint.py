"""Which races may be compared: those of one machine under one Python, and of one scenario file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gilrace.race.events import RaceOpened

SAME = ("cpu_model", "machine", "system", "cores", "usable_cores", "virtual", "python", "implementation")


def machine_fingerprint(machine: Mapping[str, Any]) -> str:
    """Twelve hex digits; the same for machines that look the same to a race."""
    return _digest({key: machine.get(key) for key in SAME})[:12]


def machine_words(machine: Mapping[str, Any]) -> str:
    """``AMD EPYC, 2 cores, Python 3.11.7``."""
    cores = machine.get("usable_cores") or machine.get("cores")
    parts = (
        machine.get("cpu_model"),
        f"{cores} core{'' if cores == 1 else 's'}" if cores else "",
        f"Python {machine['python']}" if machine.get("python") else "",
    )
    return ", ".join(str(part) for part in parts if part)


def scenario_digest(opened: RaceOpened, path: Path | None) -> str:
    """SHA-256 of the file; where it cannot be read, of the scenario as the recording has it."""
    if path is not None:
        try:
            return hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError:
            pass
    return _digest(opened.scenario)


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()
