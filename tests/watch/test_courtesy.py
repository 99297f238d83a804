"""Spectators pay for what they use, out of a budget that is small while every core is busy."""

import asyncio
import os
from pathlib import Path

import gilrace_canned as canned
import pytest

from gilrace.race import courtesy
from gilrace.race.courtesy import BUSY_SHARE, LONGEST_S, Courtesy, budget, pause_s
from gilrace.race.spectator import Show
from gilrace.tui.app import GilraceApp
from gilrace.tui.home import Opening
from gilrace.tui.look import Look
from gilrace.tui.screens import watch
from gilrace.tui.screens.watch import WatchScreen
from gilrace.tui.source import CannedSource


class Machine:
    """A clock, the CPU that this process has used, and a meter of idle cores."""

    def __init__(self) -> None:
        self.now = self.used = self.idle_cores = 0.0

    def read(self):
        return self.idle_cores


@pytest.fixture
def machine(monkeypatch):
    made = Machine()
    monkeypatch.setattr(courtesy, "monotonic", lambda: made.now)
    monkeypatch.setattr(courtesy, "process_time", lambda: made.used)
    monkeypatch.setattr(courtesy, "IdleCores", lambda: made)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    return made


def looks(machine, people, seconds, cost_s, idle_cores=0.0):
    """How often one of so many looks in so many seconds where every look costs so much."""
    one, count = Courtesy(), 0
    machine.idle_cores = idle_cores
    for _ in range(int(seconds * 4)):
        machine.now += 0.25
        if one.may_look(people):
            machine.used += cost_s
            count += 1
    return count


@pytest.mark.parametrize("people", [1, 10, 100])
def test_all_together_use_no_more_than_the_budget_of_busy_cores(machine, people):
    used_s = looks(machine, people, 2_000, 0.01) * 0.01 * people
    assert used_s <= 2_000 * 2 * BUSY_SHARE + 0.01 * people  # the last look is on credit


def test_nobody_waits_longer_than_a_minute_however_many_they_are(machine):
    assert looks(machine, 10_000, 20 * LONGEST_S, 0.01) >= 19


def test_idle_cores_are_there_to_be_used(machine):
    busy = looks(machine, 20, 100, 0.01)
    assert looks(machine, 20, 100, 0.01, idle_cores=1.0) > 5 * busy


def test_what_costs_nothing_may_be_looked_at_every_time(machine):
    assert looks(machine, 100, 10, 0.0) == 40


def test_what_was_idle_is_not_used_while_it_no_longer_is(machine):
    one = Courtesy()
    machine.idle_cores = 2.0
    assert one.may_look(100)
    machine.used += 0.1
    machine.now += 1.0
    machine.idle_cores = 0.0
    assert not one.may_look(100)
    machine.now += 1.0
    machine.idle_cores = 2.0
    assert not one.may_look(100)  # a second of idle cores pays a tenth of it


def test_who_was_stopped_does_not_come_back_at_once(machine):
    one = Courtesy()
    assert one.may_look(100)
    machine.used += 0.01
    machine.now += LONGEST_S / 2
    assert not one.may_look(100)


def test_the_budget_is_of_all_cores_or_of_the_idle_ones_whichever_is_more(machine):
    assert budget(0.0) == 2 * BUSY_SHARE
    assert budget(1.5) == 0.375


def test_a_crowd_asks_less_often_than_one(machine):
    assert pause_s(1, 4) == 0.25
    assert pause_s(100, 4) == 5.0


class Watched(CannedSource):
    """Somebody else's race, of which nothing is over yet."""

    show = Show(4711, Path("watch.sock"))
    people = 1

    def __init__(self) -> None:
        super().__init__(canned.finished_events(), shown=40)
        self.looks = 0

    def news(self):
        self.looks += 1
        return self.events()

    def join(self, timeout_s=None):
        return False


async def test_the_screen_looks_only_when_courtesy_allows_it(monkeypatch):
    refused = asyncio.Event()
    refusals = iter(range(20))

    def may_look(*_):
        if next(refusals, None) is None:
            refused.set()
        return False

    monkeypatch.setattr(Courtesy, "may_look", may_look)
    monkeypatch.setattr(Look, "fps", lambda *_: 1_000)
    monkeypatch.setattr(watch, "pause_s", lambda *_: 0.01)
    app = GilraceApp(Look(), None, Opening(watched=Watched()))
    async with app.run_test(size=(80, 24)):
        await asyncio.wait_for(refused.wait(), 30)
        assert isinstance(app.screen, WatchScreen)
        assert app.screen.spectator.looks == 1  # when it came
