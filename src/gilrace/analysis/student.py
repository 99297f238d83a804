"""Student's t distribution: how far a mean of few values may stray, without scipy.

The two-sided tail is the regularised incomplete beta function I_x(df/2, 1/2) at x = df / (df + t^2),
evaluated by its continued fraction (NIST *Digital Library of Mathematical Functions*, 26.5 and 8.17.22);
the quantile is found by halving.
"""

from __future__ import annotations

import math
from functools import lru_cache

_TERMS = 300
_TINY = 1e-300


@lru_cache(maxsize=256)
def quantile(tail: float, df: int) -> float:
    """The t that is exceeded, in either direction, with probability ``tail``; ``df`` >= 1.

    Raises `ValueError` for a probability outside 0..1 or without a degree of freedom.
    """
    if not 0 < tail < 1 or df < 1:
        raise ValueError(f"no t for a tail of {tail} and {df} degrees of freedom")
    low, high = 0.0, 1.0
    while two_sided_tail(high, df) > tail:
        low, high = high, high * 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if two_sided_tail(middle, df) > tail else (low, middle)
    return (low + high) / 2


def two_sided_tail(t: float, df: int) -> float:
    """How probable a value beyond ``t`` in either direction is."""
    return _incomplete_beta(df / 2, 0.5, df / (df + t * t))


def _incomplete_beta(a: float, b: float, x: float) -> float:
    """I_x(a, b) for 0 < x <= 1."""
    if x >= 1:
        return 1.0
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(a, b, x) / a
    return 1 - front * _fraction(b, a, 1 - x) / b


def _fraction(a: float, b: float, x: float) -> float:
    """The continued fraction, by the method of Lentz."""
    c, d = 1.0, _safe(1 - (a + b) * x / (a + 1))
    d = 1 / d
    result = d
    for m in range(1, _TERMS):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _safe(1 + term * d)
            c = _safe(1 + term / c)
            result *= c * d
        if abs(c * d - 1) < 1e-14:
            break
    return result


def _safe(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
