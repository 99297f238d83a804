"""Looking closely: all interleavings as a tree, and one line instruction by instruction."""

from __future__ import annotations

from gilrace.lab.demos import load
from gilrace.lab.demos.lost_update import deposit
from gilrace.lab.demos.lost_update_plus import increment
from gilrace.lab.explore.explorer import explore
from gilrace.lab.explore.microscope import instructions
from gilrace.lab.explore.tree import Branch, tree


def ways(branch: Branch, before: str = "") -> list[tuple[str, str]]:
    path = before + branch.letters
    if not branch.branches:
        return [(path, branch.kind or "")]
    return [way for each in branch.branches for way in ways(each, path)]


def test_the_tree_of_two_increments_has_six_ends_of_which_four_fail() -> None:
    root = tree(load("lost_update_plus"))
    assert root is not None
    assert (root.ends, root.failing) == (6, 4)
    assert [path for path, kind in ways(root) if not kind] == ["AABB", "BBAA"]


def test_a_tree_that_would_be_too_large_or_endless_is_not_built() -> None:
    assert tree(load("dining", 4), most=100) is None
    assert tree(load("corridor")) is None


def test_the_tree_has_as_many_ends_as_were_counted() -> None:
    for name in ("overdraft", "lazy_singleton", "lost_wakeup", "async_lock_order"):
        root, tally = tree(load(name)), explore(load(name)).tally
        assert root is not None
        assert (root.ends, root.failing) == (tally.interleavings, tally.failing)


def test_plus_equals_is_a_read_and_a_write_without_a_switch_in_between() -> None:
    line = increment.__code__.co_firstlineno + 1
    seen = instructions(increment, line)
    touching = [one for one in seen if one.access]
    assert [one.access for one in touching] == ["read", "write"]
    between = [one for one in seen if touching[0].offset <= one.offset <= touching[1].offset]
    assert not any(one.switch for one in between)


def test_a_call_between_read_and_write_is_a_place_to_switch() -> None:
    seen = instructions(deposit)
    read = next(one for one in seen if one.access == "read" and "balance" in one.argument)
    write = next(one for one in seen if one.access == "write")
    assert any(one.switch for one in seen if read.offset < one.offset < write.offset)
