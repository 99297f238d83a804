"""How editors are told a line, and how the next race is changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tui_worlds import PRIMES

from gilrace.scenario.model import MOST_ROUNDS
from gilrace.tui.changing import with_rounds, with_workers, words
from gilrace.tui.editing import at_line, edit

FILE = Path("mine.yaml")


@pytest.mark.parametrize(
    ("editor", "told"),
    [
        ("/usr/bin/vi", ["+7", "mine.yaml"]),
        ("nano", ["+7", "mine.yaml"]),
        ("emacs", ["+7", "mine.yaml"]),
        ("code", ["--wait", "--goto", "mine.yaml:7"]),
        ("hx", ["mine.yaml:7"]),
        ("sed", ["mine.yaml"]),
    ],
)
def test_an_editor_is_told_the_line_in_its_own_way(editor: str, told: list[str]) -> None:
    assert at_line(editor, FILE, 7) == told


class HandingOver:
    """An app that hands its terminal over, and has it back only when all goes well meanwhile."""

    has_terminal = True

    @contextmanager
    def suspend(self) -> Iterator[None]:
        self.has_terminal = False
        yield
        self.has_terminal = True


def test_an_editor_that_cannot_be_started_gives_the_terminal_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "/nowhere/ed")
    monkeypatch.delenv("VISUAL", raising=False)
    app: Any = HandingOver()
    assert edit(app, FILE) == "cannot start /nowhere/ed: No such file or directory; set EDITOR"
    assert app.has_terminal


def test_rounds_stay_within_what_a_scenario_may_have() -> None:
    assert with_rounds(PRIMES, -10).rounds.count == 1
    assert with_rounds(PRIMES, 10**9).rounds.count == MOST_ROUNDS


def test_workers_change_in_lanes_that_have_any_and_never_below_one() -> None:
    assert [lane.worker_count(2) for lane in with_workers(PRIMES, 2, 2).lanes] == [1, 4, 4]
    assert [lane.worker_count(2) for lane in with_workers(PRIMES, -9, 2).lanes] == [1, 1, 1]


def test_a_name_that_tells_the_workers_follows_them() -> None:
    lanes = tuple(replace(lane, name=f"{lane.name} ×2") for lane in PRIMES.lanes[1:])
    changed = with_workers(replace(PRIMES, lanes=lanes), 1, 2)
    assert [lane.name for lane in changed.lanes] == ["threads ×3", "processes ×3"]


def test_lanes_that_differ_are_named_one_by_one() -> None:
    assert words(PRIMES, 2) == "3 rounds, 2 workers"
    assert words(PRIMES, 4) == "3 rounds, T 2, P 4"
