"""What is remembered of past races, and what can be raced."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import gilrace_canned as canned
import pytest

from gilrace.errors import InputError
from gilrace.history import keep
from gilrace.race.events import RaceOpened
from gilrace.tui import menu
from gilrace.tui.export import export
from gilrace.tui.past import local, remembered
from gilrace.tui.template import new_scenario


def test_a_kept_race_is_remembered_with_its_guess_and_its_time(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "history.sqlite3"
    keep(canned.finished_events(), guessed=True, file=file)
    keep(canned.finished_events(), guessed=False, file=file)
    (one,) = remembered(file).values()
    assert (one.runs, one.guesses, one.right) == (2, 2, 1)
    assert "wins" in one.headline
    assert one.took_ns > 0


def test_without_a_history_nothing_is_remembered(tmp_path: Path) -> None:
    assert remembered(tmp_path / "none.sqlite3") == {}


def test_a_history_that_makes_no_sense_costs_the_memory_alone(tmp_path: Path) -> None:
    file = tmp_path / "history.sqlite3"
    file.write_text("no database", "utf-8")
    assert remembered(file) == {}


def test_a_time_that_is_none_is_shown_as_it_stands() -> None:
    assert local("yesterday") == "yesterday"


def test_the_shipped_scenarios_are_there_and_the_first_one_comes_first(tmp_path: Path) -> None:
    entries = menu.read((), tmp_path)
    assert entries[0].name == "cpu-primes"
    assert all(entry.scenario is not None for entry in entries)


def test_scenarios_of_the_folder_join_and_other_yaml_does_not(tmp_path: Path) -> None:
    path = new_scenario(tmp_path)
    (tmp_path / "docker-compose.yml").write_text("services: {}\n")
    names = {entry.path for entry in menu.read((), tmp_path)}
    assert path in names
    assert tmp_path / "docker-compose.yml" not in names


def test_the_template_is_valid_and_never_overwrites(tmp_path: Path) -> None:
    first, second = new_scenario(tmp_path), new_scenario(tmp_path)
    assert first != second
    assert menu.entry(first).can_race


def test_a_path_that_is_not_there_is_an_error() -> None:
    with pytest.raises(InputError):
        menu.read(("no-such-file.yaml",))


def test_a_folder_that_cannot_be_written_to_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot write"):
        new_scenario(tmp_path / "none")


def test_the_results_of_a_race_of_any_name_stay_in_the_folder(tmp_path: Path) -> None:
    events = canned.finished_events()
    hostile = [replace(one, name="../../up") if isinstance(one, RaceOpened) else one for one in events]
    folder = tmp_path / "here"
    folder.mkdir()
    target = export(hostile, folder)
    assert target == folder / "up-results"
    assert {path.name.partition(".")[0] for path in target.iterdir()} == {"up"}
    assert {path.name for path in tmp_path.iterdir()} == {"here"}
