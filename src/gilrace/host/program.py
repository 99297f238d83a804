"""One heat from order to result: load, take the marks, wait for go, run, measure, report."""

from __future__ import annotations

import functools
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter_ns, process_time_ns
from typing import Any

from gilrace.errors import GilraceError, LaneError, MachineError
from gilrace.host import loading
from gilrace.host.channel import Channel
from gilrace.host.engine import in_its_name, is_about_pickling, judge, must_be_the_start, strategy_of
from gilrace.host.gil_watch import GIL_IS_BACK, GilWatch, gil_enabled
from gilrace.host.measuring import Stopwatch, Usage, heat_metrics
from gilrace.host.reference import reference_ns
from gilrace.lane.digest import digest
from gilrace.lane.heat import Heat
from gilrace.lane.lifeline import tie_to
from gilrace.lane.order import HeatOrder
from gilrace.lane.output import print_whole_lines
from gilrace.lane.track import Track
from gilrace.lane.work import ItemError, Work

ERRORS_TOLD = 5


def main(order_path: str) -> None:
    """Run the heat that a file orders. Everything that happens is told on the events pipe."""
    order = HeatOrder.read(Path(order_path))
    channel = Channel(order.events_fd, order.go_fd)
    try:
        _enter(order)
        if order.strategy:
            _race(order, channel)
        else:
            _inspect(order, channel)
    except BaseException as error:  # noqa: BLE001 - the referee gets every end told, then this process ends
        caveats = ["cannot-run-here"] if isinstance(error, MachineError) else []
        channel.send("failed", reason=reason_of(error), detail=_trace(error), caveats=caveats)
        sys.stdout.flush()
        os._exit(1)


def _enter(order: HeatOrder) -> None:
    """Become a lane: own process group, tied to the referee, nicer than the screen."""
    os.setpgid(0, 0)
    if order.lifeline_fd >= 0:
        tie_to(order.lifeline_fd)
    os.nice(order.nice)
    print_whole_lines()
    import faulthandler

    faulthandler.enable()


def _inspect(order: HeatOrder, channel: Channel) -> None:
    """Load only: how many items there are, and whether the work can be loaded at all."""
    work = loading.load_work(order.work)
    channel.send("loaded", items=len(work.items))


def _race(order: HeatOrder, channel: Channel) -> None:
    gil = GilWatch()
    run = strategy_of(order)
    work = loading.load_work(order.work)
    track = Track.attach(order.track_fd)
    track.set_items(len(work.items))
    clock: dict[str, int] = {}

    def line() -> None:
        must_be_the_start(order, clock, track)
        clock["ready"] = perf_counter_ns()
        _tell_of_gil(gil, heat, channel)
        channel.send("ready", startup_ns=clock["ready"] - clock["start"], items=len(work.items), **_who(heat))
        channel.wait_for_go()
        clock["go"] = perf_counter_ns()

    heat = Heat(
        work,
        order.workers,
        order.chunk,
        track,
        line,
        functools.partial(loading.load_workers_part, order.work),
        order.start,
        options=order.options,
        say=lambda text: channel.send("said", text=text),
        warn=lambda text: channel.send("warned", text=text),
    )

    heat.metrics["reference_ns"] = reference_ns()
    channel.send("start", t=perf_counter_ns(), cpu_ns=process_time_ns())
    watch = Stopwatch()
    clock["start"] = perf_counter_ns()
    results = in_its_name(order, run, heat)
    clock["end"] = perf_counter_ns()
    usage = watch.used(track)
    _tell_of_gil(gil, heat, channel)
    if order.engine:
        judge(order, heat, results, wait_was_called="go" in clock)
    _report(order, channel, heat, results, clock, usage)


def _tell_of_gil(gil: GilWatch, heat: Heat, channel: Channel) -> None:
    if news := gil.news():
        heat.caveats.append(GIL_IS_BACK)
        channel.send("warned", text=news)


def _report(
    order: HeatOrder,
    channel: Channel,
    heat: Heat,
    results: Sequence[Any],
    clock: dict[str, int],
    usage: Usage,
) -> None:
    """After the clock: check, measure what could not be measured before, and tell."""
    if order.strategy == "processes":
        from gilrace.strategies.processes_ import pickle_again

        pickle_again(heat, list(results))
    _finish(order, heat.work, results)
    channel.send(
        "done",
        metrics={**heat_metrics(heat, clock, usage), **heat.metrics},
        digest=_digest(results),
        caveats=heat.caveats,
        errors=_errors(results),
        went=clock["go"],
        started=clock["start"],
        start_method=heat.start_method if order.strategy == "processes" else "",
    )


def _finish(order: HeatOrder, work: Work, results: Sequence[Any]) -> None:
    """Let a workload that makes something of its results do so."""
    if not order.work.built_in or order.work.stages:
        return
    import importlib

    from gilrace.workloads import REGISTRY

    name = REGISTRY[order.work.use]
    module = importlib.import_module(name if name.startswith("gilrace.") else f"gilrace.workloads.{name}")
    finish = getattr(module, "finish", None)
    if finish:
        finish(results, order.work.settings)


def _digest(results: Sequence[Any]) -> str:
    try:
        return digest(results)
    except Exception as error:
        raise LaneError(
            f"the results cannot be compared: {type(error).__name__}: {error}",
            advice="Return numbers, text, bytes, lists, dictionaries or dataclasses.",
        ) from error


def _errors(results: Sequence[Any]) -> list[str]:
    """The first few item errors, in words."""
    told = []
    for index, value in enumerate(results):
        if isinstance(value, ItemError):
            told.append(f"item {index}: {value.type}: {value.message}")
            if len(told) == ERRORS_TOLD:
                break
    return told


def _who(heat: Heat) -> dict[str, Any]:
    return {
        "python": sys.version.split()[0],
        "gil": gil_enabled(),
        "free_threaded": "t" in sys.abiflags,
        "pid": os.getpid(),
        "start_method": heat.start_method,
    }


PLAIN = {KeyboardInterrupt: "the work was interrupted", MemoryError: "out of memory"}


def reason_of(error: BaseException) -> str:
    """One plain sentence for an exception that ended a lane."""
    if isinstance(error, GilraceError):
        return error.in_a_line
    if isinstance(error, SystemExit):
        return f"the work called sys.exit({error.code!r})"
    if isinstance(error, ModuleNotFoundError) and error.name:
        return lacks(error.name)
    name, text = type(error).__name__, str(error)
    if is_about_pickling(error):
        return (
            f"cannot be sent to another process: {text}. Worker processes get functions and items by pickle: "
            "use a function defined at the top of a module, and plain data"
        )
    return PLAIN.get(type(error)) or (f"{name}: {text}" if text else name)


def lacks(module: str) -> str:
    """What is missing, where, and what to do."""
    python = f"{sys.executable} (Python {sys.version.split()[0]})"
    return (
        f"no module named {module!r} for {python}; install what brings it there, or give the lane an "
        "interpreter that has it"
    )


def _trace(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))[-8000:]
