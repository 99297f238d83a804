"""The referee: starts heats, says go, watches, ends them, and writes down what happened."""

from __future__ import annotations

import datetime
import selectors
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import gilrace
from gilrace.errors import GilraceError
from gilrace.meters import host
from gilrace.race import notes
from gilrace.race.events import FORMAT, Event, HeatEnded, HeatStarted, Noted, RaceClosed, RaceOpened
from gilrace.race.heat_run import HeatRun, RaceClock
from gilrace.race.lane_process import LaneProcess
from gilrace.race.plan import LEFT_OUT, Options, PlannedHeat, Rounds, heats
from gilrace.race.preparing import Prepared, launch_of, order_of
from gilrace.race.sampler import PERIOD_NS, Sampler
from gilrace.race.state import RaceState, advance
from gilrace.race.surroundings import with_surroundings

if TYPE_CHECKING:
    from gilrace.race.control import Control
    from gilrace.race.recording import Recording
    from gilrace.race.turns import Turn
    from gilrace.scenario import Scenario

NOISY = 0.1  # of one core: five percent of a machine with two


class Referee:
    """Runs one prepared race to its end."""

    def __init__(
        self,
        scenario: Scenario,
        race: Prepared,
        recording: Recording,
        control: Control,
        options: Options,
        turn: Turn,
    ) -> None:
        self.scenario = scenario
        self.race = race
        self.recording = recording
        self.control = control
        self.options = options
        self.turn = turn
        self.state = RaceState()
        self.clock = RaceClock()
        self.sampler = Sampler([])
        self.out: set[str] = set()  # lanes that cannot or may not go on
        self.passed: dict[str, str] = {}  # why lanes were left out of their latest heat

    def run(self) -> None:
        """The whole race. What was measured stays in the recording, however it ends."""
        self._open()
        reason = "failed"
        try:
            for batch in self._batches():
                self._wait_for_resume()
                if self.control.stopped:
                    break
                self._run(batch)
            reason = "stopped" if self.control.stopped else "complete"
        finally:
            self.emit(RaceClosed(self.clock.now(), reason))

    def emit(self, event: Event) -> None:
        """Write an event down, and what there is to say about it."""
        if isinstance(event, HeatEnded):
            event = self._with_surroundings(event)
        self._keep(event)
        for note in notes.notes(event, self.state):
            self._keep(note)

    def _keep(self, event: Event) -> None:
        healthy = not self.recording.problem
        self.recording.append(event)
        self.state = advance(self.state, event)
        if healthy and self.recording.problem:
            self._keep(Noted(event.t, self.recording.problem, level="error"))

    def _open(self) -> None:
        rounds = self._rounds()
        lanes = self.race.lanes
        self.emit(
            RaceOpened(
                t=0,
                format=FORMAT,
                version=gilrace.__version__,
                name=self.scenario.name,
                title=self.scenario.title,
                work=self.race.kind,
                items=self.race.items,
                lanes=tuple(lane.info for lane in lanes),
                yardstick=self.scenario.yardstick,
                rounds=rounds.planned,
                warmups=rounds.warmups,
                heats=(rounds.warmups + rounds.planned) * len(lanes) if rounds.counted is not None else 0,
                mode="together" if self.options.together else "fair",
                started_at=datetime.datetime.now().astimezone().isoformat(timespec="seconds"),
                machine=host.describe(),
                scenario=self.scenario.as_dict(),
            )
        )

        if not self.turn.held:
            self._keep(Noted(0, f"{self.turn.rival()}: it and this one disturb each other", level="warn"))

    def _rounds(self) -> Rounds:
        spec = self.scenario.rounds
        if self.options.together:
            return Rounds(0, 1)
        return Rounds(self.scenario.warmup, spec.count, spec.seconds)

    def _batches(self) -> Iterator[list[PlannedHeat]]:
        """Heats that run at the same time: one, or a whole round when all race together."""
        for round_ in heats(self.race.lanes, self._rounds(), self._go_on):
            if self.options.together:
                yield round_
            else:
                yield from ([heat] for heat in round_)

    def _go_on(self, rounds_run: int) -> bool:
        seconds = self.scenario.rounds.seconds
        if seconds is not None:
            return self.clock.now() < seconds * 1e9
        return not (self.options.enough and self.options.enough(self.state))

    def _wait_for_resume(self) -> None:
        if not self.control.paused:
            return
        self._keep(Noted(self.clock.now(), "paused before the next heat"))
        self.turn.end()  # others may race meanwhile
        self.control.wait_while_paused()
        if not self.turn.take():
            self._keep(Noted(self.clock.now(), f"{self.turn.rival()}: waiting", level="warn"))
            self.turn.wait()
            self.control.skipping = False

    def _run(self, batch: list[PlannedHeat]) -> None:
        runs = [run for heat in batch if self._takes_part(heat) and (run := self._start(heat))]
        if not runs:
            return
        self.sampler = Sampler(runs)
        self.turn.take()  # where we did not wait for it
        try:
            self._watch(runs)
        finally:
            for run in runs:
                run.end("stopped", "the race was stopped")
            self.sampler.close()
        self.out |= {run.heat.lane.info.id for run in runs if self._retired(run)}

    def _takes_part(self, heat: PlannedHeat) -> bool:
        """Whether a lane races this heat. Why it is left out is noted whenever the reason is a new one."""
        lane = heat.lane.info.id
        if lane in self.out:
            return False
        reason = self.options.passes(self.state, heat) if self.options.passes else ""
        if reason and reason != self.passed.get(lane):
            self._keep(Noted(self.clock.now(), f"{LEFT_OUT}{reason}", lane))
        self.passed[lane] = reason
        return not reason

    def _retired(self, run: HeatRun) -> bool:
        heat = self.state.lane(run.heat.lane.info.id).heat
        return heat is not None and heat.status in ("crashed", "failed", "timeout")

    def _start(self, heat: PlannedHeat) -> HeatRun | None:
        lane = heat.lane
        try:
            if lane.problem:
                raise GilraceError(lane.problem)
            process = LaneProcess(
                launch_of(lane, self.race.folder), order_of(lane, self.race.work), self.race.folder
            )
        except (GilraceError, OSError) as error:
            told = getattr(error, "message", None) or str(error)
            self._cannot_start(heat, told)
            return None
        timeout_ns = int(self.scenario.timeout_s * 1e9)
        return HeatRun(heat, process, self.emit, self.clock, timeout_ns)

    def _cannot_start(self, heat: PlannedHeat, reason: str) -> None:
        t = self.clock.now()
        self.out.add(heat.lane.info.id)
        self.emit(HeatStarted(t, heat.index, heat.lane.info.id, heat.round, heat.counted))
        self.emit(HeatEnded(t, heat.index, "failed", reason, caveats=("cannot-run-here",)))

    def _watch(self, runs: list[HeatRun]) -> None:
        """Listen and sample until every heat is over."""
        next_sample = self.clock.now() + PERIOD_NS
        while active := [run for run in runs if not run.over]:
            self._wait(active, next_sample)
            for run in active:
                run.listen()
            self._go_when_all_are_ready(runs)
            self._obey(active)
            now = self.clock.now()
            for run in active:
                if now > run.deadline:
                    run.overdue()
            if now >= next_sample:
                for sample in self.sampler.sample(now):
                    self._keep(sample)
                next_sample = max(next_sample + PERIOD_NS, now + PERIOD_NS // 2)

    def _wait(self, active: list[HeatRun], until: int) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self.control.wake_fd, selectors.EVENT_READ)
            for run in active:
                for fd in run.process.watched():
                    selector.register(fd, selectors.EVENT_READ)
            selector.select(max(0.0, (until - self.clock.now()) / 1e9))

    def _go_when_all_are_ready(self, runs: list[HeatRun]) -> None:
        waiting = [run for run in runs if not run.over]
        if all(run.ready for run in waiting):
            for run in waiting:
                if not run.went:
                    run.go()

    def _obey(self, active: list[HeatRun]) -> None:
        self.control.drain()
        if self.control.stopped:
            for run in active:
                run.end("stopped", "the race was stopped")
        elif self.control.skipping:
            for run in active:
                run.end("skipped", "this heat was skipped")
        self.control.skipping = False

    def _with_surroundings(self, event: HeatEnded) -> HeatEnded:
        """Add what only an observer can know: the GIL wait and the load of other programs."""
        lane = self.state.lane_of(event.heat)
        metrics = dict(event.metrics)
        if lane is not None and lane.heat is not None and lane.heat.gil_wait is not None:
            metrics["gil_wait"] = lane.heat.gil_wait
            metrics["gil_wait_doubt"] = self.sampler.gil_doubt(event.heat) or 0.0
        foreign = self.sampler.average_foreign
        caveats = event.caveats
        if foreign is not None:
            metrics["foreign"] = foreign
            if foreign > NOISY:
                caveats = (*caveats, "noisy-host")
        if not self.turn.held:
            caveats = (*caveats, "another-race")
        if event.status == "finished" and self.race.server_was_late():
            caveats = (*caveats, "origin-late")
        ended = replace(event, metrics=metrics, caveats=caveats)
        return ended if "cannot-run-here" in caveats else with_surroundings(ended, self.sampler)
