"""Numbers in words, the same on every face: 8.06 s, 213 ms, 60.0 KiB, 1.93×, 29.8/s, 52 %."""

from __future__ import annotations

import math

UNKNOWN = "-"
_TIMES = ((1e9, "s"), (1e6, "ms"), (1e3, "µs"), (1.0, "ns"))
_SIZES = ((1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB"))
_ASCII = str.maketrans(
    {"×": "x", "±": "~", "µ": "u", "≈": "~", "…": "...", "–": "-", "≥": ">=", "≤": "<=", "·": "-"}
)


def digits(value: float, significant: int = 3) -> str:
    """A number with that many significant digits, never in exponent form: 0.0123, 8.06, 53.5, 1720."""
    if not value or not math.isfinite(value):
        return "0" if not value else str(value)
    places = significant - 1 - math.floor(math.log10(abs(value)))
    rounded = round(value, places)
    if rounded:  # 9.996 rounds to 10.0, which needs one place less
        places = significant - 1 - math.floor(math.log10(abs(rounded)))
    return f"{rounded:.{min(max(places, 0), 12)}f}"


def duration(ns: float | None) -> str:
    """A duration of nanoseconds: ``2 min 05 s``, ``8.06 s``, ``213 ms``, ``14.0 µs``."""
    if ns is None:
        return UNKNOWN
    if abs(ns) >= 119.5e9:
        minutes, seconds = divmod(round(ns / 1e9), 60)
        return f"{minutes} min {seconds:02d} s"
    for size, unit in _TIMES:
        if abs(ns) >= size * 0.9995:
            return f"{digits(ns / size)} {unit}"
    return "0 s"


def roughly(ns: float) -> str:
    """A duration in one short number, for lists: ``<1 s``, ``35 s``, ``2 min``, ``3 h``."""
    seconds = ns / 1e9
    if seconds < 0.95:
        return "<1 s"
    if seconds < 99.5:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 99.5 * 60 else f"{seconds / 3600:.0f} h"


def size(count: float | None) -> str:
    """A number of bytes: ``512 B``, ``60.0 KiB``, ``14.0 MiB``."""
    if count is None:
        return UNKNOWN
    for unit_size, unit in _SIZES:
        if abs(count) >= unit_size * 0.9995:
            return f"{digits(count / unit_size)} {unit}"
    return f"{count:.0f} B"


def ratio(value: float | None) -> str:
    """A ratio: ``1.93×``, ``0.94×``, ``56.4×``, ``120×``."""
    return UNKNOWN if value is None else f"{times(value)}×"


def times(value: float) -> str:
    """A ratio as a bare number: two decimals below 10, then fewer."""
    return f"{value:.2f}" if abs(value) < 9.995 else digits(value)


def rate(per_second: float | None) -> str:
    """Items per second: ``29.8/s``, ``1.25 M/s``."""
    if per_second is None:
        return UNKNOWN
    if per_second >= 0.9995e6:
        return f"{digits(per_second / 1e6)} M/s"
    if per_second >= 0.9995e5:
        return f"{digits(per_second / 1e3)} k/s"
    return f"{digits(per_second)}/s"


def percent(share: float | None) -> str:
    """A share of 0..1: ``52 %``, ``0.4 %`` below one percent."""
    if share is None:
        return UNKNOWN
    value = share * 100
    return f"{digits(value, 1)} %" if 0 < abs(value) < 0.95 else f"{value:.0f} %"


def count(number: float, noun: str, plural: str = "") -> str:
    """A number with its noun: ``1 round``, ``3 rounds``."""
    return f"{number:.0f} {noun if number == 1 else plural or noun + 's'}"


def ascii_only(text: str) -> str:
    """The same words for a terminal without Unicode; what has no spelling becomes ``?``."""
    return text.translate(_ASCII).encode("ascii", "replace").decode("ascii")


def ordinal(rank: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 21st."""
    if rank % 100 in (11, 12, 13):
        return f"{rank}th"
    return f"{rank}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(rank % 10, 'th') }"
