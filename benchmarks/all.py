"""All benchmarks, one after another: each compares in turns what it compares, and prints a Markdown table.

    python benchmarks/all.py                  # about an hour and a half, on a machine that does nothing else
    python benchmarks/all.py --short          # a look at each of them, minutes in all
    python benchmarks/all.py --only startup,watched
    python benchmarks/all.py --list

Other tools that are compared with are named and left out where they are not installed:
pip install tqdm rich mpire joblib distributed frontrun gilknocker, and hyperfine from your system.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
# name: the command in full, and what makes it short
PARTS: dict[str, tuple[str, str]] = {
    "startup": ("startup.py", "--turns 5"),
    "watched": ("watched.py", "--pairs 7 --until 0.1 --costs 100us --seconds 0.3"),
    "peers": ("peers.py", "--pairs 3 --costs 100us --seconds 0.3"),
    "hyperfine": ("against_hyperfine.py --rounds 8 --runs 5", "--rounds 3 --runs 2"),
    "screen": ("screen.py", "--sizes 80x24 --keys 10"),
    "spectators": ("spectators.py", "--count 10 --pairs 3 --seconds 0.5 --plain"),
    "growth": ("growth.py", "--only items,lanes --most 10000"),
    "equal lanes": ("same_against_same.py", "--simulated 100 --races 4"),
    "GIL wait": ("gil_wait_cross_check.py", "--seconds 0.5"),
    "explorer": ("explorer_table.py", ""),
    "stepper": ("explorer_steps.py --rounds 10", "--rounds 1"),
    "demos": ("lab_wild.py fails --runs 100", "--runs 3"),
    "guards": ("lab_wild.py guards", "--runs 2 --operations 1000 --seconds 2"),
    "advice": ("advice_corpus.py --budget 15", "--budget 5"),
    "fuzz": ("fuzz.py --seconds 3600", "--seconds 30"),
    "soak": ("soak.py --races 1000", "--races 30"),
}


def main() -> int:
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    options.add_argument("--only", default=",".join(PARTS), help="names, with commas")
    options.add_argument("--short", action="store_true", help="too few turns to believe, enough to look")
    options.add_argument("--list", action="store_true")
    given = options.parse_args()
    if given.list:
        print("\n".join(f"{name:12} python benchmarks/{words}" for name, (words, _) in PARTS.items()))
        return 0
    if unknown := set(given.only.split(",")) - set(PARTS):
        options.error(f"no benchmark is called {', '.join(sorted(unknown))}; --list shows them")
    failed = []
    for name in given.only.split(","):
        words, short = PARTS[name]
        command = [*words.split(), *(short.split() if given.short else ())]
        began = time.monotonic()
        load = os.getloadavg()[0]
        print(
            f"\n## {name}\n\n`python benchmarks/{' '.join(command)}` (load before: {load:.1f})\n", flush=True
        )
        if subprocess.run([sys.executable, str(HERE / command[0]), *command[1:]], check=False).returncode:
            failed.append(name)
        print(f"\n{time.monotonic() - began:.0f} s", flush=True)
    if failed:
        print(f"\nNot as it should be: {', '.join(failed)}")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
