"""Looks cost no more than their share of a core, whatever one costs."""

import pytest

from gilrace.meters.allowance import Allowance

MS = 1_000_000
PERIOD = 50 * MS


class Worker:
    """A thread whose looks cost what they are told to."""

    def __init__(self, cost):
        self.used, self.cost = 0, cost

    def cpu(self):
        return self.used

    def looks(self, periods):
        allowance, seen = Allowance(0.01, 20 * MS, self.cpu), 0
        for k in range(periods):
            if allowance.allows(k * PERIOD):
                with allowance.spending():
                    self.used += self.cost
                    seen += 1
        return seen


@pytest.mark.parametrize("cost", [0, MS // 10, MS // 2])
def test_cheap_looks_are_all_taken(cost):
    assert Worker(cost).looks(1000) == 1000


@pytest.mark.parametrize("cost", [MS, 5 * MS, 40 * MS])
def test_dear_looks_cost_their_share_and_what_there_was_at_the_start(cost):
    worker = Worker(cost)
    assert 0 < worker.looks(1000) < 1000
    assert worker.used <= 0.01 * 1000 * PERIOD + 20 * MS + cost


def test_a_short_heat_with_a_dear_first_look_is_still_looked_at():
    assert Worker(3 * MS).looks(6) == 6
