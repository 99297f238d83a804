"""What a workload waits for, a server or a folder: there before every clock, removed in any case."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from gilrace import workloads
from gilrace.errors import LaneError

if TYPE_CHECKING:
    from pathlib import Path

    from gilrace.lane.work import Workload
    from gilrace.scenario import WorkloadSpec

LATE_S = 0.005


def provisions(
    stack: ExitStack,
    spec: WorkloadSpec,
    built_in: Workload | None,
    items: int | Sequence[object],
    settings: Mapping[str, Any],
    folder: Path,
) -> Mapping[str, Any]:
    """Start the server, write the folder; extra settings for the function. Raises GilraceError."""
    if spec.url:
        return {"url": spec.url}
    if built_in is not None:
        prepare = getattr(workloads.load_module(spec.use), "prepare", None)
        if prepare is None:
            return {}
        extra: Mapping[str, Any] = stack.enter_context(prepare(folder, items, settings, spec.server))
        return extra
    if spec.server is None:
        return {}
    from gilrace.workloads.origin import origin

    return {"url": stack.enter_context(origin(spec.server)).url}


class ServerWatch:
    """Whether the server we run kept its own promises during a heat."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._seen = 0

    @classmethod
    def of(cls, given: str | None, extra: Mapping[str, Any]) -> Callable[[], bool]:
        """Asked after each heat: was our server late? Never, where there is none of ours."""
        url = str(extra.get("url", ""))
        return cls(url).was_late if url and not given else lambda: False

    def was_late(self) -> bool:
        """Whether a typical request since the last call was answered 5 ms or more over its delay."""
        from gilrace.workloads.origin import stats_at

        try:
            told = stats_at(self._url, self._seen)
        except LaneError:
            return True
        self._seen = told.requests
        return told.p50_s >= LATE_S
