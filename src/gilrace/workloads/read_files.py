"""Reading files: waiting on a disk in the textbook, copying from the system's cache on most machines."""

from __future__ import annotations

import hashlib
import shutil
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gilrace.lane.work import Workload

SPEC = Workload(
    name="read_files",
    summary="Read files whole and sum them up with a CRC, in C.",
    kind="io",
    settings={"folder": "", "kilobytes": 256},
    default_items=200,
)


def call(item: int | str, folder: str = "", kilobytes: int = 256) -> tuple[int, int]:
    """Size and CRC-32 of a file: a path, or its number in the generated ``folder``. Raises OSError."""
    path = Path(folder, f"{item}.bin") if isinstance(item, int) else Path(item)
    content = path.read_bytes()
    return len(content), zlib.crc32(content)


async def acall(item: int | str, folder: str = "", kilobytes: int = 256) -> tuple[int, int]:
    """The same in a thread of the loop's: there is no other way to await a file."""
    import asyncio

    return await asyncio.to_thread(call, item, folder, kilobytes)


@contextmanager
def prepare(
    scratch: Path, items: int | Sequence[object], settings: Mapping[str, Any], server: object
) -> Iterator[dict[str, Any]]:
    """Write a file for each item that is a number, unless the settings name a ``folder``."""
    if settings.get("folder"):
        yield {}
        return
    folder = scratch / "files"
    folder.mkdir()
    size = int(settings["kilobytes"]) * 1024
    for item in range(items) if isinstance(items, int) else items:
        if isinstance(item, int):
            (folder / f"{item}.bin").write_bytes(hashlib.shake_128(b"file %d" % item).digest(size))
    try:
        yield {"folder": str(folder)}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
