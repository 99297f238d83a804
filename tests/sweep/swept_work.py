"""Work for sweeps and snippets: small, with results that can be checked."""

import asyncio
import time

READY = []


def items():
    return (str(n) for n in range(12))


def setup(by=1):
    READY.append(by)


def naps(item, by=1):
    time.sleep(0.004)
    return (READY[:1] == [by], int(item) * by)


def dozes(item, by=1):
    """So long that who starts when hardly matters, on a busy machine either."""
    time.sleep(0.02)
    return (READY[:1] == [by], int(item) * by)


async def anaps(item, by=1):
    await asyncio.sleep(0.004)
    return (READY[:1] == [by], int(item) * by)


async def only_awaited(item):
    await asyncio.sleep(0)
    return item + 1


def differs(item):
    import multiprocessing

    return (item, multiprocessing.parent_process() is None)


def crashes(item):
    import multiprocessing
    import os

    if multiprocessing.parent_process() is not None:
        os._exit(7)
    return item
