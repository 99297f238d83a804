"""The trace against the rules of the trace event format, which viewers hold files to."""

import json
import math
from unittest import mock

import gilrace_canned as canned
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilrace.race.state import fold
from gilrace.report import FORMATS, trace

META = {"process_name": str, "thread_name": str, "process_sort_index": int, "thread_sort_index": int}
STREAMS = ["finished_events", "waiting_events", "running_events"]


def records(stream):
    events = getattr(canned, stream)()
    document = json.loads(FORMATS["trace"].render(fold(events), (), events), parse_constant=pytest.fail)
    assert document["displayTimeUnit"] in ("ms", "ns")
    return document["traceEvents"]


def is_time(value):
    return isinstance(value, (int, float)) and math.isfinite(value) and value >= 0


@pytest.mark.parametrize("stream", STREAMS)
def test_every_record_has_what_its_phase_needs(stream):
    found = records(stream)
    assert found
    for record in found:
        assert isinstance(record["name"], str)
        assert record["name"]
        assert type(record["pid"]) is int
        assert type(record["tid"]) is int
        RULES[record["ph"]](record)


def complete(record):
    assert record["cat"] in ("heat", "item", "seen")
    assert is_time(record["ts"])
    assert is_time(record["dur"])
    assert isinstance(record["args"], dict)


def counter(record):
    assert is_time(record["ts"])
    assert record["args"]
    assert all(isinstance(value, (int, float)) for value in record["args"].values())


def meta(record):
    ((key, value),) = record["args"].items()
    assert isinstance(value, META[record["name"]])
    assert key in ("name", "sort_index")


@given(st.integers(0, 10**16), st.integers(0, 10**14))
def test_a_slice_ends_at_its_end_or_a_hair_before_and_is_soon_found(start, length):
    with mock.patch.object(trace.math, "nextafter", side_effect=math.nextafter) as step:
        record = trace._slice(1, 1, "item", "item 0", start, length, {})
    end, told = (start + length) / 1e3, record["ts"] + record["dur"]
    assert end - 4 * math.ulp(end) <= told <= end
    assert record["dur"] >= 0
    assert step.call_count <= 4


RULES = {"X": complete, "C": counter, "M": meta}


@pytest.mark.parametrize("stream", STREAMS)
def test_every_process_and_every_thread_with_slices_has_a_name(stream):
    found = records(stream)
    named = {(r["pid"], r["tid"]) for r in found if r["name"] == "thread_name"}
    processes = {r["pid"] for r in found if r["name"] == "process_name"}
    assert {(r["pid"], r["tid"]) for r in found if r["ph"] == "X"} <= named
    assert {r["pid"] for r in found} == processes


@pytest.mark.parametrize("stream", STREAMS)
def test_a_counter_s_samples_are_in_order_of_time(stream):
    tracks = {}
    for record in records(stream):
        if record["ph"] == "C":
            tracks.setdefault((record["pid"], record["name"]), []).append(record["ts"])
    assert tracks
    assert all(times == sorted(times) for times in tracks.values())
