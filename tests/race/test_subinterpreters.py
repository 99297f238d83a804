"""Heats of subinterpreters: as any strategy where Python has them, a plain reason where it has not."""

import os
import sys

import pytest
from gilrace_pythons import other_python

from gilrace.lane.digest import digest
from gilrace.race import reaping
from gilrace.race.events import HeatGone, HeatReady, HeatStarted, OutputSeen, Spans


@pytest.fixture(scope="module")
def new_python():
    return other_python("3.14")


@pytest.mark.parametrize(("workers", "chunk"), [(1, 7), (2, None), (2, 1), (5, 7)])
def test_interpreters_finish_every_item_once_with_the_same_results(turn, new_python, workers, chunk):
    turned = turn(
        "own_work.py:square",
        "interpreters",
        workers,
        chunk=chunk,
        items={"range": [0, 200, 1]},
        python=new_python,
    )
    end = turned.end
    assert (end.status, end.reason, end.detail) == ("finished", "", "")
    assert end.digest == digest([x * x for x in range(200)])
    assert end.metrics["done"] == end.metrics["items"] == 200
    assert end.metrics["pickle_bytes"] > 0
    spans = turned.of(Spans)[0]
    covered = sorted(
        i for first, count in zip(spans.first, spans.count, strict=True) for i in range(first, first + count)
    )
    assert covered == list(range(200))
    assert set(spans.worker) <= set(range(workers))
    assert reaping._members(turned.pgid) == []


def test_the_segments_of_interpreters_add_up_and_events_come_in_order(turn, new_python):
    turned = turn("sleep", "interpreters", 2, items={"count": 6}, python=new_python)
    metrics = turned.end.metrics
    assert metrics["startup_ns"] + metrics["running_ns"] + metrics["winddown_ns"] == metrics["wall_ns"]
    assert min(metrics["startup_ns"], metrics["running_ns"], metrics["winddown_ns"]) >= 0
    kinds = [type(event) for event in turned.events if not isinstance(event, OutputSeen)]
    assert kinds[:3] == [HeatStarted, HeatReady, HeatGone]


def test_items_that_raise_in_a_subinterpreter_are_results(turn, new_python):
    turned = turn("own_work.py:every_third_raises", "interpreters", python=new_python)
    assert turned.end.status == "finished"
    assert turned.end.metrics["errors"] == 10
    assert turned.end.detail.splitlines()[0] == "item 0: ValueError: bad 0"


@pytest.mark.parametrize(
    ("items", "count"),
    [({"call": "own_work.py:squares_of_ten"}, 10), ({"list": [2, 1]}, 2), ({"count": 0}, 0)],
)
def test_items_of_every_kind_reach_subinterpreters(turn, new_python, items, count):
    turned = turn("own_work.py:square", "interpreters", items=items, python=new_python)
    assert turned.end.status == "finished", turned.end.reason
    assert turned.end.metrics["items"] == turned.end.metrics["done"] == count


BAD_ENDS = {
    "exits": "exit code 3",
    "segfaults": "SIGSEGV",
    "is_killed": "SIGKILL",
    "sys_exits": "sys.exit(5)",
    "nameless": "cannot be sent to another interpreter",
    "returns_a_lambda": "cannot be sent to another interpreter",
}


@pytest.mark.parametrize("function", BAD_ENDS)
def test_a_lane_of_interpreters_that_fails_says_why(turn, new_python, function):
    chunk = 1 if function == "segfaults" else None
    turned = turn(f"own_work.py:{function}", "interpreters", chunk=chunk, python=new_python)
    assert turned.end.status in ("crashed", "failed")
    assert BAD_ENDS[function] in turned.end.reason
    assert reaping._members(turned.pgid) == []


def test_a_subinterpreter_that_never_returns_is_ended_by_the_time_limit(turn, new_python):
    turned = turn("own_work.py:spins", "interpreters", timeout_s=1.5, python=new_python)
    assert turned.end.status == "timeout"
    assert reaping._members(turned.pgid) == []


def test_a_module_that_refuses_subinterpreters_is_the_lanes_reason(turn, new_python, tmp_path):
    (tmp_path / "refusing.py").write_text("import faulthandler\ndef work(x):\n    return x\n")
    turned = turn(f"{tmp_path}/refusing.py:work", "interpreters", python=new_python)
    assert turned.end.status == "failed"
    assert "cannot run in a subinterpreter" in turned.end.reason
    assert "module faulthandler" in turned.end.reason
    assert "threads or processes" in turned.end.reason


def test_setup_and_teardown_run_once_in_every_subinterpreter(turn, new_python, tmp_path):
    (tmp_path / "counted.py").write_text(
        "def setup():\n    print('set up', flush=True)\n"
        "def teardown():\n    print('torn down', flush=True)\n"
        "def work(x):\n    return x\n"
    )
    turned = turn(f"{tmp_path}/counted.py:work", "interpreters", 3, chunk=1, python=new_python)
    said = "".join(event.text for event in turned.of(OutputSeen))
    assert turned.end.status == "finished"
    assert (said.count("set up"), said.count("torn down")) == (3, 3)


def test_an_older_python_has_no_subinterpreters_and_is_told_what_to_name(turn):
    if sys.version_info >= (3, 14):
        pytest.skip("this Python has them")
    turned = turn("primes", "interpreters", 2, items={"count": 2})
    assert turned.end.status == "failed"
    assert "need Python 3.14 or newer" in turned.end.reason
    assert 'python: "3.14"' in turned.end.reason


def test_no_descriptors_are_left_in_the_referee(turn, new_python):
    before = set(os.listdir("/proc/self/fd"))
    turned = turn("primes", "interpreters", 2, items={"count": 4}, python=new_python)
    assert turned.end.status == "finished"
    assert set(os.listdir("/proc/self/fd")) <= before


LIMITS = {
    "import faulthandler": "does not support loading in subinterpreters",
    "import os; os.fork()": "fork not supported for isolated subinterpreters",
}


@pytest.mark.parametrize("line", LIMITS)
def test_what_an_item_may_not_do_in_a_subinterpreter_is_that_items_error(turn, new_python, tmp_path, line):
    (tmp_path / "limited.py").write_text(f"def work(x):\n    {line}\n    return x\n")
    turned = turn(f"{tmp_path}/limited.py:work", "interpreters", items={"count": 4}, python=new_python)
    assert turned.end.status == "finished", turned.end.reason
    assert turned.end.metrics["errors"] == 4
    assert LIMITS[line] in turned.end.detail
