"""Who is ahead of whom: the interval that decides, how seldom it is wrong, and what it still finds."""

import importlib.util
import math
import random
from dataclasses import replace
from itertools import islice
from pathlib import Path

import gilrace_canned as canned
import pytest

from gilrace.analysis import separation as rule
from gilrace.analysis.separation import ASSUMED, MISTAKEN, Field, separation
from gilrace.analysis.student import quantile, two_sided_tail
from gilrace.analysis.verdict import judge

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "same_against_same.py"


def script():
    spec = importlib.util.spec_from_file_location("same_against_same", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rounds(*values):
    return dict(enumerate(values, 1))


def normal(source, mean, noise, count):
    return rounds(*(mean * math.exp(source.gauss(0, noise)) for _ in range(count)))


@pytest.mark.parametrize(
    ("tail", "df", "t"),  # from printed tables of the t distribution
    [
        (0.05, 1, 12.706),
        (0.05, 2, 4.303),
        (0.01, 2, 9.925),
        (0.01, 4, 4.604),
        (0.001, 3, 12.924),
        (0.01, 120, 2.617),
    ],
)
def test_the_quantiles_of_t_are_those_of_the_tables(tail, df, t):
    assert quantile(tail, df) == pytest.approx(t, rel=1e-3)
    assert two_sided_tail(quantile(tail, df), df) == pytest.approx(tail)


@pytest.mark.parametrize(("tail", "df"), [(0.0, 3), (1.0, 3), (0.05, 0)])
def test_there_is_no_t_without_a_probability_or_a_degree_of_freedom(tail, df):
    with pytest.raises(ValueError, match="no t for"):
        quantile(tail, df)


def test_races_between_equal_lanes_name_somebody_in_one_of_a_hundred_at_most():
    """Rounds as they ran on a busy machine, 40 to 90 % apart; plain 95 % pairs are wrong in 4 to 24 %."""
    tool = script()
    noise = tool.json.loads(tool.NOISE.read_text())
    races = [
        race
        for walls in noise.values()
        for lanes in tool.LANES
        for count in (3, 5, 8)
        for race in islice(tool.cut(walls, lanes, count, seed=11), 100)
    ]
    wrong = sum(map(tool.names_somebody, races))
    assert len(races) == 2700
    assert wrong / len(races) <= MISTAKEN


def test_normal_noise_is_mistaken_for_a_difference_about_as_often_as_it_says():
    source = random.Random(5)
    races = [[normal(source, 5, 0.05, 4) for _ in range(3)] for _ in range(1500)]
    wrong = sum(map(script().names_somebody, races))
    assert 0 < wrong <= 1.6 * MISTAKEN * len(races)  # the intervals are not idle, and two standard errors


@pytest.mark.parametrize(
    ("gain", "noise", "count"), [(1.10, 0.01, 5), (1.10, 0.015, 5), (1.8, 0.03, 3), (1.5, 0.02, 3)]
)
@pytest.mark.parametrize("lanes", [2, 5])
def test_a_real_difference_is_found_in_nine_races_of_ten(gain, noise, count, lanes):
    source = random.Random(6)
    found = 0
    for _ in range(200):
        field = [
            normal(source, gain, noise, count),
            *(normal(source, 1.0, noise, count) for _ in range(lanes - 1)),
        ]
        found += separation(field[0], field[1], Field(tuple(field))).low > 1
    assert found >= 180


def test_the_weather_of_a_round_is_not_taken_for_noise():
    weather = [1.0, 1.5, 0.8, 1.2, 1.9]
    gap = separation(rounds(*(8.02 * w for w in weather)), rounds(*(4 * w for w in weather)))
    assert gap.value == pytest.approx(2.005)
    assert gap.low > 1.99
    assert gap.high < 2.02


def test_a_lane_that_scatters_is_not_trusted_because_the_others_are_calm():
    calm = [rounds(*(1 + 0.001 * ((k * j) % 3) for k in range(5))) for j in range(1, 5)]
    wild = rounds(1.0, 1.35, 1.02, 1.3, 1.01)
    assert separation(wild, calm[0], Field((wild, *calm))).holds(1.0)


def test_no_difference_below_half_a_percent_is_believed_however_calm():
    assert separation(rounds(*[1.004] * 30), rounds(*[1.0] * 30)).holds(1.0)
    assert not separation(rounds(*[1.006] * 30), rounds(*[1.0] * 30)).holds(1.0)


@pytest.mark.parametrize("count", [1, 2])
def test_one_or_two_rounds_assume_a_quarter_and_all_that_was_seen(count):
    gap = separation(rounds(*[8.0] * count), rounds(*[4.0] * count))
    assert gap.assumed
    assert (gap.low, gap.high) == pytest.approx((2 / (1 + ASSUMED), 2 * (1 + ASSUMED)))
    assert separation(rounds(10.0, 10.0), rounds(5.0, 11.0)).holds(1.0)


def test_a_ratio_of_nothing_is_an_error():
    with pytest.raises(ValueError, match="at least one value"):
        separation(rounds(1.0), {})


def test_lanes_that_lack_rounds_lend_no_scatter_but_count_among_the_pairs():
    source = random.Random(9)
    two = [normal(source, 1.0, 0.02, 5), normal(source, 1.2, 0.02, 5)]
    alone, with_a_dropout = separation(*two, Field(tuple(two))), separation(*two, Field((*two, rounds(9.0))))
    assert with_a_dropout.plus_minus > alone.plus_minus


def test_processes_nearly_twice_as_fast_win_after_three_rounds():
    verdict = judge(canned.finished(lanes=(canned.S, canned.P)))
    assert verdict.winner.id == "processes"
    assert "99 % sure" in verdict.confidence


def test_equal_lanes_of_a_real_looking_race_have_no_winner():
    """The very same profile twice: only its place in the round differs."""
    twin = replace(canned.S, info=canned.lane("sequential", letter="Z", id="twin"), phase=2)
    verdict = judge(canned.finished(lanes=(canned.S, twin), rounds=5))
    assert verdict.winner is None
    assert {s.rank for s in verdict.ranked} == {1}


def test_the_scatter_of_sixty_four_lanes_is_taken_once_for_all_their_pairs(monkeypatch):
    """All tied, so that every pair is looked at: 0.24 s of CPU time, 0.74 s when taken for each pair."""
    taken = []
    of_field = rule._reach_in_field
    monkeypatch.setattr(rule, "_reach_in_field", lambda *told: taken.append(1) or of_field(*told))
    source = random.Random(4)
    lanes = tuple(
        replace(
            canned.S,
            info=canned.lane("sequential", letter="S", id=f"lane-{k}" if k else "sequential"),
            jitter=tuple(source.lognormvariate(0, 0.05) for _ in range(11)),
        )
        for k in range(64)
    )
    state = canned.finished(lanes=lanes, rounds=10)
    assert {s.rank for s in judge(state).ranked} == {1}
    assert len(taken) <= 2  # for the ranks, and for the sentence about the first two
