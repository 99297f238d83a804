"""How many rounds an open-ended race has."""

import pytest

from gilrace.race.plan import LEAST_ROUNDS, MOST_ROUNDS, MOST_TIMED_ROUNDS, Rounds, heats


def counted(rounds, go_on):
    return sum(1 for _ in heats((), rounds, go_on))


@pytest.mark.parametrize(
    ("rounds", "most"),
    [(Rounds(0, 5), 5), (Rounds(0), MOST_ROUNDS), (Rounds(0, seconds=30.0), MOST_TIMED_ROUNDS)],
)
def test_a_race_that_always_wants_more_ends_at_its_limit(rounds, most):
    assert counted(rounds, lambda run: True) == most


def test_a_race_that_knows_enough_at_once_still_has_the_fewest_rounds():
    assert counted(Rounds(0), lambda run: False) == LEAST_ROUNDS
    assert counted(Rounds(0, seconds=1.0), lambda run: run < 7) == 7
