"""A lane host, a worker, or gilrace itself ends or stands still in the middle of a race."""

import json
import os
import signal
import threading

import pytest
from gilrace_faults import LONG, mostly_long, until

from gilrace.race.recording import read

LANES = "sequential, threads, processes, asyncio"


def statuses(events):
    return {e.heat: e.status for e in events if e.kind == "end"}


@pytest.mark.parametrize("number", mostly_long(signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV))
def test_a_lane_host_that_is_killed_is_a_crash_and_the_others_finish(hurt, number):
    race = hurt(LANES, items=30)
    race.heat_runs(0)
    os.kill(race.hosts()[0], number)
    assert race.finish() == 4
    events = race.recorded_all_up_to_the_end()
    assert statuses(events) == {0: "crashed", 1: "finished", 2: "finished", 3: "finished"}
    reason = next(e.reason for e in events if e.kind == "end")
    assert signal.Signals(number).name in reason
    race.leaves_nothing()


def test_a_worker_that_is_killed_costs_its_lane_and_nothing_else(hurt, chance):
    race = hurt("processes, asyncio", items=40, seconds=0.1)
    race.heat_runs(0)
    os.kill(chance.choice(race.workers()), signal.SIGKILL)
    assert race.finish() == 4
    events = race.recorded_all_up_to_the_end()
    assert statuses(events)[0] in ("crashed", "failed")
    assert statuses(events)[1] == "finished"
    race.leaves_nothing()


def kill_something(race, chance):
    """Any process of the race, at any moment."""
    threading.Event().wait(chance.uniform(0.05, 1.2))
    victims = [*race.hosts(), *race.workers()]
    if victims:
        with_pid = chance.choice(victims)
        try:
            os.kill(with_pid, signal.SIGKILL)
        except ProcessLookupError:
            return


@pytest.mark.parametrize("round_", mostly_long(*range(60)))
def test_whatever_is_killed_at_whatever_moment_the_race_comes_to_its_end(hurt, chance, round_):
    race = hurt(LANES, items=12, rounds=2)
    kill_something(race, chance)
    assert race.finish() in (0, 4)
    assert "timeout" not in statuses(race.recorded_all_up_to_the_end()).values()
    race.leaves_nothing()


DEADLY = """
import os, pathlib, signal, struct, sys, time
from multiprocessing import util

def wait_for_the_other():
    here = pathlib.Path(__file__).parent
    (here / f"{os.getpid()}.here").touch()
    while len(list(here.glob("*.here"))) < 2:
        time.sleep(0.001)

def the_pools(name):
    frame = sys._getframe()
    while frame.f_code.co_name != "_process_worker":
        frame = frame.f_back
    return frame.f_locals[name]

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def die_with_the_lock(queue):
    queue._rlock.acquire()
    die()

def when_leaving(item):
    wait_for_the_other()
    util.Finalize(None, die_with_the_lock, (the_pools("call_queue"),), exitpriority=0)
    return item

def in_mid_answer(item):
    os.write(the_pools("result_queue")._writer.fileno(), struct.pack("!i", 1000) + b"half of it")
    die()
"""


@pytest.mark.parametrize("chunk", mostly_long({}, {"chunk": 1}, {"chunk": 3}))
@pytest.mark.parametrize("moment", ["when_leaving", "in_mid_answer"])
def test_a_worker_that_dies_where_its_pool_does_not_notice_ends_its_lane_at_once(
    hurt, tmp_path, moment, chunk
):
    (tmp_path / "deadly.py").write_text(DEADLY)
    race = hurt(
        text=f"workload: {{use: './deadly.py:{moment}', items: 12}}\nrounds: 1\ntimeout: 10m\n"
        f"lanes: [processes: {json.dumps({'workers': 2, **chunk})}]\n"
    )
    assert race.finish() == 4
    ended = next(e for e in race.recorded_all_up_to_the_end() if e.kind == "end")
    assert ended.status == "failed"
    assert "a worker process" in ended.reason
    assert "SIGKILL" in ended.reason
    race.leaves_nothing()


@pytest.mark.parametrize("round_", mostly_long(*range(30)))
def test_when_gilrace_is_killed_its_lanes_end_and_what_was_recorded_can_be_read(hurt, chance, round_):
    race = hurt(LANES, items=100)
    race.heat_runs(0, done=3)
    threading.Event().wait(chance.uniform(0, 0.3))
    sampled = race.events("sample")
    os.kill(race.process.pid, signal.SIGKILL)
    race.finish()
    until(lambda: not race.hosts() and not race.workers())
    kept = [e for e in read(race.record) if e.kind == "sample"]
    assert len(kept) >= len(sampled)
    assert kept[len(sampled) - 1].done == sampled[-1]["done"]


