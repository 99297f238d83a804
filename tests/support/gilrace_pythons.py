"""Other interpreters for tests: found where gilrace finds them, or below $HOME/pythons; else a skip."""

import functools
from pathlib import Path

import pytest

from gilrace.errors import MachineError
from gilrace.meters import interpreters


@functools.cache
def _found(name):
    try:
        return interpreters.probe(f"python{name}")  # not the one running, where that is of it
    except MachineError:
        pass
    for path in sorted((Path.home() / "pythons").glob(f"*/usr/bin/python{name}")):
        try:
            return interpreters.probe(path)
        except MachineError:
            continue
    return None


def other_python(name):
    """The path of an interpreter such as "3.13t"; the test is skipped where there is none."""
    there = _found(name)
    if there is None:
        pytest.skip(f"no Python {name} is installed here")
    return str(there.executable)
