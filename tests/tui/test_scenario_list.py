"""The browser's list: what is left out where there is little room, and that nothing is cut but names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tui_worlds import PRIMES, SLEEP

from gilrace.scenario import load, resolve
from gilrace.tui.drawings.browser import BrowserView, browser
from gilrace.tui.drawings.scenario_list import Listing, scenario_list
from gilrace.tui.lines import BLANK, line, plain, squeezed
from gilrace.tui.menu import Entry
from gilrace.tui.past import Past

DEMO = load(resolve("lost-update"))
BROKEN = Entry(Path("/s/mine.yaml"), None, ("/s/mine.yaml:14:3: lanes: no such strategy",), 14)
LONG = replace(PRIMES, name="primes-and-a-long-name-too")
ENTRIES = (
    Entry(PRIMES.path, PRIMES),
    Entry(PRIMES.path, LONG),
    Entry(SLEEP.path, SLEEP),
    Entry(DEMO.path, DEMO),
    BROKEN,
)
TOOK = {"primes-cpu": Past(7, took_ns=134_000_000_000), "io-sleep": Past(1, took_ns=4_020_000_000)}


def listed(cells: int, past: dict[str, Past] = TOOK) -> list[str]:
    return [plain(row).rstrip() for row in scenario_list(Listing(ENTRIES, 0, past), cells, 20)]


def test_a_wide_list_tells_lanes_and_how_long_the_last_race_took():
    rows = listed(50)
    assert next(row for row in rows if "primes-cpu" in row).split() == [
        "▶",
        "primes-cpu",
        "S",
        "T",
        "P",
        "2",
        "min",
    ]
    assert next(row for row in rows if "io-sleep" in row).split() == ["io-sleep", "S", "T", "P", "4", "s"]


@pytest.mark.parametrize("cells", range(28, 60))
def test_only_names_are_ever_cut(cells: int):
    for row in listed(cells):
        assert len(row) <= cells
        _, cut, rest = row.partition("…")
        assert not cut or rest.startswith(" ")
        assert row.endswith(("─", "S T P", "STP", "2 min", "4 s", "step by step", "steps", "✗ line 14"))


def test_a_narrow_list_leaves_the_times_out_rather_than_the_names():
    assert not any("2 min" in row for row in listed(28))
    assert any(row.startswith(" ▶ primes-cpu ") and row.endswith("STP") for row in listed(28))


def test_without_a_history_there_is_no_column_for_it():
    assert next(row for row in listed(50, {}) if "▶ primes-cpu" in row).endswith(" S T P")


def test_a_preview_gives_up_blank_lines_before_it_gives_up_words():
    view = BrowserView(ENTRIES, 4, past={"primes-cpu": Past(7, "2026-01-02 10:12", "P wins", 1)}, cores=2)
    roomy, tight = ("\n".join(map(plain, browser(view, (80, rows)))) for rows in (40, 20))
    assert "✓ valid" in roomy
    assert "7 runs" in tight


def test_squeezing_drops_blank_lines_only_where_it_must():
    row = line("a")
    assert squeezed([row, BLANK, row], 3) == [row, BLANK, row]
    assert squeezed([row, BLANK, row], 2) == [row, row]
    assert [plain(one) for one in squeezed([row, BLANK, row], 1)] == ["a…"]
