"""All lanes on one clock, read off the recording."""

from __future__ import annotations

import gilrace_canned as canned
import pytest

from gilrace.tui import one_clock
from gilrace.tui.standing import active, shown_heat

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


def test_two_recordings_have_lanes_of_their_own_letters() -> None:
    both = one_clock.side_by_side(canned.finished(), canned.waiting())
    letters = [lane.info.letter for lane in both.lanes]
    assert len(letters) == len(set(letters)) == 9
    assert len({lane.info.id for lane in both.lanes}) == 9
