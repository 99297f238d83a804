"""Where the time went, against lanes that know it: within five points, measured by the real engine."""

from dataclasses import dataclass
from pathlib import Path

import gilrace_canned as canned
import pytest

from gilrace.analysis.budget import KINDS, budget, heat_budget
from gilrace.race.events import OutputSeen
from gilrace.race.session import RaceSession
from gilrace.race.state import fold
from gilrace.scenario import load

HERE = Path(__file__).parent
POINTS = 0.05


@dataclass
class Measured:
    """A budget, and what the items themselves told; all as shares of hands x wall."""

    budget: object
    asked: float  # to sleep for; what `nap` has above it is waking up late, for want of a core
    cpu: float
    nap: float
    items: float
    startup: float


@pytest.fixture
def race(tmp_path):
    def race(lane, items, burn_ms):
        path = tmp_path / "known.yaml"
        path.write_text(
            f"workload:\n  use: {HERE / 'known_shares.py'}:call\n  async: {HERE / 'known_shares.py'}:acall\n"
            f"  items: {{list: {items}}}\n  settings: {{burn_ms: {burn_ms}}}\n"
            f"lanes: [{lane}]\nrounds: 1\n"
        )
        session = RaceSession(load(path))
        session.run()
        state = fold(session.events())
        found = budget(state.lanes[0])
        text = "".join(e.text for e in session.events() if isinstance(e, OutputSeen))
        rows = [[int(n) for n in row.split()[1:]] for row in text.splitlines() if row.startswith("item")]
        heat = state.lanes[0].counted[0]
        shares = (sum(row[k] for row in rows) / found.whole_ns for k in range(3))
        told = found.hands * heat.metrics["startup_ns"] / found.whole_ns
        assert sum(found.parts.values()) == pytest.approx(found.whole_ns)
        assert found.whole_ns == pytest.approx(found.hands * heat.metrics["wall_ns"])
        return Measured(found, sum(items) * 1e6 / found.whole_ns, *shares, told)

    return race


def waits(found):
    return found.share("gil") + found.share("core") + found.share("unseen")


def test_one_worker_that_computes_and_sleeps(race):
    told = race("sequential", [4] * 60, burn_ms=6)
    assert told.budget.share("cpu") == pytest.approx(told.cpu, abs=POINTS)
    assert told.asked - POINTS < told.budget.share("blocked") < told.nap + POINTS


def test_threads_that_compute_wait_for_the_gil_for_all_the_time_they_do_not_run(race):
    told = race("{threads: {workers: 2}}", [0] * 120, burn_ms=5)
    assert told.budget.share("cpu") == pytest.approx(told.cpu, abs=POINTS)
    assert waits(told.budget) == pytest.approx(told.items - told.cpu, abs=POINTS)
    gil, core = told.budget.share("gil"), told.budget.share("core")
    assert gil / (gil + told.cpu) > 0.4  # whoever computes keeps the other waiting
    assert gil / (gil + told.cpu + core) < 0.6  # who has the GIL may still wait for a core
    assert told.budget.share("blocked") < POINTS


def test_processes_one_of_which_ends_early(race):
    told = race("{processes: {workers: 2, start: spawn}}", [600, 250], burn_ms=20)
    assert told.budget.share("startup") == pytest.approx(told.startup, abs=0.001)
    assert told.asked - POINTS < told.budget.share("blocked") < told.nap + POINTS
    assert told.budget.share("cpu") == pytest.approx(told.cpu, abs=POINTS)
    rest = 1 - told.startup - told.items
    assert told.budget.share("idle") == pytest.approx(rest, abs=POINTS)
    assert rest > 0.1


def test_processes_that_compute_use_their_cores(race):
    told = race("{processes: {workers: 2}}", [0] * 80, burn_ms=8)
    assert told.budget.share("cpu") == pytest.approx(told.cpu, abs=POINTS)
    assert told.budget.share("gil") < POINTS


def test_an_event_loop_that_naps_is_blocked(race):
    told = race("{asyncio: {limit: 10}}", [40] * 80, burn_ms=0)
    assert told.budget.share("blocked") > 0.85
    assert told.budget.hands == 1


@pytest.mark.parametrize("state", [canned.finished(), canned.waiting(), canned.tie()])
def test_every_budget_adds_up_to_the_whole(state):
    for lane in state.lanes:
        for heat in lane.counted:
            found = heat_budget(lane, heat)
            assert sum(found.parts.values()) == pytest.approx(found.whole_ns)
            assert set(found.parts) <= set(KINDS)
            assert min(found.parts.values()) >= 0
            assert 0 <= found.doubt <= 0.5


def test_a_lane_without_a_time_has_no_budget():
    assert budget(canned.failed_lane().lane("threads")) is None


def test_waits_that_no_sample_saw_are_not_divided():
    events = [e for e in canned.finished_events() if e.kind != "sample"]
    found = budget(fold(events).lane("threads"))
    assert found.share("gil") == found.share("blocked") == 0
    assert found.share("unseen") > 0.4
