"""What the microscope finds between reading and writing; run as a script on any interpreter.

Needs the standard library only.
"""

from __future__ import annotations

import json

from gilrace.lab.demos import every
from gilrace.lab.explore.slowmotion import in_slow_motion


def gaps() -> dict[str, list[tuple[str, bool]]]:
    """Of every demo and actor what is read and then written, and whether a GIL lets somebody in between."""
    found = {}
    for demo in every():
        for number, actor in enumerate(demo.actors):
            seen = in_slow_motion(demo, actor=number).gaps
            found[f"{demo.name} {actor.name}"] = [(gap.object, gap.gil_switch) for gap in seen[:5]]
    return found


if __name__ == "__main__":
    print(json.dumps(gaps()))
