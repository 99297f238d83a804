"""Key derivation: C code that gives the GIL up for as long as it computes."""

from __future__ import annotations

import hashlib

from gilrace.lane.work import Workload

SPEC = Workload(
    name="hashing",
    summary="Derive keys with PBKDF2-SHA256, in C without the GIL.",
    kind="cpu",
    settings={"rounds": 10_000},
    default_items=240,
)


def call(item: int, rounds: int = 10_000) -> str:
    """The key derived from the item in ``rounds`` rounds, in hexadecimal."""
    return hashlib.pbkdf2_hmac("sha256", b"item %d" % item, b"gilrace", rounds).hex()
