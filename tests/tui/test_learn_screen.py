"""The learn screen: advice, rules and words lead to the races that show them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import gilrace_canned as canned
from tui_worlds import World, until_loaded

from gilrace.history import keep
from gilrace.race.events import RaceOpened
from gilrace.tui.lab.stepper_screen import StepperScreen
from gilrace.tui.screens.guess import GuessScreen
from gilrace.tui.screens.learn import LearnScreen


async def test_learn_gives_advice_and_races_what_shows_it() -> None:
    world = World(scenario=None)
    async with world.app.run_test(size=(80, 24)) as pilot:
        await until_loaded(world, pilot)
        await pilot.press("g")
        assert isinstance(world.app.screen, LearnScreen)
        assert "asyncio   one thread" in world.words
        await pilot.press("right")
        assert "race cpu-primes" in world.words
        await pilot.press("g")
        assert "global interpreter lock" in world.words
        await pilot.press("escape", "enter")
        assert isinstance(world.app.screen, GuessScreen)


async def test_every_claim_of_the_guide_leads_to_the_scenario_that_shows_it() -> None:
    world = World(scenario=None)
    async with world.app.run_test(size=(80, 24)) as pilot:
        await until_loaded(world, pilot)
        await pilot.press("g", *["down"] * 5)
        assert "▶ beware" in world.words
        assert "Enter  race mistake-blocking-coroutine" in world.words
        await pilot.press("left", "enter", "enter")
        assert [scenario.name for scenario, _ in world.launched] == ["mistake-blocking-coroutine"]


async def test_a_term_of_the_glossary_leads_to_what_shows_it_even_to_a_demo() -> None:
    world = World(scenario=None)
    async with world.app.run_test(size=(80, 24)) as pilot:
        await until_loaded(world, pilot)
        await pilot.press("g", "g", "pagedown", "pagedown")
        assert "▶ deadlock" in world.words
        await pilot.press("enter")
        assert isinstance(world.app.screen, StepperScreen)


async def test_the_table_sets_rules_beside_what_was_raced_here(tmp_path: Path) -> None:
    file = tmp_path / "history.sqlite3"
    opened, *rest = canned.finished_events()
    assert isinstance(opened, RaceOpened)
    keep([replace(opened, name="cpu-primes"), *rest], file=file)
    world = World(scenario=None, memory=file)
    async with world.app.run_test(size=(80, 24)) as pilot:
        await until_loaded(world, pilot)
        await pilot.press("g", "tab")
        assert "RULES AND RACES" in world.words
        told = [row for row in world.words.splitlines() if "number crunching" in row]
        assert "▲ disagrees" in told[0]
        assert world.words.count("not raced here") > 10
        await pilot.press("down", *["up"] * 20, *["down"] * 6)
        assert "procs×batch 1.93×, processes 1.80×" in world.words
        await pilot.press("enter")
        screen = world.app.screen
        assert isinstance(screen, GuessScreen)
        assert screen.scenario.name == "cpu-primes"
