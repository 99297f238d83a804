"""The labelled corpus: work whose right tool follows from what it does, and whether the advice names it.

Labels hold on two cores or more with a GIL. An advice is right when its strategy is the label's; it is a tie
when the measurement could not, or need not, tell its choice from a strategy of the label, and says so; else
it is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gilrace.own.racing import scenario_of, written
from gilrace.race.plan import Options
from gilrace.race.state import fold
from gilrace.sweep.advice import Advice, advise
from gilrace.sweep.answer import answer
from gilrace.sweep.sweeping import sweep_of

HERE = Path(__file__).parent
P, T, A, S = "processes", "threads", "asyncio", "sequential"


@dataclass(frozen=True)
class Case:
    """Some work, and what it should be run by."""

    kind: str
    function: str
    items: int
    right: tuple[str, ...]
    twin: str = ""


CASES = (
    Case("cpu", "squares", 400, (P,)),
    Case("cpu", "primes", 800, (P,)),
    Case("cpu", "fibonacci", 2500, (P,)),
    Case("cpu", "parses", 350, (P,)),
    Case("gil-releasing", "hashes", 200, (T,)),
    Case("gil-releasing", "derives", 250, (T,)),
    Case("gil-releasing", "compresses", 120, (T,)),
    Case("io", "waits", 40, (T, A), "awaits"),
    Case("io", "waits", 60, (T,)),
    Case("io", "waits_long", 20, (T, A), "awaits_long"),
    Case("io", "runs_a_command", 20, (T,)),
    Case("mixed", "mostly_waits", 50, (T, A), "mostly_awaits"),
    Case("mixed", "mostly_computes", 300, (P,)),
    Case("mixed", "waits_then_hashes", 60, (T,)),
    Case("tiny-task", "increments", 500, (S,)),
    Case("tiny-task", "adds", 1_000, (S,)),
    Case("tiny-task", "formats", 2_000, (S,)),
    Case("pickle-heavy", "hands_back_much", 30, (S,)),
    Case("pickle-heavy", "hands_back_lists", 20, (S,)),
    Case("pickle-heavy", "many_parts", 20, (S,)),
    Case("straggler", "one_long", 250, (P,)),
    Case("straggler", "a_few_longer", 150, (P,)),
    Case("straggler", "one_for_all", 40, (S,)),
    Case("memory-heavy", "sorts_much", 90, (P,)),
    Case("memory-heavy", "fills_memory", 130, (P,)),
)


@dataclass(frozen=True)
class Told:
    """What was advised for a case."""

    case: Case
    advice: Advice
    outcome: str  # right | tie | wrong
    heats: int
    seconds: float


def told(case: Case, budget_s: float) -> Told:
    """Sweep it for real and judge the advice."""
    here = "./corpus_work.py:"
    content = written(f"{here}{case.function}", case.items, twin=f"{here}{case.twin}" if case.twin else "")
    sweep = sweep_of(scenario_of(content, HERE), budget_s=budget_s, options=Options(trusted=True))
    session = sweep.session()
    session.run()
    state = fold(session.events())
    return Told(case, advise(state), outcome(case, state), state.started_heats, state.t / 1e9)


def outcome(case, state):
    """right, tie or wrong."""
    made = answer(state)
    if made.chosen is None or made.choice is None:
        return "wrong"
    if made.chosen.candidate.strategy in case.right:
        return "right"
    tied = {made.row(lane).candidate.strategy for lane in made.choice.tied}
    return "tie" if (tied | set(made.untried)) & set(case.right) else "wrong"
