"""Heats run by themselves: a lane process turned to its end, without meters or a scenario."""

import selectors
import sys
from pathlib import Path

import pytest

from gilrace.lane.order import HeatOrder, WorkOrder
from gilrace.race.events import HeatEnded, LaneInfo
from gilrace.race.heat_run import HeatRun, RaceClock
from gilrace.race.lane_process import LaneProcess, Launch
from gilrace.race.plan import PlannedHeat, PlannedLane

OWN = Path(__file__).parent / "own_work.py"


class Turned:
    """A heat that was run to its end, and what it told."""

    def __init__(self, events, run):
        self.events = events
        self.pgid = run.process.pgid
        self.end = next(event for event in events if isinstance(event, HeatEnded))

    def of(self, kind):
        return [event for event in self.events if isinstance(event, kind)]


@pytest.fixture
def turn(tmp_path):
    """Run one heat: ``turn(use, strategy, workers, chunk=, start=, items=, timeout_s=)``."""
    runs = []

    def turn(
        use,
        strategy,
        workers=2,
        *,
        chunk=None,
        start="",
        items=None,
        settings=None,
        timeout_s=20.0,
        act=None,
        python=sys.executable,
        gil="",
    ):
        own = not use.isidentifier()
        info = LaneInfo("x", "X", "x", strategy, workers)
        lane = PlannedLane(info, chunk, start, python, not own)
        work = WorkOrder(use, "", items or {"count": 30}, settings or {}, str(OWN.parent))
        events = []
        process = LaneProcess(
            Launch.of(python, not own, tmp_path, gil),
            HeatOrder(work, strategy, workers, chunk, start),
            tmp_path,
        )
        run = HeatRun(
            PlannedHeat(0, lane, 1, True), process, events.append, RaceClock(), int(timeout_s * 1e9)
        )
        runs.append(run)
        while not run.over:
            with selectors.DefaultSelector() as selector:
                for fd in process.watched():
                    selector.register(fd, selectors.EVENT_READ)
                selector.select(0.05)
            run.listen()
            if run.ready and not run.went:
                run.go()
            if act and not run.over:
                act(run)
            if run.now() > run.deadline:
                run.overdue()
        return Turned(events, run)

    yield turn
    for run in runs:
        run.end("stopped", "the test is over")
