"""Plain mode: the whole app as sentences and numbered menus, through pipes."""

from __future__ import annotations

import os
import subprocess
import sys
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
        env=os.environ | env,
        timeout=50,
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
