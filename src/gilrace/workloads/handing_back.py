"""Getting data back from processes: as results, through a manager's list, or through shared memory.

After the clock has stopped the lane host looks whether every part has arrived whole, whichever way it took.
To fetch the parts from a manager comes on top and is not counted.
"""

from __future__ import annotations

import hashlib
import mmap
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from gilrace.errors import LaneError
from gilrace.lane.work import Workload

SPEC = Workload(
    name="handing_back",
    summary="Hand data back from workers: returned, by a manager's list, or by shared memory.",
    kind="cpu",
    settings={"how": "return", "kilobytes": 256, "memory": "", "port": 0, "key": ""},
    default_items=200,
)

_parts: Any = None


def call(
    item: int, how: str = "return", kilobytes: int = 256, memory: str = "", port: int = 0, key: str = ""
) -> Any:
    """Make the item's part and hand it over in the way ``how`` names; the part itself, or its number.

    Raises KeyError for a way that is not in `WAYS`.
    """
    return WAYS[how](item, part_of(item, kilobytes), memory)


def part_of(item: int, kilobytes: int) -> bytes:
    """The data of an item."""
    return hashlib.shake_128(b"part %d" % item).digest(kilobytes * 1024)


def _return(item: int, part: bytes, memory: str) -> Any:
    return item, part


def _append(item: int, part: bytes, memory: str) -> Any:
    _parts.append((item, part))
    return item


def _store(item: int, part: bytes, memory: str) -> Any:
    """Into memory that all processes have mapped."""
    with open(memory, "r+b") as file, mmap.mmap(file.fileno(), 0) as shared:
        shared[item * len(part) : (item + 1) * len(part)] = part
    return item


WAYS: dict[str, Callable[[int, bytes, str], Any]] = {
    "return": _return,
    "manager": _append,
    "shared_memory": _store,
}


def setup(how: str = "return", kilobytes: int = 256, memory: str = "", port: int = 0, key: str = "") -> None:
    """Reach the manager's list, where it is used."""
    global _parts  # noqa: PLW0603 - a worker has one proxy
    if how == "manager":
        from gilrace.workloads.shared_list import reached

        _parts = reached(port, key)


@contextmanager
def prepare(
    scratch: Path, items: int | Sequence[object], settings: Mapping[str, Any], server: object
) -> Iterator[dict[str, Any]]:
    """Make the memory to share and start the manager. Raises MachineError."""
    from gilrace.workloads.shared_list import served

    count = items if isinstance(items, int) else len(items)
    memory = scratch / "memory"
    with ExitStack() as stack:
        with memory.open("wb") as file:
            file.truncate(max(count * int(settings["kilobytes"]) * 1024, 1))
        stack.callback(memory.unlink, missing_ok=True)
        yield {"memory": str(memory), **stack.enter_context(served())}


def finish(results: Sequence[Any], settings: Mapping[str, Any]) -> None:
    """Replace every result by its part's number and CRC-32, wherever the part is. Raises LaneError."""
    arrived = ARRIVED[settings["how"]](results, settings)
    for place, part in enumerate(arrived):
        if part != part_of(place, settings["kilobytes"]):
            raise LaneError(f"the part of item {place} did not arrive as it was made")
    assert isinstance(results, list)
    results[:] = [(place, zlib.crc32(part)) for place, part in enumerate(arrived)]


def _returned(results: Sequence[Any], settings: Mapping[str, Any]) -> list[bytes]:
    return [part for _, part in results]


def _appended(results: Sequence[Any], settings: Mapping[str, Any]) -> list[bytes]:
    from gilrace.workloads.shared_list import reached

    parts = reached(settings["port"], settings["key"])
    arrived = dict(parts.copy())
    parts.clear()
    return [arrived.get(place, b"") for place in range(len(results))]


def _stored(results: Sequence[Any], settings: Mapping[str, Any]) -> list[bytes]:
    """Out of the memory, which is wiped for the next heat."""
    size = int(settings["kilobytes"]) * 1024
    path = Path(settings["memory"])
    content = path.read_bytes()
    with path.open("r+b") as file:
        file.truncate(0)
        file.truncate(len(content))
    return [content[place * size : (place + 1) * size] for place in range(len(results))]


ARRIVED: dict[str, Callable[[Sequence[Any], Mapping[str, Any]], list[bytes]]] = {
    "return": _returned,
    "manager": _appended,
    "shared_memory": _stored,
}
