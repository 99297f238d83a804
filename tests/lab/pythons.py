"""The interpreters that the lab is compared on: those the meters find, on PATH or where they are kept."""

from __future__ import annotations

import os
import subprocess
from functools import cache
from pathlib import Path

import pytest

import gilrace
from gilrace.meters.interpreters import Interpreter, found, running

VERSIONS = ("3.11", "3.12", "3.13", "3.13t", "3.14")


@cache
def python(name: str) -> Interpreter | None:
    """The interpreter of a version; the running one where it is that."""
    released = [one for one in (running(), *found()) if "a" not in one.version]
    return next((one for one in released if one.name == name), None)


def python_or_skip(name: str) -> Interpreter:
    """The interpreter of a version; a test is skipped without it."""
    here = python(name)
    if here is None:
        pytest.skip(f"no Python {name} is found here: have its folder on PATH")
    return here


def said_by(interpreter: Interpreter, *arguments: str) -> str:
    """What a program says that it runs, with gilrace to import."""
    ended = subprocess.run(
        [str(interpreter.executable), *arguments],
        env={
            **os.environ,
            "PYTHONPATH": str(Path(gilrace.__file__).parent.parent),
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        capture_output=True,
        text=True,
        check=True,
        timeout=100,
    )
    return ended.stdout
