"""The same without the guard: every worker imports this file, and each would start a pool of its own."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context


def square(number):
    return number * number


with ProcessPoolExecutor(1, get_context("spawn")) as pool:
    print(sum(pool.map(square, range(10))))
