"""How often a race between equal lanes names a winner or a loser, which would be wrong every time.

Two ways. Simulated: rounds that really ran one after another (noise_of_heats.json: milliseconds of short
heats of equal lanes, a strategy each, taken on a busy machine) are cut into races; within a round the lanes'
times change places at random, which equal lanes allow. Real: short races of two to four equal lanes, judged
as any race.

    python benchmarks/same_against_same.py [--simulated 500] [--races 100] [--record FILE --rounds 60]
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from itertools import combinations, islice
from pathlib import Path

from gilrace.analysis.reading import by_round
from gilrace.analysis.separation import Field, Walls, separation
from gilrace.analysis.verdict import judge
from gilrace.race.plan import Options
from gilrace.race.session import RaceSession
from gilrace.race.state import RaceState, fold
from gilrace.scenario import load

NOISE = Path(__file__).with_name("noise_of_heats.json")
STRATEGIES = ("sequential", "threads", "processes")
LANES, ROUNDS = (2, 3, 4), (3, 4, 5, 6, 8, 10)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--simulated", type=int, default=500, help="races of every size from recorded noise")
    parser.add_argument("--races", type=int, default=0, help="real races")
    parser.add_argument("--record", type=Path, help="record noise into this file instead")
    parser.add_argument("--rounds", type=int, default=60, help="rounds to record")
    asked = parser.parse_args()
    if asked.record:
        record(asked.record, asked.rounds)
        return
    if asked.simulated:
        simulate(asked.simulated)
    if asked.races:
        race_for_real(asked.races)


def simulate(races: int) -> None:
    noise: dict[str, list[list[float]]] = json.loads(NOISE.read_text())
    print("| heats of | lanes | rounds | races | wrong |\n|---|---|---|---|---|")
    total = 0
    for strategy, walls in noise.items():
        for lanes in LANES:
            for rounds in ROUNDS:
                wrong = sum(map(names_somebody, islice(cut(walls, lanes, rounds), races)))
                total += wrong
                print(f"| {strategy} | {lanes} | {rounds} | {races} | {wrong} |")
    print(f"\nsimulated: {told(total, races * len(noise) * len(LANES) * len(ROUNDS))}")


def cut(walls: Sequence[Sequence[float]], lanes: int, rounds: int, seed: int = 1) -> Iterator[list[Walls]]:
    """Races without end: rounds that ran one after another, lanes that change places."""
    source = random.Random(f"{seed} {lanes} {rounds}")
    while True:
        first = source.randrange(len(walls[0]) - rounds + 1)
        columns = [source.sample([lane[k] for lane in walls], lanes) for k in range(first, first + rounds)]
        yield [dict(enumerate(row)) for row in zip(*columns, strict=True)]


def names_somebody(lanes: Sequence[Walls]) -> bool:
    """Whether any lane looks faster than another."""
    field = Field(tuple(lanes))
    return any(not separation(a, b, field).holds(1.0) for a, b in combinations(lanes, 2))


def race_for_real(races: int) -> None:
    wrong = 0
    for number in range(races):
        state = equal_race(STRATEGIES[number % 3], LANES[number // 3 % 3], (3, 5)[number % 2])
        ranked = judge(state).ranked
        wrong += any(s.rank != 1 for s in ranked)
        print(f"\r{number + 1} of {races}, {wrong} wrong", end="", file=sys.stderr, flush=True)
    print(f"\nreal: {told(wrong, races)}")


def equal_race(strategy: str, lanes: int, rounds: int) -> RaceState:
    """A race of equal lanes: primes, about 50 ms a heat."""
    workers = "" if strategy == "sequential" else ", workers: 2"
    rows = "\n".join(f"  - {strategy}: {{label: lane-{k}{workers}}}" for k in range(lanes))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "same-against-same.yaml")
        path.write_text(
            "workload: {use: primes, items: 60, settings: {below: 3000}}\n"
            f"lanes:\n{rows}\nrounds: {rounds}\nwarmup: 1\nyardstick: lane-0\n"
        )
        session = RaceSession(load(path), Options(wait=False))
        session.run()
        return fold(session.events())


def record(path: Path, rounds: int) -> None:
    noise = {}
    for strategy in STRATEGIES:
        state = equal_race(strategy, max(LANES), rounds)
        noise[strategy] = [[round(w / 1e6, 2) for w in by_round(x, "wall_ns").values()] for x in state.lanes]
        print(strategy, file=sys.stderr)
    path.write_text(json.dumps(noise))


def told(wrong: int, races: int) -> str:
    """``3 of 500 wrong: 0.6 % (95 %: 0.2 to 1.7 %)``, by Wilson's interval."""
    share, z = wrong / races, 1.96
    middle = (share + z * z / 2 / races) / (1 + z * z / races)
    half = z / (1 + z * z / races) * math.sqrt(share * (1 - share) / races + (z / 2 / races) ** 2)
    low, high = max(middle - half, 0.0), middle + half
    return f"{wrong} of {races} wrong: {share:.2%} (95 %: {low:.2%} to {high:.2%})"


if __name__ == "__main__":
    main()
