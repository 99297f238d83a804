"""All interleavings of a small demo as a tree: who moves at each step, and how each way ends."""

from __future__ import annotations

from dataclasses import dataclass, field

from gilrace.lab.demo import Demo
from gilrace.lab.explore.explorer import with_guard
from gilrace.lab.explore.outcome import outcome
from gilrace.lab.explore.play import stage
from gilrace.lab.explore.schedule import one_step
from gilrace.lab.scheduled.run import Run

LONGEST = 60


@dataclass(slots=True)
class Branch:
    """A point reached by a schedule."""

    letters: str  # of the step that leads here; "" at the root
    kind: str | None = None  # how it ends here: "" well, or of FAILURES; None where it goes on
    branches: list[Branch] = field(default_factory=list)

    @property
    def ends(self) -> int:
        """Interleavings below."""
        return sum(branch.ends for branch in self.branches) if self.branches else 1

    @property
    def failing(self) -> int:
        """Failing ones below."""
        if self.branches:
            return sum(branch.failing for branch in self.branches)
        return int(bool(self.kind))


def tree(demo: Demo, *, guard: str = "", model: str = "free", most: int = 500) -> Branch | None:
    """The tree of all interleavings; None when there are more than ``most``, or endlessly many."""
    root = Branch("")
    prefix: list[int] = []
    open_: list[list[int]] = []

    def choose(run: Run, movable: list[int]) -> int | None:
        depth = len(run.events)
        if depth >= LONGEST:
            return None
        if depth == len(prefix):
            open_.append(list(movable))
            prefix.append(open_[-1].pop(0))
        return prefix[depth]

    with stage(with_guard(demo, guard), model) as here:
        for _ in range(most):
            run = here.play(choose)
            if run.cut:
                return None
            _add(root, [one_step(event) for event in run.events], outcome(run).kind)
            while open_ and not open_[-1]:
                open_.pop()
                prefix.pop()
            if not open_:
                return root
            prefix[-1] = open_[-1].pop(0)
    return None


def _add(branch: Branch, steps: list[str], kind: str) -> None:
    for letters in steps:
        if not branch.branches or branch.branches[-1].letters != letters:
            branch.branches.append(Branch(letters))
        branch = branch.branches[-1]
    branch.kind = kind
