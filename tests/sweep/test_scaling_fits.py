"""The laws of scaling: known parameters come back, whatever they are."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilrace.analysis.scaling import Amdahl, Usl, fit

COUNTS = st.lists(st.integers(1, 64), min_size=4, max_size=12, unique=True)
SHARES = st.floats(0, 1)


def curve(law, counts):
    return [(n, law.at(n)) for n in counts]


@given(COUNTS, SHARES)
def test_amdahl_finds_the_serial_share_a_curve_was_drawn_with(counts, serial):
    found = fit(curve(Amdahl(serial, 0), counts))
    assert found.amdahl.serial == pytest.approx(serial, abs=1e-9)
    assert found.amdahl.error < 1e-9
    assert found.usl.contention == pytest.approx(serial, abs=1e-6)
    assert found.usl.coherency == pytest.approx(0, abs=1e-6)


@given(COUNTS, SHARES, st.floats(0, 0.5))
def test_usl_finds_contention_and_coherency_a_curve_was_drawn_with(counts, contention, coherency):
    found = fit(curve(Usl(contention, coherency, 0), counts))
    assert found.usl.contention == pytest.approx(contention, abs=1e-6)
    assert found.usl.coherency == pytest.approx(coherency, abs=1e-6)
    assert found.usl.error < 1e-6


@given(COUNTS, st.floats(0, 0.9), st.floats(1e-4, 0.3))
def test_the_best_number_of_workers_is_where_the_curve_is_highest(counts, contention, coherency):
    law = fit(curve(Usl(contention, coherency, 0), counts)).usl
    best = law.best_workers
    top = law.at(best)
    assert all(law.at(n) <= top * (1 + 1e-9) for n in (1.0, best * 0.9, best * 1.1, 1000.0) if n >= 1)


@given(st.lists(st.tuples(st.integers(1, 64), st.floats(0.01, 200)), min_size=4, max_size=12))
def test_no_measurement_however_odd_gives_parameters_outside_their_range(points):
    found = fit(points)
    if found is None:
        assert len({n for n, _ in points}) < 4
        return
    shares = (found.amdahl.serial, found.usl.contention, found.usl.coherency)
    assert all(0 <= share <= 1 for share in shares)
    assert found.usl.best_workers >= 1


@given(COUNTS, st.floats(0, 1), st.floats(0, 0.3), st.randoms(use_true_random=False))
def test_a_law_with_two_parameters_fits_no_worse_than_any_neighbour(counts, contention, coherency, chance):
    points = [
        (n, gain * chance.uniform(0.7, 1.4)) for n, gain in curve(Usl(contention, coherency, 0), counts)
    ]
    law = fit(points).usl

    def misses(a, b):
        return sum((n / s - 1 - a * (n - 1) - b * n * (n - 1)) ** 2 for n, s in points)

    least = misses(law.contention, law.coherency)
    for da in (-0.01, 0, 0.01):
        for db in (-0.001, 0, 0.001):
            a, b = law.contention + da, law.coherency + db
            if 0 <= a <= 1 and 0 <= b <= 1:
                assert misses(a, b) >= least - 1e-9 * (1 + least)


@pytest.mark.parametrize("points", [[], [(1, 1.0), (2, 1.9), (4, 3.5)], [(1, 1.0)] * 9])
def test_fewer_than_four_different_numbers_of_workers_are_not_fitted(points):
    assert fit(points) is None


def test_a_speed_up_above_the_number_of_workers_has_no_ceiling():
    found = fit([(1, 1.0), (2, 2.2), (4, 4.5), (8, 9.1)])
    assert found.amdahl.ceiling == math.inf
    assert found.amdahl.parallel == 1.0
    assert found.usl.best_workers == math.inf


def test_a_curve_that_follows_neither_law_is_told_from_one_that_does():
    assert fit([(1, 1.0), (2, 1.9), (4, 3.3), (8, 5.0)]).follows
    assert not fit([(1, 1.0), (2, 0.3), (4, 4.0), (8, 0.5)]).follows
