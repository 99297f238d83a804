"""Numbers in words."""

import pytest

from gilrace.analysis import units


@pytest.mark.parametrize(
    ("ns", "words"),
    [
        (8.06e9, "8.06 s"),
        (9.9996e9, "10.0 s"),
        (213.4e6, "213 ms"),
        (999.9e6, "1.00 s"),
        (14_000, "14.0 µs"),
        (5, "5.00 ns"),
        (0, "0 s"),
        (60e9, "60.0 s"),
        (125e9, "2 min 05 s"),
        (None, "-"),
    ],
)
def test_durations_have_three_digits_and_the_unit_that_fits(ns, words):
    assert units.duration(ns) == words


def test_sizes_ratios_rates_and_shares_are_words_people_use():
    assert [units.size(n) for n in (512, 61_440, 14_680_064, None)] == ["512 B", "60.0 KiB", "14.0 MiB", "-"]
    assert [units.ratio(r) for r in (1.934, 0.94, 56.44, 120.4, None)] == [
        "1.93×",
        "0.94×",
        "56.4×",
        "120×",
        "-",
    ]
    assert [units.rate(r) for r in (29.81, 1_250_000, 123_456)] == ["29.8/s", "1.25 M/s", "123 k/s"]
    assert [units.percent(p) for p in (0.52, 0.004, 0, 1, None)] == ["52 %", "0.4 %", "0 %", "100 %", "-"]


def test_a_rough_duration_is_one_short_number():
    seconds = (0.2, 1, 35.4, 99.4, 99.6, 150, 3600, 10_800)
    assert [units.roughly(s * 1e9) for s in seconds] == [
        "<1 s", "1 s", "35 s", "99 s", "2 min", "2 min", "60 min", "3 h",
    ]  # fmt: skip


def test_places_are_spelled_as_people_do():
    assert [units.ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 102, 111)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "111th",
    ]  # fmt: skip


def test_one_is_singular():
    assert [units.count(1, "round"), units.count(3, "round")] == ["1 round", "3 rounds"]
    assert units.count(2, "process", "processes") == "2 processes"


def test_plain_ascii_keeps_the_meaning():
    assert units.ascii_only("1.93× ±0.02, 14 µs, ▶") == "1.93x ~0.02, 14 us, ?"
