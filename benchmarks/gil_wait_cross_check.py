"""The GIL wait that gilrace sees from outside, beside three witnesses inside the lane.

Each row is work of threads whose share is known: n threads that only compute on one GIL wait (n - 1) / n of
their time; threads that hash large blocks or sleep wait for almost nothing. It is raced by three equal
lanes, because a witness waits for the GIL, too: one without a thread more, of which the share seen is told,
and beside it what its workers' own clocks say, the time in which they were not on a core (waits of all kinds,
so for threads that sleep it is 1); one with a heartbeat, a thread that sleeps a millisecond and takes down
how late it wakes (while somebody computes in Python it has to ask for the GIL and wakes a switch interval of
5 ms late, else hardly late); one with gilknocker (extra ``gil``), which tells how much of the time the GIL is
held at all. That is another quantity: one lone thread already holds it.

    python benchmarks/gil_wait_cross_check.py [--seconds 2]
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from statistics import median

from gilrace.race.events import OutputSeen
from gilrace.race.plan import Options
from gilrace.race.session import RaceSession
from gilrace.race.state import fold
from gilrace.scenario import load

WORK = Path(__file__).with_name("gil_witnesses.py")
ROWS = (("compute", 1, 0.0), ("compute", 2, 0.5), ("compute", 4, 0.75), ("digest", 2, 0.0), ("rest", 4, 0.0))
LATE_MS = 1.5  # a heartbeat later than this had to ask for the GIL
POINTS = 0.05


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=2.0, help="of a heat")
    asked = parser.parse_args()
    print(
        "| threads | known share | seen | off core by own clocks | heartbeat late | GIL held, gilknocker | |"
    )
    print("|---|---|---|---|---|---|---|")
    for what, threads, known in ROWS:
        seen, off, late_ms, held = race(what, threads, asked.seconds)
        agree = abs(seen - known) <= POINTS and (late_ms > LATE_MS) == (what == "compute")
        print(
            f"| {threads} × {what} | {known:.2f} | {seen:.2f} | {off:.2f} | {late_ms:.2f} ms "
            f"| {'not installed' if held < 0 else f'{held:.2f}'} | {'agree' if agree else 'apart'} |",
            flush=True,
        )


def race(what: str, threads: int, seconds: float) -> tuple[float, float, float, float]:
    """The share seen, that off the core, the heartbeat's median lateness in ms, gilknocker's or -1."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "cross.yaml")
        settings = f"{{what: {what}, seconds: {seconds}}}"
        path.write_text(
            f"workload: {{use: '{WORK}:call', items: {threads}, settings: {settings}}}\n"
            "lanes:\n" + "".join(lane(threads, name) for name in ("clocks", "heartbeat", "knocker"))
            + "rounds: 3\nyardstick: clocks\n"
        )  # fmt: skip
        session = RaceSession(load(path), Options(trusted=True, wait=False))
        session.run()
    events = session.events()
    state = fold(events)
    told: dict[str, list[float]] = {"clocks": [], "heartbeat": [], "knocker": []}
    for event in events:
        # gilknocker may abort as the lane ends; that is on the other stream
        of_lane = isinstance(event, OutputSeen) and event.stream == "stdout"
        if of_lane and (teller := state.lane_of(event.heat)):
            told[teller.info.id].append(float(event.text))
    seen = median(heat.metrics.get("gil_wait", 0.0) for heat in state.lane("clocks").counted)
    return seen, median(told["clocks"]), median(told["heartbeat"]) * 1e3, median(told["knocker"])


def lane(threads: int, witness: str) -> str:
    settings = f"settings: {{witness: {witness}}}"
    return f"  - threads: {{workers: {threads}, chunk: 1, label: {witness}, {settings}}}\n"


if __name__ == "__main__":
    main()
