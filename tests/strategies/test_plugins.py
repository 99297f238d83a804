"""Strategies that other distributions give: a lane without touching gilrace, and what can be wrong."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from gilrace.cli import race_cmd
from gilrace.cli.doctor_cmd import command as doctor
from gilrace.cli.list_cmd import command as list_
from gilrace.errors import InputError
from gilrace.lane.digest import digest
from gilrace.own.reach import deeds
from gilrace.scenario import ScenarioError
from gilrace.scenario.override import override
from gilrace.scenario.schema import json_schema
from gilrace.strategies import plugins
from gilrace.tui import changing

GOOD = '''"""Backwards, one item after another.

More about it.
"""

from gilrace.lane.marks import run_one

LETTER = "K"
OPTIONS = {"steps": 1, "colour": "red"}


def run(heat):
    mark = heat.mark(0)
    mark.ready()
    heat.line()
    mark.begin()
    heat.say(f"{heat.options.get('colour', 'red')} at the start")
    items = heat.work.items
    results = [None] * len(items)
    for index in reversed(range(len(items))):
        results[index] = run_one(heat.work.call, items[index], index, mark)
    mark.finish()
    return results
'''


def faults(scenario, *lanes):
    with pytest.raises(ScenarioError) as raised:
        scenario(list(lanes))
    return [problem.message for problem in raised.value.problems]


def test_a_strategy_of_another_distribution_races_as_a_lane(race, distribution):
    distribution("crab", GOOD, {"backwards": "crab_lane:run"})
    raced = race(["sequential", {"backwards": {"colour": "blue"}}])
    heat, info = raced.heat("backwards"), raced.state.lane("backwards").info
    assert (heat.status, heat.reason) == ("finished", "")
    assert heat.digest == raced.heat("sequential").digest == digest([x * x for x in range(40)])
    assert raced.covered("backwards") == list(range(40))
    assert (info.letter, info.strategy, info.detail) == ("K", "backwards", "2 workers, colour blue")


def test_it_is_read_without_being_imported(distribution):
    distribution("crab", GOOD + "\nraise SystemExit('imported')\n", {"backwards": "crab_lane:run"})
    plugin = plugins.found()["backwards"]
    assert (plugin.letter, plugin.summary) == ("K", "Backwards, one item after another")
    assert plugin.options == {"steps": 1, "colour": "red"}
    assert plugin.distribution == "crab 1.0"
    assert "crab_lane" not in sys.modules


def test_its_name_and_options_are_checked_and_suggested(scenario, distribution):
    distribution("crab", GOOD, {"backwards": "crab_lane:run"})
    assert faults(scenario, "backward") == ["unknown strategy 'backward'"]
    assert faults(scenario, {"backwards": {"color": "red"}}) == ["unknown key 'color'"]
    assert faults(scenario, {"backwards": {"steps": "many"}}) == ["steps cannot be 'many'"]
    assert faults(scenario, {"backwards": {"steps": True, "workers": 0}}) == [
        "steps cannot be True",
        "0 workers cannot race",
    ]


def test_the_schema_has_its_name_and_its_options(distribution):
    distribution("crab", GOOD, {"backwards": "crab_lane:run"})
    definitions = json_schema()["$defs"]
    assert "backwards" in definitions["Lane"]["anyOf"][0]["enum"]
    assert {"steps", "colour", "workers", "label"} <= set(definitions["BackwardsSettings"]["properties"])


def test_list_and_doctor_show_it_and_whose_it_is(distribution):
    distribution("crab", GOOD, {"backwards": "crab_lane:run"})
    listed = CliRunner().invoke(list_, []).stdout.splitlines()
    line = next(line for line in listed if line.startswith("  backwards"))
    assert " ".join(line.split()) == "backwards K Backwards, one item after another (crab 1.0)"
    report = json.loads(CliRunner().invoke(doctor, ["--json"]).stdout)
    finding = next(one for one in report["findings"] if one["name"] == "strategies")
    assert "backwards by crab 1.0" in finding["text"]


def test_two_of_one_name_are_an_error_that_names_both(scenario, distribution):
    distribution("crab", GOOD, {"backwards": "crab_lane:run"})
    distribution("crayfish", GOOD, {"backwards": "crayfish_lane:run"}, "2.0")
    (told,) = faults(scenario, "backwards")
    assert "crab 1.0" in told
    assert "crayfish 2.0" in told
    assert "both give a strategy called backwards" in told


def test_a_name_of_gilraces_own_is_refused_and_the_own_one_races_on(race, distribution):
    distribution("crab", GOOD, {"threads": "crab_lane:run"})
    assert "crab 1.0 must give it another name" in plugins.found()["threads"].problem
    assert race([{"threads": {"workers": 2}}]).heat("threads").status == "finished"


@pytest.mark.parametrize(
    ("source", "point", "words"),
    [
        (GOOD, "elsewhere_lane:run", "which is not there"),
        (GOOD, "crab_lane:rum", "has no function rum"),
        (GOOD, "crab_lane", "names no function"),
        ("def run(heat:\n", "crab_lane:run", "is not Python"),
        (GOOD.replace('"K"', '"long"'), "crab_lane:run", "LETTER is one capital letter"),
        (GOOD.replace("OPTIONS = {", "OPTIONS = 3 #"), "crab_lane:run", "OPTIONS a mapping"),
    ],
)
def test_a_broken_one_is_an_error_at_its_lane_and_spoils_no_other(
    scenario, distribution, source, point, words
):
    distribution("crab", source, {"backwards": point})
    distribution("good", GOOD, {"forwards": "good_lane:run"})
    (told,) = faults(scenario, "backwards")
    assert words in told
    assert "crab 1.0" in told
    assert scenario(["forwards"]).lanes[0].letter == "K"
    assert "cannot race" in CliRunner().invoke(list_, []).stdout


RUN = """from gilrace.lane.marks import run_one, run_slice
def run(heat):
    call, items, mark = heat.work.call, heat.work.items, heat.mark(0)
    mark.ready()
    {first}
    heat.line()
    mark.begin()
    {then}
    mark.finish()
    return results
