"""Work that knows where its time went: every item's CPU time, nap and whole time, in ns, printed at the end.

An item begins where the one before it in the same thread ended, so that waits between items are told, too.
"""

import asyncio
import threading
from time import perf_counter_ns, sleep, thread_time_ns

HERE = threading.local()


def setup(burn_ms=0.0):
    HERE.rows = []
    HERE.end = None


def call(item, burn_ms=0.0):
    """Compute for ``burn_ms`` of CPU time, then sleep for ``item`` milliseconds."""
    start, before = HERE.end or (perf_counter_ns(), thread_time_ns())
    while thread_time_ns() - before < burn_ms * 1e6:
        sum(range(1000))
    napped = perf_counter_ns()
    if item:
        sleep(item / 1e3)
    end, used = perf_counter_ns(), thread_time_ns()
    HERE.end = end, used
    HERE.rows.append(f"item {used - before} {end - napped if item else 0} {end - start}\n")
    return item


def teardown():
    print("".join(HERE.rows), end="", flush=True)


async def acall(item, burn_ms=0.0):
    await asyncio.sleep(item / 1e3)
    return item
