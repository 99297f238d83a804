"""``gilrace replay`` in sentences: recordings by file or by number, two of them compared."""

from __future__ import annotations

import json
from pathlib import Path

import gilrace_canned as canned
import pytest
from click.testing import CliRunner, Result

from gilrace.cli.replay_cmd import command
from gilrace.history import keep
from gilrace.race.events import to_line

EVENTS = canned.finished_events()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.race"
    path.write_text("".join(f"{to_line(event)}\n" for event in EVENTS), "utf-8")
    return path


def _replay(*args: object) -> Result:
    return CliRunner().invoke(command, [str(arg) for arg in args])


def test_two_recordings_are_told_and_then_compared_lane_by_lane(file: Path) -> None:
    said = _replay("--plain", file, file).output
    assert said.count("procs×batch wins") == 2
    _, _, compared = said.partition("The second race against the first:\n")
    rows = compared.splitlines()
    assert [row.partition(":")[0] for row in rows[:5]] == [lane.info.name for lane in canned.finished().lanes]
    assert "sequential: " in rows[0]
    assert "8.07 s before, 8.07 s after, 1.00 times the time" in rows[0]


def test_one_recording_is_compared_with_nothing(file: Path) -> None:
    said = _replay("--plain", file).output
    assert "procs×batch wins" in said
    assert "against the first" not in said


def test_a_past_race_is_replayed_by_its_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GILRACE_HISTORY", str(tmp_path / "history.sqlite3"))
    keep(EVENTS)
    assert "procs×batch wins" in _replay("--plain", 1).output
    assert json.loads(_replay("--json", "-", 1).output)["race"]["name"] == "primes-cpu"
    error = _replay("--plain", 2).exception
    assert "there is no race 2 in the history" in str(error)


def test_a_name_that_is_nothing_says_what_it_could_be() -> None:
    error = _replay("--plain", "no-such.race").exception
    assert "neither a recording nor the number of a past race" in str(error)


def test_three_at_once_are_too_many_to_show(file: Path) -> None:
    done = _replay("--plain", file, file, file)
    assert done.exit_code == 2
    assert "compare two" in done.output
