"""Two gilraces at once: the second waits, whoever holds the machine and however it lets go."""

import json
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from gilrace.race.events import HeatEnded, Noted
from gilrace.race.plan import Options
from gilrace.race.session import RaceSession
from gilrace.race.turns import Turn, queue_folder
from gilrace.scenario import load

NAP = "workload: {use: nap, items: 2, settings: {seconds: 0.01}}\nlanes: [sequential]\nrounds: 1\n"
HOLD = """
import sys, time
from gilrace.race.turns import Turn
turn = Turn("long-one")
print(turn.take(), flush=True)
time.sleep(60)
"""


@pytest.fixture
def queue(tmp_path, monkeypatch):
    """A queue of the test's own."""
    folder = tmp_path / "queue"
    folder.mkdir()
    monkeypatch.setenv("GILRACE_QUEUE", str(folder))
    monkeypatch.delenv("GILRACE_RACING", raising=False)
    return folder


@pytest.fixture
def scenario(tmp_path):
    path = tmp_path / "short.yaml"
    path.write_text(NAP)
    return load(path)


@pytest.fixture
def holder(queue):
    """Another process that races."""
    process = subprocess.Popen([sys.executable, "-c", HOLD], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "True\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def until(true, limit_s=10.0):
    """Wait for something another thread or process does."""
    ends = time.monotonic() + limit_s
    pause = threading.Event()
    while not true():
        assert time.monotonic() < ends
        pause.wait(0.01)


def test_the_second_race_waits_and_says_for_whom(holder, scenario):
    session = RaceSession(scenario)
    session.start()
    until(lambda: session.waiting)
    assert f"another race is running (pid {holder.pid}, long-one, since " in session.waiting
    assert not session.events()
    holder.terminate()
    assert session.join(20)
    assert session.waiting == ""
    assert [e.status for e in session.events() if isinstance(e, HeatEnded)] == ["finished"]


def test_a_turn_whose_holder_was_killed_is_free(holder):
    turn = Turn("next")
    assert not turn.take()
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    assert turn.take()
    turn.end()


def test_a_waiting_race_ends_when_it_is_stopped_and_has_measured_nothing(holder, scenario):
    session = RaceSession(scenario)
    session.start()
    until(lambda: session.waiting)
    session.stop()
    assert session.join(20)
    assert session.events() == []
    assert session.error is None
    assert session.crash is None


@pytest.mark.parametrize("how", ["option", "skip", "environment"])
def test_a_race_that_does_not_wait_is_marked(holder, scenario, how, monkeypatch):
    if how == "environment":
        monkeypatch.setenv("GILRACE_NO_WAIT", "1")
    session = RaceSession(scenario, Options(wait=how != "option"))
    session.start()
    if how == "skip":
        until(lambda: session.waiting)
        session.skip()
    assert session.join(20)
    ended = [event for event in session.events() if isinstance(event, HeatEnded)]
    assert [(e.status, "another-race" in e.caveats) for e in ended] == [("finished", True)]
    notes = [event.text for event in session.events() if isinstance(event, Noted)]
    assert any("disturb each other" in text for text in notes)


def test_a_race_alone_is_not_marked(queue, scenario):
    session = RaceSession(scenario)
    session.run()
    assert not any("another-race" in e.caveats for e in session.events() if isinstance(e, HeatEnded))
    assert Turn("after").take()


def test_two_races_of_one_process_take_turns(queue, scenario):
    sessions = [RaceSession(scenario) for _ in range(3)]
    for session in sessions:
        session.start()
    assert all(session.join(20) for session in sessions)
    marks = [e.caveats for s in sessions for e in s.events() if isinstance(e, HeatEnded)]
    assert len(marks) == 3
    assert not any("another-race" in caveats for caveats in marks)


def test_a_paused_race_lets_others_race(queue, tmp_path):
    path = tmp_path / "two.yaml"
    path.write_text(NAP.replace("rounds: 1", "rounds: 2"))
    session = RaceSession(load(path))
    session.pause()
    session.start()
    until(lambda: any(isinstance(e, Noted) and "paused" in e.text for e in session.events()))
    other = Turn("other")
    until(other.take)
    session.resume()
    until(lambda: any(isinstance(e, Noted) and "waiting" in e.text for e in session.events()))
    other.end()
    assert session.join(20)
    ended = [e for e in session.events() if isinstance(e, HeatEnded)]
    assert [(e.status, e.caveats) for e in ended] == [("finished", ())] * 2


def test_who_waits_first_is_not_passed_by_who_races_again(queue):
    first, second = Turn("again and again"), Turn("patient", nap=lambda: naps.wait(0.001))
    naps, got = threading.Event(), threading.Event()
    assert first.take()
    waiting = threading.Thread(target=lambda: (second.wait(), got.set()))
    waiting.start()
    until(lambda: second.rival().pid and not _free(queue / "gilrace.next.lock"))
    first.end()
    greedy = Turn("again and again")
    until(lambda: greedy.take() or got.is_set())
    assert not greedy.held
    waiting.join(20)
    second.end()
    assert greedy.take()
    greedy.end()


def _free(path):
    import fcntl

    with path.open("r") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
    return True


def test_a_race_inside_a_race_does_not_wait_for_it(queue, scenario, monkeypatch):
    outer = Turn("outer")
    assert outer.take()
    monkeypatch.setenv("GILRACE_RACING", f"1 {os.getpid()}")
    session = RaceSession(scenario)
    session.run()
    ended = [e for e in session.events() if isinstance(e, HeatEnded)]
    assert [(e.status, "another-race" in e.caveats) for e in ended] == [("finished", True)]
    outer.end()


def test_a_scenario_that_runs_gilrace_comes_to_its_end(queue, tmp_path):
    (tmp_path / "inner.yaml").write_text(NAP)
    (tmp_path / "nest.py").write_text(
        "import subprocess, sys\n"
        "def work(item):\n"
        "    args = [sys.executable, '-m', 'gilrace', 'run', 'inner.yaml', '--quiet', '--no-history']\n"
        f"    return subprocess.run(args, cwd={str(tmp_path)!r}, capture_output=True).returncode\n"
    )
    path = tmp_path / "outer.yaml"
    path.write_text("workload: {use: './nest.py:work', items: 1}\nlanes: [sequential]\nrounds: 1\n")
    session = RaceSession(load(path))
    session.start()
    assert session.join(30)
    assert [e.status for e in session.events() if isinstance(e, HeatEnded)] == ["finished"]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "nonsense",
        "[1]",
        "{}",
        '{"pid": -5, "name": 7}',
        '{"pid": "x"}',
        "[" * 1900,
        '{"name": "\\u001b"}',
    ],
)
def test_whatever_stands_in_the_lock_file_a_rival_can_be_told(queue, content):
    turn = Turn("one")
    assert turn.take()
    (queue / "gilrace.race.lock").write_text(content)
    assert str(Turn("two").rival()).startswith("another race is running")
    turn.end()


