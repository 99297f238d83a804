"""The clock of a replay."""

from __future__ import annotations

from gilrace.tui.playing import SPEEDS, Playing

S = 1_000_000_000


def test_time_passes_at_the_chosen_speed() -> None:
    assert Playing(10 * S, speed=0.5).after(4 * S).t == 2 * S
    assert Playing(10 * S, speed=10.0).after(S // 2).t == 5 * S


def test_a_stopped_replay_stays_where_it_is() -> None:
    assert Playing(10 * S, 3 * S, playing=False).after(4 * S).t == 3 * S


def test_it_stops_at_the_end_and_starts_over_from_there() -> None:
    end = Playing(10 * S, 9 * S).after(4 * S)
    assert (end.t, end.playing) == (10 * S, False)
    assert end.toggled() == Playing(10 * S, 0)


def test_seeking_stays_within_the_recording() -> None:
    assert Playing(10 * S, 1 * S).seek(-5 * S).t == 0
    assert Playing(10 * S, 1 * S).seek(50 * S).t == 10 * S


def test_jumps_go_to_the_nearest_moment_and_stop_there() -> None:
    moments = [0, 2 * S, 5 * S]
    at = Playing(10 * S, 2 * S).jump(moments, 1)
    assert (at.t, at.playing) == (5 * S, False)
    assert at.jump(moments, 1) == at
    assert at.jump(moments, -1).t == 2 * S


def test_speeds_run_from_a_twentieth_to_ten_times() -> None:
    slow = fast = Playing(S)
    for _ in SPEEDS:
        slow, fast = slow.faster(-1), fast.faster(1)
    assert (slow.speed, fast.speed) == (0.05, 10.0)
