"""Code that never comes to a switch point: said with its place, and never in the way of Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from gilrace.cli.explore_cmd import command
from gilrace.errors import InputError

SOURCE = """
import os, re
from gilrace.lab.demo import Actor, Demo

class Door:
    open = False

def setup(env):
    {setup}
    return env.share(Door(), "door")

{define} enter(door):
    door.open = True
    {body}
    while True:
        pass

def demo():
    cast = (Actor("Ann", enter), Actor("Bob", enter))
    return Demo("door", "Door", "Ann enters.", cast, setup, lambda door, runs: None, (), (), kind="{kind}")
"""

LOOPS = {
    "a thread": {},
    "a coroutine": {"define": "async def", "kind": "asyncio"},
    "C code that holds the GIL": {"body": 're.match("(a+)+$", "a" * 60 + "b")'},
    "setup": {"setup": "while True: pass", "where": r"setup\(\)"},
}


def written(path: Path, **parts: str) -> str:
    plain = {"setup": "pass", "define": "def", "body": "pass", "kind": "threads"}
    path.write_text(SOURCE.format(**{**plain, **parts}), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("loop", LOOPS)
def test_a_loop_without_a_switch_point_is_named_with_its_line(loop: str, tmp_path: Path) -> None:
    parts = dict(LOOPS[loop])
    where = parts.pop("where", r"enter\(\)")
    file = written(tmp_path / "mine.py", **parts)
    with pytest.raises(InputError, match=rf"{where} in .*mine\.py, line \d+, has gone on for 0\.8 s"):
        CliRunner().invoke(command, [file, "--patience", "0.8"], catch_exceptions=False)


def test_an_interrupt_ends_a_looping_exploration_and_its_process_at_once(tmp_path: Path) -> None:
    signs = tmp_path / "signs"
    os.mkfifo(signs)
    file = written(tmp_path / "mine.py", body=f"open({str(signs)!r}, 'w').write(str(os.getpid()))")
    asked = subprocess.Popen(
        [sys.executable, "-m", "gilrace", "explore", file, "--patience", "600"], stdout=subprocess.PIPE
    )
    with asked:
        looping = int(signs.read_text())
        asked.send_signal(signal.SIGINT)
        asked.communicate(timeout=20)
    assert asked.returncode == 130
    assert looping != asked.pid
    with pytest.raises(ProcessLookupError):
        os.kill(looping, 0)


def test_what_an_option_said_is_said_to_the_process_too(tmp_path: Path) -> None:
    source = SOURCE.replace("    while True:\n        pass\n", "")
    parts = {"setup": "pass", "define": "def", "body": "pass", "kind": "threads"}
    file = tmp_path / "fine.py"
    file.write_text(source.format(**parts), encoding="utf-8")
    told = CliRunner().invoke(command, [str(file), "--replay", "BA"], catch_exceptions=False).output
    assert told.startswith("1. B Bob writes door.open")
    bounded = CliRunner().invoke(command, [str(file), "--bound", "pct", "--seed", "7", "--plays", "5"]).output
    assert "5 executions by priorities with 2 changes, seed 7" in bounded
    refused = CliRunner().invoke(command, [str(file), "--guard", "lock"])
    assert refused.exit_code == 2
    assert "has no guard 'lock'" in refused.stderr
