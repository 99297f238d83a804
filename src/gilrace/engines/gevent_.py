"""Greenlets on one thread: blocking calls of the standard library give way to each other.

For that gevent replaces those calls, before the workload is imported. What computes, or blocks in C, blocks
all greenlets: that is the lesson.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gilrace.lane.claims import LocalClaims
from gilrace.lane.marks import run_one

if TYPE_CHECKING:
    from gilrace.lane.heat import Heat
    from gilrace.lane.marks import Mark

LETTER = "G"
PACKAGES = ("gevent",)


def early() -> None:
    """Replace the blocking calls of the standard library by gevent's."""
    from gevent import monkey

    monkey.patch_all(subprocess=False, signal=False)


def run(heat: Heat) -> list[Any]:
    """Run every item in ``heat.workers`` greenlets that take the next item each."""
    import gevent
    from gevent.event import Event

    work, gate, results = heat.work, Event(), [None] * len(heat.work.items)
    claims = LocalClaims(len(work.items), 1)

    def greenlet(mark: Mark) -> None:
        if work.setup:
            work.setup()
        mark.ready()
        gate.wait()
        mark.begin()
        while True:
            first, count = claims.take(heat.chunk or 1)
            if not count:
                break
            for index in range(first, first + count):
                results[index] = run_one(work.call, work.items[index], index, mark)
        if work.teardown:
            work.teardown()
        mark.finish()

    crew = [gevent.spawn(greenlet, heat.mark(number)) for number in range(heat.workers)]
    try:
        gevent.idle()
        heat.line()
        gate.set()
        gevent.joinall(crew, raise_error=True)
    finally:
        gevent.killall(crew)
    return results
