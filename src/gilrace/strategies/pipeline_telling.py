"""How a pipeline goes, in words while it runs and in numbers at its end."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gilrace.lane.belt import Belt

if TYPE_CHECKING:
    from gilrace.strategies.pipeline_post import Post, Results


def words(posts: Sequence[Post]) -> str:
    """Items done at each stage, each queue's fill, who waits: ``load 34 waits > 16/16 > parse 12; ...``."""
    parts, waits = [], []
    for post in posts:
        if isinstance(post.inlet, Belt):
            parts.append(f"{len(post.inlet)}/{post.inlet.room}")
        reason = _waits(post)
        parts.append(f"{post.stage.name} {post.total('done')}{' waits' if reason else ''}")
        if reason:
            waits.append(f"{post.stage.name} waits: {reason}")
    return "; ".join([" > ".join(parts), *waits])


def _waits(post: Post) -> str:
    """What a stage waits for at this moment, where all that its workers could do is wait."""
    behind, before = post.outlet, post.inlet
    if isinstance(behind, Belt) and behind.waiting_to_put and len(behind) >= behind.room:
        return f"queue full {len(behind)}/{behind.room}"
    if isinstance(before, Belt) and before.waiting_to_take >= post.stage.workers and not len(before):
        return "queue empty"
    return ""


def numbers(posts: Sequence[Post], results: Results) -> dict[str, float]:
    """Metrics of the heat: per stage its items and how its workers' time was spent; an item's time under way.

    Percentiles are nearest ranks, of the time from the first stage's start of an item to its result.
    """
    told: dict[str, float] = {}
    for post in posts:
        name = f"stage_{post.number + 1}"
        told[f"{name}_workers"] = post.stage.workers
        for what in ("done", "busy_ns", "starved_ns", "blocked_ns"):
            told[f"{name}_{what}"] = post.total(what)
    taken = sorted(results.under_way_ns)
    if taken:
        told["p50_ns"] = statistics.median_low(taken)
        told["p99_ns"] = taken[min(len(taken) - 1, int(len(taken) * 0.99))]
    return told
