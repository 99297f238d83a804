"""The bytecode microscope: inside one line, instruction by instruction, where somebody may come in."""

from __future__ import annotations

from collections.abc import Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any

from gilrace.errors import GilraceError
from gilrace.lab.rehearsal.records import slow_motion_from
from gilrace.tui.keys import bindings
from gilrace.tui.lab.microscope import MicroscopeView, microscope
from gilrace.tui.picture import Picture
from gilrace.tui.screens.drawn import Drawn

if TYPE_CHECKING:
    from textual.worker import Worker

    from gilrace.lab.demo import Demo
    from gilrace.lab.explore.slowmotion import SlowMotion
    from gilrace.tui.lab.listing import Listing
    from gilrace.tui.lab.rehearsal import Rehearsal
    from gilrace.tui.lines import Line


class MicroscopeScreen(Drawn):
    """What one actor does alone, executed by the demo's child and looked at here."""

    part = "microscope"
    BINDINGS = bindings("microscope")

    def __init__(
        self, demo: Demo, guard: str, listing: Listing, rehearsal: Rehearsal, actor: int, line: int | None
    ) -> None:
        super().__init__()
        self.demo, self.guard, self.listing = demo, guard, listing
        self.rehearsal = rehearsal  # the stepper's, which ends it
        self.actor, self.line = actor, line
        self.known: dict[tuple[int, int | None], SlowMotion] = {}
        self.at = 0  # instructions done
        self.notice = ""
        self._looking: Worker[None] | None = None

    def on_mount(self) -> None:
        """Have it executed."""
        self._look(self._open())

    async def _open(self) -> None:
        """The line, where it reads and writes a place; else all that is done, from that line on."""
        line = self.line
        await self._show(self.actor, line)
        if self.line is not None and self.shown is not None and not self.shown.gaps:
            await self._show(self.actor, None)
            ticks = self.shown.ticks
            self._go(next((n for n, tick in enumerate(ticks) if tick.instruction.place.line == line), 0))

    def _look(self, work: Coroutine[Any, Any, None]) -> None:
        self._looking = self.run_worker(work, group="look", exclusive=True)

    async def settled(self) -> None:
        """Wait until what was asked for last is shown."""
        if self._looking is not None:
            await self._looking.wait()

    async def _show(self, actor: int, line: int | None) -> None:
        """Look at this; all that the actor does where it does nothing on the line."""
        problem = await self._problem_with(actor, line)
        if problem and line is not None:
            line, before = None, problem
            problem = await self._problem_with(actor, None) or f"{before}: this is all it does."
        if (actor, line) in self.known:
            self.actor, self.line, self.at = actor, line, 0
        self.notice = problem
        if self.query(Picture):
            self.redraw()

    async def _problem_with(self, actor: int, line: int | None) -> str:
        """Find out what is done there; what went wrong, "" when nothing did."""
        if (actor, line) in self.known:
            return ""
        try:
            told = await self.rehearsal.ask("magnify", guard=self.guard, actor=actor, line=line)
        except GilraceError as error:
            return error.message
        self.known[actor, line] = slow_motion_from(told)
        return ""

    @property
    def shown(self) -> SlowMotion | None:
        """What is looked at, once it is known."""
        return self.known.get((self.actor, self.line))

    def lines(self, size: tuple[int, int]) -> list[Line]:
        """The instructions, and where one stands."""
        view = MicroscopeView(
            self.demo.title, self.actor, self.shown, self.at, self.listing, self.notice, self.keys()
        )
        return microscope(view, size)

    def action_move(self, by: int) -> None:
        """On or back by instructions."""
        self._go(self.at + by)

    def action_switch(self) -> None:
        """To the next instruction at which somebody may come in."""
        ticks = self.shown.ticks if self.shown else ()
        places = [number for number, tick in enumerate(ticks) if tick.switch]
        if not places:
            self.notice = "Nobody can come in anywhere here."
            self.redraw()
        else:
            self._go(next((number for number in places if number > self.at), places[0]))

    def _go(self, at: int) -> None:
        if self.shown is not None:
            self.at = min(max(at, 0), len(self.shown.ticks))
            self.notice = ""
            self.redraw()

    def action_actor(self, number: int) -> None:
        """Look at another actor."""
        if number <= len(self.demo.actors):
            self._look(self._show(number - 1, self.line))

    def action_whole(self) -> None:
        """All that the actor does, or the line it stands at."""
        if self.shown is None or not self.shown.ticks:
            return
        here = self.shown.ticks[min(self.at, len(self.shown.ticks) - 1)].instruction.place
        own = here.file == self.demo.file
        line = here.line if self.line is None and own else None
        self._look(partial(self._show, self.actor, line)())
