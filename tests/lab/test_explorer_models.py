"""The models of locks and queues behave as the standard library's do."""

from __future__ import annotations

import queue
from collections.abc import Callable
from typing import Any

import pytest

from gilrace.lab.demo import Actor, Demo, Env
from gilrace.lab.explore.explorer import explore
from gilrace.lab.explore.play import stage
from gilrace.lab.explore.result import Exploration


def exploring(
    make: Callable[[Env], Any], *bodies: Callable[[Any], Any], kind: str = "threads"
) -> Exploration:
    actors = tuple(Actor(f"actor {number}", body) for number, body in enumerate(bodies))
    return explore(Demo("x", "x", "x", actors, make, lambda world, runs: None, (), (), kind=kind))


def results(make: Callable[[Env], Any], body: Callable[[Any], Any]) -> Any:
    demo = Demo("x", "x", "x", (Actor("one", body),), make, lambda world, runs: None, (), ())
    with stage(demo) as here:
        run = here.play(lambda run, movable: movable[0])
    if run.errors:
        raise run.errors[0]
    return run.results[0]


def test_a_lock_may_be_released_by_another_actor() -> None:
    found = exploring(
        lambda env: env.Lock(name="l"), lambda lock: lock.acquire(), lambda lock: lock.release()
    )
    assert {failure.kind for failure in found.tally.failures} == {"exception"}
    assert (found.tally.failing, found.tally.interleavings) == (1, 2)


def test_an_rlock_must_be_released_by_its_holder() -> None:
    with pytest.raises(RuntimeError, match="un-acquired"):
        results(lambda env: env.RLock(name="r"), lambda lock: lock.release())


def test_trying_never_waits() -> None:
    def body(lock: Any) -> list[bool]:
        return [lock.acquire(blocking=False), lock.acquire(blocking=False), lock.acquire(timeout=1)]

    assert results(lambda env: env.Lock(name="l"), body) == [True, False, False]


def test_a_queue_gives_first_in_first_out_and_knows_full_and_empty() -> None:
    def body(box: Any) -> list[Any]:
        box.put(1)
        box.put(2)
        with pytest.raises(queue.Full):
            box.put_nowait(3)
        got = [box.get(), box.get(), box.empty()]
        with pytest.raises(queue.Empty):
            box.get(timeout=1)
        return got

    assert results(lambda env: env.Queue(2, name="q"), body) == [1, 2, True]


def test_a_condition_must_be_held_to_wait_or_notify() -> None:
    with pytest.raises(RuntimeError, match="not held"):
        results(lambda env: env.Condition(name="c"), lambda condition: condition.notify())


def test_a_condition_on_an_rlock_gives_it_up_whole() -> None:
    def sleeper(condition: Any) -> None:
        with condition, condition:
            condition.wait()

    def waker(condition: Any) -> None:
        with condition:
            condition.notify_all()

    found = exploring(lambda env: env.Condition(name="c"), sleeper, waker)
    assert {failure.kind for failure in found.tally.failures} == {"lost wake-up"}
    assert (found.tally.failing, found.tally.interleavings) == (1, 2)


def test_a_timed_wait_cannot_hang() -> None:
    def sleeper(condition: Any) -> bool:
        with condition:
            return bool(condition.wait(timeout=1))

    assert results(lambda env: env.Condition(name="c"), sleeper) is False


def test_a_barrier_lets_all_go_at_once_or_nobody() -> None:
    def meet(barrier: Any) -> int:
        return int(barrier.wait())

    make: Callable[[Env], Any] = lambda env: env.Barrier(2, name="b")  # noqa: E731
    assert exploring(make, meet, meet).proved
    assert {failure.kind for failure in exploring(make, meet).tally.failures} == {"deadlock"}


def test_a_barrier_of_tasks_lets_all_go_at_once_or_nobody() -> None:
    async def meet(barrier: Any) -> int:
        async with barrier as number:
            return int(number)

    make: Callable[[Env], Any] = lambda env: env.Barrier(2, name="b")  # noqa: E731
    found = exploring(make, meet, meet, kind="asyncio")
    assert (found.proved, found.tally.interleavings) == (True, 2)
    alone = exploring(make, meet, kind="asyncio")
    assert {failure.kind for failure in alone.tally.failures} == {"deadlock"}
    third = exploring(make, meet, meet, meet, kind="asyncio").tally
    assert (third.failing, third.interleavings) == (12, 12)  # it waits for ever


def test_whoever_waits_at_a_barrier_that_is_aborted_or_reset_is_told() -> None:
    def meet(barrier: Any) -> None:
        barrier.wait()

    make: Callable[[Env], Any] = lambda env: env.Barrier(2, name="b")  # noqa: E731
    aborted = exploring(make, meet, lambda barrier: barrier.abort()).tally
    assert [failure.message for failure in aborted.failures] == ["actor 0 raised BrokenBarrierError"]
    assert aborted.failing == aborted.interleavings
    reset = exploring(make, meet, lambda barrier: barrier.reset()).tally
    assert {failure.kind for failure in reset.failures} == {"exception", "deadlock"}


def test_a_task_that_gives_up_at_a_barrier_is_no_longer_counted() -> None:
    def make(env: Env) -> Any:
        return env, env.Barrier(2, name="b")

    async def give_up(world: Any) -> bool:
        env, barrier = world
        try:
            await env.wait_for(barrier.wait(), 0.1)
        except TimeoutError:
            return False
        return True

    async def look(world: Any) -> None:
        assert world[1].n_waiting in (0, 1)
        assert not world[1].broken

    assert exploring(make, give_up, give_up, kind="asyncio").proved
    assert exploring(make, give_up, look, kind="asyncio").proved


def test_join_waits_for_every_task_done() -> None:
    def work(box: Any) -> None:
        box.get()
        box.task_done()

    def ask(box: Any) -> None:
        box.put(1)
        box.join()

    assert exploring(lambda env: env.Queue(name="q"), ask, work).proved


def test_asyncio_serves_waiters_in_order_and_lets_nobody_overtake() -> None:
    order: list[str] = []

    def make(env: Env) -> Any:
        order.clear()
        return env.Lock(name="l")

    def taking(name: str) -> Callable[[Any], Any]:
        async def body(lock: Any) -> None:
            async with lock:
                order.append(name)

        return body

    assert exploring(make, taking("one"), taking("two"), kind="asyncio").proved


def test_awaiting_something_foreign_is_explained() -> None:
    import asyncio

    async def body(world: Any) -> None:
        await asyncio.get_running_loop().create_future()

    found = exploring(lambda env: None, body, kind="asyncio")
    assert {failure.kind for failure in found.tally.failures} == {"exception"}


def test_starvation_and_livelock_are_told_apart_from_waiting_ones_turn() -> None:
    class Flag:
        up = False

    def wait(flag: Any) -> None:
        while not flag.up:
            pass

    def raise_it(flag: Any) -> None:
        flag.up = True

    found = exploring(lambda env: env.share(Flag(), "flag"), wait, raise_it)
    assert found.proved
    assert found.tally.interleavings is None
    assert "endless" in found.tally.covered
