"""How many files and sockets this process may have open."""

from __future__ import annotations

import resource


def raise_limit() -> int:
    """Raise the soft limit to the hard one, as far as the system lets us; the limit now."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == hard:
        return soft
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    except (OSError, ValueError):
        return soft
    return hard
