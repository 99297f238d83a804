"""The sweep screen, driven by keys, on a sweep that is canned."""

import pytest
from sweep_worlds import Played, computing

from gilrace.history import last
from gilrace.scenario import resolve
from gilrace.sweep.candidate import Candidate
from gilrace.tui.app import GilraceApp
from gilrace.tui.home import Opening
from gilrace.tui.look import Look
from gilrace.tui.picture import Picture
from gilrace.tui.screens.browser import BrowserScreen
from gilrace.tui.screens.results import ResultsScreen
from gilrace.tui.screens.sweep import SweepScreen
from gilrace.tui.source import CannedSource

SIZES = ((80, 24), (120, 40))
EVENTS = Played(computing).events


class World:
    """An app whose sweeps are canned, with what it launched."""

    def __init__(self, **opening):
        self.launched, self.sources = [], []
        self.app = GilraceApp(Look(), None, Opening(paths=(str(resolve("cpu-primes")),), cores=2, **opening))
        self.app.launch_sweep = self._launch

    def _launch(self, one):
        self.launched.append(one)
        self.sources.append(CannedSource(EVENTS))
        return self.sources[-1]

    @property
    def words(self):
        return self.app.screen.query_one(Picture).words()

    async def sweeping(self, pilot):
        await pilot.pause()
        browser = self.app.screen
        assert isinstance(browser, BrowserScreen)
        while browser.reading or not browser.entries:
            await pilot.pause(0.001)
        await pilot.press("w")
        assert isinstance(self.app.screen, SweepScreen)
        return self.app.screen

    async def finished(self, pilot):
        screen = await self.sweeping(pilot)
        self.sources[-1].feed()
        screen.poll()
        return screen


@pytest.mark.parametrize("size", SIZES)
async def test_w_in_the_browser_sweeps_the_scenario_and_shows_it_as_it_goes(size):
    world = World()
    async with world.app.run_test(size=size) as pilot:
        screen = await world.sweeping(pilot)
        assert world.sources[0].asked == ["start"]
        assert Candidate("processes", 2) in world.launched[0].candidates.values()
        assert "getting ready" in world.words
        for _ in range(12):
            world.sources[0].feed_heat()
        world.sources[0].feed(3)
        screen.poll()
        assert "heat 12, round 1" in world.words
        assert "of 60 s" in world.words
        assert "So far: " in world.words
        world.sources[0].feed()
        screen.poll()
        assert "2 processes" in world.words
        assert "over" in world.words


@pytest.mark.parametrize("size", SIZES)
async def test_the_keys_change_the_axis_the_laws_and_the_curve(size):
    world = World()
    async with world.app.run_test(size=size) as pilot:
        screen = await world.finished(pilot)
        assert screen.view().curve.strategy == "processes"
        assert "Amdahl" in world.words
        await pilot.press("f")
        assert "parallel" not in world.words
        straight = world.words
        await pilot.press("g")
        assert world.words != straight
        await pilot.press("tab")
        assert "28 candidates" in world.words
        await pilot.press("tab")
        assert screen.view().curve.strategy == "threads"


async def test_space_stops_it_and_what_was_measured_stays():
    world = World()
    async with world.app.run_test(size=(80, 24)) as pilot:
        screen = await world.sweeping(pilot)
        for _ in range(6):
            world.sources[0].feed_heat()
        await pilot.press("space")
        assert "stop" in world.sources[0].asked
        assert "what was measured stays" in world.words
        screen.poll()
        assert screen.ended
        assert "sequential" in world.words


async def test_plus_sweeps_the_strategy_again_twice_as_far_once_it_is_over():
    world = World()
    async with world.app.run_test(size=(80, 24)) as pilot:
        screen = await world.sweeping(pilot)
        await pilot.press("plus")
        assert "space stops it" in world.words
        world.sources[-1].feed()
        screen.poll()
        await pilot.press("plus")
        again = world.app.screen
        assert isinstance(again, SweepScreen)
        assert again is not screen
        found = world.launched[-1].candidates.values()
        assert {one.workers for one in found if one.strategy == "processes"} == {1, 2, 4, 8, 16}
        assert not [one for one in found if one.strategy == "threads"]
        await pilot.press("escape")
        assert isinstance(world.app.screen, BrowserScreen)


async def test_it_can_be_exported_seen_as_a_race_and_is_kept_in_the_history(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    world = World(memory=tmp_path / "history.sqlite")
    async with world.app.run_test(size=(80, 24)) as pilot:
        await world.finished(pilot)
        await pilot.press("e")
        assert (tmp_path / "work-sweep-results" / "work-sweep.html").exists()
        await pilot.press("enter")
        assert isinstance(world.app.screen, ResultsScreen)
    assert last("", 10, file=tmp_path / "history.sqlite")[0].scenario == "work-sweep"


async def test_leaving_a_sweep_stops_it():
    world = World()
    async with world.app.run_test(size=(80, 24)) as pilot:
        await world.sweeping(pilot)
        await pilot.press("escape")
        assert "stop" in world.sources[0].asked
        assert isinstance(world.app.screen, BrowserScreen)
