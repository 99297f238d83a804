"""The two lines of each lane: a bar with numbers, and what its workers are doing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gilrace.analysis import units
from gilrace.analysis.builds import build, several_builds
from gilrace.analysis.reading import Reading, reading
from gilrace.tui.drawings.bars import Ghost, bar, lowered, waiting
from gilrace.tui.lines import Line, Piece, clauses, column, line, width
from gilrace.tui.standing import SECOND, SLOWER, Standing, active, lane_inks, shown_heat, standings

if TYPE_CHECKING:
    from gilrace.analysis.verdict import Verdict
    from gilrace.race.heat import Heat
    from gilrace.race.state import Lane, RaceState

NUMBERS = 37  # cells of the numbers right of a bar, and a margin
RATE = 9  # of which this many are items/s, left out below NARROW
NARROW = 72
WIDE = 100  # from here on a lane's Python is told even where all lanes have the same
WORKER_SIGNS = {"r": "●", "g": "◌", "l": "▒", "w": "◷", "s": "◔", "i": "·", "?": "·"}
MOST_SIGNS = 8


@dataclass(frozen=True)
class Grid:
    """What all lanes of one picture share: widths, inks, numbers."""

    state: RaceState
    cells: int
    name: int
    bar: int
    inks: Mapping[str, str]
    standings: Mapping[str, Standing]
    reasons: Mapping[str, str] = field(default_factory=dict)
    ghosts: bool = True
    builds: bool = False  # lanes run on different Pythons

    @property
    def finals(self) -> bool:
        """Whether bars show times on one clock: shorter is better."""
        opened = self.state.opened
        return self.state.closed == "complete" and opened is not None and opened.mode == "fair"


def grid(
    state: RaceState,
    cells: int,
    reasons: Mapping[str, str] | None = None,
    verdict: Verdict | None = None,
    *,
    ghosts: bool = True,
) -> Grid:
    """The widths that suit these lanes at that width."""
    longest = max((len(lane.info.name) for lane in state.lanes), default=10)
    name = min(
        max(longest, 10),
        12 if cells < NARROW else (17 if several_builds(state) else 14) if cells < 110 else 22,
    )
    infos = tuple(lane.info for lane in state.lanes)
    numbers = NUMBERS if cells >= NARROW else NUMBERS - RATE
    bar_cells = max(cells - name - 6 - numbers, 8)
    fair = state.opened is None or state.opened.mode == "fair"
    return Grid(
        state,
        cells,
        name,
        bar_cells,
        lane_inks(infos),
        standings(state, verdict),
        reasons or {},
        ghosts and fair,
        several_builds(state),
    )


def heads(of: Grid) -> Line:
    """The words above the columns."""
    what = ("time, shorter is better" if of.bar >= 24 else "time") if of.finals else "progress"
    rate = f"{'items/s':>9}" if of.cells >= NARROW else ""
    numbers = f"{'%':>5}{rate}{'time':>10}{'speed-up':>10}"
    return line(Piece(" " * (of.name + 6)), Piece(f"{what:<{of.bar}}"[: of.bar] + numbers, "dim"))


def first_line(of: Grid, lane: Lane) -> Line:
    """State, letter, name, bar, numbers."""
    sign, sign_ink = _sign(of, lane)
    ink = of.inks[lane.info.id]
    name_ink = f"{ink} bold" if active(lane) else ink if lane.heat else "dim"
    label = Piece(f"{lane.info.letter[:1]} ", f"{ink} bold"), column(lane.info.name, of.name, name_ink)
    drawn = _bar(of, lane)
    drawn = lowered(drawn) if lane.info.id.startswith(SECOND) else drawn
    return line(Piece(f" {sign} ", sign_ink), *label, " ", drawn, *_numbers(of, lane))


def second_line(of: Grid, lane: Lane) -> Line:
    """Workers, CPU per wall, GIL wait, and why."""
    return line(" " * (of.name + 6), *_told(of, lane))


def _sign(of: Grid, lane: Lane) -> tuple[str, str]:
    if active(lane):
        return "▶", f"{of.inks[lane.info.id]} bold"
    if lane.heat is None:
        return "○", "dim"
    return ("✗", "bad") if lane.heat.status != "finished" else ("✓", "good")


def _bar(of: Grid, lane: Lane) -> Line:
    heat, ink = lane.heat, of.inks[lane.info.id]
    if heat is None:
        return waiting(of.bar)
    time_ns = of.standings[lane.info.id].time_ns
    if of.finals and time_ns is None:
        return waiting(of.bar)
    if of.finals and time_ns is not None:
        longest = max(s.time_ns or 0.0 for s in of.standings.values())
        return bar(time_ns / longest if longest else 0.0, of.bar, ink, empty=" ")
    return bar(_share(of, heat), of.bar, ink, _ghosts(of, lane, heat) if active(lane) else ())


def _share(of: Grid, heat: Heat) -> float:
    items = of.state.opened.items if of.state.opened else 0
    return heat.done / items if items else 0.0


def _ghosts(of: Grid, lane: Lane, heat: Heat) -> list[Ghost]:
    items = of.state.opened.items if of.state.opened else 0
    others = [(x, shown_heat(x)) for x in of.state.lanes if x is not lane and x.past]
    if not of.ghosts or not items or not heat.elapsed_ns:
        return []
    return [
        Ghost(x.info.letter[:1], of.inks[x.info.id], past.done_at(heat.elapsed_ns) / items)
        for x, past in others
        if past is not None and past.status == "finished"
    ]


def _numbers(of: Grid, lane: Lane) -> Line:
    standing, heat = of.standings[lane.info.id], lane.heat
    if heat is None:
        return line(Piece(f"{'-':>5}{_rate(of, None)}{'-':>10}{'-':>7}", "faint"))
    speed = standing.speedup
    shown = f"{units.ratio(speed):>7}" if speed is not None else f"{'-':>7}"
    ink = "strong" if active(lane) or standing.first else "text"
    return line(
        Piece(
            f"{_share(of, heat):5.0%}{_rate(of, standing.items_per_s)}{units.duration(standing.time_ns):>10}",
            ink,
        ),
        Piece(shown, _speed_ink(speed)),
        Piece(f" {standing.place}", "gold" if standing.first else "dim"),
    )


def _rate(of: Grid, per_s: float | None) -> str:
    return f"{units.rate(per_s).removesuffix('/s'):>{RATE}}" if of.cells >= NARROW else ""


def _speed_ink(speed: float | None) -> str:
    if speed is None:
        return "faint"
    return "good" if speed >= 1.1 else "warn" if speed < SLOWER else "text"


def _told(of: Grid, lane: Lane) -> list[Piece]:
    heat = lane.heat
    if heat is None:
        return [Piece(f"{_team(lane)} · waits for its heat", "dim")]
    if not active(lane) and heat.status != "finished":
        return [Piece(f"{heat.status}: {heat.reason}" if heat.reason else heat.status, "bad")]
    parts = [_workers(of, lane, heat), *_shares(lane, heat)]
    if build(lane) and (of.cells >= WIDE or of.builds):
        parts.insert(1, [Piece(build(lane), "dim")])
    if active(lane) and heat.said:
        parts[1:] = [[Piece(heat.said.partition("; ")[0], "text")], *parts[1:]]
    reason = "" if active(lane) and heat.said else of.reasons.get(lane.info.id) or lane.info.detail
    joined: list[Piece] = []
    for part in parts:
        joined += [Piece(" · ", "faint"), *part] if joined else part
    told = clauses(reason, of.cells - of.name - 10 - width(tuple(joined)))
    return [*joined, Piece(" · ", "faint"), Piece(told, "dim")] if told else joined


def _team(lane: Lane) -> str:
    workers = lane.info.workers
    if lane.info.strategy == "asyncio":
        return f"{units.count(workers, 'task')} at once"
    return units.count(workers, "worker")


def _workers(of: Grid, lane: Lane, heat: Heat) -> list[Piece]:
    ink = of.inks[lane.info.id]
    if not active(lane):
        return [Piece(_team(lane), "dim")]
    if heat.phase == "starting":
        return [Piece("◔ starting", "dim")]
    if not heat.states:
        return [Piece("at the line" if heat.phase == "ready" else "just started", "dim")]
    if len(heat.states) <= MOST_SIGNS:
        return [Piece("".join(WORKER_SIGNS.get(sign, "·") for sign in heat.states), ink)]
    counts = ((sign, heat.states.count(sign)) for sign in "rglwsi")
    words = " ".join(f"{number}{WORKER_SIGNS[sign]}" for sign, number in counts if number)
    return [Piece(words, ink)]


def _shares(lane: Lane, heat: Heat) -> list[list[Piece]]:
    """CPU per wall and GIL wait: of the heat that runs, else the medians that the result tells, too."""
    parts: list[list[Piece]] = []
    seen = Reading({}) if active(lane) else reading(lane)
    cpu, wait = seen.get("cpu_per_wall"), seen.get("gil_wait")
    if cpu is None and heat.elapsed_ns:
        cpu = heat.metrics.get("cpu_ns", heat.cpu_ns) / heat.elapsed_ns
    if cpu:
        parts.append([Piece("CPU/wall ", "dim"), Piece(f"{cpu:.2f}", "text")])
    if wait is None:
        wait = heat.metrics.get("gil_wait", heat.gil_wait)
    if wait is not None and wait >= 0.05:
        parts.append([Piece(f"GIL wait {units.percent(wait)}", "warn")])
    return parts
