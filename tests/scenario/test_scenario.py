"""What a valid file becomes."""

from __future__ import annotations

import dataclasses
import json

import pytest

from gilrace.scenario import (
    Compare,
    Demo,
    DemoCompare,
    Fastest,
    ItemsSpec,
    LaneSpec,
    Needs,
    Order,
    RoundsSpec,
    SameResults,
    Server,
)


def test_a_short_file_gets_every_default(valid, race):
    scenario = valid(race)
    assert (scenario.name, scenario.title, scenario.kind) == ("race", "Race", "cpu")
    assert (scenario.rounds, scenario.warmup, scenario.timeout_s) == (RoundsSpec(count=3), 0, 60.0)
    assert scenario.workload.items is None
    assert scenario.yardstick == "sequential"
    assert [lane.letter for lane in scenario.lanes] == ["S", "T", "P", "A"]


def test_the_yardstick_is_the_sequential_lane_or_else_the_first_or_the_one_named(valid):
    lanes = "workload: {use: primes}\nlanes: [threads, {}]\n"
    assert valid(lanes.replace("{}", "sequential")).yardstick == "sequential"
    assert valid(lanes.replace("{}", "asyncio")).yardstick == "threads"
    assert valid(lanes.replace("{}", "asyncio") + "yardstick: asyncio\n").yardstick == "asyncio"


def test_lanes_of_one_strategy_get_ids_letters_and_names_of_their_own(valid):
    scenario = valid(
        "workload: {use: primes}\nlanes:\n"
        "  - processes: {workers: 2}\n  - processes: {workers: 8}\n  - processes: {workers: 8, chunk: 5}\n"
        "  - threads: {python: python3.13t, label: threads without a GIL}\n  - threads\n"
    )
    assert [lane.id for lane in scenario.lanes] == [
        "processes",
        "processes-2",
        "processes-3",
        "threads-without-a-gil",
        "threads",
    ]
    assert [lane.letter for lane in scenario.lanes] == ["P", "B", "C", "T", "D"]
    names = [lane.name for lane in scenario.lanes]
    assert names[0] == "processes ×2"
    assert names[2:] == ["processes by 5", "threads without a GIL", "threads"]
    assert len(set(names)) == 5


def test_twelve_equal_lanes_still_differ_in_id_letter_and_name(valid):
    scenario = valid("workload: {use: primes}\nlanes: [" + "threads, " * 12 + "]\n")
    for field in ("id", "letter", "name"):
        assert len({getattr(lane, field) for lane in scenario.lanes}) == 12


@pytest.mark.parametrize(
    ("lane", "cores", "items", "workers", "words"),
    [
        (LaneSpec("sequential"), 8, 100, 1, ""),
        (LaneSpec("threads"), 2, 100, 6, "6 threads"),
        (LaneSpec("threads"), 64, 100, 32, "32 threads"),
        (LaneSpec("threads"), 2, 3, 3, "3 threads"),
        (LaneSpec("threads", workers="cores"), 2, 100, 2, "2 threads"),
        (LaneSpec("threads", workers=40), 2, 3, 40, "40 threads"),
        (LaneSpec("processes", start="spawn", chunk=40), 2, 0, 2, "2 processes, spawn, 40 per task"),
        (LaneSpec("processes"), 1, 0, 1, "1 process"),
        (LaneSpec("asyncio"), 2, 0, 100, "limit 100"),
        (LaneSpec("asyncio", limit=7), 2, 0, 7, "limit 7"),
    ],
)
def test_workers_are_counted_as_the_file_says_or_by_the_strategys_default(lane, cores, items, workers, words):
    assert lane.worker_count(cores, items) == workers
    assert lane.describe(cores, items) == words


@pytest.mark.parametrize(
    ("written", "items"),
    [
        ("240", ItemsSpec(count=240)),
        ("[a, 2, [3]]", ItemsSpec(list=("a", 2, [3]))),
        ("{range: [0, 1000, 10]}", ItemsSpec(range=(0, 1000, 10))),
        ("{glob: '*.yaml'}", ItemsSpec(glob="*.yaml")),
        ("{list: [1]}", ItemsSpec(list=(1,))),
        ("{count: 5}", ItemsSpec(count=5)),
    ],
)
def test_items_are_written_in_five_ways(valid, written, items):
    scenario = valid(f"workload: {{use: primes, items: {written}}}\nlanes: [sequential]\n")
    assert scenario.workload.items == items


