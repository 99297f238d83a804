"""One heat in its lane host: every strategy does every item once, and every bad end has a plain reason."""

import contextlib
import os
import sys
import threading
from pathlib import Path
from time import monotonic

import pytest

from gilrace import strategies
from gilrace.lane.digest import digest
from gilrace.race import reaping
from gilrace.race.events import HeatGone, HeatReady, HeatStarted, OutputSeen, Spans

SHM = Path("/dev/shm")
HERE = {  # those of newer Pythons: test_subinterpreters.py
    name: spec for name, spec in strategies.REGISTRY.items() if sys.version_info >= spec.oldest
}
LANES = [
    (name, workers, chunk, start)
    for name, spec in HERE.items()
    for workers in ((1, 2, 5) if spec.parallel else (1,))
    for chunk in (None, 1, 7)
    for start in (spec.starts if workers == 2 and chunk != 7 else ("fork",) if spec.starts else ("",))
]
ENDS = [("sequential", ""), ("threads", ""), ("asyncio", ""), ("processes", "fork"), ("processes", "spawn")]


def unused(names):
    """Names in shared memory that no living process has mapped."""
    mapped = set()
    for maps in Path("/proc").glob("[0-9]*/maps") if names else ():
        with contextlib.suppress(OSError):
            text = maps.read_text()
            mapped |= {name for name in names if name in text}
    return {name for name in names - mapped if (SHM / name).exists()}


def left_behind(names):
    """Those that nobody maps however often one looks: others may just be about to map or remove theirs."""
    ends = monotonic() + 20
    while (names := unused(names)) and monotonic() < ends:
        threading.Event().wait(0.02)
    return names


@pytest.fixture(autouse=True)
def nothing_left_behind(turn):
    before = set(os.listdir(SHM)) if SHM.exists() else set()
    fds = set(os.listdir("/proc/self/fd"))
    seen = []

    yield seen.append
    for turned in seen:
        assert reaping._members(turned.pgid) == []
    assert left_behind(set(os.listdir(SHM)) - before if SHM.exists() else set()) == set()
    assert set(os.listdir("/proc/self/fd")) <= fds


@pytest.mark.parametrize(("strategy", "workers", "chunk", "start"), LANES)
def test_every_strategy_finishes_every_item_once_with_the_same_results(
    turn, nothing_left_behind, strategy, workers, chunk, start
):
    turned = turn(
        "own_work.py:square", strategy, workers, chunk=chunk, start=start, items={"range": [0, 200, 1]}
    )
    nothing_left_behind(turned)
    end = turned.end
    assert (end.status, end.reason) == ("finished", "")
    assert end.digest == digest([x * x for x in range(200)])
    assert end.metrics["done"] == end.metrics["items"] == 200
    spans = turned.of(Spans)[0]
    covered = sorted(
        i for first, count in zip(spans.first, spans.count, strict=True) for i in range(first, first + count)
    )
    assert covered == list(range(200))
    assert set(spans.worker) <= set(
        range(workers if strategy in ("threads", "processes", "interpreters") else 1)
    )


@pytest.mark.parametrize(("strategy", "start"), ENDS)
def test_the_segments_add_up_to_the_wall_time_and_events_come_in_order(
    turn, nothing_left_behind, strategy, start
):
    turned = turn("sleep", strategy, 2 if strategy != "sequential" else 1, start=start, items={"count": 6})
    nothing_left_behind(turned)
    metrics = turned.end.metrics
    assert metrics["startup_ns"] + metrics["running_ns"] + metrics["winddown_ns"] == metrics["wall_ns"]
    assert min(metrics["startup_ns"], metrics["running_ns"], metrics["winddown_ns"]) >= 0
    kinds = [type(event) for event in turned.events if not isinstance(event, OutputSeen)]
    assert kinds[:3] == [HeatStarted, HeatReady, HeatGone]
    assert turned.of(HeatReady)[0].items == 6
    assert metrics["p50_ns"] <= metrics["p99_ns"] <= metrics["wall_ns"]
    assert metrics["peak_memory_bytes"] > 1_000_000


@pytest.mark.parametrize(("strategy", "start"), ENDS)
def test_items_that_raise_are_results_and_the_first_are_told(turn, nothing_left_behind, strategy, start):
    turned = turn("own_work.py:every_third_raises", strategy, start=start)
    nothing_left_behind(turned)
    assert turned.end.status == "finished"
    assert turned.end.metrics["errors"] == 10
    assert turned.end.detail.splitlines()[0] == "item 0: ValueError: bad 0"
    assert len(turned.end.detail.splitlines()) == 5


BAD_ENDS = {
    "exits": "exit code 3",
    "segfaults": "SIGSEGV",
    "is_killed": "SIGKILL",
    "sys_exits": "sys.exit(5)",
}


