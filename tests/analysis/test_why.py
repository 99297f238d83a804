"""Reasons come from measurements, and only from those."""

import inspect
import re
from dataclasses import replace

import gilrace_canned as canned
import pytest

from gilrace.analysis.commentary import commentary
from gilrace.analysis.remedies import REMEDIES
from gilrace.analysis.why import NOISY, RULES, why
from gilrace.race.state import RaceState, fold
from gilrace.scenario.places import find


def reason(profile, lanes=None, **changes):
    state = canned.finished(lanes=lanes or (canned.S, profile), **changes)
    return why(state, state.lane(profile.info.id))


@pytest.mark.parametrize(
    ("profile", "pattern"),
    [
        (canned.T, "gil-bound"),
        (canned.P, "parallel"),
        (canned.A, "one-long-turn"),
        (replace(canned.T, cpu_per_running=1.9, gil_wait=0.01), "gil-released"),
        (replace(canned.T, gil_wait=None), "one-core"),
        (replace(canned.T, gil_wait=0.05), "one-core"),
        (replace(canned.P, startup_ms=3000), "startup-bound"),
        (replace(canned.P, pickle_ms=4000, pickle_bytes=1 << 28), "pickle-bound"),
        (replace(canned.P, info=replace(canned.P.info, workers=8)), "oversubscribed"),
        (replace(canned.T, cpu_per_running=0.1, gil_wait=0.0), "overlapping-waits"),
        (replace(canned.A, cpu_per_running=0.6, at_once=62), "overlapping-waits"),
        (replace(canned.A, at_once=500), "busy-loop"),
        (replace(canned.T, cpu_per_running=0.6, at_once=1), "mixed"),
        (replace(canned.A, cpu_per_running=0.02), "blocked-loop"),
        (replace(canned.T, cpu_per_running=0.1, at_once=1), "io-bound"),
        (replace(canned.T, cpu_per_running=0.3, at_once=2, signs=("rl", "lr")), "lock-bound"),
    ],
)
def test_the_pattern_fits_the_numbers(profile, pattern):
    assert reason(profile).pattern == pattern


def test_a_pool_that_waits_for_its_post_is_told_apart():
    one_by_one = replace(canned.P, running_s=1.25, cpu_per_running=1.2, startup_ms=6, switches=17_000)
    found = reason(one_by_one, items=4000)
    assert found.pattern == "too-small-tasks"
    assert found.text.startswith("4.25 context switches an item of 625 µs")


def test_one_worker_whose_items_keep_two_cores_busy_is_not_called_one_core():
    found = reason(replace(canned.S, cpu_per_running=1.9), lanes=(replace(canned.S, cpu_per_running=1.9),))
    assert found.pattern == "own-workers"
    assert found.text.startswith("one worker kept 1.90 cores busy")


def changed(events, kind, change):
    return fold(change(e) if e.kind == kind else e for e in events)


def test_the_share_of_waits_for_the_gil_is_told_with_its_doubt():
    def doubted(event):
        return replace(event, metrics={**event.metrics, "gil_wait_doubt": 0.012})

    state = changed(canned.finished_events(), "end", doubted)
    assert "52 % (±2) of their time went on waiting" in why(state, state.lane("threads")).text
    assert "±" not in reason(canned.T).text


def test_workers_that_wait_for_the_last_one_are_told_from_even_ones():
    """The second worker has nothing from a third of the race on."""

    def uneven(spans):
        keep = [k for k, w in enumerate(spans.worker) if w == 0 or spans.end[k] < max(spans.end) / 3]
        columns = {
            name: tuple(getattr(spans, name)[k] for k in keep)
            for name in ("worker", "first", "count", "start", "end")
        }
        return replace(spans, **columns)

    one_core = replace(canned.P, cpu_per_running=1.3)
    state = changed(canned.finished_events(lanes=(canned.S, one_core)), "spans", uneven)
    found = why(state, state.lane("processes"))
    assert found.pattern == "stragglers"
    assert "2 workers went on waiting for the last ones" in found.text
    assert reason(one_core).pattern == "parallel"


