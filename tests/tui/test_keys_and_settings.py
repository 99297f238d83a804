"""The table of keys, and the file in which a person changes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from gilrace.errors import InputError
from gilrace.tui.keys import TABLE, Act, keymap, keys_of
from gilrace.tui.settings import Settings, default_text, read_settings, with_environment

PARTS = [part for part in TABLE if part != "everywhere"]


def _keys(part: str, keys: dict[str, str]) -> list[str]:
    acts: list[tuple[str, Act]] = [(where, act) for where in (part, "everywhere") for act in TABLE[where]]
    return [key for where, act in acts for key in keys_of(where, act, keys).split(",")]


@pytest.mark.parametrize("name", ["default", "vim"])
@pytest.mark.parametrize("part", PARTS)
def test_no_key_of_a_screen_means_two_things(part: str, name: str) -> None:
    keys = _keys(part, keymap(name))
    doubled = {key for key in keys if keys.count(key) > 1} - {"question_mark"}
    assert not doubled


@pytest.mark.parametrize("part", TABLE)
def test_keys_of_multiplexers_are_left_to_them(part: str) -> None:
    assert not {"ctrl+a", "ctrl+b", "ctrl+d", "ctrl+z"} & set(_keys(part, keymap("vim")))


@pytest.mark.parametrize("part", TABLE)
def test_ids_are_unique_so_that_each_can_be_mapped(part: str) -> None:
    ids = [act.id for act in TABLE[part]]
    assert len(ids) == len(set(ids))


def test_own_keys_come_before_the_key_map() -> None:
    assert keymap("vim", {"race.results": "f1"})["race.results"] == "f1"


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "none.toml") == Settings()


def test_the_default_file_reads_as_the_defaults_and_names_every_act(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(default_text(), "utf-8")
    assert read_settings(path) == Settings()
    assert all(f'"{part}.{act.id}"' in default_text() for part, acts in TABLE.items() for act in acts)


def test_settings_are_read(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('theme = "light"\nreduced_motion = true\n[keys]\n"race.pause" = "p"\n', "utf-8")
    assert read_settings(path) == Settings("light", reduced_motion=True, keys={"race.pause": "p"})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('theme = "pink"', "it can be auto, dark, light, ansi, mono"),
        ("reduced_motion = 3", "true or false"),
        ('colour = "x"', "is not a setting"),
        ('[keys]\n"race.fly" = "f"', "race.fly"),
        ("theme = ", "config.toml"),
        ("keys = 3", "is not a setting"),
    ],
)
def test_a_wrong_setting_is_a_clear_error(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=told):
        read_settings(path)


def test_the_environment_comes_before_the_file() -> None:
    environ = {"GILRACE_THEME": "mono", "GILRACE_REDUCED_MOTION": "1"}
    assert with_environment(Settings("light", "ascii"), environ) == Settings(
        "mono", "ascii", reduced_motion=True
    )


def test_a_wrong_value_in_the_environment_is_a_clear_error() -> None:
    with pytest.raises(InputError, match="GILRACE_GLYPHS"):
        with_environment(Settings(), {"GILRACE_GLYPHS": "emoji"})
