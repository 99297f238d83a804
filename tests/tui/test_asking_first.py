"""The screens before a race: may its code run, who races on this machine, what does safe mode forbid?"""

import os

import pytest
from tui_worlds import World

from gilrace.own import trust
from gilrace.scenario import load
from gilrace.tui.screens.race import RaceScreen
from gilrace.tui.screens.trust import TrustScreen

CODE = "workload: {use: './evil.py:work', items: 1}\nlanes: [sequential]\nrounds: 1\n"
SIZE = (100, 30)


@pytest.fixture
def strange(tmp_path, monkeypatch):
    """A scenario of somebody else's that runs code."""
    monkeypatch.delenv("GILRACE_TRUST", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(trust, "_allowed", set())
    (tmp_path / "evil.py").write_text("def work(item):\n    return item\n")
    (tmp_path / "strange.yaml").write_text(CODE)
    return load(tmp_path / "strange.yaml")


@pytest.mark.parametrize(("key", "kept"), [("y", 1), ("f", 1)])
async def test_code_from_elsewhere_is_asked_about_once_and_then_raced(strange, key, kept):
    world = World(scenario=None)
    async with world.app.run_test(size=SIZE) as pilot:
        world.app.race(strange)
        await pilot.pause()
        assert isinstance(world.app.screen, TrustScreen)
        assert "It runs ./evil.py:work." in world.words
        assert world.launched == []
        await pilot.press(key)
        await pilot.pause()
        assert isinstance(world.app.screen, RaceScreen)
        assert len(world.launched) == 1
        world.app.again()
        await pilot.pause()
        assert len(world.launched) == 2
    assert len(trust._remembered()) == kept


@pytest.mark.parametrize("key", ["escape", "n"])
async def test_no_goes_back_and_starts_nothing(strange, key):
    world = World(scenario=None)
    async with world.app.run_test(size=SIZE) as pilot:
        world.app.race(strange)
        await pilot.pause()
        await pilot.press(key)
        await pilot.pause()
        assert not isinstance(world.app.screen, TrustScreen)
        assert world.launched == []


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)])
async def test_the_question_fits_every_size(strange, size):
    world = World(scenario=None)
    async with world.app.run_test(size=size) as pilot:
        world.app.race(strange)
        await pilot.pause()
        for word in ("./evil.py:work", " y ", " f ", " n "):
            assert word in world.words


async def test_safe_mode_starts_no_code_and_asks_nothing(strange, monkeypatch):
    monkeypatch.setenv("GILRACE_SAFE", "1")
    world = World(scenario=None)
    async with world.app.run_test(size=SIZE) as pilot:
        world.app.race(strange)
        await pilot.pause()
        assert not isinstance(world.app.screen, TrustScreen)
        assert world.launched == []


async def test_safe_mode_opens_no_editor_and_writes_no_file(tmp_path, monkeypatch):
    mark = tmp_path / "mark"
    folder = tmp_path / "folder"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("GILRACE_SAFE", "1")
    monkeypatch.setenv("VISUAL", f"touch {mark}")
    world = World(scenario=None)
    async with world.app.run_test(size=SIZE) as pilot:
        for key in ("v", "n", "ctrl+s"):
            await pilot.press(key)
            await pilot.pause()
        world.app.race(world.app.screen.entries[0].scenario)
        await pilot.pause()
        await pilot.press("1")
        await pilot.pause()
        world.sources[-1].feed()
        await pilot.pause(0.3)
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("e")
        await pilot.pause()
        assert "safe mode: nothing is saved here" in world.words
    assert not mark.exists()
    assert os.listdir(folder) == []


async def test_a_waiting_race_says_for_whom_and_s_begins_it_at_once():
    world = World(scenario=None)
    async with world.app.run_test(size=SIZE) as pilot:
        world.events = world.events[:0]
        source = world._launch(None, False)
        source._shown, source._events = 0, [None]
        source.waiting = "another race is running (pid 4711, cpu-primes, since 14:03:22)"
        world.app.push_screen(RaceScreen(source))
        await pilot.pause(0.3)
        assert "Another race is running (pid 4711, cpu-primes, since 14:03:22)." in world.words
        assert "s  Race at once" in world.words
        await pilot.press("s")
        assert source.asked == ["skip"]
        assert "disturb each other" in world.words
