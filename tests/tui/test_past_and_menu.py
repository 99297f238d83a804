"""What is remembered of past races, and what can be raced."""

from __future__ import annotations

from pathlib import Path

import pytest

from gilrace.errors import InputError
from gilrace.tui import menu, past
from gilrace.tui.past import Past
from gilrace.tui.template import new_scenario


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "past.json"
    kept = {"a": past.with_guess(past.with_run(Past(), "P wins", "2026-01-02 10:12", 5), True)}
    past.write(path, kept)
    assert past.read(path) == kept
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("text", ["", "[]", "{", '{"a": 3}', '{"a": {"runs": "many"}}', "\xff"])
def test_a_file_that_makes_no_sense_is_no_past(tmp_path: Path, text: str) -> None:
    path = tmp_path / "past.json"
    path.write_text(text, "latin-1")
    assert past.read(path) == {}


def test_a_past_that_cannot_be_written_is_let_go(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    past.write(tmp_path / "file" / "past.json", {"a": Past()})


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
