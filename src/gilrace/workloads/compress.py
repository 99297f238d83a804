"""Compression: C code that gives the GIL up for each block it works on."""

from __future__ import annotations

import hashlib
import zlib

from gilrace.lane.work import Workload

SPEC = Workload(
    name="compress",
    summary="Compress and expand data with zlib, in C without the GIL.",
    kind="cpu",
    settings={"kilobytes": 128, "level": 6},
    default_items=240,
)

ALPHABET = bytes(b"etaoin shrdlucmf"[value % 16] for value in range(256))


def call(item: int, kilobytes: int = 128, level: int = 6) -> tuple[int, int]:
    """Size and CRC-32 of the item's data after a round trip.

    Not of the compressed bytes: they differ between builds of zlib.
    """
    back = zlib.decompress(zlib.compress(data_of(item, kilobytes * 1024), level))
    return len(back), zlib.crc32(back)


def data_of(item: int, size: int) -> bytes:
    """``size`` bytes that belong to the item: random letters of 4 bits each."""
    return hashlib.shake_128(b"item %d" % item).digest(size).translate(ALPHABET)
