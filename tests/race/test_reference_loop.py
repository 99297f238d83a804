"""The fixed loop before every heat."""

from gilrace.analysis.steadiness import steadiness
from gilrace.host.reference import reference_ns
from gilrace.race.plan import Options
from gilrace.race.session import RaceSession
from gilrace.race.state import fold
from gilrace.scenario import load


def test_every_heat_tells_what_the_loop_took_and_its_clock_does_not_hold_it(tmp_path):
    path = tmp_path / "short.yaml"
    path.write_text(
        "workload: {use: nap, items: 1, settings: {seconds: 0.0001}}\n"
        "lanes: [sequential, {threads: {workers: 2}}]\nrounds: 2\nwarmup: 1\n"
    )
    session = RaceSession(load(path), Options(wait=False))
    session.run()
    state = fold(session.events())
    heats = [heat for lane in state.lanes for heat in lane.past]
    assert len(heats) == 6
    assert all(heat.metrics["reference_ns"] > 100_000 for heat in heats)
    sequential = state.lane("sequential").past
    assert min(h.metrics["wall_ns"] for h in sequential) < min(h.metrics["reference_ns"] for h in heats)
    assert steadiness(state).loops == 6


def test_the_loop_takes_time_of_its_own_each_time():
    assert min(reference_ns() for _ in range(3)) > 100_000
