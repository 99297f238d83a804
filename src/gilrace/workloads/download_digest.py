"""Download, then digest: each item waits for the network first and for the interpreter after."""

from __future__ import annotations

import hashlib

from gilrace.lane.work import Workload
from gilrace.workloads.fetch import asetup as _asetup
from gilrace.workloads.fetch import ateardown, prepare, teardown
from gilrace.workloads.fetch import setup as _setup

__all__ = ["SPEC", "acall", "asetup", "ateardown", "call", "prepare", "setup", "teardown"]

SPEC = Workload(
    name="download_digest",
    summary="Download over HTTP, then digest in pure Python and C.",
    kind="mixed",
    settings={"url": "", "client": "streams", "timeout_s": 30.0, "passes": 40, "rounds": 2000},
    default_items=100,
    server=True,
    packages=("aiohttp",),
)


def setup(
    *, url: str = "", client: str = "streams", timeout_s: float = 30.0, passes: int = 40, rounds: int = 2000
) -> None:
    """Import the blocking client."""
    _setup(url, client, timeout_s)


async def asetup(
    *, url: str = "", client: str = "streams", timeout_s: float = 30.0, passes: int = 40, rounds: int = 2000
) -> None:
    """Make the loop's client."""
    await _asetup(url, client, timeout_s)


def call(
    item: object,
    *,
    url: str = "",
    client: str = "streams",
    timeout_s: float = 30.0,
    passes: int = 40,
    rounds: int = 2000,
) -> tuple[int, str]:
    """A checksum in pure Python (``passes`` over the body) and a key derived in C (``rounds``).

    The other settings and the errors are those of `gilrace.workloads.fetch.call`.
    """
    from gilrace.workloads.http_answer import body_of, place_of
    from gilrace.workloads.http_blocking import get

    place = place_of(url, item)
    return digest_of(body_of(get(place, timeout_s), place), passes, rounds)


async def acall(
    item: object,
    *,
    url: str = "",
    client: str = "streams",
    timeout_s: float = 30.0,
    passes: int = 40,
    rounds: int = 2000,
) -> tuple[int, str]:
    """The same on an event loop: it waits well with others, and computes while they stand still."""
    from gilrace.workloads.http_answer import body_of, place_of
    from gilrace.workloads.http_waiting import get

    place = place_of(url, item)
    return digest_of(body_of(await get(place, client, timeout_s), place), passes, rounds)


def digest_of(body: bytes, passes: int, rounds: int) -> tuple[int, str]:
    """Fletcher's checksum with modulus 65 535 over ``passes`` times the body; PBKDF2-SHA256 of the body."""
    low = high = 0
    for _ in range(passes):
        for byte in body:
            low += byte
            high += low
        low %= 65_535
        high %= 65_535
    return high << 16 | low, hashlib.pbkdf2_hmac("sha256", body, b"gilrace", rounds).hex()
