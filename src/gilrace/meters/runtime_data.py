"""Where a Python process keeps its runtime's own data: there lies the GIL, and no lock of a user's.

The GIL is a mutex and a condition inside the runtime's static data (CPython: ``_PyRuntime``), so it lies in
the writable segments of the python binary or of libpython. Locks of user code are allocated: heap, anonymous
memory or, shared between processes, a mapping.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PT_LOAD, PF_W = 1, 2
PAGE = 4096


class Mapping(NamedTuple):
    """One line of /proc/PID/maps that shows a file."""

    start: int
    end: int
    writable: bool
    offset: int
    path: str


Ranges = tuple[tuple[int, int], ...]


def runtime_ranges(folder: str) -> Ranges:
    """Address ranges of the runtime's static data in the process of a /proc/PID folder.

    Raises `OSError` when the process is gone or may not be looked into.
    """
    exe = str(Path(folder, "exe").readlink())
    with open(f"{folder}/maps", encoding="utf-8", errors="replace") as maps:
        mapped = [m for m in _mappings(maps) if _is_runtime(m.path, exe)]
    found: list[tuple[int, int]] = []
    for path in dict.fromkeys(m.path for m in mapped):
        found += _data_of(path, [m for m in mapped if m.path == path])
    return tuple(found)


def _is_runtime(path: str, exe: str) -> bool:
    return path == exe or os.path.basename(path).startswith("libpython")  # noqa: PTH119 - runs per mapping


def _mappings(lines: Iterator[str] | list[str]) -> Iterator[Mapping]:
    for line in lines:
        parts = line.split(maxsplit=5)
        if len(parts) == 6:
            start, end = (int(x, 16) for x in parts[0].split("-"))
            yield Mapping(start, end, "w" in parts[1], int(parts[2], 16), parts[5].rstrip("\n"))


def _data_of(path: str, mapped: list[Mapping]) -> list[tuple[int, int]]:
    """From the file's program headers, which also cover zero-filled data; else what the map itself shows."""
    segments = writable_segments(Path(path))
    base = next((m.start for m in mapped if m.offset == 0), None)
    if not segments or base is None:
        return [(m.start, m.end) for m in mapped if m.writable]
    loaded, writable = segments
    first = min(address for address, _ in loaded)
    bias = base - first // PAGE * PAGE
    return [(bias + address, bias + address + size) for address, size in writable]


def writable_segments(path: Path) -> tuple[list[tuple[int, int]], list[tuple[int, int]]] | None:
    """(address, size) of a 64-bit ELF file's loaded segments and of the writable ones; else None."""
    try:
        with path.open("rb") as file:
            head = file.read(64)
            if head[:5] != b"\x7fELF\x02":
                return None
            order = "<" if head[5] == 1 else ">"
            (offset,) = struct.unpack_from(order + "Q", head, 32)
            size, count = struct.unpack_from(order + "HH", head, 54)
            file.seek(offset)
            table = file.read(size * count)
    except (OSError, struct.error):
        return None
    headers = [struct.unpack_from(order + "IIQQQQQQ", table, index * size) for index in range(count)]
    loaded = [h for h in headers if h[0] == PT_LOAD]
    return [(h[3], h[6]) for h in loaded], [(h[3], h[6]) for h in loaded if h[1] & PF_W]
