"""Of a line only what changed is painted: and exactly that makes the old line the new one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from gilrace.tui.picture import differing

RED = Style(color="red")
CELLS = 12


def strip(*parts: str, style: Style | None = None) -> Strip:
    return Strip([Segment(part, style) for part in parts])


def test_a_bar_that_grows_is_painted_from_its_tip_on():
    before, after = strip("████", "────", " 3.46 s"), strip("█████", "───", " 3.46 s")
    assert differing(before, after) == (4, 5)


def test_a_line_that_stays_needs_no_paint():
    assert differing(strip("abc"), strip("abc")) == (0, 0)


def test_another_ink_alone_is_a_difference():
    assert differing(strip("ab"), strip("ab", style=RED)) == (0, 2)


def test_wide_signs_are_never_halved():
    assert differing(strip("日本x"), strip("日語x")) == (2, 4)


def test_lines_of_different_widths_are_painted_whole():
    assert differing(strip("abc"), strip("abcd")) == (0, 4)


texts = st.lists(st.sampled_from(["█", "─", "日", "a", " "]), min_size=CELLS, max_size=CELLS)
inks = st.lists(st.sampled_from([None, RED]), min_size=CELLS, max_size=CELLS)


@given(texts, inks, texts, inks)
def test_the_old_line_with_the_new_span_in_it_is_the_new_line(one, ink, other, look):
    before = Strip(map(Segment, one, ink)).adjust_cell_length(2 * CELLS)
    after = Strip(map(Segment, other, look)).adjust_cell_length(2 * CELLS)
    first, last = differing(before, after)
    whole = Strip.join([before.crop(0, first), after.crop(first, last), before.crop(last, 2 * CELLS)])
    assert whole.simplify() == after.simplify()
