"""The answer of a sweep as text, with and without pictures."""

import pytest
from sweep_worlds import Played, computing

from gilrace.console.sweeping import break_even_lines, sweep_lines
from gilrace.sweep.answer import Answer, answer


@pytest.fixture(scope="module")
def made():
    wrong = {"digest": "0bad" * 16}
    return answer(
        Played(computing, threads_2=wrong, threads_4={"status": "crashed", "reason": "by signal 9"}).state
    )


def test_everything_worth_keeping_is_there(made):
    told = "\n".join(sweep_lines(made, 100))
    for words in (
        "candidate",
        "processes ×2",
        "efficiency",
        "Amdahl",
        "●",
        "Dropped out:",
        "by signal 9",
        "Not tried:",
    ):
        assert words in told
    assert made.sentence.startswith(told.splitlines()[0])


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_asked_for(made, width):
    assert max(len(line) for line in sweep_lines(made, width)) <= width


def test_ascii_is_ascii_and_plain_has_a_sentence_a_point(made):
    drawn = sweep_lines(made, 80, glyphs="ascii")
    assert all(line.isascii() for line in drawn)
    plain = "\n".join(sweep_lines(made, 80, pictures=False))
    assert "●" not in plain
    assert "2 workers: " in plain


def test_an_empty_answer_is_one_sentence(made):
    assert sweep_lines(Answer()) == ["nothing was measured yet"]
    assert break_even_lines(Played(computing).state, 80) == []
