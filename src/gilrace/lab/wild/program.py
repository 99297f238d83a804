"""What the child does: chunk after chunk of a demo, judged as it goes, guard on or off as told."""

from __future__ import annotations

import json
import os
import sys
import traceback
from time import perf_counter_ns
from typing import Any, Protocol

from gilrace.errors import GilraceError, InputError
from gilrace.lab import demos
from gilrace.lab.demo import Demo, Env
from gilrace.lab.wild.desk import HESITATE_EVERY, HESITATION_S, Desk
from gilrace.lab.wild.environment import environment
from gilrace.lab.wild.judging import Judged, judge
from gilrace.lab.wild.lastresort import prepare
from gilrace.lab.wild.table import GUARD, HURRY, TOOLS_AT_MOST, Table
from gilrace.lab.wild.walk import Chunk, Tally
from gilrace.lab.wild.wire import Wire
from gilrace.lane.lifeline import tie_to

SWITCH_INTERVAL_S = 1e-5
CHUNK_NS = 40_000_000  # chunks grow until they take so long
LEAST_WORLDS = 2


class Crew(Protocol):
    """How actors are run; one module a kind."""

    first_rounds: int
    most_rounds: int
    first_worlds: int
    most_worlds: int
    ahead: int  # worlds that one of them may be ahead of the others
    meetings: int  # worlds of every other chunk, each of which they enter together; 0: of no chunk

    def run(self, chunk: Chunk) -> list[Tally]: ...
    def stacks(self) -> dict[int, list[dict[str, Any]]]: ...
    def call_off(self, actor: int, sequence: int) -> bool: ...


def main(order_json: str) -> None:
    """Run what is ordered. Everything that happens is told on the events pipe."""
    order = json.loads(order_json)
    tie_to(order["lifeline_fd"])
    prepare(order["dumps_fd"])
    wire = Wire(order["events_fd"], order["commands_fd"])
    try:
        Bout(order, wire).run()
    except BaseException as error:  # noqa: BLE001 - the session gets every end told, then this process ends
        advice = error.advice if isinstance(error, GilraceError) else ""
        words = error.message if isinstance(error, GilraceError) else f"{type(error).__name__}: {error}"
        trace = "".join(traceback.format_exception(error))[-8000:]
        wire.send("failed", reason=words, advice=advice, detail=trace)
        os._exit(1)
    sys.stdout.flush()
    os._exit(0)


