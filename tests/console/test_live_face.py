"""The live picture, on a console that writes to memory."""

import io
from dataclasses import replace

import gilrace_canned as canned
import pyte
import pytest
from rich.console import Console

from gilrace.console.live import LiveFace
from gilrace.console.picture import Frame, picture
from gilrace.console.racing import opened, replay
from gilrace.race.events import Noted
from gilrace.race.state import RaceState, fold

HIDE, SHOW = "\x1b[?25l", "\x1b[?25h"


class Clock:
    """Seconds that pass when told to."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def sheet():
    return io.StringIO()


def face_on(sheet, clock=None, width=80, height=24, result=True):
    console = Console(file=sheet, force_terminal=True, width=width, height=height, color_system="256")
    return LiveFace(console, clock or Clock(), result)


def rows(state, width=80, height=30, unicode=True):
    return [line.rstrip() for line in picture(Frame(state, width, height, unicode)).plain.split("\n")]


@pytest.mark.parametrize("width", [40, 65, 66, 80, 120, 200])
@pytest.mark.parametrize("race", ["finished", "running", "failed_lane", "tie", "waiting"])
@pytest.mark.parametrize("unicode", [True, False])
def test_the_picture_fits_any_width(race, width, unicode):
    shown = picture(Frame(getattr(canned, race)(), width, 24, unicode))
    assert max(line.cell_len for line in shown.split()) <= width
    assert unicode or shown.plain.isascii()


def test_a_lane_s_warning_scrolls_by_above_the_picture(sheet):
    state = canned.running("threads", 0.5)
    face = face_on(sheet)
    face.show(Noted(state.t, "a worker was lost", "threads", "warn"), state)
    assert "T threads | a worker was lost" in sheet.getvalue()


def test_the_running_lane_shows_its_share_its_ghosts_and_what_to_look_at():
    shown = rows(canned.running("threads", 0.5, turn=2))
    assert shown[1] == "  Two threads, one busy core: they hold the GIL in turns."
    threads = next(x for x in shown if x.startswith("▶ T threads"))
    assert " 50 %" in threads
    assert "P" in threads.removeprefix("▶ T threads")  # processes had more done at this time
    assert "GIL wait 52 %" in shown[shown.index(threads) + 1]
    assert any(x.startswith("  core 0") for x in shown)


def test_lanes_that_run_together_have_no_ghosts_and_no_speed_up():
    events = [
        replace(e, mode="together") if e.kind == "race" else e
        for e in canned.running_events("threads", 0.5, 2)
    ]
    shown = rows(fold(events))
    assert "TOGETHER, not comparable" in shown[0]
    assert not any("×" in x and "procs×batch" not in x for x in shown)


@pytest.mark.parametrize("height", range(1, 12))
def test_with_few_rows_the_running_lane_stays_in_sight(height):
    shown = rows(canned.running("processes", 0.5, turn=2), height=height)
    assert len(shown) <= max(height - 1, 1)
    assert height < 3 or any(x.startswith("▶ P processes") for x in shown)


def test_many_cores_share_a_row():
    state = replace(
        canned.running("processes", 0.5), cores=(100, 0, 50, 99) * 8, lane_cores=("P", "", "P", "P") * 8
    )
    assert sum("32 cores" in x or "core 0" in x for x in rows(state)) == 1


def test_a_noisy_host_is_told_in_the_header():
    assert "noisy: 34 % other load" in rows(replace(canned.running(), foreign=34))[0]


def test_an_empty_state_is_valid_to_draw():
    assert rows(RaceState()) == ["waiting for the race to open", "  Nothing is racing yet."]


def test_it_redraws_at_most_four_times_a_second_and_only_what_changed(sheet):
    clock, first, second = Clock(), canned.running(share=0.3), canned.running(share=0.6)
    face = face_on(sheet, clock)
    face.open()
    sizes = []
    for now, state in ((0.0, first), (0.1, second), (0.3, second), (0.6, second), (0.9, first)):
        clock.now = now
        before = len(sheet.getvalue())
        face.tick(state)
        sizes.append(len(sheet.getvalue()) - before)
    face.stop()
    assert [size > 0 for size in sizes] == [True, False, True, False, True]


def test_the_cursor_comes_back_after_the_result_and_the_result_stays(sheet):
    replay(canned.finished_events(), [face_on(sheet)])
    assert sheet.getvalue().count(HIDE) == 1
    assert sheet.getvalue().rindex(SHOW) > sheet.getvalue().rindex(HIDE)
    screen = pyte.Screen(80, 60)
    screen.set_mode(pyte.modes.LNM)
    pyte.Stream(screen).feed(sheet.getvalue())
    lines = [line.rstrip() for line in screen.display]
    assert lines[0] == "B procs×batch wins: 4.18 s, 1.93 times sequential"
    assert not any(line.startswith("  core") for line in lines)


def test_the_cursor_comes_back_after_an_exception(sheet):
    face = face_on(sheet)
    with pytest.raises(RuntimeError, match="boom"), opened([face]):
        face.tick(canned.running())
        raise RuntimeError("boom")
    assert sheet.getvalue().rindex(SHOW) > sheet.getvalue().rindex(HIDE)


def test_stopping_twice_or_without_a_start_is_harmless(sheet):
    face_on(sheet).stop()
    face = face_on(sheet)
    face.open()
    face.stop()
    face.stop()
    assert sheet.getvalue().count(HIDE) == 1


def test_output_and_failures_scroll_by_above_the_picture(sheet):
    replay(canned.failed_lane_events(), [face_on(sheet, result=False)])
    assert "T threads | stderr: Fatal Python error: Segmentation fault" in sheet.getvalue()
    assert "T threads | crashed: the lane's process was killed" in sheet.getvalue()
    assert "wins" not in sheet.getvalue()


def test_what_a_lane_prints_cannot_drive_the_terminal(sheet):
    evil = replace(canned.S, output=(("stdout", "\x1b[2J\x1b]0;owned\x07[bold]x[/bold]\n"),))
    replay(canned.finished_events(lanes=(evil,), rounds=1), [face_on(sheet)])
    assert "\x1b[2J" not in sheet.getvalue()
    assert "\\x1b[2J\\x1b]0;owned\\x07[bold]x[/bold]" in sheet.getvalue()
