"""Functions as users write them for the stages of a pipeline."""

import asyncio
import os
import signal
import sys
import time

BAD = 7


def double(x):
    return 2 * x


async def adouble(x):
    await asyncio.sleep(0)
    return 2 * x


def returns(x):
    return x


def add_one(x):
    return x + 1


def tag(x):
    """A second visit would show in the result."""
    return [*x, "tag"] if isinstance(x, list) else [x, "tag"]


def third_raises(x):
    if x % 3 == 0:
        raise ValueError(f"bad {x}")
    return x


def slow(x):
    time.sleep(0.02)
    return x


def is_killed(x):
    if x == BAD:
        os.kill(os.getpid(), signal.SIGKILL)
    return x


def sys_exits(x):
    if x == BAD:
        sys.exit(5)
    return x


def never_returns(x):
    if x == BAD:
        time.sleep(1_000)
    return x


def returns_a_lambda(x):
    return lambda: x
