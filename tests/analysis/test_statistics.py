"""Medians, intervals, ratios."""

import random
import time

import pytest

from gilrace.analysis.statistics import median_estimate, ratio_estimate


def rounds(*values):
    return dict(enumerate(values, 1))


def test_the_interval_holds_the_median_and_grows_with_the_spread():
    calm = median_estimate([10.0, 10.1, 9.9, 10.0, 10.05, 9.95, 10.0])
    wild = median_estimate([10.0, 12.0, 8.0, 10.0, 11.5, 8.5, 10.0])
    assert calm.value == wild.value == 10.0
    assert calm.holds(10.0)
    assert calm.plus_minus < wild.plus_minus


def test_fewer_than_three_values_give_an_assumption_of_a_tenth_that_says_so():
    two = median_estimate([4.9, 5.1])
    assert two.assumed
    assert (two.value, two.low, two.high) == pytest.approx((5.0, 4.5, 5.5))
    assert not median_estimate([4.0, 5.0, 6.0]).assumed


def test_the_assumption_is_never_narrower_than_what_was_seen():
    assert (median_estimate([6.0, 10.0]).low, median_estimate([6.0, 10.0]).high) == (6.0, 10.0)
    gap = ratio_estimate(rounds(10.0, 10.0), rounds(6.0, 11.0))
    assert gap.assumed
    assert gap.rounds == 2
    assert gap.holds(1.0)


def test_three_rounds_widen_the_interval_beyond_their_own_range():
    three = median_estimate([9.0, 10.0, 11.0])
    assert three.low < 9.0
    assert three.high > 11.0


def test_the_same_values_always_give_the_same_interval():
    values = [random.Random(7).gauss(5, 1) for _ in range(9)]
    assert median_estimate(values) == median_estimate(list(values))


def test_pairing_by_round_takes_the_weather_out_of_a_ratio():
    weather = [1.0, 1.5, 0.8, 1.2, 1.9, 1.1]
    slow, fast = rounds(*(8 * w for w in weather)), rounds(*(4 * w for w in weather))
    paired = ratio_estimate(slow, fast)
    unpaired = ratio_estimate(slow, {k + 100: v for k, v in fast.items()})
    assert paired.value == pytest.approx(2.0)
    assert paired.low == pytest.approx(2.0) == paired.high
    assert unpaired.plus_minus > 0.5


def test_equal_lanes_seldom_look_different():
    source = random.Random(3)

    def run(count):
        return rounds(*(source.gauss(5, 0.2) for _ in range(count)))

    wrong = sum(not ratio_estimate(run(n), run(n)).holds(1.0) for n in (3, 4, 5) for _ in range(100))
    assert wrong <= 24  # 5 % of 300 is 15


def test_a_clear_difference_is_seen_with_three_rounds():
    assert ratio_estimate(rounds(8.0, 8.1, 8.05), rounds(4.0, 4.1, 4.0)).low > 1.9


def test_no_values_are_an_error():
    with pytest.raises(ValueError, match="at least one value"):
        median_estimate([])
    with pytest.raises(ValueError, match="at least one value"):
        ratio_estimate(rounds(1.0), {})


def test_values_of_zero_do_not_break_a_median():
    assert median_estimate([0.0, 0.0, 0.0]).high == 0.0


def test_ten_lanes_and_a_thousand_rounds_are_quick_enough_for_a_live_screen():
    source = random.Random(1)
    lanes = [rounds(*(source.gauss(5, 0.1) for _ in range(10))) for _ in range(10)]
    began = time.process_time()
    for lane in lanes:
        ratio_estimate(lane, lanes[0])
        median_estimate(tuple(lane.values()))
    ten_lanes = time.process_time() - began
    median_estimate([source.gauss(5, 0.1) for _ in range(1000)])
    assert ten_lanes < 0.1 * 3  # measured 0.02 s; the machine may be busy
    assert time.process_time() - began < 1.5
