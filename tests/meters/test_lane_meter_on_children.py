"""The lane meter on real processes whose threads do known things."""

import sys
import threading
import time

import pytest
from gilrace_pythons import other_python

from gilrace.meters.gilwait import GilWait
from gilrace.meters.lane_cpu import LaneMeter
from gilrace.meters.thread_state import futex_calls

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not futex_calls(), reason="threads can be looked into on Linux only"
)
PACE = threading.Event()
PATIENCE_S = 20


def looks(meter, number):
    """That many readings, spread over some slices of the scheduler."""
    for _ in range(number):
        PACE.wait(0.004)
        yield meter.read()


def until(meter, condition):
    """The first reading that satisfies it."""
    end = time.monotonic() + PATIENCE_S
    for reading in looks(meter, 100_000):
        if condition(reading):
            return reading
        assert time.monotonic() < end, reading
    raise AssertionError


def workers(reading):
    return [thread.state for thread in reading.threads if thread.tid != thread.pid]


def share_of(process, number=120):
    wait = GilWait()
    with LaneMeter(process.pid) as meter:
        until(meter, lambda reading: len(reading.threads) > 1)
        if not meter.read().gil_visible:
            pytest.skip("this machine does not let a child's threads be looked into")
        for reading in looks(meter, number):
            wait.add(reading)
    return wait.share()


@pytest.fixture(params=["3.11", "3.12", "3.13", "3.14"])
def python(request):
    return other_python(request.param)


@pytest.mark.parametrize(("kind", "sign"), [("reading", "w"), ("locking", "l"), ("hashing", "r")])
def test_what_threads_do_is_seen_from_outside(child, python, kind, sign):
    with LaneMeter(child(kind, 2, python).pid) as meter:
        if not until(meter, lambda reading: len(workers(reading)) == 2).gil_visible:
            pytest.skip("this machine does not let a child's threads be looked into")
        until(meter, lambda reading: workers(reading) == [sign, sign])


def test_one_worker_never_waits_for_the_gil_and_two_do_half_the_time(child, python):
    alone = child("spin", 1, python)
    assert share_of(alone) < 0.1
    alone.kill()
    assert 0.2 < share_of(child("spin", 2, python)) < 0.6


def test_hashing_threads_release_the_gil(child):
    assert share_of(child("hashing", 2)) < 0.2


def test_cpu_time_is_that_of_the_whole_process(child):
    with LaneMeter(child("spin", 2).pid) as meter:
        before = meter.read().cpu_ns
        after = until(meter, lambda reading: reading.cpu_ns - before > 50_000_000)
        assert after.cpu_ns >= sum(thread.on_cpu_ns for thread in after.threads) * 0.5


def test_a_sleeping_lane_uses_no_cpu_and_has_memory(child):
    with LaneMeter(child("reading", 4).pid) as meter:
        first = until(meter, lambda reading: workers(reading) == ["w"] * 4)
        *_, last = looks(meter, 10)
        assert last.cpu_ns - first.cpu_ns < 5_000_000
        assert last.rss_bytes > 1 << 20


def test_a_killed_lane_has_no_threads_and_keeps_its_cpu_time(child):
    process = child("spin", 1)
    with LaneMeter(process.pid) as meter:
        before = until(meter, lambda reading: reading.cpu_ns > 20_000_000)
        process.kill()
        after = until(meter, lambda reading: not reading.threads)
        assert after.cpu_ns >= before.cpu_ns
        assert meter.read().cpu_ns == after.cpu_ns


def test_a_grandchild_in_the_group_is_found(child):
    import subprocess

    code = (
        "import os, subprocess, sys\n"
        "p = subprocess.Popen([sys.executable, '-I', '-S', '-c', 'import os; os.read(0, 1)'])\n"
        "os.write(1, b'.')\n"
        "p.wait()"
    )
    parent = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        process_group=0,
    )
    try:
        with LaneMeter(parent.pid) as meter:
            reading = until(meter, lambda reading: len(reading.pids) == 2)
            assert parent.pid in reading.pids
            until(meter, lambda reading: [thread.state for thread in reading.threads] == ["w", "w"])
    finally:
        parent.communicate(b"x")
