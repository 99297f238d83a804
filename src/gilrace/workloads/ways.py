"""A job of several pieces, done in the ways that articles show: by hand, by a pool, by an executor.

An item is the whole job, threads and processes started and ended with it, as in a script. Lanes differ in
``how``; the strategy round it is usually sequential.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from gilrace.lane.work import Workload

SPEC = Workload(
    name="ways",
    summary="Do a job of several pieces by hand-made threads or processes, pools or executors.",
    kind="cpu",
    settings={"how": "loop", "pieces": 4, "workers": 4, "numbers": 1_000_000, "wait_s": 0.0},
    default_items=1,
)

Piece = Callable[[Any], Any]  # found by name in another process
Job = Sequence[Any]  # what each piece is called with


def call(
    item: int,
    how: str = "loop",
    pieces: int = 4,
    workers: int = 4,
    numbers: int = 1_000_000,
    wait_s: float = 0.0,
) -> list[int]:
    """The results of the job's pieces: each waits ``wait_s`` seconds, then computes ``numbers`` products.

    Hand-made workers are one a piece; pools have ``workers``. Raises KeyError for a way not in `WAYS`.
    """
    job = [(item + number, numbers, wait_s) for number in range(pieces)]
    return done(how, piece, job, workers)


def done(how: str, piece: Piece, job: Job, workers: int) -> list[Any]:
    """The piece's results for the whole job, in order. Raises KeyError for a way not in `WAYS`."""
    return WAYS[how](piece, job, workers)


def piece(work: tuple[int, int, float]) -> int:
    """Wait, then multiply; the last product."""
    first, numbers, wait_s = work
    if wait_s:
        time.sleep(wait_s)
    square = 0
    for number in range(first, first + numbers):
        square = number * number
    return square


def _loop(piece: Piece, job: Job, workers: int) -> list[Any]:
    return [piece(work) for work in job]


def _threads_by_hand(piece: Piece, job: Job, workers: int) -> list[Any]:
    """``threading.Thread`` for each piece; results by way of a list."""
    import threading

    results: list[Any] = [None] * len(job)

    def run(place: int) -> None:
        results[place] = piece(job[place])

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(job))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def _thread_pool(piece: Piece, job: Job, workers: int) -> list[Any]:
    """``ThreadPoolExecutor.map``."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(piece, job))


def _processes_by_hand(piece: Piece, job: Job, workers: int) -> list[Any]:
    """``multiprocessing.Process`` for each piece; results by way of pipes."""
    import multiprocessing

    started = []
    for work in job:
        ours, theirs = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.Process(target=_answer, args=(theirs, piece, work))
        process.start()
        theirs.close()
        started.append((process, ours))
    results = [ours.recv() for _, ours in started]
    for process, ours in started:
        process.join()
        ours.close()
    return results


def _answer(pipe: Any, piece: Piece, work: Any) -> None:
    pipe.send(piece(work))
    pipe.close()


def _pool_map(piece: Piece, job: Job, workers: int) -> list[Any]:
    """``multiprocessing.Pool.map``."""
    import multiprocessing

    with multiprocessing.Pool(workers) as pool:
        results = pool.map(piece, job)
        pool.close()
        pool.join()
    return results


def _executor_map(piece: Piece, job: Job, workers: int) -> list[Any]:
    """``ProcessPoolExecutor.map``."""
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(workers) as pool:
        return list(pool.map(piece, job))


WAYS: dict[str, Callable[[Piece, Job, int], list[Any]]] = {
    "loop": _loop,
    "threads_by_hand": _threads_by_hand,
    "thread_pool": _thread_pool,
    "processes_by_hand": _processes_by_hand,
    "pool_map": _pool_map,
    "executor_map": _executor_map,
}
