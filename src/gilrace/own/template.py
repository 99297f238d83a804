"""What `gilrace new` writes: a small module and the scenario that races it, both to be changed."""

from __future__ import annotations

import keyword
import re
import sys
from pathlib import Path

from gilrace import safety
from gilrace.errors import InputError
from gilrace.own.trust import allow_made

SCENARIO = """\
# A race of {module}, made by `gilrace new`. Change it, then:
#   gilrace check {file}       says what is wrong, with line and column
#   gilrace run {file}         races it here; without `run`, on the screens
#   gilrace diagnose ./{module}:work   says whether the function waits or computes
name: {name}
title: {title}
summary: What is raced here, in one sentence.
tags: [mine]

workload:
  use: "./{module}:work"            # your function of one item, in a file beside this one
  async: "./{module}:awork"         # its awaitable twin, for the asyncio lane; remove it if there is none
  items: {{call: "./{module}:items"}} # or a count, a list, {{range: [0, 100]}}, {{glob: "data/*.txt"}}
  settings: {{loops: 20000}}         # keyword arguments of the function

lanes:                              # who races; every lane runs all items
  - sequential
  - threads: {{workers: 8}}
  - processes: {{workers: cores}}     # a worker per core
  - asyncio: {{limit: 100}}           # so many tasks at once

rounds: 3                           # each lane so many times, in turn; or {{until: 3%}}
timeout: 60s                        # for one run of one lane

expect:                             # pass, fail, or inconclusive where the measurement cannot tell
  - threads.speedup > 1.1
  - same_results                    # every lane gives the same results

teach:                              # optional: a question before the race, the reason after it
  question: Half of an item is waiting. Do threads help?
  choices: ["yes", "no"]
  answer: "yes"
  because: The waiting overlaps, the computing takes turns.
"""
MODULE = '''\
"""Work to race: `work` is called with one item at a time and gives its result back."""

import asyncio
import time


def items():
    """The items: anything that can be pickled. A generator will do."""
    return range(100)


def work(item, loops=20_000):
    """Wait a little, then compute. Put your own code here."""
    time.sleep(0.002)
    return compute(item, loops)


async def awork(item, loops=20_000):
    """The same for asyncio: `await` where the other one blocks."""
    await asyncio.sleep(0.002)
    return compute(item, loops)


def compute(item, loops):
    return sum(number % 7 for number in range(item, item + loops))


# Optional, once in every worker before the clock starts and after the last item:
#
# def setup(loops=20_000): ...
# def teardown(): ...
'''


def write_new(name: str, folder: Path) -> tuple[Path, Path]:
    """The scenario and the module, both new. Raises InputError; nothing is ever overwritten."""
    safety.refuse("no new scenario is written")
    slug = _checked(name)
    module = f"{slug.replace('-', '_')}.py"
    scenario_path, module_path = folder / f"{slug}.yaml", folder / module
    there = [path.name for path in (scenario_path, module_path) if path.exists()]
    if there:
        raise InputError(
            f"{' and '.join(there)} {'is' if len(there) == 1 else 'are'} there already",
            advice="Nothing was written. Choose another name: gilrace new NAME.",
        )
    title = slug.replace("-", " ").capitalize()
    text = SCENARIO.format(file=scenario_path.name, module=module, name=slug, title=title)
    _write(module_path, MODULE)
    _write(scenario_path, text)
    allow_made((scenario_path, module_path))
    return scenario_path, module_path


def _checked(name: str) -> str:
    """Lower case with dashes; a name no Python module may have is refused. Raises InputError."""
    slug = name.removesuffix(".yaml").removesuffix(".py").lower().replace("_", "-").replace(" ", "-")
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,50}", slug):
        raise InputError(f"{name!r} is no name", advice="Use letters, digits and dashes, a letter first.")
    module = slug.replace("-", "_")
    if module in sys.stdlib_module_names or keyword.iskeyword(module):
        raise InputError(
            f"{module}.py would hide Python's own {module}", advice=f"Say my-{slug}, for example."
        )
    return slug


def _write(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise InputError(
            f"cannot write {path}: {error.strerror or error}", advice="Change to a folder you may write to."
        ) from error
