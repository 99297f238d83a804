"""``gilrace run`` on a terminal: bars while it runs, and an orderly end at any moment."""

import json
import random
import re
import signal
from time import monotonic

import pytest

SGR = re.compile(rb"\x1b\[([0-9;]*)m")
COLOURS = {b"%d" % code for code in (*range(30, 39), *range(40, 49), *range(90, 98), *range(100, 108))}

pytestmark = pytest.mark.terminal

MOMENTS = [10, pytest.param(50, marks=pytest.mark.long)]
AT_ONCE = 10
EARLY_S = 0.5  # with ten starting at once Python itself may not be up before
ENDS = {signal.SIGINT: "Ctrl-C", signal.SIGTERM: "SIGTERM", signal.SIGHUP: "SIGHUP"}


@pytest.fixture
def race_file(tmp_path):
    path = tmp_path / "a-race.yaml"
    path.write_text(
        json.dumps(
            {
                "workload": {"use": "sleep", "items": 40, "settings": {"seconds": 0.02}},
                "lanes": [
                    "sequential",
                    {"threads": {"workers": 3}},
                    {"processes": {"workers": 2, "start": "spawn"}},
                    "asyncio",
                ],
                "rounds": 1,
            }
        )
    )
    return path


def test_a_race_is_shown_live_and_ends_with_its_result(start, race_file):
    program = start("run", race_file, size=(80, 60))
    program.until("S sequential")
    program.until("asyncio wins|No clear winner")
    assert program.finish() == 0
    program.must_have_left_nothing()


@pytest.mark.parametrize("env", [{"TERM": "dumb"}, {"ACCESSIBLE": "1"}])
def test_a_terminal_that_cannot_move_its_cursor_gets_sentences(start, race_file, env):
    program = start("run", race_file, env=env, size=(100, 60))
    assert program.finish() == 0
    assert b"heat 1 of 4, sequential, 1 worker: started" in program.raw
    assert b"\x1b[" not in program.raw


def test_the_same_race_without_colours_says_the_same(start, race_file):
    program = start("run", race_file, env={"NO_COLOR": "1"}, size=(80, 60))
    program.until("asyncio wins|No clear winner")
    assert program.finish() == 0
    codes = {code for found in SGR.findall(program.raw) for code in found.split(b";")}
    assert not codes & COLOURS


@pytest.mark.timeout(180)
@pytest.mark.parametrize("moments", MOMENTS)
def test_signals_at_random_moments_leave_a_sane_terminal_and_no_process(start, race_file, moments):
    chance = random.Random(20_26)
    waiting = [(chance.choice(list(ENDS)), chance.uniform(0.0, 3.0)) for _ in range(moments)]
    while waiting:
        batch, waiting = waiting[:AT_ONCE], waiting[AT_ONCE:]
        running = sorted(
            ((moment, number, start("run", race_file)) for number, moment in batch), key=lambda one: one[0]
        )
        begun = monotonic()
        for moment, number, program in running:
            while monotonic() - begun < moment and program.feed(0.02):
                pass
            if number is signal.SIGINT:
                program.child.sendintr()
            else:
                program.child.kill(number)
        for moment, number, program in running:
            code = program.finish()
            starting = (
                b"KeyboardInterrupt" in program.raw and b"Traceback" in program.raw and moment < EARLY_S
            )
            assert starting or code in (0, 130, -number), (
                f"{ENDS[number]} after {moment:.2f} s: exit {code}\n{program.text()}"
            )
            program.must_have_left_nothing()


def test_two_interrupts_in_a_row_end_it_just_as_well(start, race_file):
    program = start("run", race_file)
    program.until("S sequential")
    program.child.sendintr()
    program.child.sendintr()
    assert program.finish() in (130, -signal.SIGINT)
    program.must_have_left_nothing()


def test_a_killed_gilrace_takes_its_lanes_along(start, race_file):
    program = start("run", race_file)
    program.until("S sequential")
    program.child.kill(signal.SIGKILL)
    assert program.finish() == -signal.SIGKILL
    program.raw.clear()
    program.must_have_left_nothing()


def test_resizing_in_mid_race_does_no_harm(start, race_file):
    program = start("run", race_file)
    program.until("S sequential")
    for size in [(120, 40), (40, 10), (200, 50), (100, 60)]:
        program.resize(*size)
        program.feed(0.05)
    program.until("asyncio wins|No clear winner")
    assert program.finish() == 0
