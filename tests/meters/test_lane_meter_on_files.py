"""The lane meter on a /proc of plain files: what it finds, keeps and forgets."""

import shutil
import sys
from dataclasses import replace

import pytest

from gilrace.meters import lane_process
from gilrace.meters.lane_cpu import LaneMeter
from gilrace.meters.thread_state import futex_calls

pytestmark = pytest.mark.skipif(not futex_calls(), reason="system calls of this processor are not known")

SLEEP, RUN = "999 0x0", "running"
SECOND = 1_000_000_000


class Watch:
    """A meter on files, with a clock that moves by a step a read."""

    def __init__(self, proc, pgid=10, step=SECOND):
        self.at, self.step = 0, step
        self.meter = LaneMeter(pgid, proc=proc.folder, clock=self._clock, cpu_clock=proc.cpu_clock)

    def _clock(self):
        self.at += self.step
        return self.at

    def read(self):
        return self.meter.read()


def states(reading):
    return {thread.tid: thread.state for thread in reading.threads}


def test_processes_of_the_group_are_found_and_no_others(fake_proc):
    for pid, group in ((10, 10), (11, 10), (12, 99)):
        fake_proc.process(pid, group)
        fake_proc.thread(pid, pid, SLEEP)
    assert Watch(fake_proc).read().pids == (10, 11)


def test_a_thread_is_read_in_full(fake_proc):
    fake_proc.process(10, 10, pages=3)
    fake_proc.thread(10, 10, RUN, schedule="500 600 7", core=5)
    reading = Watch(fake_proc).read()
    (thread,) = reading.threads
    assert (thread.pid, thread.tid, thread.state, thread.core) == (10, 10, "r", 5)
    assert (thread.on_cpu_ns, thread.runqueue_ns) == (500, 600)
    assert reading.rss_bytes == 3 * lane_process.PAGE_BYTES


def test_threads_that_come_and_go_are_followed(fake_proc):
    fake_proc.process(10, 10)
    fake_proc.thread(10, 10, SLEEP)
    fake_proc.thread(10, 20, RUN)
    watch = Watch(fake_proc)
    assert states(watch.read()) == {10: "w", 20: "r"}
    shutil.rmtree(fake_proc.folder / "10/task/20")
    fake_proc.thread(10, 21, RUN)
    assert states(watch.read()) == {10: "w", 21: "r"}


def test_a_thread_that_has_not_run_since_is_where_it_was(fake_proc):
    fake_proc.process(10, 10)
    fake_proc.thread(10, 10, SLEEP, schedule="5 6 7")
    watch = Watch(fake_proc)
    before = watch.read().threads[0]
    fake_proc.thread(10, 10, RUN, schedule="5 6 7")
    after = watch.read().threads[0]
    assert after == replace(before, at_ns=after.at_ns)
    assert after.at_ns > before.at_ns
    fake_proc.thread(10, 10, RUN, schedule="5 6 8")
    assert states(watch.read()) == {10: "r"}


def test_a_running_thread_is_looked_at_again_although_its_counts_stand_still(fake_proc):
    fake_proc.process(10, 10)
    fake_proc.thread(10, 10, RUN)
    watch = Watch(fake_proc)
    watch.read()
    fake_proc.thread(10, 10, SLEEP)
    assert states(watch.read()) == {10: "w"}


def test_cpu_time_of_a_process_that_ended_is_kept(fake_proc):
    for pid in (10, 11):
        fake_proc.process(pid, 10)
        fake_proc.thread(pid, pid, SLEEP)
        fake_proc.cpu_ns[pid] = pid * 100
    watch = Watch(fake_proc)
    assert watch.read().cpu_ns == 2100
    shutil.rmtree(fake_proc.folder / "11")
    del fake_proc.cpu_ns[11]
    watch.meter._processes[11].close()  # an open file would outlive its folder, as none in /proc does
    fake_proc.cpu_ns[10] = 1500
    reading = watch.read()
    assert (reading.cpu_ns, reading.pids) == (2600, (10,))


