"""A worker process of one stage, and its seat in the host: an item goes in, an item comes out.

Each has a pipe of its own, so that a process that dies is known at once and by name.
"""

from __future__ import annotations

import multiprocessing
import pickle
from collections.abc import Callable
from multiprocessing import connection
from typing import TYPE_CHECKING, Any

from gilrace.errors import LaneError
from gilrace.lane.marks import Mark
from gilrace.lane.output import print_whole_lines
from gilrace.lane.track import Track
from gilrace.strategies.crew import exit_words
from gilrace.strategies.pipeline_post import Post, work_on
from gilrace.strategies.processes_ import TrackTicket

if TYPE_CHECKING:
    from gilrace.lane.heat import Heat
    from gilrace.lane.work import Work

LEAVE_S = 2.0
READY, DONE, FAILED = "ready", "done", "failed"


class Seat:
    """A process that works at a post. `start` it before there are threads, `close` it in any case."""

    def __init__(self, heat: Heat, post: Post, row: int) -> None:
        context = multiprocessing.get_context(heat.start_method or None)
        self._name = post.stage.name
        self._pipe, theirs = context.Pipe()
        self._process: Any = context.Process(  # type: ignore[attr-defined]
            target=_serve,
            args=(theirs, TrackTicket(heat.track.fd), row, heat.reload, post.number, post.last),
        )
        try:
            self._process.start()
        finally:
            theirs.close()

    def wait_until_ready(self) -> None:
        """Raises LaneError when it never will be."""
        self._answer()

    def work(self, index: int, value: Any) -> tuple[Any, int]:
        """The item's value after this stage, and the ns it took there. Raises LaneError."""
        try:
            self._pipe.send((index, value))
        except (BrokenPipeError, ConnectionResetError):
            raise self._death() from None
        value, took = self._answer()
        return value, took

    def dismiss(self) -> None:
        """No more items: it tears down and leaves."""
        try:
            self._pipe.send(None)
            self._answer()
        except (BrokenPipeError, ConnectionResetError):
            raise self._death() from None

    def close(self) -> None:
        """It is gone afterwards, whatever it does."""
        self._pipe.close()
        self._process.join(LEAVE_S)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process.close()

    def kill(self) -> None:
        """End it now; who waits for its answer gets an error."""
        self._process.kill()

    def _answer(self) -> Any:
        try:
            kind, told = self._pipe.recv()
        except (EOFError, ConnectionResetError):
            raise self._death() from None
        if kind == FAILED:
            raise LaneError(f"stage {self._name}: {told}")
        return told

    def _death(self) -> LaneError:
        self._process.join(LEAVE_S)
        code = self._process.exitcode
        how = exit_words(code) if code is not None else "closed its pipe"
        return LaneError(f"a worker process of stage {self._name} ({self._process.pid}) {how}")


def _serve(
    pipe: connection.Connection[Any, Any],
    ticket: TrackTicket,
    row: int,
    reload: Callable[[], Work],
    number: int,
    last: bool,
) -> None:
    """In the process: set up, work until dismissed, tear down."""
    print_whole_lines()
    try:
        mark = Mark(Track.attach(ticket.fd), row)
        work = reload().stages[number].work
        if work.setup:
            work.setup()
        mark.ready()
        pipe.send((READY, None))
        mark.begin()
        _work(pipe, work, mark, last=last)
        if work.teardown:
            work.teardown()
        mark.finish()
        pipe.send((DONE, None))
    except EOFError:
        return
    except SystemExit as error:
        pipe.send((FAILED, f"the work called sys.exit({error.code!r})"))
    except Exception as error:  # noqa: BLE001 - told to the host, which ends the lane
        pipe.send((FAILED, f"{type(error).__name__}: {error}"))


def _work(pipe: connection.Connection[Any, Any], work: Work, mark: Mark, *, last: bool) -> None:
    while (thing := pipe.recv()) is not None:
        index, value = thing
        value, took = work_on(work.call, index, value, mark, last=last)
        try:
            pipe.send((DONE, (value, took)))
        except (pickle.PicklingError, TypeError, AttributeError) as error:
            pipe.send((FAILED, f"what it returns cannot be sent on to another process: {error}"))
            return
