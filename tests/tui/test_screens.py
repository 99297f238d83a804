"""The screens of a race, driven by keys: what a person does, on races that are canned."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import gilrace_canned as canned
from tui_worlds import PRIMES, SLEEP, World

from gilrace.errors import MachineError
from gilrace.history import last
from gilrace.tui.picture import Picture
from gilrace.tui.screens.browser import BrowserScreen
from gilrace.tui.screens.guess import GuessScreen
from gilrace.tui.screens.help import HelpScreen
from gilrace.tui.screens.race import RaceScreen
from gilrace.tui.screens.replay import ReplayScreen
from gilrace.tui.screens.results import ResultsScreen

if TYPE_CHECKING:
    import pytest
    from textual.pilot import Pilot


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


async def test_a_screen_behind_another_paints_nothing_until_it_is_in_front_again() -> None:
    world = World()
    async with world.app.run_test(size=(80, 24)) as pilot:
        screen = await _racing(world, pilot)
        picture = screen.query_one(Picture)
        await pilot.press("question_mark")
        before = picture.painted
        world.sources[0].feed()
        screen.poll()
        screen.redraw()
        assert picture.painted == before
        await pilot.press("escape")
        assert picture.painted > before


async def test_a_screen_lies_behind_a_drawing_but_not_behind_the_palette() -> None:
    world = World()
    async with world.app.run_test(size=(80, 24)) as pilot:
        screen = await _racing(world, pilot)
        assert screen.is_current
        assert not world.app.screen_stack[0].is_current
        await pilot.press("ctrl+p")
        assert world.app.screen is not screen
        assert screen.is_current
        await pilot.press("escape", "question_mark")
        assert not screen.is_current


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
        assert not any(place in world.words for place in ("1st", "tie", "5th="))  # of ten lanes, two races


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


async def test_what_is_scrolled_to_its_end_comes_back_with_the_first_key() -> None:
    world = World()
    async with world.app.run_test(size=(80, 24)) as pilot:
        await _finished(world, pilot)
        await pilot.press("enter", "3")
        assert "more lines" in world.words
        await pilot.press(*["pagedown"] * 9)
        end = world.words
        assert "more lines" not in end
        await pilot.press("up")
        assert world.words != end
        await pilot.press("question_mark", *["pagedown"] * 9)
        end = world.words
        await pilot.press("up")
        assert world.words != end


async def test_why_also_tells_what_to_change() -> None:
    world = World()
    async with world.app.run_test(size=(120, 40)) as pilot:
        await _finished(world, pilot)
        await pilot.press("enter", "3")
        assert "what to change" in world.words
        assert "gilrace run cpu-primes shows it alone" in " ".join(world.words.split())


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
