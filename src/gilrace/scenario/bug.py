"""Judges a ``demo:`` block against the lab: is the demo there, has it that guard, so many actors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gilrace.errors import InputError
from gilrace.lab import demos
from gilrace.scenario import functions
from gilrace.scenario import model as written_as
from gilrace.scenario.problem import Flaw, nearest, shown
from gilrace.scenario.spec import Demo

if TYPE_CHECKING:
    from gilrace.scenario.judging import Findings


def judged(written: written_as.Demo, findings: Findings) -> Demo:
    """The demo, with what is wrong noted. A demo file of the user's is not run here."""
    if written.use.endswith(".py"):
        findings.attempt(("demo", "use"), functions.locate, f"{written.use}:demo", findings.path.parent)
    elif written.use.replace("-", "_") not in demos.NAMES:
        hint = f"{nearest(written.use.replace('-', '_'), demos.NAMES)}; a file's name ends in .py"
        findings.add(("demo", "use"), Flaw(f"there is no demo {shown(written.use)}", hint))
    else:
        _shipped(written, findings)
    return Demo(
        use=written.use,
        actors=written.actors,
        guard=written.guard,
        mode=written.mode,
        within_s=written.within,
        python=written.python,
        settings=written.settings,
    )


def _shipped(written: written_as.Demo, findings: Findings) -> None:
    try:
        known = demos.load(written.use, written.actors).guard_names
    except InputError as error:
        findings.add(("demo", "actors"), Flaw(error.message, error.advice))
        return
    choices = ("off", "on", "both", *known)
    if written.guard not in choices:
        flaw = Flaw(f"{written.use} has no guard {shown(written.guard)}", nearest(written.guard, choices))
        findings.add(("demo", "guard"), flaw)
