"""Talking in lines: say sentences, ask for a line, offer a numbered menu.

No cursor is moved and nothing is drawn again. Where the input ends, `InputEnded` unwinds to the app.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Mapping, Sequence

from gilrace.analysis.units import ascii_only
from gilrace.console.neutral import neutral

BACK = "b"
WORDS: Mapping[str, str] = {"b": "goes back", "q": "quits", "?": "helps"}


def spoken(sentence: str) -> str:
    """A sentence as it is read aloud: words instead of signs, nothing that steers a terminal."""
    return re.sub(r"(?<=\d)×", " times", neutral(sentence)).replace("±", "plus or minus ")


class InputEnded(Exception):  # noqa: N818 - how every dialogue ends, no error
    """There is nothing more to read, or the person quits."""


class Dialogue:
    """``read`` gives a line with its newline, "" at the end of input; ``write`` takes text as it is."""

    def __init__(
        self,
        read: Callable[[], str],
        write: Callable[[str], object],
        *,
        unicode: bool = True,
        help_text: str = "",
    ) -> None:
        self._read = read
        self._write = write
        self._unicode = unicode
        self._help = help_text

    def say(self, *sentences: str) -> None:
        """A line for each; an empty one is a blank line."""
        for sentence in sentences:
            text = spoken(sentence)
            self._write((text if self._unicode else ascii_only(text)) + "\n")

    def say_raw(self, text: str) -> None:
        """Text that is already in lines."""
        self._write(text if self._unicode else ascii_only(text))

    def tell(self, text: str) -> None:
        """Longer text: its paragraphs, each in one line."""
        self.say(*(" ".join(part.split()) for part in textwrap.dedent(text).strip().split("\n\n")))

    def ask(self, question: str) -> str:
        """A line of input without blanks around it. Raises InputEnded at the end of input and for q."""
        self.say(question)
        while True:
            line = self._read()
            answer = line.strip()
            if not line or answer.lower() in ("q", "quit"):
                raise InputEnded
            if answer != "?":
                return answer
            self.tell(self._help)

    def choose(
        self, question: str, options: Sequence[str], *, least: str = "", again: bool = False
    ) -> int | None:
        """The index of what was chosen; None to go back; -1 for Enter alone (``least`` says what it does).

        A menu that is asked ``again`` is not listed again, but for Enter.
        """
        if not options:
            self.say("There is nothing to choose from.")
            return None
        listed = [f"{number}. {option}" for number, option in enumerate(options, 1)]
        self.say("", question, *([] if again else listed))
        words = ", ".join(f"{key} {word}" for key, word in WORDS.items())
        asked = f"A number from 1 to {len(options)}; Enter {least or 'lists them'}, {words}:"
        while True:
            answer = self.ask(asked)
            if answer.lower() in (BACK, "back"):
                return None
            if least and not answer:
                return -1
            if answer.isascii() and answer.isdecimal() and 1 <= int(answer[:9]) <= len(options):
                return int(answer) - 1
            self.say(*([f"{answer!r} is not a number of the list."] if answer else listed))
