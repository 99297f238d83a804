"""Functions as users write them, good and bad."""

import asyncio
import ctypes
import os
import signal
import subprocess
import sys
import time

BAD = 7


def square(x):
    return x * x


async def asquare(x):
    await asyncio.sleep(0)
    return x * x


def every_third_raises(x):
    if x % 3 == 0:
        raise ValueError(f"bad {x}")
    return x


def exits(x):
    if x == BAD:
        os._exit(3)
    return x


def sys_exits(x):
    if x == BAD:
        sys.exit(5)
    return x


def segfaults(x):
    if x == BAD:
        ctypes.string_at(0)
    return x


def is_killed(x):
    if x == BAD:
        os.kill(os.getpid(), signal.SIGKILL)
    return x


def never_returns(x):
    if x == BAD:
        while True:
            time.sleep(60)
    return x


def spins(x):
    while x == BAD:
        pass
    return x


nameless = lambda x: x  # noqa: E731


def returns_a_lambda(x):
    return lambda: x


def prints(x):
    print("item", x)
    print("\x1b[31mred", file=sys.stderr)
    return x


def leaves_a_child(x):
    if x == 0:
        subprocess.Popen(["sleep", "60"])
    return x


def raises_strange(x):
    raise type("Strange", (Exception,), {"__str__": lambda self: "\x00\n" * 9})()


def squares_of_ten():
    for x in range(10):
        yield x * x


def no_items():
    return None


def fails_to_make_items():
    raise RuntimeError("no items today")


def returns_same(x):
    return x
