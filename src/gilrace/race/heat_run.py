"""One heat from start to end, as a small state machine the referee turns."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any

from gilrace.race.events import Event, HeatEnded, HeatGone, HeatReady, HeatStarted, Noted, OutputSeen, Spans

if TYPE_CHECKING:
    from gilrace.race.lane_process import LaneProcess
    from gilrace.race.plan import PlannedHeat

KEPT_OUTPUT = 100_000  # characters of a heat's output that are recorded
RECORDED_SPANS = 20_000  # of one heat
WHOLE_HEATS = 50  # that are recorded with so many
FEWEST_SPANS = 500
GRACE_S = 1.0
MOSTLY = 0.99  # of the items on the timeline, or it is said to be thinned


class RaceClock:
    """Nanoseconds since the race opened."""

    def __init__(self) -> None:
        self.origin = perf_counter_ns()

    def now(self) -> int:
        return perf_counter_ns() - self.origin

    def of(self, perf_ns: int) -> int:
        """The race clock's time of a `time.perf_counter_ns` taken in any process of this machine."""
        return perf_ns - self.origin


class HeatRun:
    """A heat that has been started. Turn it with `listen` until `over`."""

    def __init__(
        self,
        heat: PlannedHeat,
        process: LaneProcess,
        emit: Callable[[Event], None],
        clock: RaceClock,
        timeout_ns: int,
    ) -> None:
        self.heat = heat
        self.process = process
        self.over = False
        self.ready = False
        self.went = False
        self.items = 0
        self.said = ""  # by the strategy, about how it goes
        self.loading_ns = 0  # CPU time of interpreter and imports, before the heat's clock
        self.done: dict[str, Any] | None = None
        self._emit = emit
        self._clock = clock
        self.now = clock.now
        self._timeout_ns = timeout_ns
        self._launched = clock.now()
        self._started: int | None = None
        self._output_left = KEPT_OUTPUT
        self._early: list[tuple[str, str]] = []  # stream and text, printed before the heat's clock started

    @property
    def deadline(self) -> int:
        """On the race clock."""
        return self._launched + self._timeout_ns

    def listen(self) -> None:
        """Take in all that the lane has told or printed; notice its end."""
        ended = self.process.ended()
        self._take_output()
        for event in self.process.events():
            if not self.over:
                self._take(event)
        if ended is not None and not self.over:
            self._end_of(ended)

    def go(self) -> None:
        """The go signal."""
        self._emit(HeatGone(self.now(), self.heat.index))
        self.process.go()
        self.went = True

    def end(self, status: str, reason: str, detail: str = "", **more: Any) -> None:
        """Close the lane and tell the result."""
        if self.over:
            return
        self.over = True
        self._start(self.now())
        spans = self._spans() if self.went else None
        partial = self._partial_metrics()
        self.process.kill()
        self._take_output()
        tail = self.process.tail()
        metrics = more.pop("metrics", None) or partial
        if status != "finished" and tail and tail not in detail:
            detail = f"{detail}\n{tail}".strip()
        self._emit(HeatEnded(self.now(), self.heat.index, status, reason, detail, metrics=metrics, **more))
        if spans is not None:
            self._emit(spans)
        self.process.close()

    def overdue(self) -> None:
        """The heat is over its time."""
        if self.over:
            return
        seconds = self._timeout_ns / 1e9
        done = sum(self.process.track.done())
        total = self.items or "?"
        reason = f"not finished after {seconds:g} s: {done} of {total} items were done{self._slowest()}"
        if not self.ready:
            reason = f"not ready after {seconds:g} s: its workers did not get to the line"
        self.end("timeout", reason)

    def _start(self, t: int) -> None:
        """The heat's clock starts once interpreter and work are loaded, as the pool is set up."""
        if self._started is None:
            self._started = t
            heat = self.heat
            self._emit(HeatStarted(t, heat.index, heat.lane.info.id, heat.round, heat.counted))
            early, self._early = self._early, []
            for stream, text in early:
                self._emit(OutputSeen(self.now(), heat.index, stream, text))

    def _slowest(self) -> str:
        """Which worker has been silent for longest, where that says something."""
        track = self.process.track
        readings = [(track.worker(w).marked, w) for w in range(track.workers) if track.worker(w).phase == 2]
        if not readings:
            return ""
        marked, worker = min(readings)
        if not marked:
            return f"; worker {worker} has not finished any"
        return f"; worker {worker} has finished none for {(perf_counter_ns() - marked) / 1e9:.1f} s"

    def _take(self, event: dict[str, Any]) -> None:
        kind = event["kind"]
        if kind == "start":
            self.loading_ns = event["cpu_ns"]
            self._start(self._clock.of(event["t"]))
        elif kind == "ready":
            self.ready = True
            self.items = event["items"]
            self._emit(
                HeatReady(
                    self.now(),
                    self.heat.index,
                    event["startup_ns"],
                    event["python"],
                    event["gil"],
                    event["pid"],
                    event["start_method"],
                    event["items"],
                    event["free_threaded"],
                )
            )
        elif kind == "warned":
            self._emit(Noted(self.now(), event["text"], self.heat.lane.info.id, "warn"))
        elif kind == "said":
            self.said = str(event["text"])
        elif kind == "done":
            self.done = event
            self._finish(event)
        elif kind == "failed":
            self.end("failed", event["reason"], event["detail"], caveats=tuple(event["caveats"]))

    def _finish(self, event: dict[str, Any]) -> None:
        """The host told its result; let it leave by itself, a moment at most."""
        self.over = True
        spans = self._spans()
        left = self._leave()
        self._take_output()
        caveats = [*event["caveats"], *(["left-processes"] if left else [])]
        if sum(spans.count) < MOSTLY * event["metrics"]["done"]:
            caveats.append("spans-thinned")
        detail = "\n".join(event["errors"])
        self._emit(
            HeatEnded(
                self.now(),
                self.heat.index,
                "finished",
                detail=detail,
                digest=event["digest"],
                metrics=event["metrics"],
                caveats=tuple(caveats),
            )
        )
        self._emit(spans)
        self.process.close()

    def _leave(self) -> bool:
        import subprocess

        from gilrace.race import reaping

        try:
            self.process.popen.wait(timeout=2.0)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return True
        return reaping.reap(self.process.pgid, GRACE_S)

    def _end_of(self, code: int) -> None:
        """The host is gone without a result."""
        from gilrace.strategies.crew import exit_words

        done = sum(self.process.track.done())
        words = exit_words(code)
        self.end("crashed", f"the lane's process {words} after {done} of {self.items or '?'} items")

    def _take_output(self) -> None:
        for output in self.process.outputs:
            while output.open and (text := output.read()):
                kept = text[: self._output_left]
                self._output_left -= len(kept)
                if kept and self._started is None:
                    self._early.append((output.name, kept))
                elif kept:
                    self._emit(OutputSeen(self.now(), self.heat.index, output.name, kept))

    def _partial_metrics(self) -> dict[str, float]:
        """What is known of a heat that did not finish."""
        return {"done": sum(self.process.track.done()), "items": self.items}

    def _spans(self) -> Spans:
        track = self.process.track
        rows = []
        last = set()  # of each worker
        for worker in range(track.workers):
            rows += [(worker, *span) for span in track.spans(worker)]
            last.update(rows[-1:])
        stride = max(1, -(-len(rows) // spans_of_heat(self.heat.index)))
        if stride > 1:
            rows = list({*rows[::stride], *last})
        rows.sort(key=lambda row: row[3])
        origin = self._clock.origin + (self._started or 0)
        columns = tuple(zip(*rows, strict=True)) or ((),) * 5
        return Spans(
            self.now(),
            self.heat.index,
            worker=columns[0],
            first=columns[1],
            count=columns[2],
            start=tuple(value - origin for value in columns[3]),
            end=tuple(value - origin for value in columns[4]),
            stride=stride * track.stride,
        )


def spans_of_heat(index: int) -> int:
    """How many spans are recorded of a race's heat number 0, 1 ...: a long race must not fill the memory."""
    return max(int(RECORDED_SPANS * min(1.0, (WHOLE_HEATS / (index + 1)) ** 2)), FEWEST_SPANS)
