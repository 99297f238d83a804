"""What is said of workers that get no core: they do not wait by themselves."""

from dataclasses import replace

import gilrace_canned as canned

from gilrace.analysis.commentary import commentary


def said(states):
    state = canned.running()
    lane = state.lane_of(state.running)
    heat = replace(lane.heat, states=states, cpu_ns=(lane.heat.sampled - lane.heat.went) // 10)
    lanes = tuple(replace(x, heat=heat) if x is lane else x for x in state.lanes)
    return commentary(replace(state, lanes=lanes))


def test_workers_that_are_ready_without_a_core_are_not_said_to_wait():
    assert said("rr").endswith("other programs have the cores.")


def test_workers_that_wait_are():
    assert "wait" in said("ww")
