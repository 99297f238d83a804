"""The bounded queue between two stages."""

import threading

import pytest

from gilrace.lane.belt import EMPTY, END, Belt, BrokenBelt, Supply


def started(work):
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def waiting(belt, what, number=1):
    """Until so many wait there."""
    tick = threading.Event()
    for _ in range(2_000):
        if getattr(belt, what) == number:
            return True
        tick.wait(0.002)
    return False


def test_things_come_out_in_the_order_they_went_in_and_then_it_ends():
    belt = Belt(3)
    for thing in "abc":
        belt.put(thing)
    belt.end()
    assert [belt.take() for _ in range(5)] == ["a", "b", "c", END, END]


def test_who_puts_onto_a_full_belt_waits_and_is_counted():
    belt = Belt(2)
    belt.put(1)
    belt.put(2)
    assert not belt.try_put(3)
    putter = started(lambda: belt.put(3))
    assert waiting(belt, "waiting_to_put")
    assert belt.take() == 1
    putter.join(20)
    assert (len(belt), belt.waiting_to_put) == (2, 0)


def test_who_takes_from_an_empty_belt_waits_and_is_counted():
    belt, got = Belt(2), []
    taker = started(lambda: got.append(belt.take()))
    assert belt.try_take() is EMPTY
    assert waiting(belt, "waiting_to_take")
    belt.put("x")
    taker.join(20)
    assert (got, belt.waiting_to_take) == (["x"], 0)


def test_a_broken_belt_lets_nobody_wait():
    full, empty, ended = Belt(1), Belt(1), []
    full.put(1)

    def expects_the_end(work):
        try:
            work()
        except BrokenBelt:
            ended.append(work)

    threads = [
        started(lambda: expects_the_end(lambda: full.put(2))),
        started(lambda: expects_the_end(empty.take)),
    ]
    assert waiting(full, "waiting_to_put")
    assert waiting(empty, "waiting_to_take")
    full.breaks()
    empty.breaks()
    for thread in threads:
        thread.join(20)
    assert len(ended) == 2
    with pytest.raises(BrokenBelt):
        full.try_take()


def test_a_thousand_things_pass_once_between_many_threads():
    belt, taken = Belt(4), []

    def take():
        while (thing := belt.take()) is not END:
            taken.append(thing)

    takers = [started(take) for _ in range(4)]
    putters = [started(lambda k=k: [belt.put(k * 250 + n) for n in range(250)]) for k in range(4)]
    for putter in putters:
        putter.join(10)
    belt.end()
    for taker in takers:
        taker.join(10)
    assert sorted(taken) == list(range(1_000))


def test_listeners_hear_when_taking_and_putting_become_possible():
    belt, heard = Belt(1), []
    belt.listen(lambda: heard.append("thing"))
    belt.listen_for_room(lambda: heard.append("room"))
    belt.put(1)
    belt.take()
    belt.end()
    assert heard == ["thing", "room", "thing", "room"]


def test_a_supply_gives_each_thing_once_and_then_ends():
    supply = Supply([1, 2])
    assert [supply.take(), supply.try_take(), supply.take()] == [1, 2, END]
    supply.breaks()
    with pytest.raises(BrokenBelt):
        supply.take()
