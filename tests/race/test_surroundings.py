"""What takes time from a heat from outside becomes numbers and doubts of its end."""

import pytest

from gilrace.meters.core_visits import CoreVisits
from gilrace.meters.readings import LaneReading, ThreadReading
from gilrace.meters.throttle import Throttled
from gilrace.race.events import HeatEnded
from gilrace.race.heat import Heat
from gilrace.race.notes import _where
from gilrace.race.surroundings import with_surroundings

NOTHING = Throttled()
END = HeatEnded(9, 3, "finished", metrics={"wall_ns": 5}, caveats=("noisy-host",))


class Seen:
    """What a sampler has seen."""

    def __init__(self, throttled=NOTHING, average_steal=None, cores=()):
        self.throttled, self.average_steal = throttled, average_steal
        self._cores = cores

    def visits(self, heat):
        assert heat == END.heat
        found = CoreVisits()
        for core in self._cores:
            found.add(LaneReading(threads=(ThreadReading(1, 1, "r", core, 0, 0),)), {1})
        return found


def test_a_quiet_machine_adds_nothing_but_what_it_measured():
    assert with_surroundings(END, Seen()) == END
    ended = with_surroundings(END, Seen(average_steal=0.01))
    assert ended.metrics == {"wall_ns": 5, "steal": 0.01}
    assert ended.caveats == END.caveats


@pytest.mark.parametrize(
    ("seen", "metric", "value", "doubt"),
    [
        (Seen(throttled=Throttled(2, 70_000_000)), "throttled_ns", 70_000_000, "throttled"),
        (Seen(average_steal=0.05), "steal", 0.05, "time-stolen"),
    ],
)
def test_time_that_a_quota_or_the_hypervisor_took_is_told(seen, metric, value, doubt):
    ended = with_surroundings(END, seen)
    assert ended.metrics[metric] == value
    assert ended.caveats == ("noisy-host", doubt)


def test_the_cores_a_heat_was_seen_on_stand_in_its_end_and_in_its_sentence():
    ended = with_surroundings(END, Seen(cores=(1, 0, 0)))
    assert (ended.cores, ended.metrics["core_moves"]) == ((0, 1), 1)


@pytest.mark.parametrize(
    ("cores", "words"),
    [
        ((), ""),
        ((3,), "; seen on core 3"),
        ((0, 1), "; seen on cores 0 and 1"),
        ((0, 1, 2), "; seen on cores 0, 1 and 2"),
        (tuple(range(10)), "; seen on cores 0, 1, 2, 3, 4, 5, 6, 7 and 2 more"),
    ],
)
def test_cores_are_named_as_people_would(cores, words):
    assert _where(Heat(0, "x", 1, True, 0, cores=cores)) == words
