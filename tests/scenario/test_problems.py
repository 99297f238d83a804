"""Files of the right shape with wrong words: each problem at its place, with what to do."""

from __future__ import annotations

import pytest

WRONG = {
    "title: 5\n": (1, 8, "title must be text, not 5", "quotes"),
    "lanez: [threads]\n": (1, 1, "unknown key 'lanez'", "lanes"),
    "lanes: [thread]\nworkload: {use: primes}\n": (1, 9, "unknown strategy 'thread'", "threads"),
    "lanes: []\n": (1, 8, "at least 1", ""),
    "lanes:\n": (1, 1, "nothing is raced", "workload"),
    "lanes:\n  - threads: {workers: -4}\n": (2, 24, "-4 workers", "1 or more"),
    "lanes:\n  - threads: {workers: 10001}\n": (2, 24, "too many", "at most 10000"),
    "lanes:\n  - processes: {workers: 65}\n": (2, 26, "too many", "at most 64"),
    "lanes:\n  - threads: {workers: core}\n": (2, 24, "no number of workers", "cores"),
    "lanes:\n  - threads: {workers: true}\n": (2, 24, "no number of workers", "cores"),
    "lanes:\n  - processes: {start: spwan}\n": (2, 24, "start cannot be 'spwan'", "spawn"),
    "lanes:\n  - asyncio: {workers: 3}\n": (2, 15, "unknown key 'workers'", "limit"),
    "lanes:\n  - {threads: {}, processes: {}}\n": (2, 5, "here are 2", "exactly one"),
    "lanes:\n  - 7\n": (2, 5, "7 cannot stand here", "strategy"),
    "rounds: 0\n": (1, 9, "count must be at least 1", ""),
    "rounds: 2.5\n": (1, 9, "2.5 cannot stand here", "{until: 3%}"),
    "rounds: {until: 3%, seconds: 3}\n": (1, 9, "here are 2", "exactly one"),
    "rounds: {until: 3 cups}\n": (1, 17, "not a share", "3%"),
    "warmup: -1\n": (1, 9, "at least 0", ""),
    "timeout: 5 parsecs\n": (1, 10, "not a time", "50ms"),
    "timeout: -5s\n": (1, 10, "negative", ""),
    "timeout: 0\n": (1, 10, "more than 0", ""),
    "workload: {use: primes, items: 0}\n": (1, 32, "at least 1", ""),
    "workload: {use: primes, items: []}\n": (1, 32, "at least 1", ""),
    "workload: {use: primes, items: {range: [0, 9, 0]}}\n": (1, 40, "never ends", ""),
    "workload: {use: primes, items: {range: [9, 0]}}\n": (1, 40, "empty", ""),
    "workload: {use: primes, items: {range: [999999999999]}}\n": (1, 40, "too many", ""),
    "workload: {use: primes, items: {range: [0, -999999999999999999, -1]}}\n": (1, 40, "too many", ""),
    "workload: {use: primes, items: {glob: '*.none'}}\n": (1, 39, "no file matches", "looked in"),
    "workload: {use: primes, items: {glob: '/*'}}\n": (1, 39, "no pattern", "relative"),
    "workload: {use: prime}\n": (1, 17, "no built-in workload 'prime'", "primes"),
    "workload: {use: etl.py}\n": (1, 17, "names no function", "colon"),
    "workload: {use: primes, settings: {belo: 3}}\n": (1, 36, "no setting 'belo'", "below"),
    "workload: {use: primes, settings: {below: many}}\n": (1, 43, "below cannot be 'many'", "20000"),
    "workload: {use: primes, settings: {below: true}}\n": (1, 43, "below cannot be True", "20000"),
    "workload: {use: primes, async: 'a:b'}\n": (1, 25, "awaitable twin", "remove"),
    "workload: {use: primes, server: {delay: 1ms}}\n": (1, 25, "asks no server", "remove"),
    "workload: {use: fetch, server: {delay: soon}}\n": (1, 40, "not a number with a unit", "50ms"),
    "workload: {use: fetch, server: {error_rate: 300%}}\n": (1, 45, "at most 1", ""),
    "workload: {use: fetch, url: ftp://x}\n": (1, 29, "no url", "http://"),
    "workload: {stages: [{use: a, in: threads}]}\n": (1, 20, "stages must have at least 2 entries", ""),
    "workload: {items: 3}\n": (1, 11, "use is missing", "primes"),
    "workload: {use: nowhere_at_all:f}\n": (1, 17, "no module 'nowhere_at_all'", "install"),
    "workload: {use: './gone.py:f'}\n": (1, 17, "no file", ""),
    "expect: [{fastst: threads}]\n": (1, 11, "unknown key 'fastst'", "fastest"),
    "expect: [{text: a}]\n": (1, 10, "no key text", ""),
    "teach: {choices: [a, b], answer: c}\n": (1, 34, "none of the choices", "a, b"),
    "name: Has Spaces\n": (1, 7, "no name", "small letters"),
    "demo: {use: lost_updat}\n": (1, 13, "no demo 'lost_updat'", "lost_update"),
    "demo: {use: lost_update, guard: lok}\n": (1, 33, "no guard 'lok'", ""),
    "demo: {use: lost_update, mode: tame}\n": (1, 32, "mode cannot be 'tame'", "wild"),
    "demo: {use: lost_update}\nlanes: [threads]\n": (2, 1, "a demo has no lanes", "remove"),
    "demo: {use: lost_update}\nworkload: {use: primes}\n": (1, 1, "not both", "two files"),
    "workload: {use: primes}\n": (1, 1, "nobody races", "lanes"),
}


