"""A user's function for a cluster."""

import os
import time

from cluster_help import doubled


def slow_double(x):
    time.sleep(0.02)
    return doubled(x)


def comes_from(x):
    return doubled(x), ".zip" in __file__


def third_raises(x):
    if x % 3 == 0:
        raise ValueError(f"bad {x}")
    return x


def kills_its_worker(x):
    if x == 7:
        os._exit(9)
    return x


class Item:
    """What items may be, too: an object of the user's."""

    def __init__(self, number):
        self.number = number


def objects():
    return [Item(number) for number in range(12)]


def number_of(item):
    return item.number
