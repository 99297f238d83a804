"""Sequential: one item after another in the host's own thread. The usual yardstick."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gilrace.lane.claims import LocalClaims
from gilrace.lane.marks import run_slice

if TYPE_CHECKING:
    from gilrace.lane.heat import Heat


def run(heat: Heat) -> list[Any]:
    """Run every item here."""
    work, mark = heat.work, heat.mark(0)
    if work.setup:
        work.setup()
    mark.ready()
    heat.line()
    mark.begin()
    results: list[Any] = []
    claims = LocalClaims(len(work.items), 1)
    while True:
        first, count = claims.take(heat.chunk or mark.count)
        if not count:
            break
        results += run_slice(work.call, work.items[first : first + count], first, mark)
    if work.teardown:
        work.teardown()
    mark.finish()
    return results