@pytest.mark.parametrize("spoil", ["link", "pipe", "folder", "gone"])
def test_a_lock_that_cannot_be_used_keeps_nobody_from_racing(queue, scenario, spoil, tmp_path, monkeypatch):
    path = queue / "gilrace.race.lock"
    aim = tmp_path / "precious"
    aim.write_text("kept")
    if spoil == "link":
        path.symlink_to(aim)
    elif spoil == "pipe":
        os.mkfifo(path)
    elif spoil == "folder":
        path.mkdir()
    else:
        monkeypatch.setenv("GILRACE_QUEUE", str(tmp_path / "nowhere"))
    session = RaceSession(scenario)
    session.start()
    assert session.join(20)
    assert [e.status for e in session.events() if isinstance(e, HeatEnded)] == ["finished"]
    assert aim.read_text() == "kept"


def test_a_lock_file_is_for_everybody_and_says_who_races(queue):
    turn = Turn("mine")
    assert turn.take()
    path = queue / "gilrace.race.lock"
    assert path.stat().st_mode & 0o777 == 0o666
    assert json.loads(path.read_text())["pid"] == os.getpid()
    turn.end()
    assert path.read_text() == ""


def test_the_queue_can_be_switched_off():
    assert queue_folder({"GILRACE_QUEUE": "off"}) is None
    assert str(queue_folder({})) == "/tmp"
    turns = [Turn("a", environ={"GILRACE_QUEUE": "off"}) for _ in range(2)]
    assert [turn.take() for turn in turns] == [True, True]


def test_the_command_says_for_whom_it_waits(holder, tmp_path):
    path = tmp_path / "short.yaml"
    path.write_text(NAP)
    command = [sys.executable, "-m", "gilrace", "run", str(path), "--plain", "--no-history"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as run:
        line = run.stderr.readline()
        assert line.startswith(f"another race is running (pid {holder.pid}, long-one")
        assert "--no-wait" in line
        run.send_signal(signal.SIGINT)
        run.stderr.read()
    assert run.returncode == 130
    done = subprocess.run([*command, "--no-wait"], capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0
    assert "another race ran on this machine at the same time" in done.stdout
    assert (
        subprocess.run([*command, "--no-wait", "--strict"], capture_output=True, check=False).returncode == 3
    )
