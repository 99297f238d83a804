"""Blocking calls inside coroutines: found in the source, with what to write instead."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from gilrace.own.finding import WARN, Finding
from gilrace.own.source import Function, Source, dotted

INSTEAD = {
    "time.sleep": "await asyncio.sleep(seconds)",
    "open": "await asyncio.to_thread(...) for reading and writing files",
    "input": "await asyncio.to_thread(input)",
    "os.system": "await asyncio.create_subprocess_shell(...)",
    "subprocess.run": "await asyncio.create_subprocess_exec(...)",
    "subprocess.call": "await asyncio.create_subprocess_exec(...)",
    "subprocess.check_call": "await asyncio.create_subprocess_exec(...)",
    "subprocess.check_output": "await asyncio.create_subprocess_exec(...)",
    "socket.create_connection": "await asyncio.open_connection(...)",
    "socket.getaddrinfo": "await asyncio.get_running_loop().getaddrinfo(...)",
    "urllib.request.urlopen": "an awaitable client such as aiohttp, or await asyncio.to_thread(urlopen, url)",
    "http.client.HTTPConnection": "an awaitable client such as aiohttp",
    "sqlite3.connect": "await asyncio.to_thread(...) round the whole query",
    "os.waitpid": "asyncio's own subprocesses",
}
PREFIXES = {
    "requests.": "an awaitable client such as aiohttp, or await asyncio.to_thread(...)",
    "urllib3.": "an awaitable client such as aiohttp, or await asyncio.to_thread(...)",
}


def blocking_calls(source: Source, name: str) -> Iterator[Finding]:
    """In the coroutine of that name, and in functions of its module that it calls plainly."""
    known = {node.name: node for node in source.tree.body if isinstance(node, Function)}
    aliases = dict(_aliases(source.tree))
    waiting, seen = [name], set()
    while waiting:
        at = waiting.pop()
        if at in seen or at not in known:
            continue
        seen.add(at)
        for call in _calls(known[at]):
            called = _resolved(dotted(call.func), aliases)
            waiting.append(called)
            if instead := _instead(called):
                yield Finding(
                    "blocking-call",
                    WARN,
                    f"{called} blocks the event loop{_through(at, name)}: all other tasks stand still",
                    f"write {instead}",
                    source.at(call),
                )


def never_awaiting(source: Source, function: ast.AsyncFunctionDef) -> Iterator[Finding]:
    """A coroutine that has no place at which another task could run."""
    if any(isinstance(node, ast.Await | ast.AsyncFor | ast.AsyncWith) for node in ast.walk(function)):
        return
    yield Finding(
        "never-awaits",
        WARN,
        f"{source.name} never awaits: the loop runs one of its tasks after another",
        "await what it waits for; computing belongs in processes",
        source.at(function),
    )


def _through(at: str, name: str) -> str:
    return f" ({name} calls {at})" if at != name else ""


def _calls(function: Function) -> Iterator[ast.Call]:
    """Calls made by the function itself, not in functions it only defines and not those awaited."""
    awaited = {node.value for node in ast.walk(function) if isinstance(node, ast.Await)}
    stack: list[ast.AST] = list(function.body)
    while stack:
        node = stack.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.Call) and node not in awaited:
            yield node
        stack.extend(ast.iter_child_nodes(node))


def _aliases(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """What an imported name stands for: ``sleep`` for ``time.sleep``, ``sp`` for ``subprocess``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((one.asname, one.name) for one in node.names if one.asname)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((one.asname or one.name, f"{node.module}.{one.name}") for one in node.names)


def _resolved(name: str, aliases: dict[str, str]) -> str:
    first, dot, rest = name.partition(".")
    return aliases.get(first, first) + dot + rest


def _instead(called: str) -> str:
    if called in INSTEAD:
        return INSTEAD[called]
    return next((words for prefix, words in PREFIXES.items() if called.startswith(prefix)), "")
