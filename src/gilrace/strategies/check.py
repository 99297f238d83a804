"""What `gilrace doctor` and `gilrace list` say about strategies that other distributions give."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from gilrace.meters.finding import Finding, good, warn
from gilrace.strategies import plugins

if TYPE_CHECKING:
    from gilrace.strategies.plugins import Plugin


def strategies_here() -> Finding:
    """Which can race, which lack a package, and which are broken."""
    known = list(plugins.found().values())
    broken = [plugin.problem for plugin in known if plugin.problem]
    told = _told(known) or "none installed"
    if broken:
        return warn("strategies", f"{told}; {'; '.join(broken)}", "upgrade or remove what gives them")
    return good("strategies", told)


def lines(width: int = 0) -> list[str]:
    """A line for each: name, letter, summary, whose it is."""
    known = plugins.found()
    width = max([width, *(len(name) for name in known)])
    return [f"  {name:<{width}}  {_line(plugin)}" for name, plugin in known.items()]


def _told(known: Iterable[Plugin]) -> str:
    """``dask (not installed: distributed), joblib by gilrace 0.1.0; mine by other 2.0``."""
    given: dict[str, list[str]] = {}
    for plugin in known:
        if not plugin.problem:
            lacks = f" (not installed: {', '.join(plugin.missing)})" if plugin.missing else ""
            given.setdefault(plugin.distribution, []).append(f"{plugin.name}{lacks}")
    return "; ".join(f"{', '.join(names)} by {giver}" for giver, names in given.items())


def _line(plugin: Plugin) -> str:
    if plugin.problem:
        return f"cannot race: {plugin.problem}"
    about = f"{plugin.letter:<9}  {plugin.summary or plugin.function} ({plugin.distribution})"
    lacks = f"; needs {', '.join(plugin.missing)}: {plugin.remedy}" if plugin.missing else ""
    return f"{about}{lacks}"
