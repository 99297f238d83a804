"""Colours of documents: lanes told apart by people who see red and green alike, on white and in print."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gilrace.race.state import RaceState

LANES = ("#585858", "#b85c00", "#0a5fb4", "#9b2fae", "#00795a", "#8a6500", "#007f8c", "#c62828")
PARTS = {
    "startup": "#8d99a6",
    "pickle": "#d4a017",
    "handing": "#a1887f",
    "cpu": "#2e7d5b",
    "gil": "#c62828",
    "blocked": "#5c8fd6",
    "core": "#7b52ab",
    "unseen": "#b0bec5",
    "idle": "#e4e7ea",
}
LOCK = "#3d4f5c"
SIGNS = {"r": PARTS["cpu"], "g": PARTS["gil"], "l": LOCK, "w": PARTS["blocked"]}
SIGN_WORDS = {"r": "running", "g": "waits for the GIL", "l": "waits for a lock", "w": "waits for I/O or time"}
INK, DIM, FAINT = "#1c2024", "#5f6872", "#c9ced3"
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif"


def lane_colours(state: RaceState) -> dict[str, str]:
    """By lane id, in the order of the lanes."""
    return {lane.info.id: LANES[k % len(LANES)] for k, lane in enumerate(state.lanes)}
