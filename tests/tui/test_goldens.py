"""Every drawing as plain text, at the sizes that matter. GILRACE_GOLDENS=1 writes them anew."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import gilrace_canned as canned
import pytest
from tui_worlds import PRIMES, SLEEP, race_view, results_view

from gilrace.guide.evidence import AGREES, DISAGREES, LEVEL, UNKNOWN, Evidence
from gilrace.guide.rules import Rule
from gilrace.race.events import HeatStarted
from gilrace.race.state import RaceState, fold
from gilrace.tui import one_clock
from gilrace.tui.drawings.bars import LOWER
from gilrace.tui.drawings.browser import BrowserView, browser
from gilrace.tui.drawings.frame import too_small
from gilrace.tui.drawings.guess import GuessView, guess
from gilrace.tui.drawings.help import HelpView, help_page
from gilrace.tui.drawings.learn import LearnView, learn
from gilrace.tui.drawings.race import race
from gilrace.tui.drawings.results import results
from gilrace.tui.drawings.scrub import scrub
from gilrace.tui.drawings.timeline import Window
from gilrace.tui.inks import INKS
from gilrace.tui.keys import footer_keys
from gilrace.tui.lines import Line, plain, width
from gilrace.tui.look import Look, texts
from gilrace.tui.menu import Entry
from gilrace.tui.past import Past
from gilrace.tui.playing import Playing

GOLDENS = Path(__file__).parent / "goldens"
Size = tuple[int, int]
SIZES: tuple[Size, ...] = ((60, 16), (80, 24), (120, 40))


def _browser(size: Size) -> list[Line]:
    broken = Entry(Path("/s/mine.yaml"), None, ("/s/mine.yaml:14:3: lanes: no such strategy 'thread'",), 14)
    entries = [Entry(PRIMES.path, PRIMES), Entry(SLEEP.path, SLEEP), broken]
    past = {"primes-cpu": Past(7, "2026-01-02 10:12", "P processes wins: 4.49 s", 134_000_000_000, 3, 2)}
    return browser(
        BrowserView(entries, 3, past=past, expected_ns=135e9, cores=2, keys=footer_keys("browser", {})), size
    )


def _broken(size: Size) -> list[Line]:
    broken = Entry(Path("/s/mine.yaml"), None, ("/s/mine.yaml:14:3: lanes: no such strategy 'thread'",), 14)
    return browser(BrowserView([broken], 3, filter="mine", keys=footer_keys("browser", {})), size)


def _together(size: Size) -> list[Line]:
    events = canned.finished_events(mode="together", rounds=1, warmups=0)
    starts = [event for event in events if isinstance(event, HeatStarted)]
    moved = [replace(event, t=1) for event in starts]
    return race(race_view(fold([events[0], *moved])), size)


def _replay_two(size: Size) -> list[Line]:
    return _replay(size, one_clock.side_by_side(canned.finished(), canned.tie()))


def _replay(size: Size, whole: RaceState = canned.finished()) -> list[Line]:  # noqa: B008 - never changes
    t = 5_000_000_000
    playing = Playing(one_clock.length_ns(whole), t, 0.5)
    foot = (scrub(playing, one_clock.moments(whole), size[0]),)
    now, keys = one_clock.at(whole, t), footer_keys("replay", {})
    view = race_view(now, replay="0.5×", side_by_side=True, foot=foot, keys=keys)
    return race(replace(view, commentary=one_clock.told(now)), size)


def _table(size: Size) -> list[Line]:
    rule = Rule(
        "Pure-Python number crunching", "processes", "processes", "each has a GIL of its own", "primes"
    )
    said = "processes 1.80×, sequential 1.00×, threads 0.94×"
    found = [
        Evidence(replace(rule, work=f"{status}: {rule.work}"), status, said, "processes", "2026-01-02 10:12")
        for status in (AGREES, LEVEL, DISAGREES)
    ]
    view = LearnView(page="table", row=1, evidence=[*found, *[Evidence(rule, UNKNOWN)] * 12])
    return learn(replace(view, keys=footer_keys("learn", {})), size)


def _many(size: Size) -> list[Line]:
    named = [canned.lane("threads", 2, chr(65 + k), id=f"t{k}", name=f"threads {k}") for k in range(20)]
    lanes = tuple(replace(canned.T, info=info) for info in named)
    events = canned.finished_events(lanes=lanes, rounds=1, warmups=0, yardstick="t0")
    starts = [k for k, event in enumerate(events) if isinstance(event, HeatStarted)]
    return race(race_view(fold(events[: starts[12] + 9])), size)


DRAWN: dict[str, Callable[[Size], list[Line]]] = {
    "browser": _browser,
    "broken": _broken,
    "guess": lambda size: guess(GuessView(PRIMES, footer_keys("guess", {})), size),
    "race_before": lambda size: race(race_view(RaceState()), size),
    "race_threads": lambda size: race(race_view(canned.running("threads")), size),
    "race_warmup": lambda size: race(race_view(canned.running("sequential", 0.4, 0)), size),
    "race_paused": lambda size: race(
        race_view(canned.running("asyncio"), paused=True, notice="pauses"), size
    ),
    "race_over": lambda size: race(race_view(canned.finished()), size),
    "race_crashed": lambda size: race(race_view(canned.failed_lane()), size),
    "race_together": _together,
    "race_many": _many,
    "replay": _replay,
    "replay_two": _replay_two,
    "results": lambda size: results(results_view(canned.finished(), guess="twice", answer="no faster"), size),
    "results_tie": lambda size: results(results_view(canned.tie()), size),
    "results_disqualified": lambda size: results(results_view(canned.disqualified_lane()), size),
    "results_waiting": lambda size: results(results_view(canned.waiting()), size),
    "timeline": lambda size: results(
        results_view(canned.finished(), tab="timeline", window=Window(2, 0.4, 1)), size
    ),
    "why": lambda size: results(results_view(canned.finished(), tab="why"), size),
    "learn": lambda size: learn(LearnView(keys=footer_keys("learn", {})), size),
    "learn_claim": lambda size: learn(LearnView((1, 0, 0), row=5, keys=footer_keys("learn", {})), size),
    "learn_table": _table,
    "glossary": lambda size: learn(
        LearnView(page="glossary", row=8, keys=footer_keys("learn", {})), size
    ),
    "help": lambda size: help_page(HelpView("race", (("space", "pause"),), (("q", "quit"),), keys=()), size),
}  # fmt: skip


@cache
def drawn(name: str, size: Size) -> list[Line]:
    """A drawing; made once for all that is asked of it."""
    return DRAWN[name](size)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", DRAWN)
def test_a_drawing_reads_as_its_golden_text(name: str, size: Size) -> None:
    text = "\n".join(texts(drawn(name, size))) + "\n"
    golden = GOLDENS / f"{name}_{size[0]}x{size[1]}.txt"
    if os.environ.get("GILRACE_GOLDENS"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("size", [(60, 16), (61, 17), (79, 23), (110, 32), (120, 36), (300, 100)])
@pytest.mark.parametrize("name", DRAWN)
def test_a_drawing_fills_its_size_exactly(name: str, size: Size) -> None:
    rows = drawn(name, size)
    assert len(rows) == size[1]
    assert {width(row) for row in rows} == {size[0]}


def test_a_terminal_below_the_smallest_size_says_what_it_needs() -> None:
    rows = too_small((40, 10))
    text = "\n".join(texts(rows))
    assert "need 60×16, have 40×10" in text
    assert "gilrace --plain" in text
    assert len(rows) == 10
    assert {width(row) for row in rows} == {40}


@pytest.mark.parametrize("size", [(1, 1), (5, 2), (20, 3)])
def test_even_a_tiny_terminal_is_drawn_on(size: Size) -> None:
    rows = too_small(size)
    assert len(rows) == size[1]
    assert {width(row) for row in rows} == {size[0]}


@pytest.mark.parametrize("name", DRAWN)
def test_ascii_signs_leave_every_width_as_it_was(name: str) -> None:
    for full, ascii_only in zip(
        texts(drawn(name, (80, 24))), texts(drawn(name, (80, 24)), "ascii"), strict=True
    ):
        assert ascii_only.isascii()
        assert len(ascii_only) <= len(full) + 1


@pytest.mark.parametrize("theme", INKS)
@pytest.mark.parametrize("name", DRAWN)
def test_a_drawing_has_an_ink_for_everything_in_every_theme(name: str, theme: str) -> None:
    look = Look(INKS[theme])
    for row in drawn(name, (120, 40)):
        shown = "".join(segment.text for segment in look.segments(row))
        assert shown.translate(LOWER) == plain(row).translate(LOWER)
