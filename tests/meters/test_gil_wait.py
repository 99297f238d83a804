import pytest

from gilrace.meters.gilwait import GilWait
from gilrace.meters.lane_cores import joined, lane_cores
from gilrace.meters.readings import LaneReading, ThreadReading


def reading(states, visible=True):
    threads = tuple(ThreadReading(1, n, state, n, 0, 0) for n, state in enumerate(states))
    return LaneReading(threads=threads, gil_visible=visible)


def collected(*looks):
    wait = GilWait()
    for look in looks:
        wait.add(look)
    return wait


def test_half_the_time_of_two_workers_on_one_gil_is_waiting():
    assert collected(*[reading("rg"), reading("gr")] * 5).share() == pytest.approx(0.5)


def test_a_main_thread_that_joins_and_workers_that_sleep_do_not_dilute_it():
    assert collected(*[reading("lrgggwww?")] * 5).share() == pytest.approx(0.75)


def test_a_lone_worker_waits_for_nobody():
    assert collected(*[reading("lr")] * 9).share() == 0


def test_a_lane_that_only_waits_has_no_share():
    assert collected(*[reading("wwwl")] * 50).share() is None


def test_a_share_is_not_told_from_a_handful_of_samples():
    assert collected(reading("rg")).share() is None


def test_one_reading_that_cannot_be_seen_into_spoils_the_share():
    assert collected(*[reading("rg")] * 5, reading("rr", visible=False)).share() is None


def test_a_lane_that_has_ended_changes_nothing():
    assert collected(*[reading("rg")] * 5, LaneReading()).share() == pytest.approx(0.5)


def test_a_thread_that_is_ready_without_a_core_does_not_count_as_running():
    """Two threads on one GIL, on a machine so busy that both are half of their ready time without a core."""
    wait = GilWait()
    for k in range(40):
        states = "rg" if k % 2 else "gr"
        states = "rr" if k % 4 == 3 else states  # the waiter has woken to ask, and waits for a core
        threads = tuple(ThreadReading(1, n, s, n, k * 1000, k * 1000) for n, s in enumerate(states))
        wait.add(LaneReading(threads=threads, gil_visible=True))
    assert wait.share() == pytest.approx(0.5, abs=0.02)


def test_four_threads_on_one_gil_wait_three_quarters_however_busy_the_machine_is():
    wait = GilWait()
    for k in range(60):
        states = ["grrr", "ggrr", "rrrr", "gggr"][k % 4]
        threads = tuple(ThreadReading(1, n, s, n, k * 100, k * 900) for n, s in enumerate(states))
        wait.add(LaneReading(threads=threads, gil_visible=True))
    assert wait.share() == pytest.approx(0.75, abs=0.03)


def test_threads_that_hash_on_a_busy_machine_wait_for_a_core_and_not_for_the_gil():
    wait = GilWait()
    for k in range(60):
        threads = tuple(ThreadReading(1, n, "r", n, k * 300, k * 700) for n in range(4))
        wait.add(LaneReading(threads=threads, gil_visible=True))
    assert wait.share() == 0


def test_a_thread_that_computes_beside_one_that_hashes_does_not_wait_on_a_quiet_machine():
    wait = GilWait()
    for k in range(60):
        threads = tuple(
            ThreadReading(1, n, s, n, k * 100, 0) for n, s in enumerate("gr" if k % 9 == 0 else "rr")
        )
        wait.add(LaneReading(threads=threads, gil_visible=True))
    assert wait.share() < 0.08


def test_processes_without_a_core_wait_for_no_gil():
    wait = GilWait()
    for k in range(20):
        threads = tuple(ThreadReading(n, n, "r", n, k * 10, k * 90) for n in range(4))
        wait.add(LaneReading(threads=threads, gil_visible=True))
    assert wait.share() == 0


def test_doubt_shrinks_with_samples_and_is_never_nothing():
    few, many = collected(*[reading("rg")] * 5), collected(*[reading("rg")] * 500)
    assert many.doubt() < few.doubt() < 0.2
    assert collected(*[reading("r")] * 50).doubt() == pytest.approx(0.02)


def test_letters_stand_where_threads_run_and_nowhere_else():
    assert lane_cores(reading("rgrw").threads, "T", 4) == ("T", "", "T", "")


def test_a_thread_on_a_core_that_is_not_known_gets_no_letter():
    assert lane_cores((ThreadReading(1, 1, "r", -1, 0, 0),), "T", 2) == ("", "")


def test_lanes_that_run_at_once_share_a_core():
    assert joined([("T", ""), ("T", "")]) == ("TT", "")