@pytest.mark.parametrize(("strategy", "start"), ENDS)
@pytest.mark.parametrize("function", BAD_ENDS)
def test_a_lane_that_crashes_ends_with_a_plain_reason(turn, nothing_left_behind, function, strategy, start):
    chunk = 1 if strategy == "processes" else None
    turned = turn(f"own_work.py:{function}", strategy, start=start, chunk=chunk)
    nothing_left_behind(turned)
    assert turned.end.status in ("crashed", "failed")
    assert BAD_ENDS[function] in turned.end.reason
    assert turned.end.metrics["done"] < 30


@pytest.mark.parametrize(("strategy", "start"), [*ENDS, ("processes", "forkserver")])
@pytest.mark.parametrize("function", ["never_returns", "spins"])
def test_a_worker_that_never_returns_is_ended_by_the_time_limit(
    turn, nothing_left_behind, function, strategy, start
):
    turned = turn(f"own_work.py:{function}", strategy, start=start, timeout_s=0.5)
    nothing_left_behind(turned)
    assert turned.end.status == "timeout"
    assert "of 30 items were done" in turned.end.reason or "not ready" in turned.end.reason


@pytest.mark.parametrize("chunk", [None, 1])
@pytest.mark.parametrize("start", ["fork", "spawn"])
@pytest.mark.parametrize("function", ["nameless", "returns_a_lambda"])
def test_what_cannot_be_pickled_is_said_to_be_so(turn, nothing_left_behind, function, start, chunk):
    turned = turn(f"own_work.py:{function}", "processes", start=start, chunk=chunk)
    nothing_left_behind(turned)
    assert turned.end.status == "failed"
    assert "cannot be sent to another process" in turned.end.reason


@pytest.mark.parametrize("strategy", ["sequential", "threads", "processes", "asyncio"])
def test_an_async_function_runs_in_every_lane(turn, nothing_left_behind, strategy):
    turned = turn("own_work.py:asquare", strategy)
    nothing_left_behind(turned)
    assert turned.end.status == "finished"
    assert turned.end.digest == digest([x * x for x in range(30)])


@pytest.mark.parametrize(
    ("use", "words"),
    [
        ("broken_module.py:work", "a_module_that_does_not_exist"),
        ("own_work.py:no_such_function", "no function called no_such_function"),
        ("no_such_file.py:work", "no_such_file"),
        ("random.py:work", "standard library"),
    ],
)
def test_work_that_cannot_be_loaded_is_a_failed_lane(turn, nothing_left_behind, use, words):
    turned = turn(use, "sequential", 1)
    nothing_left_behind(turned)
    assert turned.end.status == "failed"
    assert words in turned.end.reason


@pytest.mark.parametrize("strategy", ["sequential", "processes"])
def test_what_a_lane_prints_is_kept(turn, nothing_left_behind, strategy):
    turned = turn("own_work.py:prints", strategy, items={"count": 3})
    nothing_left_behind(turned)
    printed = "".join(event.text for event in turned.of(OutputSeen) if event.stream == "stdout")
    assert sorted(printed.split("\n")) == ["", "item 0", "item 1", "item 2"]


def test_a_child_that_the_work_leaves_running_is_ended_and_told(turn, nothing_left_behind):
    turned = turn("own_work.py:leaves_a_child", "sequential", 1)
    nothing_left_behind(turned)
    assert turned.end.status == "finished"
    assert "left-processes" in turned.end.caveats


@pytest.mark.parametrize(
    ("items", "count"),
    [
        ({"call": "own_work.py:squares_of_ten"}, 10),
        ({"list": ["b", "a"]}, 2),
        ({"range": [5, 50, 15]}, 3),
        ({"count": 0}, 0),
    ],
)
@pytest.mark.parametrize("strategy", list(HERE))
def test_items_come_from_calls_lists_ranges_and_counts_also_none(
    turn, nothing_left_behind, items, count, strategy
):
    turned = turn(
        "own_work.py:square" if "list" not in items else "own_work.py:returns_same", strategy, 2, items=items
    )
    nothing_left_behind(turned)
    assert turned.end.status == "finished", turned.end.reason
    assert turned.end.metrics["items"] == count


@pytest.mark.parametrize(
    ("function", "words"), [("no_items", "must return the items"), ("fails_to_make_items", "no items today")]
)
def test_items_that_cannot_be_made_are_a_plain_reason(turn, nothing_left_behind, function, words):
    turned = turn("own_work.py:square", "sequential", 1, items={"call": f"own_work.py:{function}"})
    nothing_left_behind(turned)
    assert turned.end.status == "failed"
    assert words in turned.end.reason


@pytest.mark.parametrize(("strategy", "start"), ENDS)
def test_a_heat_can_be_stopped_at_once(turn, nothing_left_behind, strategy, start):
    def act(run):
        if run.went:
            run.end("stopped", "the race was stopped")

    turned = turn("own_work.py:spins", strategy, start=start, act=act)
    nothing_left_behind(turned)
    assert turned.end.status == "stopped"
