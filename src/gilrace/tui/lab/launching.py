"""Real wild runs for the wild screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gilrace.tui.lab.subject import LIVE_S

if TYPE_CHECKING:
    from gilrace.lab.demo import Demo
    from gilrace.lab.wild.session import WildSession


def live(demo: Demo, guard: str, python: str = "") -> WildSession:
    """A session that has not started and goes on after the first witness. Raises InputError.

    ``python`` is the path of another interpreter, "" for this one.
    """
    from gilrace.lab.wild.session import WildSession

    return WildSession(demo, guard, LIVE_S, python, until_witness=False)