def test_durations_shares_and_sizes_become_base_units(valid):
    scenario = valid(
        "workload: {use: fetch, server: {delay: 50ms, jitter: 10ms, error_rate: 1%, size: 2KB}}\n"
        "lanes: [asyncio: {limit: 7}]\ntimeout: 1m\nrounds: {until: 3%}\n"
    )
    assert scenario.workload.server == Server(0.05, 0.01, 0.01, 2000)
    assert (scenario.timeout_s, scenario.rounds) == (60.0, RoundsSpec(until=0.03))
    assert valid("workload: {use: fetch}\nlanes: [asyncio]\nrounds: {seconds: 30}\n").rounds.seconds == 30


EXPECTATIONS = {
    "fastest: processes": Fastest("processes"),
    "processes.speedup > 1.5": Compare("processes", "speedup", ">", 1.5),
    "processes.speedup >= 1.5x": Compare("processes", "speedup", ">=", 1.5),
    "threads.wall < 200ms": Compare("threads", "wall", "<", 0.2),
    "threads.gil_wait > 40%": Compare("threads", "gil_wait", ">", 0.4),
    "threads.peak_memory <= 50MB": Compare("threads", "peak_memory", "<=", 5e7),
    "asyncio.errors == 0": Compare("asyncio", "errors", "==", 0),
    "'\"two at once\".p99 != 1s'": Compare("two-at-once", "p99", "!=", 1.0),
    "two-at-once.throughput>1e3": Compare("two-at-once", "throughput", ">", 1000),
    "order: processes < threads": Order("processes", "threads"),
    "same_results": SameResults(),
    "needs: {cores: 2, python: '3.13', packages: [aiohttp]}": Needs(2, "3.13", ("aiohttp",)),
}


@pytest.mark.parametrize("line", EXPECTATIONS)
def test_an_expectation_is_parsed_into_base_units_and_lane_ids(valid, line):
    scenario = valid(
        "workload: {use: primes}\n"
        "lanes: [threads, processes, asyncio, threads: {workers: 2, label: two at once}]\n"
        f"expect:\n  - {line}\n"
    )
    (expectation,) = scenario.expect
    form = expectation.form
    if isinstance(form, Compare):
        assert form.value == pytest.approx(EXPECTATIONS[line].value)
        form = dataclasses.replace(form, value=EXPECTATIONS[line].value)
    assert form == EXPECTATIONS[line]
    assert expectation.text


def test_a_demo_is_read_with_its_expectations(valid):
    scenario = valid(
        "demo: {use: lost_update, actors: 4, guard: off, mode: explore, within: 2s}\n"
        "expect: [unguarded.violations > 0, explore.guarded.failing == 0, deadlock.detected < 100ms]\n"
    )
    assert scenario.kind == "demo"
    assert scenario.demo == Demo("lost_update", 4, "off", "explore", 2.0)
    assert [one.form for one in scenario.expect] == [
        DemoCompare("unguarded", "violations", ">", 0),
        DemoCompare("explore.guarded", "failing", "==", 0),
        DemoCompare("deadlock", "detected", "<", 0.1),
    ]


def test_a_guard_may_be_written_as_yaml_says_yes_and_no(valid):
    for written, guard in (("on", "on"), ("off", "off"), ("true", "on"), ("false", "off"), ("both", "both")):
        assert valid(f"demo: {{use: lost_update, guard: {written}}}\n").demo.guard == guard


def test_a_hyphen_in_a_workloads_name_is_an_underscore(valid):
    assert valid("workload: {use: sum-squares}\nlanes: [threads]\n").workload.use == "sum_squares"


def test_an_anchor_may_be_used_again(valid):
    scenario = valid("workload: {use: primes}\nlanes:\n  - threads: &s {chunk: 5}\n  - processes: *s\n")
    assert [lane.chunk for lane in scenario.lanes] == [5, 5]


def test_words_that_older_yaml_mistakes_stay_words(valid, race):
    assert valid(race + "title: 'no'\ntags: [on, 12:30, 2024-01-02, 0x1f]\n").tags == (
        "on",
        "12:30",
        "2024-01-02",
        "0x1f",
    )


def test_a_scenario_is_frozen_and_its_file_goes_into_a_recording_as_plain_data(valid, race):
    scenario = valid(race + "timeout: 5s\n")
    with pytest.raises(dataclasses.FrozenInstanceError):
        scenario.name = "other"
    plain = json.loads(json.dumps(scenario.as_dict()))
    assert plain["timeout"] == "5s"
    assert plain["name"] == "race"
