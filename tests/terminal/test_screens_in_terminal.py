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
MOUSE_ON = re.compile(rb"\x1b\[\?100[0-36]h")
MOMENTS = [8, pytest.param(50, marks=pytest.mark.long)]
AT_ONCE = 8
SHORT = {"use": "sleep", "items": 4, "settings": {"seconds": 0.01}}
LONG = {"use": "sleep", "items": 40, "settings": {"seconds": 0.05}}
ALL = ["sequential", {"threads": {"workers": 3}}, {"processes": {"workers": 2}}, "asyncio"]


@pytest.fixture
def race_file(tmp_path):
    def write(workload=SHORT, lanes=("sequential", "asyncio")):
        path = tmp_path / "a-race.yaml"
        told = {"title": "A short race", "workload": workload, "lanes": list(lanes), "rounds": 1}
        path.write_text("".join(f"{key}: {json.dumps(value)}\n" for key, value in told.items()))
        return path

    return write


def press(program, *keys):
    for key in keys:
        program.child.send({"enter": "\r", "esc": "\x1b"}.get(key, key))


def quit_well(program):
    press(program, "q")
    assert program.finish() == 0
    program.must_have_left_nothing()


def test_from_browser_to_race_to_results_to_replay_and_out_at_every_size(start, race_file):
    race_file({"use": "sleep", "items": 20, "settings": {"seconds": 0.05}}, ALL)
    program = start()
    program.until("SCENARIOS")
    press(program, "/a-race")  # in one burst, as a paste or a slow line brings it
    program.until("▶ a-race")
    press(program, "enter")
    program.until("1 of [0-9]+ scenarios *\n")
    press(program, "enter")
    program.until("FAIR HEATS")
    for size in [(120, 40), (40, 10), (300, 100), (60, 16), (80, 24)]:
        program.resize(*size)
        program.until("60.?.?16" if size == (40, 10) else "a-race")
    program.until("FINISHED")
    press(program, "enter")
    program.until("RESULTS")
    program.resize(120, 40)
    program.until("timeline")
    press(program, "r")
    program.until("REPLAY")
    program.until("nothing is running|Nothing is running")
    quit_well(program)
    assert MOUSE_ON.search(program.raw)

    again = start("replay", 1, size=(60, 16))  # it was kept in the history
    again.until("REPLAY")
    quit_well(again)


COLOURS = re.compile(rb"\b(?:3[0-7]|4[0-7]|9[0-7]|[34]8;[25];[0-9]+)\b")
TERMINALS = {  # environment -> what must not be in a style, whether anything but ASCII may be written
    "16 colours": ({"TERM": "xterm-16color"}, rb"\b[34]8;[25];", False),
    "none": ({"NO_COLOR": "1"}, COLOURS.pattern, False),
    "the console": ({"TERM": "linux"}, rb"\b[34]8;[25];", False),
    "256": ({"TERM": "xterm-256color"}, rb"\b[34]8;2;", False),
    "inside screen or tmux": ({"TERM": "screen-256color"}, rb"\b[34]8;2;", False),
    "16, and only ASCII": ({"GILRACE_COLOUR": "16", "LC_ALL": "C", "PYTHONUTF8": "1"}, rb"\b[34]8;", True),
}


def test_a_terminal_gets_only_the_colours_and_signs_it_knows(start, race_file):
    file = race_file()
    programs = {name: start(file, env=env) for name, (env, _, _) in TERMINALS.items()}
    for name, (_, forbidden, ascii_only) in TERMINALS.items():
        program = programs[name]
        program.until("FINISHED")
        quit_well(program)
        codes = SGR.findall(program.raw)
        assert codes
        assert not [code for code in codes if re.search(forbidden, code)], name
        assert name == "none" or any(COLOURS.search(code) for code in codes), name
        assert program.raw.isascii() == ascii_only, name


def test_ones_own_keys_work_a_copy_reaches_the_clipboard_and_the_mouse_is_left_alone(start, tmp_path):
    config = tmp_path / ".config" / "gilrace" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text('keymap = "vim"\n[keys]\n"everywhere.copy" = "y"\n')
    program = start("--no-mouse")
    program.until("[0-9] scenarios\n")  # all of them
    press(program, "y")
    program.until("copied")
    press(program, "G")
    program.until("▶ self-deadlock")
    quit_well(program)
    assert re.search(rb"\x1b\]52;c;[A-Za-z0-9+/=]{200,}\x07", program.raw)
    assert not MOUSE_ON.search(program.raw)


def test_the_editor_opens_the_file_and_what_it_wrote_is_read(start, race_file):
    program = start(race_file(), env={"EDITOR": "sed -i s/rounds/roundz/"})
    program.until("FINISHED")
    press(program, "esc")
    program.until("SCENARIOS")
    press(program, "v")
    program.until("✗ line 4")
    quit_well(program)


def test_a_dumb_terminal_gets_the_plain_menu_and_says_why(start, race_file):
    program = start(race_file().parent, env={"TERM": "dumb"}, size=(100, 50))
    program.until("plain mode")
    program.until("A short race|a-race")
    press(program, "q\r")
    assert program.finish() in (0, None)
    assert b"\x1b[?1049h" not in program.raw


def test_signals_in_mid_race_give_the_terminal_back_and_take_the_lanes_along(start, race_file):
    file = race_file(LONG, ALL)
    ends = (signal.SIGTERM, signal.SIGHUP, signal.SIGKILL)
    programs = [start(file) for _ in ends]
    for number, program in zip(ends, programs, strict=True):
        program.until("FAIR HEATS")
        program.child.kill(number)
    for number, program in zip(ends, programs, strict=True):
        code = program.finish()
        if number is signal.SIGKILL:  # nobody could give the terminal back
            program.raw.clear()
            program.before = None
            assert code == -number
        else:
            assert code in (128 + number, -number)
        program.must_have_left_nothing()


@pytest.mark.timeout(180)
@pytest.mark.parametrize("moments", MOMENTS)
def test_signals_at_random_moments_leave_a_sane_terminal_and_no_process(start, race_file, moments):
    chance = random.Random(7)
    file = race_file({"use": "sleep", "items": 20, "settings": {"seconds": 0.02}}, ALL)
    kinds = [signal.SIGTERM, signal.SIGHUP, "ctrl+c"]
    waiting = [(chance.uniform(0.0, 3.0), chance.choice(kinds)) for _ in range(moments)]
    while waiting:
        batch, waiting = waiting[:AT_ONCE], waiting[AT_ONCE:]
        running = [(moment, number, start(file)) for moment, number in sorted(batch, key=lambda one: one[0])]
        begun = monotonic()
        for moment, number, program in running:
            while monotonic() - begun < moment and program.feed(0.02):
                pass
            if number == "ctrl+c":
                press(program, "\x03", "q")
            else:
                program.child.kill(number)
        for moment, number, program in running:
            if number == "ctrl+c":
                program.feed(0.5)
                press(program, "q")
            code = program.finish()
            early = b"\x1b[?1049h" not in program.raw
            assert early or code in (0, 129, 130, 143), (
                f"{number} after {moment:.2f} s: exit {code}\n{program.text()}"
            )
            program.must_have_left_nothing()


def test_a_terminal_that_goes_away_in_mid_race_leaves_nothing_running(start, race_file):
    program = start(race_file(LONG, ALL))
    program.until("FAIR HEATS")
    program.hang_up()
    limit = monotonic() + 15
    while program.left() and monotonic() < limit:
        select.select([], [], [], 0.05)
    assert program.left() == []
