"""From YAML text to a tree that knows where every word stands.

Built from ruamel's parse events with a stack of its own, not by its composer: depth and size are
bounded while reading, an alias costs nothing, and every problem carries its line and column.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml import events as yaml
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from gilrace.scenario import scalars
from gilrace.scenario.problem import Flaw, Problem, shown

MOST_DEPTH = 20
MOST_NODES = 20_000


@dataclass(slots=True)
class Node:
    """A value and its place, counted from 1. A mapping has ``keys``, in the order of ``children``."""

    line: int
    column: int
    value: scalars.Scalar = None
    keys: dict[str, Node] | None = None
    children: list[Node] | None = None  # None: a scalar
    size: int = 1
    open: bool = False
    pending: Node | None = field(default=None, repr=False)  # a key whose value is not read yet

    def plain(self) -> Any:
        """The value as dicts, lists and scalars."""
        if self.children is None:
            return self.value
        if self.keys is None:
            return [child.plain() for child in self.children]
        return {key: child.plain() for key, child in zip(self.keys, self.children, strict=True)}

    def at(self, where: Iterable[str | int], *, key: bool = False) -> tuple[int, int]:
        """The place of what a path of keys and indexes leads to, or of its nearest ancestor.

        With ``key``, the place of the last key itself rather than of its value.
        """
        node, place = self, (self.line, self.column)
        for part in where:
            found = node._child(part)
            if found is None:
                return place
            at, node = found
            place = (at.line, at.column) if key else (node.line, node.column)
        return place

    def _child(self, part: str | int) -> tuple[Node, Node] | None:
        children = self.children or []
        if self.keys is None:
            inside = isinstance(part, int) and 0 <= part < len(children)
            return (children[int(part)], children[int(part)]) if inside else None
        if part not in self.keys:
            return None
        return self.keys[str(part)], children[list(self.keys).index(str(part))]


class _Stop(Exception):  # noqa: N818
    """Reading cannot go on."""


class Reader:
    """Builds one tree; what is wrong collects in ``problems``."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.root: Node | None = None
        self.stack: list[Node] = []
        self.anchors: dict[str, Node] = {}
        self.total = 0
        self.documents = 0

    def read(self, text: str) -> Node | None:
        """The tree, or None when it cannot be built. Problems may be there either way."""
        try:
            for event in YAML(typ="safe", pure=True).parse(text):
                self._take(event)
        except _Stop:
            return None
        except MarkedYAMLError as error:
            self._syntax(error)
            return None
        except (YAMLError, ValueError, RecursionError, AssertionError, IndexError) as error:
            first = (str(error) or type(error).__name__).splitlines()[0]
            before = text[: getattr(error, "position", None) or 0]
            self._problem(
                before.count("\n") + 1,
                len(before) - before.rfind("\n"),
                f"this is not YAML: {first}",
                "check the file near its unusual characters",
            )
            return None
        return self.root

    def _take(self, event: Any) -> None:
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        match event:
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    self._stop(line, column, "a second document starts here", "keep one scenario in a file")
            case yaml.ScalarEvent():
                self._untagged(event, line, column)
                self._add(Node(line, column, self._scalar(event, line, column)), event.anchor)
            case yaml.AliasEvent():
                self._add(self._alias(event.anchor, line, column), None)
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                self._untagged(event, line, column)
                self._open(event, line, column)
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                self._close()

    def _scalar(self, event: Any, line: int, column: int) -> scalars.Scalar:
        text = str(event.value)
        if event.style is not None:
            return text
        try:
            return scalars.plain(text)
        except Flaw as flaw:
            self._problem(line, column, flaw.message, flaw.hint)
            return 0

    def _untagged(self, event: Any, line: int, column: int) -> None:
        if event.tag is not None:
            self._problem(line, column, f"a tag ({shown(str(event.tag))}) has no meaning here", "remove it")

    def _alias(self, name: str, line: int, column: int) -> Node:
        target = self.anchors.get(name)
        if target is None:
            self._stop(line, column, f"*{name} has no anchor &{name} before it", "define the anchor first")
        if target.open:
            self._stop(line, column, f"*{name} contains itself", "write the value out")
        return Node(line, column, target.value, target.keys, target.children, target.size)

    def _open(self, event: Any, line: int, column: int) -> None:
        if len(self.stack) >= MOST_DEPTH:
            self._stop(
                line, column, f"nested more than {MOST_DEPTH} deep", "a scenario needs about five levels"
            )
        mapping = isinstance(event, yaml.MappingStartEvent)
        node = Node(line, column, keys={} if mapping else None, children=[], open=True)
        if event.anchor:
            self.anchors[event.anchor] = node
        self.stack.append(node)

    def _close(self) -> None:
        node = self.stack.pop()
        node.open = False
        self._add(node, None)

    def _add(self, node: Node, anchor: str | None) -> None:
        if anchor:
            self.anchors[anchor] = node
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        self._count(parent, node)
        if parent.keys is None:
            self._children(parent).append(node)
        elif parent.pending is None:
            parent.pending = self._key(node)
        else:
            self._pair(parent, parent.pending, node)

    def _count(self, parent: Node, node: Node) -> None:
        parent.size += node.size
        self.total += 1
        if max(parent.size, self.total) > MOST_NODES:
            hint = "use {range: [...]}, {glob: ...} or {call: ...} for many items; avoid nested aliases"
            self._stop(node.line, node.column, f"more than {MOST_NODES} values", hint)

    def _key(self, node: Node) -> Node:
        if not isinstance(node.value, str) or node.children is not None:
            what = "a list or mapping" if node.children is not None else shown(node.value)
            self._problem(node.line, node.column, f"{what} cannot be a key", "keys are words; quote it")
            return Node(node.line, node.column, f"\0{node.line}:{node.column}")
        return node

    def _pair(self, parent: Node, key: Node, node: Node) -> None:
        parent.pending = None
        name, keys = str(key.value), parent.keys
        if name.startswith("\0") or keys is None:
            return
        if name in keys:
            message = f"the key {shown(name)} is here twice, first in line {keys[name].line}"
            self._problem(key.line, key.column, message, "keep one of them")
            return
        keys[name] = key
        self._children(parent).append(node)

    @staticmethod
    def _children(node: Node) -> list[Node]:
        assert node.children is not None
        return node.children

    def _syntax(self, error: MarkedYAMLError) -> None:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        what = " ".join(str(error.problem or error.context or "this is not YAML").split())
        self._problem(
            line, column, f"this is not YAML: {what}", "check indentation, quotes and brackets here"
        )

    def _problem(self, line: int, column: int, message: str, hint: str = "") -> None:
        self.problems.append(Problem(self.path, line, column, message, hint))

    def _stop(self, line: int, column: int, message: str, hint: str) -> NoReturn:
        self._problem(line, column, message, hint)
        raise _Stop
