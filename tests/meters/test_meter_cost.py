"""What a look at a lane costs; run with -m benchmark --benchmark-enable."""

import pytest

from gilrace.meters.lane_cpu import LaneMeter

BUDGET_S = 250e-6  # ten looks a second at 0.25 % of a core


@pytest.mark.benchmark
@pytest.mark.parametrize("kind", ["reading", "spin"])
def test_a_look_at_32_threads_stays_within_its_budget(benchmark, child, kind):
    with LaneMeter(child(kind, 32).pid) as meter:
        meter.read()
        benchmark(meter.read)
        assert benchmark.stats["median"] < BUDGET_S
