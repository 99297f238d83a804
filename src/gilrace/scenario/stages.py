"""Judges the stages of a pipeline, each like a workload of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gilrace.scenario import work
from gilrace.scenario.model import Stage, Workload
from gilrace.scenario.problem import Flaw
from gilrace.scenario.stage import StageSpec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gilrace.scenario.judging import Findings
    from gilrace.scenario.lane import LaneSpec
    from gilrace.scenario.model import File

_HERE = ("workload", "stages")


def judged(written: Workload, findings: Findings) -> tuple[StageSpec, ...]:
    """The stages, with what is wrong noted."""
    for key in ("use", "async", "settings"):
        if getattr(written, "async_" if key == "async" else key):
            flaw = Flaw(f"a pipeline's {key} stands in its stages", "move it to the stage it is for")
            findings.add(("workload", key), flaw, key=True)
    stages: list[StageSpec] = []
    for place, stage in enumerate(written.stages or ()):
        stages.append(_stage(stage, (*_HERE, place), findings, [one.name for one in stages]))
    for key in ("server", "url"):
        if getattr(written, key) is not None and not any(stage.asks for stage in stages):
            flaw = Flaw("no stage asks a server", f"remove {key}")
            findings.add(("workload", key), flaw, key=True)
    return tuple(stages)


def fit(file: File, lanes: Sequence[LaneSpec], findings: Findings) -> None:
    """A lane called pipeline needs stages, and lanes of a pipeline have no settings of the workload."""
    staged = file.workload is not None and file.workload.stages is not None
    for place, lane in enumerate(lanes):
        where = ("lanes", place, lane.strategy)
        if lane.strategy == "pipeline" and not staged:
            hint = "write stages: [{use: download, in: threads}, ...] in the workload"
            findings.add(where, Flaw("a pipeline needs a workload of stages", hint))
        elif staged and lane.settings:
            flaw = Flaw("a pipeline's settings stand in its stages", "move them there")
            findings.add((*where, "settings"), flaw, key=True)


def _stage(stage: Stage, where: tuple[str | int, ...], findings: Findings, taken: list[str]) -> StageSpec:
    alone = Workload.model_construct(use=stage.use, async_=stage.async_, settings=stage.settings)
    use, asks = work.use_of(alone, findings, where)
    if stage.in_ == "sequential" and stage.workers not in (None, 1):
        flaw = Flaw("a sequential stage has one worker", "remove workers, or write in: threads")
        findings.add((*where, "workers"), flaw, key=True)
    return StageSpec(
        name=_free(stage.name or _short(use), taken),
        use=use,
        async_=stage.async_,
        strategy=stage.in_,
        workers=stage.workers,
        settings=stage.settings,
        asks=asks,
    )


def _short(use: str) -> str:
    return use.rpartition(":")[2].replace("_", " ").strip() or "stage"


def _free(wish: str, taken: list[str]) -> str:
    number, name = 1, wish
    while name in taken:
        number += 1
        name = f"{wish} {number}"
    return name
