"""The race screen: every lane, the cores, the events, and what to look at.

Short terminals lose the least important lines first: header, every lane's first line, the running
lane's second line, a line of cores and three events are kept at 60×16.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gilrace.tui.drawings import lanes
from gilrace.tui.drawings.cores import cores, rows_wanted
from gilrace.tui.drawings.frame import Key, box, framed, header
from gilrace.tui.drawings.log import log
from gilrace.tui.drawings.workers import legend, strip, strip_rows
from gilrace.tui.lines import BLANK, Line, Piece, beside, clauses, ends, fit, line, paragraph, rule, width
from gilrace.tui.standing import active

if TYPE_CHECKING:
    from gilrace.analysis.verdict import Verdict
    from gilrace.race.state import Lane, RaceState

KINDS = {"cpu": "CPU-bound", "io": "I/O-bound", "mixed": "CPU and I/O", "yours": "your own work"}
WIDE, TALL = 110, 32
MOST_SAID = 4  # lines
MOST_WORKERS = 3  # of a lane, where all lanes' workers are shown
REPLAYED = "REPLAY: nothing is running now. "
WORKERS = {
    "live": "workers: live, and in the last heats",
    "over": "workers in the last heats",
    "replay": "workers, as recorded",
}
NOISY = 10  # percent of one core that other programs take


@dataclass(frozen=True)
class RaceView:
    """What the race screen shows: a state, and what the person did."""

    state: RaceState
    commentary: str = ""
    reasons: Mapping[str, str] = field(default_factory=dict)  # by lane id
    verdict: Verdict | None = None  # once the race is over
    paused: bool = False
    notice: str = ""  # a sentence about what was just asked for
    queued: str = ""  # who races before this one begins
    wanted: str = ""  # what the next race will have, where that was changed
    replay: str = ""  # "2×" while a recording is shown
    side_by_side: bool = False  # all lanes are under way at once: no ghosts
    back: int = 0  # lines that the event log is scrolled back
    keys: tuple[Key, ...] = ()
    foot: tuple[Line, ...] = ()  # lines of the replay's own above the footer


def race(view: RaceView, size: tuple[int, int]) -> list[Line]:
    """The whole screen."""
    cells, rows = size
    if view.queued and view.state.opened is None:
        return framed(top(view, cells), _queue(view, cells, rows - 2), view.keys, size)
    body = _roomy(view, cells, rows - 2) if cells >= WIDE and rows >= TALL else _tight(view, cells, rows - 2)
    return framed(top(view, cells), body, view.keys, size)


def top(view: RaceView, cells: int) -> Line:
    """Title, mode, heat n of m, the race's clock."""
    state, opened = view.state, view.state.opened
    if opened is None:
        told = "WAITING ITS TURN" if view.queued else "GETTING READY"
        return header("gilrace", "", line(Piece(told, "headgold")), cells)
    clock = _clock(state.t, exact=bool(view.replay or state.closed))
    about = f"{KINDS.get(opened.work, opened.work)} · {opened.items} items"
    if cells >= 100 and opened.title not in ("", opened.name):
        about += f" · {opened.title}"
    wanted = [Piece(f"  next: {view.wanted}", "headwarn"), Piece(" │ ", "head")] if view.wanted else []
    where = line(*wanted, *_mode(view), Piece(" │ ", "head"), Piece(clock, "head bold"))
    return header(opened.name, about, where, cells)