@LONG
def test_the_next_race_removes_what_a_killed_one_left(hurt):
    race = hurt(items=100)
    race.heat_runs(0)
    os.kill(race.process.pid, signal.SIGKILL)
    race.finish()
    assert list(race.folder.joinpath("tmp").glob("gilrace-*"))
    after = hurt(items=2, lanes="sequential")
    assert after.finish() == 0
    after.leaves_nothing()


def test_a_lane_that_stands_still_for_a_while_goes_on_and_finishes(hurt):
    race = hurt("threads, asyncio", items=60)
    race.heat_runs(0)
    host = race.hosts()[0]
    os.kill(host, signal.SIGSTOP)
    before = len(race.events("sample"))
    until(lambda: len(race.events("sample")) > before + 5)
    os.kill(host, signal.SIGCONT)
    assert race.finish() == 0
    assert set(statuses(race.recorded_all_up_to_the_end()).values()) == {"finished"}
    race.leaves_nothing()


@pytest.mark.parametrize("lane", mostly_long("processes", "threads", "asyncio: {limit: 2}"))
def test_a_lane_that_stands_still_for_good_is_ended_at_the_limit(hurt, lane):
    race = hurt(f"{lane}, sequential", items=30, words=("--timeout", "2s"))
    race.heat_runs(0)
    for pid in (*race.hosts(), *race.workers()):
        os.kill(pid, signal.SIGSTOP)
    assert race.finish() == 4
    found = statuses(race.recorded_all_up_to_the_end())
    assert found == {0: "timeout", 1: "finished"}
    race.leaves_nothing()


@LONG
def test_gilrace_itself_may_be_stopped_and_continued(hurt):
    race = hurt(items=30)
    race.heat_runs(0)
    os.kill(race.process.pid, signal.SIGSTOP)
    threading.Event().wait(0.5)
    os.kill(race.process.pid, signal.SIGCONT)
    assert race.finish() == 0
    race.recorded_all_up_to_the_end()
    race.leaves_nothing()


@pytest.mark.parametrize("number", mostly_long(signal.SIGHUP, signal.SIGTERM, signal.SIGINT))
def test_a_signal_ends_the_race_and_keeps_what_was_measured(hurt, number):
    race = hurt(items=200, rounds=3)
    race.heat_runs(0, done=2)
    os.kill(race.process.pid, number)
    assert race.finish() == 130
    events = race.recorded_all_up_to_the_end()
    assert events[-1].reason == "stopped"
    assert any(e.kind == "sample" and e.done >= 2 for e in events)
    race.leaves_nothing()


@LONG
def test_many_signals_at_once_end_it_once(hurt):
    race = hurt(items=200, rounds=3)
    race.heat_runs(0)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGINT, signal.SIGHUP) * 5:
        os.kill(race.process.pid, number)
    assert race.finish() == 130
    race.recorded_all_up_to_the_end()
    race.leaves_nothing()


def test_a_signal_before_the_first_heat_ends_it_cleanly(hurt):
    race = hurt(items=200)
    until(lambda: race.events("race") or race.process.poll() is not None)
    os.kill(race.process.pid, signal.SIGINT)
    assert race.finish() == 130
    race.leaves_nothing()


@LONG
def test_under_nohup_a_hang_up_is_nothing(hurt):
    race = hurt(items=20, before=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    race.heat_runs(0)
    os.kill(race.process.pid, signal.SIGHUP)
    assert race.finish() == 0
    race.leaves_nothing()


@LONG
def test_a_worker_that_ends_itself_for_lack_of_memory_is_told(hurt, tmp_path):
    (tmp_path / "hungry.py").write_text(
        "import os, signal\n"
        "def work(item):\n"
        "    if item == 5:\n"
        "        os.kill(os.getpid(), signal.SIGKILL)  # as the kernel does\n"
        "    return item\n"
    )
    race = hurt(
        text="workload: {use: './hungry.py:work', items: 10}\nlanes: [processes, threads]\nrounds: 1\n"
    )
    assert race.finish() == 4
    ends = [e for e in race.recorded_all_up_to_the_end() if e.kind == "end"]
    assert all("SIGKILL" in e.reason or "killed" in e.reason for e in ends), [e.reason for e in ends]
    race.leaves_nothing()
