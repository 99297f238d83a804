"""How often the advice is right: the labelled corpus, swept for real, as a table.

    python benchmarks/advice_corpus.py [--budget 40] [--only io,cpu]

Right: the strategy that follows from what the work does. Tie: the measurement could not, or need not, tell
the choice from it. Prints a Markdown table and the share of right or tie.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "sweep"))

from advice_corpus import CASES, told


def main() -> None:
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--budget", type=float, default=40.0, help="seconds a case")
    asked.add_argument("--only", default="", help="kinds, comma between")
    options = asked.parse_args()
    kinds = set(options.only.split(",")) if options.only else {case.kind for case in CASES}
    print("| kind | work | right | advised | outcome | heats | s |")
    print("|---|---|---|---|---|---|---|")
    outcomes: Counter[str] = Counter()
    for case in CASES:
        if case.kind in kinds:
            one = told(case, options.budget)
            outcomes[one.outcome] += 1
            name = one.advice.candidate.name if one.advice.candidate else "-"
            right = " or ".join(case.right)
            row = (case.kind, f"{case.function} × {case.items}", right, name, one.outcome)
            print(f"| {' | '.join(row)} | {one.heats} | {one.seconds:.0f} |", flush=True)
    good, total = outcomes["right"] + outcomes["tie"], outcomes.total()
    print(f"\n{good} of {total} right or tie ({good / max(total, 1):.0%}): {dict(outcomes)}")


if __name__ == "__main__":
    main()
