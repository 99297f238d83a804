"""A function to race: it waits a little, as for a disk or a service, then computes in pure Python."""

from __future__ import annotations

import asyncio
import time

WAIT_S = 0.004


def documents() -> list[str]:
    """The items: anything that can be pickled."""
    return [f"document {number} " * 250 for number in range(60)]


def checksum(text: str, passes: int = 1) -> int:
    """Wait for a document, then add it up."""
    time.sleep(WAIT_S)
    return _added(text, passes)


async def achecksum(text: str, passes: int = 1) -> int:
    """The same on an event loop: `await` where the other one sleeps."""
    await asyncio.sleep(WAIT_S)
    return _added(text, passes)


def _added(text: str, passes: int) -> int:
    total = 0
    for _ in range(passes):
        for letter in text:
            total = (total * 31 + ord(letter)) % 1_000_003
    return total
