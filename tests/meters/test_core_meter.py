from gilrace.meters.cores import CoreMeter, PsutilTimes, Ticks

TICK_NS = 10_000_000


def test_busy_percent_is_that_of_the_time_since_the_previous_read(fake_proc):
    fake_proc.cores([(100, 100), (0, 500)])
    meter = CoreMeter(fake_proc.folder)
    fake_proc.cores([(175, 125), (0, 600)])
    assert meter.read() == (75, 0)
    fake_proc.cores([(175, 225), (50, 650)])
    assert meter.read() == (0, 50)


def test_reading_twice_within_a_tick_repeats_the_answer(fake_proc):
    meter = CoreMeter(fake_proc.folder)
    fake_proc.cores([(30, 70)])
    assert meter.read() == (30,)
    assert meter.read() == (30,)


def test_a_core_taken_offline_reads_zero_and_keeps_its_place(fake_proc):
    fake_proc.cores([(0, 0), (0, 0), (0, 0)])
    meter = CoreMeter(fake_proc.folder)
    fake_proc.cores([(10, 0), (20, 20)], numbers=(0, 2))
    assert meter.read() == (100, 0, 50)
    fake_proc.cores([(20, 0), (5, 5), (20, 40)])
    assert meter.read() == (100, 0, 0)


def test_a_core_that_comes_later_gets_a_place(fake_proc):
    meter = CoreMeter(fake_proc.folder)
    fake_proc.cores([(10, 10), (0, 0)])
    assert meter.read() == (50, 0)
    fake_proc.cores([(10, 20), (10, 0)])
    assert meter.read() == (0, 100)


def test_time_the_hypervisor_took_is_not_busy_and_told_apart(fake_proc):
    meter = CoreMeter(fake_proc.folder)
    fake_proc.cores([(20, 70)], steal=10)
    meter.read()
    assert meter.steal_percent == 10
    assert meter.total_busy_ns() == 20 * TICK_NS


def test_counters_that_run_backwards_give_no_negative_load(fake_proc):
    fake_proc.cores([(100, 100)])
    meter = CoreMeter(fake_proc.folder)
    fake_proc.cores([(110, 90)])
    assert meter.read() == (100,)
    fake_proc.cores([(90, 190)])
    assert meter.read() == (0,)


def test_without_proc_psutil_counts_as_many_cores(tmp_path):
    import psutil

    meter = CoreMeter(tmp_path)
    assert len(meter.read()) == psutil.cpu_count()
    assert meter.total_busy_ns() > 0


def test_both_counters_tell_the_same_time():
    from_psutil = PsutilTimes().read()[0]
    meter = CoreMeter()
    assert isinstance(from_psutil, Ticks)
    assert abs(sum(t.busy for n, t in PsutilTimes().read().items() if n >= 0) - meter.total_busy_ns()) < 2e9


def test_any_counter_can_be_handed_in():
    class Counter:
        ticks = Ticks(0, 0, 0)

        def read(self):
            return {-1: self.ticks, 0: self.ticks}

    counter = Counter()
    meter = CoreMeter(counter=counter)
    counter.ticks = Ticks(1, 3, 0)
    assert meter.read() == (25,)
