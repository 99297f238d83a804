"""The session's eyes: what the child tells and what its table shows, turned into events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import perf_counter_ns, sleep
from typing import Any

from gilrace.lab.demo import Demo
from gilrace.lab.wild.events import (
    ChildUp,
    ChunkJudged,
    OutputSeen,
    Place,
    Recovered,
    StuckSeen,
    Wait,
    WildEvent,
    WildSampled,
    Witness,
    place_from,
    witness_from,
)
from gilrace.lab.wild.finding import Finding
from gilrace.lab.wild.lastresort import stacks
from gilrace.lab.wild.process import ChildProcess
from gilrace.lab.wild.reporting import Names, report
from gilrace.lab.wild.table import ABSENT, DEAD, GUARD, OVER, ActorReading, Snapshot
from gilrace.lab.wild.watchman import Watchman

PROGRESS = ("livelock", "starvation")
SAMPLE_NS = 100_000_000
ANSWER_NS = 250_000_000  # how long to wait for stacks, before each process that did not answer is asked
LOOK_S = 0.005
DUMP_NS = 100_000_000  # how long to wait for each of those
SLOW_CHUNK_NS = 250_000_000  # then its actors are told to hurry, so that what they did is judged


class Watch:
    """One child under observation. Called from one thread only."""

    def __init__(
        self, demo: Demo, child: ChildProcess, start_ns: int, guard: str, emit: Callable[[WildEvent], None]
    ) -> None:
        self._child = child
        self._start_ns = start_ns
        self._emit = emit
        self._names = Names(tuple(actor.name for actor in demo.actors))
        self._watchman = Watchman()
        self._sampled_ns = 0
        self._operations_before = 0
        self._violations = 0
        self._finding: Finding | None = None  # confirmed; its stacks are being asked for
        self._found_ns = 0
        self._stacks: dict[int, tuple[Place, ...]] = {}
        self._patient_until = 0
        self._dumps_asked: list[int] = []
        self._stuck: Finding | None = None  # reported, and not yet seen to go on
        self._expected: Recovered | None = None
        self._guards = ("", *demo.guard_names)
        child.table.words[GUARD] = self._guards.index(guard)  # until the child says so itself
        self.witness: Witness | None = None
        self.failed: dict[str, Any] | None = None
        self.output_open = True
        self._up = False
        self._chunks = 0  # judged
        self._chunk_ns = 0  # since when the present one runs; 0: told to hurry

    @property
    def suspects(self) -> bool:
        """Whether the next look should come soon."""
        return self._watchman.suspects or self._expected is not None

    @property
    def stuck_actors(self) -> tuple[str, ...]:
        return tuple(self._names.actor(index) for index in self._stuck.actors) if self._stuck else ()

    def kept(self) -> tuple[int, int, Recovered | None]:
        """What a child that is started afresh takes over: counts, and what is still expected."""
        return self._operations(), self._violations, self._expected

    def go_on_from(self, kept: tuple[int, int, Recovered | None]) -> None:
        """Take it over. Whoever was stuck is no more."""
        self._operations_before, self._violations, expected = kept
        if expected:
            self._recovered(expected, perf_counter_ns())

    def turn(self) -> None:
        """Read what is told, look at the table."""
        for record in self._child.told():
            self._heard(record)
        if text := self._child.printed():
            self._emit(OutputSeen(self._now(), text))
        elif self._child.ended() is not None:
            self.output_open = False
        snapshot = self._child.table.look()
        if self._finding is None and (found := self._watchman.look(snapshot)):
            self._found(found, snapshot)
        self._mind_the_chunk(snapshot.t)
        self._report()
        self._see_recovery(snapshot)
        if self._up and snapshot.t - self._sampled_ns >= SAMPLE_NS:
            self._sample(snapshot)

    def _found(self, finding: Finding, snapshot: Snapshot) -> None:
        """Ask where they stand; but who waits for somebody that was told to leave is let go, not stuck."""
        if snapshot.hurried and finding.kind == "nobody left":
            self._call_off(finding)
            return
        self._finding, self._found_ns = finding, snapshot.t
        self._stacks, self._dumps_asked = {}, []
        self._patient_until = snapshot.t + ANSWER_NS
        self._child.tell(do="stacks")

    def _mind_the_chunk(self, now: int) -> None:
        stuck = self._finding is not None or self._stuck is not None
        if self._chunk_ns and not stuck and now - self._chunk_ns > SLOW_CHUNK_NS:
            self._chunk_ns = 0
            self._child.tell(do="hurry")

    @property
    def guard_in_use(self) -> str:
        """The guard of the chunk that runs."""
        return self._guards[self._child.table.words[GUARD]]

    @property
    def judged_any(self) -> bool:
        """Whether anything has come to an end and was looked at."""
        return self._chunks > 0

    def going_on(self) -> str:
        """Where the demo's code is, from outside; "" when it does not say. Waits a moment."""
        table = self._child.table
        pids = {table.actor(index).pid for index in range(table.actors)} - {0} | {self._child.pid}
        self._child.dumped()
        for pid in pids:
            self._child.ask_for_dump(pid)
        until, dump, places = perf_counter_ns() + DUMP_NS, "", list[Place]()
        while not places and perf_counter_ns() < until:
            sleep(LOOK_S)
            dump += self._child.dumped()
            places = [stack[0] for stack in stacks(dump).values() if stack]
        where = dict.fromkeys(f"{one.function}(), line {one.line}" for one in places)
        return " and ".join(where)

    def last_sample(self) -> None:
        self._sample(self._child.table.look())

    def _heard(self, record: dict[str, Any]) -> None:
        match record["kind"]:
            case "name":
                named = (record["name"], record["phrase"], record["signal"])
                self._names.tools[record["number"]] = named
            case "up":
                self._up, self._chunk_ns = True, perf_counter_ns()
                self._emit(
                    ChildUp(
                        record["t"] - self._start_ns,
                        record["python"],
                        record["gil"],
                        record["pid"],
                        record["switch_interval_s"],
                        record["hesitation_s"],
                        record["hesitates_every"],
                    )
                )
            case "chunk":
                self._judged(record)
            case "stack":
                self._stacks[record["actor"]] = tuple(place_from(frame) for frame in record["frames"])
            case "died":
                self._emit(OutputSeen(self._now(), f"{self._names.actor(record['actor'])}'s process died.\n"))
            case "failed":
                self.failed = record

    def _judged(self, record: dict[str, Any]) -> None:
        witness = witness_from(record["witness"]) if record["witness"] else None
        self.witness = self.witness or witness
        self._violations += record["violations"]
        self._chunks += 1
        self._chunk_ns = perf_counter_ns()
        self._emit(
            ChunkJudged(
                record["t"] - self._start_ns,
                record["guard"],
                record["operations"],
                record["worlds"],
                record["failed_worlds"],
                record["violations"],
                witness,
            )
        )

    def _report(self) -> None:
        """Once the members have told where they stand, or did not in time."""
        finding = self._finding
        if finding is None:
            return
        if not self._answered(finding):
            return
        told = report(
            finding,
            self._child.table,
            self._names,
            self._stacks,
            start=self._start_ns,
            found=self._found_ns,
            guard=self.guard_in_use,
        )
        self._finding, self._stuck = None, finding
        self._emit(StuckSeen(self._now(), told))

    def _answered(self, finding: Finding) -> bool:
        """Whether all have told where they stand, or will not. Those who do not answer are asked to dump."""
        silent = [index for index in finding.actors if index not in self._stacks]
        if not silent:
            return True
        now = perf_counter_ns()
        pids = list(dict.fromkeys(self._child.table.actor(index).pid for index in silent))
        if now < self._patient_until:
            return False
        self._take_dump(silent)
        left = [pid for pid in pids if pid not in self._dumps_asked]
        if not left:
            return True
        self._dumps_asked.append(left[0])
        self._child.ask_for_dump(left[0])
        self._patient_until = now + DUMP_NS
        return False

    def _take_dump(self, silent: list[int]) -> None:
        """What the process said that was asked last."""
        told = stacks(self._child.dumped())
        for index in silent:
            actor = self._child.table.actor(index)
            if self._dumps_asked[-1:] == [actor.pid] and actor.ident in told:
                self._stacks[index] = told[actor.ident]

    def abort_one(self) -> bool:
        """Call off the wait that closed the circle, or all where there is none.

        False when nobody stands still, so that only a fresh start helps: a lock in use cannot be borrowed.
        """
        if self._stuck is None:
            return True
        names = self.stuck_actors
        if self._stuck.kind in PROGRESS:
            words = "Nobody stands still here, so no wait can be called off: all was started afresh."
            self._expected = Recovered(perf_counter_ns(), "abort", names, 0, "no preemption", words)
            return False
        victims = self._victims(self._stuck)
        words = f"The waits of {' and '.join(names)} were called off: nobody would have come."
        if self._stuck.kind == "circle":
            victim = self._names.actor(victims[0][0])
            names = (victim,)
            words = (
                f"{victim}'s wait was called off; {victim} let go of what it held, and the others went on."
            )
        self._expected = Recovered(perf_counter_ns(), "abort", names, 0, "no preemption", words)
        self._call_off(self._stuck)
        return True

    def expect(self, choice: str, removes: str) -> None:
        """A recovery by switching to a guard begins."""
        one = self._stuck is not None and self._stuck.kind == "circle"
        waits = "One wait was called off" if one else "All waits were called off"
        words = f"{waits}, and the {choice} was imposed: {removes} is not possible any more."
        self._expected = Recovered(perf_counter_ns(), choice, self.stuck_actors, 0, removes, words)

    def let_go(self) -> None:
        """Let those go on who stand still."""
        if self._stuck is not None and self._stuck.kind not in PROGRESS:
            self._call_off(self._stuck)

    def _call_off(self, finding: Finding) -> None:
        self._child.tell(do="call off", waits=self._victims(finding))

    def _victims(self, finding: Finding) -> list[tuple[int, int]]:
        """Whose wait to end, and which: the youngest of a circle, with which it opens; else all of them."""
        waits = [(actor, sequence) for actor, sequence, *_ in finding.waits]
        if finding.kind != "circle":
            return waits
        return [max(waits, key=lambda wait: self._child.table.actor(wait[0]).since)]

    def _see_recovery(self, snapshot: Snapshot) -> None:
        if self._stuck is None:
            return
        same = snapshot.epoch == self._stuck.epoch and any(
            snapshot.actors[index].waits and snapshot.actors[index].sequence == sequence
            for index, sequence, *_ in self._stuck.waits
        )
        if same or (self._stuck.kind in PROGRESS and snapshot.epoch == self._stuck.epoch):
            return
        self._stuck = None
        if self._expected:
            self._recovered(self._expected, snapshot.t)
            self._expected = None

    def _recovered(self, expected: Recovered, now: int) -> None:
        """``expected`` has the clock at which it was asked for as its time."""
        self._emit(replace(expected, t=self._now(), took_ns=now - expected.t))

    def _operations(self) -> int:
        table = self._child.table
        return self._operations_before + sum(table.actor(index).done for index in range(table.actors))

    def _sample(self, snapshot: Snapshot) -> None:
        self._sampled_ns = snapshot.t
        actors = snapshot.actors
        waits = tuple(self._wait(index, actor, snapshot) for index, actor in enumerate(actors) if actor.waits)
        self._emit(
            WildSampled(
                self._now(),
                self.guard_in_use,
                self._operations(),
                self._violations,
                tuple(actor.done for actor in actors),
                tuple(actor.tries for actor in actors),
                tuple(actor.turns for actor in actors),
                "".join(_sign(actor) for actor in actors),
                waits,
            )
        )

    def _wait(self, index: int, actor: ActorReading, snapshot: Snapshot) -> Wait:
        tool = snapshot.tools[actor.tool]
        name, phrase, _ = self._names.tool(tool.name)
        ends_in = max(actor.until - snapshot.t, 1) if actor.until else 0
        holder = self._names.actor(tool.holder)
        return Wait(self._names.actor(index), name, phrase, holder, snapshot.t - actor.since, ends_in)

    def _now(self) -> int:
        return perf_counter_ns() - self._start_ns


def _sign(actor: ActorReading) -> str:
    if actor.waits:
        return "t" if actor.until else "l"
    return {ABSENT: "i", OVER: "i", DEAD: "x"}.get(actor.state, "r")
