"""Starts a pool where a script should: only when it is run, not when it is imported."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context


def square(number):
    return number * number


if __name__ == "__main__":
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        print(sum(pool.map(square, range(10))))
