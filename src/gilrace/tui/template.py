"""A new scenario to begin with: short, valid, and commented."""

from __future__ import annotations

from pathlib import Path

from gilrace import safety
from gilrace.errors import InputError

TEMPLATE = """\
# A race of gilrace. `gilrace check {file}` tells what is wrong with it, `gilrace run {file}` races it.
title: My first race
summary: What is raced here, in one sentence.
tags: [mine]
workload:
  use: primes              # or your own: "./my_module.py:my_function", called with one item
  items: 120               # how many items, or a list of them
lanes:
  - sequential
  - threads: {{workers: 2}}
  - processes: {{workers: cores}}
rounds: 3
"""


def new_scenario(folder: Path) -> Path:
    """Write the template under a name that is free. Raises InputError."""
    safety.refuse("no new scenario is written")
    names = (f"my-race{number or ''}.yaml" for number in (0, *range(2, 1000)))
    path = next((folder / name for name in names if not (folder / name).exists()), folder / "my-race.yaml")
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(TEMPLATE.format(file=path.name))
    except OSError as error:
        raise InputError(
            f"cannot write {path.name} here: {error.strerror}",
            advice="Start gilrace in a folder you may write to.",
        ) from error
    return path
