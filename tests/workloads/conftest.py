"""A server that answers quickly, slower for some items, and not at all for others."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from gilrace.workloads.origin import ENGINES, Origin, origin

QUICK = {"delay_s": 0.002, "jitter_s": 0.001, "error_rate": 0.25, "size_bytes": 3000}


@pytest.fixture(scope="session", params=ENGINES)
def quick_origin(request: pytest.FixtureRequest) -> Iterator[Origin]:
    with origin(SimpleNamespace(**QUICK, engine=request.param)) as running:
        yield running


@pytest.fixture(scope="session")
def quick_url(quick_origin: Origin) -> str:
    return f"{quick_origin.url}/{{item}}"
