"""Expectations the library needed: lanes meant to fail, a GIL that must be there, a machine that was busy."""

from dataclasses import replace

import pytest

from gilrace.analysis.expect import check_expectations
from gilrace.analysis.meant_to_fail import meant_to_fail
from gilrace.analysis.recorded import recorded_outcomes
from gilrace.race.events import HeatEnded, HeatReady, HeatStarted, LaneInfo, RaceClosed, RaceOpened
from gilrace.race.state import fold
from gilrace.scenario.expect import Compare, Expectation, Fails, Needs, Order

SECOND = 1_000_000_000


def race(*lanes, foreign=0.0, gil=True, expect=()):
    """A race of one heat a lane: ``(id, status, reason, seconds)``."""
    infos = tuple(LaneInfo(name, name[0].upper(), name, "threads", 2) for name, *_ in lanes)
    opened = RaceOpened(
        0, 1, "1", "a", "A", "cpu", 1, infos, lanes[0][0], 1, 0, len(lanes),
        machine={"cores": 2}, scenario={"expect": list(expect)},
    )  # fmt: skip
    events = [opened]
    for number, (name, status, reason, seconds) in enumerate(lanes):
        metrics = {"wall_ns": seconds * SECOND, "errors": 0, "foreign": foreign} if seconds else {}
        digest = "same" if status == "finished" else ""
        events += [
            HeatStarted(number, number, name, 1, True),
            HeatReady(number, number, 0, "3.13.1", gil),
            HeatEnded(number, number, status, reason, digest=digest, metrics=metrics),
        ]
    return fold([*events, RaceClosed(9, "complete")])


def outcome(form, state):
    (found,) = check_expectations([Expectation("it", form)], state)
    return found


BROKEN = ("broken", "failed", "cannot be sent to another process: pickle", 0)
FINE = ("fine", "finished", "", 1)


def test_a_lane_that_fails_as_it_is_meant_to_is_a_pass():
    found = outcome(Fails("broken", "Pickle"), race(FINE, BROKEN))
    assert found.status == "pass"
    assert "pickle" in found.measured


def test_a_lane_that_fails_for_another_reason_is_a_failure():
    assert outcome(Fails("broken", "memory"), race(FINE, BROKEN)).status == "fail"


def test_a_lane_that_finishes_though_it_was_meant_to_fail_is_a_failure():
    found = outcome(Fails("fine"), race(FINE, BROKEN))
    assert (found.status, found.reason) == ("fail", "it was meant to fail, and finished")


def test_a_recording_knows_which_lanes_were_meant_to_fail():
    wanted = [{"fails": {"lane": "broken", "saying": "pickle"}}, "fine.errors == 0"]
    state = race(FINE, BROKEN, expect=wanted)
    assert meant_to_fail(state) == {"broken"}
    assert [found.status for found in recorded_outcomes(state)] == ["pass", "pass"]


MISSED = Order("slow", "fine")


@pytest.mark.parametrize(("foreign", "status"), [(0.0, "fail"), (0.19, "fail"), (0.9, "inconclusive")])
def test_a_miss_on_a_busy_machine_is_undecided_and_on_a_quiet_one_a_failure(foreign, status):
    found = outcome(MISSED, race(FINE, ("slow", "finished", "", 4), foreign=foreign))
    assert found.status == status
    assert ("90 % of a core" in found.reason) == (status == "inconclusive")


def test_a_busy_machine_excuses_no_lane_that_failed_and_no_errors():
    state = race(FINE, BROKEN, foreign=1.5)
    assert outcome(Compare("broken", "wall", "<", 9.0), state).status == "fail"
    assert outcome(Compare("fine", "errors", ">", 0.0), state).status == "fail"


def test_what_needs_a_gil_is_skipped_where_there_is_none():
    state = race(FINE, ("slow", "finished", "", 4), gil=False)
    found = check_expectations([Expectation("gil", Needs(gil=True)), Expectation("it", MISSED)], state)
    assert [one.status for one in found] == ["skipped", "skipped"]
    assert "with a GIL" in found[0].reason
    other = replace(state.lanes[0], info=replace(state.lanes[0].info, python="python3.13t"))
    assert outcome(Needs(gil=True), replace(state, lanes=(other,))).status == "skipped"
    ours = race(FINE, ("slow", "finished", "", 4), gil=True).lanes[0]
    assert outcome(Needs(gil=True), replace(state, lanes=(ours, other))).status == "pass"
