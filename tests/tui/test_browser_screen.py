"""The browser, driven by keys: reading, choosing, filtering, editing, and what the palette offers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import gilrace_canned as canned
from textual.events import Key, Paste
from tui_worlds import FEW, World, until_loaded, until_read

from gilrace.analysis import units
from gilrace.history import keep, last
from gilrace.race.events import RaceOpened
from gilrace.scenario import resolve
from gilrace.tui.loading import Loading
from gilrace.tui.screens.browser import BrowserScreen
from gilrace.tui.screens.guess import GuessScreen
from gilrace.tui.screens.learn import LearnScreen
from gilrace.tui.screens.race import RaceScreen

if TYPE_CHECKING:
    import pytest

GOOD = "workload: {use: primes}\nlanes: [sequential, threads]\n"


async def test_enter_on_the_first_scenario_asks_its_question_and_enter_again_races() -> None:
    world = World(scenario=None)
    async with world.app.run_test(size=(80, 24)) as pilot:
        browser = await until_loaded(world, pilot)
        first = browser.entries[0]
        assert first.name in world.words
        await pilot.press("enter")
        assert isinstance(world.app.screen, GuessScreen)
        assert world.launched == []
        await pilot.press("enter")
        assert isinstance(world.app.screen, RaceScreen)
        assert world.launched == [(first.scenario, False)]
        assert world.sources[0].asked == ["start"]


async def test_a_digit_in_the_browser_guesses_and_races() -> None:
    world = World(scenario=None)
    async with world.app.run_test(size=(80, 24)) as pilot:
        browser = await until_loaded(world, pilot)
        teach = browser.entries[0].scenario and browser.entries[0].scenario.teach
        assert teach is not None
        await pilot.press("2")
        assert isinstance(world.app.screen, RaceScreen)
        assert world.app.guess == teach.choices[1]


async def test_the_filter_keeps_what_matches_and_escape_clears_it() -> None:
    world = World(scenario=None)
    async with world.app.run_test(size=(80, 24)) as pilot:
        browser = await until_loaded(world, pilot)
        everything = len(browser.shown)
        await pilot.press("slash", *"fetch")
        assert [entry.name for entry in browser.shown] == ["io-fetch-100"]
        assert f"1 of {everything} scenarios" in world.words
        await pilot.press("enter")
        assert isinstance(world.app.screen, BrowserScreen)
        await pilot.press("slash", "escape")
        assert len(browser.shown) == everything


async def test_letters_that_follow_the_slash_in_one_burst_are_all_part_of_the_filter() -> None:
    world = World(scenario=None)
    async with world.app.run_test(size=(80, 24)) as pilot:
        browser = await until_loaded(world, pilot)
        for key in ("slash", *"kfetch", "backspace", "enter", "2"):
            world.app.post_message(Key(key, key if len(key) == 1 else None))
        await pilot.pause()
        assert browser.filter == "kfetc"
        assert not browser.typing


async def test_a_burst_of_keys_goes_to_the_screens_that_it_opens() -> None:
    world = World(scenario=None)
    async with world.app.run_test(size=(80, 24)) as pilot:
        await until_loaded(world, pilot)
        for key in ("g", "right", "enter", "3"):
            world.app.post_message(Key(key, None))
        await pilot.pause()
        assert isinstance(world.app.screen, RaceScreen)
        assert [scenario.name for scenario, _ in world.launched] == ["cpu-primes"]
        assert world.app.guess == "no faster"


async def test_pasted_words_join_the_filter_that_is_typed() -> None:
    world = World(scenario=None)
    async with world.app.run_test(size=(80, 24)) as pilot:
        browser = await until_loaded(world, pilot)
        world.app.post_message(Paste("nothing"))
        await pilot.press("slash", "c")
        world.app.post_message(Paste("pu-pri\n"))
        await pilot.pause()
        assert browser.filter == "cpu-pri"


async def test_keys_act_between_two_slices_of_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Loading, "go_on", lambda _: True)  # never done
    world = World(scenario=None)
    async with world.app.run_test(size=(80, 24)) as pilot:
        browser = world.app.screen_stack[0]
        assert isinstance(browser, BrowserScreen)
        await pilot.press("g")
        assert isinstance(world.app.screen, LearnScreen)
        await pilot.press("escape")
        assert "0 scenarios …" in world.words
        monkeypatch.undo()
        await until_read(browser, pilot)
        assert browser.entries[0].name == "cpu-primes"
        assert "4 scenarios …" not in world.words


async def test_the_preview_tells_how_long_a_race_takes_here(tmp_path: Path) -> None:
    file = tmp_path / "history.sqlite3"
    opened, *rest = canned.finished_events()
    assert isinstance(opened, RaceOpened)
    keep([replace(opened, name="cpu-primes"), *rest], file=file)
    world = World(scenario=None, memory=file)
    async with world.app.run_test(size=(120, 40)) as pilot:
        await until_loaded(world, pilot)
        (run,) = last("cpu-primes", file=file)
        assert f"takes about {units.roughly(run.seconds * 1e9)} here" in world.words
        await pilot.press("down")
        assert "takes about" not in world.words


async def test_tags_step_through_and_back_to_everything() -> None:
    world = World(scenario=None)
    async with world.app.run_test(size=(80, 24)) as pilot:
        browser = await until_loaded(world, pilot)
        tags = sorted({tag for entry in browser.entries for tag in entry.tags})
        await pilot.press("t")
        assert browser.filter == tags[0]
        for tag in tags[1:]:
            browser.action_tags()
            assert browser.filter == tag
            assert browser.shown
        await pilot.press("t")
        assert browser.filter == ""


async def test_a_broken_file_is_listed_with_its_line_and_is_not_raced(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("workload: {use: primes}\nlanes: [sequential]\nroundz: 3\n", "utf-8")
    world = World(scenario=None, paths=(str(tmp_path / "mine.yaml"),))
    async with world.app.run_test(size=(80, 24)) as pilot:
        await until_loaded(world, pilot)
        assert "✗ line 3" in world.words
        assert "roundz" in world.words
        await pilot.press("enter")
        assert world.launched == []
        assert "v opens it" in world.words


async def test_the_footer_says_what_the_keys_do_with_the_chosen_entry(tmp_path: Path) -> None:
    broken = tmp_path / "mine.yaml"
    broken.write_text("workload: {use: prims}\n")
    world = World(scenario=None, paths=(FEW[0], str(resolve("lost-update")), str(broken)))
    async with world.app.run_test(size=(80, 24)) as pilot:
        browser = await until_loaded(world, pilot)
        footers = {}
        for number, entry in enumerate(browser.entries):
            browser.chosen = number
            browser.redraw()
            footers[entry.kind] = world.words.splitlines()[-1]
        assert "⏎ Race" in footers["cpu"] and "w Sweep" in footers["cpu"]
        assert "⏎ Step" in footers["bug"] and "w For real" in footers["bug"]
        assert "⏎" not in footers["broken"] and "v YAML" in footers["broken"]
        assert all("g Learn" in footer for footer in footers.values())


async def test_a_file_that_changes_on_disk_is_read_again_by_itself(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(GOOD, "utf-8")
    world = World(scenario=None, paths=(str(tmp_path),))
    async with world.app.run_test(size=(80, 24)) as pilot:
        browser = await until_loaded(world, pilot)
        await pilot.press("down")
        kept = browser.entries[0]
        (tmp_path / "b.yaml").write_text("roundz: 3\n", "utf-8")
        (tmp_path / "0.yaml").write_text(GOOD, "utf-8")
        browser.watch_files()
        await until_read(browser, pilot)
        assert [entry.path.name for entry in browser.entries] == ["0.yaml", "a.yaml", "b.yaml"]
        assert browser.entry is not None
        assert browser.entry.path.name == "b.yaml"
        assert not browser.entry.can_race
        assert kept in browser.entries


async def test_a_new_scenario_is_the_chosen_one_whatever_was_filtered_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    world = World(scenario=None)
    async with world.app.run_test(size=(80, 24)) as pilot:
        browser = await until_loaded(world, pilot)
        await pilot.press("slash", *"sleep", "enter", "n")
        await until_read(browser, pilot)
        assert browser.entry is not None
        assert browser.entry.path.name == "my-race.yaml"
        assert "no editor can be shown here" in world.words


async def test_f5_reads_all_files_again(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("roundz: 3\n", "utf-8")
    world = World(scenario=None, paths=(str(path),))
    async with world.app.run_test(size=(80, 24)) as pilot:
        browser = await until_loaded(world, pilot)
        path.write_text(GOOD, "utf-8")
        await pilot.press("f5")
        await until_read(browser, pilot)
        assert browser.entries[0].can_race


async def test_the_palette_knows_actions_scenarios_and_themes() -> None:
    world = World(scenario=None)
    async with world.app.run_test(size=(80, 24)) as pilot:
        await until_loaded(world, pilot)
        names = [command.title for command in world.app.get_system_commands(world.app.screen)]
        assert {"Race", "Learn", "Help", "Race cpu-primes", "Theme light"} <= set(names)
        await pilot.press("ctrl+p")
        await pilot.pause()
        await pilot.press(*"theme light", "enter")
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert world.app.look.ink.name == "light"
