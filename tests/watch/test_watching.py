"""Following a race from another process: everything is seen, nothing is changed, nothing is left."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import gilrace_canned as canned
import pytest

from gilrace.errors import InputError
from gilrace.race import gallery as galleries
from gilrace.race import spectator as spectators
from gilrace.race.events import RaceClosed, RaceOpened, Sampled
from gilrace.race.gallery import Gallery
from gilrace.race.recording import Recording
from gilrace.race.spectator import Show, Spectator, shows
from gilrace.tui.app import GilraceApp
from gilrace.tui.home import Opening
from gilrace.tui.look import Look
from gilrace.tui.screens.replay import ReplayScreen
from gilrace.tui.screens.results import ResultsScreen

EVENTS = canned.finished_events()
OVER_S = 60.0


@pytest.fixture
def stage(tmp_path):
    """A race's folder as the race makes it, with its recording and its gallery."""
    folder = tmp_path / f"gilrace-{os.getpid()}-x"
    folder.mkdir()
    recording = Recording()
    with Gallery(folder, "primes", recording):
        yield SimpleNamespace(folder=folder, recording=recording, root=tmp_path)
        recording.close()


def seated(stage):
    (show,) = shows(stage.root)
    spectator = Spectator(show)
    spectator.start()
    return spectator


def test_a_race_is_found_and_tells_its_name(stage):
    spectator = seated(stage)
    assert (spectator.show.pid, spectator.name, spectator.running) == (os.getpid(), "primes", True)
    spectator.stop()


def test_whoever_comes_late_sees_everything_from_the_beginning(stage):
    for event in EVENTS[:20]:
        stage.recording.append(event)
    first = seated(stage)
    assert first.events() == list(EVENTS[:20])
    for event in EVENTS[20:30]:
        stage.recording.append(event)
    second = seated(stage)
    assert first.events(20) == second.events(20) == list(EVENTS[20:30])
    first.stop()
    second.stop()


def test_a_spectator_can_read_the_recording_and_not_write_it(stage):
    stage.recording.append(EVENTS[0])
    spectator = seated(stage)
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.write(spectator._file, b"{}\n")
    spectator.stop()


def test_the_end_of_the_race_is_the_end_for_its_spectators(stage):
    spectator = seated(stage)
    for event in EVENTS:
        stage.recording.append(event)
    assert isinstance(EVENTS[-1], RaceClosed)
    assert spectator.events() == list(EVENTS)
    assert not spectator.running
    assert spectator.join(0)


def test_nothing_is_written_for_spectators_while_there_are_none(stage):
    stage.recording.append(EVENTS[0])
    assert stage.recording._copy is None
    seated(stage).stop()
    assert stage.recording._copy is not None


def test_who_finds_no_seat_is_told(stage, monkeypatch):
    monkeypatch.setattr(galleries, "SEATS", 1)
    first = seated(stage)
    with pytest.raises(InputError, match="people watch that race already"):
        seated(stage)
    first.stop()
    seated(stage).stop()


def test_a_hundred_watch_and_leave_and_no_descriptor_stays(stage):
    for event in EVENTS:
        stage.recording.append(event)
    before = len(os.listdir("/proc/self/fd"))
    crowd = [seated(stage) for _ in range(100)]
    assert all(spectator.events() == list(EVENTS) for spectator in crowd)
    for spectator in crowd:
        spectator.stop()
    seated(stage).stop()
    assert len(os.listdir("/proc/self/fd")) <= before + 4


def test_a_spectator_knows_how_many_look_and_counts_them_only_now_and_then(stage, monkeypatch):
    now = 0.0
    monkeypatch.setattr(spectators, "monotonic", lambda: now)
    alone = seated(stage)
    assert alone.people == 1
    crowd = [seated(stage) for _ in range(99)]
    assert alone.people == 1
    now = 10.0
    assert alone.people == 100
    for spectator in (alone, *crowd):
        spectator.stop()


