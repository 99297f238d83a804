"""Throws spoiled input at everything that reads what people write, and counts.

    python benchmarks/fuzz.py --seconds 600
    python benchmarks/fuzz.py --only config,schedules --inputs 1000000

Every input is a valid one, changed at random: pieces cut, doubled, swapped, replaced by words of the grammar
or by odd characters. It must be read or refused with an error that gilrace raises on purpose, within the time
limit; at the end the memory that all of it took is told. An input that does worse is printed, and the exit
code is 1.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from gilrace.errors import GilraceError
from gilrace.scenario.problem import Flaw, Problem, ScenarioError

LIMIT_S = 5.0  # for one input, on a busy machine
ODD = ("\0", "\t", "\n", "\r\n", "\x1b[2J", "\ud800", "\u202e", "\u2028", "é", "猫", "💥", "'", '"', "{", "}",
       "[", "]", ":", ",", "#", "&a ", "*a", "!!python/object:os.system", "<<: *a", "|", ">", "%", "-", "- ",
       "...", "---", "\\", "1e999", "-1", "0", "99999999999999999999999", "1_000", "0x1f", "NaN",
       "Infinity", "null",
       "true", "~", " ", "1" * 5000, "[" * 300, "{a: " * 200, "x" * 3000)  # fmt: skip
VALUES = (None, True, 0, -1, 1, 3, 7, 2**61, 2**70, 1.5, -0.0, 1e300, float("nan"), "", "x", "threads",
          "sequential", "finished", "\x1b", [], [1], [1, 2, 3], ["a"], {}, {"a": 1}, {"wall_ns": 0},
          {"wall_ns": -5.0}, [[]], "é" * 500)  # fmt: skip
Reader = Callable[[str], object]


@dataclass
class Target:
    """Something that reads: its seeds, the words of its grammar, and how it is called."""

    read: Reader
    seeds: Sequence[str]
    words: Sequence[str] = ()
    also: Callable[[str, random.Random], str] | None = None  # another way to change, for half of the inputs


def changed(text: str, words: Sequence[str], chance: random.Random, others: Sequence[str]) -> str:
    """The text after one to six changes."""
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        here, there = sorted((chance.randint(0, len(text)), chance.randint(0, len(text))))
        there = min(there, here + chance.choice((0, 1, 1, 4, 20, 200)))
        match chance.randrange(7):
            case 0:
                text = text[:here] + text[there:]
            case 1:
                text = text[:there] + text[here:there] * chance.choice((1, 1, 2, 9)) + text[there:]
            case 2 | 3:
                text = text[:here] + chance.choice([*ODD, *words]) + text[there:]
            case 4:
                text = (
                    text[:here]
                    + chr(chance.choice((chance.randrange(128), chance.randrange(0x11000))))
                    + text[there:]
                )
            case 5:
                other = chance.choice(others)
                cut = chance.randint(0, len(other))
                text = text[:here] + other[cut : cut + 80] + text[there:]
            case _:
                text = text[:here] + text[here:there][::-1] + text[there:]
    return text


def scenarios() -> Target:
    from gilrace.scenario import built_in
    from gilrace.scenario.loading import read
    from gilrace.scenario.source import _decoded

    path = built_in() / "cpu" / "fuzz.yaml"

    def parse(text: str) -> object:
        decoded = _decoded(path, text.encode("utf-8", "surrogatepass"))
        if isinstance(decoded, Problem):
            raise ScenarioError((decoded,))
        scenario, problems = read(decoded, path)
        if scenario is None:
            raise ScenarioError(problems)
        return scenario

    seeds = [file.read_text("utf-8") for file in sorted(built_in().rglob("*.yaml"))]
    short = (
        "workload: {use: primes, items: 3}\nlanes: [sequential, threads: {workers: 2}]\n"
        "rounds: 1\nexpect: [same_results]\n"
    )
    words = ("workload:", "lanes:", "use: fetch", "server: {delay: 50ms}", "workers: cores",
             "items: {glob: '**'}", "demo: {use: lost_update}", "fails: threads", "order: a < b",
             "needs: {cores: 2}", "teach: {answer: x}", "python: 3.13t", "settings: {a: b}", "range: [0, 9]",
             "call: './a.py:b'", "until: 3%")  # fmt: skip
    return Target(parse, [short] * 3 * len(seeds) + seeds, words)


def expectations() -> Target:
    from gilrace.scenario import load, resolve
    from gilrace.scenario.expect import order, sentence

    lanes = load(resolve("cpu-primes")).lanes

    def parse(text: str) -> object:
        return first_answer(
            lambda: sentence(text, lanes),
            lambda: sentence(text, lanes, demo=True, guard="lock"),
            lambda: order(text, lanes),
        )

    seeds = ["same_results", "threads.speedup < 1.2", "processes.wall <= threads.wall", "processes < threads",
             "unguarded.violations > 0", "explore.lock.violations == 0", '"a b".p99 >= 3ms',
             "asyncio.gil_wait < 5%"]  # fmt: skip
    return Target(
        parse, seeds, ("speedup", "wall", "p50", "<", ">=", "==", "%", "ms", "threads", "sequential", ".")
    )


def first_answer(*ways: Callable[[], object]) -> list[object]:
    """All are tried, whatever the others do. Raises Flaw when none takes it."""
    answers, flaw = [], None
    for way in ways:
        try:
            answers.append(way())
        except Flaw as error:
            flaw = error
    if flaw is not None and not answers:
        raise flaw
    return answers


def quantities() -> Target:
    from gilrace.scenario.quantity import seconds, share, size

    def parse(text: str) -> object:
        return first_answer(*(partial(read, text) for read in (seconds, size, share)))

    return Target(
        parse, ["50ms", "1.5e3 s", "2KiB", "3%", "1m", "+.5us", "1e-9s"], ("µs", "GB", "e9", "e-99", "inf")
    )


def schedules() -> Target:
    from gilrace.lab.explore.schedule import actors_of

    return Target(
        lambda text: actors_of(text, 3), ["ABBA", "AB(AB)", "aBcA", "A B", "(C)"], ("A", "a", "(", ")", "Z")
    )


def recordings() -> Target:
    """Read, and then shown in every way: what can be read must be possible to show."""
    import gilrace_canned

    from gilrace.analysis.recorded import recorded_outcomes
    from gilrace.console.plain import PlainFace
    from gilrace.race.events import to_line
    from gilrace.race.recording import placed
    from gilrace.race.state import RaceState, advance
    from gilrace.report import FORMATS

    lines = [to_line(event) for event in gilrace_canned.finished_events()]
    few = [lines[0], *(line for line in lines[1:] if '"sample"' not in line)][:25]
    chance = random.Random(1)

    def show(text: str) -> object:
        data = io.BytesIO(text.encode("utf-8", "surrogatepass"))
        face, state = PlainFace(lambda _: None), RaceState()
        events = [event for _, event in placed(Path("fuzz.race"), data)]
        for event in events:
            state = advance(state, event)
            face.show(event, state)
        outcomes = recorded_outcomes(state)
        face.close(state, outcomes)
        name = chance.choice(sorted(FORMATS))
        return FORMATS[name].render(state, outcomes, events)

    words = [
        json.dumps(word) for word in ("t", "kind", "lane", "heat", "race", "end", "spans", "threads", "close")
    ]
    seeds = ["\n".join(some) + "\n" for some in (few, few[:4], few[:12])]
    return Target(show, seeds, [*words, "[]", "{}", "-1", "1.5"], other_values)


def other_values(text: str, chance: random.Random) -> str:
    """Lines left out, doubled and swapped; values of some keys replaced by others, all of it valid JSON."""
    lines = [json.loads(line) for line in text.splitlines()]
    for _ in range(chance.choice((1, 1, 2, 5))):
        place = chance.randrange(len(lines))
        match chance.randrange(6):
            case 0:
                lines.insert(chance.randint(1, len(lines)), lines[place])
            case 1 if len(lines) > 1:
                del lines[place]
            case _:
                lines[place] = with_another_value(lines[place], chance)
    return "".join(json.dumps(line) + "\n" for line in lines)


def with_another_value(record: dict[str, object], chance: random.Random) -> dict[str, object]:
    """One value, also deep inside, replaced."""
    key = chance.choice(list(record) or ["kind"])
    value = record.get(key)
    if isinstance(value, dict) and chance.random() < 0.7:
        return {**record, key: with_another_value(value, chance)}
    if isinstance(value, list) and value and isinstance(value[0], dict) and chance.random() < 0.7:
        return {**record, key: [with_another_value(value[0], chance), *value[1:]]}
    return {**record, key: chance.choice(VALUES)}


def settings() -> Target:
    from gilrace.tui.keys import keymap
    from gilrace.tui.settings import default_text, read_settings

    path = Path(f"/dev/shm/gilrace-fuzz-{id(object())}.toml")

    def parse(text: str) -> object:
        path.write_text(text, "utf-8", errors="surrogatepass")
        try:
            found = read_settings(path)
        finally:
            path.unlink()
        return keymap(found.keymap, found.keys)

    short = (
        'theme = "dark"\nplain = false\nkeymap = "vim"\n[keys]\n'
        '"race.pause" = "p"\n"everywhere.quit" = "q,ctrl+q"\n'
    )
    return Target(
        parse, [short] * 20 + [default_text()], ("theme", "keys", "glyphs", "= 1", "[keys]", '"race.skip"')
    )


TARGETS: dict[str, Callable[[], Target]] = {
    "scenarios": scenarios,
    "expectations": expectations,
    "quantities": quantities,
    "schedules": schedules,
    "recordings": recordings,
    "settings": settings,
}


def fuzz(name: str, inputs: int, seconds: float, seed: int) -> int:
    """Feed one target; how many inputs did worse than they may."""
    target, chance = TARGETS[name](), random.Random(f"{name} {seed}")
    began = time.perf_counter()
    count = refused = bad = 0
    slowest = 0.0
    while count < inputs and time.perf_counter() - began < seconds:
        text = chance.choice(target.seeds)
        if target.also is not None and count % 2:
            text = target.also(text, chance)
        else:
            text = changed(text, target.words, chance, target.seeds)
        start = time.perf_counter()
        try:
            target.read(text)
        except (GilraceError, Flaw):
            refused += 1
        except Exception as error:  # noqa: BLE001 - what is looked for
            bad += 1
            print(f"{name}: {type(error).__name__}: {error}\n  {text!r:.2000}", file=sys.stderr)
            if bad <= 3:
                raise_here(error)
        took = time.perf_counter() - start
        slowest = max(slowest, took)
        if took > LIMIT_S:
            bad += 1
            print(f"{name}: took {took:.1f} s\n  {text!r:.2000}", file=sys.stderr)
        count += 1
    took = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    speed = count / took
    print(
        f"| {name} | {count} | {refused} | {bad} | {slowest * 1000:.0f} | {speed:.0f} | {memory:.0f} |",
        flush=True,
    )
    return bad


def raise_here(error: Exception) -> None:
    """Where it came from."""
    import traceback

    traceback.print_exception(error, limit=-3)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--inputs", type=int, default=1_000_000, help="of each target")
    options.add_argument("--seconds", type=float, default=600.0, help="for all targets together")
    options.add_argument("--only", default=",".join(TARGETS), help="targets, comma between")
    options.add_argument("--seed", type=int, default=0)
    given = options.parse_args()
    sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "support"))
    names = given.only.split(",")
    heads = ("reads", "inputs", "refused", "wrong", "slowest, ms", "a second", "memory so far, MB")
    print(f"| {' | '.join(heads)} |\n|{'---|' * len(heads)}")
    return int(sum(fuzz(name, given.inputs, given.seconds / len(names), given.seed) for name in names) > 0)


if __name__ == "__main__":
    sys.exit(main())
