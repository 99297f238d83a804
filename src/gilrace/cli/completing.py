"""What the shell offers for a word: names of shipped things, and files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click
    from click.shell_completion import CompletionItem


def scenarios(_: click.Context, __: click.Parameter, word: str) -> list[CompletionItem]:
    """Shipped scenarios by name, else files."""
    from gilrace.scenario import find

    return _names((path.stem for path in find()), word)


def demos(_: click.Context, __: click.Parameter, word: str) -> list[CompletionItem]:
    """Shipped demos by name, else files."""
    from gilrace.lab.demos import NAMES

    return _names(NAMES, word)


def files(_: click.Context, __: click.Parameter, word: str) -> list[CompletionItem]:
    """Files."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(word, type="file")]


def _names(names: Iterable[str], word: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    found = [CompletionItem(name) for name in sorted(names) if name.startswith(word)]
    return found or [CompletionItem(word, type="file")]
