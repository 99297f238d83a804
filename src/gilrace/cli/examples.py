"""Examples for every command: one table for ``--help`` and the manual page."""

from __future__ import annotations

from collections.abc import Mapping

EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "": ("gilrace", "gilrace cpu-primes", "gilrace --plain", "gilrace --theme light --keymap vim"),
    "run": (
        "gilrace run cpu-primes",
        "gilrace run mine.yaml --rounds 5 --json result.json",
        "gilrace run scenarios --plain --strict",
        "gilrace run cpu-primes --lanes sequential,threads --python 3.11,3.13,3.13t",
    ),
    "check": ("gilrace check", "gilrace check my-race.yaml", "gilrace check scenarios --json"),
    "list": ("gilrace list", "gilrace list scenarios/io", "gilrace list --json"),
    "new": ("gilrace new my-race",),
    "race": (
        "gilrace race ./etl.py:transform --items 200",
        "gilrace race ./etl.py:fetch --items ./etl.py:urls --async-twin ./etl.py:afetch",
        "gilrace race ./etl.py:parse --items 'data/*.csv' --lanes sequential,threads:8,processes",
    ),
    "sweep": ("gilrace sweep cpu-primes --budget 60s", "gilrace sweep ./etl.py:transform --items 200"),
    "advise": ("gilrace advise cpu-primes", "gilrace advise ./etl.py:transform --items 200 --snippet"),
    "diagnose": ("gilrace diagnose ./etl.py:transform",),
    "tour": ("gilrace tour", "gilrace tour --list", "gilrace tour --chapter 2"),
    "guide": ("gilrace guide", "gilrace run scenarios --record races && gilrace guide races -o guide.md"),
    "schema": ("gilrace schema > gilrace.schema.json",),
    "replay": ("gilrace replay primes.race", "gilrace replay before.race after.race", "gilrace replay 12"),
    "watch": ("gilrace watch", "gilrace watch --wait 600 --plain"),
    "serve": ("gilrace serve primes.race", "gilrace serve --port 0"),
    "report": (
        "gilrace report primes.race --html primes.html --trace primes.json",
        "gilrace report 12 --markdown -",
    ),
    "history": ("gilrace history", "gilrace history cpu-primes -n 50"),
    "compare": ("gilrace compare 11 12", "gilrace compare base.race head.race --fail-slower --tolerance 5"),
    "explore": (
        "gilrace explore lost_update",
        "gilrace explore lost_update --guard lock",
        "gilrace explore lost_update --replay ABBA",
        "gilrace explore ./my_demo.py --bound 2",
    ),
    "lab": ("gilrace lab", "gilrace lab lost_update", "gilrace lab lock_order --guard order --within 5s"),
    "config": ("gilrace config", "gilrace config --print-default", "gilrace config --edit"),
    "paths": ("gilrace paths",),
    "doctor": ("gilrace doctor", "gilrace doctor --json"),
    "completion": (
        'eval "$(gilrace completion bash)"',
        "gilrace completion fish > ~/.config/fish/completions/gilrace.fish",
    ),
    "man": ("gilrace man | man -l -", "gilrace man --install && man gilrace"),
}


def epilog(command: str, given: str | None) -> str:
    """What stands below a command's options: what it says itself, then its examples."""
    lines = "\n".join(f"  {example}" for example in EXAMPLES.get(command, ()))
    examples = f"\b\nExamples:\n{lines}" if lines else ""
    return "\n\n".join(part.strip("\n") for part in (given or "", examples) if part)
