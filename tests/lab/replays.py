"""Schedules replayed again and again; run as a script on any interpreter, imported here for their names.

``python replays.py TIMES`` prints of each demo its schedule, what the first replay did, and how many of all
replays did the same. Needs the standard library only.
"""

from __future__ import annotations

import hashlib
import json
import sys

from gilrace.lab.demos import load
from gilrace.lab.explore.explorer import explore
from gilrace.lab.explore.outcome import outcome
from gilrace.lab.explore.play import Stage, stage
from gilrace.lab.explore.replay import replay
from gilrace.lab.explore.schedule import spelled

DEMOS = (
    "lost_update", "overdraft", "lock_order", "dining", "lost_wakeup", "dict_resized", "transfer",
    "bounded_queue", "async_lost_update", "process_value",
)  # fmt: skip


def done(here: Stage, schedule: str) -> str:
    """All that a replay did, in order, and how it ended."""
    run = replay(here, schedule)
    steps = [(event.actor, event.mode, event.enabled, event.touches) for event in run.events]
    states = [repr(state) for event in run.events for _, state in event.after]
    end = outcome(run)
    return json.dumps([spelled(run.events), steps, states, end.kind, end.message])


def replayed(name: str, times: int) -> tuple[str, str, int]:
    """Of a demo's shortest failure the schedule, a digest of its replay, and how often that came out."""
    demo = load(name)
    schedule = explore(demo).tally.failures[0].schedule
    with stage(demo) as here:
        first = done(here, schedule)
        same = sum(done(here, schedule) == first for _ in range(times))
    return schedule, hashlib.sha256(first.encode()).hexdigest(), same


if __name__ == "__main__":
    print(json.dumps({name: replayed(name, int(sys.argv[1])) for name in DEMOS}))