def _queue(view: RaceView, cells: int, rows: int) -> list[Line]:
    """Who races now, and what can be done about it."""
    room = min(cells - 6, 90)
    body = [
        *paragraph(f"{view.queued[:1].upper()}{view.queued[1:]}.", room, "strong"),
        BLANK,
        *paragraph("Races take turns on a machine: two at once would disturb each other.", room),
        BLANK,
        line(Piece("  s ", "key", "s"), Piece(" Race at once, and mark it as disturbed", "text", "s")),
        line(Piece("  x ", "key", "x"), Piece(" Give up", "text", "x")),
    ]
    if view.notice:
        body += [BLANK, *paragraph(view.notice, room, "warn")]
    above = max((rows - len(body)) // 3, 0)
    return [BLANK] * above + [line("   ", row) for row in body[: max(rows - above, 0)]]


def _clock(t: int, *, exact: bool) -> str:
    """Minutes and seconds; tenths only where they do not cost a repainted line every frame."""
    minutes, seconds = divmod(t / 1e9, 60)
    return f"{int(minutes):02d}:{seconds:04.1f}" if exact else f"{int(minutes):02d}:{int(seconds):02d}"


def _mode(view: RaceView) -> list[Piece]:
    state, opened = view.state, view.state.opened
    if view.replay:
        return [Piece("REPLAY ", "headgold"), Piece(view.replay, "head bold")]
    if view.paused:
        return [Piece("PAUSED", "headwarn")]
    if opened is None or opened.mode == "together":
        return [Piece("TOGETHER, not comparable", "headwarn")]
    if state.closed:
        return [Piece("FINISHED" if state.closed == "complete" else state.closed.upper(), "headgold")]
    total = f"/{opened.heats}" if opened.heats else ""
    return [
        Piece("FAIR HEATS ", "headgold"),
        Piece(f"{state.started_heats}{total}{_round(view)}", "head bold"),
    ]


def _round(view: RaceView) -> str:
    state, opened = view.state, view.state.opened
    lane = state.lane_of(state.running) if state.running is not None else None
    if opened is None or lane is None or lane.heat is None or opened.rounds + opened.warmups < 2:
        return ""
    return f" round {lane.heat.round}/{opened.rounds}" if lane.heat.counted else " warm-up"


def badge(state: RaceState, cells: int) -> Line:
    """Whether other programs disturb the race, and what the screen itself takes."""
    if not state.cores:
        return BLANK
    own = f" · screen {state.ui}% of a core" if cells >= WIDE else ""
    if state.foreign > NOISY:
        return line(
            Piece(
                f"▲ noisy: {state.foreign}% other load" if cells >= WIDE else f"▲ noisy {state.foreign}%",
                "warn",
            ),
            Piece(f"{own} ", "dim"),
        )
    return line(Piece("✓ quiet host", "good"), Piece(f"{own} ", "dim"))


def _tight(view: RaceView, cells: int, rows: int) -> list[Line]:
    state = view.state
    of = lanes.grid(state, cells, view.reasons, view.verdict, ghosts=not view.side_by_side)
    foot = list(view.foot)
    meters = not view.side_by_side  # which core a lane was on is not known of lanes put on one clock
    spare = rows - len(foot) - len(state.lanes) - 4 - meters
    comment, spare = (1, spare - 1) if spare >= 1 else (0, spare)
    heads, spare = (1, spare - 1) if spare >= 1 else (0, spare)
    rules, spare = (1 + meters, spare - 1 - meters) if spare >= 2 else (0, spare)
    second = spare >= len(state.lanes) - 1
    spare -= len(state.lanes) - 1 if second else 0
    core_rows = max(min(rows_wanted(state), 1 + max(spare, 0)), 1)
    drawn: list[Line] = [_comment(view, cells)] if comment else []
    drawn += [lanes.heads(of)] if heads else []
    drawn += _lane_lines(of, second, rows - 3 - meters - comment - heads - rules - len(foot))
    if meters:
        drawn += [rule("cores", cells)] if rules else []
        drawn += cores(state, cells, core_rows)
    drawn += [rule("events", cells)] if rules else []
    drawn += log(state, cells, rows - len(drawn) - len(foot), view.back)
    return [*drawn, *[BLANK] * (rows - len(drawn) - len(foot)), *foot]


def _comment(view: RaceView, cells: int) -> Line:
    """One line of what to look at: whole sentences, else whole clauses, never half a list of lanes."""
    ink = "warn" if view.notice else "text"
    told = badge(view.state, cells)
    replayed = REPLAYED if view.replay and not view.verdict else ""
    said, room = view.notice or f"{replayed}{view.commentary}", cells - 4 - width(told)
    said = clauses(said, room, "." if ". " in said[:room] else ";:")
    return ends(line(Piece(f"   {said}", ink)), told, cells)


def _lane_lines(of: lanes.Grid, second: bool, room: int) -> list[Line]:
    """Lanes from the top; where they do not fit, those around the one that runs."""
    shown, above, below = _window(of.state.lanes, max(room, 1), 2 if second else 1)
    drawn: list[Line] = []
    for lane in shown:
        drawn.append(lanes.first_line(of, lane))
        if second or active(lane):
            drawn.append(lanes.second_line(of, lane))
    if above or below:
        words = [f"{above} lanes above"] * bool(above) + [f"{below} lanes below"] * bool(below)
        drawn.append(line(Piece("   … " + ", ".join(words), "dim")))
    return drawn


def _window(all_lanes: tuple[Lane, ...], room: int, each: int) -> tuple[tuple[Lane, ...], int, int]:
    extra = 0 if each == 2 else 1
    if len(all_lanes) * each + extra <= room:
        return all_lanes, 0, 0
    count = max((room - 1 - extra) // each, 1)
    now = next((k for k, lane in enumerate(all_lanes) if active(lane)), 0)
    first = min(max(now - count // 2, 0), len(all_lanes) - count)
    return all_lanes[first : first + count], first, len(all_lanes) - first - count


def _roomy(view: RaceView, cells: int, rows: int) -> list[Line]:
    state = view.state
    of = lanes.grid(state, cells, view.reasons, view.verdict, ghosts=not view.side_by_side)
    said = _said(view, cells - 4)[:MOST_SAID]
    over = view.verdict is not None and bool(view.verdict.ranked)
    comment = box("the verdict" if over else "what you are seeing", said, cells) if said else []
    low = 3 + rows_wanted(state) + 5
    spaced = len(state.lanes) * 3 + 4 + low + len(comment) + len(view.foot) <= rows
    lane_lines = (
        _spaced(of) if spaced else _lane_lines(of, True, rows - 4 - low - len(comment) - len(view.foot))
    )
    drawn = [BLANK, _mode_words(view, cells), BLANK, lanes.heads(of), *lane_lines, BLANK]
    room = rows - len(drawn) - len(comment) - len(view.foot)
    drawn += _below(view, of, cells, room)
    drawn += [BLANK] * (rows - len(drawn) - len(comment) - len(view.foot))
    return [*drawn, *comment, *view.foot]


def _said(view: RaceView, cells: int) -> list[Line]:
    """What to look at; once the race is over, its verdict: how sure, and why the first is first."""
    said = paragraph(view.commentary, cells)
    if view.verdict is None or not view.verdict.ranked:
        return said
    best = view.verdict.ranked[0]
    more = [view.verdict.confidence, f"{best.lane.letter}: {best.why.text}" if best.why.text else ""]
    return [*said, *(row for words in more for row in paragraph(words, cells))]


def _mode_words(view: RaceView, cells: int) -> Line:
    opened = view.state.opened
    if view.notice:
        words = line(Piece(f"   {view.notice}", "warn"))
    elif opened is not None and opened.mode == "together":
        words = line(Piece("   lanes COMPETE for the cores: their times are not comparable", "warn"))
    elif view.replay:
        words = line(Piece("   nothing is running now: this is what was recorded", "dim"))
    else:
        words = line(Piece("   each lane runs alone · letters in a bar: earlier lanes at this moment", "dim"))
    return ends(words, badge(view.state, cells), cells)


def _spaced(of: lanes.Grid) -> list[Line]:
    drawn: list[Line] = []
    for lane in of.state.lanes:
        drawn += [lanes.first_line(of, lane), lanes.second_line(of, lane), BLANK]
    return drawn[:-1]


def _below(view: RaceView, of: lanes.Grid, cells: int, room: int) -> list[Line]:
    """Cores and workers at the left, events at the right."""
    left_cells = cells * 2 // 5
    right_cells = cells - left_cells - 2
    left: list[Line] = []
    if not view.side_by_side:
        meters = cores(view.state, left_cells, min(rows_wanted(view.state), max(room - 1, 1)))
        left = [rule("cores", left_cells), *meters]
    left += _workers(view, of, left_cells, room - len(left))
    right = [rule("events", right_cells), *log(view.state, right_cells, room - 1, view.back)]
    drawn = beside(left[:room], right[:room], left_cells, (Piece("  "),))
    return [fit(row, cells) for row in drawn]


def _workers(view: RaceView, of: lanes.Grid, cells: int, room: int) -> list[Line]:
    """What every lane's workers were last seen doing; where not all fit, those of the lane that runs."""
    seen = [lane for lane in of.state.lanes if lane.heat is not None and lane.heat.strip]
    for most in range(MOST_WORKERS, 0, -1):
        drawn = [row for lane in seen for row in strip_rows(lane, of.inks[lane.info.id], cells, most)]
        if len(drawn) + 2 <= room:
            break
    now = next((lane for lane in seen if active(lane)), None)
    title = WORKERS["replay" if view.replay else "live" if now else "over"]
    if now is not None and not view.side_by_side and len(drawn) + 2 > room:
        drawn = strip(now, of.inks[now.info.id], cells, room - 1) if room >= 3 else []
        return [rule(title, cells), *drawn] if drawn else []
    signs = legend([lane.heat for lane in seen if lane.heat is not None], "text", cells)
    return [rule(title, cells), *drawn[: room - 2], signs] if drawn and room >= 3 else []
