"""What wild tests share: a demo from a few lines, a run of it, and other interpreters."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from gilrace_pythons import other_python

from gilrace.lab import demos
from gilrace.lab.wild.session import WildSession

if TYPE_CHECKING:
    from gilrace.lab.demo import Demo
    from gilrace.lab.wild.result import WildResult

HEAD = """
import time
from gilrace.lab.demo import Actor, Demo, Guard

class World:
    def __init__(self, env):
        self.env = env
        self.one, self.two = env.Lock(name="one"), env.Lock(name="two")
        self.rlock = env.RLock(name="again")
        self.value = 0
{init}

def setup(env):
    return World(env)

def check(world, runs):
    return {check}
"""

TAIL = """
def demo():
    return Demo("own", "Own", "Own.", ({actors}), setup, check, (), (), kind={kind!r}, repeat={repeat})
"""


@pytest.fixture
def own(tmp_path: Path) -> Callable[..., Demo]:
    """A demo from the source of its bodies; `actors` maps names to bodies."""

    def make(
        bodies: str,
        actors: dict[str, str],
        *,
        init: str = "",
        check: str = "None",
        kind: str = "threads",
        repeat: bool = False,
    ) -> Demo:
        listed = " ".join(f'Actor("{name}", {body}),' for name, body in actors.items())
        source = (
            HEAD.format(init=init, check=check)
            + bodies
            + TAIL.format(actors=listed, kind=kind, repeat=repeat)
        )
        if kind == "asyncio":
            source = source.replace('        self.rlock = env.RLock(name="again")\n', "")
        path = tmp_path / "own_demo.py"
        path.write_text(source)
        return demos.load(str(path))

    return make


@pytest.fixture
def run() -> Callable[..., WildResult]:
    """Run a demo to its end."""

    def play(demo: Demo | str, guard: str = "", within_s: float = 5.0, **options: Any) -> WildResult:
        chosen = demos.load(demo) if isinstance(demo, str) else demo
        return WildSession(chosen, guard, within_s, **options).start().join(20)

    return play


@pytest.fixture
def free_threaded() -> str:
    """An interpreter without a GIL, or a skip that says why."""
    return other_python("3.13t")
