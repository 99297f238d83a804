"""Digests are equal exactly when results are."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gilrace
from gilrace.lane.digest import digest
from gilrace.lane.work import ItemError

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.lists(VALUES, max_size=4), st.lists(VALUES, max_size=4))
def test_digests_differ_when_the_written_form_differs(left, right):
    assert (digest(left) == digest(right)) == (repr(left) == repr(right) or _same(left, right))


def _same(left, right):
    """Equal but for the order of dictionary keys."""
    return digest([_sorted(left)]) == digest([_sorted(right)]) and repr(_sorted(left)) == repr(_sorted(right))


def _sorted(value):
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(member) for member in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (1, 1.0),
        (1, True),
        ("1", 1),
        (b"1", "1"),
        ([1, 2], [12]),
        ([[1], 2], [[1, 2]]),
        ({"a": 1}, {"a": 2}),
        (-0.0, 0.0),
    ],
)
def test_values_that_only_look_alike_have_different_digests(left, right):
    assert digest([left]) != digest([right])


def test_the_order_of_keys_and_of_members_of_a_set_is_of_no_account():
    assert digest([{"a": 1, "b": 2}]) == digest([{"b": 2, "a": 1}])
    assert digest([{"x", "y", "z"}]) == digest([{"z", "y", "x"}])


def test_an_item_error_is_told_by_its_type_alone():
    assert digest([ItemError("ValueError", "at 0x1")]) == digest([ItemError("ValueError", "at 0x2")])
    assert digest([ItemError("ValueError", "")]) != digest([ItemError("KeyError", "")])


@dataclass
class Point:
    x: int
    y: int


def test_dataclasses_are_compared_by_their_fields():
    assert digest([Point(1, 2)]) == digest([Point(1, 2)]) != digest([Point(2, 1)])


def test_digests_are_the_same_in_another_process_with_another_hash_seed():
    source = str(Path(gilrace.__file__).parent.parent)
    values = "[{'a', 'b', 'c'}, {'k': {1, 2}}, 1.5, 'é', b'x']"
    code = f"from gilrace.lane.digest import digest; print(digest({values}))"
    seen = {
        subprocess.check_output(
            [sys.executable, "-c", code], env={"PYTHONPATH": source, "PYTHONHASHSEED": seed}
        )
        for seed in ("1", "2", "3")
    }
    assert len(seen) == 1
