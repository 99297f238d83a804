"""The guide: three questions about a problem, the advice, and for each claim the scenario that shows it."""

from __future__ import annotations

from typing import NamedTuple

QUESTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("What takes the time: waiting for network and disk, or computing?", ("waiting", "computing in Python",
    "computing in C")),
    ("How many things at once?", ("a few (under 50)", "hundreds or more")),
    ("Do your libraries speak async?", ("yes", "no")),
)  # fmt: skip


class Claim(NamedTuple):
    """A sentence, and the name of the shipped scenario that shows it."""

    text: str
    scenario: str


class Advice(NamedTuple):
    """What to use, why, what to beware of, what comes second; each with the race that shows it."""

    tool: str
    what: Claim
    because: Claim
    beware: Claim
    second: Claim

    @property
    def scenario(self) -> str:
        """The race that shows the advice as a whole."""
        return self.what.scenario


THREADS = Advice(
    "threads",
    Claim("a ThreadPoolExecutor with as many threads as waits should overlap", "io-fetch-100"),
    Claim("a thread that waits gives up the GIL, so waits overlap; blocking code can stay as it is",
          "io-sleep"),
    Claim("arithmetic in Python gains nothing, and shared data needs locks", "shared-counter"),
    Claim("asyncio, where thousands of waits are meant to overlap", "io-ten-thousand"),
)  # fmt: skip
ASYNCIO = Advice(
    "asyncio",
    Claim("one thread, one event loop, thousands of cheap waits", "io-fetch-100"),
    Claim("a waiting task costs far less memory than a waiting thread, and switching is an ordinary "
          "function return", "io-ten-thousand"),
    Claim("one blocking call stops every task; CPU work freezes the loop", "mistake-blocking-coroutine"),
    Claim("threads for the one library that blocks (asyncio.to_thread)", "mistake-frozen-loop"),
)  # fmt: skip
PROCESSES = Advice(
    "processes",
    Claim("a ProcessPoolExecutor with one worker per core", "cpu-primes"),
    Claim("every process has an interpreter and a GIL of its own, so Python code runs on all cores",
          "cpu-mandelbrot"),
    Claim("starting them and pickling what goes in and out takes time: hand over few, large pieces",
          "mistake-tiny-tasks"),
    Claim("threads on a free-threaded Python, where your libraries support it: race it with --python",
          "cpu-primes"),
)  # fmt: skip
C_THREADS = Advice(
    "threads",
    Claim("a ThreadPoolExecutor with one thread per core", "gil-hashing"),
    Claim("C code that releases the GIL runs on all cores at once, and nothing has to be pickled",
          "gil-sha-large"),
    Claim("only while the C code runs: the Python around it still takes turns", "gil-sha-small"),
    Claim("processes, where the library keeps the GIL", "cpu-parse-json"),
)  # fmt: skip


def advice(answers: tuple[int, ...]) -> Advice:
    """What follows from the answers, one index per question."""
    work, many, speaks_async = answers
    if work == 1:
        return PROCESSES
    if work == 2:
        return C_THREADS
    return ASYNCIO if many == 1 and speaks_async == 0 else THREADS


class Term(NamedTuple):
    """A word of these screens, what it means, and the scenario that shows it."""

    word: str
    meaning: str
    scenario: str


GLOSSARY = (
    Term("GIL", "the global interpreter lock: in one process, only the thread that holds it runs Python.",
         "cpu-primes"),
    Term("GIL wait", "the share of the workers' time in which they stood ready but had to wait for the GIL: "
         "lane T.", "cpu-primes"),
    Term("free-threaded", "a build of Python that can run without a GIL: its threads compute side by side.",
         "gil-free-threaded"),
    Term("interpreters", "threads of one process, each with an interpreter and a GIL of its own; "
         "Python 3.14 and newer.", "cpu-interpreters"),
    Term("CPU/wall", "CPU time over elapsed time: 1.00 is one core busy all the time, 2.00 two of them.",
         "cpu-mandelbrot"),
    Term("heat", "one timed run of one lane, alone on the machine.", "io-two-sleeps"),
    Term("round", "one heat of every lane; rounds are interleaved, so a slow minute hits all lanes alike.",
         "io-two-sleeps"),
    Term("warm-up", "a first round that does not count: files are cached, code is compiled.", "files-read"),
    Term("yardstick", "the lane that speed-ups are measured against.", "cpu-sum-squares"),
    Term("start-up", "from the start of a heat until every worker stands ready; it is part of the time.",
         "cpu-ways-to-processes"),
    Term("pickling", "turning what goes to another process into bytes and back.", "cpu-sum-squares"),
    Term("speed-up", "the yardstick's time over the lane's: 2.00× is half the time.", "gil-hashing"),
    Term("interval", "where the true value lies with 99 % certainty, as far as these rounds tell; "
         "overlapping ones: no clear winner.", "gil-compress"),
    Term("ghost", "a letter in a running bar: where that lane was at this moment of its own heat.",
         "cpu-primes"),
    Term("event loop", "asyncio's one thread, which runs a task until it awaits.", "io-sleep"),
    Term("race condition", "a result that depends on who comes first.", "lost-update"),
    Term("deadlock", "everybody waits for somebody who waits for them.", "lock-order"),
)  # fmt: skip
