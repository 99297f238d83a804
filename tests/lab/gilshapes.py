"""Bodies that read a counter and write it back, with something in between; run as a script, explored here.

``python gilshapes.py`` prints of each whether an update can be lost where switches come only as under a GIL.
Needs the standard library only.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from gilrace.lab.demo import Demo, Env, everyone
from gilrace.lab.explore.explorer import explore


class Counter:
    def __init__(self) -> None:
        self.value = 0

    def add(self, much: int) -> None:
        self.value += much


def one_more(value: int) -> int:
    return value + 1


def plus_equals(counter: Counter) -> None:
    counter.value += 1


def three_statements(counter: Counter) -> None:
    value = counter.value
    value = value + 1
    counter.value = value


def a_branch_without_a_call(counter: Counter) -> None:
    value = counter.value
    if value >= 0:
        value += 1
    else:
        value -= 1
    counter.value = value


def a_format(counter: Counter) -> None:
    value = counter.value
    text = f"{value}"
    counter.value = value + 1 if text else 0


def a_method_around_both(counter: Counter) -> None:
    counter.add(1)


def a_loop_around_both(counter: Counter) -> None:
    for _ in range(1):
        counter.value += 1


def a_call_of_a_c_function(counter: Counter) -> None:
    counter.value += len("1")


def a_call_of_a_python_function(counter: Counter) -> None:
    counter.value = one_more(counter.value)


def a_for_loop(counter: Counter) -> None:
    value = counter.value
    for _ in (1,):
        value += 1
    counter.value = value


def a_while_loop(counter: Counter) -> None:
    value = counter.value
    left = 1
    while left:
        left -= 1
        value += 1
    counter.value = value


def a_comprehension(counter: Counter) -> None:
    value = counter.value
    (value,) = [value + one for one in (1,)]
    counter.value = value


def the_first_branch_then_the_second(counter: Counter) -> None:
    value = 0
    for second in (False, True):
        if not second:
            value = counter.value
        else:
            counter.value = value + 1


def the_second_branch_then_the_first(counter: Counter) -> None:
    value = 0
    for second in (False, True):
        if second:
            counter.value = value + 1
        else:
            value = counter.value


def two_branches_of_one_while(counter: Counter) -> None:
    value = step = 0
    while step < 2:
        if step == 0:
            value = counter.value
        else:
            counter.value = value + 1
        step += 1


def a_call_in_a_branch_not_taken(counter: Counter) -> None:
    value = counter.value
    if value < 0:
        value = one_more(value)
    counter.value = value + 1


WHOLE = (plus_equals, three_statements, a_branch_without_a_call, a_format, a_method_around_both)
SAFE = (*WHOLE, a_loop_around_both)
TORN = (
    a_call_of_a_c_function,
    a_call_of_a_python_function,
    a_for_loop,
    a_while_loop,
    a_comprehension,
    the_first_branch_then_the_second,
    the_second_branch_then_the_first,
    two_branches_of_one_while,
)
CAUTIOUS = (a_call_in_a_branch_not_taken,)


def setup(env: Env) -> Counter:
    return env.share(Counter(), "counter")


def check(counter: Counter, runs: int) -> str | None:
    return None if counter.value == runs else f"{counter.value} of {runs}"


def fails(body: Callable[[Counter], None], model: str = "gil") -> bool:
    """Whether two actors who do this can lose an update."""
    cast = everyone(("Ann", "Bob"), body)
    return explore(Demo(body.__name__, "x", "x", cast, setup, check, (), ("invariant",)), model=model).fails


if __name__ == "__main__":
    print(json.dumps({body.__name__: fails(body) for body in (*SAFE, *TORN, *CAUTIOUS)}))
