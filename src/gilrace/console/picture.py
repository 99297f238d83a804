"""The live picture: a race at one moment as styled lines, for any width from 40 cells on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.text import Text

from gilrace.analysis.builds import build
from gilrace.analysis.commentary import commentary, live_load
from gilrace.analysis.core_names import core_name
from gilrace.analysis.reading import comparable, speedup, yardstick_of
from gilrace.analysis.units import ascii_only, duration, percent, rate, ratio, times
from gilrace.console.cells import clipped, padded, width_of
from gilrace.console.glyphs import ASCII, BROKEN, UNICODE
from gilrace.console.neutral import neutral

if TYPE_CHECKING:
    from gilrace.race.heat import Heat
    from gilrace.race.state import Lane, RaceState

COLOURS = ("grey70", "#e69f00", "#56b4e9", "#cc79a7", "#009e73", "#f0e442", "#0072b2", "#d55e00")
WIDEST = 120
NARROW = 66  # cells; below, a lane's row keeps its bar, percentage and time only
MOST_CORES = 4  # with a row of their own; more share one row, a character each
QUIET = 10  # percent of a core that other programs may take before it is told


@dataclass(frozen=True, slots=True)
class Frame:
    """What to draw, and into how much room."""

    state: RaceState
    width: int
    height: int = 100
    unicode: bool = True

    @property
    def colours(self) -> Mapping[str, str]:
        """A lane's colour by its id."""
        return {x.info.id: COLOURS[k % len(COLOURS)] for k, x in enumerate(self.state.lanes)}


def picture(frame: Frame) -> Text:
    """All lines, the most important first to keep when there are too few rows."""
    room = max(frame.height - 1, 1)
    lines = [_header(frame), *_lane_rows(frame, room - 1)]
    if len(lines) < room:
        lines.insert(1, _comment(frame))
    lines += list(_core_rows(frame))[: max(room - len(lines), 0)]
    return Text("\n", no_wrap=True, end="").join(lines[:room])


