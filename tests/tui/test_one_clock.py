"""All lanes on one clock, read off the recording."""

from __future__ import annotations

from dataclasses import replace

import gilrace_canned as canned
import pytest

from gilrace.tui import one_clock
from gilrace.tui.standing import active, lane_inks, shown_heat

S = 1_000_000_000


def test_it_is_as_long_as_the_slowest_lane_took() -> None:
    state = canned.finished()
    heat = shown_heat(state.lane("threads"))
    assert heat is not None
    assert one_clock.length_ns(state) == heat.elapsed_ns


def test_at_the_start_no_item_is_done_and_every_lane_starts() -> None:
    for lane in one_clock.at(canned.finished(), 0).lanes:
        assert active(lane)
        assert lane.heat is not None
        assert (lane.heat.done, lane.heat.phase) == (0, "starting")


def test_in_the_middle_faster_lanes_have_done_more() -> None:
    state = one_clock.at(canned.finished(), 3 * S)
    done = {lane.info.letter: lane.heat.done for lane in state.lanes if lane.heat}
    assert done["B"] > done["P"] > done["S"] > done["T"] > 0
    assert not state.closed


def test_a_lane_that_is_through_shows_its_measured_time() -> None:
    whole = canned.finished()
    state = one_clock.at(whole, 5 * S)
    heat = state.lane("processes").heat
    median = shown_heat(whole.lane("processes"))
    assert heat is not None
    assert median is not None
    assert heat.status == "finished"
    assert heat.elapsed_ns == median.elapsed_ns


@pytest.mark.parametrize("t", [0, 1, S, 5 * S, 100 * S])
def test_a_later_moment_never_shows_less(t: int) -> None:
    whole = canned.finished()
    now, later = one_clock.at(whole, t), one_clock.at(whole, t + S)
    for lane in now.lanes:
        then = later.lane(lane.info.id).heat
        assert lane.heat is not None
        assert then is not None
        assert lane.heat.done <= then.done


def test_a_lane_that_crashed_is_told_so_at_its_time() -> None:
    whole = canned.failed_lane()
    end = one_clock.at(whole, one_clock.length_ns(whole))
    assert end.lane("threads").status == "crashed"
    assert any("crashed" in entry.text for entry in end.log)


def test_under_each_lane_stands_its_twin_of_the_second_recording_in_the_same_ink() -> None:
    both = one_clock.side_by_side(canned.finished(), canned.waiting())
    told = [(lane.info.letter, lane.info.name) for lane in both.lanes]
    assert told[:4] == [("S", "sequential"), ("s", "sequential 2"), ("T", "threads"), ("t", "threads 2")]
    assert len({lane.info.id for lane in both.lanes}) == len({letter for letter, _ in told}) == 9
    inks = lane_inks(tuple(lane.info for lane in both.lanes))
    assert inks["threads"] == inks["2:threads"] != inks["sequential"]
    assert len(set(inks.values())) == len(canned.finished().lanes)


def test_a_lane_that_only_the_second_recording_has_stands_last() -> None:
    first = replace(canned.waiting(), lanes=canned.waiting().lanes[:2])
    both = one_clock.side_by_side(first, canned.waiting())
    assert [lane.info.id for lane in both.lanes[:4]] == ["sequential", "2:sequential", "threads", "2:threads"]
    assert len(both.lanes) == 2 + len(canned.waiting().lanes)
