"""The lab's drawings as plain text, at the sizes that matter. GILRACE_GOLDENS=1 writes them anew."""

import os
from pathlib import Path

import pytest
from lab_worlds import (
    BANK,
    LOCKS,
    UP,
    ended_events,
    racing_events,
    recovered_events,
    started,
    stepper_view,
    stuck_events,
    wild_view,
)

from gilrace.tui.lab.stepper import StepperView, stepper
from gilrace.tui.lab.wild import wild
from gilrace.tui.lines import width
from gilrace.tui.look import texts

GOLDENS = Path(__file__).parent / "goldens"
SIZES = [(60, 16), (80, 24), (120, 40)]
ODD_SIZES = [(60, 16), (61, 17), (79, 23), (97, 31), (110, 32), (200, 60)]
HINT = "Let *Ann* read, then let Bob do everything."

DRAWN = {
    "preparing": lambda size: stepper(StepperView("Little bank"), size),
    "bank_start": lambda size: stepper(stepper_view(BANK, "", hint=HINT), size),
    "bank_stale": lambda size: stepper(stepper_view(BANK, "ABBA", 3), size),
    "bank_lost": lambda size: stepper(stepper_view(BANK, "ABBA"), size),
    "bank_guarded": lambda size: stepper(stepper_view(BANK, "AA", guard="lock"), size),
    "bank_unexplored": lambda size: stepper(stepper_view(BANK, "A", found=None, leaves=()), size),
    "bank_challenge": lambda size: stepper(stepper_view(BANK, "A", hidden=True, badge="BREAK IT"), size),
    "locks_ring": lambda size: stepper(stepper_view(LOCKS, "AB"), size),
    "wild_starting": lambda size: wild(wild_view(BANK, [started(BANK)]), size),
    "wild_window": lambda size: wild(
        wild_view(BANK, [started(BANK), UP], matters={17: "reads", 18: "writes"}), size
    ),
    "wild_racing": lambda size: wild(wild_view(BANK, racing_events()), size),
    "wild_stuck": lambda size: wild(wild_view(LOCKS, stuck_events()), size),
    "wild_recovered": lambda size: wild(wild_view(LOCKS, recovered_events()), size),
    "wild_ended": lambda size: wild(wild_view(BANK, ended_events()), size),
}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", DRAWN)
def test_a_drawing_of_the_lab_reads_as_its_golden_text(name, size):
    text = "\n".join(texts(DRAWN[name](size))) + "\n"
    golden = GOLDENS / f"{name}_{size[0]}x{size[1]}.txt"
    if os.environ.get("GILRACE_GOLDENS"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("size", ODD_SIZES)
@pytest.mark.parametrize("name", DRAWN)
def test_a_drawing_of_the_lab_fills_its_size_exactly(name, size):
    rows = DRAWN[name](size)
    assert len(rows) == size[1]
    assert {width(row) for row in rows} == {size[0]}


@pytest.mark.parametrize("name", DRAWN)
def test_ascii_signs_of_the_lab_are_ascii(name):
    assert all(
        row.isascii() and "?" not in row.replace("? Help", "").replace("goes on?", "")
        for row in texts(DRAWN[name]((80, 24)), "ascii")
    )


def test_what_matters_can_be_read_without_colour():
    words = "\n".join(texts(DRAWN["bank_stale"]((80, 24))))
    assert "old copy" in words
    assert "4 of 6 fail" in words
    assert "66.7 %" in words
    assert "cycle Ann → Bob → Ann: DEADLOCK" in "\n".join(texts(DRAWN["locks_ring"]((80, 24))))
    assert "guard lock is ON" in "\n".join(texts(DRAWN["bank_guarded"]((80, 24))))


def test_a_challenge_does_not_show_its_answers():
    words = "\n".join(texts(DRAWN["bank_challenge"]((120, 40))))
    assert "of 6" not in words
    assert "✗" not in words
    assert "ABBA" not in words
