"""Every shipped demo really fails unguarded, with a witness; and does not with any of its guards."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from gilrace.lab import demos
from gilrace.lab.wild.result import WildResult, sentences

if TYPE_CHECKING:
    from gilrace.lab.demo import Demo

pytestmark = pytest.mark.wild
Run = Callable[..., WildResult]

SURE = [demo for demo in demos.every() if demo.gil]
GUARDED = [(demo, guard) for demo in demos.every() for guard in demo.guard_names]


@pytest.mark.parametrize("demo", SURE, ids=lambda demo: demo.name)
def test_without_its_guard_a_demo_fails_as_it_says_and_shows_a_witness(demo: Demo, run: Run) -> None:
    result = run(demo, within_s=15)
    assert result.reason == "witness", result.sentence
    seen = {result.witness.failure} if result.witness else {report.failure for report in result.stuck}
    assert seen <= set(demo.fails)
    assert result.up < result.failed_at


@pytest.mark.parametrize(("demo", "guard"), GUARDED, ids=lambda value: getattr(value, "name", value))
def test_with_a_guard_nothing_fails(demo: Demo, guard: str, run: Run) -> None:
    result = run(demo, guard, within_s=0.1)
    assert (result.reason, result.failed, result.violations) == ("time", False, 0), result.sentence
    assert result.operations > 0


def test_a_livelock_of_threads_is_told_as_progress_for_each_attempt(run: Run) -> None:
    result = run("corridor", within_s=5)
    assert result.tries > 0
    assert any(line.startswith("Progress: ") for line in sentences(result))


def test_plus_alone_loses_nothing_under_a_gil(run: Run) -> None:
    result = run("lost_update_plus", within_s=0.3)
    assert (result.gil, result.failed) == (True, False)
    assert result.operations > 10_000


def test_plus_alone_loses_updates_without_a_gil(run: Run, free_threaded: str) -> None:
    result = run("lost_update_plus", within_s=10, python=free_threaded)
    assert (result.gil, result.failed) == (False, True)


def test_with_its_gil_switched_on_a_free_threaded_python_loses_nothing(
    run: Run, free_threaded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_GIL", "1")
    result = run("lost_update_plus", within_s=0.5, python=free_threaded)
    assert (result.gil, result.violations) == (True, 0)
    assert result.operations > 0


def test_a_build_without_the_choice_does_not_mind_being_asked(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_GIL", "0")  # fatal to one that reads it
    assert run("lost_update_plus", "lock", within_s=0.1).violations == 0


def test_a_guard_holds_without_a_gil(run: Run, free_threaded: str) -> None:
    result = run("lost_update_plus", "lock", within_s=0.3, python=free_threaded)
    assert not result.failed
    assert result.operations > 1000
