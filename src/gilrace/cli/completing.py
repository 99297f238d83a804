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


def guards(context: click.Context, _: click.Parameter, word: str) -> list[CompletionItem]:
    """Those of the demo that is named before, else what holds for every demo."""
    from gilrace.lab.demos import NAMES, load

    words = (context.params.get("demo"), *context.args)  # click has not come to arguments where a value lacks
    demo = next((name for name in words if name in NAMES), "")
    return _names(("on", *(load(demo).guard_names if demo else ())), word)


def settings(_: click.Context, option: click.Parameter, word: str) -> list[CompletionItem]:
    """What the setting of that name can be."""
    from gilrace.tui.settings import CHOICES

    return _names(CHOICES[option.name or ""], word)


def files(_: click.Context, __: click.Parameter, word: str) -> list[CompletionItem]:
    """Files."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(word, type="file")]


def _names(names: Iterable[str], word: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    found = [CompletionItem(name) for name in sorted(names) if name.startswith(word)]
    return found or [CompletionItem(word, type="file")]
