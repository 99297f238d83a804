"""Starting a sweep from the screens and from plain mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gilrace.errors import GilraceError
from gilrace.history import keep
from gilrace.sweep.sweeping import Sweep, sweep_of
from gilrace.tui.screens.sweep import SweepScreen

if TYPE_CHECKING:
    from gilrace.scenario import Scenario
    from gilrace.sweep.grid import Grid
    from gilrace.tui.app import GilraceApp
    from gilrace.tui.source import RaceSource


def launch_sweep(one: Sweep) -> RaceSource:
    """A real sweep, not yet started."""
    return one.session()


def open_sweep(app: GilraceApp, scenario: Scenario, grid: Grid | None = None) -> None:
    """Sweep a scenario's work, in place of a sweep that is in front."""
    try:
        one = sweep_of(scenario, grid)
    except GilraceError as error:
        app.notify(str(error), severity="warning", markup=False)
        return
    app.stop_race()
    if isinstance(app.screen, SweepScreen):
        app.pop_screen()
    source = app.launch_sweep(one)
    app.source = source
    source.start()

    def over() -> None:
        if app.opening.memory is not None:
            problem = keep(source.events(), file=app.opening.memory).problem
            if problem:
                app.notify(problem, severity="warning", markup=False)

    def more(wider: Grid) -> None:
        open_sweep(app, scenario, wider)

    app.push_screen(SweepScreen(source, one.budget_s, more, over))
