"""A digest of results that is equal exactly when the results are, across processes and interpreters."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from gilrace.lane.work import ItemError


def digest(results: Iterable[Any]) -> str:
    """Hex digest (BLAKE2b, 128 bits) of results in order."""
    state = hashlib.blake2b(digest_size=16)
    for value in results:
        _feed(value, state.update)
        state.update(b";")
    return state.hexdigest()


def _feed(value: Any, put: Callable[[bytes], object]) -> None:
    """Write a canonical form: type, then content; sets and dictionaries in sorted order."""
    if value is None or isinstance(value, bool | int | float | complex):
        put(f"{type(value).__name__}:{value!r},".encode())
    elif isinstance(value, str):
        _sized(b"s", value.encode("utf-8", "surrogatepass"), put)
    elif isinstance(value, bytes | bytearray | memoryview):
        _sized(b"b", bytes(value), put)
    elif isinstance(value, ItemError):
        _sized(b"!", value.type.encode(), put)
    elif isinstance(value, Mapping):
        _pairs(value, put)
    elif isinstance(value, set | frozenset):
        _many(b"{", sorted(_form(member) for member in value), put)
    elif isinstance(value, list | tuple | range):
        _many(b"[", (_form(member) for member in value), put)
    elif is_dataclass(value) and not isinstance(value, type):
        put(type(value).__qualname__.encode())
        _pairs({f.name: getattr(value, f.name) for f in fields(value)}, put)
    else:
        _other(value, put)


def _sized(sign: bytes, content: bytes, put: Callable[[bytes], object]) -> None:
    put(b"%s%d:" % (sign, len(content)))
    put(content)


def _many(sign: bytes, forms: Iterable[bytes], put: Callable[[bytes], object]) -> None:
    put(sign)
    for form in forms:
        _sized(b"", form, put)
    put(b"]")


def _pairs(value: Mapping[Any, Any], put: Callable[[bytes], object]) -> None:
    _many(b"<", sorted(_form(key) + b"=" + _form(member) for key, member in value.items()), put)


def _form(value: Any) -> bytes:
    parts: list[bytes] = []
    _feed(value, parts.append)
    return b"".join(parts)


def _other(value: Any, put: Callable[[bytes], object]) -> None:
    text = repr(value)
    content = text.encode("utf-8", "surrogatepass") if " at 0x" not in text else pickle.dumps(value, 4)
    _sized(b"?" + type(value).__qualname__.encode(), content, put)
