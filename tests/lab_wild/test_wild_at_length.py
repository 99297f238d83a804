"""The same promises over many runs; `benchmarks/lab_wild.py` prints the figures."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from gilrace_pythons import other_python

from gilrace.lab import demos
from gilrace.lab.wild.events import ChunkJudged, StuckSeen
from gilrace.lab.wild.result import WildResult
from gilrace.lab.wild.session import WildSession

Run = Callable[..., WildResult]

SURE = [demo.name for demo in demos.every() if demo.gil]
GUARDED = [(demo.name, guard) for demo in demos.every() for guard in demo.guard_names]


@pytest.mark.wild
@pytest.mark.parametrize("version", ["3.12", "3.13"])
@pytest.mark.parametrize("name", ["lost_update", "lock_order", "async_lock_order", "process_lock_order"])
def test_other_interpreters_show_the_same_bugs(name: str, version: str, run: Run) -> None:
    result = run(name, python=other_python(version))
    assert result.failed, result.sentence + result.detail
    assert result.python.startswith(version)


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", SURE)
def test_a_hundred_runs_of_a_hundred_fail(name: str, run: Run) -> None:
    assert all(run(name, within_s=15).failed for _ in range(100))


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("name", "guard"), GUARDED)
def test_guarded_no_run_of_a_hundred_fails(name: str, guard: str, run: Run) -> None:
    assert not any(run(name, guard, within_s=0.2).failed for _ in range(100))


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_hundreds_of_deadlocks_survived_in_one_child_are_all_named_alike() -> None:
    session = WildSession(demos.load("lock_order"), within_s=60, until_witness=False, recover="abort").start()
    result = session.join()
    reports = [event.report for event in session.events() if isinstance(event, StuckSeen)]
    rings = {frozenset((edge.waiter, edge.tool, edge.holder) for edge in report.edges) for report in reports}
    assert rings == {frozenset({("Ann", "ruler", "Bob"), ("Bob", "pen", "Ann")})}
    assert len(reports) - len(result.recovered) in (0, 1)
    assert len(reports) > 300


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_a_minute_of_healthy_contention_raises_no_alarm() -> None:
    session = WildSession(demos.load("dining"), "order", within_s=60, until_witness=False).start()
    session.join()
    assert not any(isinstance(event, StuckSeen) for event in session.events())
    assert sum(event.operations for event in session.events() if isinstance(event, ChunkJudged)) > 100_000
