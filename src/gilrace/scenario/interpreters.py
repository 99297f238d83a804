"""One scenario on several interpreters: every lane once on each, with speed-ups against its own kind.

Builds differ by more than the GIL, so a lane's yardstick is the one on the same interpreter; wall times of
all are on one clock and may be compared. Where a file compares interpreters itself, a lane that names one
keeps it and races once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from gilrace.errors import InputError, MachineError
from gilrace.scenario.expect import Expectation, Fails, Needs, SameResults
from gilrace.scenario.lane import spare_letter

if TYPE_CHECKING:
    from gilrace.scenario.lane import LaneSpec
    from gilrace.scenario.spec import Scenario

MOST_LANES = 20
Names = Callable[[str], tuple[str, str]]


def known_names(wanted: str) -> tuple[str, str]:
    """Short and full name of an interpreter, ``("3.13t", "3.13.5t")``; as asked for where there is none."""
    from gilrace.meters.interpreters import probe

    try:
        found = probe(wanted)
    except MachineError:
        bare = PurePath(wanted).name.removeprefix("python") or wanted
        return bare, wanted
    return found.name, f"{found.version}{'t' if found.free_threaded else ''}"


def across(scenario: Scenario, pythons: Sequence[str], names: Names = known_names) -> Scenario:
    """The scenario on these interpreters: commands on PATH, paths, or versions. Raises InputError.

    Where all lanes of a file name the same interpreter, it gives way to these. With one of them only the
    interpreter changes. With several, what the file expects of single lanes is
    not judged: it was written for one interpreter. That results are the same still is.
    """
    if scenario.demo is not None:
        raise InputError(f"{scenario.name} is a demo", advice="Give its `demo:` a `python:`.")
    wanted = list(dict.fromkeys(word for word in pythons if word))
    if not wanted:
        return scenario
    scenario = _without_its_own(scenario)
    if len(wanted) < 2:
        lanes = (replace(lane, python=lane.python or wanted[0]) for lane in scenario.lanes)
        return replace(scenario, lanes=tuple(lanes))
    copies = _copies(scenario, wanted, _tails(wanted, names))
    if len(copies) > MOST_LANES:
        raise InputError(
            f"{len(scenario.lanes)} lanes on {len(wanted)} interpreters are {len(copies)}, too many",
            advice=f"At most {MOST_LANES} can race: choose some with --lanes.",
        )
    expect = tuple(_still_judged(scenario.expect, copies))
    written = {**scenario.written, "expect": [_written(one) for one in expect]}
    lanes_now = tuple(lane for _, lane in copies)
    yardstick = next((new.id for old, new in copies if old == scenario.yardstick), scenario.yardstick)
    return replace(scenario, lanes=lanes_now, yardstick=yardstick, expect=expect, written=written)


def _without_its_own(scenario: Scenario) -> Scenario:
    """Lanes that all name the same interpreter name none: the file does not compare any."""
    if len({lane.python for lane in scenario.lanes}) != 1:
        return scenario
    return replace(scenario, lanes=tuple(replace(lane, python=None) for lane in scenario.lanes))


def _tails(wanted: Sequence[str], names: Names) -> list[str]:
    """What is added to a lane's name for each: short where that tells them apart."""
    known = [(*names(word), word) for word in wanted]
    tails = []
    for one in known:
        alone = (tail for pick, tail in enumerate(one) if sum(tail == other[pick] for other in known) == 1)
        tails.append(next(alone))
    return tails


def _copies(scenario: Scenario, wanted: Sequence[str], tails: Sequence[str]) -> list[tuple[str, LaneSpec]]:
    """``(id in the file, lane)``, interpreter by interpreter."""
    made: list[tuple[str, LaneSpec]] = []
    for python, tail in zip(wanted, tails, strict=True):
        for lane in scenario.lanes:
            if lane.python is None:
                copy = _copy(scenario, lane, python, tail)
            elif python == wanted[0]:
                copy = lane
            else:
                continue
            letter = spare_letter(
                copy.letter, [x.letter for _, x in made], [x.letter for x in scenario.lanes]
            )
            made.append((lane.id, replace(copy, letter=letter)))
    return made


def _copy(scenario: Scenario, lane: LaneSpec, python: str, tail: str) -> LaneSpec:
    name = f"{lane.name} {tail}"
    base = scenario.lane(scenario.yardstick) if scenario.yardstick else None
    own = base is not None and base.python is None
    return replace(
        lane,
        python=python,
        label=name,
        name=name,
        id=_id(lane.id, tail),
        yardstick=_id(scenario.yardstick, tail) if own else "",
    )


def with_yardsticks(lanes: tuple[LaneSpec, ...], yardstick: str) -> tuple[LaneSpec, ...]:
    """Lanes on another interpreter than the yardstick are measured against its like on their own, if any."""
    base = next((lane for lane in lanes if lane.id == yardstick), None)
    if base is None:
        return lanes
    likes = {lane.python: lane.id for lane in reversed(lanes) if lane.strategy == base.strategy}
    return tuple(
        lane if lane.python == base.python else replace(lane, yardstick=likes.get(lane.python, ""))
        for lane in lanes
    )


def _id(lane_id: str, tail: str) -> str:
    return f"{lane_id}-{re.sub(r'[^a-z0-9]+', '-', tail.lower()).strip('-')}"


def _still_judged(
    expect: Sequence[Expectation], copies: Sequence[tuple[str, LaneSpec]]
) -> Iterator[Expectation]:
    for one in expect:
        if isinstance(one.form, SameResults) or (isinstance(one.form, Needs) and one.form.gil is None):
            yield one
        elif isinstance(one.form, Fails):
            for old, new in copies:
                if old == one.form.lane:
                    yield Expectation(f"fails: {new.id}", replace(one.form, lane=new.id))


def _written(one: Expectation) -> Any:
    """An expectation as a file would have it, for the recording."""
    form = one.form
    if isinstance(form, Fails):
        return {"fails": {"lane": form.lane, "saying": form.saying}}
    if isinstance(form, Needs):
        known = {"cores": form.cores, "python": form.python, "packages": list(form.packages)}
        return {"needs": {key: value for key, value in known.items() if value}}
    return one.text
