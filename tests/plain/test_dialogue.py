"""Menus in lines: what is asked, what is taken, how it ends."""

from __future__ import annotations

import pytest

from gilrace.plain.dialogue import Dialogue, InputEnded


class Person:
    """Types lines; keeps what was said."""

    def __init__(self, *typed: str, unicode: bool = True) -> None:
        self.said = ""
        self._typed = [f"{line}\n" for line in typed]
        self.dialogue = Dialogue(self._read, self._hear, unicode=unicode, help_text="How it works.")

    def _read(self) -> str:
        return self._typed.pop(0) if self._typed else ""

    def _hear(self, text: str) -> None:
        self.said += text


def test_a_number_chooses_and_every_option_has_a_line_of_its_own() -> None:
    person = Person("2")
    assert person.dialogue.choose("Which?", ["one", "two"]) == 1
    assert "Which?\n1. one\n2. two\n" in person.said


@pytest.mark.parametrize("typed", ["0", "3", "-1", "two", "²", "9" * 5000])
def test_anything_else_is_asked_for_again(typed: str) -> None:
    person = Person(typed, "1")
    assert person.dialogue.choose("Which?", ["one", "two"]) == 0
    assert "is not a number of the list" in person.said


def test_b_goes_back_and_q_ends_and_so_does_the_end_of_input() -> None:
    assert Person("B").dialogue.choose("Which?", ["one"]) is None
    with pytest.raises(InputEnded):
        Person("q").dialogue.choose("Which?", ["one"])
    with pytest.raises(InputEnded):
        Person().dialogue.ask("Words:")


def test_a_question_mark_helps_and_asks_on() -> None:
    person = Person("?", "x")
    assert person.dialogue.ask("Words:") == "x"
    assert "How it works." in person.said


def test_a_menu_asked_again_is_listed_only_on_enter() -> None:
    person = Person("", "1")
    person.dialogue.choose("Which?", ["one"], again=True)
    assert person.said.count("1. one") == 1
    assert person.said.index("A number") < person.said.index("1. one")


def test_enter_alone_does_what_it_is_said_to_do() -> None:
    assert Person("").dialogue.choose("Which?", ["one"], least="leaves it") == -1


def test_nothing_to_choose_from_asks_nothing() -> None:
    assert Person().dialogue.choose("Which?", []) is None


def test_hostile_text_cannot_drive_the_terminal_and_signs_are_words() -> None:
    person = Person(unicode=False)
    person.dialogue.say("1.93× \x1b[2J µs")
    assert person.said.isascii()
    assert "\x1b" not in person.said
    assert "1.93 times" in person.said
