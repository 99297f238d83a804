"""The worker processes of a pool, and the death of one of them.

`ProcessPoolExecutor` breaks when a worker dies while it waits for results. It waits for ever where the death
falls into its end, since a lock of its queue then died too, or into the middle of an answer. A crew looks at
the processes themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from threading import Thread
from time import monotonic
from typing import Any

from gilrace.errors import LaneError

LOOK_S = 0.5  # between looks at the processes while results are waited for
PATIENCE_S = 1.0  # for the executor to notice a death, and for the others to leave after one


class Crew:
    """The processes that a pool has started, kept after the pool forgets them."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool
        self._processes: dict[int, Any] = {}
        self._dead_since: float | None = None
        self._leaving = False

    def meet(self) -> None:
        """Take in those that have been started since."""
        self._processes.update(getattr(self._pool, "_processes", None) or {})

    def result(self, task: Future[Any]) -> Any:
        """The task's result. Raises LaneError when a worker has died and the pool does not get over it."""
        while True:
            try:
                return task.result(LOOK_S)
            except TimeoutError:
                if task.done():
                    return task.result()
                self._look()

    def results(self, tasks: Iterable[Future[Any]]) -> Iterator[Any]:
        """One after another."""
        return map(self.result, tasks)

    def leave(self) -> None:
        """Let all leave by themselves. Raises LaneError when a dead one keeps the others from it."""
        ending = getattr(self._pool, "_executor_manager_thread", None)
        self._leaving = True
        self._pool.shutdown(wait=ending is None)
        while ending is not None and ending.is_alive():
            ending.join(LOOK_S)
            self._look()

    def end(self) -> None:
        """Begin nothing more, and wait for nobody: the host ends them with itself.

        From 3.12 on its thread holds a lock while it waits for workers, and shutting down takes that, too.
        """
        if self._leaving:
            return
        options = {"wait": False, "cancel_futures": True}
        ending = Thread(target=self._pool.shutdown, kwargs=options, daemon=True)
        ending.start()
        ending.join(PATIENCE_S)

    def death(self) -> str:
        """Who died, and how; "" where nobody is known to."""
        self.meet()
        for process in self._processes.values():
            process.join(LOOK_S)
        return self._died()

    def _look(self) -> None:
        """Raises LaneError when a worker has been dead for a while, and nothing came of it."""
        if not (told := self._died()):
            return
        now = monotonic()
        self._dead_since = self._dead_since or now
        if now - self._dead_since > PATIENCE_S:
            raise LaneError(f"{told}, with what the others wait for")

    def _died(self) -> str:
        """The worker that ended badly; those last that the executor ended with SIGTERM after a death."""
        codes = [(one.exitcode, pid) for pid, one in self._processes.items() if one.exitcode not in (None, 0)]
        codes.sort(key=lambda one: one[0] == -15)
        return f"a worker process ({codes[0][1]}) {exit_words(codes[0][0])}" if codes else ""


def exit_words(code: int) -> str:
    """How a process ended, in words: an exit code, or minus a signal's number."""
    import signal

    if code >= 0:
        return f"ended by itself with exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    words = {"SIGSEGV": "crashed", "SIGBUS": "crashed", "SIGABRT": "aborted"}
    return f"{words.get(name, 'was killed')} ({name})"
