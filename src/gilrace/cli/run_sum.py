"""What the races and demos of one command came to together: an exit code, and a closing line."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from gilrace.console.neutral import neutral

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gilrace.console.demos import DemoRan
    from gilrace.console.racing import Raced

SAID = {"pass": "held", "fail": "failed", "inconclusive": "could not be decided", "skipped": "skipped"}


def closing(results: Sequence[Raced], demos: Sequence[DemoRan]) -> str:
    """How many ran, what became of all that was expected of them, and what failed."""
    parts = [(len(results), "race"), (len(demos), "demo")]
    ran = " and ".join(f"{count} {name}{'s' if count > 1 else ''}" for count, name in parts if count)
    expected = [*(raced.outcomes for raced in results), *(demo.outcomes for demo in demos)]
    found = Counter(outcome.status for outcomes in expected for outcome in outcomes)
    told = ", ".join(f"{found[status]} {words}" for status, words in SAID.items() if found[status])
    lines = [f"{ran}; expectations: {told or 'none'}.", *_failed(results, demos)]
    return "\n".join(["", *map(neutral, lines)])


def _failed(results: Sequence[Raced], demos: Sequence[DemoRan]) -> Iterator[str]:
    named = [(one.state.opened.name, one.outcomes) for one in results if one.state.opened]
    named += [(one.scenario.name, one.outcomes) for one in demos]
    for name, outcomes in named:
        for outcome in outcomes:
            if outcome.status == "fail":
                yield f"  failed in {name}: {outcome.text} ({outcome.measured or outcome.reason})"


def exit_code(results: list[Raced], strict: bool, demos: Sequence[DemoRan] = ()) -> int:
    """The gravest of all results; see the epilog."""
    if any(raced.interrupted for raced in results):
        return 130
    codes = [code for raced in results for code in _codes(raced, strict)]
    codes += [code for ran in demos for code in _demo_codes(ran, strict)]
    if 130 in codes:
        return 130
    return next((code for code in (2, 4, 3, 1) if code in codes), 0)


def _told_before(raced: Raced) -> bool:
    """Whether the scenario itself says what it needs, and this machine has it not: skipped, no error."""
    return bool(raced.outcomes) and all(
        outcome.status == "skipped" and outcome.reason.startswith("needs ") for outcome in raced.outcomes
    )


def _codes(raced: Raced, strict: bool) -> list[int]:
    from gilrace.analysis.meant_to_fail import meant_to_fail

    codes = [raced.error.exit_code] if raced.error else []
    meant = meant_to_fail(raced.state)
    lanes = [lane for lane in raced.state.lanes if lane.past and lane.info.id not in meant]
    statuses = {heat.status for lane in lanes for heat in lane.past}
    last = [lane.past[-1] for lane in lanes]
    if any("cannot-run-here" in heat.caveats for heat in last) and not _told_before(raced):
        codes.append(3)
    if statuses & {"crashed", "timeout"} or any(
        heat.status == "failed" and "cannot-run-here" not in heat.caveats for heat in last
    ):
        codes.append(4)
    told = {outcome.status for outcome in raced.outcomes}
    if "fail" in told or (strict and "inconclusive" in told):
        codes.append(1)
    disturbed = {"noisy-host", "another-race"}
    noisy = any(disturbed & set(heat.caveats) for lane in raced.state.lanes for heat in lane.counted)
    if strict and noisy:
        codes.append(3)
    return codes


def _demo_codes(ran: DemoRan, strict: bool) -> list[int]:
    statuses = {outcome.status for outcome in ran.outcomes}
    failed = "fail" in statuses or (strict and "inconclusive" in statuses)
    return [*([130] if ran.interrupted else []), *([4] if ran.crashed else []), *([1] if failed else [])]
