"""Interpreters: an `InterpreterPoolExecutor` (Python 3.14 and newer): threads, each with an interpreter and
a GIL of its own.

As with processes, functions and items travel by pickle and nothing but plain data is shared; unlike them,
everybody lives in one process. With ``chunk`` a future for so many items; without, one long task an
interpreter that claims slices. What a subinterpreter cannot import is told as the lane's reason.
"""

from __future__ import annotations

import atexit
import pickle
import sys
from concurrent.futures import Executor, wait
from functools import partial
from time import perf_counter_ns
from typing import Any

from gilrace.errors import LaneError
from gilrace.lane.heat import Heat, slices
from gilrace.lane.marks import run_one, run_slice
from gilrace.lane.output import print_whole_lines
from gilrace.lane.parcel import Parcel
from gilrace.lane.place import Place, await_all, here, leave, put_together, take_place
from gilrace.lane.track import Track
from gilrace.lane.wires import GIVE_UP, WireClaims, Wires

OLDEST = (3, 14)
ELSEWHERE = "Race this work in threads or processes."

_trouble: BaseException | None = None  # why this interpreter has no place


def _boot(package: str, track_fd: int, fds: tuple[int, ...], reload: bytes) -> None:
    """First in each new interpreter, which knows nothing yet: so this names no global.

    What goes wrong is kept for the first task to raise; an executor would only say that it is broken.
    """
    import importlib
    import sys
    from types import ModuleType

    if "gilrace" not in sys.modules:
        module = ModuleType("gilrace")
        module.__path__ = [package]
        sys.modules["gilrace"] = module
    importlib.import_module("gilrace.strategies.interpreters_").enter(track_fd, fds, reload)


def enter(track_fd: int, fds: tuple[int, ...], reload: bytes) -> None:
    """Become a worker: in a subinterpreter, once."""
    global _trouble  # noqa: PLW0603 - an executor's tasks have no other place to keep things
    print_whole_lines()
    wires = Wires.of(fds)
    try:
        track, number, work = Track.attach(track_fd), wires.next_number(), pickle.loads(reload)()
        take_place(Place(track, number, work, wires.pass_gate, partial(WireClaims, wires)))
    except BaseException as error:  # noqa: BLE001 - the first task raises it
        _trouble = error
        return
    atexit.register(leave)


def _place() -> Place:
    if _trouble is not None:
        raise told(_trouble)
    return here()


def told(error: BaseException) -> BaseException:
    """The error, worded for the lane where subinterpreters are to blame."""
    words = error.message if isinstance(error, LaneError) else str(error)
    if "subinterpreter" not in words:
        return error
    return LaneError(f"cannot run in a subinterpreter: {words}", advice=ELSEWHERE)


def _wait() -> None:
    _place().begin()


def _long_task(call: bytes, count: int, workers: int) -> bytes:
    place = _place()
    place.begin()
    return place.run_claimed(pickle.loads(call), count, workers)


def _task(task: bytes) -> bytes:
    """``(call, index of the first item, items or one item)``, pickled; its values, pickled."""
    mark = _place().mark
    start = perf_counter_ns()
    call, first, items = pickle.loads(task)
    loaded = perf_counter_ns()
    values = run_slice(call, items, first, mark) if len(items) > 1 else [run_one(call, items[0], first, mark)]
    done = perf_counter_ns()
    answer = pickle.dumps(values)
    mark.pickled(loaded - start + perf_counter_ns() - done, len(answer))
    return answer


def run(heat: Heat) -> list[Any]:
    """Run every item in a pool of ``heat.workers`` subinterpreters."""
    try:
        return _run(heat)
    except Exception as error:
        if isinstance(error, pickle.PicklingError) or "pickle" in str(error).lower():
            raise LaneError(
                f"cannot be sent to another interpreter: {error}",
                advice="Use a function defined at the top of a module, and plain data.",
            ) from error
        raise


def _run(heat: Heat) -> list[Any]:
    with heat.pickling():
        reload, call = pickle.dumps(heat.reload), pickle.dumps(heat.work.call)
    wires = Wires.strung(heat.workers)
    try:
        with _pool(heat, wires, reload) as pool:
            try:
                return _by_task(heat, pool, wires) if heat.chunk else _by_claim(heat, pool, wires, call)
            except BaseException:
                wires.open_gate(heat.workers, GIVE_UP)
                pool.shutdown(wait=False, cancel_futures=True)
                raise
    finally:
        wires.close()


def _pool(heat: Heat, wires: Wires, reload: bytes) -> Executor:
    if sys.version_info < OLDEST:
        raise LaneError(
            f"subinterpreters need Python 3.14 or newer, and this lane runs on {sys.version.split()[0]}",
            advice='Give the lane such a Python: `python: "3.14"`.',
        )
    from concurrent.futures import InterpreterPoolExecutor  # type: ignore[attr-defined,unused-ignore]

    package: str = sys.modules["gilrace"].__path__[0]
    pool: Executor = InterpreterPoolExecutor(
        heat.workers, initializer=_boot, initargs=(package, heat.track.fd, wires.fds(), reload)
    )
    return pool


def _by_claim(heat: Heat, pool: Executor, wires: Wires, call: bytes) -> list[Any]:
    count = len(heat.work.items)
    tasks = [pool.submit(_long_task, call, count, heat.workers) for _ in range(heat.workers)]
    await_all(heat, tasks)
    heat.line()
    with heat.pickling() as pieces:
        pieces.extend(Parcel.write(heat.track, heat.work.items))
    wires.open_gate(heat.workers)
    return put_together(heat, [task.result() for task in tasks])


def _by_task(heat: Heat, pool: Executor, wires: Wires) -> list[Any]:
    work, chunk = heat.work, heat.chunk or 1
    ready = [pool.submit(_wait) for _ in range(heat.workers)]
    await_all(heat, ready)
    heat.line()
    wires.open_gate(heat.workers)
    wait(ready)
    tasks = []
    for first, count in slices(len(work.items), chunk):
        with heat.pickling() as pieces:
            pieces.append(pickle.dumps((work.call, first, list(work.items[first : first + count]))))
        tasks.append(pool.submit(_task, pieces[0]))
    results: list[Any] = []
    for task in tasks:
        answer = task.result()
        with heat.pickling():
            results += pickle.loads(answer)
    return results
