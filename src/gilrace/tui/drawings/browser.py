"""The scenario browser: what can be raced, and what the chosen one is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from gilrace.analysis import units
from gilrace.race.events import LaneInfo
from gilrace.tui.drawings.frame import Key, framed, header
from gilrace.tui.drawings.guess import choices
from gilrace.tui.drawings.scenario_list import NEVER, Listing, scenario_list
from gilrace.tui.lines import BLANK, Line, Piece, beside, column, ends, line, paragraph, rule, squeezed, width
from gilrace.tui.standing import lane_inks

if TYPE_CHECKING:
    from gilrace.scenario import Scenario
    from gilrace.tui.menu import Entry
    from gilrace.tui.past import Past

MOST_READ = 90  # cells of a line that is read


@dataclass(frozen=True)
class BrowserView:
    """What the browser shows."""

    entries: Sequence[Entry] = ()  # those that the filter lets through
    total: int = 0
    reading: bool = False  # there may be more to come
    chosen: int = 0
    filter: str = ""
    typing: bool = False
    notice: str = ""
    past: Mapping[str, Past] = field(default_factory=dict)  # by scenario name
    expected_ns: float = 0.0  # how long the chosen one will take, 0 = not known
    cores: int = 1
    keys: tuple[Key, ...] = ()


def browser(view: BrowserView, size: tuple[int, int]) -> list[Line]:
    """The whole screen."""
    cells, rows = size
    left = min(max(cells * 3 // 7, 28), 50)
    body = [_filter_line(view, cells), BLANK, *_columns(view, cells, left, rows - 4)]
    return framed(header("gilrace", "", line(Piece("SCENARIOS", "headgold")), cells), body, view.keys, size)


def _columns(view: BrowserView, cells: int, left: int, rows: int) -> list[Line]:
    listed = scenario_list(Listing(view.entries, view.chosen, view.past), left, rows)
    if not listed:
        words = " nothing matches" if view.total else " reading scenarios …"
        listed = [line(Piece(words, "dim"))]
    preview = squeezed(_preview(view, min(cells - left - 4, MOST_READ)), rows)
    preview += [BLANK] * (rows - len(preview))
    return beside(listed, preview, left, (Piece(" │ ", "faint"),))


def _filter_line(view: BrowserView, cells: int) -> Line:
    broken = sum(entry.kind == "broken" for entry in view.entries)
    count = units.count(view.total, "scenario")
    if view.filter or view.typing:
        count = f"{len(view.entries)} of {count}"
    words = f"  {count}" + (" …" if view.reading else "") + (f", {broken} with errors" if broken else "")
    if view.typing:
        left = line(
            Piece(" / ", "gold"),
            Piece(f"{view.filter} ", "field"),
            Piece(f"{words}   Enter keeps it, esc clears it", "dim"),
        )
    else:
        left = line(
            Piece(f" / {view.filter or 'filter'}", "gold" if view.filter else "dim"), Piece(words, "dim")
        )
    return ends(left, line(Piece(view.notice, "warn"), " "), cells) if view.notice else left


def _preview(view: BrowserView, cells: int) -> list[Line]:
    if not view.entries:
        return []
    entry = view.entries[min(view.chosen, len(view.entries) - 1)]
    if entry.scenario is None:
        return _problems(entry, cells)
    return _scenario(view, entry, entry.scenario, cells)


def _problems(entry: Entry, cells: int) -> list[Line]:
    drawn = [line(Piece(entry.path.name, "strong"), Piece("  cannot be raced", "bad")), BLANK]
    for problem in entry.problems[:8]:
        drawn += [*paragraph(problem.removeprefix(f"{entry.path.parent}/"), cells), BLANK]
    return [
        *drawn,
        *paragraph("v opens the file at the first of these lines; F5 reads it again.", cells, "dim"),
    ]


def _scenario(view: BrowserView, entry: Entry, scenario: Scenario, cells: int) -> list[Line]:
    past = view.past.get(scenario.name, NEVER)
    drawn = [*paragraph(scenario.title, cells, "strong"), *_named(scenario, cells)]
    drawn += paragraph(scenario.summary, cells)
    if scenario.teach and scenario.teach.question:
        drawn += [BLANK, *_question(scenario, scenario.teach.question, cells)]
    if scenario.lanes:
        drawn += [BLANK, rule("lanes", cells), *_lanes(scenario, view.cores, cells)]
    if not entry.can_race:
        words = "Enter steps through it, one interleaving after the other; w really runs it."
        drawn += [BLANK, *paragraph(words, cells)]
    drawn += _last_run(past, view.expected_ns, cells)
    told = line(Piece(f" {_short(entry.path)} ", "dim"), Piece("✓ valid", "good"))
    return [*drawn, BLANK, rule("file", cells), told]


def _named(scenario: Scenario, cells: int) -> list[Line]:
    """Its name, and its tags beside it or below."""
    name, tags = line(Piece(f"{scenario.name}  ", "dim")), " ".join(scenario.tags)
    if width(name) + len(tags) <= cells:
        return [line(name, Piece(tags, "gold"))]
    return [name, *paragraph(tags, cells, "gold")]


def _question(scenario: Scenario, question: str, cells: int) -> list[Line]:
    """The question, and the keys that answer it and start the race."""
    drawn = paragraph(f"Guess first: {question}", cells, "gold")
    for number, choice in enumerate(choices(scenario), 1):
        key = str(number)
        drawn.append(line(Piece(f" {key} ", "key", key), Piece(f" {choice}", "text", key)))
    return drawn


def _lanes(scenario: Scenario, cores: int, cells: int) -> list[Line]:
    infos = tuple(
        LaneInfo(x.id, x.letter, x.name, x.strategy, x.worker_count(cores), x.describe(cores))
        for x in scenario.lanes
    )
    inks = lane_inks(infos)
    room = min(max((len(info.name) for info in infos), default=10), cells // 2)
    return [
        line(
            Piece(f" {info.letter} ", f"{inks[info.id]} bold"),
            column(info.name, room, inks[info.id]),
            Piece(f"  {info.detail or 'one after another'}", "dim"),
        )
        for info in infos
    ]


def _last_run(past: Past, expected_ns: float, cells: int) -> list[Line]:
    """What the last race said, and what the races before tell of the next."""
    if not past.runs:
        return []
    known = (
        past.when,
        units.count(past.runs, "run"),
        f"takes about {units.roughly(expected_ns)} here" if expected_ns else "",
        f"guessed right {past.right} of {past.guesses}" if past.guesses else "",
    )
    told = " · ".join(part for part in known if part)
    rows = [*paragraph(told, cells - 2, "dim"), *paragraph(past.headline, cells - 2)]
    return [BLANK, rule("last run", cells), *(line(" ", row) for row in rows)]


def _short(path: Path) -> str:
    """The path from here where it lies below, else its last two parts."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(Path(*path.parts[-2:]))
