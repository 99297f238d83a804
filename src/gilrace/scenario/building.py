"""From a file's shape to a `Scenario`: what takes more than one value to judge is judged here."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gilrace.scenario import bug, expect, interpreters, lane, stages, work
from gilrace.scenario.problem import Flaw, nearest, shown
from gilrace.scenario.shape import wished_letters
from gilrace.scenario.spec import RoundsSpec, Scenario, Teach, WorkloadSpec

if TYPE_CHECKING:
    from gilrace.scenario.judging import Findings
    from gilrace.scenario.model import Expect, File, Lane
    from gilrace.scenario.model import Teach as WrittenTeach

_RACE_ONLY = ("lanes", "rounds", "warmup", "yardstick")


def build(
    file: File, findings: Findings, written: Mapping[str, Any], wrong: Set[str | int] = frozenset()
) -> Scenario:
    """The scenario. It is worth something only when nothing was noted in ``findings``.

    ``wrong`` are top-level keys already known to be wrong: what leans on them is not judged.
    """
    lanes_known = not wrong & {"lanes", "workload", "demo"}
    if lanes_known:
        _race_or_demo(file, findings)
    if file.workload is not None:
        for place, written_lane in enumerate(file.lanes or ()):
            work.lane_settings(file.workload, written_lane, ("lanes", place), findings)
    workload = work.judged(file.workload, findings) if file.workload else None
    if file.workload and workload and file.workload.stages is not None:
        workload = replace(workload, stages=stages.judged(file.workload, findings))
    lanes = lane.named(
        (_lane(one, workload) for one in file.lanes or ()), wished_letters(one for one in file.lanes or ())
    )
    if lanes_known:
        stages.fit(file, lanes, findings)
    yardstick = _yardstick(file, lanes, findings) if lanes_known else ""
    name = file.name or findings.path.stem
    return Scenario(
        name=name,
        title=file.title or name.replace("-", " ").replace("_", " ").capitalize(),
        path=findings.path,
        summary=file.summary.strip(),
        tags=tuple(file.tags),
        workload=workload,
        demo=bug.judged(file.demo, findings) if file.demo else None,
        lanes=interpreters.with_yardsticks(lanes, yardstick),
        rounds=RoundsSpec(**file.rounds.model_dump()) if file.rounds else RoundsSpec(count=3),
        warmup=file.warmup,
        timeout_s=file.timeout,
        yardstick=yardstick,
        expect=_expectations(file, lanes, findings) if lanes_known else (),
        teach=_teach(file.teach, findings) if file.teach else None,
        written=written,
    )


def _race_or_demo(file: File, findings: Findings) -> None:
    if file.workload is not None and file.demo is not None:
        findings.add(("demo",), Flaw("a file is a race or a demo, not both", "make two files"), key=True)
    elif file.demo is not None:
        for key in _RACE_ONLY:
            if key in file.model_fields_set:
                findings.add((key,), Flaw(f"a demo has no {key}", "remove it"), key=True)
    elif file.workload is None:
        hint = "add workload: with use: primes, or demo: with use: lost_update"
        findings.add((), Flaw("nothing is raced: there is no workload", hint))
    elif file.lanes is None:
        findings.add(
            ("workload",),
            Flaw("nobody races: there are no lanes", "add lanes: [sequential, threads]"),
            key=True,
        )


def _lane(written: Lane, workload: WorkloadSpec | None) -> lane.LaneSpec:
    strategy = next(name for name in type(written).model_fields if getattr(written, name) is not None)
    settings = getattr(written, strategy)
    options = settings.options_written()
    parts = workload.stages if workload and strategy == "pipeline" else ()
    plain = settings.model_dump(exclude=settings.options())
    return lane.LaneSpec(strategy, **plain, options=options, stages=parts)


def _yardstick(file: File, lanes: tuple[lane.LaneSpec, ...], findings: Findings) -> str:
    if not lanes:
        return ""
    if file.yardstick is not None:
        return findings.attempt(("yardstick",), expect.lane_named, file.yardstick, lanes) or ""
    return next((one.id for one in lanes if one.strategy == "sequential"), lanes[0].id)


def _expectations(
    file: File, lanes: tuple[lane.LaneSpec, ...], findings: Findings
) -> tuple[expect.Expectation, ...]:
    if file.workload is None and file.demo is None:
        return ()
    made = (_expectation(one, ("expect", k), file, lanes, findings) for k, one in enumerate(file.expect))
    return tuple(one for one in made if one is not None)


def _expectation(
    written: Expect,
    where: tuple[str | int, ...],
    file: File,
    lanes: tuple[lane.LaneSpec, ...],
    findings: Findings,
) -> expect.Expectation | None:
    form: expect.Form | None
    if written.text is not None:
        text, guard = written.text, file.demo.guard if file.demo else ""
        form = findings.attempt(where, expect.sentence, text, lanes, demo=file.demo is not None, guard=guard)
    elif written.needs is not None:
        needs = written.needs
        text = "needs: " + ", ".join(f"{k} {v}" for k, v in needs.model_dump(exclude_defaults=True).items())
        form = expect.Needs(needs.cores, needs.python, tuple(needs.packages), needs.gil, needs.files)
    elif written.fails is not None and file.demo is None:
        text = f"fails: {written.fails.lane}"
        failing = findings.attempt((*where, "fails"), expect.lane_named, written.fails.lane, lanes)
        form = expect.Fails(failing, written.fails.saying) if failing else None
    elif file.demo is not None:
        findings.add(where, Flaw("a demo has no lanes to compare", "write unguarded.violations > 0"))
        return None
    elif written.fastest is not None:
        text = f"fastest: {written.fastest}"
        fastest = findings.attempt((*where, "fastest"), expect.lane_named, written.fastest, lanes)
        form = expect.Fastest(fastest) if fastest else None
    else:
        text = f"order: {written.order}"
        form = findings.attempt((*where, "order"), expect.order, written.order or "", lanes)
    return expect.Expectation(text, form) if form is not None else None


def _teach(written: WrittenTeach, findings: Findings) -> Teach:
    if written.choices and written.answer not in written.choices:
        hint = nearest(written.answer, written.choices)
        findings.add(("teach", "answer"), Flaw(f"{shown(written.answer)} is none of the choices", hint))
    return Teach(
        question=written.question,
        choices=tuple(written.choices),
        answer=written.answer,
        story=written.story,
        because=written.because,
    )
