"""Races are kept whole, or not at all, and never at the cost of a race."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import gilrace_canned as canned
import pytest

from gilrace import history
from gilrace.errors import InputError
from gilrace.history.database import VERSION
from gilrace.history.keeping import pack
from gilrace.race import stored
from gilrace.race.events import RaceOpened

SUPPORT = Path(canned.__file__).parent


def python(code, **environ):
    """A process of its own that keeps races."""
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)],
        env={**os.environ, "PYTHONPATH": str(SUPPORT), **environ},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_race_is_kept_with_its_verdict_its_lanes_and_its_recording(file, tmp_path):
    scenario = tmp_path / "primes.yaml"
    scenario.write_text("name: primes-cpu\n")
    events = canned.finished_events()
    kept = history.keep(events, scenario, guessed=True)
    assert (kept.id, kept.problem) == (1, "")
    past = history.last("primes-cpu")[0]
    assert past.headline.startswith("B procs×batch wins")
    assert past.path == str(scenario)
    assert len(past.digest) == 64
    assert (past.heats, past.mode, past.guessed, past.recorded) == (20, "fair", True, True)
    assert past.seconds == pytest.approx(sum((8.06, 8.6, 4.48, 8.11, 4.17)) * 4, rel=0.02)
    threads = next(lane for lane in past.lanes if lane.id == "threads")
    assert threads.wall.low < threads.wall.value < threads.wall.high
    assert history.recorded("1") == events


def test_the_same_file_has_the_same_digest_and_a_changed_one_another(file, tmp_path):
    scenario = tmp_path / "primes.yaml"
    for text in ("a", "a", "b"):
        scenario.write_text(text)
        history.keep(canned.finished_events(), scenario)
    newest, middle, oldest = (run.digest for run in history.last("primes-cpu"))
    assert newest != middle == oldest


@pytest.mark.parametrize(
    "events",
    [
        [],
        canned.finished_events()[:-1],
        canned.running_events(),
        canned.finished_events(closed="stopped"),
    ],
)
def test_what_did_not_run_to_its_end_is_not_kept(file, events):
    assert history.keep(events) == history.Kept()
    assert not file.exists()


def test_switched_off_nothing_is_kept_and_nothing_is_found(file, monkeypatch):
    history.keep(canned.finished_events())
    monkeypatch.setenv("GILRACE_HISTORY", "OFF")
    assert history.keep(canned.finished_events()) == history.Kept()
    assert history.last() == []
    monkeypatch.setenv("GILRACE_HISTORY", str(file))
    assert len(history.last()) == 1


def test_without_a_history_all_answers_are_empty(file):
    assert history.last() == []
    assert history.summaries() == {}
    assert history.expected_seconds("x") is None
    assert history.run(1) is None
    with pytest.raises(InputError, match="there is no race 1"):
        history.recorded("1")


def test_summaries_count_runs_and_guesses_by_scenario(file):
    for guessed in (True, False, None):
        history.keep(canned.finished_events(), guessed=guessed)
    history.keep(canned.waiting_events())
    found = history.summaries()
    assert set(found) == {"primes-cpu", "fetch-100"}
    assert (found["primes-cpu"].runs, found["primes-cpu"].guesses, found["primes-cpu"].right) == (3, 2, 1)
    assert found["primes-cpu"].last.id == 3


def test_the_expected_time_is_the_median_of_like_races_scaled_to_the_heats(file):
    for rounds in (1, 1, 5):
        history.keep(canned.finished_events(rounds=rounds, warmups=0))
    one = history.run(1).seconds
    assert history.expected_seconds("primes-cpu") == pytest.approx(5 * one, rel=0.01)
    assert history.expected_seconds("primes-cpu", heats=5) == pytest.approx(one, rel=0.01)
    slow = {**canned.MACHINE, "cpu_model": "another"}
    history.keep(canned.finished_events(lanes=(canned.S,), machine=slow))
    assert history.expected_seconds("primes-cpu", heats=4) == pytest.approx(4 * 8.09, rel=0.01)


def test_the_oldest_recordings_go_first_and_their_races_stay(file):
    events = canned.finished_events()
    room = len(pack(events)) * 2 + 10
    for _ in range(4):
        history.keep(events, limit_bytes=room)
    assert [(run.id, run.recorded) for run in history.last()] == [
        (4, True),
        (3, True),
        (2, False),
        (1, False),
    ]
    assert history.recorded("3") == events
    with pytest.raises(InputError, match="no longer kept"):
        history.recorded("2")


def test_a_large_recording_comes_back_on_disk_and_is_the_same(file, monkeypatch):
    monkeypatch.setattr(stored, "LARGE_BYTES", 100)
    number = history.keep(canned.finished_events()).id
    found = history.recorded(str(number))
    assert isinstance(found, stored.Stored)
    assert list(found) == canned.finished_events()


@pytest.mark.parametrize(
    "packed", [b"", b"nonsense", pack([])[:-9], pack([]), pack(canned.finished_events())[:-9]]
)
def test_a_recording_that_is_spoiled_is_an_error_in_words(file, packed):
    number = history.keep(canned.finished_events()).id
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE recording SET packed = ?", (packed,))
    with pytest.raises(InputError, match=f"recording of race {number} cannot be read"):
        history.recorded(str(number))


def test_pruning_gives_the_room_back_to_the_disk(file):
    events = canned.finished_events(rounds=30)
    for _ in range(8):
        history.keep(events)
    size = file.stat().st_size
    history.keep(events, limit_bytes=0)
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    assert file.stat().st_size < size / 3


def test_the_room_is_read_from_the_environment(file, monkeypatch):
    monkeypatch.setenv("GILRACE_HISTORY_MB", "0")
    history.keep(canned.finished_events())
    assert not history.last()[0].recorded
    monkeypatch.setenv("GILRACE_HISTORY_MB", "much")
    assert "GILRACE_HISTORY_MB" in history.keep(canned.finished_events()).problem


@pytest.mark.parametrize("name", ["/dev/null/x/history.sqlite3", "/proc/history.sqlite3"])
def test_a_place_that_cannot_be_written_is_a_sentence_and_no_error(name):
    kept = history.keep(canned.finished_events(), file=Path(name))
    assert kept.id is None
    assert name in kept.problem


def test_a_read_only_history_is_read_and_not_written(file):
    history.keep(canned.finished_events())
    code = """
    import os, sys, urllib.parse  # nobody may not read a Python in a home
    from pathlib import Path
    import gilrace_canned as canned
    from gilrace import history
    if os.getuid() == 0:
        os.setgid(65534); os.setuid(65534)
    print(len(history.last()), bool(history.keep(canned.finished_events()).problem))
    """
    for folder in (file.parent, *file.parent.parents):
        if str(folder).startswith("/tmp/"):
            folder.chmod(folder.stat().st_mode | 0o555)
    file.chmod(0o444)
    file.parent.chmod(0o555)
    for beside in file.parent.glob("*-*"):
        beside.unlink()
    child = python(code, HOME="/nonexistent")
    assert child.communicate()[0].split() == ["1", "True"]


def test_a_full_disk_is_a_sentence_and_leaves_the_history_whole(file):
    history.keep(canned.finished_events())
    code = """
    import resource
    import gilrace_canned as canned
    from gilrace import history
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
    print(history.keep(canned.finished_events(rounds=30)).problem)
    """
    child = python(code)
    assert "is not in the history" in child.communicate()[0]
    assert [run.id for run in history.last()] == [1]
    assert history.keep(canned.finished_events()).id == 2


@pytest.fixture
def opened(monkeypatch):
    """Every connection that is opened meanwhile."""
    made, connect = [], sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *a, **k: made.append(connect(*a, **k)) or made[-1])
    return made


def all_closed(connections):
    for connection in connections:
        with pytest.raises(sqlite3.ProgrammingError, match="closed database"):
            connection.execute("SELECT 1")
    return bool(connections)


@pytest.mark.parametrize("spoil", ["text", "newer", "empty"])
def test_a_history_that_cannot_be_used_is_closed_again(file, opened, spoil):
    history.keep(canned.finished_events())
    if spoil == "newer":
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    else:
        file.write_text("something else entirely" * 100 if spoil == "text" else "")
    with contextlib.suppress(InputError):
        history.last()
    assert all_closed(opened)


def test_a_file_that_is_no_database_is_a_sentence_with_what_to_do(file):
    file.parent.mkdir()
    file.write_text("something else entirely" * 100)
    assert "not a database" in history.keep(canned.finished_events()).problem
    assert history.summaries() == {}
    with pytest.raises(InputError, match="Move that file away"):
        history.last()


def test_a_history_of_a_newer_version_is_left_alone(file):
    history.keep(canned.finished_events())
    with sqlite3.connect(file) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    assert "newer gilrace" in history.keep(canned.finished_events()).problem
    with pytest.raises(InputError, match="newer gilrace"):
        history.last()


def test_a_name_that_no_file_system_would_take_is_kept_as_it_is(file):
    name = "a'; DROP TABLE race; --\n\U0001f600"
    events = [replace(e, name=name) if isinstance(e, RaceOpened) else e for e in canned.finished_events()]
    history.keep(events)
    assert history.last(name)[0].scenario == name


def test_writers_that_start_together_all_get_their_races_in(file):
    code = """
    import gilrace_canned as canned
    from gilrace import history
    events = canned.finished_events()
    print([history.keep(events).problem for _ in range(8)])
    """
    children = [python(code) for _ in range(3)]
    told = [child.communicate()[0].strip() for child in children]
    assert told == [str([""] * 8)] * 3
    assert sorted(run.id for run in history.last(n=100)) == list(range(1, 25))


def test_a_writer_killed_at_any_moment_leaves_whole_races_behind(file):
    history.keep(canned.finished_events())
    code = """
    import gilrace_canned as canned
    from gilrace import history
    events = canned.finished_events(rounds=10)
    print("go", flush=True)
    while True:
        history.keep(events)
        print(".", end="", flush=True)
    """
    child = python(code)
    assert child.stdout.readline() == "go\n"
    for kept in range(1, 4):
        assert child.stdout.read(1) == "."
        if kept == 3:
            child.send_signal(signal.SIGKILL)  # somewhere inside the next one
    child.wait()
    child.stdout.close()
    runs = history.last(n=1000)
    assert len(runs) >= 4
    for run in runs:
        assert len(run.lanes) == 5
        assert history.recorded(str(run.id))[-1].kind == "close"
    with sqlite3.connect(file) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    connection.close()
    assert history.keep(canned.finished_events()).id == len(runs) + 1