def _lane_rows(frame: Frame, room: int) -> list[Text]:
    """A row a lane, and a second one for the running lane; with too little room, the rows around it."""
    detail, lanes = _detail_at(frame), frame.state.lanes
    if len(lanes) > room:
        at = detail[0] if detail else len(lanes)
        first = max(min(at - room // 2, len(lanes) - room), 0)
        return [_lane_row(frame, lane) for lane in lanes[first : first + room]]
    rows = [_lane_row(frame, lane) for lane in lanes]
    if detail is not None and len(rows) < room:
        rows.insert(detail[0] + 1, detail[1])
    return rows


def _name_width(frame: Frame) -> int:
    """Cells for names: the longest's, within bounds."""
    longest = max((width_of(neutral(x.info.name)) for x in frame.state.lanes), default=0)
    return min(longest, 10 if frame.width < NARROW else frame.width // 5)


def _text(frame: Frame, text: str, style: str = "", width: int | None = None) -> Text:
    text = neutral(text)
    room = frame.width if width is None else width
    shown = clipped(text if frame.unicode else ascii_only(text), room, "…" if frame.unicode else "~")
    return Text(shown, style=style, no_wrap=True, end="")


def _header(frame: Frame) -> Text:
    state, opened = frame.state, frame.state.opened
    if opened is None:
        return _text(frame, "waiting for the race to open", "dim")
    clock = f"{state.t // 60_000_000_000:02}:{state.t // 1_000_000_000 % 60:02}"
    noise = f"noisy: {state.foreign} % other load  " if state.foreign > QUIET else ""
    mode = "fair heats" if comparable(state) else "TOGETHER, not comparable"
    heats = f"{state.started_heats}/{opened.heats}" if opened.heats else f"{state.started_heats}"
    right = f"{noise}{mode} {heats}  {clock}"
    if frame.width < NARROW:
        right = f"{heats} {clock}"
    room = frame.width - width_of(right) - 2
    left = _text(frame, f"{opened.name}  {opened.work.upper()}, {opened.items} items", "bold", max(room, 0))
    gap = " " * max(frame.width - left.cell_len - width_of(right), 1)
    return Text.assemble(left, gap, (right, "bold" if comparable(state) else "bold #e69f00"), end="")


def _comment(frame: Frame) -> Text:
    return _text(frame, f"  {commentary(frame.state)}", "italic")


def _lane_row(frame: Frame, lane: Lane) -> Text:
    colour, glyphs = frame.colours[lane.info.id], UNICODE if frame.unicode else ASCII
    sign = glyphs.lane.get(lane.status, BROKEN[frame.unicode])
    named = _name_width(frame)
    numbers = _numbers(frame, lane)
    bar = frame.width - named - width_of(numbers) - 6
    name = padded(_text(frame, lane.info.name, width=named).plain, named)
    row = Text(no_wrap=True, end="")
    row.append(f"{sign} {lane.info.letter} ", style=f"bold {colour}")
    row.append(f"{name} ", style="bold" if lane.status == "running" else "")
    row.append_text(_bar(frame, lane, max(bar, 4)))
    row.append(numbers if frame.unicode else ascii_only(numbers))
    return row


def _numbers(frame: Frame, lane: Lane) -> str:
    heat = lane.heat
    if heat is None:
        return " " * (16 if frame.width < NARROW else 37)
    if heat.status not in ("", "finished"):
        return padded(f" {heat.status}", 16 if frame.width < NARROW else 37)
    share = _share(frame, heat)
    text = f" {share * 100:3.0f} %{duration(heat.elapsed_ns):>10}"
    if frame.width < NARROW:
        return text
    gain = speedup(frame.state, lane)
    seconds = heat.elapsed_ns / 1e9
    speed = rate(heat.done / seconds) if seconds > 0 else rate(None)
    return f"{text}{speed:>12}{ratio(gain.value) if gain else '':>9}"


def _share(frame: Frame, heat: Heat) -> float:
    items = frame.state.opened.items if frame.state.opened else 0
    return min(heat.done / items, 1.0) if items else 0.0


def _bar(frame: Frame, lane: Lane, width: int) -> Text:
    glyphs = UNICODE if frame.unicode else ASCII
    share = _share(frame, lane.heat) if lane.heat else 0.0
    eighths = int(share * width * 8)
    full, rest = eighths // 8, eighths % 8
    cells = [glyphs.full] * full
    if rest and glyphs.partial and full < width:
        cells.append(glyphs.partial[rest - 1])
    done = len(cells)
    cells += [glyphs.rest] * (width - done)
    colours = [frame.colours[lane.info.id]] * done + ["dim"] * (width - done)
    for place, letter, colour in _ghosts(frame, lane, width):
        cells[place], colours[place] = letter, f"bold {colour}" if place >= done else f"{colour} reverse"
    row = Text(no_wrap=True, end="")
    for cell, style in zip(cells, colours, strict=True):
        row.append(cell, style=style)
    return row


def _ghosts(frame: Frame, lane: Lane, width: int) -> Iterator[tuple[int, str, str]]:
    """Where lanes that have run were at this time of their own heat: cell, letter, colour."""
    heat, opened = lane.heat, frame.state.opened
    if heat is None or heat.phase != "running" or opened is None or not comparable(frame.state):
        return
    for other in frame.state.lanes:
        if other is lane or not other.counted:
            continue
        had = other.counted[-1].done_at(heat.elapsed_ns) / max(opened.items, 1)
        if had < 1:
            yield min(int(had * width), width - 1), other.info.letter, frame.colours[other.info.id]


def _detail_at(frame: Frame) -> tuple[int, Text] | None:
    """The running lane's place and its second line."""
    for place, lane in enumerate(frame.state.lanes):
        heat = lane.heat
        if heat is not None and heat.index == frame.state.running:
            return place, _text(frame, f"    {' · '.join(_details(frame, lane, heat))}", "dim")
    return None


def _details(frame: Frame, lane: Lane, heat: Heat) -> Iterator[str]:
    opened = frame.state.opened
    yield (
        "warm-up, not counted" if not heat.counted else f"round {heat.round}/{opened.rounds if opened else 0}"
    )
    if heat.said:
        yield heat.said
    if heat.python:
        yield build(lane)
    load = live_load(heat)
    if load is not None:
        yield f"CPU/wall {times(load)}"
    if heat.gil_wait is not None and lane.info.strategy == "threads":
        yield f"GIL wait {percent(heat.gil_wait)}"
    if heat.failed:
        yield f"{heat.failed} items failed"
    base = yardstick_of(frame.state, lane.info)
    if base is not None and base.info.id != lane.info.id and base.counted:
        yield f"{base.info.name} needed {duration(base.counted[-1].elapsed_ns)}"
    if heat.states:
        worker = (UNICODE if frame.unicode else ASCII).worker
        yield "".join(worker.get(sign, "?") for sign in heat.states)


def _core_rows(frame: Frame) -> Iterator[Text]:
    cores = frame.state.cores
    if len(cores) > MOST_CORES:
        yield _many_cores(frame)
        return
    for number, busy in enumerate(cores):
        yield _core_row(frame, number, busy)


def _lane_style(frame: Frame, core: int) -> tuple[str, str]:
    """The letter of the lane seen on a core, and its colour."""
    letters = frame.state.lane_cores
    letter = letters[core] if core < len(letters) else ""
    owner = next((x.info.id for x in frame.state.lanes if letter and x.info.letter in letter), "")
    return letter, frame.colours.get(owner, "dim")


def _core_row(frame: Frame, number: int, busy: int) -> Text:
    glyphs = UNICODE if frame.unicode else ASCII
    letter, colour = _lane_style(frame, number)
    width = max(min(frame.width - 24, 40), 4)
    full = min(round(busy / 100 * width), width)
    row = Text(f"  core {core_name(frame.state, number):<3} ", no_wrap=True, end="")
    row.append(glyphs.core * full, style=colour)
    row.append(glyphs.idle * (width - full), style="dim")
    row.append(f" {busy:3} % ")
    row.append(letter, style=f"bold {colour}")
    return row


def _many_cores(frame: Frame) -> Text:
    glyphs = UNICODE if frame.unicode else ASCII
    cores = frame.state.cores
    row = Text(f"  {len(cores)} cores ", no_wrap=True, end="")
    for number, busy in enumerate(cores[: max(frame.width - 24, 4)]):
        level = glyphs.levels[min(busy * len(glyphs.levels) // 100, len(glyphs.levels) - 1)]
        row.append(level, style=_lane_style(frame, number)[1])
    row.append(f" {sum(cores) / len(cores):.0f} % busy")
    return row
