"""Past races, kept in a small database in the user's data folder: `keep` one, ask for those before.

Nothing here may cost a race: where the history cannot be written, `keep` says so in words and the race
stands. ``GILRACE_HISTORY=off`` keeps and shows nothing; any other value is the file to use.
"""

from __future__ import annotations

from gilrace.history.asking import expected_seconds, last, recorded, run, summaries
from gilrace.history.keeping import Kept, keep
from gilrace.history.past import PastLane, PastRun, Summary
from gilrace.history.place import place

__all__ = [
    "Kept",
    "PastLane",
    "PastRun",
    "Summary",
    "expected_seconds",
    "keep",
    "last",
    "place",
    "recorded",
    "run",
    "summaries",
]
