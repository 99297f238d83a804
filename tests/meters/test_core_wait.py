"""Waiting for a core: only of workers, and only since they were first looked at."""

from gilrace.meters.corewait import CoreWait
from gilrace.meters.readings import LaneReading, ThreadReading


def reading(**waits):
    return LaneReading(
        threads=tuple(ThreadReading(1, int(tid[1:]), "r", 0, 0, wait) for tid, wait in waits.items())
    )


def test_what_a_worker_waited_before_its_first_look_does_not_count():
    meter = CoreWait()
    assert meter.add(reading(t1=500, t2=900), {1, 2}) == 0
    assert meter.add(reading(t1=700, t2=900), {1, 2}) == 200


def test_threads_that_are_no_workers_do_not_count():
    meter = CoreWait()
    meter.add(reading(t1=0, t9=0), {1})
    assert meter.add(reading(t1=5, t9=5_000), {1}) == 5


def test_a_worker_that_has_ended_keeps_what_it_waited():
    meter = CoreWait()
    meter.add(reading(t1=0, t2=0), {1, 2})
    meter.add(reading(t1=40, t2=2), {1, 2})
    assert meter.add(reading(t2=3), {2}) == meter.total_ns == 43
