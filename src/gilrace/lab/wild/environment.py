"""Which environment a demo is handed in the wild; multiprocessing is imported only for demos of processes."""

from __future__ import annotations

from gilrace.lab.demo import Demo, Env
from gilrace.lab.wild.desk import Desk
from gilrace.lab.wild.env import TaskEnv, ThreadEnv


def environment(demo: Demo, desk: Desk) -> Env:
    """The environment for a demo's kind."""
    if demo.kind == "processes":
        from gilrace.lab.wild.processenv import ProcessEnv

        return ProcessEnv(desk)
    return TaskEnv(desk) if demo.kind == "asyncio" else ThreadEnv(desk)
