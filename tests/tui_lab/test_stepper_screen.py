"""The stepper driven by keys, on real children: what a person does."""

import asyncio
import os
import shutil
from pathlib import Path

import pytest
from lab_worlds import BANK, LOCKS, CannedSession, racing_events

from gilrace.scenario import Demo, Scenario, Teach
from gilrace.tui.app import GilraceApp
from gilrace.tui.home import Opening
from gilrace.tui.lab.stepper_screen import StepperScreen
from gilrace.tui.lab.wild_screen import WildScreen
from gilrace.tui.look import Look
from gilrace.tui.picture import Picture


class Lab:
    """An app that opens on a demo."""

    def __init__(self, file, **demo):
        scenario = Scenario(
            "little",
            "Little",
            Path(file).with_suffix(".yaml"),
            demo=Demo(Path(file).name, **demo),
            teach=Teach(),
        )
        self.app = GilraceApp(Look(), None, Opening(scenario=scenario, cores=2))
        self.sessions, self.pythons = [], []
        self.app.launch_wild = self._launch

    def _launch(self, demo, guard, python=""):
        self.sessions.append(CannedSession(racing_events()))
        self.pythons.append(python)
        return self.sessions[-1]

    @property
    def screen(self):
        return self.app.screen

    @property
    def words(self):
        return self.screen.query_one(Picture).words()

    async def ready(self, pilot, *, explored=True):
        await pilot.pause()
        assert isinstance(self.screen, StepperScreen)
        await self.screen.settled()
        if explored:
            await self.explored(self.screen)
        return self.screen

    async def explored(self, screen):
        await until(lambda: (screen.guard, screen.model) in screen.known)
        await screen.settled()

    async def press(self, pilot, *keys):
        await pilot.press(*keys)
        await self.screen.settled()
        await pilot.pause()


async def until(true):
    """Let the app go on until something is so; the test's time limit is the end of it."""
    while not true():  # noqa: ASYNC110 - the app tells nobody
        await asyncio.sleep(0)


def alive(pid):
    return os.path.exists(f"/proc/{pid}")


def pid_of(rehearsal):
    return rehearsal._process.pid if rehearsal._process else 0


async def test_steps_are_made_chosen_and_taken_back():
    lab = Lab(BANK)
    async with lab.app.run_test(size=(80, 24)) as pilot:
        screen = await lab.ready(pilot)
        await lab.press(pilot, "n")
        assert screen.walk.schedule == "A"
        await lab.press(pilot, "2", "2", "1")
        assert screen.walk.schedule == "ABBA"
        assert "invariant: 2 deposits were made, but the balance is 1." in lab.words
        await lab.press(pilot, "b", "b")
        assert screen.walk.schedule == "AB"
        assert len(screen.walk.story.steps) == 4  # what comes after is still known
        await lab.press(pilot, "1")
        assert screen.walk.schedule == "ABA"  # another way was taken
        await lab.press(pilot, "home")
        assert screen.walk.at == 0
        await lab.press(pilot, "end")
        assert screen.walk.at == 3


async def test_a_burst_of_keys_is_done_in_its_order():
    lab = Lab(BANK)
    async with lab.app.run_test(size=(80, 24)) as pilot:
        screen = await lab.ready(pilot, explored=False)
        await lab.press(pilot, *"1221bb12b2")
        assert screen.walk.schedule == "ABAB"


async def test_whoever_is_blocked_cannot_be_moved_and_the_screen_says_by_whom():
    lab = Lab(LOCKS)
    async with lab.app.run_test(size=(80, 24)) as pilot:
        await lab.ready(pilot)
        await lab.press(pilot, "1", "2", "1")
        assert "cycle Ann → Bob → Ann: DEADLOCK" in lab.words
        assert "Ann cannot move: it waits for ruler, held by Bob." in lab.words


async def test_x_shows_one_failing_interleaving_after_the_other():
    lab = Lab(BANK)
    async with lab.app.run_test(size=(120, 40)) as pilot:
        screen = await lab.ready(pilot)
        assert "4 of 6 fail" in lab.words
        shown = []
        for _ in range(3):
            await lab.press(pilot, "x")
            assert screen.walk.story.outcome.kind == "invariant"
            shown.append(screen.walk.schedule)
        assert shown[0] == "ABBA"
        assert shown[0] != shown[1]
        assert shown[2] == shown[0]  # two classes of schedules fail


async def test_what_failed_before_is_tried_first_and_shown_while_all_is_explored(tmp_path):
    shutil.copy(BANK, tmp_path / "mine.py")
    kept = tmp_path / "mine.schedules.json"
    for again in (False, True):
        lab = Lab(str(tmp_path / "mine.py"))
        async with lab.app.run_test(size=(80, 24)) as pilot:
            screen = await lab.ready(pilot)
            assert screen.before == ({("", "free"): "ABBA"} if again else {})
            screen.known.clear()  # as if it was still explored
            await lab.press(pilot, "x")
            assert screen.walk.schedule == ("ABBA" if again else "")
        assert '"little_bank unguarded free": [\n  "ABBA"\n ]' in kept.read_text()


