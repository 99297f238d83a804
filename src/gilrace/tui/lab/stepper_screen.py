"""The stepper: you are the scheduler. Wishes are done one after another; exploring goes on beside them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from gilrace.errors import GilraceError
from gilrace.lab.rehearsal.leaves import Leaf
from gilrace.lab.rehearsal.records import demo_from, exploration_from, story_from
from gilrace.lab.rehearsal.starting import SILENCE_S
from gilrace.tui.keys import bindings
from gilrace.tui.lab import listing
from gilrace.tui.lab.challenge import Challenge
from gilrace.tui.lab.mending import edited
from gilrace.tui.lab.microscope_screen import MicroscopeScreen
from gilrace.tui.lab.rehearsal import EXPLORING_S, Rehearsal
from gilrace.tui.lab.stepper import StepperView, stepper
from gilrace.tui.lab.told import place_looked_at
from gilrace.tui.lab.walk import Walk, loop_of
from gilrace.tui.picture import Picture
from gilrace.tui.screens.drawn import Drawn

if TYPE_CHECKING:
    from textual.timer import Timer

    from gilrace.lab.demo import Demo
    from gilrace.lab.explore.result import Exploration
    from gilrace.lab.explore.story import Story
    from gilrace.tui.lab.subject import Subject
    from gilrace.tui.lines import Line

AUTO_S = 0.6
Wish = Callable[[], Awaitable[None]]


class StepperScreen(Drawn):
    """One demo, step by step."""

    part = "stepper"
    BINDINGS = bindings("stepper")

    def __init__(self, subject: Subject, *, for_real: bool = False) -> None:
        super().__init__()
        self.for_real = for_real
        self.subject = subject
        self.guard, self.model = subject.guard, "free"
        self.demo: Demo | None = None
        self.walk: Walk | None = None
        self.listing = listing.Listing()
        self.notice, self.notice_ink = "", "warn"
        self.challenge: Challenge | None = None
        self.known: dict[tuple[str, str], tuple[Exploration, tuple[Leaf, ...]]] = {}
        self.before: dict[tuple[str, str], str] = {}  # what failed before and still does
        self.unexplored: dict[tuple[str, str], str] = {}
        self.rehearsal = Rehearsal(subject.use, subject.actors, SILENCE_S)
        self.explorer = Rehearsal(subject.use, subject.actors, SILENCE_S)
        self.chance = random.Random(subject.use)
        self._wishes: asyncio.Queue[Wish] = asyncio.Queue()
        self._wanted: tuple[str, str] | None = None  # x was pressed before this was explored
        self._asked: set[tuple[str, str]] = set()
        self._busy = False
        self._auto: Timer | None = None
        self._stepping = False

    def on_mount(self) -> None:
        """Prepare the demo in its child; wishes wait for that."""
        self._auto = self.set_interval(AUTO_S, self.action_step, pause=True)
        self.run_worker(self._work(), group="wishes")
        self.wish(self._prepare)

    async def on_unmount(self) -> None:
        """Leave no process behind."""
        await self.rehearsal.close()
        await self.explorer.close()

    def wish(self, what: Wish) -> None:
        """Have something done after what was wished before."""
        self._wishes.put_nowait(what)

    async def settled(self) -> None:
        """Wait until every wish is done."""
        await self._wishes.join()

    async def _work(self) -> None:
        while True:
            what = await self._wishes.get()
            self._busy = True
            try:
                await what()
            except GilraceError as error:
                self._pause()
                again = " f edits it again." if self.subject.mended else ""
                self.say(f"{str(error).replace(chr(10), '; ')}.{again}", "bad")
            finally:
                self._busy = False
                self._wishes.task_done()
            self.redraw()

    async def _prepare(self) -> None:
        self.demo = demo_from(await self.rehearsal.describe())
        self.listing = listing.read(self.demo.file)
        if self.guard == "on":
            self.guard = self.demo.guard_names[0] if self.demo.guards else ""
        await self._begin()
        if self.for_real:
            await self._wild()

    async def _begin(self) -> None:
        """From the start of the program that guard and model make."""
        self.walk = Walk(await self._story("tell", schedule=""))
        self.theory(self.guard, self.model)

    async def _story(self, do: str, **arguments: Any) -> Story:
        assert self.demo is not None
        told = await self.rehearsal.ask(do, guard=self.guard, model=self.model, **arguments)
        return story_from(told, self.demo)

    def theory(self, guard: str, model: str) -> Exploration | None:
        """What is known of a guard and a model; what is not is found out."""
        if (guard, model) not in self._asked:
            self._asked.add((guard, model))
            self.run_worker(self._explore(guard, model), group="explore")
        return self.known.get((guard, model), (None, ()))[0]

    async def _explore(self, guard: str, model: str) -> None:
        try:
            await self._try_first(guard, model)
            record = await self.explorer.ask("explore", EXPLORING_S, guard=guard, model=model)
        except GilraceError as error:
            self.unexplored[guard, model] = error.message
        else:
            grown = tuple(Leaf(tuple(steps), kind) for steps, kind in record.pop("leaves"))
            self.known[guard, model] = exploration_from(record), grown
            if (guard, model) == (self.guard, self.model):
                self._judge_mended()
                self._judge_guess()
                if self._wanted == (guard, model):
                    self._wanted = None
                    self.say("")
                    self.action_failing()
        self.redraw()

    async def _try_first(self, guard: str, model: str) -> None:
        """What failed before is known before all is explored."""
        schedule = await self.explorer.ask("before", guard=guard, model=model)
        if schedule and (guard, model) == (self.guard, self.model):
            self.before[guard, model] = schedule
            if self.challenge is None:
                self.say(f"A schedule that failed before still fails: {schedule}. x shows it.")

    def _judge_guess(self) -> None:
        """Say once whether the guess in the browser was right."""
        if self.subject.guessed and len(self.known) == 1:
            self.say(self.subject.guessed, "gold")

    def _judge_mended(self) -> None:
        """Whether a mended copy is right: proved, or shown where it still breaks."""
        found, _ = self.known[self.guard, self.model]
        if not self.subject.mended:
            return
        if found.proved:
            self.say("You fixed it: every interleaving is covered, and none fails.", "good")
        elif found.fails:
            self.say("Not yet: here is an interleaving that breaks it. f edits it again.", "bad")
            self.wish(partial(self._tell_failing, 0))
        else:
            self.say("No failure was found, but not everything could be covered: this is no proof.", "warn")

    def lines(self, size: tuple[int, int]) -> list[Line]:
        """The stepper as it stands."""
        found, leaves = self.known.get((self.guard, self.model), (None, ()))
        return stepper(
            StepperView(
                self.subject.title,
                self.demo,
                self.walk.story if self.walk else None,
                self.walk.at if self.walk else 0,
                self.listing,
                found,
                leaves,
                self.unexplored.get((self.guard, self.model), ""),
                hidden=self.challenge is not None and not self.challenge.over,
                notice=self.notice,
                notice_ink=self.notice_ink,
                badge=self._badge(),
                hint=self.subject.hint,
                loop=self.walk.loop if self.walk else "",
                busy=self._busy,
                keys=self.keys(),
            ),
            size,
        )

    def _badge(self) -> str:
        if self.challenge is not None:
            return "BREAK IT"
        return "FIX IT" if self.subject.mended else "BUG DEMO"

    def redraw(self) -> None:
        """Draw again, unless the screen is just being taken away."""
        if self.query(Picture):
            super().redraw()

    def say(self, notice: str, ink: str = "warn") -> None:
        """Show a notice instead of the comment, until the next step."""
        self.notice, self.notice_ink = notice, ink
        self.redraw()

    def action_step(self) -> None:
        """The next known step; at the end of what is known, whoever can go on."""
        self.wish(self._step)

    async def _step(self) -> None:
        self.notice = ""
        if self.walk is None or self.walk.over:
            self._pause()
        elif self.walk.ahead:
            self._go(self.walk.moved(1))
        else:
            await self._extend(self.walk.favourite(self.chance if self._stepping else None))

    def action_actor(self, number: int) -> None:
        """This actor makes a step."""
        self.wish(partial(self._move, number - 1))

    async def _move(self, actor: int) -> None:
        self.notice = ""
        if self.walk is None or actor >= len(self.walk.moment.actors):
            return
        if actor not in self.walk.moment.movable:
            self.say(self.walk.why_not(actor))
        elif self.walk.ahead and self.walk.story.steps[self.walk.at].actor == actor:
            self._go(self.walk.moved(1))
        else:
            await self._extend(actor)

    async def _extend(self, actor: int) -> None:
        assert self.walk is not None
        story = await self._story("step", schedule=self.walk.schedule, actor=actor)
        self._go(Walk(story, len(story.steps)))

    def _go(self, walk: Walk) -> None:
        """To another moment by hand; a challenge counts it."""
        self.walk = walk
        if self.challenge is not None and not self.challenge.over:
            found, _ = self.known.get((self.guard, self.model), (None, ()))
            self.challenge = self.challenge.after(walk, found)
            if self.challenge.over:
                self.say(self.challenge.words, "good")

    def action_back_step(self) -> None:
        """A step back; what comes after stays known."""
        self.wish(partial(self._jump, -1))

    def action_jump(self, by: int) -> None:
        """Along the steps that are known."""
        self.wish(partial(self._jump, by))

    async def _jump(self, by: int) -> None:
        self._pause()
        self.notice = ""
        if self.walk is not None:
            self.walk = self.walk.moved(by)

    def _pause(self) -> None:
        self._stepping = False
        if self._auto is not None:
            self._auto.pause()

    def action_auto(self) -> None:
        """Step by itself, from the start when at the end."""
        if self._auto is None or self.walk is None:
            return
        if self._stepping:
            self._pause()
            return
        if self.walk.over:
            self.walk = self.walk.moved(-len(self.walk.story.steps))
        self._stepping = True
        self._auto.resume()
        self.action_step()

    def action_failing(self) -> None:
        """The next interleaving that fails, at its end."""
        found, _ = self.known.get((self.guard, self.model), (None, ()))
        if self.challenge is not None and not self.challenge.over:
            self.say("Break it by hand: choose who goes on with 1, 2 …; k ends the challenge.")
        elif self.unexplored.get((self.guard, self.model)):
            self.say(self.unexplored[self.guard, self.model], "bad")
        elif found is None and (self.guard, self.model) in self.before:
            self.wish(partial(self._tell_way, self.before[self.guard, self.model], 0))
        elif found is None:
            self._wanted = self.guard, self.model
            self.say("exploring: it is shown as soon as it is known")
        elif not found.fails:
            self.say(f"none fails: {found.tally.covered}.", "good" if found.proved else "warn")
        else:
            self.wish(partial(self._tell_failing, self.walk.failing + 1 if self.walk else 0))

    async def _tell_failing(self, number: int) -> None:
        self._pause()
        found, _ = self.known[self.guard, self.model]
        best = [failure.schedule for failure in found.tally.failures]
        ways = list(dict.fromkeys((*best, *found.tally.schedules)))
        await self._tell_way(ways[number % len(ways)], number % len(ways))

    async def _tell_way(self, schedule: str, number: int) -> None:
        story = await self._story("tell", schedule=schedule)
        self.walk = Walk(story, len(story.steps), number, loop_of(schedule))
        if not self.subject.mended:
            self.notice = ""

    def action_guard(self) -> None:
        """The next fix, or none."""
        self.wish(self._next_guard)

    async def _next_guard(self) -> None:
        if self.demo is None:
            return
        names = ("", *self.demo.guard_names)
        self.guard, self.challenge = names[(names.index(self.guard) + 1) % len(names)], None
        self._pause()
        await self._begin()
        words = self.demo.guard(self.guard).summary if self.guard else "The guard is off."
        self.say(words, "good" if self.guard else "warn")

    def action_model(self) -> None:
        """Switches anywhere, or only where an interpreter with a GIL can."""
        if self.demo is not None and self.demo.kind != "threads":
            self.say(f"only threads share a GIL: these are {self.demo.kind}")
        else:
            self.wish(self._other_model)

    async def _other_model(self) -> None:
        self.model = "gil" if self.model == "free" else "free"
        self._pause()
        await self._begin()
        words = {"free": "Any step may be followed by anybody's: an interpreter without a GIL."}
        self.say(words.get(self.model, "Switches only at calls, loops and function entry: with a GIL."))

    def action_challenge(self) -> None:
        """Make it fail by hand; again to end that."""
        self.wish(self._challenge)

    async def _challenge(self) -> None:
        self._pause()
        if self.challenge is not None:
            self.challenge = None
            self.say("")
            return
        if self.guard:
            self.guard = ""
        self.challenge = Challenge()
        await self._begin()
        self.say("Break it: choose with 1, 2 … who makes the next step, until something goes wrong.", "gold")

    def action_fix(self) -> None:
        """Edit a copy of the demo's file; then it is explored."""
        self.wish(self._fix)

    async def _fix(self) -> None:
        mended = edited(self.app, self.subject, self.demo)
        if mended is None:
            return
        if self.subject.mended:
            self.home.go_back()
        self.app.push_screen(StepperScreen(mended))

    def action_microscope(self) -> None:
        """Inside the line that the actor looked at stands at."""
        self.wish(self._microscope)

    async def _microscope(self) -> None:
        if self.demo is not None and self.walk is not None:
            self._pause()
            actor, line = place_looked_at(self.walk.story, self.walk.at)
            self.app.push_screen(
                MicroscopeScreen(self.demo, self.guard, self.listing, self.rehearsal, actor, line)
            )

    def action_wild(self) -> None:
        """Now for real."""
        self.wish(self._wild)

    async def _wild(self) -> None:
        if self.demo is not None:
            self._pause()
            self.home.wild(self.demo, self.guard, self.theory, self.subject.python)
