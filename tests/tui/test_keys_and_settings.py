"""The table of keys, and the file in which a person changes it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gilrace.errors import InputError
from gilrace.tui.keys import TABLE, Act, keymap, keys_of
from gilrace.tui.settings import Settings, default_text, read_settings, with_environment, with_options

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
        ('theme = "pink"', "config.toml:1: theme is 'pink', but can be auto, dark, light, ansi, mono$"),
        ('theme = "drak"', "did you mean dark"),
        ("reduced_motion = 3", "true or false"),
        ('\n\ncolor = "16"', "config.toml:3: 'color' is not a setting; did you mean colour"),
        ('[keys]\n"race.puase" = "f"', "config.toml:2: .*did you mean race.pause"),
        ('[keys]\n"race.pause" = 3', "config.toml:2: .*keys in quotes"),
        ('theme = "dark"\nglyphs = x', "config.toml: .*line 2"),
        ("keys = 3", "keys is a table"),
    ],
)
def test_a_wrong_setting_is_a_clear_error(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError) as caught:
        read_settings(path)
    assert re.search(told, caught.value.message)


def test_every_wrong_setting_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('theme = "x"\nmouse = "y"\nfoo = 1\n', "utf-8")
    with pytest.raises(InputError) as caught:
        read_settings(path)
    assert [f":{number}: " in caught.value.message for number in (1, 2, 3)] == [True] * 3


def test_the_environment_comes_before_the_file() -> None:
    environ = {"GILRACE_THEME": "mono", "GILRACE_REDUCED_MOTION": "1"}
    assert with_environment(Settings("light", "ascii"), environ) == Settings(
        "mono", "ascii", reduced_motion=True
    )


def test_the_environment_can_switch_off_what_the_file_switches_on() -> None:
    environ = {"GILRACE_REDUCED_MOTION": "0", "GILRACE_MOUSE": "no"}
    assert with_environment(Settings(reduced_motion=True), environ) == Settings(mouse=False)


def test_options_come_before_all_else_and_those_not_given_change_nothing() -> None:
    options = {"theme": "light", "glyphs": None, "mouse": False, "version": None}
    assert with_options(Settings("mono", "ascii"), options) == Settings("light", "ascii", mouse=False)


def test_a_wrong_option_names_the_nearest_spelling() -> None:
    with pytest.raises(InputError, match=r"--glyphs: .*did you mean basic"):
        with_options(Settings(), {"glyphs": "bascic"})


def test_a_wrong_value_in_the_environment_is_a_clear_error() -> None:
    with pytest.raises(InputError, match="GILRACE_GLYPHS"):
        with_environment(Settings(), {"GILRACE_GLYPHS": "emoji"})
    with pytest.raises(InputError, match="GILRACE_MOUSE: mouse is 'perhaps', but is true or false"):
        with_environment(Settings(), {"GILRACE_MOUSE": "perhaps"})
