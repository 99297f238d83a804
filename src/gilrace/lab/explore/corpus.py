"""Failing schedules kept in a file, to be tried first next time.

One JSON object: for each demo, guard and model the schedules that failed, the newest first.
"""

from __future__ import annotations

import json
from pathlib import Path

from gilrace.errors import InputError

KEPT = 20  # schedules for each demo, guard and model


def beside(file: str) -> Path:
    """Where the corpus of a demo's or scenario's file is kept: next to it."""
    path = Path(file)
    return path.with_name(f"{path.stem}.schedules.json")


class Corpus:
    """The schedules in one file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def schedules(self, demo: str, guard: str = "", model: str = "free") -> tuple[str, ...]:
        """What failed before. Raises `InputError` when the file is no corpus."""
        return tuple(self._read().get(_key(demo, guard, model), ()))

    def remember(self, demo: str, guard: str, model: str, schedules: tuple[str, ...]) -> None:
        """Put these first; writes the file whole or not at all."""
        kept = self._read()
        key = _key(demo, guard, model)
        kept[key] = list(dict.fromkeys((*schedules, *kept.get(key, ()))))[:KEPT]
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        fresh.replace(self.path)

    def _read(self) -> dict[str, list[str]]:
        if not self.path.exists():
            return {}
        try:
            kept = json.loads(self.path.read_text(encoding="utf-8"))
            return {str(key): [str(one) for one in schedules] for key, schedules in kept.items()}
        except (OSError, ValueError, AttributeError, TypeError) as error:
            raise InputError(
                f"{self.path} holds no schedules", advice="delete the file: it is made again"
            ) from error


def _key(demo: str, guard: str, model: str) -> str:
    return f"{demo} {guard or 'unguarded'} {model}"
