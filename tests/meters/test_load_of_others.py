from gilrace.meters.foreign import ForeignMeter
from gilrace.meters.own import OwnMeter

MS = 1_000_000


class Clocks:
    """A wall clock and a CPU clock that move when told."""

    def __init__(self):
        self.at = self.cpu = 0

    def meter(self):
        return ForeignMeter(own=lambda: self.cpu, clock=lambda: self.at)

    def pass_time(self, wall_ms, own_ms=0):
        self.at += wall_ms * MS
        self.cpu += own_ms * MS


def test_what_neither_lane_nor_gilrace_used_is_foreign():
    clocks = Clocks()
    meter = clocks.meter()
    meter.read(0, 0)
    clocks.pass_time(1000, own_ms=50)
    assert meter.read(1500 * MS, 1000 * MS) == 45
    assert meter.noisy


def test_a_quiet_machine_is_quiet_even_when_ticks_lag_behind():
    clocks = Clocks()
    meter = clocks.meter()
    meter.read(0, 0)
    for step in range(1, 11):
        clocks.pass_time(100)
        meter.read((step - step % 2) * 100 * MS, step * 100 * MS)
    assert meter.load == 0
    assert not meter.noisy


def test_a_new_lane_starts_from_nothing():
    clocks = Clocks()
    meter = clocks.meter()
    meter.read(0, 5000 * MS)
    clocks.pass_time(1000)
    assert meter.read(1000 * MS, 900 * MS) == 10


def test_only_the_last_second_counts():
    clocks = Clocks()
    meter = clocks.meter()
    meter.read(0, 0)
    clocks.pass_time(1000)
    assert meter.read(1000 * MS, 0) == 100
    clocks.pass_time(1000)
    assert meter.read(1000 * MS, 0) == 0


def test_own_load_is_that_since_the_previous_read():
    clocks = Clocks()
    own = OwnMeter(cpu=lambda: clocks.cpu, clock=lambda: clocks.at)
    clocks.pass_time(200, own_ms=10)
    assert own.read() == 5
    assert own.read() == 5
    clocks.pass_time(100, own_ms=0)
    assert own.read() == 0


def test_own_cpu_time_grows_with_work():
    own = OwnMeter()
    before = own.cpu_ns()
    sum(range(200_000))
    assert own.cpu_ns() > before
