"""The result as text."""

from dataclasses import replace

import gilrace_canned as canned
import pytest

from gilrace.console.cells import clipped, padded, width_of
from gilrace.console.result import result_lines
from gilrace.race.state import RaceState


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
@pytest.mark.parametrize(
    "race", ["finished", "tie", "failed_lane", "disqualified_lane", "waiting", "running"]
)
def test_no_line_is_wider_than_the_terminal(race, width):
    for line in result_lines(getattr(canned, race)(), (), width):
        assert width_of(line) <= width


def test_every_lane_stands_in_the_table_with_what_was_measured():
    lines = result_lines(canned.finished(), (), 160)
    table = lines[lines.index("") + 1 :]
    titles = "lane wall speed-up CPU CPU/wall GIL wait start-up pickle switches p50 p99 Python"
    assert table[0].split() == titles.split()
    assert table[1].startswith("1st  B procs×batch  4.18 s  1.93× ±0.03")
    assert table[5].split()[:4] == ["5th", "T", "threads", "8.61"]
    assert "52 %" in table[5]


def test_a_narrow_terminal_gets_the_same_numbers_in_more_tables():
    wide, narrow = (" ".join(result_lines(canned.finished(), (), width)) for width in (200, 50))
    for number in ("8.61 s", "52 %", "3440", "96.8 ms"):
        assert number in wide
        assert number in narrow


def test_a_tie_a_crash_and_a_disqualification_are_told():
    assert result_lines(canned.tie(), ())[0].startswith("No clear winner")
    out = "\n".join(result_lines(canned.disqualified_lane(), (), 200))
    assert "out  P processes" in out
    assert "results differ from the yardstick's" in out
    assert "SIGSEGV" in "\n".join(result_lines(canned.failed_lane(), (), 200))


def test_a_wide_interval_is_shown_by_its_ends():
    wild = replace(canned.T, jitter=(1.0, 0.5, 1.6, 1.0), phase=0)
    row = next(
        x
        for x in result_lines(canned.finished(lanes=(canned.S, wild)), (), 160)
        if x.startswith("tie  T threads")
    )
    assert "±" not in row
    assert "× (0." in row


def test_a_race_without_a_time_is_still_a_result():
    assert result_lines(RaceState(), ()) == ["No race yet"]
    lost = canned.finished(lanes=(replace(canned.S, status="failed", reason="no module named etl"),))
    assert any("no module named etl" in line for line in result_lines(lost, ()))


def test_wide_characters_count_two_cells():
    assert width_of("日本") == 4
    assert width_of(padded("日本", 6)) == 6
    assert clipped("日本語", 5) == "日本…"
    assert clipped("plain", 5) == "plain"


def test_where_the_time_went_is_a_table_where_it_fits_and_left_out_where_not():
    state = canned.finished()
    wide = result_lines(state, (), 120, wrap=False)
    at = next(k for k, row in enumerate(wide) if row.startswith("time went to"))
    assert "GIL wait" in wide[at]
    threads = next(row for row in wide[at:] if "T threads" in row)
    assert sum(int(word) for word in threads.replace("%", " ").split() if word.isdigit()) in range(98, 103)
    assert not any(row.startswith("time went to") for row in result_lines(state, (), 60, wrap=False))
