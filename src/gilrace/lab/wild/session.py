"""A wild run from the outside: started, watched, steered and always ended.

The child is looked after by a thread of the session's own: a screen only calls `WildSession.events`,
never waits, and never runs any of the demo.
"""

from __future__ import annotations

import select
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from time import perf_counter_ns

from gilrace.errors import GilraceError, InputError, MachineError
from gilrace.lab.demo import Demo
from gilrace.lab.wild.events import ChildUp, GuardSet, Recovered, StuckSeen, WildEnded, WildEvent, WildStarted
from gilrace.lab.wild.process import ChildProcess
from gilrace.lab.wild.result import WildResult, result_of
from gilrace.lab.wild.watch import Watch
from gilrace.meters.interpreters import probe

POLL_S = 0.01
SOON_S = 0.003
STARTING_NS = 20_000_000_000
OBEYED_NS = 500_000_000  # a child that has not switched its guard by then is stuck, and is started afresh
CHOICES = ("abort", "order", "timeout", "kill")
REMOVES = {"order": "circular wait", "timeout": "hold and wait"}
IMPOSED = {"order": ("order",), "timeout": ("timeout", "wait_for")}  # by guards of these names


class WildSession:
    """One demo really running. Methods may be called from any thread; none of them waits but `join`.

    ``within_s`` counts from when the child is up. With ``until_witness`` the session ends at the first
    failure, else it goes on to the end of the time. ``recover`` is a choice made in advance, "" for none.
    Raises `InputError` for an unknown guard, choice or interpreter.
    """

    def __init__(
        self,
        demo: Demo,
        guard: str = "",
        within_s: float = 2.0,
        python: str = "",
        *,
        until_witness: bool = True,
        recover: str = "",
    ) -> None:
        self.demo = demo
        self.guard = _known_guard(demo, guard)
        self.within_s = within_s
        self.python = _known_python(python)
        self.until_witness = until_witness
        self._choice = _known_choice(demo, recover) if recover else ""
        self._events: list[WildEvent] = []
        self._wishes: deque[Callable[[], None]] = deque()
        self._thread = threading.Thread(target=self._live, name=f"wild {demo.name}", daemon=True)
        self._start_ns = 0
        self._deadline_ns: int | None = None
        self._obeyed_by = 0
        self._reacted = 0
        self._end: WildEnded | None = None
        self._child: ChildProcess
        self._watch: Watch

    def start(self) -> WildSession:
        """Start the child; events come from now on."""
        self._start_ns = perf_counter_ns()
        self._thread.start()
        return self

    def events(self, since: int = 0) -> tuple[WildEvent, ...]:
        """All events from number ``since`` on."""
        return tuple(self._events[since:])

    def set_guard(self, name: str) -> None:
        """Switch to a guard by name; "" takes it off. Those who are stuck are let go."""
        guard = _known_guard(self.demo, name)
        self._wishes.append(lambda: self._switch(guard))

    def recover(self, choice: str) -> None:
        """Let those go on who are stuck: "abort" a victim, impose the "order", "timeout", or "kill"."""
        known = _known_choice(self.demo, choice)
        self._wishes.append(lambda: self._recover(known))

    def stop(self) -> None:
        """End it soon; `join` waits for that."""
        self._wishes.append(lambda: self._finish("stopped", "Stopped."))

    def join(self, timeout_s: float | None = None) -> WildResult:
        """Wait for the end; what it came to, or came to so far after a timeout."""
        self._thread.join(timeout_s)
        return result_of(self._events)

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    def _live(self) -> None:
        self._tell_start()
        try:
            self._run()
        except GilraceError as error:
            self._end = WildEnded(self._now(), "crashed", error.message, error.advice)
        except Exception as error:  # noqa: BLE001 - whatever it is, the session must end and say so
            self._end = WildEnded(self._now(), "crashed", f"{type(error).__name__}: {error}")
        assert self._end is not None
        self._events.append(replace(self._end, t=self._now()))

    def _tell_start(self) -> None:
        demo = self.demo
        names = tuple(actor.name for actor in demo.actors)
        self._events.append(
            WildStarted(
                self._now(),
                demo.name,
                demo.title,
                demo.summary,
                demo.kind,
                names,
                demo.guard_names,
                self.guard,
                demo.file,
                self.within_s,
                self.python,
            )
        )

    def _run(self) -> None:
        self._open()
        try:
            while self._end is None:
                self._turn()
        finally:
            self._watch.last_sample()
            self._child.close()

    def _open(self) -> None:
        self._child = ChildProcess(
            self.demo, guard=self.guard, python=self.python, until_witness=self.until_witness
        )
        self._watch = Watch(self.demo, self._child, self._start_ns, self.guard, self._events.append)
        self._obeyed_by = 0

    def _turn(self) -> None:
        """One look at everything."""
        fds = [self._child.events_fd, *([self._child.output_fd] if self._watch.output_open else [])]
        select.select(fds, [], [], SOON_S if self._watch.suspects else POLL_S)
        exited = self._child.ended()
        self._watch.turn()
        while self._wishes:
            self._wishes.popleft()()
        while self._reacted < len(self._events):
            self._reacted += 1
            self._react(self._events[self._reacted - 1])
        self._mind_the_time()
        if exited is not None and self._end is None:
            self._gone(exited)

    def _react(self, event: WildEvent) -> None:
        if isinstance(event, ChildUp) and self._deadline_ns is None:
            self._deadline_ns = perf_counter_ns() + int(self.within_s * 1e9)
        if isinstance(event, StuckSeen):
            if self._choice:
                self._recover(self._choice)
            elif self.until_witness:
                self._finish("witness", event.report.sentence)
        if isinstance(event, Recovered) and self.until_witness:
            self._finish("witness", event.sentence)

    def _mind_the_time(self) -> None:
        now = perf_counter_ns()
        if self._obeyed_by and self._watch.guard_in_use == self.guard:
            self._obeyed_by = 0
        if self._obeyed_by and now > self._obeyed_by:
            self._start_afresh()
        if self._deadline_ns is not None and now > self._deadline_ns:
            self._finish("time", self._time_is_over())
        if self._deadline_ns is None and now - self._start_ns > STARTING_NS:
            self._finish("crashed", f"The child was not up after {STARTING_NS / 1e9:.0f} s.")

    def _time_is_over(self) -> str:
        words = f"The {self.within_s:g} s allowed are over."
        if self._watch.judged_any:
            return words
        at = self._watch.going_on()
        return f"{words} Nothing has come to an end{f': {at}, is still going on' if at else ''}."

    def _switch(self, guard: str) -> None:
        self.guard = guard
        self._child.tell(do="guard", guard=guard)
        self._watch.let_go()
        self._obeyed_by = perf_counter_ns() + OBEYED_NS
        self._events.append(GuardSet(self._now(), guard))

    def _start_afresh(self) -> None:
        """Where the guard could not be switched in place: those who are stuck cannot be reached."""
        kept = self._watch.kept()
        self._child.close()
        self._open()
        self._watch.go_on_from(kept)

    def _recover(self, choice: str) -> None:
        if choice == "kill":
            began = perf_counter_ns()
            victims = self._watch.stuck_actors
            self._watch.last_sample()
            self._child.kill()
            took = perf_counter_ns() - began
            words = "The process was killed: what it held is gone with it."
            self._events.append(Recovered(self._now(), choice, victims, took, "no preemption", words))
            self._finish("killed", words)
        elif choice == "abort":
            if not self._watch.abort_one():
                self._start_afresh()
        else:
            self._watch.expect(choice, REMOVES[choice])
            self._switch(_guard_for(self.demo, choice))

    def _finish(self, reason: str, sentence: str, advice: str = "", detail: str = "") -> None:
        self._end = self._end or WildEnded(self._now(), reason, sentence, advice, detail)

    def _gone(self, code: int) -> None:
        """The child has ended by itself."""
        self._watch.turn()
        failed = self._watch.failed
        if failed:
            self._finish("crashed", failed["reason"], failed["advice"], failed["detail"])
        elif code == 0 and self._watch.witness:
            self._finish("witness", self._watch.witness.sentence)
        else:
            how = f"by signal {-code}" if code < 0 else f"with exit code {code}"
            self._finish("crashed", f"The demo's process ended {how}.", detail=self._child.tail.strip())

    def _now(self) -> int:
        return perf_counter_ns() - self._start_ns


