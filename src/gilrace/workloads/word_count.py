"""Counting words, a file an item: reading is quick, counting is Python's work."""

from __future__ import annotations

import hashlib
import re
import shutil
import struct
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gilrace.lane.work import Workload

SPEC = Workload(
    name="word_count",
    summary="Count the words of text files.",
    kind="cpu",
    settings={"folder": "", "kilobytes": 64, "top": 10},
    default_items=240,
)

WORD = re.compile(r"[^\W\d_]+")
VOCABULARY = 2000
SYLLABLES = ("ba", "co", "di", "fu", "ga", "ho", "li", "mu", "na", "po", "ra", "su", "ti", "vo", "za")


def call(item: int | str, folder: str = "", kilobytes: int = 64, top: int = 10) -> dict[str, Any]:
    """How many words and different words a file has, and its ``top`` most frequent ones with their counts.

    ``item`` is a file's path, or its number in the generated ``folder`` (files of about ``kilobytes``).
    Raises OSError when it cannot be read.
    """
    path = _path(folder, item) if isinstance(item, int) else Path(item)
    counts = Counter(WORD.findall(path.read_text("utf-8", errors="replace").casefold()))
    ranked = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    return {"words": counts.total(), "different": len(counts), "top": ranked[:top]}


@contextmanager
def prepare(
    scratch: Path, items: int | Sequence[object], settings: Mapping[str, Any], server: object
) -> Iterator[dict[str, Any]]:
    """Write a text file for each item that is a number, unless the settings name a ``folder``."""
    if settings.get("folder"):
        yield {}
        return
    folder = scratch / "texts"
    folder.mkdir()
    size = int(settings.get("kilobytes", SPEC.settings["kilobytes"])) * 1024
    vocabulary = _vocabulary()
    for item in range(items) if isinstance(items, int) else items:
        if isinstance(item, int):
            _path(folder, item).write_text(text_of(item, size, vocabulary), "utf-8")
    try:
        yield {"folder": str(folder)}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def text_of(item: int, size: int, vocabulary: Sequence[str]) -> str:
    """``size`` letters of text that belong to the item; ``vocabulary`` has 65 536 entries."""
    stream = hashlib.shake_128(b"text %d" % item).digest(size)
    numbers = struct.unpack(f"<{size // 2}H", stream[: size // 2 * 2])
    words = [vocabulary[number] for number in numbers[: size // 4]]
    lines = (" ".join(words[first : first + 12]) for first in range(0, len(words), 12))
    return "\n".join(lines)[:size]


def _vocabulary() -> list[str]:
    """65 536 entries, in which the word of rank r has a share of about 1/r (Zipf's law)."""
    whole = sum(1 / rank for rank in range(1, VOCABULARY + 1))
    entries: list[str] = []
    for rank in range(1, VOCABULARY + 1):
        entries += [_word(rank)] * max(1, round(65_536 / rank / whole))
    return (entries * 2)[:65_536]


def _word(rank: int) -> str:
    word = ""
    while rank:
        rank, place = divmod(rank, len(SYLLABLES))
        word += SYLLABLES[place]
    return word


def _path(folder: str | Path, item: int) -> Path:
    return Path(folder) / f"{item:06d}.txt"
