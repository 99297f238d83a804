"""One demo scenario without screens: really run, explored, judged; all of it in sentences."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from signal import SIGINT
from typing import TYPE_CHECKING

from gilrace.analysis.demo_expect import DemoResults, Plan, check_demo, plan
from gilrace.console.neutral import neutral
from gilrace.errors import InputError, MachineError
from gilrace.lab import demos
from gilrace.lab.explore.alone import explore_alone
from gilrace.lab.explore.explorer import explore
from gilrace.lab.explore.words import summary
from gilrace.lab.rehearsal.records import exploration_from
from gilrace.lab.rehearsal.rehearsing import described
from gilrace.lab.wild.result import sentences
from gilrace.lab.wild.session import WildSession
from gilrace.meters.host import usable_cores
from gilrace.meters.interpreters import probe
from gilrace.own import trust
from gilrace.race.signals import ending_signals
from gilrace.scenario import Needs

if TYPE_CHECKING:
    from gilrace.analysis.expect import Outcome
    from gilrace.lab.demo import Demo
    from gilrace.lab.explore.result import Exploration
    from gilrace.lab.wild.result import WildResult
    from gilrace.scenario import Scenario

TICK_S = 0.1
PATIENCE_S = 5.0  # in which code of the user's must come to something shared, or end
SHIPPED = Path(demos.__file__).parent
SIGNS = {"pass": "pass", "fail": "FAIL", "inconclusive": "undecided", "skipped": "skipped"}
DRAWN = tuple("┌│└")  # lines of a drawing, which the sentences say as well
Say = Callable[[str], None]


@dataclass(frozen=True)
class DemoRan:
    """What became of a demo scenario."""

    scenario: Scenario
    results: DemoResults
    outcomes: tuple[Outcome, ...]
    interrupted: bool = False

    @property
    def crashed(self) -> bool:
        """Whether a demo's process ended as it should not."""
        return any(result.crashed for result in self.results.wild.values())


def load_demo(scenario: Scenario, *, trusted: bool = False) -> Demo:
    """The demo of a scenario; a file's name is relative to the scenario. Raises InputError.

    ``trusted`` = whoever asks has decided that its code may run.
    """
    assert scenario.demo is not None
    if not trusted:
        trust.require(scenario)
    use = scenario.demo.use
    return described(str(scenario.path.parent / use) if use.endswith(".py") else use, scenario.demo.actors)


def run_demo(scenario: Scenario, say: Say, *, trusted: bool = False) -> DemoRan:
    """Run what the scenario asks for, to its end or to a signal; ``say`` is told what begins.

    Raises InputError for a demo that cannot be loaded.
    """
    demo = load_demo(scenario, trusted=trusted)
    todo = plan(scenario, demo) if _python_is_here(scenario, say) else Plan((), ())
    signals: list[int] = []
    sessions: list[WildSession] = []

    def end(number: int) -> None:
        signals.append(number)
        for session in sessions:
            session.stop()

    with ending_signals(end):
        wild = dict(_wild(scenario, demo, todo, say, sessions, signals))
    explored: dict[str, Exploration] = {}
    try:
        for guard in () if signals else todo.explored:
            say(f"{demo.title}, {with_guard(guard)}: exploring every interleaving")
            explored[guard] = _explored(demo, guard)
    except KeyboardInterrupt:
        signals.append(SIGINT)
    results = DemoResults(demo, wild, explored)
    return DemoRan(scenario, results, check_demo(scenario, results, usable_cores()), bool(signals))


def _python_is_here(scenario: Scenario, say: Say) -> bool:
    """Whether its interpreter is here. Raises InputError where it is not and the file does not need it."""
    python = scenario.demo.python if scenario.demo else None
    try:
        probe(python)
    except MachineError as error:
        if any(isinstance(one.form, Needs) and one.form.python for one in scenario.expect):
            say(f"not run: {error.message}")
            return False
        raise InputError(error.message, advice=error.advice) from error
    return True


def _wild(
    scenario: Scenario, demo: Demo, todo: Plan, say: Say, sessions: list[WildSession], signals: list[int]
) -> Iterator[tuple[str, WildResult]]:
    assert scenario.demo is not None
    within_s = scenario.demo.within_s
    for guard in todo.wild:
        if signals:
            return
        say(f"{demo.title}, {with_guard(guard)}: really running it, for {within_s:g} s at most")
        session = WildSession(demo, guard, within_s, scenario.demo.python or "")
        sessions.append(session)
        session.start()
        try:
            while session.running:
                session.join(TICK_S)
        finally:
            session.stop()
            result = session.join()
        yield guard, result


def _explored(demo: Demo, guard: str) -> Exploration:
    """What exploring finds; a file of the user's is explored in a process of its own, which can be ended."""
    if Path(demo.file).parent == SHIPPED:
        return explore(demo, guard=guard)
    actors = demo.settings.get("actors")
    options = [*([f"--guard={guard}"] if guard else []), *([f"--actors={actors}"] if actors else [])]
    patience = f"--patience={PATIENCE_S:g}"
    said = explore_alone([demo.file, "--json", patience, *options], demo.file, PATIENCE_S)
    if said.code:
        raise InputError(f"{demo.file} cannot be explored: {said.err.strip()}")
    return exploration_from(json.loads(said.out))


def with_guard(guard: str) -> str:
    """How a side of a demo is called."""
    return f"with guard {guard}" if guard else "without a guard"


def told(ran: DemoRan) -> Iterator[str]:
    """The result, a fact a line."""
    demo = ran.results.demo
    yield f"{ran.scenario.title}: {demo.summary}"
    for guard, result in ran.results.wild.items():
        yield f"Really run {with_guard(guard)}:"
        lines = sentences(result, gil_matters=not demo.gil and not guard)
        yield from (f"  {neutral(one)}" for one in lines if one[:1] not in DRAWN)
    for guard, found in ran.results.explored.items():
        yield f"Explored {with_guard(guard)}:"
        yield from (f"  {neutral(one)}" for one in summary(found))
    for outcome in ran.outcomes:
        yield _outcome(outcome)


def _outcome(outcome: Outcome) -> str:
    measured = f": {outcome.measured}" if outcome.measured else ""
    reason = f" ({outcome.reason})" if outcome.reason else ""
    return f"{SIGNS[outcome.status]}  {outcome.text}{measured}{reason}"
