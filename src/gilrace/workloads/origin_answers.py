"""What the origin answers to an item: decided by the item alone, so that every lane meets the same.

Slow items are slow in every lane, and the items that fail fail in every lane.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from urllib.parse import parse_qsl

from gilrace.errors import InputError
from gilrace.workloads.http_answer import content_digest
from gilrace.workloads.site_pages import is_page, page

LARGEST = 64 * 1024 * 1024
BLOCK = 1024  # bytes that a body repeats


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How the origin answers."""

    delay_s: float = 0.05
    jitter_s: float = 0.0  # at most this much sooner or later
    error_rate: float = 0.0  # share of items answered by 503
    size_bytes: int = 2048

    @classmethod
    def of(cls, server: object) -> Behaviour:
        """From whatever has those attributes; None for the defaults. Raises InputError."""
        usual = asdict(cls())
        given = {name: getattr(server, name, value) for name, value in usual.items()}
        return cls.checked({name: usual[name] if value is None else value for name, value in given.items()})

    @classmethod
    def checked(cls, values: Mapping[str, object]) -> Behaviour:
        """From plain values. Raises InputError with what may be given."""
        try:
            numbers = {name: float(str(value)) for name, value in values.items()}
            behaviour = cls(**{**numbers, "size_bytes": int(numbers["size_bytes"])})  # type: ignore[arg-type]
        except (TypeError, ValueError, OverflowError) as error:
            raise InputError(f"the server cannot be like that: {error}") from error
        for name, most in LIMITS.items():
            value = getattr(behaviour, name)
            if not (math.isfinite(value) and 0 <= value <= most):
                raise InputError(f"the server's {name} cannot be {value}", advice=f"Give 0 to {most:g}.")
        return behaviour


LIMITS = {"delay_s": 3600.0, "jitter_s": 3600.0, "error_rate": 1.0, "size_bytes": LARGEST}


@dataclass(frozen=True, slots=True)
class Reply:
    """What an item is answered, and after which time."""

    wait_s: float
    status: int
    size: int
    block: bytes
    content_digest: str

    @property
    def body(self) -> bytes:
        """Made anew each time: large bodies are not kept."""
        return (self.block * (self.size // BLOCK + 1))[: self.size]


@lru_cache(maxsize=16_384)
def reply_to(item: str, behaviour: Behaviour) -> Reply:
    """The reply to an item."""
    chance, shift = shares_of(item)
    wait_s = max(0.0, behaviour.delay_s + behaviour.jitter_s * (2 * shift - 1))
    if chance < behaviour.error_rate:
        return Reply(wait_s, 503, 0, b"", "")
    if is_page(item):
        content = page(item)
        return Reply(wait_s, 200, len(content), content, content_digest(content))
    block = hashlib.shake_128(f"body {item}".encode()).hexdigest(BLOCK // 2).encode()
    reply = Reply(wait_s, 200, behaviour.size_bytes, block, "")
    return replace(reply, content_digest=content_digest(reply.body))


def shares_of(item: str) -> tuple[float, float]:
    """Two numbers of 0 to 1 that belong to an item, as good as random."""
    digest = hashlib.blake2b(item.encode("utf-8", "surrogatepass"), digest_size=12).digest()
    return int.from_bytes(digest[:6]) / 2**48, int.from_bytes(digest[6:]) / 2**48


@lru_cache(maxsize=256)
def changed(behaviour: Behaviour, query: str) -> Behaviour:
    """The behaviour with what a query like ``delay_s=0.2&size_bytes=100`` changes. Raises InputError."""
    wished = dict(parse_qsl(query, keep_blank_values=True))
    unknown = sorted(wished.keys() - LIMITS.keys())
    if unknown:
        raise InputError(f"the server knows no {unknown[0]}", advice=f"It knows {', '.join(LIMITS)}.")
    return Behaviour.checked({**asdict(behaviour), **wished})
