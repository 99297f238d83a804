"""How many workers a strategy has, of what was asked for and how many cores there are."""

from __future__ import annotations

DEFAULT_LIMIT = 100  # tasks at once


def workers_of(strategy: str, asked: int | str | None, cores: int, items: int = 0) -> int:
    """Workers (asyncio: tasks at once) on so many cores; ``asked`` is a number, "cores" or None.

    A default is no more than there are items (0 = not known); a number that was asked for stands.
    """
    if strategy == "sequential":
        return 1
    if isinstance(asked, int):
        return asked
    count = _default(strategy, asked, max(cores, 1))
    return min(count, items) if items > 0 else count


def _default(strategy: str, asked: str | None, cores: int) -> int:
    if strategy == "asyncio" and asked is None:
        return DEFAULT_LIMIT
    if strategy == "threads" and asked is None:
        return min(32, cores + 4)  # concurrent.futures.ThreadPoolExecutor's own
    return cores
