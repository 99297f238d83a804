"""``gilrace config``, ``gilrace paths`` and the options of the root command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


def _gilrace(folder: Path, *words: str, **env: str | None) -> subprocess.CompletedProcess[str]:
    known = os.environ | {"XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder)} | env
    return subprocess.run(
        [sys.executable, "-m", "gilrace", *words],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        env={key: value for key, value in known.items() if value is not None},
    )


def test_the_printed_default_is_a_file_that_can_be_used(tmp_path: Path) -> None:
    done = _gilrace(tmp_path, "config", "--print-default")
    (tmp_path / "gilrace").mkdir()
    (tmp_path / "gilrace" / "config.toml").write_text(done.stdout, "utf-8")
    shown = _gilrace(tmp_path, "config")
    assert shown.returncode == 0, shown.stderr
    assert 'theme = "auto"' in shown.stdout
    assert "# " in done.stdout


def test_options_stand_above_the_environment_and_that_above_the_file(tmp_path: Path) -> None:
    path = Path(_gilrace(tmp_path, "config", "--path").stdout.strip())
    path.parent.mkdir(parents=True)
    path.write_text('theme = "mono"\nglyphs = "basic"\nkeymap = "vim"\n', "utf-8")
    shown = _gilrace(tmp_path, "--theme", "light", "--color", "16", "config", GILRACE_GLYPHS="ascii").stdout
    for line in ('theme = "light"', 'glyphs = "ascii"', 'keymap = "vim"', 'colour = "16"'):
        assert line in shown


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--theme", "drak"], "did you mean dark?"),
        (["--glyphs", "asci"], "did you mean ascii?"),
        (["--colour", "never-ever"], "did you mean never?"),
        (["--keymap", "emacs"], "can be default, vim"),
    ],
)
def test_an_unknown_value_ends_with_2_and_what_there_is(tmp_path: Path, words: list[str], told: str) -> None:
    done = _gilrace(tmp_path, *words)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_broken_file_is_told_with_its_line_even_in_plain_mode(tmp_path: Path) -> None:
    (tmp_path / "gilrace").mkdir()
    (tmp_path / "gilrace" / "config.toml").write_text('theme = "dark"\nglyhps = "ascii"\n', "utf-8")
    done = _gilrace(tmp_path, "--plain")
    assert done.returncode == 2
    assert "config.toml:2: 'glyhps' is not a setting; did you mean glyphs?" in done.stderr


def test_edit_begins_with_the_default_file_and_checks_what_was_written(tmp_path: Path) -> None:
    done = _gilrace(tmp_path, "config", "--edit", EDITOR="sed -i s/^mouse.*/mouse=3/", VISUAL=None)
    assert done.returncode == 2
    assert "mouse is 3, but is true or false" in done.stderr
    assert (tmp_path / "gilrace" / "config.toml").is_file()


def test_an_editor_that_is_not_there_is_a_clear_error(tmp_path: Path) -> None:
    done = _gilrace(tmp_path, "config", "--edit", EDITOR="no-such-editor", VISUAL=None)
    assert done.returncode == 2
    assert "cannot start no-such-editor" in done.stderr


def test_paths_need_no_home(tmp_path: Path) -> None:
    nothing = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"))
    done = _gilrace(tmp_path, "paths", "--json", **nothing, GILRACE_HISTORY=None)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert {"config", "data", "history", "state", "scenarios"} == set(found)
    assert all(found.values())


def test_paths_follow_the_environment_and_make_nothing(tmp_path: Path) -> None:
    done = _gilrace(tmp_path, "paths", GILRACE_HISTORY="off")
    assert f"{tmp_path}/gilrace/config.toml  (not there)" in done.stdout
    assert "history    switched off" in done.stdout
    assert list(tmp_path.iterdir()) == []
