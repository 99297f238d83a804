"""Which cores are two hardware threads of one: SMT siblings share what computes and gain less than two."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from gilrace.meters.proc_file import text_of

CPUS = "sys/devices/system/cpu"
NAMES = ("core_cpus_list", "thread_siblings_list")  # the same under its new and its old name


def siblings(root: Path = Path("/")) -> tuple[tuple[int, ...], ...]:
    """Groups of two and more cores of one physical core, as Linux numbers them; empty where it tells none."""
    found: set[tuple[int, ...]] = set()
    for folder in (root / CPUS).glob("cpu[0-9]*/topology"):
        text = next((text for name in NAMES if (text := text_of(folder / name))), "")
        members = tuple(sorted(numbers(text)))
        if len(members) > 1:
            found.add(members)
    return tuple(sorted(found))


def physical(cores: Collection[int], groups: Collection[tuple[int, ...]]) -> int:
    """How many physical cores these are."""
    group_of = {core: group for group in groups for core in group}
    return len({group_of.get(core, (core,)) for core in cores})


def numbers(text: str) -> list[int]:
    """The cores of a list such as ``0-3,8``; none where it cannot be read."""
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        if not first.isdigit() or (last and not last.isdigit()):
            return []
        found += range(int(first), int(last or first) + 1)
    return found