class Bout:
    """One demo, run until a witness or until told to stop."""

    def __init__(self, order: dict[str, Any], wire: Wire) -> None:
        self._wire = wire
        self._until_witness = bool(order["until_witness"])
        self._unguarded = demos.load(order["demo"], order["actors"])
        self._guard = str(order["guard"])
        self._stop = False
        self._table = Table.attach(order["table_fd"])
        self._desk = Desk(self._table, self._tell_name)
        self._crew = _crew(self._unguarded.kind)(self._desk, wire, self._obey)
        self._rounds = self._crew.first_rounds
        self._count = self._crew.first_worlds
        self._meets = True  # in the chunk before

    def _tell_name(self, number: int, name: str, phrase: str, signal: bool) -> None:
        self._wire.send("name", number=number, name=name, phrase=phrase, signal=signal)

    def run(self) -> None:
        """Chunks until the end, which the session may also bring about by force."""
        sys.setswitchinterval(SWITCH_INTERVAL_S)
        self._wire.send("up", t=perf_counter_ns(), **_who(), **_noise(self._unguarded))
        while True:
            self._table.words[HURRY] = 0  # before the wishes are read, so that none is missed
            if self._stop:
                return
            guard = self._guard
            demo = self._unguarded.guarded(guard) if guard else self._unguarded
            judged = self._one(demo, guard)
            if judged.witness and self._until_witness:
                return

    def _one(self, demo: Demo, guard: str) -> Judged:
        self._table.words[GUARD] = ("", *self._unguarded.guard_names).index(guard)
        chunk = self._chunk(demo)
        self._desk.line_up(len(demo.actors))
        start = perf_counter_ns()
        tallies = self._crew.run(chunk)
        took_ns = perf_counter_ns() - start
        judged = judge(chunk, tallies)
        self._wire.send(
            "chunk",
            t=perf_counter_ns(),
            guard=guard,
            operations=judged.operations,
            worlds=judged.worlds,
            failed_worlds=judged.failed_worlds,
            violations=judged.violations,
            called_off=sum(len(tally.called_off) for tally in tallies),
            witness=judged.witness,
            ns=took_ns,
        )
        if chunk.ahead == self._crew.ahead:
            self._fit(took_ns, max(sum(tally.ran) for tally in tallies))
        return judged

    def _chunk(self, demo: Demo) -> Chunk:
        """Fresh worlds; as many as the table has room for."""
        self._desk.clear()
        self._desk.hesitant = _hesitates(demo)
        env = environment(demo, self._desk)
        worlds = [_world(demo, env)]
        if demo.repeat:
            return Chunk(demo, worlds, self._rounds, self._crew.ahead, self._until_witness)
        self._meets = not self._meets and self._crew.meetings > 0
        each = max(len(self._desk.tools), 1)
        count = min(self._count, TOOLS_AT_MOST // each, self._crew.meetings if self._meets else self._count)
        worlds += [_world(demo, env) for _ in range(count - 1)]
        return Chunk(demo, worlds, 1, 0 if self._meets else self._crew.ahead, self._until_witness)

    def _fit(self, took_ns: int, done: int) -> None:
        """Longer chunks while they are short; shorter ones where they take long: a chunk starts in step."""
        if took_ns < CHUNK_NS:
            self._rounds = min(self._rounds * 2, self._crew.most_rounds)
            self._count = min(self._count * 2, self._crew.most_worlds)
        elif took_ns > 2 * CHUNK_NS:
            self._rounds = max(min(done, self._rounds) * CHUNK_NS // took_ns, 1)
            self._count = max(self._count * CHUNK_NS // took_ns, LEAST_WORLDS)

    def _obey(self, command: dict[str, Any]) -> None:
        what = command["do"]
        if what == "stacks":
            for actor, frames in self._crew.stacks().items():
                self._wire.send("stack", actor=actor, frames=frames)
        elif what == "call off":
            called = [actor for actor, sequence in command["waits"] if self._crew.call_off(actor, sequence)]
            self._wire.send("called off", actors=called, t=perf_counter_ns())
        elif what == "hurry":
            self._table.words[HURRY] = 1
        elif what == "guard":
            self._guard = command["guard"]
            self._table.words[HURRY] = 1
        elif what == "stop":
            self._stop = True
            self._table.words[HURRY] = 1


def _world(demo: Demo, env: Env) -> Any:
    """A fresh one. Raises `InputError` when the demo's setup fails."""
    try:
        return demo.setup(env)
    except GilraceError:
        raise
    except Exception as error:
        raise InputError(f"setup() of {demo.name} failed: {type(error).__name__}: {error}") from error


def _crew(kind: str) -> Any:
    """The crew of a kind; imported when needed, so that a child starts fast."""
    if kind == "processes":
        from gilrace.lab.wild import processcrew

        return processcrew.Crew
    if kind == "asyncio":
        from gilrace.lab.wild import taskcrew

        return taskcrew.Crew
    from gilrace.lab.wild import threadcrew

    return threadcrew.Crew


def _hesitates(demo: Demo) -> bool:
    """Where a body has one chance in its world, and another actor can run when it pauses."""
    return not demo.repeat and demo.kind != "asyncio"


def _noise(demo: Demo) -> dict[str, Any]:
    hesitates = _hesitates(demo)
    return {
        "hesitation_s": HESITATION_S if hesitates else 0.0,
        "hesitates_every": HESITATE_EVERY if hesitates else 0,
    }


def _who() -> dict[str, Any]:
    enabled = getattr(sys, "_is_gil_enabled", None)
    return {
        "python": sys.version.split()[0],
        "gil": bool(enabled()) if enabled else True,
        "pid": os.getpid(),
        "switch_interval_s": SWITCH_INTERVAL_S,
    }
