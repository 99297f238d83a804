"""Pipeline: every stage with a strategy of its own, and a bounded queue between one and the next.

A stage that is too fast waits at the full queue behind it: back-pressure, told on the lane's line while it
runs. Each item passes every stage once and is done at the last; an error in one is that item's result.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any

from gilrace.lane.belt import END, Belt, BrokenBelt, Supply
from gilrace.lane.work import Stage
from gilrace.strategies.pipeline_child import Seat
from gilrace.strategies.pipeline_post import Post, Results, work_on
from gilrace.strategies.pipeline_telling import numbers, words

if TYPE_CHECKING:
    from gilrace.lane.heat import Heat
    from gilrace.lane.marks import Mark

ROOM = 16
TELL_S = 0.1
LEAVE_S = 1.0  # for a worker that is in the middle of something when another one failed


def run(heat: Heat) -> list[Any]:
    """Run every item through all stages. Raises LaneError."""
    line = Line(heat)
    try:
        line.begin()
        line.gather()
        heat.line()
        line.go()
        line.watch()
    finally:
        line.close()
    heat.metrics.update(numbers(line.posts, line.results))
    return line.results.values


class Line:
    """A running pipeline: its posts, their threads and processes, and the first thing that went wrong."""

    def __init__(self, heat: Heat) -> None:
        self.results = Results(len(heat.work.items))
        self.posts = _posts(heat, self.results)
        self._heat = heat
        self._seats: list[Seat] = []
        self._threads: list[threading.Thread] = []
        self._arrived = threading.Semaphore(0)
        self._gate = threading.Event()
        self._over = threading.Event()
        self._error: BaseException | None = None
        self._door = threading.Lock()

    def begin(self) -> None:
        """Start all workers, processes first: they may be forks."""
        jobs: list[Callable[[], None]] = []
        for post in self.posts:
            jobs += self._jobs(post)
        for seat in self._seats:
            seat.wait_until_ready()
        left = [post.stage.rows for post in self.posts]
        for job in jobs:
            thread = threading.Thread(target=self._guarded, args=(job,), daemon=True)
            self._threads.append(thread)
        self._left = left
        for thread in self._threads:
            thread.start()

    def gather(self) -> None:
        """Return when everybody is ready. Raises what stopped one of them."""
        for _ in self._threads:
            self._arrived.acquire()
        self._raise()

    def go(self) -> None:
        """The go signal."""
        self._gate.set()

    def watch(self) -> None:
        """Tell how it goes until the last item is done. Raises what went wrong."""
        told = ""
        while not self._over.wait(TELL_S):
            if (text := words(self.posts)) != told:
                told = text
                self._heat.say(text)
        self._raise()
        for thread in self._threads:
            thread.join()
        self._raise()

    def close(self) -> None:
        """Everybody leaves, also when something went wrong."""
        if not self._over.is_set():
            self._fail(BrokenBelt())
        self._gate.set()
        if self._error is not None:
            for seat in self._seats:
                seat.kill()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(LEAVE_S)
        for seat in self._seats:
            seat.close()

    def _jobs(self, post: Post) -> list[Callable[[], None]]:
        """What each of the post's threads does; its processes are started here."""
        rows = range(post.first_row, post.first_row + post.stage.rows)
        if post.stage.strategy == "processes":
            seats = [Seat(self._heat, post, row) for row in rows]
            self._seats += seats
            return [_bind(self._by_process, post, seat) for seat in seats]
        if post.stage.strategy == "asyncio":
            return [_bind(self._by_loop, post, self._heat.mark(post.first_row))]
        return [_bind(self._by_thread, post, self._heat.mark(row)) for row in rows]

    def _guarded(self, job: Callable[[], None]) -> None:
        try:
            job()
        except BaseException as error:  # noqa: BLE001 - raised again in the main thread
            self._fail(error)
            self._arrived.release()

    def _fail(self, error: BaseException) -> None:
        """Keep the first error; let nobody wait at a belt any more."""
        with self._door:
            if self._error is None:
                self._error = error
        for post in self.posts:
            post.inlet.breaks()
        self._gate.set()
        self._over.set()

    def _raise(self) -> None:
        error = self._error
        while isinstance(error, BaseExceptionGroup):
            error = error.exceptions[0]
        if error is not None:
            raise error

    def _wait(self) -> None:
        """In a worker: ready; return at the go signal. Raises BrokenBelt when there is none."""
        self._arrived.release()
        self._gate.wait()
        if self._error is not None:
            raise BrokenBelt

    def _left_post(self, post: Post) -> None:
        """A worker of the post has no more to do; the last one ends the belt behind."""
        with self._door:
            self._left[post.number] -= 1
            nobody_left = not self._left[post.number]
        if nobody_left:
            post.outlet.end()
            if post.last:
                self._over.set()

    def _by_thread(self, post: Post, mark: Mark) -> None:
        work = post.stage.work
        if work.setup:
            work.setup()
        mark.ready()
        self._wait()
        mark.begin()
        _serve(post, lambda index, value: work_on(work.call, index, value, mark, last=post.last))
        self._left_post(post)
        if work.teardown:
            work.teardown()
        mark.finish()

    def _by_process(self, post: Post, seat: Seat) -> None:
        self._wait()
        _serve(post, seat.work)
        self._left_post(post)
        seat.dismiss()

    def _by_loop(self, post: Post, mark: Mark) -> None:
        from gilrace.strategies.pipeline_loop import run_loop

        run_loop(post, mark, self._wait, lambda: self._left_post(post))


def _bind(job: Callable[..., None], *args: Any) -> Callable[[], None]:
    return lambda: job(*args)


def _posts(heat: Heat, results: Results) -> list[Post]:
    """The stages in a row, with a belt between each and the next."""
    stages = heat.work.stages or (Stage("work", "threads", heat.workers, heat.work),)
    things = ((index, item, 0) for index, item in enumerate(heat.work.items))
    room = int(heat.options.get("queue", ROOM))
    belts = [Belt(room) for _ in stages[1:]]
    inlets: list[Belt | Supply] = [Supply(things), *belts]
    outlets: list[Belt | Results] = [*belts, results]
    posts: list[Post] = []
    row = 0
    for number, stage in enumerate(stages):
        last = number == len(stages) - 1
        posts.append(Post(number, stage, inlets[number], outlets[number], row, last))
        row += stage.rows
    return posts


def _serve(post: Post, step: Callable[[int, Any], tuple[Any, int]]) -> None:
    """Take, work, put, until there is nothing to take any more."""
    hand = post.hand()
    clock = perf_counter_ns()
    while (thing := post.inlet.take()) is not END:
        index, value, since = thing
        taken = perf_counter_ns()
        value, busy = step(index, value)
        worked = perf_counter_ns()
        hand.starved_ns += taken - clock
        hand.busy_ns += busy
        hand.done += 1
        post.outlet.put((index, value, since or taken))
        clock = perf_counter_ns()
        hand.blocked_ns += clock - worked
