"""Themes, signs, and what a terminal gets."""

from __future__ import annotations

import re

import pytest
from rich.cells import cell_len

from gilrace.tui.glyphs import SETS, in_set
from gilrace.tui.inks import ANSI, DARK, INKS, LIGHT, MONO
from gilrace.tui.lines import Piece, line
from gilrace.tui.look import Look, choose

WIDE = {"TERM": "xterm-256color", "LANG": "C.UTF-8"}


@pytest.mark.parametrize("name", INKS)
def test_every_theme_has_the_same_roles(name: str) -> None:
    assert set(INKS[name].roles) == set(DARK.roles)
    for role in INKS[name].roles:
        INKS[name].style(f"{role} fill bold")


def test_the_big_themes_use_only_the_palette_that_every_256_colour_terminal_shows_alike() -> None:
    for ink in (DARK, LIGHT):
        numbers = [
            int(n) for role in (*ink.roles.values(), ink.page) for n in re.findall(r"color\((\d+)\)", role)
        ]
        assert numbers
        assert min(numbers) >= 16


def test_without_colours_bars_leave_a_gap_to_the_row_above_and_keep_their_place() -> None:
    row = line(Piece("███▌", "lane1 bar"), Piece("─█", "lane1"))
    assert "".join(segment.text for segment in Look(MONO).segments(row)) == "▆▆▆▆─█"
    assert "".join(segment.text for segment in Look(DARK).segments(row)) == "███▌─█"


def test_mono_has_no_colour_at_all() -> None:
    for role in MONO.roles:
        style = MONO.style(f"{role} fill")
        assert style.color is None
        assert style.bgcolor is None


def test_lanes_have_colours_of_their_own() -> None:
    for ink in (DARK, LIGHT, ANSI):
        assert len({ink.roles[f"lane{k}"] for k in range(8)}) == 8


@pytest.mark.parametrize(
    ("environ", "colours", "theme", "glyphs"),
    [
        (WIDE, "truecolor", "dark", "full"),
        (WIDE, "256", "dark", "full"),
        (WIDE | {"COLORFGBG": "0;15"}, "256", "light", "full"),
        (WIDE | {"TERM": "xterm"}, "standard", "ansi", "full"),
        (WIDE | {"NO_COLOR": "1"}, "truecolor", "mono", "full"),
        (WIDE | {"TERM": "linux"}, "standard", "ansi", "basic"),
        (WIDE | {"LC_ALL": "C"}, "256", "dark", "ascii"),
        (WIDE, None, "mono", "full"),
    ],
)
def test_a_terminal_gets_what_it_can_show(
    environ: dict[str, str], colours: str, theme: str, glyphs: str
) -> None:
    look = choose(environ, colours)
    assert (look.ink.name, look.glyphs) == (theme, glyphs)


def test_a_theme_of_256_colours_asked_for_on_16_becomes_the_16_colour_one() -> None:
    assert choose(WIDE, "standard", theme="light").ink is ANSI
    assert choose(WIDE, "256", theme="light").ink is LIGHT


@pytest.mark.parametrize("name", SETS)
def test_replaced_signs_are_one_cell_wide(name: str) -> None:
    assert {cell_len(sign) for sign in (*SETS[name], *SETS[name].values())} <= {1}


def test_ascii_signs_are_ascii() -> None:
    assert all(sign.isascii() for sign in SETS["ascii"].values())
    assert in_set("█ 1.93× 日本", "ascii") == "# 1.93x ??"


@pytest.mark.parametrize("name", SETS)
def test_no_control_character_of_a_name_reaches_the_terminal(name: str) -> None:
    shown = in_set("a\x1b[31mb\x07\x9b2J\n\t", name)
    assert not any(ord(sign) < 32 or 127 <= ord(sign) < 160 for sign in shown)


def test_a_key_in_the_footer_carries_what_a_click_on_it_presses() -> None:
    (segment,) = Look().segments(line(Piece("q", "key", "q")))
    assert segment.style is not None
    assert segment.style.meta == {"act": "q"}
