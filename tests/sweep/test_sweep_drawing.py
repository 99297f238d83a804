"""The sweep as it is drawn: sizes, signs, lines that differ without colour."""

from dataclasses import replace
from functools import cache

import pytest
from sweep_worlds import Played, computing

from gilrace.analysis.scaling import Point, fit
from gilrace.race.state import RaceState
from gilrace.sweep.answer import answer
from gilrace.sweep.curves import Curve
from gilrace.sweep.plot import Plot, plot, words
from gilrace.tui.drawings.sweep import SweepView, sweep
from gilrace.tui.inks import INKS
from gilrace.tui.keys import footer_keys
from gilrace.tui.lines import width
from gilrace.tui.look import Look, texts

SIZES = ((60, 16), (80, 24), (120, 40), (300, 100))
USL = [(1, 1.0), (2, 1.86), (3, 2.4), (4, 2.75), (5, 2.9), (6, 2.97), (7, 2.85), (8, 2.8)]


def curve_of(points=USL, cores=4, **more):
    made = tuple(Point(n, 8e9 / gain, gain, gain, gain) for n, gain in points)
    return Curve("processes", made, fit(points), cores, **more)


@cache
def view():
    played = Played(computing)
    return SweepView(played.state, answer(played.state), over=True, keys=footer_keys("sweep", {}))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("tab", [0, 1, 2])
def test_every_line_of_every_tab_fills_the_terminal_exactly(size, tab):
    drawn = sweep(replace(view(), tab=tab), size)
    assert len(drawn) == size[1]
    assert {width(row) for row in drawn} == {size[0]}


@pytest.mark.parametrize("size", SIZES)
def test_before_anything_happened_there_is_something_to_show(size):
    drawn = texts(sweep(SweepView(RaceState()), size))
    assert any("getting ready" in row for row in drawn)


@pytest.mark.parametrize("size", SIZES[1:3])
def test_the_points_their_efficiency_the_laws_and_the_warning_are_told(size):
    told = "\n".join(texts(sweep(replace(view(), tab=1), size)))
    for words_ in ("N", "speed-up", "eff", "Amdahl", "USL", "2 processes", "▲ 2 cores here"):
        assert words_ in told
    assert "illustration" in told


def test_without_the_laws_the_points_alone_are_drawn():
    told = "\n".join(texts(sweep(replace(view(), tab=1, fits=False), (120, 40))))
    assert "contention" not in told
    assert "●" in told


def test_all_candidates_are_listed_with_why_some_have_no_time():
    told = "\n".join(texts(sweep(replace(view(), tab=2), (120, 40))))
    assert "processes ×2" in told
    assert "so many at once would have nothing to wait for" in told


def test_ascii_glyphs_draw_the_lines_with_signs_of_their_own():
    drawn = texts(sweep(replace(view(), tab=1, braille=False), (80, 24)), "ascii")
    assert all(row.isascii() for row in drawn)
    body = "\n".join(drawn[1:14])
    assert {".", "-", "+", "O"} <= set(body)
    assert "?" not in body


@pytest.mark.parametrize("ink", INKS)
def test_every_theme_knows_every_role_of_the_drawing(ink):
    for tab in range(3):
        for row in sweep(replace(view(), tab=tab), (80, 24)):
            Look(INKS[ink]).segments(row)


def test_lines_differ_by_style_not_only_by_colour():
    rows = plot(Plot(curve_of(), 90, 30))
    inked = {
        role: [cell.sign for row in rows for cell in row if cell.role == role]
        for role in ("usl", "amdahl", "ideal")
    }
    dots = {
        role: sum(bin(ord(sign) - 0x2800).count("1") for sign in signs) / len(signs)
        for role, signs in inked.items()
    }
    assert dots["usl"] > dots["amdahl"] > dots["ideal"]


def test_points_stand_where_they_were_measured_on_either_axis():
    for log in (False, True):
        asked = Plot(curve_of(), 87, 30, log=log)
        rows = plot(asked)
        at = sorted(
            (x, y) for y, row in enumerate(rows) for x, cell in enumerate(row) if cell.role == "point"
        )
        assert len(at) == len(USL)
        assert at[0][0] == 6
        assert at[-1][0] == 86
        heights = [y for _, y in at]
        assert heights.index(min(heights)) in (4, 5, 6)
    assert "1" in words(rows[-1])
    assert "8" in words(rows[-1])


@pytest.mark.parametrize("braille", [True, False])
@pytest.mark.parametrize("points", [USL[:1], USL[:2], [(1, 1.0), (2, 0.01)], [(1, 1.0), (1000, 900.0)]])
def test_odd_curves_are_drawn_all_the_same(points, braille):
    rows = plot(Plot(curve_of(points), 40, 10, braille=braille, log=True))
    assert len(rows) == 10
    assert sum(cell.role == "point" for row in rows for cell in row) >= 1


def test_laws_that_miss_the_points_are_not_drawn():
    odd = curve_of([(1, 1.0), (2, 0.4), (4, 3.9), (8, 0.6)])
    assert not odd.fit.follows
    assert {cell.role for row in plot(Plot(odd, 60, 20)) for cell in row} == {"", "point", "ideal"}
    assert "illustration" not in odd.warning
