"""How noisy a race was: odd rounds are told and kept, the machine's own unsteadiness is measured."""

from dataclasses import replace

import gilrace_canned as canned
import pytest

from gilrace.analysis.outliers import outliers
from gilrace.analysis.reading import field, wall_ratio
from gilrace.analysis.remarks import remarks
from gilrace.analysis.separation import ASSUMED
from gilrace.analysis.steadiness import steadiness
from gilrace.analysis.verdict import judge
from gilrace.race.events import HeatEnded
from gilrace.race.state import fold


def race(wall=(), loops=(), rounds=6, **more):
    """A calm race, but for heats (lane, round) that take so many times as long, and loops of so many ns."""
    events = canned.finished_events(rounds=rounds, **more)
    heats = {e.heat: e for e in events if e.kind == "heat"}
    loops = iter(loops)

    def changed(event):
        if not isinstance(event, HeatEnded):
            return event
        metrics = dict(event.metrics)
        heat = heats[event.heat]
        metrics["wall_ns"] *= dict(wall).get((heat.lane, heat.round), 1.0)
        if (took := next(loops, None)) is not None:
            metrics["reference_ns"] = took
        return replace(event, metrics=metrics)

    return fold(map(changed, events))


def test_a_round_far_from_the_others_is_named_with_how_far_and_still_counts():
    state = race({("threads", 3): 1.4})
    (odd,) = outliers(state)
    assert (odd.lane, odd.round) == ("threads", 3)
    assert odd.factor == pytest.approx(1.4, rel=0.02)
    assert odd.text == "T threads, round 3: 39 % longer than in its other rounds; it counts like any other"
    assert odd.text in judge(state).remarks
    assert judge(state).standings[-1].wall.rounds == 6


def test_three_times_as_long_reads_as_such_and_shorter_as_shorter():
    assert "round 2: 2.99 times as long as" in outliers(race({("threads", 2): 3.0}))[0].text
    assert "shorter than" in outliers(race({("threads", 2): 0.7}))[0].text


def test_a_calm_race_has_no_outliers_and_nothing_to_remark():
    assert outliers(race()) == ()
    assert remarks(race()) == ()


def test_a_slow_minute_that_hit_all_lanes_is_no_lane_s_outlier():
    lanes = [p.info.id for p in (canned.S, canned.T, canned.P, canned.A, canned.B)]
    assert outliers(race({(lane, 4): 1.5 for lane in lanes})) == ()


def test_few_rounds_or_lanes_that_ran_together_have_no_outliers():
    assert outliers(race({("threads", 3): 1.4}, rounds=3)) == ()
    assert outliers(race({("threads", 3): 1.4}, mode="together")) == ()


def test_many_outliers_are_counted_beyond_the_first():
    wall = {
        (lane, k): 2.0
        for k, lane in enumerate(["sequential", "threads", "processes", "asyncio", "processes-batch"], 1)
    }
    assert remarks(race(wall, rounds=8))[-1] == "1 more heat far from the other rounds of its lane"


def test_steady_loops_are_measured_and_cause_no_doubt():
    state = race(loops=[5e6, 5.02e6, 4.99e6, 5.01e6] * 10)
    assert steadiness(state).scatter < 0.01
    assert "unsteady" not in judge(state).caveats


def test_loops_that_vary_cause_a_doubt_with_its_numbers():
    state = race(loops=[5e6, 5.6e6, 4.5e6, 5.9e6, 5.1e6, 9e6] * 6)
    assert steadiness(state).worst > 0.5
    assert "unsteady" in judge(state).caveats
    assert "the fixed loop before each heat varied by" in judge(state).remarks[-1]


def test_another_interpreter_s_loop_is_held_against_its_own_kind():
    python = replace(canned.T, info=replace(canned.T.info, python="python3.14"))
    slower = [5e6, 9e6] * 7  # every other heat is the other interpreter's
    state = race(loops=slower, lanes=(canned.S, python))
    assert steadiness(state).scatter == 0


def test_without_loops_or_with_lanes_together_steadiness_is_unknown():
    assert steadiness(race()) is None
    assert steadiness(race(loops=[5e6] * 40, mode="together")) is None


def test_one_round_on_an_unsteady_machine_assumes_more_than_a_quarter():
    rough = race(loops=[5e6, 7e6] * 20, rounds=1)
    calm = race(loops=[5e6, 5e6] * 20, rounds=1)

    def gap(state):
        found = wall_ratio(state.lane("sequential"), state.lane("processes"), field(state))
        return found.high / found.value

    assert gap(calm) == pytest.approx(1 + ASSUMED)
    assert gap(rough) > 1.5


def asked_for(rounds, until, closed="complete"):
    events = canned.finished_events(rounds=rounds, closed=closed)
    return fold([replace(events[0], scenario={"rounds": {"until": until}}), *events[1:]])


def test_a_race_that_stopped_before_its_intervals_were_narrow_says_so():
    assert "not within 0.01% after 6 rounds" in remarks(asked_for(6, "0.01%"))[-1]
    assert remarks(asked_for(6, "5%")) == ()
    assert remarks(asked_for(6, "0.01%", closed="stopped")) == ()
    assert remarks(asked_for(6, "soon")) == ()
