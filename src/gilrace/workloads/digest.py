"""Digesting bytes, in pure Python and in C: the computing stage of a pipeline."""

from __future__ import annotations

import hashlib

from gilrace.lane.work import Workload
from gilrace.workloads.download_digest import digest_of

SPEC = Workload(
    name="digest",
    summary="Digest bytes in pure Python and C.",
    kind="cpu",
    settings={"passes": 40, "rounds": 100},
    default_items=100,
)

LENGTH = 2_000


def items(count: int) -> list[bytes]:
    """Bodies to digest, where no stage before makes any."""
    return [hashlib.shake_128(b"body %d" % number).digest(LENGTH) for number in range(count)]


def call(item: bytes, passes: int = 40, rounds: int = 100) -> tuple[int, str]:
    """A checksum in pure Python (``passes`` over the bytes) and a key derived in C (``rounds``).

    Raises TypeError for what is no bytes.
    """
    if not isinstance(item, bytes):
        raise TypeError(f"digest works on bytes, not on {type(item).__name__}")
    return digest_of(item, passes, rounds)
