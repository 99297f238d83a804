"""The interpreter of a lane, with and without its GIL: chosen before the race, told where it cannot be."""

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from gilrace_pythons import other_python

from gilrace.analysis.builds import build
from gilrace.errors import MachineError
from gilrace.lane.digest import digest
from gilrace.meters import interpreters
from gilrace.race.events import HeatReady, HeatStarted, LaneInfo, Noted, OutputSeen, RaceOpened
from gilrace.race.lane_python import lane_python
from gilrace.race.state import fold
from gilrace.scenario import LaneSpec

UNMARKED = """
#include <Python.h>
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "unmarked", 0, 0, 0};
PyMODINIT_FUNC PyInit_unmarked(void) { return PyModule_Create(&module); }
"""
LAZY = "def work(x):\n    import unmarked\n    return x\n"
EAGER = "import unmarked\ndef work(x):\n    return x\n"


@pytest.fixture(scope="module")
def threaded():
    return other_python("3.13t")


@pytest.fixture(scope="module")
def unmarked(threaded, tmp_path_factory):
    """A folder with an extension that does not declare to be safe without a GIL, truly built."""
    folder = tmp_path_factory.mktemp("unmarked")
    compiler = shutil.which("gcc") or shutil.which("cc")
    code = "import sysconfig as s; print(s.get_paths()['include']); print(s.get_config_var('EXT_SUFFIX'))"
    told = subprocess.run([threaded, "-I", "-c", code], capture_output=True, text=True, check=True).stdout
    include, suffix = told.split()
    if compiler is None or not Path(include, "Python.h").exists():
        pytest.skip("there is no compiler, or no header of the free-threaded Python")
    (folder / "unmarked.c").write_text(UNMARKED)
    command = [compiler, "-shared", "-fPIC", "-I", include, "unmarked.c", "-o", f"unmarked{suffix}"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    (folder / "eager.py").write_text(EAGER)
    (folder / "lazy.py").write_text(LAZY)
    return folder


@pytest.mark.parametrize("file", ["eager", "lazy"])
def test_an_import_that_switches_the_gil_on_is_told_with_its_module(turn, unmarked, threaded, file):
    turned = turn(f"{unmarked}/{file}.py:work", "threads", 2, items={"count": 4}, python=threaded)
    warned = [note for note in turned.of(Noted) if note.level == "warn"]
    assert turned.end.status == "finished", turned.end.reason
    assert "gil-switched-on" in turned.end.caveats
    assert len(warned) == 1
    assert warned[0].text.startswith("importing unmarked switched the GIL on again")
    assert turned.of(HeatReady)[0].gil is (file == "eager")


@pytest.mark.parametrize("file", ["eager", "lazy"])
def test_a_lane_whose_gil_came_back_says_so_where_its_python_stands(turn, unmarked, threaded, file):
    turned = turn(f"{unmarked}/{file}.py:work", "threads", 2, items={"count": 4}, python=threaded)
    info = LaneInfo("x", "X", "x", "threads", 2)
    opened = RaceOpened(0, 1, "", "x", "X", "cpu", 4, (info,), "x", 1, 0, 1)
    lane = fold([opened, *turned.events]).lane("x")
    assert build(lane).endswith("t, GIL back")
    assert lane.heat.gil


def test_what_is_printed_while_imports_run_belongs_to_its_lane(turn, tmp_path):
    (tmp_path / "loud.py").write_text("print('imported')\ndef work(x):\n    return x\n")
    turned = turn(f"{tmp_path}/loud.py:work", "sequential", 1, items={"count": 2})
    kinds = [type(event) for event in turned.events]
    assert "".join(event.text for event in turned.of(OutputSeen)) == "imported\n"
    assert kinds.index(HeatStarted) < kinds.index(OutputSeen)


@pytest.mark.parametrize("gil", ["1", "0"])
def test_a_switch_set_by_hand_is_kept_and_warns_of_nothing(turn, unmarked, threaded, gil):
    turned = turn(f"{unmarked}/eager.py:work", "threads", 2, items={"count": 4}, python=threaded, gil=gil)
    ready = turned.of(HeatReady)[0]
    assert (ready.gil, ready.free_threaded) == (gil == "1", True)
    assert turned.of(Noted) == []
    assert turned.end.caveats == ()


@pytest.mark.parametrize(("gil", "has"), [("", False), ("1", True)])
def test_spawned_workers_have_the_gil_of_their_lane(turn, threaded, tmp_path, gil, has):
    (tmp_path / "asks.py").write_text("import sys\ndef work(x):\n    return sys._is_gil_enabled()\n")
    turned = turn(
        f"{tmp_path}/asks.py:work",
        "processes",
        2,
        start="spawn",
        items={"count": 4},
        python=threaded,
        gil=gil,
    )
    assert turned.end.digest == digest([has] * 4), turned.end.reason


def test_a_heat_tells_version_build_and_gil(turn, threaded):
    ready = turn("primes", "sequential", 1, items={"count": 2}, python=threaded).of(HeatReady)[0]
    assert ready.python == interpreters.probe(threaded).version
    assert (ready.gil, ready.free_threaded) == (False, True)
    mine = turn("primes", "sequential", 1, items={"count": 2}).of(HeatReady)[0]
    assert (mine.python, mine.gil) == (sys.version.split()[0], True)


def test_a_gil_that_cannot_be_switched_off_is_told_before_the_race():
    if sysconfig.get_config_var("Py_GIL_DISABLED"):
        pytest.skip("this Python can do without")
    with pytest.raises(MachineError, match="has a GIL that cannot be switched off") as caught:
        lane_python(LaneSpec("threads", gil="off"))
    assert 'python: "3.13t"' in caught.value.advice
    assert lane_python(LaneSpec("threads", gil="on")).gil == ""


def test_the_lanes_own_choice_goes_before_the_environments(threaded):
    environ = {"PYTHON_GIL": "1", "PATH": ""}
    assert lane_python(LaneSpec("threads", python=threaded), environ).gil == "1"
    assert lane_python(LaneSpec("threads", python=threaded, gil="off"), environ).gil == "0"
    assert lane_python(LaneSpec("threads", python=threaded), {"PATH": ""}).gil == ""
    assert lane_python(LaneSpec("threads"), environ).gil == ""


def test_a_strategy_that_an_interpreter_is_too_old_for_names_the_one_it_needs():
    if sys.version_info >= (3, 14):
        pytest.skip("this Python has subinterpreters")
    with pytest.raises(MachineError, match=r"interpreters need Python 3\.14 or newer") as caught:
        lane_python(LaneSpec("interpreters"))
    assert 'python: "3.14"' in caught.value.advice


def test_a_switch_in_the_environment_does_not_end_lanes_that_have_no_choice(turn, monkeypatch):
    monkeypatch.setenv("PYTHON_GIL", "0")  # fatal at the start of a Python 3.13 that was built with a GIL
    turned = turn("own_work.py:square", "processes", 2, start="spawn", python=other_python("3.13"))
    assert turned.end.status == "finished", turned.end.reason
    assert turned.of(HeatReady)[0].gil is True