def test_without_a_clock_for_processes_their_ticks_are_taken(fake_proc):
    fake_proc.process(10, 10)
    fake_proc.thread(10, 10, SLEEP)
    assert Watch(fake_proc).read().cpu_ns == 7 * 10_000_000


def test_a_lane_that_is_not_there_reads_empty(fake_proc):
    reading = Watch(fake_proc).read()
    assert (reading.threads, reading.pids, reading.cpu_ns, reading.gil_visible) == ((), (), 0, False)


def test_a_process_that_only_waits_to_be_reaped_does_not_count(fake_proc):
    fake_proc.process(10, 10, letter="Z")
    fake_proc.thread(10, 10, "-1 0x0 0x0", letter="Z")
    assert Watch(fake_proc).read().pids == ()


def test_a_process_that_joins_the_group_late_is_found(fake_proc):
    fake_proc.process(10, 10)
    fake_proc.thread(10, 10, SLEEP)
    fake_proc.process(11, 99)
    fake_proc.thread(11, 11, SLEEP)
    watch = Watch(fake_proc)
    assert watch.read().pids == (10,)
    fake_proc.process(11, 10)
    assert watch.read().pids == (10, 11)


def test_children_show_at_once_and_others_of_the_group_within_a_second(fake_proc):
    fake_proc.process(10, 10)
    fake_proc.thread(10, 10, SLEEP)
    fake_proc.write("10/task/10/children", "")
    watch = Watch(fake_proc, step=SECOND // 10)
    assert watch.read().pids == (10,)
    for pid in (11, 12):
        fake_proc.process(pid, 10)
        fake_proc.thread(pid, pid, SLEEP)
    fake_proc.write("10/task/10/children", "12 ")
    assert watch.read().pids == (10, 12)
    seen = [watch.read().pids for _ in range(10)]
    assert seen[0] == (10, 12)
    assert seen[-1] == (10, 12, 11)


def test_where_system_calls_are_hidden_sleepers_are_unknown_and_it_is_said(fake_proc):
    fake_proc.process(10, 10)
    fake_proc.thread(10, 10, None, letter="S")
    fake_proc.thread(10, 20, None, letter="R", core=3)
    reading = Watch(fake_proc).read()
    assert states(reading) == {10: "?", 20: "r"}
    assert not reading.gil_visible
    assert [thread.core for thread in reading.threads] == [0, 3]


def test_a_kernel_that_keeps_no_schedule_counts_in_ticks(fake_proc):
    fake_proc.process(10, 10)
    fake_proc.thread(10, 10, SLEEP, schedule=None)
    (thread,) = Watch(fake_proc).read().threads
    assert (thread.state, thread.on_cpu_ns) == ("w", 7 * 10_000_000)


def test_a_lock_is_not_told_from_the_gil_where_memory_maps_are_hidden(fake_proc):
    futex = max(futex_calls(), key=lambda number: number != b"449").decode()
    fake_proc.process(10, 10)
    fake_proc.thread(10, 10, f"{futex} 0x7f0000000000 0x189")
    reading = Watch(fake_proc).read()
    assert states(reading) == {10: "?"}
    assert not reading.gil_visible


def test_of_very_many_threads_all_are_seen_in_turn_for_a_bounded_cost(fake_proc):
    fake_proc.process(10, 10)
    threads = lane_process.KEPT + 2 * lane_process.FRESH
    for tid in range(10, 10 + threads):
        fake_proc.thread(10, tid, SLEEP)
    watch = Watch(fake_proc)
    assert len(watch.read().threads) == lane_process.KEPT + lane_process.FRESH
    assert len(watch.read().threads) == threads


def test_without_proc_cpu_and_memory_of_the_group_are_still_told(tmp_path, child):
    process = child("reading")
    reading = LaneMeter(process.pid, proc=tmp_path).read()
    assert reading.pids == (process.pid,)
    assert reading.rss_bytes > 1 << 20
    assert not reading.gil_visible
    assert set(states(reading).values()) == {"?"}, sys.platform
