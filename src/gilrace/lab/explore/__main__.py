"""``python -m gilrace.lab.explore``: every shipped demo, explored on this interpreter, as JSON lines.

Needs the standard library only, so that interpreters on which nothing is installed can be compared.
"""

from __future__ import annotations

import json
import sys

from gilrace.lab.demo import Demo
from gilrace.lab.demos import every
from gilrace.lab.explore.explorer import explore


def main() -> None:
    """Print one line for each demo, guard and model."""
    for demo in every():
        for guard in ("", *demo.guard_names):
            for model in _models(demo):
                record = explore(demo, guard=guard, model=model).record()
                del record["wall_ns"]
                sys.stdout.write(json.dumps(record) + "\n")


def _models(demo: Demo) -> tuple[str, ...]:
    return ("free", "gil") if demo.kind == "threads" else ("free",)


if __name__ == "__main__":
    main()
