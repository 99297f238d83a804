"""Append-only sentences."""

import subprocess
import sys
from dataclasses import replace

import gilrace_canned as canned
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilrace.analysis.recorded import recorded_outcomes
from gilrace.console.neutral import neutral
from gilrace.console.output import LONGEST, MOST, OutputLines
from gilrace.console.plain import PlainFace
from gilrace.race.events import HeatEnded, HeatGone, HeatStarted, Noted, OutputSeen
from gilrace.race.state import RaceState, advance


def told(events, unicode=True, result=True):
    text = []
    face, state = PlainFace(text.append, unicode, result), RaceState()
    face.open()
    for event in events:
        state = advance(state, event)
        face.show(event, state)
        face.tick(state)
    face.close(state, recorded_outcomes(state))
    return "".join(text).splitlines()


def test_a_race_is_told_from_its_opening_to_its_outcomes():
    lines = told(canned.finished_events(warmups=0, expect=("processes.speedup > 1.5",)))
    assert lines[:3] == [
        "race primes-cpu: Counting primes",
        "240 items, 3 rounds, 15 heats, on 2 cores, Python 3.11.7",
        "lane S: sequential",
    ]
    assert "heat 2 of 15, threads, 2 workers: started, round 1 of 3" in lines
    assert "heat 2 of 15, threads: 50 percent after 4.32 s, sequential had 54 percent" in lines
    assert "heat 2 of 15, threads: finished in 8.65 s, 0.93 times sequential, slower" in lines
    assert "heat 4 of 15, asyncio, 100 tasks at once: started, round 1 of 3" in lines
    assert "B procs×batch wins: 4.18 s, 1.93 times sequential" in lines
    assert any(line.startswith("  pass: processes.speedup > 1.5 (speedup 1.80×") for line in lines)


def test_every_heat_has_a_start_three_quarters_and_an_end():
    lines = [x for x in told(canned.finished_events(warmups=0)) if x.startswith("heat 7 of 15")]
    assert [line.split(": ")[1].split(" after")[0].split(" in ")[0] for line in lines] == [
        "started, round 2 of 3",
        "25 percent",
        "50 percent",
        "75 percent",
        "finished",
    ]


def test_a_lane_s_warning_is_told_while_its_heat_runs_and_an_end_only_once():
    events = canned.finished_events(warmups=0)
    went = next(k for k, event in enumerate(events) if isinstance(event, HeatGone))
    lane = next(event.lane for event in events if isinstance(event, HeatStarted))
    warning = Noted(events[went].t, "a worker was lost", lane, "warn")
    ended = next(k for k, event in enumerate(events) if isinstance(event, HeatEnded))
    over = Noted(events[ended].t, "skipped: by hand", lane, "warn")
    lines = told([*events[: went + 1], warning, *events[went + 1 : ended + 1], over])
    assert "note, sequential: a worker was lost" in lines
    assert not [line for line in lines if "skipped" in line]


def test_a_quick_heat_is_not_talked_over():
    lines = told(canned.waiting_events())
    assert not [x for x in lines if "asyncio" in x and "percent after" in x]


def test_warm_ups_are_named_and_compared_with_nothing():
    first = [x for x in told(canned.finished_events()) if x.startswith("heat 2 of 20")]
    assert first[0].endswith("started, a warm-up that does not count")
    assert first[-1].endswith(" s")


def test_a_crash_and_failing_items_are_told_when_they_happen():
    lines = told(canned.failed_lane_events())
    assert "heat 2 of 20, threads: crashed: the lane's process was killed by signal 11 (SIGSEGV)" in lines
    assert "output of threads, stderr: Fatal Python error: Segmentation fault" in lines
    failing = replace(canned.T, errors=40)
    lines = told(canned.finished_events(lanes=(canned.S, failing)))
    assert "heat 2 of 8, threads: 2 items failed so far" in lines
    assert any(line.endswith("40 items failed") for line in lines)


def test_lanes_that_run_together_are_told_apart_from_a_measurement():
    lines = told(canned.finished_events(mode="together"))
    assert "all lanes run together: they compete, their times are not comparable" in lines
    assert not [x for x in lines if "times sequential" in x]


def test_without_unicode_every_line_is_ascii():
    assert "".join(told(canned.finished_events(), unicode=False)).isascii()


def test_narration_can_leave_the_result_to_another():
    assert not [x for x in told(canned.finished_events(), result=False) if "wins" in x]
    assert told([]) == []


def test_what_a_lane_prints_cannot_drive_the_terminal():
    evil = replace(
        canned.S, output=(("stdout", "a\x1b[2J\x07\u202eb\tc\r\n"), ("stdout", "half"), ("stdout", " line"))
    )
    lines = told(canned.finished_events(lanes=(evil,), rounds=1))
    assert "output of sequential, stdout: a\\x1b[2J\\x07\\u202eb    c" in lines
    assert "output of sequential, stdout: half line" in lines


def test_names_from_a_scenario_cannot_drive_it_either():
    odd = replace(canned.S, info=replace(canned.S.info, name="seq\x1b]0;owned\x07"))
    assert not [x for x in told(canned.finished_events(lanes=(odd,))) if "\x1b" in x]


@given(st.text(st.characters(exclude_categories=[]), max_size=50))
def test_neutral_text_prints_and_encodes_whatever_it_was(text):
    shown = neutral(text)
    assert shown.isprintable() or set(shown) <= {c for c in shown if c.isprintable() or c.isspace()}
    assert not {"\x1b", "\n", "\r", "\x9b", "\u202e"} & set(shown)
    shown.encode("utf-8")


def test_a_lane_that_prints_without_end_is_cut_and_says_so():
    lines = OutputLines()
    shown = [x for k in range(MOST + 50) for x in lines.add(OutputSeen(0, 1, "stdout", f"{k}\n"))]
    assert len(shown) == MOST
    assert list(lines.end(1)) == ["50 more lines of output not shown"]
    (long,) = lines.add(OutputSeen(0, 2, "stdout", "x" * 10_000 + "\n"))
    assert len(long) < LONGEST + 30


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("gilrace.console.plain", ("rich", "textual", "pydantic", "psutil")),
        ("gilrace.console.racing", ("rich", "textual")),
        ("gilrace.report.json", ("rich", "textual", "pydantic", "psutil")),
        ("gilrace.console.faces", ("rich", "textual")),
    ],
)
def test_sentences_and_json_need_neither_rich_nor_textual(module, unwanted):
    code = f"import sys, {module}; sys.exit(', '.join(sorted(set({unwanted!r}) & set(sys.modules))) or 0)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
