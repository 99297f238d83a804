"""The command palette: every action of the screen in front, every scenario, every theme."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.app import SystemCommand

from gilrace.tui.inks import INKS
from gilrace.tui.keys import TABLE, keys_of, sign
from gilrace.tui.screens.browser import BrowserScreen
from gilrace.tui.screens.drawn import Drawn

if TYPE_CHECKING:
    from textual.screen import Screen

    from gilrace.tui.home import Home


def system_commands(home: Home, screen: Screen[object]) -> Iterator[SystemCommand]:
    """What the palette offers."""
    part = screen.part if isinstance(screen, Drawn) else "everywhere"
    for where in dict.fromkeys((part, "everywhere")):
        for act in TABLE[where]:
            if "move" in act.action or "guess(" in act.action:
                continue
            key = sign(keys_of(where, act, home.opening.keymap).split(",")[0])
            target = f"app.{act.action}" if where == "everywhere" else f"screen.{act.action}"
            name = act.label or act.id.replace("-", " ").capitalize()
            yield SystemCommand(name, f"{act.help} ({key})", partial(_run, screen, target))
    yield from _scenarios(home, screen.app.screen_stack[0])
    for theme in INKS:
        yield SystemCommand(f"Theme {theme}", "change how it looks", partial(_theme, home, theme))


def _scenarios(home: Home, first: Screen[object]) -> Iterator[SystemCommand]:
    for entry in first.entries if isinstance(first, BrowserScreen) else ():
        if entry.scenario is not None and entry.can_race:
            yield SystemCommand(
                f"Race {entry.name}", entry.scenario.title, partial(home.race, entry.scenario)
            )
        elif entry.scenario is not None:
            yield SystemCommand(f"Step {entry.name}", entry.scenario.title, partial(home.lab, entry.scenario))


async def _run(screen: Screen[object], action: str) -> None:
    await screen.app.run_action(action)


def _theme(home: Home, name: str) -> None:
    home.set_look(home.look.with_theme(name))