@pytest.mark.parametrize(
    ("demo", "words"),
    [
        ("corridor", "livelock: Ann and Bob can repeat the same"),
        ("greedy_holder", "while Bob never gets on."),
    ],
)
async def test_a_loop_is_named_with_who_never_gets_on(demo, words):
    lab = Lab(demo)
    async with lab.app.run_test(size=(80, 24)) as pilot:
        screen = await lab.ready(pilot)
        await lab.press(pilot, "x")
        assert screen.walk.loop
        assert words in " ".join(lab.words.split())


async def test_x_before_all_is_explored_shows_it_as_soon_as_it_is_known():
    lab = Lab(BANK)
    async with lab.app.run_test(size=(80, 24)) as pilot:
        screen = await lab.ready(pilot, explored=False)
        screen.known.clear()
        screen._asked.clear()
        screen.action_failing()
        screen.theory("", "free")
        await lab.explored(screen)
        assert screen.walk.schedule == "ABBA"


async def test_the_guard_is_proved_and_taken_off_again():
    lab = Lab(BANK)
    async with lab.app.run_test(size=(80, 24)) as pilot:
        screen = await lab.ready(pilot)
        await lab.press(pilot, "l")
        await lab.explored(screen)
        await pilot.pause()
        assert "guard lock is ON" in lab.words
        assert "0 of 2 fail: proved" in lab.words
        await lab.press(pilot, "x")
        assert "none fails" in lab.words
        await lab.press(pilot, "l")
        assert "guard is OFF" in lab.words


async def test_the_model_of_a_gil_can_be_chosen_for_threads():
    lab = Lab(BANK)
    async with lab.app.run_test(size=(120, 40)) as pilot:
        screen = await lab.ready(pilot)
        await lab.press(pilot, "g")
        await lab.explored(screen)
        assert screen.model == "gil"
        assert "switches where a GIL can" in lab.words


async def test_breaking_it_by_hand_is_counted_against_the_fewest_steps():
    lab = Lab(BANK)
    async with lab.app.run_test(size=(120, 40)) as pilot:
        await lab.ready(pilot)
        await lab.press(pilot, "k")
        assert "BREAK IT" in lab.words
        assert "4 of 6" not in lab.words
        await lab.press(pilot, "x")
        assert "Break it by hand" in lab.words
        await lab.press(pilot, "1", "1", "b", "2", "2", "1")
        score = "You broke it in 4 steps with 1 preemption (5 moves in all); the fewest are"
        assert f"{score} 4 steps and 1 preemption." in " ".join(lab.words.split())
        assert "4 of 6 fail" in lab.words


