"""How a lane's Python and a machine's cores are called."""

from dataclasses import replace

import gilrace_canned as canned
import pytest

from gilrace.analysis.builds import build, build_sentence, several_builds
from gilrace.analysis.caveats import caveats_of
from gilrace.analysis.core_names import core_name


def on(state, **changed):
    """The same race with every heat of its first lane on another build."""
    first, *others = state.lanes
    heat = replace(first.heat, **changed)
    return replace(
        state,
        lanes=(replace(first, heat=heat, past=tuple(replace(h, **changed) for h in first.past)), *others),
    )


@pytest.mark.parametrize(
    ("free_threaded", "gil", "short", "sentence"),
    [
        (False, True, "3.13.5, GIL", "Python 3.13.5, with a GIL"),
        (True, False, "3.13.5t, no GIL", "Python 3.13.5, free-threaded build, without a GIL"),
        (True, True, "3.13.5t, GIL on", "Python 3.13.5, free-threaded build, with a GIL"),
    ],
)
def test_a_lane_tells_version_build_and_gil(free_threaded, gil, short, sentence):
    state = on(canned.finished(), python="3.13.5", free_threaded=free_threaded, gil=gil)
    assert build(state.lanes[0]) == short
    assert build_sentence(state.lanes[0]) == sentence
    assert several_builds(state)


def test_before_a_heat_has_told_a_lane_has_the_python_it_asked_for():
    lane = replace(canned.finished().lanes[0], heat=None, past=())
    assert build(replace(lane, info=replace(lane.info, python="3.13t"))) == "3.13t"
    assert build_sentence(lane) == ""
    assert not several_builds(canned.finished())


def with_machine(state, **more):
    return replace(state, opened=replace(state.opened, machine={**state.opened.machine, **more}))


def test_a_core_is_called_with_those_it_shares_a_physical_one_with():
    state = with_machine(canned.finished(), siblings=[[0, 4], [1, 5]])
    assert [core_name(state, core) for core in (0, 4, 2)] == ["0+4", "4+0", "2"]
    assert core_name(with_machine(state, siblings="nonsense"), 0) == "0"


def test_more_busy_cores_than_physical_ones_are_a_caveat():
    state = canned.finished()
    assert "shared-cores" not in caveats_of(with_machine(state, cores=2, physical_cores=2))
    assert "shared-cores" in caveats_of(with_machine(state, cores=2, physical_cores=1))
