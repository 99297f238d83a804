"""A server for what fetches."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from gilrace.workloads.origin import Origin, origin

QUICK = SimpleNamespace(delay_s=0.001, jitter_s=0.0, error_rate=0.25, size_bytes=500)


@pytest.fixture(scope="session")
def quick_origin() -> Iterator[Origin]:
    with origin(QUICK) as running:
        yield running


@pytest.fixture(scope="session")
def quick_url(quick_origin: Origin) -> str:
    return f"{quick_origin.url}/{{item}}"
