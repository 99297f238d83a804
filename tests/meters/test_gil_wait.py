import random
import statistics

import pytest

from gilrace.meters.gilwait import GilWait
from gilrace.meters.lane_cores import joined, lane_cores
from gilrace.meters.readings import LaneReading, ThreadReading

MS = 1_000_000


def reading(states, visible=True):
    threads = tuple(ThreadReading(1, n, state, n, 0, 0) for n, state in enumerate(states))
    return LaneReading(threads=threads, gil_visible=visible)


def moment(t, lives, pids=None):
    """What a look after ``t`` ms shows of threads whose lives are told, a letter a millisecond.

    r on a core, q ready without one; g, l, w and ? asleep.
    """
    threads = []
    for n, life in enumerate(lives):
        past, now = life[:t], life[min(t, len(life) - 1)]
        pid = pids[n] if pids else 1
        core, queue = past.count("r") * MS, past.count("q") * MS
        threads.append(ThreadReading(pid, n, "r" if now == "q" else now, n, core, queue, (t + 1) * MS))
    return LaneReading(threads=tuple(threads), gil_visible=True)


def lived(*lives, every=7, times=60, pids=None):
    """Lives repeated so often, looked at every so many ms."""
    lives = [life * times for life in lives]
    return collected(*(moment(t, lives, pids) for t in range(0, len(lives[0]) + 1, every)))


def collected(*looks):
    wait = GilWait()
    for look in looks:
        wait.add(look)
    return wait


def test_half_the_time_of_two_workers_on_one_gil_is_waiting():
    assert lived("rrrrrggggg", "gggggrrrrr").share() == pytest.approx(0.5, abs=0.01)


def test_a_main_thread_that_joins_and_workers_that_sleep_do_not_dilute_it():
    found = lived("llll", "rggg", "grgg", "ggrg", "gggr", "wwww", "wwww", "????")
    assert found.share() == pytest.approx(0.75, abs=0.01)


def test_a_worker_that_also_sleeps_is_divided_by_what_it_was_found_in():
    assert lived("rrggwwwwww", "ggrrwwwwww").share() == pytest.approx(0.5, abs=0.05)


def test_a_lone_worker_waits_for_nobody():
    assert lived("l", "r", times=60).share() == 0


def test_a_lane_that_only_waits_has_no_share():
    assert lived("w", "w", "w", "l", times=300).share() is None


def test_a_share_is_not_told_from_a_handful_of_samples():
    assert collected(*(moment(t, ["rg", "gr"]) for t in (0,))).share() is None


def test_one_reading_that_cannot_be_seen_into_spoils_the_share():
    wait = lived("rg", "gr")
    wait.add(reading("rr", visible=False))
    assert wait.share() is None


def test_a_lane_that_has_ended_changes_nothing():
    wait = lived("rg", "gr")
    before = wait.share()
    wait.add(LaneReading())
    assert wait.share() == before == pytest.approx(0.5, abs=0.01)


def test_looks_in_step_with_the_switches_do_not_bend_the_share():
    """Every look finds the second thread awake for a moment, to ask: that moment is all that counts."""
    lives = "r" * 50, "r" + "g" * 49
    assert lived(*lives, every=50, times=40).share() == pytest.approx(0.49, abs=0.02)
    shifted = "r" * 50, "g" * 25 + "r" + "g" * 24
    assert lived(*shifted, every=50, times=40).share() == pytest.approx(0.49, abs=0.02)


def test_a_thread_that_wakes_to_ask_and_has_no_core_waits_for_the_gil():
    """Two threads that compute on a machine whose other core is busy: one of the two always holds the GIL."""
    found = lived("rrrrqqqqgggggqqq", "gggggqqqrrrrqqqq")
    assert found.share() == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("queue", [1, 4, 12])
def test_four_threads_on_one_gil_wait_three_quarters_however_busy_the_machine_is(queue):
    turn = "r" * 5 + "q" * queue
    rest = "g" * 5 + "q" * queue
    lives = [rest * k + turn + rest * (3 - k) for k in range(4)]
    assert lived(*lives, times=20).share() == pytest.approx(0.75, abs=0.03)


def test_threads_that_hash_on_a_busy_machine_wait_for_a_core_and_not_for_the_gil():
    assert lived(*["rrrqqqqqqq"] * 4).share() == 0


def test_a_thread_that_computes_beside_one_that_hashes_does_not_wait_on_a_quiet_machine():
    assert lived("rrrrrrrrg", "r" * 9).share() == pytest.approx(1 / 18, abs=0.02)


def test_processes_without_a_core_wait_for_no_gil():
    assert lived(*["rqqqqqqqqq"] * 4, pids=range(4)).share() == 0


def test_the_wait_of_threads_that_have_ended_stays():
    wait = GilWait()
    lives = ["rrrrrggggg" * 40 + "w" * 600, "gggggrrrrr" * 40]
    for t in range(0, 1000, 7):
        wait.add(moment(t, lives[: 2 if t < 400 else 1]))
    assert wait.share() == pytest.approx(0.5, abs=0.05)


def test_a_thread_that_nobody_looked_at_again_has_not_slept_meanwhile():
    """Of very many threads only some are looked at each time; of the others the last reading is repeated."""
    wait = GilWait()
    stale = ThreadReading(1, 9, "g", 0, 0, 0, 1 * MS)
    for t in range(0, 600, 7):
        look = moment(t, ["r" * 600])
        wait.add(LaneReading(threads=(*look.threads, stale), gil_visible=True))
    assert wait.share() == 0


def test_doubt_shrinks_with_samples_and_is_never_nothing():
    few, many = lived("rg", "gr", times=20), lived("rg", "gr", times=2000)
    assert 0 < many.doubt() < few.doubt() < 0.2
    alone = collected(*(moment(t, ["r" * 50]) for t in range(50)))
    assert alone.doubt() == pytest.approx(0.02)


def test_doubt_is_as_large_as_the_shares_of_chance_readings_scatter():
    """Two threads that sleep for the GIL half of the time they sleep, and for time the other half."""
    source, shares, doubts = random.Random(4), [], []
    for _ in range(200):
        wait = GilWait()
        for k in range(60):
            threads = tuple(
                ThreadReading(1, n, source.choice("rgw"), n, k * 20 * MS, 0, (k + 1) * 60 * MS)
                for n in range(2)
            )
            wait.add(LaneReading(threads=threads, gil_visible=True))
        shares.append(wait.share())
        doubts.append(wait.doubt())
    assert statistics.fmean(shares) == pytest.approx(0.5, abs=0.02)
    assert statistics.median(doubts) == pytest.approx(statistics.stdev(shares), rel=0.3)


def test_letters_stand_where_threads_run_and_nowhere_else():
    assert lane_cores(reading("rgrw").threads, "T", 4) == ("T", "", "T", "")


def test_a_thread_on_a_core_that_is_not_known_gets_no_letter():
    assert lane_cores((ThreadReading(1, 1, "r", -1, 0, 0),), "T", 2) == ("", "")


def test_lanes_that_run_at_once_share_a_core():
    assert joined([("T", ""), ("T", "")]) == ("TT", "")