def test_of_many_looks_in_a_row_the_news_are_the_last_and_the_recording_has_them_all(stage):
    looks = [Sampled(t, 0, t, 0, (t,)) for t in range(50)]
    told = [*EVENTS[:3], *looks, EVENTS[3], *looks[:2]]
    spectator = seated(stage)
    for event in told:
        stage.recording.append(event)
    assert spectator.news() == [*EVENTS[:3], *looks[-20:], EVENTS[3], *looks[:2]]
    assert spectator.news() == []
    assert spectator.events() == told
    spectator.stop()


def test_a_race_that_is_over_cannot_be_watched(tmp_path):
    assert shows(tmp_path) == []
    with pytest.raises(InputError, match="cannot be watched"):
        Spectator(Show(1, tmp_path / "no.sock")).start()


def test_where_no_socket_can_be_made_the_race_has_no_gallery_and_goes_on(tmp_path):
    folder = tmp_path / ("deep" * 40)
    folder.mkdir()
    with Gallery(folder, "x", Recording()):
        assert shows(tmp_path) == []


HELD = """
import os, time
def work(item):
    while not os.path.exists({go!r}):
        time.sleep(0.01)
    return item
"""


@pytest.fixture
def racing(tmp_path, monkeypatch):
    """A race in a process and a temporary folder of its own; it ends once the file `go` is there."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    (tmp_path / "held.py").write_text(HELD.format(go=str(tmp_path / "go")))
    scenario = tmp_path / "held.yaml"
    work = {"use": "./held.py:work", "items": 40}
    scenario.write_text(json.dumps({"workload": work, "lanes": ["sequential"], "rounds": 1, "warmup": 0}))
    command = (sys.executable, "-m", "gilrace", "run", scenario, "--plain", "--no-history", "--no-wait")
    race = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    yield race
    race.kill()
    race.communicate()


@pytest.fixture
def watcher(racing):
    """Somebody who watches it, and has seen it start; the lines so far."""
    command = (sys.executable, "-m", "gilrace", "watch", "--wait", "60", "--plain")
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as watching:
        lines = []
        for line in watching.stdout:
            lines.append(line)
            if "started" in line:
                break
        yield watching, lines
        watching.kill()


def test_watch_tells_the_race_as_whoever_races_sees_it(racing, watcher, tmp_path):
    watching, lines = watcher
    (tmp_path / "go").touch()
    rest, _ = watching.communicate(timeout=OVER_S)
    told = racing.communicate(timeout=OVER_S)[0].decode()
    assert (watching.returncode, racing.returncode) == (0, 0)
    assert "heat 1 of 1, sequential: finished" in rest
    for line in (*lines, *rest.splitlines()):
        assert line.strip() in told
    assert list(tmp_path.glob("gilrace-*")) == []


def test_a_race_that_is_killed_ends_its_spectators_with_what_was_seen(racing, watcher):
    watching, lines = watcher
    assert any("started" in line for line in lines)
    racing.kill()
    rest, _ = watching.communicate(timeout=OVER_S)
    assert watching.returncode == 0
    assert "finished" not in rest


def test_no_race_is_a_clear_error(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    command = (sys.executable, "-m", "gilrace", "watch", "--plain")
    seen = subprocess.run(command, check=False, capture_output=True, text=True, timeout=OVER_S)
    assert seen.returncode == 2
    assert "no race is running here" in seen.stderr


def test_the_recording_of_spectators_begins_with_the_race(stage):
    for event in EVENTS[:3]:
        stage.recording.append(event)
    spectator = seated(stage)
    assert isinstance(spectator.events()[0], RaceOpened)
    assert Path(f"/proc/self/fd/{spectator._file}").readlink().name.endswith("(deleted)")
    spectator.stop()


async def test_after_the_race_spectators_have_its_results_and_its_replay(stage):
    spectator = seated(stage)
    for event in canned.finished_events():
        stage.recording.append(event)
    app = GilraceApp(Look(), None, Opening(watched=spectator))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("enter")
        assert isinstance(app.screen, ResultsScreen)
        await pilot.press("r")
        assert isinstance(app.screen, ReplayScreen)
