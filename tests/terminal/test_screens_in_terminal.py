"""The screens in a real terminal: from start to quit, resized, in few colours, and ended by signals."""

import json
import random
import re
import select
import signal
from time import monotonic

import pytest

pytestmark = pytest.mark.terminal

SGR = re.compile(rb"\x1b\[([0-9;]*)m")
EARLY_S = 0.8
MOMENTS = 24
AT_ONCE = 6


@pytest.fixture
def race_file(tmp_path):
    path = tmp_path / "a-race.yaml"
    path.write_text(
        json.dumps(
            {
                "title": "A short race",
                "workload": {"use": "sleep", "items": 20, "settings": {"seconds": 0.02}},
                "lanes": [
                    "sequential",
                    {"threads": {"workers": 3}},
                    {"processes": {"workers": 2}},
                    "asyncio",
                ],
                "rounds": 1,
            }
        )
    )
    return path


def press(program, *keys):
    for key in keys:
        program.child.send({"enter": "\r", "esc": "\x1b"}.get(key, key))


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 16)])
def test_from_browser_to_race_to_results_to_replay_and_out(start, race_file, size):
    program = start(race_file.parent, size=size)
    program.until("a-race|A short race")
    press(program, "enter")
    program.until("FINISHED", 40)
    press(program, "enter")
    program.until("RESULTS|asyncio wins")
    press(program, "r")
    program.until("REPLAY")
    program.until("nothing is running|Nothing is running")
    press(program, "q")
    assert program.finish() == 0
    program.must_have_left_nothing()


def test_a_scenario_named_on_the_command_line_is_raced(start, race_file):
    program = start(race_file)
    program.until("FAIR HEATS|FINISHED")
    press(program, "q")
    assert program.finish() == 0
    program.must_have_left_nothing()


def test_resizing_in_mid_race_redraws_at_every_size(start, race_file):
    program = start(race_file)
    program.until("FAIR HEATS")
    for size in [(120, 40), (40, 10), (300, 100), (60, 16), (80, 24)]:
        program.resize(*size)
        program.until("60.?.?16" if size == (40, 10) else "A short race|a-race")
    program.until("FINISHED", 40)
    press(program, "q")
    assert program.finish() == 0
    program.must_have_left_nothing()


@pytest.mark.parametrize(
    ("env", "forbidden"),
    [
        ({"TERM": "xterm-16color"}, re.compile(rb"\b[34]8;[25];")),
        ({"NO_COLOR": "1"}, re.compile(rb"\b[34]8;5;|\b[34]8;2;")),
        ({"TERM": "linux"}, re.compile(rb"\b[34]8;[25];")),
        ({"TERM": "xterm-256color"}, re.compile(rb"\b[34]8;2;")),
    ],
)
def test_a_terminal_gets_only_the_colours_it_knows(start, race_file, env, forbidden):
    program = start(race_file, env=env)
    program.until("FINISHED", 40)
    press(program, "q")
    assert program.finish() == 0
    codes = b" ".join(SGR.findall(program.raw))
    assert codes
    if "NO_COLOR" not in env:
        assert not forbidden.search(codes)
    program.must_have_left_nothing()


def test_a_dumb_terminal_gets_the_plain_menu_and_says_why(start, race_file):
    program = start(race_file.parent, env={"TERM": "dumb"}, size=(100, 50))
    program.until("plain mode")
    program.until("A short race|a-race")
    press(program, "q\r")
    assert program.finish() in (0, None)
    assert b"\x1b[?1049h" not in program.raw


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_in_mid_race_gives_the_terminal_back(start, race_file, number):
    program = start(race_file)
    program.until("FAIR HEATS")
    program.child.kill(number)
    assert program.finish() in (130, 143, 129, -number)
    program.must_have_left_nothing()


@pytest.mark.timeout(180)
def test_signals_at_random_moments_leave_a_sane_terminal_and_no_process(start, race_file):
    chance = random.Random(7)
    waiting = [
        (chance.uniform(0.0, 3.0), chance.choice([signal.SIGTERM, signal.SIGHUP, "ctrl+c"]))
        for _ in range(MOMENTS)
    ]
    while waiting:
        batch, waiting = waiting[:AT_ONCE], waiting[AT_ONCE:]
        running = [
            (moment, number, start(race_file)) for moment, number in sorted(batch, key=lambda one: one[0])
        ]
        begun = monotonic()
        for moment, number, program in running:
            while monotonic() - begun < moment and program.feed(0.02):
                pass
            if number == "ctrl+c":
                press(program, "\x03")
                press(program, "q")
            else:
                program.child.kill(number)
        for moment, number, program in running:
            if number == "ctrl+c" and monotonic() - begun > 0:
                program.feed(0.5)
                press(program, "q")
            code = program.finish()
            early = b"\x1b[?1049h" not in program.raw
            assert early or code in (0, 129, 130, 143), (
                f"{number} after {moment:.2f} s: exit {code}\n{program.text()}"
            )
            program.must_have_left_nothing()


def test_a_killed_screen_takes_its_lanes_along(start, race_file):
    program = start(race_file)
    program.until("FAIR HEATS")
    program.child.kill(signal.SIGKILL)
    assert program.finish() == -signal.SIGKILL
    program.raw.clear()
    program.before = None
    program.must_have_left_nothing()


def test_a_terminal_that_goes_away_in_mid_race_leaves_nothing_running(start, race_file):
    program = start(race_file)
    program.until("FAIR HEATS")
    program.hang_up()
    limit = monotonic() + 15
    while program.left() and monotonic() < limit:
        select.select([], [], [], 0.05)
    assert program.left() == []
