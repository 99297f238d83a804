"""Work of a known GIL share, and witnesses inside the lane, for gil_wait_cross_check.py."""

import hashlib
import threading
import time

BLOCK = bytes(1 << 24)
LOCK = threading.Lock()
TELL = []  # of the witness, while there is one
SPENT = []  # of the workers' time and of that on a core, seconds
STOP = threading.Event()


def compute():
    for _ in range(40):
        sum(range(5000))


DO = {"compute": compute, "digest": lambda: hashlib.sha256(BLOCK).digest(), "rest": lambda: time.sleep(0.01)}


def call(item, what="", seconds=1.0, witness=""):
    """Do that for so many seconds."""
    start, used = time.monotonic(), time.thread_time()
    while time.monotonic() < start + seconds:
        DO[what]()
    SPENT.append((time.monotonic() - start, time.thread_time() - used))


def setup(witness="", **settings):
    """Called by every worker; the first one starts the witness."""
    with LOCK:
        if witness and not TELL:
            TELL.append(WITNESSES[witness]())


def teardown():
    """The first worker to end prints what the witness saw."""
    with LOCK:
        if TELL and not STOP.is_set():
            STOP.set()
            print(TELL[0](), flush=True)


def heartbeat():
    """How late, in seconds, a thread wakes from sleeps of a millisecond: the median."""
    late = []

    def beat():
        while not STOP.is_set():
            asked = time.perf_counter() + 0.001
            time.sleep(0.001)
            late.append(time.perf_counter() - asked)

    threading.Thread(target=beat, daemon=True).start()
    return lambda: sorted(late)[len(late) // 2]


def knocker():
    """The share of time that the GIL is held; -1 without gilknocker."""
    try:
        from gilknocker import KnockKnock
    except ImportError:
        return lambda: -1
    found = KnockKnock(1000)
    found.start()

    def tell():
        held = found.contention_metric
        found.stop()
        return held

    return tell


def clocks():
    """The share of their time that workers were not on a core."""
    return lambda: 1 - sum(used for _, used in SPENT) / sum(whole for whole, _ in SPENT)


WITNESSES = {"clocks": clocks, "heartbeat": heartbeat, "knocker": knocker}