"""
ALL = "results = run_slice(call, items, 0, mark)"
LAST_TWICE = "results = [run_one(call, x, min(k, 38), mark) for k, x in enumerate(items)]"
LAST_NOT_FIRST = "results = [run_one(call, x, max(k, 1), mark) for k, x in enumerate(items)]"
FAULTY = {
    "import nothing_of_this_name\ndef run(heat): ...\n": "needs 'nothing_of_this_name'",
    'PACKAGES = ("nothing_of_this_name",)\ndef run(heat): ...\n': "needs 'nothing_of_this_name'",
    "raise ValueError('not today')\ndef run(heat): ...\n": "cannot be imported: ValueError: not today",
    "run = 42\n": "is 42: it must be a plain function",
    "async def run(heat): ...\n": "is a coroutine function: it must be a plain function",
    "def run(): ...\n": "ended with TypeError: run() takes 0 positional arguments but 1 was given",
    "def run(heat): return [1, 2]\n": "never came to the line",
    "def run(heat):\n    heat.line()\n    return [1, 2]\n": "returned 2 results for 40 items",
    "def run(heat):\n    heat.line()\n    return None\n": "returned NoneType for 40 items",
    "def run(heat):\n    heat.line()\n    raise KeyError('where')\n": "ended with KeyError: 'where'",
    "def run(heat):\n    heat.line()\n    return [x * x for x in heat.work.items]\n": "marked 0 of 40 items",
    RUN.format(first="heat.line()", then=ALL): "came to the line twice",
    RUN.format(first=ALL, then="pass"): "finished 40 items before the go signal",
    RUN.format(first="", then=LAST_TWICE): "marked item 38 twice",
    RUN.format(first="", then=LAST_NOT_FIRST): "marked no item 0",
    RUN.format(first="", then=f"{ALL}; run_one(call, items[0], 0, mark)"): "marked 41 of 40 items",
}


@pytest.mark.parametrize("source", FAULTY)
def test_one_that_breaks_its_contract_fails_its_own_lane_and_names_its_giver(race, distribution, source):
    distribution("crab", source, {"backwards": "crab_lane:run"})
    raced = race(["backwards", "sequential"])
    heat = raced.heat("backwards")
    assert heat.status == "failed"
    assert FAULTY[source] in heat.reason
    assert "crab 1.0" in heat.reason
    assert raced.heat("sequential").status == "finished"


def test_what_cannot_be_pickled_is_told_as_for_gilraces_own(race, distribution):
    source = "import pickle\ndef run(heat):\n    heat.line()\n    pickle.dumps(lambda: 0)\n"
    distribution("crab", source, {"backwards": "crab_lane:run"})
    assert "cannot be sent to another process" in race(["backwards"]).heat("backwards").reason


def test_a_package_that_is_missing_is_told_with_the_extra_that_brings_it(race, distribution):
    source = 'LETTER = "K"\nPACKAGES = ("nothing_of_this_name",)\ndef run(heat): ...\n'
    distribution("crab", source, {"backwards": "crab_lane:run [shell]"})
    heat = race(["backwards", "sequential"]).heat("backwards")
    assert "Install crab[shell] there" in heat.reason
    assert "cannot-run-here" in heat.caveats
    assert "needs nothing_of_this_name: install crab[shell]" in CliRunner().invoke(list_, []).stdout
    assert "(not installed: nothing_of_this_name)" in CliRunner().invoke(doctor, []).stdout


def test_its_module_is_found_where_the_lanes_python_does_not_look(race, distribution, monkeypatch):
    folder = distribution("crab", GOOD, {"backwards": "crab_lane:run"})
    (folder / "stranger.py").write_text("")
    look = GOOD.replace('"""Backw', '"""B').replace("LETTER", "import importlib.util\nLETTER")
    look = look.replace("mark.ready()", "assert importlib.util.find_spec('stranger') is None; mark.ready()")
    (folder / "crab_lane.py").write_text(look)
    monkeypatch.delenv("PYTHONPATH", raising=False)
    assert race(["backwards"]).heat("backwards").status == "finished"


def test_a_strategy_from_outside_and_a_cluster_elsewhere_are_what_a_scenario_reaches_for(
    scenario, distribution
):
    distribution("crab", GOOD, {"backwards": "crab_lane:run"})
    lanes = ["backwards", "joblib", {"dask": {"scheduler": "tcp://10.0.0.1:8786"}}]
    file = scenario(lanes, use=None, workload={"use": "primes"})
    assert [deed.what for deed in deeds(file)] == [
        "runs the strategy backwards of crab 1.0",
        "sends its work to the cluster at tcp://10.0.0.1:8786",
    ]


def test_the_number_of_its_workers_is_changed_like_any_other(scenario, distribution):
    distribution("crab", GOOD, {"backwards": "crab_lane:run"})
    file = scenario(["sequential", {"backwards": {"workers": 2}}])
    assert [lane.worker_count(2) for lane in changing.with_workers(file, 1, 2).lanes] == [1, 3]
    assert [lane.worker_count(2) for lane in override(file, workers=5).lanes] == [1, 5]
    assert race_cmd._lane("backwards:4") == {"backwards": {"workers": 4}}
    with pytest.raises(InputError):
        race_cmd._lane("sideways:4")


def test_help_does_not_look_for_plugins():
    code = (
        "import sys\nfrom gilrace.cli import main\ntry:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "assert 'gilrace.strategies.plugins' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_a_file_with_gilraces_own_lanes_does_not_look_for_plugins(scenario, monkeypatch):
    monkeypatch.setattr(plugins, "found", None)
    assert [lane.strategy for lane in scenario(["sequential", "threads"]).lanes] == ["sequential", "threads"]
