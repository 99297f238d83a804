"""Plain mode: the whole app as sentences and numbered menus, through pipes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

RACE = """\
title: {title}
workload: {{use: sleep, items: 4, settings: {{seconds: 0.01}}}}
lanes: [sequential, threads: {{workers: 2}}]
rounds: 1
teach: {{question: "Who wins?", choices: [sequential, threads], answer: threads, because: Naps overlap.}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for title in ("one", "two"):
        (tmp_path / f"{title}.yaml").write_text(RACE.format(title=title), "utf-8")
    return tmp_path


def _plain(folder: Path, typed: str, *paths: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gilrace", *paths],
        input=typed,
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
        env=os.environ | {"GILRACE_HISTORY": str(folder / "history.sqlite3")} | env,
        timeout=100,
    )


def test_a_number_races_and_the_guess_is_scored(folder: Path) -> None:
    done = _plain(folder, "2\n2\nq\n", "--plain", ".")
    assert done.returncode == 0, done.stderr
    assert "1. one" in done.stdout
    assert "2. two" in done.stdout
    assert "Guess first. Who wins?" in done.stdout
    assert "You guessed threads: right." in done.stdout
    assert "Naps overlap." in done.stdout
    assert "\x1b" not in done.stdout + done.stderr


def test_a_wrong_number_is_asked_for_again_and_the_end_of_input_leaves(folder: Path) -> None:
    done = _plain(folder, "seven\n9\n", "--plain", ".")
    assert done.returncode == 0, done.stderr
    assert "'seven' is not a number of the list" in done.stdout
    assert "'9' is not a number of the list" in done.stdout


def test_without_a_terminal_it_says_why_it_is_plain(folder: Path) -> None:
    done = _plain(folder, "q\n", ".", ACCESSIBLE="0")
    assert done.returncode == 0
    assert "the input is not a terminal: plain mode" in done.stderr


def test_accessible_asks_for_plain_mode(folder: Path) -> None:
    done = _plain(folder, "q\n", ".", ACCESSIBLE="1")
    assert done.returncode == 0
    assert "What shall be raced?" in done.stdout
    assert "plain mode" not in done.stderr


def test_only_broken_files_end_with_an_error(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("workload: 3\n", "utf-8")
    done = _plain(tmp_path, "", "--plain", "bad.yaml")
    assert done.returncode == 2
    assert "cannot be raced" in done.stdout
    assert "Traceback" not in done.stderr


def test_plain_mode_never_imports_the_screens(folder: Path) -> None:
    code = (
        "import sys, gilrace.cli as c\ntry: c.main(['--plain', '.'])\nexcept SystemExit: pass\n"
        "print('textual' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input="q\n", capture_output=True, text=True, cwd=folder, check=False
    )
    assert done.stdout.rstrip().endswith("False"), done.stderr


def test_the_result_its_replay_and_two_past_races_compared(folder: Path) -> None:
    typed = ["1", "", "1", "2", "3", "4", "7", "8", "b"]  # race, look at everything, export, race again
    typed += ["4", "2", "5", "b", "b", "6", "1", "2", "1", "q"]  # a past race event by event, compare, list
    done = _plain(folder, "\n".join(typed) + "\n", "--plain", ".")
    assert done.returncode == 0, done.stderr
    for words in (
        "Measured of threads:",
        "threads, worker 2,",
        "Nothing was expected of this race.",
        "Replay: all lanes on one clock",
        "Saved the recording and every report in the folder one-results",
        "Race number 2.",
        "heat 2 of 2, threads, 2 workers: started",
        "times the time (",
    ):
        assert words in done.stdout, words
    assert (folder / "one-results" / "one.race").is_file()
    assert done.stdout.count("Racing one.") == 2
    assert not set("─│┌┐█▁░▒●✓▲×") & set(done.stdout)
    assert "\x1b" not in done.stdout + done.stderr


def test_going_back_at_the_question_races_nothing(folder: Path) -> None:
    done = _plain(folder, "b\nq\n", "--plain", "one.yaml")
    assert done.returncode == 0, done.stderr
    assert "Guess first" in done.stdout
    assert "Racing" not in done.stdout
    assert "What would you like to do?" in done.stdout


def test_words_and_tags_find_and_the_guide_advises(folder: Path) -> None:
    typed = ["b", "2", "nothing-like-it", "two", "b", "7", "1", "2", "1", "b", "8", "b", "9", "q"]
    done = _plain(folder, "\n".join(typed) + "\n", "--plain", ".")
    assert done.returncode == 0, done.stderr
    assert "Nothing matches 'nothing-like-it'" in done.stdout
    assert "What shall be raced?\n1. two." in done.stdout
    assert "Use asyncio: one thread, one event loop" in done.stdout
    assert "Race mistake-blocking-coroutine, which shows beware" in done.stdout
    assert "Pure-Python number crunching: processes, because" in done.stdout
    assert "cpu-primes was not raced here yet." in done.stdout
    assert "GIL: the global interpreter lock" in done.stdout


def test_other_workers_and_rounds_are_raced_and_nonsense_changes_nothing(folder: Path) -> None:
    typed = ["", "9", "2", "3", "9", "many", "", "q"]
    done = _plain(folder, "\n".join(typed) + "\n", "--plain", "one.yaml")
    assert done.returncode == 0, done.stderr
    assert "4 items, 2 rounds, 4 heats" in done.stdout
    assert "lane T: threads, 3 threads" in done.stdout
    assert "'many' is not a whole number. It stays as it was." in done.stdout


def test_what_cannot_be_read_is_told_and_the_app_goes_on(folder: Path) -> None:
    (folder / "bad.race").write_text("no recording", "utf-8")
    done = _plain(folder, "b\n5\nbad.race\n5\n77\n4\nq\n", "--plain", ".")
    assert done.returncode == 0, done.stderr
    assert "bad.race" in done.stdout
    assert "there is no race 77 in the history" in done.stdout
    assert "No race has been kept yet." in done.stdout


@pytest.fixture
def racing(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A long race under way."""
    text = RACE.format(title="long").replace("items: 4", "items: 4000").replace("0.01", "0.05")
    (folder / "long.yaml").write_text(text, "utf-8")
    child = subprocess.Popen(
        [sys.executable, "-m", "gilrace", "--plain", "long.yaml"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=folder,
        bufsize=1,
    )
    assert child.stdin is not None
    child.stdin.write("\n")
    _until(child, "sequential, 1 worker: started")
    yield child
    child.kill()
    child.communicate()


def _until(child: subprocess.Popen[str], words: str) -> None:
    assert child.stdout is not None
    for line in child.stdout:
        if words in line:
            return
    raise AssertionError(f"never said {words!r}")


def test_an_interrupt_ends_the_race_and_a_second_one_the_app(racing: subprocess.Popen[str]) -> None:
    racing.send_signal(signal.SIGINT)
    _until(racing, "b goes back, q quits")
    racing.send_signal(signal.SIGINT)
    assert racing.wait(20) == 130


def test_after_an_interrupt_the_app_can_be_used(racing: subprocess.Popen[str]) -> None:
    racing.send_signal(signal.SIGINT)
    _until(racing, "b goes back, q quits")
    out, _ = racing.communicate("b\n9\nq\n", 20)
    assert "GIL: the global interpreter lock" in out
    assert racing.returncode == 0


def test_a_termination_ends_race_and_app(racing: subprocess.Popen[str]) -> None:
    racing.send_signal(signal.SIGTERM)
    racing.communicate(timeout=20)
    assert racing.returncode == 128 + signal.SIGTERM