async def test_a_copy_that_is_mended_is_proved(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def mend(app, path, line):
        path.write_text(
            path.read_text().replace("everyone(names, deposit),", "everyone(names, deposit_locked),", 1)
        )
        return ""

    monkeypatch.setattr("gilrace.tui.lab.mending.edit", mend)
    lab = Lab(BANK)
    async with lab.app.run_test(size=(80, 24)) as pilot:
        first = await lab.ready(pilot)
        await pilot.press("f")
        await pilot.pause()
        screen = await lab.ready(pilot)
        assert screen is not first
        await pilot.pause()
        assert "FIX IT" in lab.words
        assert "You fixed it" in lab.words
    assert (tmp_path / "my_little_bank.py").exists()


async def test_a_copy_that_is_still_wrong_is_shown_where_it_breaks(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("gilrace.tui.lab.mending.edit", lambda app, path, line: "")
    lab = Lab(BANK)
    async with lab.app.run_test(size=(80, 24)) as pilot:
        await lab.ready(pilot)
        await pilot.press("f")
        await pilot.pause()
        screen = await lab.ready(pilot)
        assert screen.walk.schedule == "ABBA"
        assert "Not yet" in lab.words
        await pilot.press("f")  # the same copy again, not one more
        await pilot.pause()
        await lab.ready(pilot)
    assert [path.name for path in tmp_path.glob("*.py")] == ["my_little_bank.py"]


async def test_a_copy_that_does_not_even_load_says_why(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def spoil(app, path, line):
        path.write_text("def demo(:\n")
        return ""

    def mend(app, path, line):
        path.write_text(Path(BANK).read_text())
        return ""

    monkeypatch.setattr("gilrace.tui.lab.mending.edit", spoil)
    lab = Lab(BANK)
    async with lab.app.run_test(size=(80, 24)) as pilot:
        await lab.ready(pilot)
        await pilot.press("f")
        await pilot.pause()
        await lab.ready(pilot, explored=False)
        assert "SyntaxError" in lab.words
        assert "f edits it again" in lab.words
        monkeypatch.setattr("gilrace.tui.lab.mending.edit", mend)
        await pilot.press("f")
        await pilot.pause()
        await lab.ready(pilot)
        assert "Not yet" in lab.words
    assert [path.name for path in tmp_path.glob("*.py")] == ["my_little_bank.py"]


@pytest.mark.parametrize(
    ("problem", "left"),
    [
        ("cannot start nope: No such file or directory; set EDITOR", 0),
        ("no editor can be shown here; the file is {}", 1),
    ],
)
async def test_a_copy_that_no_editor_opened_stays_only_where_it_is_named(
    tmp_path, monkeypatch, problem, left
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("gilrace.tui.lab.mending.edit", lambda app, path, line: problem.format(path))
    lab = Lab(BANK)
    async with lab.app.run_test(size=(120, 40)) as pilot:
        await lab.ready(pilot)
        await pilot.press("f")
        await pilot.pause()
        await lab.ready(pilot)
        assert problem[:20] in lab.words
    assert len(list(tmp_path.glob("*.py"))) == left


async def test_for_real_opens_the_wild_screen_with_theory_beside_practice():
    lab = Lab(BANK)
    async with lab.app.run_test(size=(80, 24)) as pilot:
        await lab.ready(pilot)
        await pilot.press("R")
        await pilot.pause()
        assert isinstance(lab.screen, WildScreen)
        stepper = lab.app.screen_stack[-2]
        await until(lambda: ("", "gil") in stepper.known)
        lab.screen.redraw()
        assert "theory, switches with a GIL" in lab.words
        assert "4 of 6 fail" in lab.words
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(lab.screen, StepperScreen)


async def test_for_real_runs_on_the_interpreter_that_the_scenario_names():
    lab = Lab(BANK, python="3.13t")
    async with lab.app.run_test(size=(80, 24)) as pilot:
        await lab.ready(pilot)
        await pilot.press("R")
        await pilot.pause()
        assert lab.pythons == ["3.13t"]


async def test_leaving_the_stepper_leaves_no_process_behind():
    lab = Lab(BANK)
    async with lab.app.run_test(size=(80, 24)) as pilot:
        screen = await lab.ready(pilot)
        pids = [pid_of(screen.rehearsal), pid_of(screen.explorer)]
        assert all(pids)
        assert all(alive(pid) for pid in pids)
    assert not any(alive(pid) for pid in pids)


async def test_a_step_asks_the_demo_once_and_a_step_back_not_at_all(monkeypatch):
    """How long that takes, benchmarks/explorer_steps.py says."""
    lab = Lab(BANK)
    async with lab.app.run_test(size=(120, 40)) as pilot:
        screen = await lab.ready(pilot)
        asked, ask = [], screen.rehearsal.ask

        async def noted(do, *arguments, **more):
            asked.append(do)
            return await ask(do, *arguments, **more)

        monkeypatch.setattr(screen.rehearsal, "ask", noted)
        await lab.press(pilot, "1", "2", "b", "n", "b", "b")
        assert asked == ["step", "step"]


@pytest.mark.parametrize("size", [(60, 16), (200, 60)])
async def test_the_stepper_is_drawn_at_any_size(size):
    lab = Lab(BANK)
    async with lab.app.run_test(size=size) as pilot:
        await lab.ready(pilot)
        assert "Little bank" in lab.words


LOOPING = """
from gilrace.lab.demo import Actor, Demo

def setup(env):
    return env.share({}, "world")

def once(world):
    world["a"] = 1

def again_and_again(world):
    once(world)
    while True:
        pass

def demo():
    cast = (Actor("Ann", once), Actor("Bob", again_and_again))
    return Demo("odd", "Odd", "Odd.", cast, setup, lambda world, runs: None, (), ())
"""


async def test_an_endless_loop_in_a_file_is_named_while_the_screen_goes_on(tmp_path, monkeypatch):
    monkeypatch.setattr("gilrace.tui.lab.stepper_screen.SILENCE_S", 0.8)
    (tmp_path / "looping.py").write_text(LOOPING)
    lab = Lab(str(tmp_path / "looping.py"))
    async with lab.app.run_test(size=(120, 40)) as pilot:
        screen = await lab.ready(pilot, explored=False)
        await lab.press(pilot, "1")
        assert screen.walk.schedule == "A"
        await until(lambda: screen.unexplored)
        await pilot.pause()
        assert "again_and_again()" in lab.words
        await lab.press(pilot, "x")
        assert "has gone on for 0.8 s without an end" in screen.notice
        await lab.press(pilot, "2")  # into the loop
        assert "has gone on for 0.8 s without an end" in screen.notice
        await lab.press(pilot, "b")
        assert screen.walk.at == 0
        await pilot.press("q")
    assert lab.app.return_code == 0


async def test_auto_steps_to_an_end_by_itself(monkeypatch):
    monkeypatch.setattr("gilrace.tui.lab.stepper_screen.AUTO_S", 0.01)
    lab = Lab(BANK)
    async with lab.app.run_test(size=(80, 24)) as pilot:
        screen = await lab.ready(pilot)
        await pilot.press("space")
        await until(lambda: screen.walk.over)
        assert screen.walk.story.outcome is not None


async def test_a_demo_file_beside_its_scenario_is_found(tmp_path):
    shutil.copy(BANK, tmp_path / "mine.py")
    lab = Lab(str(tmp_path / "mine.py"))
    async with lab.app.run_test(size=(80, 24)) as pilot:
        screen = await lab.ready(pilot)
        assert screen.demo.file == str(tmp_path / "mine.py")
