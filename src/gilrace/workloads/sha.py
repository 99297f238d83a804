"""SHA-256 of small or large pieces: hashlib gives the GIL up only for pieces over 2 047 bytes."""

from __future__ import annotations

import hashlib

from gilrace.lane.work import Workload

SPEC = Workload(
    name="sha",
    summary="Hash one piece of data again and again, in C.",
    kind="cpu",
    settings={"piece_bytes": 65_536, "times": 40},
    default_items=200,
)


def call(item: int, piece_bytes: int = 65_536, times: int = 40) -> str:
    """The digest of the item's piece, fed ``times`` times to one SHA-256, in hexadecimal."""
    piece = (b"%d " % item) * (piece_bytes // 4 + 1)
    piece = piece[:piece_bytes]
    state = hashlib.sha256()
    for _ in range(times):
        state.update(piece)
    return state.hexdigest()
