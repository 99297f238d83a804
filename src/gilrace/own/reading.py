"""What the source of a function tells before anything runs: lambdas, closures, missing guards."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from gilrace.own.finding import ERROR, WARN, Finding
from gilrace.own.source import Source, dotted

STARTERS = ("ProcessPoolExecutor", "Process", "Pool", "Manager")
RUNNERS = ("asyncio.run", "main", "sys.exit")


def unsendable(source: Source) -> Iterator[Finding]:
    """Why the function cannot be sent to another process, as far as its source tells."""
    made_by = source.made_by
    if not isinstance(made_by, ast.Assign | ast.AnnAssign) or made_by.value is None:
        return
    if isinstance(made_by.value, ast.Lambda):
        yield Finding(
            "lambda",
            ERROR,
            f"{source.name} is a lambda: it has no name by which another process could find it",
            f"write `def {source.name}(item):` at the top of {source.path.name}",
            source.at(made_by),
        )
    elif isinstance(made_by.value, ast.Call) and _makes_closures(source, dotted(made_by.value.func)):
        yield Finding(
            "nested",
            ERROR,
            f"{source.name} is made inside {dotted(made_by.value.func)}: no process can find such a function",
            "define it at the top of the module and pass what it needs as settings",
            source.at(made_by),
        )


def _makes_closures(source: Source, maker: str) -> bool:
    """Whether a function of this module defines a function and returns it."""
    for node in source.tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == maker:
            inner = {x.name for x in ast.walk(node) if isinstance(x, ast.FunctionDef) and x is not node}
            returned = [x.value for x in ast.walk(node) if isinstance(x, ast.Return)]
            return any(
                isinstance(x, ast.Lambda) or (isinstance(x, ast.Name) and x.id in inner) for x in returned
            )
    return False


def unguarded(source: Source) -> Iterator[Finding]:
    """Statements at the top of the module that start something whenever it is imported."""
    for node in source.tree.body:
        for call in _calls_now(node):
            name = dotted(call.func)
            last = name.rpartition(".")[2]
            if last in STARTERS:
                yield _no_guard(source, call, f"{name} starts processes", ERROR)
            elif name in RUNNERS:
                yield _no_guard(source, call, f"{name}() runs", WARN)


def _no_guard(source: Source, call: ast.Call, what: str, level: str) -> Finding:
    return Finding(
        "no-guard",
        level,
        f"{what} whenever {source.path.name} is imported; every worker process imports it",
        'put it under `if __name__ == "__main__":`',
        source.at(call),
    )


def _calls_now(node: ast.stmt) -> Iterator[ast.Call]:
    """Calls that happen at import: not in definitions, not under a main guard."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) or _is_guard(node):
        return
    stack: list[ast.AST] = [node]
    while stack:
        inner = stack.pop()
        if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(inner, ast.Call):
            yield inner
        stack.extend(ast.iter_child_nodes(inner))


def _is_guard(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and any(
        isinstance(x, ast.Name) and x.id == "__name__" for x in ast.walk(node.test)
    )
