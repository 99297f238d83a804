"""Pipelines: every item once through every stage, errors in their place, back-pressure, an orderly end."""

import itertools
import json
from pathlib import Path

import pytest

from gilrace.analysis.why import why
from gilrace.lane.digest import digest
from gilrace.lane.work import ItemError
from gilrace.own.reach import deeds
from gilrace.race.events import Sampled, Spans, from_record, to_line
from gilrace.scenario import ScenarioError

WORK = Path(__file__).parent / "stage_work.py"
WAYS = ("sequential", "threads", "processes", "asyncio")


def stage(function, way="threads", **more):
    return {"use": f"{WORK}:{function}", "in": way, **({} if way == "sequential" else {"workers": 2})} | more


@pytest.fixture
def piped(race):
    """``piped(stages, lanes=, items=)``: a race of those stages."""

    def run(*stages, lanes=("pipeline",), items=40, **more):
        workload = {"items": {"range": [0, items, 1]}, "stages": list(stages)}
        return race(list(lanes), use=None, workload=workload, **more)

    return run


# every way before every way, itself included
NEIGHBOURS = [
    "sequential sequential threads sequential processes sequential asyncio",
    "asyncio threads threads processes threads asyncio processes",
    "processes processes asyncio asyncio sequential",
]


def test_the_three_pipelines_have_every_pair_of_ways():
    pairs = {pair for line in NEIGHBOURS for pair in itertools.pairwise(line.split())}
    assert pairs == set(itertools.product(WAYS, WAYS))


@pytest.mark.parametrize("ways", NEIGHBOURS)
def test_every_item_passes_every_stage_once_whichever_way_is_next_to_which(piped, ways):
    stages = [
        stage("double", way, **({"async": f"{WORK}:adouble"} if way == "asyncio" else {}))
        for way in ways.split()
    ]
    raced = piped(*stages, stage("tag"))
    heat, count = raced.heat("pipeline"), len(stages)
    assert (heat.status, heat.reason) == ("finished", "")
    assert heat.digest == digest([[2**count * x, "tag"] for x in range(40)])
    assert {heat.metrics[f"stage_{k + 1}_done"] for k in range(count + 1)} == {40}
    assert heat.metrics["done"] == 40
    assert raced.covered("pipeline") == sorted([*range(40)] * (count + 1))


def test_other_lanes_run_the_same_stages_one_after_another(piped):
    lanes = ("sequential", {"threads": {"workers": 2}}, {"processes": {"workers": 2}}, "asyncio", "pipeline")
    raced = piped(stage("double", **{"async": f"{WORK}:adouble"}), stage("tag", "processes"), lanes=lanes)
    digests = {lane.info.id: lane.heat.digest for lane in raced.state.lanes}
    assert set(digests.values()) == {digest([[2 * x, "tag"] for x in range(40)])}
    assert len(digests) == 5


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("place", [0, 1])
def test_an_error_in_a_stage_is_that_items_result_and_the_rest_goes_on(piped, way, place):
    stages = [stage("add_one"), stage("add_one")]
    stages[place] = stage("third_raises", way)
    raced = piped(*stages, lanes=("sequential", "pipeline"), items=30)
    heat = raced.heat("pipeline")
    assert heat.status == "finished", heat.reason
    assert heat.digest == raced.heat("sequential").digest
    assert heat.metrics["errors"] == heat.failed == 10
    assert heat.metrics["done"] == 30
    if place == 0:
        wanted = [x + 1 if x % 3 else ItemError("ValueError", f"bad {x}") for x in range(30)]
        assert heat.digest == digest(wanted)


@pytest.mark.parametrize(
    ("function", "way", "words"),
    [
        ("is_killed", "processes", "was killed (SIGKILL)"),
        ("is_killed", "threads", "SIGKILL"),
        ("sys_exits", "processes", "sys.exit(5)"),
        ("sys_exits", "threads", "sys.exit(5)"),
        ("sys_exits", "asyncio", "sys.exit(5)"),
        ("returns_a_lambda", "processes", "cannot be sent on to another process"),
    ],
)
def test_a_stage_that_dies_ends_the_lane_with_a_plain_reason(piped, function, way, words):
    heat = piped(stage("returns", "sequential"), stage(function, way, name="fatal"), stage("returns")).heat(
        "pipeline"
    )
    assert heat.status in ("failed", "crashed")
    assert words in heat.reason
    if way == "processes":
        assert "fatal" in heat.reason


def test_a_stage_that_never_returns_is_ended_by_the_time_limit(piped):
    heat = piped(stage("never_returns"), stage("add_one", "processes"), timeout=1.2).heat("pipeline")
    assert heat.status == "timeout"


