"""Functions of the user's are found without running a line of theirs."""

from __future__ import annotations

import pytest

SOURCE = """
raise RuntimeError("this file must not be run")
import os.path as paths
from json import dumps

def work(item, /, size=1, *, depth=2): ...
async def awork(item, **settings): ...
class Tool:
    def use(self, item): ...
try:
    import fast as speed
except ImportError:
    def slow(item): ...
quick, handy = work, lambda item: item
"""


@pytest.fixture
def own(write, valid, problems):
    write(SOURCE, "own.py")

    def form(use, more=""):
        return f'workload: {{use: "{use}"{more}}}\nlanes: [sequential]\n'

    return form


@pytest.mark.parametrize(
    "name", ["work", "awork", "Tool", "Tool.use", "slow", "speed", "dumps", "paths", "quick", "handy"]
)
def test_whatever_a_module_defines_can_be_raced(own, valid, name):
    assert valid(own(f"./own.py:{name}")).workload.use == f"./own.py:{name}"
    assert valid(own(f"own:{name}")).kind == "yours"


def test_a_function_that_is_not_there_brings_the_nearest_one(own, problems):
    (problem,) = problems(own("./own.py:wrok"))
    assert (problem.line, problem.column) == (1, 17)
    assert (problem.message, problem.hint) == ("./own.py has no function 'wrok'", "did you mean work?")


def test_a_file_that_is_not_there_brings_the_nearest_one(own, problems):
    (problem,) = problems(own("./onw.py:work"))
    assert (problem.message, problem.hint) == ("there is no file './onw.py'", "did you mean own.py?")


def test_settings_are_compared_with_the_functions_parameters(own, problems, valid):
    assert valid(own("./own.py:work", ", settings: {size: 2, depth: 3}"))
    assert valid(own("./own.py:awork", ", settings: {anything: 2}"))
    (problem,) = problems(own("./own.py:work", ", settings: {dept: 3}"))
    assert "no parameter 'dept'" in problem.message
    assert problem.hint == "did you mean depth?"


def test_a_function_that_asks_a_server_must_take_its_url(own, problems, valid, write):
    (problem,) = problems(own("./own.py:work", ", server: {delay: 1ms}"))
    assert "no parameter 'url'" in problem.message
    write("def get(item, url): ...\n", "asks.py")
    assert valid(own("./asks.py:get", ", server: {delay: 1ms}")).workload.server


def test_async_and_items_are_looked_for_as_well(own, problems):
    found = problems(own("./own.py:work", ', async: "./own.py:awrok", items: {call: "./own.py:itms"}'))
    assert len(found) == 2


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("def broken(:\n", "not Python: invalid syntax in line 1"),
        ("x = " + "(" * 5_000, "not Python"),
        ("\0", ""),
    ],
)
def test_a_file_that_is_no_python_says_so(write, problems, source, words):
    write(source, "bad.py")
    (problem,) = problems('workload: {use: "./bad.py:f"}\nlanes: [sequential]\n')
    assert words in problem.message


@pytest.mark.parametrize(
    "use", ["./own.py:", ":work", "./own.py:a b", "a b:c", "./:f", "..:f", "os.nowhere:f", "json.nowhere:f"]
)
def test_a_place_that_cannot_be_a_function_is_a_problem_and_no_traceback(own, problems, use):
    assert problems(own(use))[0].column == 17


def test_a_function_of_an_installed_module_is_found(own, valid, problems):
    assert valid(own("json:dumps")).workload.use == "json:dumps"
    assert valid(own("json.decoder:JSONDecoder"))
    assert valid(own("math:sqrt"))
    assert "no function 'dmps'" in problems(own("json:dmps"))[0].message
