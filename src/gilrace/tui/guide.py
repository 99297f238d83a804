"""The guide: three questions about a problem, and the advice that follows, with a scenario that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

QUESTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("While it runs, my program mostly …", ("waits for network or disk", "computes in Python",
    "computes in C")),
    ("How many things at once?", ("a few (under 50)", "hundreds or more")),
    ("Do your libraries speak async?", ("yes", "no")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Advice:
    """What to use, why, what to beware of, what comes second, and the race that shows it."""

    tool: str
    what: str
    because: str
    beware: str
    second: str
    scenario: str  # a shipped one's name


THREADS = Advice(
    "threads", "a ThreadPoolExecutor with as many threads as waits should overlap",
    "a thread that waits gives up the GIL, so waits overlap; ordinary blocking code can stay as it is",
    "arithmetic in Python gains nothing, and shared data needs locks",
    "asyncio, where thousands of waits are meant to overlap", "io-fetch-100",
)  # fmt: skip
ASYNCIO = Advice(
    "asyncio", "one thread, one event loop, thousands of cheap waits",
    "a waiting task costs far less memory than a waiting thread, and switching is an "
    "ordinary function return",
    "one blocking call stops every task; CPU work freezes the loop",
    "threads for the one library that blocks (asyncio.to_thread)", "io-fetch-100",
)  # fmt: skip
PROCESSES = Advice(
    "processes", "a ProcessPoolExecutor with one worker per core",
    "every process has an interpreter and a GIL of its own, so Python code runs on all cores",
    "starting them and pickling what goes in and out takes time: hand over few, large pieces",
    "a free-threaded Python, where your libraries support it", "cpu-primes",
)  # fmt: skip
C_THREADS = Advice(
    "threads", "a ThreadPoolExecutor with one thread per core",
    "C code that releases the GIL runs on all cores at once, and nothing has to be pickled",
    "only while the C code runs: the Python around it still takes turns",
    "processes, where the library keeps the GIL", "gil-hashing",
)  # fmt: skip


def advice(answers: tuple[int, ...]) -> Advice:
    """What follows from the answers, one index per question."""
    work, many, speaks_async = answers
    if work == 1:
        return PROCESSES
    if work == 2:
        return C_THREADS
    return ASYNCIO if many == 1 and speaks_async == 0 else THREADS


GLOSSARY: Mapping[str, str] = {
    "GIL": "the global interpreter lock: in one process, only the thread that holds it runs "
    "Python. cpu-primes shows it.",
    "GIL wait": "the share of the workers' time in which they stood ready but had to wait for the "
    "GIL. cpu-primes, lane T.",
    "CPU/wall": "CPU time over elapsed time: 1.00 is one core busy all the time, 2.00 two of them.",
    "heat": "one timed run of one lane, alone on the machine.",
    "round": "one heat of every lane; rounds are interleaved, so a slow minute hits all lanes alike.",
    "warm-up": "a first round that does not count: files are cached, code is compiled.",
    "yardstick": "the lane that speed-ups are measured against.",
    "start-up": "from the start of a heat until every worker stands ready; it is part of the time.",
    "pickling": "turning what goes to another process into bytes and back. cpu-sum-squares shows what "
    "it can cost.",
    "speed-up": "the yardstick's time over the lane's: 2.00× is half the time.",
    "interval": "where the true value lies with 95 % certainty, as far as these rounds tell; "
    "overlapping ones: no clear winner.",
    "ghost": "a letter in a running bar: where that lane was at this moment of its own heat.",
    "event loop": "asyncio's one thread, which runs a task until it awaits. io-sleep shows it.",
}  # fmt: skip
