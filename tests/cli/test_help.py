"""What a person reads before the first race: help with examples, the manual page, completion in the shell."""

import os
import re
import shlex
import shutil
import subprocess
import sys

import click
import pytest

from gilrace.cli import COMMANDS, root
from gilrace.cli.examples import EXAMPLES
from gilrace.cli.man_cmd import ENVIRONMENT, page

GILRACE = (sys.executable, "-m", "gilrace")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_shows_an_example_that_begins_with_its_name(command):
    assert any(f"gilrace {command}" in example for example in EXAMPLES[command])


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_example_has_options_that_the_command_knows(command):
    for example in EXAMPLES[command]:
        words = shlex.split(example.split(" && ")[-1].split(" | ")[0].split(" > ")[0])
        if words[0] != "gilrace" or command == "completion":
            continue
        found = root.get_command(click.Context(root), command) if command else root
        known = {name for parameter in found.params for name in parameter.opts + parameter.secondary_opts}
        asked = {word for word in words if re.fullmatch(r"--?[a-z-]+", word)}
        assert asked <= known


def test_help_ends_with_examples():
    told = subprocess.run((*GILRACE, "explore", "--help"), capture_output=True, text=True, check=True).stdout
    assert "Examples:\n    gilrace explore lost_update\n" in told


def test_the_manual_page_tells_every_command_option_and_exit_code():
    told = "\n".join(page()).replace("\\-", "-")
    for command in COMMANDS:
        assert f'.SS "gilrace {command}' in told or f'.SS "\\&gilrace {command}' in told
    for option in ("--rounds", "--together", "--guard", "--fail-slower", "--keymap"):
        assert option in told
    assert ".SH EXIT STATUS" in told
    assert "GILRACE_HISTORY" in told


def test_every_environment_variable_that_is_read_is_in_the_manual_page():
    from pathlib import Path

    import gilrace

    read = set()
    for file in Path(gilrace.__file__).parent.rglob("*.py"):
        read |= set(re.findall(r'"(GILRACE_[A-Z_]+)"', file.read_text()))
    assert read - {"GILRACE_RACING"} <= ENVIRONMENT.keys()


@pytest.mark.skipif(shutil.which("groff") is None, reason="no groff here to read the page with")
def test_groff_reads_the_manual_page_without_a_complaint():
    ran = subprocess.run(
        ("groff", "-man", "-Tutf8", "-ww"),
        input="\n".join(page()),
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stderr == ""
    assert "GILRACE(1)" in ran.stdout


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("gilrace w", "watch"),
        ("gilrace run cpu-pri", "cpu-primes"),
        ("gilrace lab lock_or", "lock_order"),
        ("gilrace run cpu-primes --rou", "--rounds"),
        ("gilrace explore lost_update --guard l", "lock"),
        ("gilrace lab lock_order --guard ", "order"),
        ("gilrace lab --guard ", "on"),
        ("gilrace --theme m", "mono"),
        ("gilrace --colour 1", "16"),
    ],
)
def test_the_shell_is_offered_commands_names_and_options(line, offered):
    asked = {"_GILRACE_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
    told = subprocess.run(GILRACE, env={**os.environ, **asked}, capture_output=True, text=True, check=False)
    assert f"plain,{offered}" in told.stdout.splitlines()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_completion_script_is_one_that_the_shell_can_read(shell):
    script = subprocess.run(
        (*GILRACE, "completion", shell), capture_output=True, text=True, check=True
    ).stdout
    assert "_GILRACE_COMPLETE" in script
    if shutil.which(shell):
        subprocess.run((shell, "-n"), input=script, text=True, check=True)


def test_the_manual_page_can_be_installed_for_this_account(tmp_path):
    told = subprocess.run(
        (*GILRACE, "man", "--install"),
        env={**os.environ, "XDG_DATA_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == str(tmp_path / "man/man1/gilrace.1")
    printed = subprocess.run((*GILRACE, "man"), capture_output=True, text=True, check=True).stdout
    assert (tmp_path / "man/man1/gilrace.1").read_text() == printed
