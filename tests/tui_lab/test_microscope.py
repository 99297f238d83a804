"""The microscope: its drawings, and the screen driven by keys on a real child."""

import os
from pathlib import Path

import pytest
from lab_worlds import BANK, slow_motion_of, tick
from test_stepper_screen import Lab

from gilrace.lab.demos import load
from gilrace.lab.explore.microscope import has_gil
from gilrace.lab.explore.slowmotion import Gap, in_slow_motion
from gilrace.tui.lab import listing
from gilrace.tui.lab.microscope import MicroscopeView, microscope
from gilrace.tui.lab.microscope_screen import MicroscopeScreen
from gilrace.tui.lab.stepper_screen import StepperScreen
from gilrace.tui.lines import width
from gilrace.tui.look import texts

GOLDENS = Path(__file__).parent / "goldens"
ONE_LINE = (
    tick("LOAD_FAST", "account"),
    tick("LOAD_ATTR", "balance", "read", "0"),
    tick("LOAD_GLOBAL", "NULL + int"),
    tick("CALL", switch=True),
    tick("BINARY_OP", "+"),
    tick("STORE_ATTR", "balance", "write", "1"),
)


def view(at, *, ticks=ONE_LINE, gap=True, **more):
    gaps = (Gap("account.balance", 1, 5, gap, gap),)
    return MicroscopeView("Little bank", 0, slow_motion_of(ticks, gaps), at, listing.read(BANK), **more)


DRAWN = {
    "preparing": MicroscopeView("Little bank", 0),
    "start": view(0),
    "torn": view(3),
    "whole": view(6, gap=False),
    "long": view(40, ticks=ONE_LINE * 12),
}


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", DRAWN)
def test_a_drawing_of_the_microscope_reads_as_its_golden_text(name, size):
    text = "\n".join(texts(microscope(DRAWN[name], size))) + "\n"
    golden = GOLDENS / f"microscope_{name}_{size[0]}x{size[1]}.txt"
    if os.environ.get("GILRACE_GOLDENS"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("size", [(60, 16), (61, 17), (97, 31), (200, 60)])
@pytest.mark.parametrize("name", DRAWN)
def test_a_drawing_of_the_microscope_fills_its_size_exactly(name, size):
    rows = microscope(DRAWN[name], size)
    assert len(rows) == size[1]
    assert {width(row) for row in rows} == {size[0]}


def test_where_somebody_may_come_in_is_marked_by_a_sign_and_said():
    words = "\n".join(texts(microscope(DRAWN["torn"], (80, 24))))
    assert "~ CALL" in words
    assert "somebody else may come in here" in words
    assert "every interpreter may switch" in words


async def looked_at(lab, pilot):
    screen = lab.screen
    assert isinstance(screen, MicroscopeScreen)
    await screen.settled()
    await pilot.pause()
    return screen


async def test_one_plus_equals_is_stepped_through_and_left_again():
    lab = Lab("lost_update_plus")
    async with lab.app.run_test(size=(80, 24)) as pilot:
        await lab.ready(pilot, explored=False)
        await pilot.press("m")
        screen = await looked_at(lab, pilot)
        demo = load("lost_update_plus")
        line = screen.line
        assert screen.shown == in_slow_motion(demo, line=line)
        assert "counter.value += 1" in lab.words
        assert "this interpreter cannot switch" in " ".join(lab.words.split()) or not has_gil()
        await pilot.press("n", "n", "b")
        assert screen.at == 1
        await pilot.press("end")
        assert "writes counter.value: 1" in lab.words
        await pilot.press("2")
        screen = await looked_at(lab, pilot)
        assert (screen.actor, screen.line, screen.at) == (1, line, 0)
        assert "Bob alone" in lab.words
        await pilot.press("a")
        screen = await looked_at(lab, pilot)
        assert screen.shown == in_slow_motion(demo, actor=1)
        await pilot.press("x")
        assert screen.shown.ticks[screen.at].switch
        await pilot.press("m")
        await pilot.pause()
        assert isinstance(lab.screen, StepperScreen)
        await lab.press(pilot, "1")  # the child still answers
        assert lab.screen.walk.schedule == "A"


async def test_a_line_that_only_reads_is_shown_among_all_that_is_done():
    lab = Lab(BANK)
    async with lab.app.run_test(size=(120, 40)) as pilot:
        await lab.ready(pilot, explored=False)
        await pilot.press("m")
        screen = await looked_at(lab, pilot)
        assert screen.line is None
        assert screen.shown.ticks[screen.at].instruction.place.line == 17
        assert "Between reading account.balance and writing it" in lab.words


async def test_an_actor_who_never_comes_by_the_line_is_shown_whole():
    lab = Lab("lock_order")
    async with lab.app.run_test(size=(80, 24)) as pilot:
        await lab.ready(pilot, explored=False)
        await pilot.press("m")
        screen = await looked_at(lab, pilot)
        first = screen.shown.ticks[screen.at].instruction.place.line
        screen.line = first
        await pilot.press("2")
        screen = await looked_at(lab, pilot)
        assert (screen.actor, screen.line) == (1, None)
        assert f"Bob does nothing on line {first}: this is all it does." in lab.words


@pytest.fixture
def hanging(tmp_path):
    """A demo whose actors never come to anything."""
    path = tmp_path / "mine.py"
    source = Path(BANK).read_text()
    path.write_text(source.replace("    balance = account.balance", "    while True:\n        pass", 1))
    return str(path)


async def test_of_a_body_that_hangs_there_is_nothing_to_look_at(hanging, monkeypatch):
    monkeypatch.setattr("gilrace.tui.lab.stepper_screen.SILENCE_S", 0.8)
    lab = Lab(hanging)
    async with lab.app.run_test(size=(80, 24)) as pilot:
        await lab.ready(pilot, explored=False)
        assert "has gone on for 0.8 s" in " ".join(lab.words.split())
        await pilot.press("m")
        await pilot.pause()
        assert isinstance(lab.screen, StepperScreen)