def _known_python(python: str) -> str:
    """The executable meant by a path, a command or a version such as "3.13t"; "" for gilrace's own."""
    try:
        return str(probe(python).executable) if python else ""
    except MachineError as error:
        raise InputError(error.message, advice=error.advice) from error


def _known_guard(demo: Demo, name: str) -> str:
    """ "" or "off" for none, "on" for the first."""
    if name in ("", "off"):
        return ""
    if name == "on" and demo.guards:
        return demo.guard_names[0]
    if name not in demo.guard_names:
        raise InputError(
            f"{demo.name} has no guard called {name!r}",
            advice=f"choose from off, {', '.join(demo.guard_names)}",
        )
    return name


def _known_choice(demo: Demo, choice: str) -> str:
    if choice not in CHOICES:
        raise InputError(
            f"there is no recovery called {choice!r}", advice=f"choose from {', '.join(CHOICES)}"
        )
    if choice in REMOVES:
        _guard_for(demo, choice)
    return choice


def _guard_for(demo: Demo, choice: str) -> str:
    """The guard that does what the choice says. Raises `InputError` when the demo has none."""
    if choice not in possible(demo):
        raise InputError(f"{demo.name} has no guard that does {choice!r}", advice="choose abort or kill")
    return next(name for name in demo.guard_names if name in IMPOSED[choice])


def possible(demo: Demo) -> tuple[str, ...]:
    """The choices that this demo has."""
    names = set(demo.guard_names)
    return tuple(one for one in CHOICES if one not in IMPOSED or names & set(IMPOSED[one]))


__all__ = ["CHOICES", "WildSession", "possible"]
