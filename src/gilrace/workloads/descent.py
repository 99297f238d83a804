"""Training a small model: logistic regression by gradient descent, in plain Python, a model an item."""

from __future__ import annotations

from math import exp
from random import Random

from gilrace.lane.work import Workload

SPEC = Workload(
    name="descent",
    summary="Train small models by gradient descent, in pure Python.",
    kind="cpu",
    settings={"samples": 100, "steps": 60, "rate": 0.5},
    default_items=48,
)

FEATURES = 4
Samples = list[tuple[tuple[float, ...], int]]


def call(item: int, samples: int = 100, steps: int = 60, rate: float = 0.5) -> tuple[float, ...]:
    """The weights after ``steps`` steps over the item's own data, bias last, to nine decimals."""
    data = samples_of(item, samples)
    weights = [0.0] * (FEATURES + 1)
    for _ in range(steps):
        slope = gradient(weights, data)
        weights = [weight - rate * part for weight, part in zip(weights, slope, strict=True)]
    return tuple(round(weight, 9) for weight in weights)


def gradient(weights: list[float], data: Samples) -> list[float]:
    """Of the mean log loss (Bishop, Pattern Recognition and Machine Learning, eq. 4.91)."""
    slope = [0.0] * len(weights)
    for features, label in data:
        error = predicted(weights, features) - label
        for place, feature in enumerate(features):
            slope[place] += error * feature
        slope[-1] += error
    return [part / len(data) for part in slope]


def predicted(weights: list[float], features: tuple[float, ...]) -> float:
    """The probability of label 1: the logistic function of the weighted sum."""
    total = weights[-1]
    for place, feature in enumerate(features):
        total += weights[place] * feature
    return 1.0 / (1.0 + exp(-total))


def samples_of(item: int, count: int) -> Samples:
    """Points and labels that belong to the item; the label says whether they add up to more than 0."""
    source = Random(item)
    made: Samples = []
    for _ in range(count):
        features = tuple(source.uniform(-1, 1) for _ in range(FEATURES))
        made.append((features, int(sum(features) + source.uniform(-0.2, 0.2) > 0)))
    return made