@pytest.mark.parametrize("content", WRONG)
def test_a_wrong_word_is_told_at_its_place_with_what_to_do(problems, content):
    line, column, message, hint = WRONG[content]
    found = problems(content)
    assert any(
        (p.line, p.column) == (line, column) and message in p.message and hint in p.hint for p in found
    ), [str(problem) for problem in found]


EXPECT = {
    "fastest: thread": (15, "no lane 'thread'", "threads"),
    "order: threads > sequential": (13, "not an order", "<"),
    "order: threads < threads": (13, "itself", ""),
    "threads.speed > 2": (6, "no metric 'speed'", "speedup"),
    "threds.speedup > 2": (6, "no lane 'threds'", "threads"),
    "threads.wall < 2": (6, "needs a unit", "200ms"),
    "threads.speedup > 2s": (6, "no unit of speedup", "1.5x"),
    "threads.speedup => 2": (6, "no comparison", ">="),
    "threads.speedup > fast": (6, "not a number", "1.5x"),
    "threads is quick": (6, "not an expectation", "same_results"),
    "same_result": (6, "not an expectation", "same_results"),
    "needs: {cores: 0}": (21, "at least 1", ""),
    "unguarded.violations > 0": (6, "no lane 'unguarded'", ""),
}


@pytest.mark.parametrize("line", EXPECT)
def test_a_wrong_expectation_is_told_at_its_place(problems, race, line):
    column, message, hint = EXPECT[line]
    (problem,) = problems(f"{race}expect:\n   - {line}\n")
    assert (problem.line, problem.column) == (4, column)
    assert (message in problem.message, hint in problem.hint) == (True, True), str(problem)


def test_all_problems_come_at_once_from_every_part_of_a_file(problems):
    found = problems(
        "titel: x\n"
        "workload: {use: prime, settings: {below: 3}}\n"
        "lanes:\n  - sequential\n  - thread\n  - processes: {workers: -4, chunk: x}\n"
        "rounds: never\n"
        "teach: {choices: [a], answer: b}\n"
    )
    assert [(p.line, p.column) for p in found] == [(1, 1), (2, 17), (5, 5), (6, 26), (6, 37), (7, 9), (8, 31)]


def test_faulty_lanes_do_not_bring_false_alarms_about_expectations(problems):
    found = problems("workload: {use: primes}\nlanes: [thread]\nexpect: [threads.speedup > 1]\n")
    assert [p.line for p in found] == [2]


def test_a_strategy_that_races_twice_must_be_told_apart_by_id(problems):
    (problem,) = problems(
        "workload: {use: primes}\n"
        "lanes: [threads: {workers: 2, label: two}, threads: {workers: 4, label: four}]\n"
        "expect: [threads.speedup > 1]\n"
    )
    assert (problem.message, problem.hint) == ("2 lanes are threads", "say which: two, four")
