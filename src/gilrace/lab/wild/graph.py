"""The wait-for graph drawn in lines of text."""

from __future__ import annotations

from gilrace.lab.wild.events import Edge, Stuck

UNICODE = {"top": "┌─▶ ", "side": "│   ", "down": "│", "tip": "▼", "bottom": "└───", "turn": "┘"}
ASCII = {"top": "+-> ", "side": "|   ", "down": "|", "tip": "v", "bottom": "+---", "turn": "+"}


def draw(report: Stuck, ascii_only: bool = False) -> tuple[str, ...]:
    """A ring for a circle, one line for each wait otherwise."""
    signs = ASCII if ascii_only else UNICODE
    if report.circle:
        return _ring(report.edges, signs)
    return tuple(_line(edge, signs) for edge in report.edges if edge.tool)


def _ring(edges: tuple[Edge, ...], signs: dict[str, str]) -> tuple[str, ...]:
    lines = []
    for number, edge in enumerate(edges):
        lines.append(f"{signs['side' if number else 'top']}{edge.waiter}")
        if number < len(edges) - 1:
            lines.append(f"{signs['side']} {signs['down']} waits for {edge.tool}, held by")
            lines.append(f"{signs['side']} {signs['tip']}")
        else:
            who = "itself" if len(edges) == 1 else edge.holder
            lines.append(f"{signs['side']} {signs['down']} waits for {edge.tool}, held by {who}")
            lines.append(
                f"{signs['bottom']}─{signs['turn']}"
                if signs is UNICODE
                else f"{signs['bottom']}-{signs['turn']}"
            )
    return tuple(lines)


def _line(edge: Edge, signs: dict[str, str]) -> str:
    arrow = signs["top"][1:].strip()
    target = f"{edge.tool}, held by {edge.holder}" if edge.holder else edge.tool
    return f"{edge.waiter} {arrow} {target}"
