"""Bars, ghosts and sparks."""

from __future__ import annotations

from dataclasses import replace

import gilrace_canned as canned
import pytest

from gilrace.analysis.verdict import judge
from gilrace.tui.drawings.bars import Ghost, bar, spark
from gilrace.tui.drawings.speedups import speedups
from gilrace.tui.lines import plain, width
from gilrace.tui.standing import lane_inks


@pytest.mark.parametrize("share", [-1.0, 0.0, 0.01, 0.33, 0.5, 0.999, 1.0, 7.0])
def test_a_bar_is_as_wide_as_it_was_asked_to_be(share: float) -> None:
    assert width(bar(share, 29, "lane0")) == 29


def test_a_bar_moves_in_eighths_of_a_cell() -> None:
    assert plain(bar(0.5, 8, "lane0")) == "████────"
    assert plain(bar(0.5 + 1 / 64, 8, "lane0")) == "████▏───"
    assert plain(bar(1.0, 8, "lane0")) == "████████"


def test_ghosts_stand_where_those_lanes_were() -> None:
    drawn = bar(0.5, 10, "lane2", [Ghost("S", "lane0", 0.25), Ghost("T", "lane1", 0.75)])
    assert plain(drawn) == "██S██──T──"
    assert [piece.ink for piece in drawn if piece.text in "ST"] == ["lane2 fill", "lane1 bold"]


def test_ghosts_at_one_place_stand_side_by_side_and_none_leaves_the_bar() -> None:
    drawn = plain(bar(0.0, 6, "lane0", [Ghost(letter, "lane1", 1.0) for letter in "ABC"]))
    assert sorted(drawn[3:]) == ["A", "B", "C"]
    assert width(bar(0.0, 2, "lane0", [Ghost(letter, "lane1", 0.0) for letter in "ABC"])) == 2


def test_a_spark_shows_the_latest_values_at_its_right_end() -> None:
    assert spark([0, 50, 100], 5, 100) == "   ▄▇"
    assert spark(range(0, 101, 10), 3, 100) == "▆▆▇"
    assert spark([500], 1, 100) == "▇"


def test_a_wide_interval_reaches_far_but_leaves_the_bars_half_of_the_room() -> None:
    state = canned.finished()
    verdict = judge(state)
    unsure = [
        replace(one, speedup=one.speedup and replace(one.speedup, high=99.0)) for one in verdict.standings
    ]
    inks = lane_inks(tuple(lane.info for lane in state.lanes))
    _, _, first, *_ = speedups(state, replace(verdict, standings=tuple(unsure)), inks, 80, 24)
    assert plain(first).count("█") >= 14
    assert plain(first).count("━") >= 12
    assert width(first) <= 80


def test_where_bars_do_not_fit_the_last_line_says_how_many_are_left_out() -> None:
    state = canned.finished()
    inks = lane_inks(tuple(lane.info for lane in state.lanes))
    rows = [plain(row) for row in speedups(state, judge(state), inks, 80, 5)]
    assert len(rows) == 5
    assert rows[-1] == " … and 3 lanes more"
