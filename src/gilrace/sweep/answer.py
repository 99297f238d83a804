"""What a sweep found: the choice, how sure, the evidence, the curves; a pure function of its state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gilrace.analysis.disturbed import load_of_others
from gilrace.analysis.eligibility import Exclusion, exclusions
from gilrace.analysis.reading import measured, wall, wall_ratio, yardstick
from gilrace.analysis.statistics import FEW
from gilrace.analysis.units import count, duration, percent, ratio
from gilrace.sweep.candidate import Candidate, candidate_of, written
from gilrace.sweep.choosing import NO_TIME, TIME_UP, Choice, chosen, left_out
from gilrace.sweep.curves import Curve, curves
from gilrace.sweep.recorded import told_in

if TYPE_CHECKING:
    from gilrace.analysis.statistics import Estimate
    from gilrace.race.state import Lane, RaceState

NOTHING = "nothing was measured yet"


@dataclass(frozen=True, slots=True)
class Row:
    """One candidate's result."""

    lane: str
    letter: str
    candidate: Candidate
    status: str  # chosen | tied | slower | disqualified | failed | stopped | unable | left out
    wall: Estimate | None = None  # ns
    speedup: Estimate | None = None  # over the yardstick
    reason: str = ""

    @property
    def efficiency(self) -> float | None:
        """Speed-up by worker."""
        return self.speedup.value / self.candidate.workers if self.speedup else None


@dataclass(frozen=True, slots=True)
class Answer:
    """The empty value is valid to show: nothing was measured yet."""

    rows: tuple[Row, ...] = ()  # the fastest first, those without a time last
    choice: Choice | None = None
    curves: tuple[Curve, ...] = ()
    sentence: str = NOTHING
    doubts: tuple[str, ...] = ()

    @property
    def chosen(self) -> Row | None:
        """The row of the choice."""
        lane = self.choice.lane if self.choice else ""
        return next((row for row in self.rows if row.lane == lane), None)

    @property
    def untried(self) -> tuple[str, ...]:
        """Strategies that no candidate of was measured, for want of time: nothing is known of them."""
        tried = {row.candidate.strategy for row in self.rows if row.wall}
        late = (row.candidate.strategy for row in self.rows if row.reason.startswith(NO_TIME))
        return tuple(sorted(set(late) - tried))

    def row(self, lane: str) -> Row:
        """The row of that lane. Raises KeyError."""
        for row in self.rows:
            if row.lane == lane:
                return row
        raise KeyError(lane)

    @property
    def curve(self) -> Curve | None:
        """The curve worth looking at: the chosen strategy's, else the one that gains most."""
        pick = self.chosen.candidate.strategy if self.chosen else ""
        own = next((one for one in self.curves if one.strategy == pick), None)
        return own or max(self.curves, key=lambda one: one.top.speedup if one.top else 0.0, default=None)


def candidates_in(state: RaceState) -> dict[str, Candidate]:
    """By lane id: as a sweep's recording tells them, else as the lanes of any race describe themselves."""
    told = told_in(state).get("candidates")
    if isinstance(told, Mapping):
        return {lane: written(one) for lane, one in told.items()}
    return {lane.info.id: candidate_of(lane.info) for lane in state.lanes}


def answer(state: RaceState) -> Answer:
    """The answer as far as the race has run."""
    found = candidates_in(state)
    choice, out = chosen(state, found), exclusions(state)
    rows = sorted(
        (
            _row(state, lane, found[lane.info.id], choice, out.get(lane.info.id))
            for lane in state.lanes
            if lane.info.id in found
        ),
        key=lambda row: (row.wall is None, row.wall.value if row.wall else 0.0),
    )
    made = Answer(tuple(rows), choice, curves(state, found))
    return Answer(made.rows, choice, made.curves, _sentence(state, made), tuple(_doubts(state, made)))


def _row(state: RaceState, lane: Lane, one: Candidate, choice: Choice | None, out: Exclusion | None) -> Row:
    if out is not None:
        return Row(lane.info.id, lane.info.letter, one, out.status, wall(lane), reason=out.reason)
    if not measured(lane):
        return Row(lane.info.id, lane.info.letter, one, "left out", reason=left_out(state, lane))
    status = "slower"
    if choice is not None and lane.info.id in choice.tied:
        status = "chosen" if lane.info.id == choice.lane else "tied"
    return Row(lane.info.id, lane.info.letter, one, status, wall(lane), _gain(state, lane))


def _gain(state: RaceState, lane: Lane) -> Estimate | None:
    base = yardstick(state)
    return wall_ratio(base, lane) if base is not None and measured(base) else None


def _sentence(state: RaceState, made: Answer) -> str:
    pick, choice = made.chosen, made.choice
    if pick is None or choice is None:
        return (
            "nothing can be compared: no candidate finished" if state.closed else "nothing was measured yet"
        )
    return " ".join(filter(None, (_advice(state, made, pick, choice), _not_tried(made))))


def _advice(state: RaceState, made: Answer, pick: Row, choice: Choice) -> str:
    words = pick.candidate.words
    if made.untried and sum(row.wall is not None for row in made.rows) == 1:
        return f"Only {words} was measured: {_figures(pick)}."
    if len(choice.tied) == 1:
        return f"Take {words}: {_figures(pick)}{_ahead(made, choice)}."
    others = [made.row(lane).candidate.name for lane in choice.tied if lane != choice.lane]
    listed = _listed(others)
    if choice.undecided:
        return f"Too close to call with {listed}: take the simpler, {words}: {_figures(pick)}."
    behind = _behind(state, choice)
    return f"Take {words}: {_figures(pick)}. Not worth more: {listed} {behind}."


def _not_tried(made: Answer) -> str:
    return f"There was no time for {_listed(list(made.untried))}." if made.untried else ""


def _figures(row: Row) -> str:
    took = duration(row.wall.value if row.wall else None)
    if row.speedup is None or row.candidate.strategy == "sequential":
        return took
    return f"{took}, {ratio(row.speedup.value)} sequential"


def _ahead(made: Answer, choice: Choice) -> str:
    if choice.ahead is None:
        return ""
    longer = percent(choice.ahead.value - 1) if choice.ahead.value < 2 else ratio(choice.ahead.value)
    more = "longer" if choice.ahead.value < 2 else "the time"
    return f"; the next, {made.row(choice.runner_up).candidate.words}, takes {longer} {more}"


def _behind(state: RaceState, choice: Choice) -> str:
    """How little the best of those that are not simpler gains."""
    lanes = {lane.info.id: lane for lane in state.lanes}
    gain = wall_ratio(lanes[choice.lane], lanes[choice.best])
    more = gain.value - 1 if gain else 0.0
    return f"would gain {percent(more)} at most" if more > 0.005 else "would gain nothing"


def _listed(names: list[str], most: int = 2) -> str:
    shown = names[:most]
    if len(names) > most:
        shown.append(f"{len(names) - most} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _doubts(state: RaceState, made: Answer) -> Iterator[str]:
    """What to keep in mind, in sentences."""
    cut = sum(row.reason == TIME_UP for row in made.rows)
    pick, noise = made.chosen, load_of_others(state)
    if cut:
        yield f"the time was up before {count(cut, 'candidate')} had a heat: give more with --budget"
    if pick and pick.wall and pick.wall.rounds < FEW:
        yield "fewer than three rounds: up to a quarter more or less is taken as a tie"
    if noise:
        yield f"other programs took up to {noise:.1f} cores meanwhile: sweep again on a quiet machine"
    if state.closed == "stopped":
        yield "the sweep was stopped: this is what was measured until then"