def test_a_lane_that_had_no_cores_is_not_explained_by_anything_else():
    starved = replace(canned.P, cpu_per_running=0.7, foreign=1.6)

    def queued(sample):
        return replace(sample, queue_ns=(sample.t % 10**12) // 2)

    state = changed(canned.finished_events(lanes=(canned.S, starved)), "sample", queued)
    found = why(state, state.lane("processes"))
    assert found.pattern == "noisy-host"
    assert found.text.endswith("other programs took 160 % of a core meanwhile")
    assert found.text.count("other programs") == 1


NO_CHANGE = {"gil-released", "no-gil", "parallel", "overlapping-waits", "one-core", "own-workers"}


def test_every_pattern_that_costs_something_has_a_remedy_and_a_scenario_that_is_there():
    source = inspect.getsource(inspect.getmodule(RULES[0]))
    named = {*re.findall(r'Reason\(\s*"([a-z-]+)"', source), "gil-released", "no-gil", NOISY}
    assert set(REMEDIES) | NO_CHANGE == named
    shipped = {path.stem for path in find()}
    assert {r.scenario for r in REMEDIES.values()} <= shipped
    assert all(r.change.endswith(".") for r in REMEDIES.values())


def test_a_reason_carries_what_to_change():
    assert "processes" in reason(canned.T).remedy.change
    assert reason(canned.T).remedy.scenario == "cpu-primes"
    assert reason(canned.P).remedy is None


def test_the_yardstick_is_one_core_or_waits():
    assert reason(canned.S, lanes=(canned.S,)).pattern == "one-core"
    waiting = replace(canned.S, cpu_per_running=0.02)
    assert reason(waiting, lanes=(waiting,)).pattern == "io-bound"


def test_the_gil_is_named_with_the_share_that_was_measured():
    assert reason(canned.T).text.startswith("2 threads, one GIL: 52 % of their time")


def test_what_could_not_be_seen_is_not_claimed():
    assert "could not be seen" in reason(replace(canned.T, gil_wait=None)).text


def test_a_python_without_a_gil_is_not_blamed_on_the_gil():
    events = canned.finished_events(lanes=(canned.S, replace(canned.T, cpu_per_running=1.9, gil_wait=None)))
    free = fold(replace(e, gil=False) if e.kind == "ready" else e for e in events)
    assert why(free, free.lane("threads")).pattern == "no-gil"


def test_a_noisy_neighbour_is_part_of_the_reason():
    assert "other programs took 34 % of a core" in reason(replace(canned.T, foreign=0.34)).text


def test_a_lane_without_a_time_has_no_reason():
    state = canned.failed_lane()
    assert why(state, state.lane("threads")).text == ""


def test_the_live_sentence_says_what_to_look_at():
    assert (
        commentary(canned.running("threads", 0.5))
        == "Two threads, one busy core: they hold the GIL in turns."
    )
    assert "really runs in parallel" in commentary(canned.running("processes", 0.5))
    assert commentary(canned.running("threads", 0.5, turn=0)).endswith(
        "This is the warm-up: it does not count."
    )


def test_before_between_and_after_heats_the_sentence_says_so():
    events = canned.finished_events()
    starts = [k for k, e in enumerate(events) if e.kind == "heat"]
    assert commentary(RaceState()) == "Nothing is racing yet."
    assert "comes to rest" in commentary(fold(events[: starts[3]]))
    assert "starts 2 threads" in commentary(fold(events[: starts[1] + 1]))
    assert commentary(canned.finished()) == "The race is over."


def test_waits_are_told_live():
    events = canned.waiting_events()
    starts = [k for k, e in enumerate(events) if e.kind == "heat" and e.lane == "threads"]
    assert (
        commentary(fold(events[: starts[1] + 13])) == "19 of 20 workers wait at the same time: waits overlap."
    )