def test_back_pressure_is_told_while_it_runs_and_the_slowest_stage_after(piped):
    lanes = ({"pipeline": {"queue": 3}},)
    raced = piped(stage("add_one"), stage("slow", "threads", name="sieve"), lanes=lanes, items=60)
    said = [event.said for event in raced.events if isinstance(event, Sampled)]
    assert any("add one waits: queue full 3/3" in text for text in said), said
    heat, lane = raced.heat("pipeline"), raced.state.lane("pipeline")
    assert heat.metrics["stage_1_blocked_ns"] > 0.3 * 2 * heat.metrics["running_ns"]
    assert heat.metrics["stage_2_busy_ns"] > 0.7 * 2 * heat.metrics["running_ns"]
    reason = why(raced.state, lane)
    assert reason.pattern == "slowest-stage"
    assert reason.text.startswith("sieve is the slowest stage: its 2 workers were busy")
    assert "add one waited" in reason.text
    assert lane.info.stages == ("add one", "sieve")


def test_no_more_items_are_between_two_stages_than_fit(piped):
    raced = piped(stage("add_one"), stage("slow"), lanes=({"pipeline": {"queue": 2}},), items=30)
    spans = next(event for event in raced.events if isinstance(event, Spans))
    rows = zip(spans.worker, spans.first, spans.end, strict=True)
    left_first, left_last = {}, {}
    for worker, item, end in rows:
        (left_first if worker < 2 else left_last)[item] = end
    for moment in left_first.values():
        ahead = sum(t <= moment for t in left_first.values()) - sum(t <= moment for t in left_last.values())
        assert ahead <= 2 + 2 + 2  # in the queue, in hand behind it, in hand before it


def test_a_recording_keeps_what_was_said_and_the_names_of_stages(piped):
    raced = piped(stage("add_one"), stage("slow"), items=30)
    again = [from_record(json.loads(to_line(event))) for event in raced.events]
    assert again[0].lanes == raced.events[0].lanes
    assert [e for e in again if isinstance(e, Sampled)] == [e for e in raced.events if isinstance(e, Sampled)]


def test_setup_comes_before_the_items_and_teardown_after_in_every_process(piped, tmp_path, monkeypatch):
    monkeypatch.setenv("GILRACE_TEARDOWNS", str(tmp_path / "torn"))
    hooks = f"{WORK.with_name('stage_hooks.py')}:needs_setup"
    heat = piped(stage("needs_setup", "processes", use=hooks), stage("double", "sequential")).heat("pipeline")
    assert (heat.status, heat.metrics["errors"]) == ("finished", 0)
    assert len(set((tmp_path / "torn").read_text().split())) == 2


@pytest.mark.parametrize(
    ("workload", "lanes", "words"),
    [
        ({"use": "primes"}, ["pipeline"], "a pipeline needs a workload of stages"),
        ({"stages": [stage("double")]}, ["pipeline"], "stages must have at least 2 entries"),
        ({"stages": [stage("double", "proceses"), stage("tag")]}, ["pipeline"], "in cannot be 'proceses'"),
        ({"stages": [stage("double"), stage("tga")]}, ["pipeline"], f"{WORK} has no function 'tga'"),
        ({"stages": [stage("double"), {"use": "digset"}]}, ["pipeline"], "no built-in workload 'digset'"),
        ({"use": "primes", "stages": [stage("double")] * 2}, ["pipeline"], "use stands in its stages"),
        ({"stages": [stage("double")] * 2, "server": {}}, ["pipeline"], "no stage asks a server"),
        ({"stages": [stage("double", workers=0), stage("tag")]}, ["pipeline"], "0 workers cannot race"),
        ({"stages": [stage("double")] * 2}, [{"pipeline": {"workers": 3}}], "unknown key 'workers'"),
        ({"stages": [stage("double")] * 2}, [{"pipeline": {"queue": 0}}], "queue must be at least 1"),
        (
            {"stages": [stage("double", settings={"by": 2}), stage("tag")]},
            ["pipeline"],
            "has no parameter 'by'",
        ),
    ],
)
def test_what_cannot_be_raced_is_told_at_its_place(scenario, workload, lanes, words):
    with pytest.raises(ScenarioError) as raised:
        scenario(lanes, use=None, workload=workload)
    assert words in str(raised.value)


def test_the_code_of_stages_counts_as_what_a_scenario_runs(scenario):
    stages = [
        stage("double", **{"async": f"{WORK}:adouble"}),
        {"use": "download", "settings": {"url": "http://x.example"}},
    ]
    workload = {"items": 3, "stages": stages}
    told = [deed.what for deed in deeds(scenario(["pipeline"], use=None, workload=workload))]
    assert told == [
        f"runs {WORK}:double",
        f"runs {WORK}:adouble",
        "sends requests to http://x.example",
    ]


def test_built_in_stages_share_the_server_and_equal_the_composed_workload(race):
    stages = [{"use": "download", "in": "asyncio", "workers": 8}, {"use": "digest", "in": "processes"}]
    workload = {"items": 12, "server": {"delay": "5ms", "size": "500B"}, "stages": stages}
    raced = race(["sequential", "pipeline"], use=None, workload=workload)
    assert raced.heat("pipeline").digest == raced.heat("sequential").digest != ""
    assert raced.heat("pipeline").metrics["errors"] == 0
