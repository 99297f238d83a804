"""A tree of interleavings laid flat: every whole way through it, for a pipe and for drawing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gilrace.lab.explore.tree import Branch


class Leaf(NamedTuple):
    """One whole interleaving."""

    steps: tuple[str, ...]  # the letters of each step
    kind: str  # of gilrace.lab.demo.FAILURES; "" when all is well


def leaves(branch: Branch, before: tuple[str, ...] = ()) -> Iterator[Leaf]:
    """Every end below a branch, in the tree's order."""
    way = (*before, branch.letters) if branch.letters else before
    if not branch.branches:
        yield Leaf(way, branch.kind or "")
    for below in branch.branches:
        yield from leaves(below, way)
