"""The screens, driven by keys: what a person does, on races that are canned."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import gilrace_canned as canned
from textual.events import Key, Paste
from tui_worlds import PRIMES, SLEEP, World

from gilrace.analysis import units
from gilrace.errors import MachineError
from gilrace.history import keep, last
from gilrace.race.events import RaceOpened
from gilrace.tui.lab.stepper_screen import StepperScreen
from gilrace.tui.loading import Loading
from gilrace.tui.picture import Picture
from gilrace.tui.screens.browser import BrowserScreen
from gilrace.tui.screens.guess import GuessScreen
from gilrace.tui.screens.help import HelpScreen
from gilrace.tui.screens.learn import LearnScreen
from gilrace.tui.screens.race import RaceScreen
from gilrace.tui.screens.replay import ReplayScreen
from gilrace.tui.screens.results import ResultsScreen

if TYPE_CHECKING:
    import pytest
    from textual.pilot import Pilot

GOOD = "workload: {use: primes}\nlanes: [sequential, threads]\n"


async def _until_loaded(world: World, pilot: Pilot[None]) -> BrowserScreen:
    await pilot.pause()
    browser = world.app.screen_stack[0]
    assert isinstance(browser, BrowserScreen)
    await _read(browser, pilot)
    assert browser.entries
    return browser


async def _read(browser: BrowserScreen, pilot: Pilot[None]) -> None:
    while browser.reading or not browser.entries:
        await pilot.pause(0.001)


async def _racing(world: World, pilot: Pilot[None]) -> RaceScreen:
    """The race screen, past the question."""
    await pilot.pause()
    if isinstance(world.app.screen, GuessScreen):
        await pilot.press("2")
    screen = world.app.screen
    assert isinstance(screen, RaceScreen)
    return screen


async def _finished(world: World, pilot: Pilot[None]) -> RaceScreen:
    screen = await _racing(world, pilot)
    world.sources[-1].feed()
    screen.poll()
    return screen


async def test_enter_on_the_first_scenario_asks_its_question_and_enter_again_races() -> None:
    world = World(scenario=None)
    async with world.app.run_test(size=(80, 24)) as pilot:
        browser = await _until_loaded(world, pilot)
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
        browser = await _until_loaded(world, pilot)
        teach = browser.entries[0].scenario and browser.entries[0].scenario.teach
        assert teach is not None
        await pilot.press("2")
        assert isinstance(world.app.screen, RaceScreen)
        assert world.app.guess == teach.choices[1]


async def test_the_filter_keeps_what_matches_and_escape_clears_it() -> None:
    world = World(scenario=None)
    async with world.app.run_test(size=(80, 24)) as pilot:
        browser = await _until_loaded(world, pilot)
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
        browser = await _until_loaded(world, pilot)
        for key in ("slash", *"kfetch", "backspace", "enter", "2"):
            world.app.post_message(Key(key, key if len(key) == 1 else None))
        await pilot.pause()
        assert browser.filter == "kfetc"
        assert not browser.typing


async def test_a_burst_of_keys_goes_to_the_screens_that_it_opens() -> None:
    world = World(scenario=None)
    async with world.app.run_test(size=(80, 24)) as pilot:
        await _until_loaded(world, pilot)
        for key in ("g", "right", "enter", "3"):
            world.app.post_message(Key(key, None))
        await pilot.pause()
        assert isinstance(world.app.screen, RaceScreen)
        assert [scenario.name for scenario, _ in world.launched] == ["cpu-primes"]
        assert world.app.guess == "no faster"


async def test_pasted_words_join_the_filter_that_is_typed() -> None:
    world = World(scenario=None)
    async with world.app.run_test(size=(80, 24)) as pilot:
        browser = await _until_loaded(world, pilot)
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
        await _read(browser, pilot)
        assert browser.entries[0].name == "cpu-primes"
        assert "4 scenarios …" not in world.words


async def test_the_preview_tells_how_long_a_race_takes_here(tmp_path: Path) -> None:
    file = tmp_path / "history.sqlite3"
    opened, *rest = canned.finished_events()
    assert isinstance(opened, RaceOpened)
    keep([replace(opened, name="cpu-primes"), *rest], file=file)
    world = World(scenario=None, memory=file)
    async with world.app.run_test(size=(120, 40)) as pilot:
        await _until_loaded(world, pilot)
        (run,) = last("cpu-primes", file=file)
        assert f"takes about {units.duration(run.seconds * 1e9)} here" in world.words
        await pilot.press("down")
        assert "takes about" not in world.words


async def test_tags_step_through_and_back_to_everything() -> None:
    world = World(scenario=None)
    async with world.app.run_test(size=(80, 24)) as pilot:
        browser = await _until_loaded(world, pilot)
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
        await _until_loaded(world, pilot)
        assert "✗ line 3" in world.words
        assert "roundz" in world.words
        await pilot.press("enter")
        assert world.launched == []
        assert "v opens it" in world.words


async def test_a_file_that_changes_on_disk_is_read_again_by_itself(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(GOOD, "utf-8")
    world = World(scenario=None, paths=(str(tmp_path),))
    async with world.app.run_test(size=(80, 24)) as pilot:
        browser = await _until_loaded(world, pilot)
        await pilot.press("down")
        kept = browser.entries[0]
        (tmp_path / "b.yaml").write_text("roundz: 3\n", "utf-8")
        (tmp_path / "0.yaml").write_text(GOOD, "utf-8")
        browser.watch_files()
        await _read(browser, pilot)
        assert [entry.path.name for entry in browser.entries] == ["0.yaml", "a.yaml", "b.yaml"]
        assert browser.entry is not None
        assert browser.entry.path.name == "b.yaml"
        assert not browser.entry.can_race
        assert kept in browser.entries


async def test_f5_reads_all_files_again(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("roundz: 3\n", "utf-8")
    world = World(scenario=None, paths=(str(path),))
    async with world.app.run_test(size=(80, 24)) as pilot:
        browser = await _until_loaded(world, pilot)
        path.write_text(GOOD, "utf-8")
        await pilot.press("f5")
        await _read(browser, pilot)
        assert browser.entries[0].can_race


async def test_a_race_with_a_question_waits_at_the_line() -> None:
    world = World()
    async with world.app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert isinstance(world.app.screen, GuessScreen)
        assert world.launched == []
        assert "how much faster than" in " ".join(world.words.split())
        await pilot.press("9")
        assert world.launched == []
        await pilot.press("1")
        assert world.launched == [(PRIMES, False)]
        assert world.app.guess == "about 2 times"


async def test_a_race_shows_what_has_happened_so_far() -> None:
    world = World()
    async with world.app.run_test(size=(80, 24)) as pilot:
        screen = await _racing(world, pilot)
        world.sources[0].feed(2)
        world.sources[0].feed_heat()
        world.sources[0].feed(8)
        screen.poll()
        assert "FAIR HEATS 2/20 warm-up" in world.words
        assert "✓ S sequential" in world.words
        assert "▶ T threads" in world.words
        assert "○ P processes" in world.words


async def test_only_changed_lines_are_painted() -> None:
    world = World()
    async with world.app.run_test(size=(80, 24)) as pilot:
        screen = await _racing(world, pilot)
        world.sources[0].feed(6)
        screen.poll()
        picture = screen.query_one(Picture)
        before = picture.painted
        screen.redraw()
        assert picture.painted == before
        world.sources[0].feed(1)
        screen.poll()
        assert 0 < picture.painted - before <= 6


async def test_pause_skip_and_stop_reach_the_race() -> None:
    world = World()
    async with world.app.run_test(size=(80, 24)) as pilot:
        screen = await _racing(world, pilot)
        source = world.sources[0]
        source.feed(6)
        screen.poll()
        await pilot.press("space")
        assert source.paused
        assert "PAUSED" in world.words
        await pilot.press("space")
        assert not source.paused
        await pilot.press("s", "x")
        assert source.asked == ["start", "skip", "stop"]
        screen.poll()
        assert not screen.racing


async def test_race_results_replay_and_back() -> None:
    world = World()
    async with world.app.run_test(size=(120, 40)) as pilot:
        await _finished(world, pilot)
        assert "FINISHED" in world.words
        assert "1st" in world.words
        await pilot.press("enter")
        assert isinstance(world.app.screen, ResultsScreen)
        assert "B procs×batch wins" in world.words
        assert "you guessed right: no faster" in world.words
        await pilot.press("2")
        assert "at the cursor" in world.words
        await pilot.press("tab")
        assert "because" in world.words
        await pilot.press("r")
        assert isinstance(world.app.screen, ReplayScreen)
        assert "REPLAY" in world.words
        await pilot.press("escape", "escape")
        assert isinstance(world.app.screen, RaceScreen)


async def test_results_opened_in_mid_race_follow_it_to_its_end() -> None:
    world = World()
    async with world.app.run_test(size=(80, 24)) as pilot:
        screen = await _racing(world, pilot)
        for _ in range(7):
            world.sources[0].feed_heat()
        screen.poll()
        await pilot.press("enter")
        assert "RESULTS so far" in world.words
        world.sources[0].feed()
        screen.poll()
        assert "RESULTS so far" not in world.words
        assert "B procs×batch wins" in world.words


async def test_a_replay_seeks_jumps_and_changes_speed() -> None:
    world = World(scenario=None, recordings=(tuple(canned.finished_events()),))
    async with world.app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        screen = world.app.screen
        assert isinstance(screen, ReplayScreen)
        await pilot.press("space")
        assert not screen.playing.playing
        await pilot.press("home", "n")
        first = screen.playing.t
        assert first == min(heat.startup_ns for heat in (lane.counted[0] for lane in screen.whole.lanes))
        await pilot.press("end")
        assert "B procs×batch wins" in world.words
        await pilot.press("minus")
        assert screen.playing.speed == 0.5
        await pilot.press("o")
        assert screen.playing.length == screen.whole.t


async def test_two_recordings_run_side_by_side() -> None:
    both = (tuple(canned.finished_events()), tuple(canned.tie_events()))
    world = World(scenario=None, recordings=both)
    async with world.app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert "procs×batch 2" in world.words
        assert world.words.count(" sequential") >= 2
        await pilot.press("end")
        assert "The second against the first: " in world.words
        assert "too close to call: sequential" in world.words


async def test_again_starts_the_same_race_and_together_the_exhibition() -> None:
    world = World()
    async with world.app.run_test(size=(80, 24)) as pilot:
        await _finished(world, pilot)
        await pilot.press("a")
        assert [together for _, together in world.launched] == [False, False]
        await pilot.press("m")
        assert [together for _, together in world.launched] == [False, False, True]
        assert "stop" in world.sources[1].asked
        assert len(world.app.screen_stack) == 2


async def test_changed_rounds_and_workers_stand_in_the_header_and_again_races_them() -> None:
    world = World()
    async with world.app.run_test(size=(120, 40)) as pilot:
        await _finished(world, pilot)
        await pilot.press("plus", "w")
        assert "next: 4 rounds, 3 workers" in world.words
        assert len(world.launched) == 1
        await pilot.press("a")
        scenario, _ = world.launched[-1]
        assert scenario.rounds.count == 4
        assert [lane.worker_count(2) for lane in scenario.lanes] == [1, 3, 3]
        assert world.app.wanted is None


async def test_workers_may_be_changed_in_mid_race_and_changed_back() -> None:
    world = World()
    async with world.app.run_test(size=(80, 24)) as pilot:
        screen = await _racing(world, pilot)
        world.sources[0].feed(6)
        screen.poll()
        await pilot.press("a")
        assert len(world.launched) == 1
        await pilot.press("W")
        assert "next: 3 rounds, 1 worker" in world.words
        await pilot.press("w", "w", "W")
        assert "next: 3 rounds, 2 workers" in world.words
        await pilot.press("w", "a")
        assert len(world.launched) == 2
        assert "stop" in world.sources[0].asked


async def test_a_notice_makes_room_for_the_commentary_again() -> None:
    world = World()
    async with world.app.run_test(size=(80, 24)) as pilot:
        screen = await _racing(world, pilot)
        await pilot.press("enter")
        assert "no heat has ended yet" in world.words
        screen.hush("an older one")
        assert "no heat has ended yet" in world.words
        screen.hush("no heat has ended yet")
        assert "no heat has ended yet" not in world.words


async def test_after_the_race_no_core_shows_what_the_last_lane_did() -> None:
    world = World()
    async with world.app.run_test(size=(80, 24)) as pilot:
        await _finished(world, pilot)
        meters = [line for line in world.words.splitlines() if line.startswith(" core ")]
        assert meters
        assert all("%" not in line for line in meters)


async def test_a_heat_that_has_not_been_sampled_shows_nothing_of_the_one_before() -> None:
    world = World()
    async with world.app.run_test(size=(80, 24)) as pilot:
        screen = await _racing(world, pilot)
        world.sources[0].feed_heat()
        world.sources[0].feed_heat()
        world.sources[0].feed(1)
        screen.poll()
        assert "▶ T threads" in world.words
        meters = [line for line in world.words.splitlines() if line.startswith(" core ")]
        assert meters
        assert all("%" not in line for line in meters)


async def test_a_complete_race_is_kept_in_the_history_with_its_guess(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "history.sqlite3"
    world = World(memory=file)
    async with world.app.run_test(size=(80, 24)) as pilot:
        await _finished(world, pilot)
        assert world.app.past["primes-cpu"].runs == 1
    (run,) = last(file=file)
    assert (run.scenario, run.guessed, run.recorded) == ("primes-cpu", True, True)
    assert "wins" in run.headline


async def test_a_stopped_race_is_not_kept(tmp_path: Path) -> None:
    world = World(canned.finished_events(closed="stopped"), memory=tmp_path / "history.sqlite3")
    async with world.app.run_test(size=(80, 24)) as pilot:
        await _finished(world, pilot)
        assert "STOPPED" in world.words
    assert last(file=tmp_path / "history.sqlite3") == []


async def test_an_export_is_a_recording_that_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gilrace.race.recording import read

    monkeypatch.chdir(tmp_path)
    world = World()
    async with world.app.run_test(size=(80, 24)) as pilot:
        await _finished(world, pilot)
        await pilot.press("enter", "e", "e")
        assert "primes-cpu-results-2/" in world.words
    assert list(read(tmp_path / "primes-cpu-results" / "primes-cpu.race")) == world.events
    written = {path.name.removeprefix("primes-cpu.") for path in (tmp_path / "primes-cpu-results").iterdir()}
    assert {"race", "json", "csv", "md", "svg", "junit.xml"} <= written


async def test_leaving_while_it_races_stops_the_race() -> None:
    world = World()
    async with world.app.run_test(size=(80, 24)) as pilot:
        await _racing(world, pilot)
        await pilot.press("q")
    assert world.sources[0].asked == ["start", "stop"]
    assert world.app.return_code == 0


async def test_going_back_while_it_races_stops_the_race() -> None:
    world = World()
    async with world.app.run_test(size=(80, 24)) as pilot:
        await _racing(world, pilot)
        await pilot.press("escape")
        assert isinstance(world.app.screen, BrowserScreen)
        assert "stop" in world.sources[0].asked


async def test_a_race_that_cannot_start_says_why() -> None:
    world = World()
    async with world.app.run_test(size=(80, 24)) as pilot:
        screen = await _racing(world, pilot)
        world.sources[0].error = MachineError("no interpreter python9", advice="Install it.")
        world.sources[0].stop()
        screen.poll()
        assert "no interpreter python9 Install it." in world.words
        assert not screen.racing


async def test_learn_gives_advice_and_races_what_shows_it() -> None:
    world = World(scenario=None)
    async with world.app.run_test(size=(80, 24)) as pilot:
        await _until_loaded(world, pilot)
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
        await _until_loaded(world, pilot)
        await pilot.press("g", *["down"] * 5)
        assert "▶ beware" in world.words
        assert "Enter  race mistake-blocking-coroutine" in world.words
        await pilot.press("left", "enter", "enter")
        assert [scenario.name for scenario, _ in world.launched] == ["mistake-blocking-coroutine"]


async def test_a_term_of_the_glossary_leads_to_what_shows_it_even_to_a_demo() -> None:
    world = World(scenario=None)
    async with world.app.run_test(size=(80, 24)) as pilot:
        await _until_loaded(world, pilot)
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
        await _until_loaded(world, pilot)
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


async def test_help_lists_the_keys_of_the_screen_it_was_called_from() -> None:
    world = World()
    async with world.app.run_test(size=(120, 40)) as pilot:
        await _racing(world, pilot)
        await pilot.press("question_mark")
        assert isinstance(world.app.screen, HelpScreen)
        assert "pause before the next heat" in world.words
        assert "waits for the GIL" in world.words
        await pilot.press("escape")
        assert isinstance(world.app.screen, RaceScreen)


async def test_a_resize_in_mid_race_draws_the_new_size_and_too_small_says_so() -> None:
    world = World()
    async with world.app.run_test(size=(120, 40)) as pilot:
        screen = await _racing(world, pilot)
        world.sources[0].feed(8)
        screen.poll()
        for size in ((80, 24), (60, 16), (300, 100)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert len(screen.query_one(Picture).rows) == size[1]
            assert "sequential" in world.words
        await pilot.resize_terminal(40, 10)
        await pilot.pause()
        assert "need 60×16, have 40×10" in world.words


async def test_themes_change_at_once_and_come_round() -> None:
    world = World()
    async with world.app.run_test(size=(80, 24)) as pilot:
        await _racing(world, pilot)
        seen = []
        for _ in range(4):
            await pilot.press("ctrl+t")
            seen.append(world.app.look.ink.name)
        assert seen == ["light", "ansi", "mono", "dark"]


async def test_a_click_on_a_footer_key_presses_it() -> None:
    world = World()
    async with world.app.run_test(size=(80, 24)) as pilot:
        await _racing(world, pilot)
        await pilot.click(Picture, offset=(2, 23))
        await pilot.pause()
        assert world.sources[0].paused


async def test_vim_keys_work_when_chosen() -> None:
    from gilrace.tui.keys import keymap

    world = World(scenario=SLEEP, keymap=keymap("vim"))
    async with world.app.run_test(size=(80, 24)) as pilot:
        screen = await _racing(world, pilot)
        world.sources[0].feed()
        screen.poll()
        await pilot.press("l")
        assert isinstance(world.app.screen, ResultsScreen)


async def test_the_palette_knows_actions_scenarios_and_themes() -> None:
    world = World(scenario=None)
    async with world.app.run_test(size=(80, 24)) as pilot:
        await _until_loaded(world, pilot)
        names = [command.title for command in world.app.get_system_commands(world.app.screen)]
        assert {"Race", "Learn", "Help", "Race cpu-primes", "Theme light"} <= set(names)
        await pilot.press("ctrl+p")
        await pilot.pause()
        await pilot.press(*"theme light", "enter")
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert world.app.look.ink.name == "light"
